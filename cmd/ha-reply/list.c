/* cmd/ha-reply/list.c - the templates there are */
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "io/table.h"
#include "reply.h"

static const struct column columns[] = {
	{ N_("template"), 0 },
	{ N_("intents"), 0 },
	{ N_("mode"), 0 },
	{ N_("languages"), COL_TRUNC },
	{ N_("writer"), 0 },
	{ NULL, 0 },
};

static void
join(struct buf *b, const char *const *v, size_t n)
{
	size_t i;

	buf_reset(b);
	for (i = 0; i < n; i++)
		buf_addf(b, "%s%s", i ? "," : "", v[i]);
}

static void
languages(struct buf *b, const struct template *t)
{
	size_t i;

	buf_reset(b);
	for (i = 0; i < t->n; i++)
		buf_addf(b, "%s%s%s", i ? "," : "", t->texts[i].lang,
		    t->texts[i].informal ? "*" : "");
}

/* Does it leave alone, as things are set? */
static const char *
mode(const struct replier *me, const struct template *t)
{
	if (t->receipt)
		return me->kit.policy.receipt == RECEIPT_NEVER ? "none"
							       : "auto";
	return t->automatic && policy_allows(&me->kit.policy, t,
				   t->intents.n > 0 ? t->intents.v[0] : NULL)
		   ? "auto"
		   : "draft";
}

static json_t *
template_json(
    const struct replier *me, const struct template *t, const char *langs)
{
	json_t *intents = json_array();
	size_t i;

	for (i = 0; i < t->intents.n; i++)
		json_array_append_new(intents, json_string(t->intents.v[i]));
	/* clang-format off */
	return json_pack("{s:s, s:o, s:s, s:s, s:I, s:s, s:s, s:b}",
	    "template", t->name,
	    "intents", intents,
	    "mode", mode(me, t),
	    "languages", langs,
	    "version", (json_int_t)t->version,
	    "writer", t->writer,
	    "file", t->file,
	    "own", t->own);
	/* clang-format on */
}

/* Every word stands in its name, its intents or its languages. */
static int
wanted(const struct template *t, char **words)
{
	size_t i;
	int found;

	for (; *words != NULL; words++) {
		found = strstr(t->name, *words) != NULL;
		for (i = 0; i < t->intents.n && !found; i++)
			found = strcmp(t->intents.v[i], *words) == 0;
		for (i = 0; i < t->n && !found; i++)
			found = strcmp(t->texts[i].lang, *words) == 0;
		if (!found)
			return 0;
	}
	return 1;
}

static void
row(struct table *table, const struct replier *me, const struct template *t)
{
	struct buf b = BUF_INIT;

	table_row(table);
	table_cell(table, t->name);
	join(&b, t->intents.v, t->intents.n);
	table_cell(table, b.p);
	table_cell(table, mode(me, t));
	languages(&b, t);
	table_cell(table, b.p);
	if (table_wants_json(table))
		table_json(table, template_json(me, t, b.p));
	table_cell(table, t->writer);
	buf_free(&b);
}

int
verb_list(char **args)
{
	struct replier me;
	struct err err = ERR_INIT;
	struct table *table;
	size_t i;
	int shown = 0;

	replier_open(&me);
	table = table_new(columns);
	for (i = 0; i < me.kit.book.n; i++)
		if (wanted(me.kit.book.v[i], args)) {
			row(table, &me, me.kit.book.v[i]);
			shown = 1;
		}
	if (table_end(table, &err) < 0)
		die(&err);
	replier_close(&me);
	return shown ? 0 : ERR_NO;
}
