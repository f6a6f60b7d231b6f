/* answer/outbox.c - an answer as it will leave */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/address.h"
#include "base/digest.h"
#include "base/xalloc.h"
#include "rec/json.h"
#include "text/subject.h"
#include "text/utf8.h"

enum { MAX_REFERENCES = 20, MAX_NAME = 100 };

const char *
outbox_bare(const char *s, struct arena *arena)
{
	const char *open = strrchr(s, '<'), *end;

	if (open == NULL)
		return s;
	end = strchr(open, '>');
	return arena_strndup(
	    arena, open + 1, end ? (size_t)(end - open - 1) : strlen(open + 1));
}

/* A name on one line and not too long, or NULL. */
static const char *
tidy_name(const char *s, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *name = NULL;

	if (s != NULL)
		utf8_repair_line(s, strlen(s), &b);
	buf_cut(&b, utf8_cut(b.p, b.len, MAX_NAME));
	if (b.len > 0)
		name = arena_strdup(arena, b.p);
	buf_free(&b);
	return name;
}

/* The single Reply-To, else From. */
static const char *
author(struct rec *rec, int mail, struct arena *arena)
{
	const char *s = NULL;

	if (!mail)
		return rec_str(rec, "from.id");
	/* several addresses to answer to are none that can be trusted */
	if (rec_get(rec, "mail.reply_to.1").p == NULL)
		s = rec_str(rec, "mail.reply_to.0.email");
	if (s == NULL || !address_ok(s))
		s = rec_str(rec, "from.email");
	return s != NULL && address_ok(s) ? arena_strdup(arena, s) : NULL;
}

/*
 * The shop's name with the account's address; the shop's own sender when the
 * account names none; else the address that the mail was written to.
 */
static const char *
sender(struct rec *rec, const struct config *c, const struct conf_account *a,
    struct arena *arena)
{
	const struct conf_shop *shop = NULL;
	const char *address = NULL, *name;

	if (a != NULL) {
		address = node_str(a->keys, "address");
		if (a->shop != NULL)
			shop = config_shop(c, a->shop);
	}
	if (address == NULL && shop != NULL && shop->from != NULL)
		return shop->from;
	if (address == NULL)
		address = rec_str(rec, "mail.delivered_to.0");
	if (address == NULL)
		address = rec_str(rec, "to");
	if (address == NULL)
		address = rec_str(rec, "mail.to.0.email");
	if (address == NULL)
		return NULL;
	address = outbox_bare(address, arena);
	if (!address_ok(address))
		return NULL;
	name = shop != NULL ? shop->name : NULL;
	return name == NULL ? arena_strdup(arena, address)
			    : arena_printf(arena, "%s <%s>", name, address);
}

/* What the message referred to, and the message itself. */
static void
thread_headers(struct outbox *o, struct rec *rec, struct arena *arena)
{
	const char **v, *id = rec_str(rec, "mail.message_id"), *s;
	struct val item = VAL_NONE, list = rec_get(rec, "mail.references");
	size_t n = 0, all = 0, skip;

	if (id == NULL)
		return;
	while (val_next(list, &item))
		all++;
	v = arena_get(arena, (MAX_REFERENCES + 2) * sizeof *v);
	/* the first one and the newest: the middle of a long thread may go */
	skip = all > MAX_REFERENCES ? all - MAX_REFERENCES : 0;
	for (item = VAL_NONE, all = 0; val_next(list, &item); all++) {
		if (all > 0 && all <= skip)
			continue;
		if ((s = val_str(item, arena)) != NULL && strcmp(s, id) != 0)
			v[n++] = s;
	}
	v[n++] = arena_strdup(arena, id);
	v[n] = NULL;
	o->in_reply_to = v[n - 1];
	o->references = v;
}

static const char *
answer_subject(
    const struct outbox *o, const char *subject, int re, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *s;

	subject_answer(subject, re, o->ticket, &b);
	s = arena_strdup(arena, b.p);
	buf_free(&b);
	return s;
}

const char *
outbox_subject(const struct outbox *o, const char *subject, struct arena *arena)
{
	return answer_subject(o, subject, 0, arena);
}

void
outbox_address(struct outbox *o, struct rec *rec, const struct config *c,
    struct arena *arena)
{
	const char *channel = rec_str(rec, "channel");
	const char *name = rec_str(rec, "account"), *s;
	const struct conf_account *a = NULL;

	if (c != NULL && channel != NULL && name != NULL)
		a = config_account(
		    c, arena_printf(arena, "%s/%s", channel, name));
	o->mail = rec_get(rec, "mail").p != NULL;
	s = author(rec, o->mail, arena);
	o->to = s != NULL ? arena_strdup(arena, s) : NULL;
	o->to_name = tidy_name(rec_str(rec, "from.name"), arena);
	o->from = o->mail ? sender(rec, c, a, arena) : NULL;
	s = rec_str(rec, "subject");
	o->subject = s != NULL && *subject_bare(s) != '\0'
			 ? answer_subject(o, s, 1, arena)
			 : NULL;
	s = rec_str(rec, "thread");
	o->thread = s != NULL ? arena_strdup(arena, s) : NULL;
	o->in_reply_to = NULL;
	o->references = NULL;
	thread_headers(o, rec, arena);
}

