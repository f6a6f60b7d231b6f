/* cmd/ha-send/show.c - one reply with its words */
#include <string.h>

#include "answer/outbox.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "io/out.h"
#include "io/table.h"
#include "pick.h"
#include "rec/json.h"

static const char *
or_dash(const char *s)
{
	return s != NULL && *s != '\0' ? s : "-";
}

/* Line by line, indented; what it holds moves no cursor. */
static void
print_lines(const char *name, const char *text, struct arena *arena)
{
	size_t n;

	if (text == NULL || *text == '\0')
		return;
	if (name != NULL)
		out_printf("  %s\n", name);
	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		if (n > 0)
			out_printf("    %s",
			    table_clean(arena_strndup(arena, text, n), arena));
		out_add("\n", 1);
	}
}

static void
print_text(const struct reply *r, const struct outbox *o, struct arena *arena)
{
	out_printf("r%lld  %s  %s  %s  %s\n", (long long)r->id,
	    reply_status_name(r->status), r->mode, or_dash(r->template),
	    or_dash(r->lang));
	out_printf("  %s/%s  %s %lld\n", r->channel, r->account_name,
	    _("ticket"), (long long)r->ticket);
	if (o->to != NULL)
		out_printf("  %s  %s\n", _("to"), table_clean(o->to, arena));
	print_lines(_("why"), r->error != NULL ? r->error : r->why, arena);
	if (o->subject != NULL)
		out_printf("  %s\n", table_clean(o->subject, arena));
	print_lines(NULL, o->text, arena);
}

static void
print_json(const struct reply *r, const struct outbox *o)
{
	json_t *json = pick_json(r), *reply = json_object_get(json, "reply");

	json_object_update_new(
	    reply, json_pack("{s:s?, s:s?, s:s?}", "to", o->to, "subject",
		       o->subject, "text", o->text));
	json_add(out_buf(), json);
	out_add("\n", 1);
	json_decref(json);
}

static int
show_one(struct office *o, int64_t id, struct err *err)
{
	struct outbox letter = { 0 };
	struct reply r;
	int rc = reply_get(o->db, id, &r, &o->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no r%lld", (long long)id);
	if (rc < 0 ||
	    (r.payload != NULL && outbox_read(&r, &letter, &o->arena, err) < 0))
		return -1;
	if (common.json)
		print_json(&r, &letter);
	else
		print_text(&r, &letter, &o->arena);
	return out_check(err);
}

int
verb_show(char **args)
{
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct office o;
	size_t i;
	int rc, status = 0;

	office_look(&o);
	rc = pick_refs(&o, 0, args, &refs, &err);
	if (rc == 0 && refs.n == 0 && refs.by_query)
		status = ERR_NO;
	for (i = 0; rc == 0 && i < refs.n; i++)
		rc = show_one(&o, refs.v[i], &err);
	if (rc == 0)
		out_close(&err);
	refs_free(&refs);
	return office_close(&o, status, &err);
}
