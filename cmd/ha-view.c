/*
 * ha-view - records as a table, counted or filtered
 *
 * A grep for records: -j passes the lines that match on as they came.
 * Opens no database and no socket.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/login.h"
#include "io/filter.h"
#include "io/table.h"
#include "rule/match.h"
#include "rule/query.h"

struct field {
	const char *name;
	const char *paths; /* blank-separated: the first that is there */
	unsigned flags;
};

static const struct field usual[] = {
	{ "id", "id", 0 },
	{ "at", "received_at placed_at shipped_at opened_at written_at",
	    COL_SPARE(4) },
	{ "lang", "class.lang lang", COL_SPARE(2) },
	{ "intent", "class.intents.0.id", COL_SPARE(5) },
	{ "urgency", "class.urgency", COL_SPARE(1) },
	{ "ticket", "ticket.number", COL_RIGHT | COL_SPARE(3) },
	{ "from", "from.name from.email from.id customer.name author",
	    COL_TRUNC },
	{ "what", "subject text status reason number", COL_TRUNC },
};
#define NUSUAL (sizeof usual / sizeof usual[0])

/* How often one combination of values was seen. */
struct tally {
	const char **values;
	long n;
};

struct view {
	struct query query;
	struct field *fields;
	size_t nfields, cap;
	struct table *table;
	struct map tallies;
	struct arena arena; /* names and counted values, for the run */
	long matched;
};

static struct opt_list columns, counts;
static const struct opt opts[] = {
	{ 0, "columns", OPT_LIST, &columns, "FIELD,...",
	    "show these fields or paths" },
	{ 0, "count", OPT_LIST, &counts, "FIELD...",
	    "count the values of these fields or paths" },
	OPT_COMMON,
	OPT_END,
};
static const struct program program = {
	.name = "ha-view",
	.args = "[QUERY] [FILE ...]",
	.summary = "records as a table, counted or filtered",
	.opts = opts,
};

/* What to show of one value. */
static const char *
show(struct val v, struct arena *a)
{
	struct val item = VAL_NONE;
	const char *out = "", *s;

	switch (val_type(v)) {
	case '"':
		return val_str(v, a);
	case '[':
		while (val_next(v, &item)) {
			s = show(item, a);
			out =
			    *out != '\0' ? arena_printf(a, "%s,%s", out, s) : s;
		}
		return out;
	case 0:
	case 'n':
		return "";
	default:
		return arena_strndup(a, v.p, v.n);
	}
}

static int
first(struct val v, void *out)
{
	if (val_type(v) == 'n')
		return 0;
	*(struct val *)out = v;
	return 1;
}

static const char *
field_text(const struct field *f, struct rec *rec)
{
	struct arena *a = rec_arena(rec);
	struct val v = VAL_NONE;
	const char *p;
	size_t n;

	for (p = f->paths; *p != '\0' && v.p == NULL; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		/* a list is shown whole, though it is asked item by item */
		match_each(rec,
		    arena_strndup(a, p,
			n > 2 && strncmp(p + n - 2, "[]", 2) == 0 ? n - 2 : n),
		    first, &v);
	}
	return show(v, a);
}

static void
add_row(struct view *view, struct rec *rec)
{
	size_t i;

	table_row(view->table);
	for (i = 0; i < view->nfields; i++)
		table_cell(view->table, field_text(&view->fields[i], rec));
}

static void
count(struct view *view, struct rec *rec)
{
	struct buf key = BUF_INIT;
	struct tally *t;
	void **slot;
	size_t i;

	for (i = 0; i < view->nfields; i++) {
		buf_adds(&key, field_text(&view->fields[i], rec));
		buf_addc(&key, '\0');
	}
	slot = map_put(&view->tallies, key.p, key.len);
	if (*slot == NULL) {
		*slot = t = arena_get(&view->arena, sizeof *t);
		t->n = 0;
		t->values =
		    arena_get(&view->arena, view->nfields * sizeof *t->values);
		for (i = 0; i < view->nfields; i++)
			t->values[i] = arena_strdup(
			    &view->arena, field_text(&view->fields[i], rec));
	}
	((struct tally *)*slot)->n++;
	buf_free(&key);
}

static int
each(struct rec *rec, void *arg, struct err *err)
{
	struct view *view = arg;

	(void)err;
	if (!query_match(&view->query, rec, clock_now()))
		return 1;
	view->matched++;
	if (counts.n > 0)
		count(view, rec);
	else if (!common.json)
		add_row(view, rec);
	return 0;
}

/* Before a pause people see what there is. */
static int
pause_table(void *arg, struct err *err)
{
	struct view *view = arg;

	return table_flush(view->table, err);
}

static void
add_field(struct view *view, const char *name, const char *paths, unsigned f)
{
	xgrow(
	    &view->fields, &view->cap, view->nfields + 1, sizeof *view->fields);
	view->fields[view->nfields++] = (struct field){ name, paths, f };
}

/* A field of the query language by its name, or a path in the record. */
static void
add_named(struct view *view, const char *name)
{
	size_t i;

	for (i = 0; i < QUERY_FIELDS; i++)
		if (strcmp(query_fields[i].name, name) == 0 &&
		    query_fields[i].type != QUERY_FLAG &&
		    query_fields[i].paths != NULL) {
			add_field(view, name,
			    i == QUERY_ACCOUNT ? "account"
					       : query_fields[i].paths,
			    0);
			return;
		}
	add_field(view, name, name, 0);
}

