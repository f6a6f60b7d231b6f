/*
 * cmd/ha/init.c - a shop from six questions
 *
 * What is asked is what cannot be guessed; each question is an option too, so
 * that a script can answer.  The password is no option: arguments are public.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/question.h"
#include "common/run.h"
#include "conf/config.h"
#include "ha/ha.h"
#include "ha/init.h"
#include "store/admin.h"

static const char *shop, *tz, *language, *person, *address, *store, *maildir;

const struct opt init_opts[] = { { 0, "shop", OPT_STR, &shop, "NAME",
				     "name of the shop" },
	{ 0, "tz", OPT_STR, &tz, "ZONE", "time zone of the team" },
	{ 0, "language", OPT_STR, &language, "TAG", "what the team reads" },
	{ 0, "name", OPT_STR, &person, "NAME", "your name" },
	{ 0, "address", OPT_STR, &address, "ADDRESS", "mailbox; '' for none" },
	{ 0, "store", OPT_STR, &store, "STORE",
	    "shopify, ebay or amazon exports, or none" },
	{ 0, "maildir", OPT_STR, &maildir, "DIR",
	    "the Maildir of the mailbox, if there is one" },
	OPT_COMMON, OPT_END };

static int
ask_one(struct buf *b, const char *given, const char *text, const char *dflt,
    struct err *err)
{
	struct question q = { .text = text, .dflt = dflt };

	if (given == NULL)
		return question_ask(&q, b, err);
	buf_adds(b, given);
	return 0;
}

/* The zone that the system is set to, such as "Asia/Shanghai". */
static char *
system_zone(void)
{
	const char *env = getenv("TZ");
	char path[1024], *s;
	ssize_t n;

	if (env != NULL && strchr(env, '/') != NULL && *env != ':')
		return xstrdup(env);
	n = readlink("/etc/localtime", path, sizeof path - 1);
	if (n > 0) {
		path[n] = '\0';
		if ((s = strstr(path, "zoneinfo/")) != NULL)
			return xstrdup(s + strlen("zoneinfo/"));
	}
	return xstrdup("UTC");
}

static int
good_store(const struct buf *b, struct err *err)
{
	static const char *const stores[] = { "none", "shopify", "ebay",
		"amazon" };
	const char *near;
	size_t i;

	for (i = 0; i < sizeof stores / sizeof stores[0]; i++)
		if (strcmp(stores[i], b->p) == 0)
			return 0;
	near = opt_nearest(b->p, stores, sizeof stores / sizeof stores[0]);
	return err_set(err, ERR_USAGE,
	    "'%s' is no store (shopify, ebay, "
	    "amazon or none)%s%s%s",
	    b->p, near ? "; did you mean '" : "", near ? near : "",
	    near ? "'?" : "");
}

static int
good_address(const struct buf *b, struct err *err)
{
	const char *at = strchr(b->p, '@');

	if (b->len == 0 || (at != NULL && at > b->p && at[1] != '\0' &&
			       strchr(at + 1, '@') == NULL &&
			       b->p[strcspn(b->p, " <>,")] == '\0'))
		return 0;
	return err_set(err, ERR_USAGE, "'%s' is no mail address", b->p);
}

static int
ask_all(struct answers *a, struct err *err)
{
	struct passwd *pw = getpwuid(getuid());
	char *zone = system_zone();
	int rc;

	a->login = pw != NULL ? pw->pw_name : "owner";
	rc = ask_one(&a->shop, shop, _("Name of the shop"), NULL, err);
	if (rc == 0)
		rc = ask_one(&a->tz, tz, _("Time zone"), zone, err);
	if (rc == 0)
		rc = ask_one(&a->language, language, _("Language of the team"),
		    i18n_lang(), err);
	if (rc == 0)
		rc = ask_one(&a->person, person, _("Your name"), a->login, err);
	if (rc == 0)
		rc = ask_one(&a->address, address,
		    _("Mailbox address (empty: none)"), "", err);
	if (rc == 0)
		rc = good_address(&a->address, err);
	if (rc == 0)
		rc = ask_one(&a->store, store,
		    _("Store: shopify, ebay, amazon or none"), "none", err);
	if (rc == 0)
		rc = good_store(&a->store, err);
	free(zone);
	return rc;
}

