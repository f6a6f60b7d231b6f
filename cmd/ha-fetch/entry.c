/* cmd/ha-fetch/entry.c - how an item becomes a record */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/xalloc.h"
#include "fetch.h"
#include "text/tokens.h"

enum { MAIL_ID_MAX = 128, NAME_LIMIT = 256 };

struct entry *
entry_new(const struct item *item)
{
	struct entry *e = xcalloc(1, sizeof *e);

	buf_init(&e->raw);
	buf_init(&e->line);
	buf_init(&e->words);
	e->source = xstrdup(item->source);
	e->sent_at = CLOCK_NONE;
	e->received_at = item->received_at;
	e->size = item->n;
	buf_add(&e->raw, item->bytes, item->n);
	if (item->type == ITEM_BAD)
		entry_bad(e, item->reason, item->detail);
	return e;
}

void
entry_free(struct entry *e)
{
	buf_free(&e->raw);
	buf_free(&e->line);
	buf_free(&e->words);
	free(e->source);
	free(e->external_id);
	free(e->mail_id);
	free(e->reason);
	free(e->detail);
	free(e);
}

void
entry_bad(struct entry *e, const char *reason, const char *detail)
{
	e->state = ENTRY_BAD;
	free(e->reason);
	free(e->detail);
	e->reason = xstrdup(reason);
	e->detail = xstrdup(detail ? detail : "");
}

int
kind_wanted(const struct fetch *f, enum kind kind)
{
	return f->kinds == 0 || (f->kinds & 1u << kind) != 0;
}

static char *
copy(const char *s)
{
	return s != NULL ? xstrdup(s) : NULL;
}

static int
out_of_range(const struct fetch *f, int64_t t)
{
	return (f->since != CLOCK_NONE && t < f->since) ||
	       (f->until != CLOCK_NONE && t >= f->until);
}

/* Subject and text, as the full text wants them, if it is there to have them.
 */
static void
words(const struct fetch *f, struct entry *e, const char *subject,
    const char *text)
{
	if (f->db != NULL && !f->later)
		search_message(subject, text, &e->words);
}

/* "received_at" is what clocks start from: a record without one gets now. */
static int
message_of_record(
    struct source *s, struct entry *e, struct rec *rec, struct err *err)
{
	const char *direction = rec_str(rec, "direction");
	char now[CLOCK_TEXT];

	e->received_at = rec_time(rec, "received_at");
	e->sent_at = rec_time(rec, "sent_at");
	if (e->received_at == CLOCK_NONE) {
		e->received_at =
		    e->sent_at != CLOCK_NONE ? e->sent_at : clock_now();
		if (rec_set(rec, "received_at",
			json_string(clock_print(e->received_at, now)), err) < 0)
			return -1;
	}
	if (s->fetch->import)
		rec_set_text(rec, "history", "true", 4);
	e->out = direction != NULL && strcmp(direction, "out") == 0;
	e->mail_id = copy(rec_str(rec, "mail.message_id"));
	e->state = out_of_range(s->fetch, e->received_at) ? ENTRY_SKIPPED
							  : ENTRY_MESSAGE;
	words(s->fetch, e, rec_str(rec, "subject"), rec_str(rec, "text"));
	return 0;
}

/* 1 to 256 bytes and no control: it goes into keys, ids and messages. */
static int
is_name(const char *s)
{
	size_t i, n = strlen(s);

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
			return 0;
	return n >= 1 && n <= NAME_LIMIT;
}

/* Which account it belongs to and what it is called there. */
static int
read_names(struct source *s, struct entry *e, struct rec *rec, struct err *err)
{
	static const char *const keys[] = { "channel", "account",
		"external_id" };
	const char *names[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		names[i] = rec_str(rec, keys[i]);
		if (names[i] == NULL)
			return err_set(err, ERR_DATA,
			    "a record needs channel, account and external_id");
		if (!is_name(names[i]))
			return err_set(err, ERR_DATA,
			    "'%s' must have 1 to %d bytes and no controls",
			    keys[i], NAME_LIMIT);
	}
	e->external_id = xstrdup(names[2]);
	if (s->fetch->db != NULL)
		e->account = batch_account(s->fetch, names[0], names[1], err);
	return e->account < 0 ? -1 : 0;
}

