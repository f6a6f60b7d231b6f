/*
 * answer/template.c - one text with places for values
 *
 * The text becomes a flat list of steps; a section knows the step behind its
 * end.  Literal text is not copied: the steps point into it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/template_int.h"
#include "base/opt.h"
#include "base/xalloc.h"

enum { MAX_NESTING = 8 };

/* Reading one text. */
struct reader {
	struct tprog *prog;
	const char *file;
	int line; /* of the text's first byte */
	const unsigned char *allowed;
	struct conf_errs *errs;
	size_t open[MAX_NESTING];
	size_t opened_at[MAX_NESTING];
	size_t depth;
};

static const char *const type_names[] = { "text", "date", "money", "number",
	"link", "flag", "list" };

const char *
var_type_name(enum var_type type)
{
	return type_names[type];
}

int
var_find(const struct var_def *defs, const char *name, size_t n)
{
	int i;

	for (i = 0; defs[i].name != NULL; i++)
		if (strlen(defs[i].name) == n &&
		    memcmp(defs[i].name, name, n) == 0)
			return i;
	return -1;
}

void
fault_at(struct conf_errs *errs, const char *file, int line, int column,
    const char *fmt, ...)
{
	char text[800];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	xgrow(&errs->v, &errs->cap, errs->n + 1, sizeof *errs->v);
	errs->v[errs->n] = (struct err)ERR_INIT;
	err_set(&errs->v[errs->n++], ERR_CONFIG, "%s:%d:%d: %s", file, line,
	    column, text);
}

/* Errors name the byte at AT by line and column. */
static void
wrong(struct reader *r, size_t at, const char *what, const char *name, size_t n)
{
	const char *p = r->prog->text, *end = p + at;
	int line = r->line, column = 1;

	for (; p < end; p++) {
		if (*p == '\n') {
			line++;
			column = 0;
		}
		/* a character counts once, whatever bytes it has */
		if (((unsigned char)*p & 0xc0) != 0x80)
			column++;
	}
	fault_at(
	    r->errs, r->file, line, column, "%s '%.*s'", what, (int)n, name);
}

static struct step *
add(struct reader *r, enum step_kind kind)
{
	struct tprog *t = r->prog;

	xgrow(&t->steps, &t->cap, t->n + 1, sizeof *t->steps);
	t->steps[t->n] = (struct step){ .kind = kind, .def = -1 };
	return &t->steps[t->n++];
}

static void
add_text(struct reader *r, size_t from, size_t to)
{
	struct step *s;

	if (from >= to)
		return;
	s = add(r, STEP_TEXT);
	s->p = r->prog->text + from;
	s->n = to - from;
}

static void
unknown_name(struct reader *r, size_t at, const char *name, size_t n)
{
	const struct var_def *defs = r->prog->defs;
	const char *names[256], *near;
	char word[64];
	size_t k;

	for (k = 0; defs[k].name != NULL && k < 256; k++)
		names[k] = defs[k].name;
	snprintf(word, sizeof word, "%.*s", (int)n, name);
	near = opt_nearest(word, names, k);
	if (near != NULL) {
		snprintf(
		    word, sizeof word, "unknown name (did you mean %s?)", near);
		wrong(r, at, word, name, n);
	} else {
		wrong(r, at, "unknown name", name, n);
	}
}

static int
inside_list(const struct reader *r, const char *list)
{
	const struct tprog *t = r->prog;
	size_t i;

	for (i = 0; i < r->depth; i++)
		if (t->steps[r->open[i]].kind == STEP_IF &&
		    strcmp(t->defs[t->steps[r->open[i]].def].name, list) == 0)
			return 1;
	return 0;
}

/* The row of a name that may stand here, or -1 and an error. */
static int
name_here(struct reader *r, size_t at, const char *name, size_t n)
{
	const struct var_def *defs = r->prog->defs;
	int def = var_find(defs, name, n);

	if (def < 0)
		unknown_name(r, at, name, n);
	else if (r->allowed != NULL && !r->allowed[def])
		wrong(r, at, "name not listed under 'variables':", name, n);
	else if (defs[def].of != NULL && !inside_list(r, defs[def].of))
		wrong(r, at, "name outside of its list", name, n);
	else
		return def;
	return -1;
}

