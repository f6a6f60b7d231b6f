/*
 * cmd/ha-send/book.c - what the desk keeps of a delivery
 *
 * The clocks stopped when the answer was given (desk/clocks.h); here it
 * becomes a message of the ticket, as it left.
 */
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "rec/json.h"
#include "send.h"
#include "store/event.h"
#include "store/message.h"
#include "store/ticket.h"
#include "text/tokens.h"

static json_t *
ids(const char *const *v)
{
	json_t *list = json_array();

	for (; v != NULL && *v != NULL; v++)
		json_array_append_new(list, json_string(*v));
	return list;
}

static json_t *
attachments(const struct outbox *o)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < o->nfiles; i++)
		/* clang-format off */
		json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:s}",
		    "name", o->files[i].name,
		    "type", o->files[i].type,
		    "bytes", (json_int_t)o->files[i].bytes,
		    "sha256", o->files[i].sha256));
	/* clang-format on */
	return list;
}

/* The record of kind message, direction out, that the mail is from now on. */
static json_t *
as_record(
    const struct reply *r, const struct outbox *o, const char *id, int64_t now)
{
	char at[CLOCK_TEXT];

	clock_print(now, at);
	/* clang-format off */
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:s,"
	    " s:{s:s?}, s:{s:s?, s:s?}, s:s, s:s, s:o, s:{s:s, s:[s*], s:o}}",
	    "v", 1,
	    "kind", "message",
	    "id", id,
	    "channel", r->channel,
	    "account", r->account_name,
	    "external_id", r->key,
	    "direction", "out",
	    "thread", o->thread,
	    "sent_at", at,
	    "received_at", at,
	    "from",
	        "name", o->from,
	    "recipient",
	        "name", o->to_name,
	        "email", o->to,
	    "subject", o->subject ? o->subject : "",
	    "text", o->text ? o->text : "",
	    "attachments", attachments(o),
	    "mail",
	        "message_id", r->key,
	        "in_reply_to", o->in_reply_to,
	        "references", ids(o->references));
	/* clang-format on */
}

/* Returns the row of the message, or -1. */
static int64_t
keep_message(struct db *db, const struct reply *r, const struct outbox *o,
    int64_t now, struct err *err)
{
	struct message_out m = { .account = r->account,
		.ticket = r->ticket,
		.answers = r->message,
		.external_id = r->key,
		.mail_id = r->key,
		.author = r->author,
		.automatic = o->automatic,
		.sent_at = now };
	struct buf id = BUF_INIT, line = BUF_INIT, words = BUF_INIT;
	json_t *record;
	int64_t row = -1;

	rec_id(&id, r->channel, r->account_name, r->key);
	record = as_record(r, o, id.p, now);
	if (json_add(&line, record) < 0) {
		err_set(err, ERR_BUG, "the record of r%lld cannot be written",
		    (long long)r->id);
	} else {
		/* as ha-fetch does: what forgets a person takes them out */
		search_message(o->subject, o->text, &words);
		m.record = line.p;
		m.record_len = line.len;
		m.words = words.p;
		row = message_sent(db, &m, err);
	}
	json_decref(record);
	buf_free(&words);
	buf_free(&line);
	buf_free(&id);
	return row;
}

static int
keep_event(struct db *db, const struct reply *r, int64_t message, int automatic,
    int64_t now, struct err *err)
{
	struct event e = { .account = r->account,
		.ticket = r->ticket,
		.at = now,
		.kind = "sent",
		.actor = "ha-send" };
	json_t *data = json_pack("{s:I, s:I, s:b}", "reply", (json_int_t)r->id,
	    "message", (json_int_t)message, "automatic", automatic);
	char *text = json_dumps(data, JSON_COMPACT);
	int rc;

	e.data = text;
	rc = event_add(db, &e, err);
	free(text);
	json_decref(data);
	return rc;
}

static int
keep_ticket(struct db *db, int64_t number, int automatic, int64_t now,
    struct arena *a, struct err *err)
{
	struct ticket t;
	int rc = ticket_get(db, number, 1, &t, a, err);

	if (rc <= 0)
		return rc;
	t.last_out_at = now;
	t.updated_at = now;
	if (automatic)
		t.auto_count++;
	else
		t.out_count++;
	return ticket_update(db, &t, err);
}

int
book_sent(struct db *db, const struct reply *r, int64_t now, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct outbox o;
	int64_t message;
	int rc = outbox_read(r, &o, &a, err);

	if (rc == 0 && strncmp(r->kind, "task:", 5) == 0) {
		/* to a colleague: the customer got nothing */
		rc = keep_event(db, r, 0, 1, now, err);
		arena_free(&a);
		return rc;
	}
	if (rc == 0) {
		message = keep_message(db, r, &o, now, err);
		rc = message < 0
			 ? -1
			 : keep_event(db, r, message, o.automatic, now, err);
	}
	if (rc == 0 && r->ticket != 0)
		rc = keep_ticket(db, r->ticket, o.automatic, now, &a, err);
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}