static int
take_apart(struct source *s, struct entry *e, struct err *err)
{
	static const char *const granted[] = { "class", "ticket", "reply" };
	struct fetch *f = s->fetch;
	struct rec *rec = f->rec;
	size_t i;

	if (rec_parse(rec, e->raw.p, e->raw.len, err) < 0)
		return -1;
	e->kind = rec_kind(rec);
	if (read_names(s, e, rec, err) < 0)
		return -1;
	if (!kind_wanted(f, e->kind)) {
		e->state = ENTRY_SKIPPED;
		return 0;
	}
	/* what grants something never comes from outside */
	for (i = 0; i < sizeof granted / sizeof granted[0]; i++)
		rec_unset(rec, granted[i]);
	e->state = ENTRY_THING;
	if (e->kind == KIND_MESSAGE && message_of_record(s, e, rec, err) < 0)
		return -1;
	free(e->source);
	e->source =
	    xstrdup(rec_str(rec, "id") ? rec_str(rec, "id") : e->external_id);
	rec_write(rec, &e->line);
	buf_cut(&e->line, e->line.len - 1);
	return 0;
}

int
entry_record(struct source *s, struct entry *e, struct err *err)
{
	struct err why = ERR_INIT;

	if (take_apart(s, e, &why) == 0) {
		buf_free(&e->raw); /* the line is what came */
		return 0;
	}
	if (why.code != ERR_DATA) {
		*err = why;
		return -1;
	}
	entry_bad(e, "bad_record", why.text);
	return 0;
}

/*
 * Message-ID and a digest of the content: the same mail in two mailboxes is
 * one message, the same Message-ID with other content is two.
 */
static char *
external_id(const char *mail_id, const char *digest)
{
	unsigned char d[DIGEST_LEN];
	char hex[33];

	if (mail_id != NULL && strlen(mail_id) <= MAIL_ID_MAX)
		return xasprintf("%s.%.16s", mail_id, digest);
	if (mail_id == NULL)
		return xasprintf("%.32s", digest);
	digest_sha256(mail_id, strlen(mail_id), d);
	digest_hex(d, 16, hex);
	return xasprintf("%s.%.16s", hex, digest);
}

/* What ha-mime says of a mail; those from MESSAGE_ID on are mail's own. */
enum part {
	DIGEST,
	SENT_AT,
	RECEIVED_AT,
	FROM,
	SUBJECT,
	TEXT,
	ATTACHMENTS,
	MESSAGE_ID,
	IN_REPLY_TO,
	REFERENCES,
	REPLY_TO,
	TO,
	CC,
	DELIVERED_TO,
	AUTO,
	NOTES,
	PARTS
};

static const char *const part_names[PARTS] = { "digest", "sent_at",
	"received_at", "from", "subject", "text", "attachments", "message_id",
	"in_reply_to", "references", "reply_to", "to", "cc", "delivered_to",
	"auto", "notes" };

/* One walk for all of them: a mail is long, its members are many. */
static void
take_parts(struct val mail, struct val parts[PARTS])
{
	struct member m = { 0 };
	size_t i;

	memset(parts, 0, PARTS * sizeof *parts);
	while (val_next_member(mail, &m))
		for (i = 0; i < PARTS; i++)
			if (val_text_is(m.key, m.keylen, part_names[i],
				strlen(part_names[i])))
				parts[i] = m.val;
}

static void
member(struct buf *b, enum part part, struct val v)
{
	if (v.n == 0)
		return;
	buf_adds(b, ",\"");
	buf_adds(b, part_names[part]);
	buf_adds(b, "\":");
	buf_add(b, v.p, v.n);
}

/* What every message has, be it empty. */
static void
text_member(struct buf *b, enum part part, struct val v)
{
	member(b, part, v.n > 0 ? v : (struct val){ "\"\"", 2 });
}

