/*
 * sla-cases - run a file of worked cases and say in TAP which hold
 *
 *	tests/sla-cases FILE
 *
 * Status 0 when all hold, 1 when one does not, 65 when a block cannot be
 * read, 66 when there is no file.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "cases.h"

struct suite {
	json_t *calendars;
	char title[200]; /* of the heading above */
	int n, bad;
	int status;
};

void
wrong(struct verdict *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&v->text, fmt, ap);
	va_end(ap);
	buf_addc(&v->text, '\n');
}

void
same_text(
    struct verdict *v, const char *what, const char *got, const json_t *want)
{
	const char *w = json_string_value(want);

	if ((got == NULL) != (w == NULL) ||
	    (got != NULL && strcmp(got, w) != 0))
		wrong(v, "%s: %s, expected %s", what, got ? got : "none",
		    w ? w : "none");
}

void
same_number(
    struct verdict *v, const char *what, int64_t got, const json_t *want)
{
	if (!json_is_integer(want))
		wrong(v, "%s: a whole number is expected", what);
	else if (json_integer_value(want) != got)
		wrong(v, "%s: %lld, expected %lld", what, (long long)got,
		    (long long)json_integer_value(want));
}

int64_t
instant_of(struct verdict *v, const json_t *at)
{
	const char *s = json_string_value(at);
	int64_t ms;

	if (at == NULL || json_is_null(at))
		return CLOCK_NONE;
	ms = s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
	if (ms == CLOCK_NONE)
		wrong(v, "'%s' is no instant", s != NULL ? s : "?");
	return ms;
}

void
same_instant(
    struct verdict *v, const char *what, int64_t got, const json_t *want)
{
	char a[CLOCK_TEXT], b[CLOCK_TEXT];
	int64_t at = instant_of(v, want);

	if (at != got)
		wrong(v, "%s: %s, expected %s", what,
		    got == CLOCK_NONE ? "none" : clock_print(got, a),
		    at == CLOCK_NONE ? "none" : clock_print(at, b));
}

json_t *
any_of(const json_t *object, const char *const *names)
{
	json_t *v = NULL;

	for (; *names != NULL && v == NULL; names++)
		v = json_object_get(object, *names);
	return v;
}

json_t *
in_order(struct verdict *v, const json_t *events)
{
	json_t *out = json_array(), *e;
	size_t i, k;
	int64_t at;

	json_array_foreach(events, i, e)
	{
		at = instant_of(v, json_object_get(e, "at"));
		for (k = json_array_size(out); k > 0; k--)
			if (instant_of(
				v, json_object_get(
				       json_array_get(out, k - 1), "at")) <= at)
				break;
		json_array_insert(out, k, e);
	}
	return out;
}

static const struct {
	const char *kind;
	void (*run)(struct verdict *, const json_t *, const json_t *);
} kinds[] = {
	{ "clocks", run_clocks },
	{ "sla", run_clocks },
	{ "assignment", run_assignment },
	{ "attainment", run_attainment },
};

static void
run_case(struct suite *s, const json_t *one)
{
	const char *kind = json_string_value(json_object_get(one, "kind"));
	struct verdict v = { BUF_INIT };
	size_t i, n = sizeof kinds / sizeof kinds[0];
	char *line, *rest;

	for (i = 0; i < n; i++)
		if (strcmp(kind != NULL ? kind : "clocks", kinds[i].kind) == 0)
			break;
	if (i < n)
		kinds[i].run(&v, s->calendars, one);
	else
		wrong(&v, "unknown kind of case '%s'", kind);
	s->bad += v.text.len > 0;
	printf("%s %d - %s\n", v.text.len > 0 ? "not ok" : "ok", ++s->n,
	    s->title[0] != '\0'
		? s->title
		: json_string_value(json_object_get(one, "id")));
	for (rest = v.text.p; (line = strsep(&rest, "\n")) != NULL;)
		if (*line != '\0')
			printf("# %s\n", line);
	buf_free(&v.text);
}

/* A case has an id; another object holds calendars; a list holds cases. */
static void
take(struct suite *s, json_t *block)
{
	json_t *one;
	size_t i;

	if (json_is_array(block)) {
		json_array_foreach(block, i, one) take(s, one);
		return;
	}
	if (json_object_get(block, "id") != NULL) {
		run_case(s, block);
		return;
	}
	one = json_object_get(block, "calendars");
	json_object_update(s->calendars, json_is_object(one) ? one : block);
}

static void
read_block(struct suite *s, const char *text, size_t len, int line)
{
	json_error_t e;
	json_t *block = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);

	if (block == NULL) {
		s->bad++;
		s->status = ERR_DATA;
		printf("not ok %d - the block at line %d can be read\n# line "
		       "%d: %s\n",
		    ++s->n, line, line + e.line, e.text);
		return;
	}
	take(s, block);
	json_decref(block);
	s->title[0] = '\0';
}

static void
read_lines(struct suite *s, char *text)
{
	char *line, *rest = text, *begin = NULL;
	int n = 0, at = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		n++;
		if (strncmp(line, "```", 3) != 0) {
			if (begin != NULL && rest != NULL)
				rest[-1] = '\n'; /* a block stays whole */
			else if (begin == NULL && *line == '#')
				snprintf(s->title, sizeof s->title, "%s",
				    line + strspn(line, "# "));
			continue;
		}
		if (begin != NULL)
			read_block(s, begin, (size_t)(line - begin), at);
		begin = begin == NULL && strncmp(line, "```json", 7) == 0
			    ? rest
			    : NULL;
		at = n;
	}
}

int
main(int argc, char *argv[])
{
	struct suite s = { json_object(), "", 0, 0, 0 };
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;

	log_init(argv[0]);
	if (argc != 2) {
		fputs("usage: sla-cases FILE\n", stderr);
		return ERR_USAGE;
	}
	if (file_read(argv[1], 16u << 20, &text, &err) < 0)
		die(&err);
	read_lines(&s, text.p);
	printf("1..%d\n", s.n);
	buf_free(&text);
	json_decref(s.calendars);
	return s.status != 0 ? s.status : s.bad > 0;
}
