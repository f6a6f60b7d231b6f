/*
 * cmd/ha-ticket/evidence.c - a case for an appeal at a platform, or records
 *
 * The archive has a folder for each ticket: its timeline, the messages with
 * original and translation and as they came, order and tracking, the files
 * that came along.  SHA256SUMS names every member as `sha256sum -c` reads it.
 *
 * It leaves the shop, so it holds what the customer and the shop told each
 * other and what the channel told us.  Notes, tags, tasks, clocks, who had the
 * ticket and what colleagues wrote stay here: nothing is written but what a
 * function below writes by name.
 *
 * The bytes depend on what is stored alone: no instant of now, no order of a
 * table.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/tar.h"
#include "desk/about.h"
#include "ha-ticket/ticket.h"
#include "ha-ticket/timeline.h"
#include "rec/json.h"
#include "store/event.h"
#include "store/message.h"
#include "store/order.h"

enum { FILE_MAX = 256 << 20, NAME_MAX_KEPT = 40 };

struct bundle {
	struct session *s;
	struct buf tar, sums;
	const char *folder; /* of the ticket that is written */
	int64_t at;	    /* the instant of members that have none */
	long n;		    /* messages so far */
	long missing;	    /* files that are not there any more */
	struct buf *text;   /* what lines are collected in */
	struct timeline timeline;
	struct err *err;
};

static const char *
stamp(int64_t at, struct arena *a)
{
	char text[CLOCK_TEXT];

	return at == CLOCK_NONE ? "-" : arena_strdup(a, clock_print(at, text));
}

static void
member(struct bundle *b, const char *name, const void *p, size_t n, int64_t at)
{
	unsigned char raw[DIGEST_LEN];
	char hex[DIGEST_HEX];
	const char *path = arena_printf(&b->s->arena, "%s/%s", b->folder, name);

	digest_sha256(p, n, raw);
	digest_hex(raw, DIGEST_LEN, hex);
	buf_addf(&b->sums, "%s  %s\n", hex, path);
	tar_add(&b->tar, path, p, n, at != CLOCK_NONE ? at : 0);
}

static void
member_text(struct bundle *b, const char *name, struct buf *text, int64_t at)
{
	if (text->len > 0)
		member(b, name, text->p, text->len, at);
	buf_free(text);
}