static void
add_list(struct view *view, const struct opt_list *list)
{
	char *copy, *name;
	size_t i;

	for (i = 0; i < list->n; i++) {
		copy = arena_strdup(&view->arena, list->v[i]);
		while ((name = strsep(&copy, ",")) != NULL)
			if (*name != '\0')
				add_named(view, name);
	}
}

static int
is_path(const char *word)
{
	return word[strspn(word, "abcdefghijklmnopqrstuvwxyz_0123456789.[]")] ==
	       '\0';
}

/*
 * Words of the query stay in WORDS, files go to FILES.  What is a word of the
 * language is never a file: that would be ./late.
 */
static void
sort_out(struct view *view, char **args, char **words, char **files)
{
	struct stat st;

	for (; *args != NULL; args++) {
		if (query_is_word(*args))
			*words++ = *args;
		else if (strcmp(*args, "-") == 0 || stat(*args, &st) == 0 ||
			 strchr(*args, '/') != NULL ||
			 strstr(*args, ".jsonl") != NULL)
			*files++ = *args;
		else if (counts.n > 0 && is_path(*args))
			add_named(view, *args);
		else if (strchr(*args, ':') != NULL)
			*words++ = *args; /* the query says what is wrong */
		else
			opt_usage(&program,
			    "'%s' is neither a file nor a word of a query; "
			    "see ha-query(7)",
			    *args);
	}
	*words = *files = NULL;
}

static int
by_count(const void *a, const void *b)
{
	const struct tally *x = *(struct tally *const *)a;
	const struct tally *y = *(struct tally *const *)b;
	size_t i;
	int c;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	for (i = 0; (c = strcmp(x->values[i], y->values[i])) == 0; i++)
		;
	return c;
}

static void
print_tally(struct view *view, const struct tally *t)
{
	char number[32];
	json_t *json;
	size_t i;

	table_row(view->table);
	snprintf(number, sizeof number, "%ld", t->n);
	table_cell(view->table, number);
	json = json_pack("{s:I}", "count", (json_int_t)t->n);
	for (i = 0; i < view->nfields; i++) {
		table_cell(
		    view->table, *t->values[i] != '\0' ? t->values[i] : "-");
		json_object_set_new(json, view->fields[i].name,
		    *t->values[i] != '\0' ? json_string(t->values[i])
					  : json_null());
	}
	table_json(view->table, json);
}

static void
print_tallies(struct view *view)
{
	struct tally **all = xarray(view->tallies.n + 1, sizeof *all);
	size_t i, n = 0;

	for (i = 0; i < view->tallies.cap; i++)
		if (view->tallies.slots[i].key != NULL)
			all[n++] = view->tallies.slots[i].value;
	qsort(all, n, sizeof(struct tally *), by_count);
	for (i = 0; i < n; i++)
		print_tally(view, all[i]);
	free(all);
}

/* The header: the count goes before the fields. */
static struct column *
header(const struct view *view)
{
	struct column *c = xcalloc(view->nfields + 2, sizeof *c), *at = c;
	size_t i;

	if (counts.n > 0)
		*at++ = (struct column){ _("count"), COL_RIGHT };
	for (i = 0; i < view->nfields; i++)
		*at++ = (struct column){ view->fields[i].name,
			view->fields[i].flags };
	return c;
}

static void
choose_fields(struct view *view)
{
	size_t i;

	add_list(view, counts.n > 0 ? &counts : &columns);
	if (view->nfields > 0) {
		view->fields[view->nfields - 1].flags = COL_TRUNC;
		return;
	}
	for (i = 0; i < NUSUAL; i++)
		add_field(view, usual[i].name, usual[i].paths, usual[i].flags);
}

static void
parse_query(struct view *view, char **words)
{
	struct query_env env = { clock_now(), NULL, login_name() };
	struct err err = ERR_INIT;

	if (query_words(&view->query, words, &env, &err) < 0 ||
	    query_fits_records(&view->query, &err) < 0)
		opt_usage(&program, "%s", err.text);
}

int
main(int argc, char *argv[])
{
	struct view view = {
		.query = QUERY_INIT, .tallies = MAP_INIT, .arena = ARENA_INIT
	};
	struct filter filter = {
		.each = each, .arg = &view, .promises = "stdio rpath"
	};
	struct err err = ERR_INIT;
	struct column *columns_of;
	char **args, **words, **files;
	int status;

	args = opt_parse(argc, argv, &program);
	i18n_init(common.lang);
	words = xarray((size_t)argc + 1, sizeof *words);
	files = xarray((size_t)argc + 1, sizeof *files);
	choose_fields(&view);
	sort_out(&view, args, words, files);
	parse_query(&view, words);
	view.table = table_new(columns_of = header(&view));
	filter.quiet = !common.json || counts.n > 0;
	if (filter.quiet)
		filter.commit = pause_table;
	status = filter_run(files, &filter);
	print_tallies(&view);
	if (table_end(view.table, &err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	if (status == 0 && view.query.n > 0 && view.matched == 0)
		status = ERR_NO;
	map_free(&view.tallies);
	arena_free(&view.arena);
	query_free(&view.query);
	free(view.fields);
	free(columns_of);
	free(words);
	free(files);
	return status;
}
