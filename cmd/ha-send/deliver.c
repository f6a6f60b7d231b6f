/*
 * cmd/ha-send/deliver.c - one account's ready rows
 *
 * claim (commit) - calling (commit) - the call - sent, retry, failed or
 * unknown (commit).  No transaction is open during a call, and each update
 * names the attempt it belongs to.
 */
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/blob.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/worker.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "io/filter.h"
#include "mail/compose.h"
#include "mail/loop.h"
#include "send.h"
#include "store/account.h"
#include "store/message.h"

enum { FILE_MAX = 25 << 20 };
enum { LOT = 20, CALL_LIMIT = 60 * CLOCK_SECOND, LEASE = 3 * CALL_LIMIT };

/* After so many attempts a row is failed and a person must look. */
static const int64_t waits[] = { 30 * CLOCK_SECOND, 2 * CLOCK_MINUTE,
	10 * CLOCK_MINUTE, CLOCK_HOUR, 6 * (int64_t)CLOCK_HOUR };

struct run {
	const struct config *config;
	struct db *db;
	struct channel *channel;
	const struct conf_account *conf;
	struct arena arena; /* of one lot */
	char loop_key[65];
	int status;
};

static int
read_loop_key(struct run *r)
{
	const char *key = db_meta(r->db, LOOP_KEY, &r->arena);

	if (key != NULL)
		snprintf(r->loop_key, sizeof r->loop_key, "%s", key);
	return key != NULL;
}

/*
 * The key that our loop marks are made with; made once a database, by the
 * first of all senders that begin at the same time.
 */
static int
loop_key(struct run *r, struct err *err)
{
	int rc = 0;

	if (read_loop_key(r))
		return 0;
	if (db_begin(r->db, err) < 0)
		return -1;
	if (!read_loop_key(r)) {
		digest_random_hex(32, r->loop_key);
		rc = db_meta_set(r->db, LOOP_KEY, r->loop_key, err);
	}
	if (rc == 0)
		return db_commit(r->db, err);
	db_rollback(r->db);
	return -1;
}

/* "Knit Care <support@knit.example>" taken apart; in the arena. */
static void
split_from(struct run *r, const char *from, struct compose *c)
{
	const char *open = from ? strrchr(from, '<') : NULL;
	const char *close = open ? strchr(open, '>') : NULL;
	size_t n;

	c->from = from;
	if (close == NULL)
		return;
	c->from =
	    arena_strndup(&r->arena, open + 1, (size_t)(close - open - 1));
	for (n = (size_t)(open - from); n > 0 && from[n - 1] == ' '; n--)
		continue;
	c->from_name = arena_strndup(&r->arena, from, n);
}

/* What is attached, from the files folder; a missing one is no answer. */
static int
attach(struct run *r, const struct outbox *o, struct compose *c,
    struct buf *bytes, struct err *err)
{
	struct compose_file *files =
	    arena_get(&r->arena, (o->nfiles + 1) * sizeof *files);
	size_t i, *at = arena_get(&r->arena, (o->nfiles + 1) * sizeof *at);

	for (i = 0; i < o->nfiles; i++) {
		at[i] = bytes->len;
		if (blob_read(open_files(r->config), o->files[i].sha256,
			FILE_MAX, bytes, err) < 0)
			return -1;
	}
	at[i] = bytes->len;
	for (i = 0; i < o->nfiles; i++)
		files[i] = (struct compose_file){ o->files[i].name,
			o->files[i].type, bytes->p + at[i], at[i + 1] - at[i] };
	c->files = files;
	c->nfiles = o->nfiles;
	return 0;
}