/* How the mail of this address is sent, when its host is well known. */
static void
look_up_host(struct answers *a, struct node **hosts, struct err *err)
{
	const char *at = strchr(a->address.p, '@');
	char *path = file_share("mailhosts.yaml");
	const struct node *n;

	*hosts = at != NULL ? node_load(path, err) : NULL;
	n = *hosts != NULL ? node_get(*hosts, at + 1) : NULL;
	if (n != NULL) {
		a->host = node_str(n, "host");
		a->tls = node_str(n, "tls");
	}
	free(path);
}

static int
ask_password(struct answers *a, struct err *err)
{
	struct question q = { _("Password for sending (an app password; "
				"empty: later)"),
		"", 1 };

	return a->host != NULL ? question_ask(&q, &a->password, err) : 0;
}

/* What lies in the mailbox already comes in as history: without effects. */
static int
take_history(const char *config, struct err *err)
{
	static const char *const stages[] = { "ha-fetch", "ha-classify",
		"ha-route" };
	enum { N = sizeof stages / sizeof stages[0] };
	struct run_words w[N] = { { NULL, 0, 0 } };
	int status;
	size_t i;

	for (i = 0; i < N; i++) {
		run_word(&w[i], stages[i]);
		run_option(&w[i], "-c", config);
		run_flag(&w[i], "-q", 1);
	}
	run_word(&w[0], "--import");
	run_word(&w[0], "email/support");
	status = run_pipe(w, N, -1, err);
	for (i = 0; i < N; i++)
		run_words_free(&w[i]);
	return status;
}

static void
tell(const char *dir, const char *config, const struct answers *a)
{
	if (common.quiet)
		return;
	printf(_("%s is ready; nothing reaches a customer before `ha account "
		 "live`\n"),
	    config);
	if (strcmp(dir, ".") != 0)
		printf("  cd %s\n", dir);
	if (strcmp(a->store.p, "none") != 0)
		printf(
		    _("  (put the export of your orders into orders.csv)\n"));
	printf("  ha doctor\n  ha sync\n  ha ticket list\n");
}

/* Trust, database, history: what follows once the files are there. */
static int
begin(const char *config, const struct answers *a, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct config *c;
	int rc;

	if (config_trust(config, err) < 0)
		return -1;
	c = config_load(config, &errs);
	if (c == NULL) {
		*err = errs.v[0];
		conf_errs_free(&errs);
		return -1;
	}
	rc = admin_init(common.db != NULL ? common.db : c->db, err);
	if (rc == 0 && maildir != NULL && a->address.len > 0)
		rc = take_history(config, err);
	config_free(c);
	return rc < 0 ? -1 : 0;
}

static void
answers_free(struct answers *a)
{
	explicit_bzero(a->password.p, a->password.len);
	buf_free(&a->shop);
	buf_free(&a->tz);
	buf_free(&a->language);
	buf_free(&a->person);
	buf_free(&a->address);
	buf_free(&a->store);
	buf_free(&a->password);
}

int
init_main(char **args)
{
	struct err err = ERR_INIT;
	struct answers a = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT,
		BUF_INIT, BUF_INIT, NULL, NULL, NULL, NULL };
	const char *dir = *args != NULL ? *args : ".";
	char *config = file_join(dir, "ha.yaml");
	struct node *hosts = NULL;

	i18n_init(common.lang);
	if (*args != NULL && args[1] != NULL)
		err_set(&err, ERR_USAGE, "one folder at a time");
	else if (file_exists(config))
		err_set(&err, ERR_CANTCREAT,
		    "'%s' is there already: `ha "
		    "account add` adds to it",
		    config);
	if (err.code != ERR_OK || ask_all(&a, &err) < 0)
		die(&err);
	a.maildir = maildir;
	look_up_host(&a, &hosts, &err);
	if (err.code != ERR_OK || ask_password(&a, &err) < 0)
		die(&err);
	if (!common.dry_run &&
	    (init_write(dir, &a, &err) < 0 || begin(config, &a, &err) < 0))
		die(&err);
	tell(dir, config, &a);
	answers_free(&a);
	node_free(hosts);
	free(config);
	return 0;
}
