/*
 * cmd/ha-reply/row.c - a row of the outbox, as a record and for people
 *
 * Why it is what it is stands in one column: reasons a line each, then a line
 * for each value that is missing.
 */
#include <inttypes.h>
#include <string.h>

#include "io/out.h"
#include "io/table.h"
#include "rec/json.h"
#include "reply.h"

static const char missing_mark[] = "missing: ";

/* Reasons a line each, then what is missing. */
const char *
row_why(const struct verdict *v, const struct written *w, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *s;
	size_t i;

	for (i = 0; i < v->n; i++)
		buf_addf(&b, "%s%s", i ? "\n" : "", v->why[i]);
	for (i = 0; i < w->nmissing; i++)
		buf_addf(&b, "%s%s%s", b.len ? "\n" : "", missing_mark,
		    w->missing[i]);
	s = b.len > 0 ? arena_strdup(arena, b.p) : NULL;
	buf_free(&b);
	return s;
}

/* The lines of WHY that are reasons, or those that name what is missing. */
static json_t *
lines(const char *why, int missing)
{
	const size_t mark = sizeof missing_mark - 1;
	json_t *list = json_array();
	size_t n;

	for (; why != NULL && *why != '\0'; why += n + (why[n] == '\n')) {
		n = strcspn(why, "\n");
		if ((n > mark && memcmp(why, missing_mark, mark) == 0) !=
		    missing)
			continue;
		json_array_append_new(
		    list, missing ? json_stringn(why + mark, n - mark)
				  : json_stringn(why, n));
	}
	return list;
}

json_t *
row_json(const struct reply *r, struct arena *arena)
{
	struct err err = ERR_INIT;
	struct outbox o = { 0 };

	if (r->payload != NULL)
		outbox_read(r, &o, arena, &err);
	/* clang-format off */
	return json_pack("{s:I, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:o,"
	    " s:o}",
	    "id", (json_int_t)r->id,
	    "ref", arena_printf(arena, "r%" PRId64, r->id),
	    "mode", r->mode,
	    "status", reply_status_name(r->status),
	    "template", r->template,
	    "lang", r->lang,
	    "subject", o.subject,
	    "text", o.text,
	    "why", lines(r->why, 0),
	    "missing", lines(r->why, 1));
	/* clang-format on */
}

/* Reasons may quote the message. */
void
row_explain(const char *id, const struct reply *r, struct arena *arena)
{
	const char *why = r->why != NULL ? r->why : "";
	size_t n;

	out_printf("%s\n  r%" PRId64 " %s %s %s %s\n", id, r->id, r->mode,
	    reply_status_name(r->status), r->template ? r->template : "-",
	    r->lang ? r->lang : "-");
	for (; *why != '\0'; why += n + (why[n] == '\n')) {
		n = strcspn(why, "\n");
		out_printf("    %s\n",
		    table_clean(arena_strndup(arena, why, n), arena));
	}
}
