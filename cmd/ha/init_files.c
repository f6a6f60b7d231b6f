/*
 * cmd/ha/init_files.c - the files of a new shop
 *
 * They are share/init/ with the answers put in; what depends on an answer as
 * a whole (an account or none) is made here.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "common/question.h"
#include "ha/init.h"

enum { MAX_STARTER = 64 << 10, MAX_PLACES = 16 };

/* What stands for @name@, as text that fits its place. */
struct place {
	const char *name;
	struct buf text;
};

struct places {
	struct place v[MAX_PLACES];
	size_t n;
};

static struct buf *
place(struct places *p, const char *name)
{
	p->v[p->n].name = name;
	buf_init(&p->v[p->n].text);
	return &p->v[p->n++].text;
}

static void
places_free(struct places *p)
{
	while (p->n > 0)
		buf_free(&p->v[--p->n].text);
}

/* TEXT with every @name@ that is known put in. */
static void
put_in(struct buf *out, const char *text, const struct places *p)
{
	const char *s, *end;
	size_t i;

	for (s = text; *s != '\0'; s++) {
		end = *s == '@' ? strchr(s + 1, '@') : NULL;
		for (i = 0; end != NULL && i < p->n; i++)
			if (strlen(p->v[i].name) == (size_t)(end - s - 1) &&
			    strncmp(p->v[i].name, s + 1,
				(size_t)(end - s - 1)) == 0)
				break;
		if (end != NULL && i < p->n) {
			buf_add(out, p->v[i].text.p, p->v[i].text.len);
			s = end;
		} else {
			buf_addc(out, *s);
		}
	}
}

/* A short name from what people wrote: "Knit & Gadgets" is "knit". */
static void
add_word(struct buf *b, const char *text, const char *dflt)
{
	size_t start = b->len;

	for (; *text != '\0' && *text != ' '; text++)
		if (isalnum((unsigned char)*text) || *text == '-')
			buf_addc(b, tolower((unsigned char)*text));
		else if ((unsigned char)*text >= 0x80)
			buf_addc(b, *text);
	if (b->len == start)
		buf_adds(b, dflt);
}

static void
add_send(struct buf *b, const struct answers *a)
{
	const char *note = a->host != NULL ? "" : "# ";

	buf_addf(b, "    %ssend:\n", note);
	buf_addf(b, "    %s  driver: smtp\n", note);
	buf_addf(b, "    %s  host: %s\n", note,
	    a->host != NULL ? a->host : "smtp.example.com");
	buf_addf(b, "    %s  tls: %s\n", note, a->tls != NULL ? a->tls : "tls");
	buf_addf(b, "    %s  user: ", note);
	yaml_scalar(b, a->address.p);
	buf_addf(b, "\n    %s  password: ${file:secrets/support}\n", note);
}

static void
add_mailbox(struct buf *b, const struct answers *a, const char *shop_id)
{
	buf_adds(b, "  email/support:\n    driver: maildir\n");
	buf_adds(b, "    # what mbsync, getmail or your mail server fills\n");
	buf_adds(b, "    path: ");
	yaml_scalar(b, a->maildir != NULL ? a->maildir : "mail");
	buf_adds(b, "\n    address: ");
	yaml_scalar(b, a->address.p);
	buf_addf(b, "\n    shop: %s\n", shop_id);
	add_send(b, a);
	buf_adds(b, "    live: no\n");
}

static int
has_store(const struct answers *a)
{
	return strcmp(a->store.p, "none") != 0;
}

static void
add_store(struct buf *b, const struct answers *a, const char *shop_id)
{
	buf_addf(b, "  %s/main:\n    driver: csv\n", a->store.p);
	buf_adds(
	    b, "    # the export of orders, put here by hand or by cron\n");
	buf_addf(b,
	    "    path: orders.csv\n    map: %s\n    shop: %s\n"
	    "    live: no\n",
	    a->store.p, shop_id);
}

/* Holidays of the country, where we have them. */
static void
add_overrides(struct buf *b, const char *tz)
{
	static const struct {
		const char *zone, *file;
	} countries[] = {
		{ "Asia/Shanghai", "calendars/CN-2026.yaml" },
		{ "Asia/Urumqi", "calendars/CN-2026.yaml" },
		{ "Europe/Berlin", "calendars/DE-2026.yaml" },
		{ "America/New_York", "calendars/US-2026.yaml" },
		{ "America/Chicago", "calendars/US-2026.yaml" },
		{ "America/Denver", "calendars/US-2026.yaml" },
		{ "America/Los_Angeles", "calendars/US-2026.yaml" },
	};
	size_t i;

	for (i = 0; i < sizeof countries / sizeof countries[0]; i++)
		if (strcmp(countries[i].zone, tz) == 0)
			buf_addf(
			    b, "    overrides: share:%s\n", countries[i].file);
}