static void
section_open(struct reader *r, size_t at, int inverted, int def)
{
	struct step *s;

	if (r->depth == MAX_NESTING) {
		wrong(r, at, "too deep a section", r->prog->defs[def].name,
		    strlen(r->prog->defs[def].name));
		return;
	}
	s = add(r, inverted ? STEP_UNLESS : STEP_IF);
	s->def = def;
	r->opened_at[r->depth] = at;
	r->open[r->depth++] = r->prog->n - 1;
}

static void
section_close(struct reader *r, size_t at, const char *name, size_t n)
{
	struct tprog *t = r->prog;
	const char *open;

	if (r->depth == 0) {
		wrong(r, at, "end of a section that is not open", name, n);
		return;
	}
	open = t->defs[t->steps[r->open[r->depth - 1]].def].name;
	if (strlen(open) != n || memcmp(open, name, n) != 0) {
		wrong(r, at, "end of another section than the open one:", name,
		    n);
		return;
	}
	add(r, STEP_END);
	t->steps[r->open[--r->depth]].end = t->n - 1;
}

static void
value(struct reader *r, size_t at, const char *name, size_t n)
{
	int def = name_here(r, at, name, n);

	if (def < 0)
		return;
	if (r->prog->defs[def].type == VAR_LIST ||
	    r->prog->defs[def].type == VAR_FLAG)
		wrong(r, at, "only a section can have", name, n);
	else
		add(r, STEP_VALUE)->def = def;
}

/* What stands between {{ and }}, blanks taken off. */
static void
tag(struct reader *r, size_t at, const char *p, size_t n)
{
	int sign = n > 0 && strchr("#^/", *p) ? *p : 0, def;

	if (sign) {
		p++;
		n--;
	}
	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	if (sign == 0)
		value(r, at, p, n);
	else if (sign == '/')
		section_close(r, at, p, n);
	else if ((def = name_here(r, at, p, n)) >= 0)
		section_open(r, at, sign == '^', def);
}

/*
 * A section's tag or a note alone on its line: *FROM moves back over the
 * blanks before it and *TO behind its newline.
 */
static void
alone(const char *text, size_t len, size_t *from, size_t *to)
{
	size_t f = *from, t = *to;

	while (f > 0 && (text[f - 1] == ' ' || text[f - 1] == '\t'))
		f--;
	while (t < len && (text[t] == ' ' || text[t] == '\t'))
		t++;
	if ((f > 0 && text[f - 1] != '\n') || (t < len && text[t] != '\n'))
		return;
	*from = f;
	*to = t < len ? t + 1 : t;
}

static void
read_text(struct reader *r, size_t len)
{
	const char *text = r->prog->text, *open, *close, *p;
	size_t at = 0, from, to, n;

	while ((open = strstr(text + at, "{{")) != NULL) {
		from = (size_t)(open - text);
		close = strstr(open + 2, "}}");
		if (close == NULL ||
		    memchr(open, '\n', (size_t)(close - open))) {
			wrong(r, from, "tag without end", open,
			    strcspn(open, "\n ") < 20 ? strcspn(open, "\n ")
						      : 20);
			return;
		}
		to = (size_t)(close - text) + 2;
		p = open + 2 + strspn(open + 2, " ");
		for (n = p < close ? (size_t)(close - p) : 0;
		     n > 0 && p[n - 1] == ' ';)
			n--;
		if (n > 0 && strchr("#^/!", *p))
			alone(text, len, &from, &to);
		add_text(r, at, from);
		if (n == 0 || *p != '!')
			tag(r, (size_t)(open - text), p, n);
		at = to;
	}
	add_text(r, at, len);
}

struct tprog *
tprog_new(const char *text, size_t n, const char *file, int line,
    const struct var_def *defs, const unsigned char *allowed,
    struct conf_errs *errs)
{
	struct tprog *t = xcalloc(1, sizeof *t);
	struct reader r = { .prog = t,
		.file = file,
		.line = line,
		.allowed = allowed,
		.errs = errs };
	size_t before = errs->n;
	const char *name;

	t->defs = defs;
	t->text = xstrndup(text, n);
	read_text(&r, strlen(t->text));
	while (r.depth > 0) {
		name = defs[t->steps[r.open[--r.depth]].def].name;
		wrong(&r, r.opened_at[r.depth], "section without end:", name,
		    strlen(name));
	}
	if (errs->n == before)
		return t;
	tprog_free(t);
	return NULL;
}

void
tprog_free(struct tprog *t)
{
	if (t == NULL)
		return;
	free(t->steps);
	free(t->text);
	free(t);
}