/* "t1042.m3311.reply.9f1c2ab0@knit.example" */
static const char *
make_key(struct db *db, const struct outbox *o, struct arena *arena)
{
	const char *uuid = db_meta(db, "uuid", arena), *at = "", *from;
	char *key, *s;

	if (o->from != NULL) {
		from = outbox_bare(o->from, arena);
		at = strchr(from, '@');
	}
	key = arena_printf(arena, "t%" PRId64 ".m%" PRId64 ".%s.%.8s%s",
	    o->ticket, o->message, o->kind, uuid != NULL ? uuid : "0",
	    at != NULL ? at : "");
	for (s = key; *s != '\0'; s++)
		if (*s == ':') /* of "answer:3"; no dot-atom has it */
			*s = '-';
	return key;
}

static json_t *
reference_list(const struct outbox *o)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; o->references != NULL && o->references[i] != NULL; i++)
		json_array_append_new(list, json_string(o->references[i]));
	return list;
}

static json_t *
file_list(const struct outbox *o)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < o->nfiles; i++)
		/* clang-format off */
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}",
		    "name", o->files[i].name,
		    "type", o->files[i].type,
		    "sha256", o->files[i].sha256,
		    "bytes", (json_int_t)o->files[i].bytes));
	/* clang-format on */
	return list;
}

static void
add_digest(struct reply *r, struct arena *arena)
{
	unsigned char raw[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct digest *d = digest_begin();
	const char *to = r->recipient != NULL ? r->recipient : "";

	digest_piece(d, to, strlen(to));
	digest_piece(d, r->payload, strlen(r->payload));
	digest_end(d, raw);
	digest_hex(raw, sizeof raw, hex);
	r->digest = arena_strdup(arena, hex);
}

int
outbox_freeze(struct db *db, struct outbox *o, struct reply *r,
    struct arena *arena, struct err *err)
{
	struct buf b = BUF_INIT;
	json_t *payload;
	int rc;

	o->message_id = make_key(db, o, arena);
	/* clang-format off */
	payload = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s, s:s, s:s?, s:o,"
	    " s:s?, s:b, s:o}",
	    "from", o->from,
	    "to", o->to,
	    "to_name", o->to_name,
	    "subject", o->subject,
	    "text", o->text,
	    "message_id", o->message_id,
	    "in_reply_to", o->in_reply_to,
	    "references", reference_list(o),
	    "thread", o->thread,
	    "automatic", o->automatic,
	    "files", file_list(o));
	/* clang-format on */
	rc = json_add(&b, payload);
	json_decref(payload);
	if (rc == 0) {
		r->key = o->message_id;
		r->recipient = o->to;
		r->payload = arena_strdup(arena, b.p);
		add_digest(r, arena);
	} else {
		err_set(err, ERR_DATA,
		    "an answer of ticket %" PRId64
		    " cannot be written: its text is no UTF-8",
		    o->ticket);
	}
	buf_free(&b);
	return rc;
}

static const char *const *
read_references(struct val list, struct arena *arena)
{
	struct val item = VAL_NONE;
	const char **v;
	size_t n = 0;

	while (val_next(list, &item))
		n++;
	if (n == 0)
		return NULL;
	v = arena_get(arena, (n + 1) * sizeof *v);
	for (n = 0, item = VAL_NONE; val_next(list, &item);)
		if ((v[n] = val_str(item, arena)) != NULL)
			n++;
	v[n] = NULL;
	return v;
}

static void
read_files(struct val list, struct outbox *o, struct arena *arena)
{
	struct val item = VAL_NONE;
	struct outbox_file *v;
	size_t n = 0;

	while (val_next(list, &item))
		n++;
	v = arena_get(arena, n * sizeof *v);
	for (item = VAL_NONE; val_next(list, &item);) {
		struct outbox_file *f = &v[o->nfiles];

		memset(f, 0, sizeof *f);
		f->name = val_str(val_get(item, "name"), arena);
		f->type = val_str(val_get(item, "type"), arena);
		f->sha256 = val_str(val_get(item, "sha256"), arena);
		val_int(val_get(item, "bytes"), &f->bytes);
		if (f->name != NULL && f->sha256 != NULL)
			o->nfiles++;
	}
	o->files = v;
}

int
outbox_read(const struct reply *r, struct outbox *o, struct arena *arena,
    struct err *err)
{
	struct val all = { r->payload, 0 };

	memset(o, 0, sizeof *o);
	if (r->payload == NULL)
		return err_set(
		    err, ERR_DATA, "r%" PRId64 " has no text yet", r->id);
	all.n = strlen(r->payload);
	o->ticket = r->ticket;
	o->message = r->message;
	o->kind = r->kind;
	o->from = val_str(val_get(all, "from"), arena);
	o->to = val_str(val_get(all, "to"), arena);
	o->to_name = val_str(val_get(all, "to_name"), arena);
	o->subject = val_str(val_get(all, "subject"), arena);
	o->text = val_str(val_get(all, "text"), arena);
	o->message_id = val_str(val_get(all, "message_id"), arena);
	o->in_reply_to = val_str(val_get(all, "in_reply_to"), arena);
	o->thread = val_str(val_get(all, "thread"), arena);
	o->references = read_references(val_get(all, "references"), arena);
	o->automatic = val_true(val_get(all, "automatic"));
	read_files(val_get(all, "files"), o, arena);
	o->mail = o->from != NULL;
	return 0;
}