/* What only e-mail has, in an object of its own. */
static void
mail_member(struct buf *b, const struct val parts[PARTS])
{
	static const char key[] = ",\"mail\":";
	size_t start = b->len, i;

	buf_add(b, key, sizeof key - 1);
	for (i = MESSAGE_ID; i < PARTS; i++)
		member(b, (enum part)i, parts[i]);
	if (b->len == start + sizeof key - 1) {
		buf_cut(b, start);
		return;
	}
	b->p[start + sizeof key - 1] = '{'; /* for the first comma */
	buf_addc(b, '}');
}

static void
mail_line(struct source *s, struct entry *e, const struct val parts[PARTS])
{
	struct buf *b = &e->line, id = BUF_INIT;
	char at[CLOCK_TEXT];
	json_t *ext = json_string(e->external_id);
	char *quoted = json_dumps(ext, JSON_ENCODE_ANY);

	rec_id(&id, s->channel->channel, s->channel->name, e->external_id);
	buf_room(b, parts[TEXT].n + 1024);
	buf_addf(b,
	    "{\"v\":1,\"kind\":\"message\",\"id\":\"%s\","
	    "\"channel\":\"%s\",\"account\":\"%s\",\"external_id\":%s,"
	    "\"direction\":\"in\",\"received_at\":\"%s\"",
	    id.p, s->channel->channel, s->channel->name, quoted,
	    clock_print(e->received_at, at));
	if (s->fetch->import)
		buf_adds(b, ",\"history\":true");
	member(b, SENT_AT, parts[SENT_AT]);
	member(b, FROM, parts[FROM]);
	text_member(b, SUBJECT, parts[SUBJECT]);
	text_member(b, TEXT, parts[TEXT]);
	member(b, ATTACHMENTS, parts[ATTACHMENTS]);
	mail_member(b, parts);
	buf_addc(b, '}');
	buf_free(&id);
	free(quoted);
	json_decref(ext);
}

/* When the mailbox had it: its own mark, the Received header, what is claimed.
 */
static int64_t
arrival(const struct entry *e, const struct val parts[PARTS], struct arena *a)
{
	static const enum part claims[] = { RECEIVED_AT, SENT_AT };
	const char *s;
	int64_t t;
	size_t i;

	if (e->received_at != CLOCK_NONE)
		return e->received_at;
	for (i = 0; i < 2; i++) {
		s = val_str(parts[claims[i]], a);
		if (s == NULL)
			continue;
		t = clock_parse(s, strlen(s));
		if (t != CLOCK_NONE && t <= clock_now())
			return t;
	}
	return clock_now();
}

int
entry_mail(struct source *s, struct entry *e, const struct mimed_result *r,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	struct val parts[PARTS];
	const char *sent;
	size_t i;
	int rc = 0;

	if (r->bad) {
		char word[40];

		snprintf(word, sizeof word, "%.*s",
		    (int)strcspn(r->err.text, ": "), r->err.text);
		entry_bad(e, word, r->err.text);
		return 0;
	}
	for (i = 0; rc == 0 && s->fetch->blobs != NULL && i < r->nfiles; i++)
		rc = blob_put(s->fetch->blobs, r->files[i].sha256,
		    r->files[i].bytes, r->files[i].n, err);
	take_parts((struct val){ r->json, r->jsonlen }, parts);
	e->kind = KIND_MESSAGE;
	e->account = s->account;
	e->mail_id = copy(val_str(parts[MESSAGE_ID], &a));
	e->external_id = external_id(e->mail_id, val_str(parts[DIGEST], &a));
	sent = val_str(parts[SENT_AT], &a);
	e->sent_at = sent ? clock_parse(sent, strlen(sent)) : CLOCK_NONE;
	e->received_at = arrival(e, parts, &a);
	e->state = out_of_range(s->fetch, e->received_at) ? ENTRY_SKIPPED
							  : ENTRY_MESSAGE;
	mail_line(s, e, parts);
	words(
	    s->fetch, e, val_str(parts[SUBJECT], &a), val_str(parts[TEXT], &a));
	arena_free(&a);
	return rc;
}
