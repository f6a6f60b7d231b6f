/*
 * answer/template_run.c - the steps of a text, run or measured
 *
 * A section is walked once for each row of a list, or once when its value is
 * there; one that is not is jumped over.
 */
#include <string.h>

#include "answer/template_int.h"

/* One run over a text. */
struct run {
	const struct tprog *prog;
	struct vars *vars;
	struct buf *out;
	unsigned char *missing;
};

static void run_steps(struct run *, size_t from, size_t to, size_t row);

static void
run_value(struct run *run, int def, size_t row)
{
	const struct var_def *d = &run->prog->defs[def];
	const char *s = d->get(run->vars, row);

	if (s == NULL || *s == '\0') {
		run->missing[def] = 1;
		buf_addf(run->out, "⟦%s⟧", d->name);
	} else {
		buf_adds(run->out, s);
	}
}

static void
run_section(struct run *run, size_t at, size_t row)
{
	const struct step *s = &run->prog->steps[at];
	const struct var_def *d = &run->prog->defs[s->def];
	const char *text;
	size_t i, n;
	int there;

	if (d->type == VAR_LIST && s->kind == STEP_IF) {
		n = d->rows(run->vars);
		for (i = 0; i < n; i++)
			run_steps(run, at + 1, s->end, i);
		return;
	}
	if (d->type == VAR_LIST) {
		there = d->rows(run->vars) > 0;
	} else {
		text = d->get(run->vars, row);
		there = text != NULL && *text != '\0';
	}
	if (there == (s->kind == STEP_IF))
		run_steps(run, at + 1, s->end, row);
}

static void
run_steps(struct run *run, size_t from, size_t to, size_t row)
{
	const struct step *s;
	size_t i;

	for (i = from; i < to; i++) {
		s = &run->prog->steps[i];
		if (s->kind == STEP_TEXT) {
			buf_add(run->out, s->p, s->n);
		} else if (s->kind == STEP_VALUE) {
			run_value(run, s->def, row);
		} else if (s->kind != STEP_END) {
			run_section(run, i, row);
			i = s->end;
		}
	}
}

size_t
tprog_run(const struct tprog *t, struct vars *vars, struct buf *out,
    unsigned char *missing)
{
	struct run run = { t, vars, out, missing };
	size_t i, n = 0;

	run_steps(&run, 0, t->n, 0);
	for (i = 0; t->defs[i].name != NULL; i++)
		n += missing[i] != 0;
	return n;
}

const char *
tprog_text(const struct tprog *t)
{
	return t->text;
}

int
tprog_uses(const struct tprog *t, int def)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->steps[i].def == def)
			return 1;
	return 0;
}

static long
characters(const char *p, size_t n)
{
	long count = 0;

	while (n-- > 0)
		count += ((unsigned char)*p++ & 0xc0) != 0x80;
	return count;
}

static long
longest(const struct tprog *t, size_t from, size_t to)
{
	const struct step *s, *before = NULL;
	long sum = 0, flag = 0, n, last = 0;
	size_t i;

	for (i = from; i < to; i++) {
		s = &t->steps[i];
		if (s->kind == STEP_TEXT)
			sum += characters(s->p, s->n);
		else if (s->kind == STEP_VALUE)
			sum += VALUE_LENGTH;
		if (s->kind != STEP_IF && s->kind != STEP_UNLESS)
			continue;
		n = longest(t, i + 1, s->end);
		i = s->end;
		if (t->defs[s->def].type == VAR_FLAG) {
			flag = n > flag ? n : flag;
			continue;
		}
		/* {{#x}}a{{/x}}{{^x}}b{{/x}}: one of the two */
		if (before != NULL && before->def == s->def &&
		    before->kind != s->kind)
			sum += n > last ? n - last : 0;
		else
			sum += n;
		before = s;
		last = n;
	}
	return sum + flag;
}

long
tprog_longest(const struct tprog *t)
{
	return longest(t, 0, t->n);
}

const char *
template_hole(const char *text, struct arena *arena)
{
	const char *open = text != NULL ? strstr(text, "⟦") : NULL;
	const char *name = open != NULL ? open + strlen("⟦") : NULL;
	const char *end = name != NULL ? strstr(name, "⟧") : NULL;

	return end != NULL ? arena_strndup(arena, name, (size_t)(end - name))
			   : NULL;
}