/* A name that any system can have: what is odd becomes '_'. */
static const char *
safe_name(const char *name, struct arena *a)
{
	static const char good[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789._-";
	size_t n = strlen(name);
	char *out = arena_strdup(
		 a, n > NAME_MAX_KEPT ? name + n - NAME_MAX_KEPT : name),
	     *c;

	for (c = out; *c != '\0'; c++)
		if (strchr(good, *c) == NULL)
			*c = '_';
	return out;
}

static int
add_event(const struct event *e, void *arg)
{
	struct bundle *b = arg;

	timeline_event(&b->timeline, e);
	return 0;
}

static void
add_files(struct bundle *b, struct val list, int64_t at)
{
	struct val item = VAL_NONE;
	struct arena *a = &b->s->arena;
	struct buf bytes = BUF_INIT;
	const char *sha, *name;
	struct err gone;

	while (val_next(list, &item)) {
		gone = (struct err)ERR_INIT;
		sha = val_str(val_get(item, "sha256"), a);
		name = val_str(val_get(item, "name"), a);
		buf_reset(&bytes);
		if (sha == NULL || blob_read(open_files(b->s->config), sha,
				       FILE_MAX, &bytes, &gone) < 0) {
			b->missing++;
			continue;
		}
		member(b,
		    arena_printf(a, "files/%03ld-%.8s-%s", b->n, sha,
			safe_name(name != NULL ? name : "file", a)),
		    bytes.p, bytes.len, at);
	}
	buf_free(&bytes);
}

static void
line(struct bundle *b, struct buf *out, const char *what, struct val v)
{
	const char *s = val_str(v, &b->s->arena);

	if (s != NULL)
		buf_addf(out, "%s: %s\n", what, s);
}

/* Who wrote what to whom and when, the original, and what it means. */
static void
write_letter(struct bundle *b, const struct message *m, struct buf *out)
{
	struct val rec = { m->record, m->record_len };
	struct arena *a = &b->s->arena;
	const char *text = val_str(val_get(rec, "text"), a);
	const char *meaning = val_str(val_get(rec, "translation.text"), a);
	const char *to = val_str(val_get(rec, "translation.to"), a);

	line(b, out, "id", val_get(rec, "id"));
	buf_addf(out, "direction: %s%s\n", m->out ? "out" : "in",
	    m->automatic ? ", automatic" : "");
	buf_addf(out, "received: %s\n", stamp(m->received_at, a));
	buf_addf(out, "sent: %s\n", stamp(m->sent_at, a));
	line(b, out, "from", val_get(rec, "from.name"));
	line(b, out, "address", val_get(rec, "from.email"));
	line(b, out, "buyer", val_get(rec, "from.id"));
	line(b, out, "subject", val_get(rec, "subject"));
	buf_addf(out, "\n%s\n", text != NULL ? text : "");
	if (meaning != NULL)
		buf_addf(out, "\n--- translation%s%s\n\n%s\n",
		    to != NULL ? " to " : "", to != NULL ? to : "", meaning);
}

static int
add_message(const struct message *m, void *arg)
{
	struct bundle *b = arg;
	struct arena *a = &b->s->arena;
	struct buf text = BUF_INIT, raw = BUF_INIT;
	const char *name;
	int rc;

	if (!m->out && m->author != NULL)
		return 0; /* a colleague's */
	b->n++;
	name = arena_printf(
	    a, "messages/%03ld-%s.txt", b->n, m->out ? "out" : "in");
	timeline_add(&b->timeline, m->received_at,
	    arena_printf(a, "%s: %s",
		m->out ? "the shop wrote" : "the buyer wrote", name));
	write_letter(b, m, &text);
	member_text(b, name, &text, m->received_at);
	rc = message_raw(b->s->db, m->id, &raw, b->err);
	if (rc == 1)
		member(b, arena_printf(a, "messages/%03ld.eml", b->n), raw.p,
		    raw.len, m->received_at);
	buf_free(&raw);
	add_files(b,
	    val_get((struct val){ m->record, m->record_len }, "attachments"),
	    m->received_at);
	return rc < 0;
}

static int
add_shipment(const struct shipment *sh, void *arg)
{
	struct bundle *b = arg;
	struct val rec = { sh->record, strlen(sh->record) }, item = VAL_NONE;
	struct arena *a = &b->s->arena;
	struct val events = val_get(rec, "events");
	const char *parcel = arena_printf(
	    a, "%s %s", or_dash(sh->carrier), or_dash(sh->tracking));

	timeline_add(&b->timeline, sh->shipped_at,
	    arena_printf(a, "shipped with %s", parcel));
	timeline_add(&b->timeline, sh->delivered_at,
	    arena_printf(a, "delivered by %s", parcel));
	buf_addf(b->text, "%s  %s\n  shipped %s\n  delivered %s\n", parcel,
	    or_dash(sh->status), stamp(sh->shipped_at, a),
	    stamp(sh->delivered_at, a));
	line(b, b->text, "  signed by", val_get(rec, "signed_by"));
	while (val_next(events, &item))
		buf_addf(b->text, "  %s  %s  %s\n",
		    or_dash(val_str(val_get(item, "at"), a)),
		    or_dash(val_str(val_get(item, "text"), a)),
		    or_dash(val_str(val_get(item, "place"), a)));
	buf_addf(b->text, "  record: %s\n", sh->record);
	return 0;
}

static int
add_order(struct bundle *b, const struct ticket *t)
{
	struct buf text = BUF_INIT;
	struct order o;
	int rc = about_find(b->s->desk, t, &o, &b->s->arena, b->err);

	if (rc != 1)
		return rc;
	timeline_add(&b->timeline, o.placed_at, "ordered");
	buf_addf(&text, "%s\n", o.record);
	member_text(b, "order.json", &text, o.placed_at);
	b->text = &text;
	rc = order_shipments(
	    b->s->db, o.id, &b->s->arena, add_shipment, b, b->err);
	member_text(b, "tracking.txt", &text, b->at);
	return rc;
}

/* Which case it is, without what the desk made of it. */
static json_t *
case_json(struct bundle *b, const struct ticket *t)
{
	struct arena *a = &b->s->arena;

	/* clang-format off */
	return json_pack("{s:I s:s s:s s:s? s:s? s:s? s:s s:s s:s s:s}",
	    "ref", (json_int_t)t->number,
	    "channel", t->channel,
	    "account", t->account_name,
	    "subject", t->subject,
	    "order_id", t->order_id,
	    "sku", t->sku,
	    "status", ticket_status_name(t->status),
	    "opened_at", stamp(t->created_at, a),
	    "resolved_at", stamp(t->resolved_at, a),
	    "closed_at", stamp(t->closed_at, a));
	/* clang-format on */
}

static void
add_case(struct bundle *b, const struct ticket *t)
{
	struct buf text = BUF_INIT;
	json_t *o = case_json(b, t);

	json_add(&text, o);
	json_decref(o);
	buf_addc(&text, '\n');
	member_text(b, "ticket.json", &text, b->at);
}

static int
add_ticket(struct bundle *b, const struct ticket *t)
{
	struct arena *a = &b->s->arena;
	struct buf text = BUF_INIT;
	int rc;

	b->folder = arena_printf(a, "%" PRId64, t->number);
	b->at = t->updated_at;
	b->n = 0;
	add_case(b, t);
	rc = event_of_ticket(b->s->db, t->number, a, add_event, b, b->err);
	if (rc == 0)
		rc = message_of_ticket(
		    b->s->db, t->number, a, add_message, b, b->err);
	if (rc == 0)
		rc = add_order(b, t);
	timeline_print(&b->timeline, &text);
	timeline_free(&b->timeline);
	member_text(b, "timeline.txt", &text, b->at);
	return rc;
}

/* Records alone, a line each, as `show -j` prints them. */
static int
add_record(struct bundle *b, struct ticket *t)
{
	return show_json(b->s, t, &b->tar, b->err);
}

static int
take(struct bundle *b, const struct refs *refs)
{
	struct ticket t;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < refs->n; i++) {
		rc = ticket_get(
		    b->s->db, refs->v[i], 1, &t, &b->s->arena, b->err);
		if (rc == 0)
			return err_set(b->err, ERR_NOINPUT,
			    "there is no ticket %" PRId64, refs->v[i]);
		if (rc == 1)
			rc = options.evidence ? add_ticket(b, &t)
					      : add_record(b, &t);
	}
	return rc < 0 || b->err->code != ERR_OK ? -1 : 0;
}

static int
finish(struct bundle *b)
{
	if (options.evidence) {
		tar_add(&b->tar, "SHA256SUMS", b->sums.p, b->sums.len, b->at);
		tar_end(&b->tar);
	}
	if (common.dry_run) {
		note(
		    _("would write %s, %zu bytes"), options.output, b->tar.len);
		return 0;
	}
	if (b->missing > 0)
		warn(_("%ld files are not there any more"), b->missing);
	return file_write(options.output, b->tar.p, b->tar.len, 0600, b->err);
}

int
run_export(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	struct refs refs = { 0 };
	struct bundle b = { .s = &s, .err = &err };

	if (options.output == NULL)
		opt_usage(&program, "export where to? -o FILE");
	buf_init(&b.tar);
	buf_init(&b.sums);
	session_begin(&s, options.as);
	if (actor_may(s.config, &s.actor, "export", &err) == 0 &&
	    refs_read(&refs, args, 0, s.db, s.config, s.actor.name, &err) ==
		0 &&
	    take(&b, &refs) == 0)
		finish(&b);
	buf_free(&b.tar);
	buf_free(&b.sums);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}
