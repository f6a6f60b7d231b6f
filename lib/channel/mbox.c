/*
 * channel/mbox.c - an mbox file, read as mboxrd
 *
 * A mail begins with "From " at the start or after an empty line; ">From "
 * loses one '>'.  Positions change when a mailbox is compacted, so a delivery
 * is named by a digest of the mail, and the file is read whole each time, one
 * mail in memory.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/line.h"
#include "channel/paths.h"

enum { PIECE = 65536 }; /* of a line, in memory at a time */

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "path", CONF_STR, offsetof(struct path_own, path), "!", NULL,
	    "the mbox file" },
	CONF_KEYS_END };

static int
mbox_open(struct channel *c, struct err *err)
{
	struct path_own *own = c->own;

	(void)err;
	own->path = path_of(c);
	return 0;
}

/* "From anna@example.com Tue Nov 24 10:11:12 2026", read as UTC. */
static int64_t
from_line_time(const char *line)
{
	const char *s = strchr(line + 5, ' ');
	struct tm tm = { 0 };

	while (s != NULL && *s == ' ')
		s++;
	if (s == NULL || strptime(s, "%a %b %d %H:%M:%S %Y", &tm) == NULL)
		return CLOCK_NONE;
	return (int64_t)timegm(&tm) * CLOCK_SECOND;
}

struct mail {
	struct buf bytes;
	int64_t received_at;
	int begun, too_large;
};

static int
give(struct mail *m, struct sink *sink, struct err *err)
{
	struct item item = { .type = ITEM_MAIL };
	char source[400];
	int rc;

	if (!m->begun)
		return 0;
	if (m->too_large) {
		item.type = ITEM_BAD;
		item.reason = "too_large";
		item.detail = "a mail of the mbox is larger than 25 MiB";
	}
	item.source = path_source("mbox", m->bytes.p, m->bytes.len, source);
	item.bytes = m->bytes.p;
	item.n = m->bytes.len;
	item.received_at = m->received_at;
	rc = sink->known(sink->arg, item.source, err);
	if (rc == 0)
		rc = sink->item(sink->arg, &item, err);
	buf_reset(&m->bytes);
	m->too_large = 0;
	return rc > 0 ? 0 : rc;
}

/* A line, or what a long one goes on with. */
static void
take_piece(struct mail *m, const char *line, size_t n, int begins)
{
	size_t quotes = begins ? strspn(line, ">") : 0;

	if (quotes > 0 && strncmp(line + quotes, "From ", 5) == 0) {
		line++;
		n--;
	}
	if (m->bytes.len + n > MAIL_MAX)
		m->too_large = 1;
	else
		buf_add(&m->bytes, line, n);
}

static int
read_all(FILE *f, struct mail *m, struct sink *sink, struct err *err)
{
	struct buf line = BUF_INIT;
	int blank = 1, begins = 1, rc = 0, got;

	while (rc == 0 && (got = line_read(f, &line, PIECE)) != LINE_NONE) {
		if (begins && blank && strncmp(line.p, "From ", 5) == 0) {
			rc = give(m, sink, err);
			m->begun = 1;
			m->received_at = from_line_time(line.p);
		} else if (m->begun) {
			take_piece(m, line.p, line.len, begins);
		} else {
			rc = err_set(err, ERR_DATA,
			    "it does not begin with a 'From ' line, so it is "
			    "no mbox");
		}
		blank = begins &&
			(line.p[0] == '\n' || strcmp(line.p, "\r\n") == 0);
		begins = got == LINE_WHOLE;
	}
	buf_free(&line);
	if (rc == 0 && ferror(f))
		rc = err_sys(err, err_of_errno(errno), "cannot read it");
	return rc < 0 ? rc : give(m, sink, err);
}

static int
mbox_fetch(
    struct channel *c, const char *cursor, struct sink *sink, struct err *err)
{
	const struct path_own *own = c->own;
	struct mail m = { .bytes = BUF_INIT, .received_at = CLOCK_NONE };
	FILE *f = fopen(own->path, "re");
	int rc;

	(void)cursor;
	if (f == NULL)
		return err_sys(
		    err, err_of_errno(errno), "cannot read '%s'", own->path);
	rc = read_all(f, &m, sink, err);
	if (rc < 0)
		err_wrap(err, "mbox '%s'", own->path);
	fclose(f);
	buf_free(&m.bytes);
	return rc < 0 ? rc : sink->page(sink->arg, NULL, err);
}

const struct channel_driver channel_mbox = {
	.name = "mbox",
	.can = CAN_FETCH | CAN_PATH,
	.help = "an mbox file, as mail programs export it",
	.keys = keys,
	.size = sizeof(struct path_own),
	.open = mbox_open,
	.fetch = mbox_fetch,
};
