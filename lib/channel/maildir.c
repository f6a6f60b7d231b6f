/*
 * channel/maildir.c - a Maildir: mail comes from it, and can be put into one
 *
 * A delivery is named by the unique part of the file name, which stays when
 * the file moves from new to cur and when its flags change.  So a known mail
 * costs a name and no reading.  Sending writes tmp/, syncs, renames into new/
 * and syncs that: a name made from the key, so that the same key arrives once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "channel/paths.h"

enum { PAGE = 1000 };

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "path", CONF_STR, offsetof(struct path_own, path), "!", NULL,
	    "the folder that holds cur, new and tmp" },
	CONF_KEYS_END };

static int
md_open(struct channel *c, struct err *err)
{
	struct path_own *own = c->own;

	(void)err;
	own->path = path_of(c);
	return 0;
}

/* Delivery programs begin the name with the second of delivery. */
static int64_t
delivered_at(const char *name)
{
	char *end;
	long long s = strtoll(name, &end, 10);

	return *end == '.' && s > 0 && s < 253402300800 ? s * CLOCK_SECOND
							: CLOCK_NONE;
}

/* A file that cannot be read is kept in UNREAD: it blocks no other. */
static int
one(const char *path, const char *source, struct sink *sink, struct err *unread,
    struct err *err)
{
	struct item item = { .type = ITEM_MAIL, .source = source };
	struct err bad = ERR_INIT;
	struct buf b = BUF_INIT;
	int rc = file_read_plain(path, MAIL_MAX, &b, &bad);

	if (rc != 0 && bad.code != ERR_DATA) {
		buf_free(&b);
		/* a folder, or moved while we looked */
		if (rc < 0 && bad.code != ERR_NOINPUT)
			err_set(unread, bad.code, "%s", bad.text);
		return 0;
	}
	if (bad.code == ERR_DATA) {
		item.type = ITEM_BAD;
		item.reason = "too_large";
		item.detail = bad.text;
	}
	item.bytes = b.p;
	item.n = b.len;
	item.received_at = delivered_at(source);
	rc = sink->item(sink->arg, &item, err);
	buf_free(&b);
	return rc;
}

/* By its name alone: a range must not cost the reading of all mail. */
static int
out_of_range(const struct channel *c, const char *name)
{
	int64_t t = delivered_at(name);

	return t != CLOCK_NONE &&
	       ((c->since != CLOCK_NONE && t < c->since) ||
		   (c->until != CLOCK_NONE && t >= c->until));
}

static int
folder(const struct channel *c, const char *dir, struct sink *sink,
    struct err *unread, struct err *err)
{
	struct names names = { NULL, 0, 0 };
	char path[4096];
	size_t i;
	int rc;

	rc = names_read(&names, dir, err);
	for (i = 0; rc == 0 && i < names.n; i++) {
		char *name = names.v[i]; /* "1700.M1P2.host:2,S" */
		size_t own = strcspn(name, ":");
		char colon = name[own];

		name[own] = '\0';
		if (out_of_range(c, name))
			continue;
		rc = sink->known(sink->arg, name, err);
		if (rc == 0) {
			snprintf(path, sizeof path, "%s/%s%c%s", dir, name,
			    colon, colon != '\0' ? name + own + 1 : "");
			rc = one(path, name, sink, unread, err);
		} else if (rc > 0) {
			rc = 0;
		}
		if (rc == 0 && i % PAGE == PAGE - 1)
			rc = sink->page(sink->arg, NULL, err);
	}
	names_free(&names);
	return rc;
}

static int
md_fetch(
    struct channel *c, const char *cursor, struct sink *sink, struct err *err)
{
	const struct path_own *own = c->own;
	struct err unread = ERR_INIT;
	char cur[4096], new[4096];
	int rc;

	(void)cursor;
	snprintf(cur, sizeof cur, "%s/cur", own->path);
	snprintf(new, sizeof new, "%s/new", own->path);
	/* new first: what moves to cur meanwhile is seen there */
	rc = folder(c, new, sink, &unread, err);
	if (rc == 0)
		rc = folder(c, cur, sink, &unread, err);
	if (rc == 0)
		rc = sink->page(sink->arg, NULL, err);
	if (rc == 0 && unread.code != ERR_OK)
		rc = err_set(err, unread.code, "%s", unread.text);
	return rc;
}

/* A name that only this key gets. */
static void
name_of_key(const char *key, char out[DIGEST_HEX + 3])
{
	unsigned char d[DIGEST_LEN];

	digest_sha256(key, strlen(key), d);
	digest_hex(d, 16, out);
	strcat(out, ".ha");
}

static int
md_find(struct channel *c, const char *key, struct buf *id, struct err *err)
{
	static const char *const parts[] = { "new", "cur" };
	const struct path_own *own = c->own;
	char name[DIGEST_HEX + 3], dir[4096];
	struct names names;
	size_t i, k, len;
	int found = 0;

	name_of_key(key, name);
	len = strlen(name);
	for (k = 0; k < 2 && !found; k++) {
		memset(&names, 0, sizeof names);
		snprintf(dir, sizeof dir, "%s/%s", own->path, parts[k]);
		if (file_exists(dir) && names_read(&names, dir, err) < 0)
			return -1;
		for (i = 0; i < names.n && !found; i++)
			found = strncmp(names.v[i], name, len) == 0;
		names_free(&names);
	}
	if (found)
		buf_adds(id, name);
	return found;
}

static int
make(const char *dir, struct err *err)
{
	static const char *const parts[] = { "tmp", "new", "cur" };
	char path[4096];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, parts[i]);
		if (file_mkdirs(path, err) < 0)
			return -1;
	}
	return 0;
}

static int
md_send(struct channel *c, const struct delivery *d, struct buf *id,
    struct err *err)
{
	const struct path_own *own = c->own;
	char name[DIGEST_HEX + 3], tmp[4096], new[4096];
	int rc = md_find(c, d->key, id, err);

	if (rc != 0)
		return rc < 0 ? rc : OUTCOME_SENT;
	if (make(own->path, err) < 0)
		return -1;
	name_of_key(d->key, name);
	snprintf(tmp, sizeof tmp, "%s/tmp/%s", own->path, name);
	snprintf(new, sizeof new, "%s/new/%s", own->path, name);
	if (file_write(tmp, d->bytes, d->n, 0600, err) < 0)
		return OUTCOME_LATER;
	if (rename(tmp, new) < 0) {
		err_sys(err, ERR_AGAIN, "cannot deliver to '%s'", new);
		unlink(tmp);
		return OUTCOME_LATER;
	}
	if (file_sync_dir(new, err) < 0)
		return OUTCOME_LATER;
	buf_adds(id, name);
	return OUTCOME_SENT;
}

const struct channel_driver channel_maildir = {
	.name = "maildir",
	.can = CAN_FETCH | CAN_SEND | CAN_PATH,
	.settle = SETTLE_LOOK,
	.help = "mail in a Maildir, as most mail servers can deliver it",
	.keys = keys,
	.size = sizeof(struct path_own),
	.open = md_open,
	.fetch = md_fetch,
	.send = md_send,
	.find = md_find,
};