static int
compose_reply(struct run *r, const struct reply *row, struct buf *mail,
    const char **sender, struct err *err)
{
	struct compose c = { 0 };
	struct buf mark = BUF_INIT, bytes = BUF_INIT;
	struct outbox o;
	int rc;

	if (outbox_read(row, &o, &r->arena, err) < 0)
		return -1;
	split_from(r, o.from, &c);
	c.to = o.to;
	c.to_name = o.to_name;
	c.subject =
	    o.subject != NULL ? o.subject : outbox_subject(&o, "", &r->arena);
	c.text = o.text;
	c.message_id = row->key;
	c.in_reply_to = o.in_reply_to;
	c.references = o.references;
	c.date = clock_now();
	c.automatic = o.automatic;
	loop_mark(r->loop_key, strlen(r->loop_key), row->key, &mark);
	c.loop_mark = mark.p;
	*sender = o.automatic ? "" : c.from; /* RFC 3834: must not bounce */
	rc = attach(r, &o, &c, &bytes, err);
	if (rc == 0)
		rc = compose_mail(&c, mail, err);
	buf_free(&bytes);
	buf_free(&mark);
	return rc;
}

/* One update of the row, in a transaction of its own. */
static int
update(struct run *r, const struct reply *row, int changed, struct err *err)
{
	if (changed < 0) {
		db_rollback(r->db);
		return err_wrap(err, "r%lld", (long long)row->id);
	}
	if (db_commit(r->db, err) < 0)
		return -1;
	if (changed == 0)
		warn("r%lld: another worker has it now", (long long)row->id);
	return changed;
}

static int
give_up(struct run *r, const struct reply *row, enum reply_status status,
    const char *why, struct err *err)
{
	warn("r%lld: %s", (long long)row->id, why);
	if (db_begin(r->db, err) < 0)
		return -1;
	r->status = err_graver(
	    r->status, status == REPLY_UNKNOWN ? ERR_AGAIN : ERR_DATA);
	return update(r, row, reply_failed(r->db, row, status, why, err), err);
}

static int
put_off(
    struct run *r, const struct reply *row, const char *why, struct err *err)
{
	size_t n = sizeof waits / sizeof waits[0];
	size_t k = row->attempt > 0 ? (size_t)row->attempt - 1 : 0;
	int64_t wait;

	if (k >= n)
		return give_up(r, row, REPLY_FAILED, why, err);
	if (db_begin(r->db, err) < 0)
		return -1;
	/* 20 % either way, so that many do not come back at once */
	wait = waits[k] * (80 + row->id % 41) / 100;
	r->status = err_graver(r->status, ERR_AGAIN);
	return update(
	    r, row, reply_retry(r->db, row, clock_now() + wait, why, err), err);
}

static int
taken(struct run *r, const struct reply *row, const char *id, struct err *err)
{
	int64_t now = clock_now();
	int rc;

	if (db_begin(r->db, err) < 0)
		return -1;
	rc = reply_sent(r->db, row, id, now, err);
	if (rc > 0 && book_sent(r->db, row, now, err) < 0)
		rc = -1;
	return update(r, row, rc, err);
}

static int
outcome(struct run *r, const struct reply *row, int end, const char *id,
    const struct err *why, struct err *err)
{
	switch (end) {
	case OUTCOME_SENT:
		debug("r%lld: sent", (long long)row->id);
		return taken(r, row, id, err);
	case OUTCOME_LATER:
		return put_off(r, row, why->text, err);
	case OUTCOME_REFUSED:
		return give_up(r, row, REPLY_FAILED, why->text, err);
	case OUTCOME_UNKNOWN:
		return give_up(r, row, REPLY_UNKNOWN, why->text, err);
	default: /* the account is at fault: no other row is tried now */
		put_off(r, row, why->text, err);
		*err = *why;
		return -1;
	}
}

/* What no person wrote must not follow what a person wrote.  1, 0, -1. */
static int
overtaken(struct run *r, const struct reply *row, struct err *err)
{
	struct message m;
	int rc;

	if (strcmp(row->mode, "auto") != 0 || row->message == 0)
		return 0;
	rc = message_by_row(r->db, row->message, &m, &r->arena, err);
	if (rc > 0)
		rc = reply_answered_since(
		    r->db, row->ticket, m.received_at, err);
	return rc;
}