static void
add_from(struct buf *b, const struct answers *a)
{
	char *from;

	if (a->address.len == 0)
		return;
	from = xasprintf("%s <%s>", a->shop.p, a->address.p);
	buf_adds(b, "    from: ");
	yaml_scalar(b, from);
	buf_addc(b, '\n');
	free(from);
}

static void
add_accounts(struct buf *b, const struct answers *a, const char *shop_id)
{
	if (a->address.len == 0 && !has_store(a)) {
		buf_adds(b, " {}");
		return;
	}
	buf_addc(b, '\n');
	if (a->address.len > 0)
		add_mailbox(b, a, shop_id);
	if (has_store(a))
		add_store(b, a, shop_id);
	buf_cut(b, b->len - 1); /* the line's end is the starter's */
}

static void
fill_places(struct places *p, const struct answers *a, const char *real)
{
	struct buf *b, *id = place(p, "shop_id");

	add_word(id, a->shop.p, "shop");
	yaml_scalar(place(p, "shop"), a->shop.p);
	yaml_scalar(place(p, "tz"), a->tz.p);
	yaml_scalar(place(p, "language"), a->language.p);
	yaml_scalar(place(p, "login"), a->login);
	add_word(place(p, "person"), a->person.p, "owner");
	b = place(p, "languages");
	buf_adds(b, a->language.p);
	if (strcmp(a->language.p, "en") != 0)
		buf_adds(b, ", en");
	add_from(place(p, "from"), a);
	add_accounts(place(p, "accounts"), a, id->p);
	add_overrides(place(p, "overrides"), a->tz.p);
	buf_addf(place(p, "config"), "%s/ha.yaml", real);
	buf_addf(place(p, "report"), "%s/week.html", real);
	buf_addf(place(p, "crontab"), "%s/crontab", real);
}

static int
write_starter(
    const char *dir, const char *name, const struct places *p, struct err *err)
{
	char *share = xasprintf("init/%s", name), *from = file_share(share);
	char *to = file_join(dir, name), *folder = file_dir(to);
	struct buf text = BUF_INIT, out = BUF_INIT;
	int rc;

	rc = file_read(from, MAX_STARTER, &text, err);
	if (rc == 0) {
		put_in(&out, text.p, p);
		rc = file_mkdirs(folder, err);
	}
	if (rc == 0 && !file_exists(to))
		rc = file_write(to, out.p, out.len, 0600, err);
	buf_free(&text);
	buf_free(&out);
	free(folder);
	free(to);
	free(from);
	free(share);
	return rc;
}

static int
make_folder(const char *dir, const char *name, struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_mkdirs(path, err);

	free(path);
	return rc;
}

static int
write_secret(const char *dir, const struct buf *password, struct err *err)
{
	char *path = file_join(dir, "secrets/support");
	int rc = make_folder(dir, "secrets", err);

	if (rc == 0 && password->len > 0)
		rc = file_write(path, password->p, password->len, 0600, err);
	free(path);
	return rc;
}

static int
make_maildir(const char *dir, const struct answers *a, struct err *err)
{
	static const char *const parts[] = { "mail/cur", "mail/new",
		"mail/tmp" };
	size_t i;

	if (a->address.len == 0 || a->maildir != NULL)
		return 0;
	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (make_folder(dir, parts[i], err) < 0)
			return -1;
	return 0;
}

/* ha.yaml comes last: while it is not there, `ha init` can run again. */
int
init_write(const char *dir, const struct answers *a, struct err *err)
{
	static const char *const starters[] = { "team.yaml", "rules/desk.yaml",
		"policies/reply.yaml", "crontab", "ha.yaml" };
	struct places p = { .n = 0 };
	char *real;
	size_t i;
	int rc;

	if (file_mkdirs(dir, err) < 0)
		return -1;
	if ((real = realpath(dir, NULL)) == NULL)
		return err_sys(err, err_of_errno(errno), "'%s'", dir);
	fill_places(&p, a, real);
	rc = write_secret(dir, &a->password, err);
	if (rc == 0)
		rc = make_maildir(dir, a, err);
	for (i = 0; i < sizeof starters / sizeof starters[0] && rc == 0; i++)
		rc = write_starter(dir, starters[i], &p, err);
	places_free(&p);
	free(real);
	return rc;
}
