/* cmd/ha-ticket/show.c - show tickets, or claim the next one and show it */
#include <inttypes.h>

#include "base/i18n.h"
#include "base/log.h"
#include "ha-ticket/show.h"
#include "io/out.h"

/* Who looks at a terminal has read it. */
static int
mark(struct session *s, struct ticket *t, struct err *err)
{
	if (common.dry_run || (!options.unread && !for_people()))
		return 0;
	if (db_begin(s->db, err) < 0)
		return -1;
	if (verb_read(&s->deed, t, options.unread, err) < 0) {
		db_rollback(s->db);
		return -1;
	}
	return db_commit(s->db, err);
}

int
show_ticket(struct session *s, struct ticket *t, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct buf b = BUF_INIT;
	struct page p = { s, &b, &arena };
	int rc = common.json ? page_json(&p, t, err) : page_text(&p, t, err);

	if (rc >= 0) {
		out_add(b.p, b.len);
		rc = out_check(err) < 0 ? -1 : mark(s, t, err);
	}
	buf_free(&b);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

static int
show_one(struct session *s, int64_t number, struct err *err)
{
	struct ticket t;
	int rc = ticket_get(s->db, number, 1, &t, &s->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	return rc < 0 ? -1 : show_ticket(s, &t, err);
}

int
run_show(char **args)
{
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	size_t i;

	session_begin(&s, options.as);
	if (refs_read(&refs, args, 0, s.db, s.config, s.actor.name, &err) == 0)
		for (i = 0; i < refs.n; i++) {
			if (i > 0 && !common.json)
				out_add("\n", 1);
			if (show_one(&s, refs.v[i], &err) < 0)
				break;
		}
	out_close(&err);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}

int
run_next(char **args)
{
	struct session s;
	struct err err = ERR_INIT;
	int64_t number = 0;
	int status = 0;

	if (*args != NULL)
		opt_usage(&program, "next takes no references");
	session_begin(&s, options.as);
	if (db_begin(s.db, &err) == 0) {
		number = verb_claim_next(&s.deed, &err);
		if (number < 0 || common.dry_run)
			db_rollback(s.db);
		else
			db_commit(s.db, &err);
	}
	if (err.code == ERR_OK && number > 0 && common.dry_run)
		note(_("would claim %lld"), (long long)number);
	if (err.code == ERR_OK && number > 0)
		show_one(&s, number, &err);
	if (err.code == ERR_OK && number == 0) {
		note(_("nothing waits"));
		status = ERR_NO;
	}
	out_close(&err);
	return session_end(&s, status, &err);
}
