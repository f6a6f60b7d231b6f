/*
 * channel/eml.c - mails in files of their own: one, or a folder of them
 *
 * A file may be written anew under its name, so a delivery is the name and a
 * digest of the bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "channel/paths.h"

enum { DEPTH = 8 };

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "path", CONF_STR, offsetof(struct path_own, path), "!", NULL,
	    "a file, or a folder of .eml files" },
	CONF_KEYS_END };

static int
eml_open(struct channel *c, struct err *err)
{
	struct path_own *own = c->own;

	own->path = path_of(c);
	if (file_exists(own->path))
		return 0;
	return err_set(
	    err, ERR_NOINPUT, "cannot read '%s': no such file", own->path);
}

/* A file that cannot be read is kept in UNREAD: it blocks no other. */
static int
one(const char *path, struct sink *sink, struct err *unread, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct item item = { .type = ITEM_MAIL, .received_at = CLOCK_NONE };
	struct err bad = ERR_INIT;
	struct buf b = BUF_INIT;
	char source[400];
	int rc;

	if (file_read(path, MAIL_MAX, &b, &bad) < 0 && bad.code != ERR_DATA) {
		buf_free(&b);
		err_set(unread, bad.code, "%s", bad.text);
		return 0;
	} else if (bad.code == ERR_DATA) {
		item.type = ITEM_BAD;
		item.reason = "too_large";
		item.detail = bad.text;
	}
	item.source = path_source(slash ? slash + 1 : path, b.p, b.len, source);
	item.bytes = b.p;
	item.n = b.len;
	rc = sink->known(sink->arg, item.source, err);
	if (rc == 0)
		rc = sink->item(sink->arg, &item, err);
	buf_free(&b);
	return rc > 0 ? 0 : rc;
}

static int
is_eml(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".eml") == 0;
}

static int
walk(const char *path, int depth, struct sink *sink, struct err *unread,
    struct err *err)
{
	struct names names = { NULL, 0, 0 };
	struct stat st;
	char below[4096];
	size_t i;
	int rc = 0;

	if (names_read(&names, path, err) < 0)
		return -1;
	for (i = 0; rc == 0 && i < names.n; i++) {
		snprintf(below, sizeof below, "%s/%s", path, names.v[i]);
		if (stat(below, &st) < 0)
			continue; /* gone since */
		if (S_ISDIR(st.st_mode) && depth > 0)
			rc = walk(below, depth - 1, sink, unread, err);
		else if (S_ISREG(st.st_mode) && is_eml(names.v[i]))
			rc = one(below, sink, unread, err);
	}
	names_free(&names);
	return rc;
}

static int
eml_fetch(
    struct channel *c, const char *cursor, struct sink *sink, struct err *err)
{
	const struct path_own *own = c->own;
	struct err unread = ERR_INIT;
	struct stat st;
	int rc;

	(void)cursor;
	if (stat(own->path, &st) == 0 && S_ISDIR(st.st_mode))
		rc = walk(own->path, DEPTH, sink, &unread, err);
	else
		rc = one(own->path, sink, &unread, err);
	if (rc == 0)
		rc = sink->page(sink->arg, NULL, err);
	if (rc == 0 && unread.code != ERR_OK)
		rc = err_set(err, unread.code, "%s", unread.text);
	return rc;
}

const struct channel_driver channel_eml = {
	.name = "eml",
	.can = CAN_FETCH | CAN_PATH,
	.help = "mails saved as .eml files",
	.keys = keys,
	.size = sizeof(struct path_own),
	.open = eml_open,
	.fetch = eml_fetch,
};
