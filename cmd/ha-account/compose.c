/*
 * cmd/ha-account/compose.c - ask for what an account needs
 *
 * The driver's own table of keys says what to ask, so that a new driver needs
 * nothing here.  Asked is what must be given and what nearly everybody has;
 * the rest is written as comments, to be filled in by an editor.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "channel/channel.h"
#include "channel/keys.h"
#include "common/question.h"
#include "ha-account/adding.h"

/* Asked although they may be left out. */
static const char *const usual[] = { "address", "shop", "user" };

static int
is_asked(const struct conf_key *k)
{
	size_t i;

	if (k->dflt != NULL && strcmp(k->dflt, "!") == 0)
		return 1;
	for (i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (strcmp(k->name, usual[i]) == 0)
			return 1;
	return config_is_secret(k->name);
}

static const char *
given(struct adding *a, const char *prefix, const char *key)
{
	size_t n = strlen(prefix), i;
	struct given *g;

	for (i = 0; i < a->ngiven; i++) {
		g = &a->given[i];
		if (strncmp(g->key, prefix, n) == 0 &&
		    strcmp(g->key + n, key) == 0) {
			g->used = 1;
			return g->value;
		}
	}
	return NULL;
}

/* B, a typed secret, becomes ${file:...}. */
static int
keep_secret(
    struct adding *a, const char *prefix, const char *key, struct buf *b)
{
	char *written = xasprintf("secrets/%s.%s%s", a->id, prefix, key);
	char *path = config_path(a->config, written);
	int rc = 0;

	if (file_exists(path))
		rc = err_set(a->err, ERR_CANTCREAT,
		    "'%s' is there already: answer ${file:%s}, or remove it",
		    path, written);
	a->secrets = xrearray(a->secrets, a->nsecrets + 1, sizeof *a->secrets);
	a->secrets[a->nsecrets++] = (struct secret){ path, xstrdup(b->p) };
	explicit_bzero(b->p, b->len);
	buf_reset(b);
	buf_addf(b, "${file:%s}", written);
	free(written);
	return rc;
}

static int
ask_key(struct adding *a, const struct conf_key *k, const char *prefix,
    struct buf *b)
{
	struct question q = { .dflt = "", .secret = config_is_secret(k->name) };
	char *text = xasprintf("%s%s (%s)", prefix, k->name, k->help);
	int rc;

	q.text = text;
	if (k->dflt != NULL)
		q.dflt = strcmp(k->dflt, "!") == 0 ? NULL : k->dflt;
	if (strcmp(k->name, "shop") == 0 && a->config->nshops > 0)
		q.dflt = a->config->shops[0].id;
	rc = question_ask(&q, b, a->err);
	if (rc == 0 && q.secret && b->len > 0 && strncmp(b->p, "${", 2) != 0)
		rc = keep_secret(a, prefix, k->name, b);
	free(text);
	return rc;
}

/* "[a, b]" for "a,b". */
static void
add_list(struct buf *out, const char *value)
{
	char *copy = xstrdup(value), *rest = copy, *one;
	const char *gap = "";

	buf_addc(out, '[');
	while ((one = strsep(&rest, ",")) != NULL) {
		buf_adds(out, gap);
		yaml_scalar(out, one + strspn(one, " "));
		gap = ", ";
	}
	buf_addc(out, ']');
	free(copy);
}

static void
add_value(
    struct adding *a, const struct conf_key *k, int indent, const char *value)
{
	buf_addf(&a->text, "%*s%s: ", indent, "", k->name);
	if (k->type == CONF_LIST)
		add_list(&a->text, value);
	else
		yaml_scalar(&a->text, value);
	buf_addc(&a->text, '\n');
}

/* One key: given, asked, or left as a comment. */
static int
add_key(
    struct adding *a, const struct conf_key *k, const char *prefix, int indent)
{
	const char *value = given(a, prefix, k->name);
	struct buf b = BUF_INIT;
	int rc = 0;

	if (value != NULL && config_is_secret(k->name) &&
	    strncmp(value, "${", 2) != 0)
		return err_set(a->err, ERR_USAGE,
		    "a secret may not be an "
		    "argument: give %s%s='${file:PATH}', or answer the "
		    "question",
		    prefix, k->name);
	if (value != NULL)
		buf_adds(&b, value);
	else if (is_asked(k))
		rc = ask_key(a, k, prefix, &b);
	if (rc == 0 && b.len > 0)
		add_value(a, k, indent, b.p);
	else if (rc == 0)
		buf_addf(&a->text, "%*s# %s: %s\t# %s\n", indent, "", k->name,
		    k->dflt != NULL ? k->dflt : "", k->help);
	buf_free(&b);
	return rc;
}

/* The driver that is meant; NULL and no error when none is wanted. */
static const struct channel_driver *
choose(struct adding *a, const char *prefix, const char *text, const char *dflt,
    unsigned can)
{
	const struct channel_driver *const *d = channel_drivers(), *found;
	const char *name = given(a, prefix, "driver");
	struct question q = { .text = text, .dflt = dflt };
	struct buf b = BUF_INIT;

	for (; name == NULL && isatty(STDIN_FILENO) && *d != NULL; d++)
		if (((*d)->can & can) != 0)
			fprintf(stderr, "  %-10s %s\n", (*d)->name, (*d)->help);
	if (name != NULL)
		buf_adds(&b, name);
	else if (question_ask(&q, &b, a->err) < 0)
		buf_reset(&b);
	found = b.len > 0 ? channel_driver(b.p) : NULL;
	if (b.len > 0 && (found == NULL || (found->can & can) == 0)) {
		err_set(a->err, ERR_USAGE, "no driver '%s' can do that", b.p);
		found = NULL;
	}
	buf_free(&b);
	return found;
}

/* What every account section may say: not asked again below send:. */
static const struct conf_key common_keys[] = { CHANNEL_KEYS, CONF_KEYS_END };

static int
is_common(const char *key)
{
	const struct conf_key *k;

	for (k = common_keys; k->name != NULL; k++)
		if (strcmp(k->name, key) == 0)
			return 1;
	return 0;
}

/* Written here, not asked for as a driver's key. */
static int
is_own(const char *key)
{
	return strcmp(key, "driver") == 0 || strcmp(key, "live") == 0 ||
	       strcmp(key, "send") == 0;
}

static int
add_keys(struct adding *a, const struct channel_driver *d, const char *prefix,
    int indent)
{
	const struct conf_key *k;

	buf_addf(&a->text, "%*sdriver: %s\n", indent, "", d->name);
	for (k = d->keys; k->name != NULL; k++) {
		if (is_own(k->name) || (*prefix && is_common(k->name)))
			continue;
		if (add_key(a, k, prefix, indent) < 0)
			return -1;
	}
	return 0;
}

/* How answers leave: files of this machine lead nowhere. */
static int
add_send(struct adding *a)
{
	const struct channel_driver *d;

	d = choose(a, "send.", "Driver that sends answers (empty: none yet)",
	    "", CAN_SEND);
	if (d == NULL)
		return a->err->code == ERR_OK ? 0 : -1;
	buf_adds(&a->text, "  send:\n");
	return add_keys(a, d, "send.", 4);
}

int
adding_compose(struct adding *a)
{
	size_t n = strcspn(a->id, "/");
	char *channel = xstrndup(a->id, n);
	const struct channel_driver *d = channel_driver(channel);

	free(channel);
	buf_addf(&a->text, "%s:\n", a->id);
	if (d == NULL || given(a, "", "driver") != NULL)
		d = choose(a, "", "Driver", NULL, CAN_FETCH);
	if (d == NULL || add_keys(a, d, "", 2) < 0)
		return -1;
	if ((d->can & (CAN_SEND | CAN_PATH)) != CAN_SEND && add_send(a) < 0)
		return -1;
	buf_adds(&a->text, "  live: no\n");
	return 0;
}