static int
cancel(struct run *r, const struct reply *row, const char *why, struct err *err)
{
	if (db_begin(r->db, err) < 0)
		return -1;
	return update(
	    r, row, reply_failed(r->db, row, REPLY_CANCELLED, why, err), err);
}

static int
deliver(struct run *r, const struct reply *row, struct err *err)
{
	struct delivery d = { .key = row->key, .recipient = row->recipient };
	struct buf mail = BUF_INIT, id = BUF_INIT;
	struct err why = ERR_INIT;
	int end, rc = overtaken(r, row, err);

	if (rc != 0)
		return rc < 0
			   ? -1
			   : cancel(r, row, "a person has answered since", err);
	if (compose_reply(r, row, &mail, &d.from, &why) < 0) {
		buf_free(&mail);
		return give_up(r, row, REPLY_FAILED, why.text, err);
	}
	d.bytes = mail.p;
	d.n = mail.len;
	rc = db_begin(r->db, err);
	if (rc == 0)
		rc = update(r, row, reply_calling(r->db, row, LEASE, err), err);
	if (rc > 0) { /* 0: another worker has it */
		end = r->channel->driver->send(r->channel, &d, &id, &why);
		rc = outcome(r, row, end, id.p, &why, err);
	}
	buf_free(&id);
	buf_free(&mail);
	return rc;
}

static int
claim(struct run *r, int64_t account, struct reply rows[LOT], struct err *err)
{
	char worker[WORKER_TEXT];
	int n;

	if (db_begin(r->db, err) < 0)
		return -1;
	n = reply_claim(r->db, account, worker_self(worker), LEASE, clock_now(),
	    LOT, &r->arena, rows, err);
	if (n < 0) {
		db_rollback(r->db);
		return -1;
	}
	return db_commit(r->db, err) < 0 ? -1 : n;
}

static int
deliver_all(struct run *r, int64_t account, struct err *err)
{
	struct reply rows[LOT];
	int i, n;

	if (loop_key(r, err) < 0)
		return -1;
	while (!filter_stopped() && (n = claim(r, account, rows, err)) != 0) {
		if (n < 0)
			return -1;
		/* an account that never has to send may have no way to */
		if (r->channel == NULL &&
		    (r->channel = channel_open_send(r->config, r->conf, err)) ==
			NULL)
			return -1;
		for (i = 0; i < n && !filter_stopped(); i++)
			if (deliver(r, &rows[i], err) < 0)
				return -1;
		arena_reset(&r->arena);
	}
	return 0;
}

/* -n: what would leave. */
static int
show(const struct reply *row, void *arg)
{
	if (row->account != *(const int64_t *)arg)
		return 0;
	note("r%lld would go to ticket %lld's customer through %s/%s",
	    (long long)row->id, (long long)row->ticket, row->channel,
	    row->account_name);
	return 0;
}

int
deliver_account(
    const struct config *config, struct db *db, const struct conf_account *conf)
{
	struct run r = {
		.config = config, .db = db, .conf = conf, .arena = ARENA_INIT
	};
	struct err err = ERR_INIT;
	struct account row;
	int rc;

	rc = account_find(db, conf->channel, conf->name, &row, &r.arena, &err);
	if (rc > 0 && row.state == ACCOUNT_LIVE) {
		if (common.dry_run)
			rc = reply_each(db, 0, 1u << REPLY_READY, &r.arena,
			    show, &row.id, &err);
		else
			rc = deliver_all(&r, row.id, &err);
	}
	if (rc < 0) {
		err_wrap(&err, "%s", conf->id);
		complain(&err);
		r.status = err_graver(r.status, (int)err.code);
	}
	channel_close(r.channel);
	arena_free(&r.arena);
	return r.status;
}
