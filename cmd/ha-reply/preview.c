/*
 * cmd/ha-reply/preview.c - a template written out
 *
 * For a ticket (its newest message), for a message by its record id, or for
 * nobody, which shows every place that wants a value.
 */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "common/open.h"
#include "common/refs.h"
#include "io/out.h"
#include "rec/json.h"
#include "reply.h"

static const char nobody[] =
    "{\"v\":1,\"kind\":\"message\",\"id\":\"none/none/none\","
    "\"channel\":\"none\",\"account\":\"none\",\"external_id\":\"none\"}";

struct subject {
	struct arena arena;
	struct message m;
	struct ticket t;
	int has_ticket;
};

static int
find_ticket(struct subject *s, struct db *db, int64_t number, struct err *err)
{
	int rc = ticket_get(db, number, 1, &s->t, &s->arena, err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	s->has_ticket = 1;
	return message_newest(db, s->t.number, &s->arena, &s->m, err) < 0 ? -1
									  : 0;
}

static int
find_subject(struct subject *s, struct db *db, const char *ref, struct err *err)
{
	int64_t number;
	int rc;

	if (strchr(ref, '/') == NULL)
		return ref_parse(ref, 0, &number, err) < 0
			   ? -1
			   : find_ticket(s, db, number, err);
	rc = message_by_id(db, ref, &s->m, &s->arena, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no message '%s'", ref);
	rc = s->m.ticket == 0
		 ? 0
		 : ticket_get(db, s->m.ticket, 1, &s->t, &s->arena, err);
	s->has_ticket = rc == 1;
	return rc < 0 ? -1 : 0;
}

static void
print(const struct written *w)
{
	struct buf b = BUF_INIT;
	json_t *missing, *all;
	size_t i;

	if (!common.json) {
		out_printf("Subject: %s\n\n%s\n", w->subject, w->text);
		for (i = 0; i < w->nmissing; i++)
			note("missing: %s", w->missing[i]);
		return;
	}
	missing = json_array();
	for (i = 0; i < w->nmissing; i++)
		json_array_append_new(missing, json_string(w->missing[i]));
	/* clang-format off */
	all = json_pack("{s:s, s:s, s:s, s:s, s:o}",
	    "template", w->template->name,
	    "lang", w->lang,
	    "subject", w->subject,
	    "text", w->text,
	    "missing", missing);
	/* clang-format on */
	json_add(&b, all);
	out_printf("%s\n", b.p);
	json_decref(all);
	buf_free(&b);
}

static int
write_for(struct replier *me, const struct template *t, struct subject *s,
    struct rec *rec, struct err *err)
{
	const char *wishes[WISHES + 1] = { common.lang };
	struct written w;
	struct vars *vars;
	struct val id;

	if (s->m.record == NULL)
		rec_parse(rec, nobody, sizeof nobody - 1, err);
	else if (rec_parse(rec, s->m.record, s->m.record_len, err) < 0)
		return -1;
	if (s->m.class != NULL)
		rec_set_text(rec, "class", s->m.class, strlen(s->m.class));
	vars = vars_new(&me->kit.env, me->db, s->has_ticket ? &s->t : NULL, rec,
	    rec_arena(rec), err);
	if (vars == NULL)
		return -1;
	id = rec_get(rec, "class.intents.0.id");
	vars_intent(vars, val_str(id, rec_arena(rec)));
	writer_wishes(wishes + (common.lang != NULL), rec,
	    s->has_ticket ? &s->t : NULL, vars_shop(vars));
	writer_write(&me->kit.book, t, wishes, vars, rec_arena(rec), &w);
	print(&w);
	return out_close(err);
}

int
verb_preview(char **args)
{
	struct replier me;
	struct err err = ERR_INIT;
	struct subject s = { .arena = ARENA_INIT };
	const struct template *t = NULL;
	struct rec *rec = rec_new();

	replier_open(&me);
	if (args[0] != NULL)
		t = book_get(&me.kit.book, args[0]);
	if (args[0] == NULL) {
		err_set(&err, ERR_USAGE, "preview wants a template's name");
	} else if (t == NULL) {
		err_set(&err, ERR_USAGE,
		    "no template '%s' (`ha reply list` shows them)", args[0]);
	} else if (args[1] != NULL) {
		me.db = open_db(me.config, DB_READ);
		find_subject(&s, me.db, args[1], &err);
	}
	if (err.code != ERR_OK || write_for(&me, t, &s, rec, &err) < 0)
		die(&err);
	rec_free(rec);
	arena_free(&s.arena);
	replier_close(&me);
	return 0;
}
