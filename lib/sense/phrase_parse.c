/*
 * sense/phrase_parse.c - a phrase as it is written, into elements
 *
 *	sequence = { word ["*"] | "(" choice ")" | "{" set "}" | ".." }
 *	choice   = sequence { "|" sequence }
 *
 * The single words of a choice become one class; an empty sequence makes the
 * choice optional.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/phrase_int.h"

enum { DEPTH = 8, WORD_IDS = 65000 };

struct parser {
	struct phrases *p;
	const char *s;	   /* what is left */
	const char *whole; /* for messages */
	int depth;
	struct err *err;
};

/* A sequence in the making. */
struct list {
	struct elem *v;
	size_t n, cap;
};

/* A choice in the making. */
struct choice {
	struct seq *seqs;
	size_t n, cap;
	uint16_t *ids; /* of the single words */
	size_t ids_n, ids_cap;
	int optional;
};

static int
wrong(struct parser *ps, const char *what)
{
	return err_set(
	    ps->err, ERR_CONFIG, "%s in the phrase '%.80s'", what, ps->whole);
}

static struct elem *
list_add(struct list *l, enum op op)
{
	struct elem *e;

	xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
	e = &l->v[l->n++];
	*e = (struct elem){ .op = (uint8_t)op };
	return e;
}

/* Number 0 is nobody's, so that a pair of numbers is never 0. */
static int
word_id(struct parser *ps, const char *s, size_t n, int prefix)
{
	struct phrases *p = ps->p;
	unsigned id, before = p->lexicon.n;

	if (prefix && n > LEXICON_PREFIX)
		return wrong(ps, "a beginning too long for *");
	id = lexicon_add(&p->lexicon, s, n, prefix);
	if (id > WORD_IDS)
		return wrong(ps, "one word too many");
	if (p->lexicon.n > before) {
		xgrow(&p->weight, &p->weight_cap, id + 1, sizeof *p->weight);
		p->weight[id] = prefix ? 3 : 0;
	}
	return (int)id;
}

/* Sorted and without repeats, at the end of the ids. */
static int
id_order(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void
put_class(struct phrases *p, struct elem *e, uint16_t *ids, size_t n)
{
	size_t i, k = 0;

	qsort(ids, n, sizeof *ids, id_order);
	xgrow(&p->ids, &p->ids_cap, p->ids_n + n, sizeof *p->ids);
	e->from = (uint32_t)p->ids_n;
	for (i = 0; i < n; i++)
		if (i == 0 || ids[i] != ids[i - 1]) {
			p->ids[p->ids_n + k++] = ids[i];
			p->weight[ids[i]]++;
		}
	e->n = (uint16_t)k;
	p->ids_n += k;
}

/* The words up to the next sign of the grammar. */
static int
parse_words(struct parser *ps, struct list *l)
{
	struct words w = WORDS_INIT;
	const char *from = ps->s;
	uint16_t id;
	size_t i;
	int n, star;

	while (*ps->s != '\0' && strchr("(){}|*", *ps->s) == NULL &&
	       strncmp(ps->s, "..", 2) != 0)
		ps->s++;
	star = *ps->s == '*';
	words_add(&w, from, (size_t)(ps->s - from), ps->p->how);
	n = 0;
	if (star && (ps->s == from || ps->s[-1] == ' '))
		n = wrong(ps, "* without a word before it");
	else if (w.n == 0)
		n = wrong(ps, "no word where one must be");
	for (i = 0; i < w.n && n >= 0; i++) {
		n = word_id(
		    ps, w.text.p + w.v[i].at, w.v[i].len, star && i + 1 == w.n);
		id = (uint16_t)n;
		if (n >= 0)
			put_class(ps->p, list_add(l, OP_CLASS), &id, 1);
	}
	ps->s += star;
	words_free(&w);
	return n < 0 ? -1 : 0;
}

static int parse_choice(struct parser *ps, struct elem *out);

static int
parse_set(struct parser *ps, struct list *l)
{
	size_t n = strcspn(ps->s, "}");
	void *at = map_get(&ps->p->sets, ps->s, n);

	if (ps->s[n] != '}')
		return wrong(ps, "a { without its }");
	if (at == NULL)
		return err_set(ps->err, ERR_CONFIG,
		    "no set '%.*s' for the phrase '%.80s'", (int)n, ps->s,
		    ps->whole);
	*list_add(l, OP_CHOICE) = ps->p->elems[(uintptr_t)at - 1];
	ps->s += n + 1;
	return 0;
}

static int
parse_seq(struct parser *ps, struct list *l)
{
	struct elem e;

	for (;;) {
		ps->s += strspn(ps->s, " \t\n");
		switch (*ps->s) {
		case '\0':
		case '|':
		case ')':
			return 0;
		case '(':
			ps->s++;
			if (parse_choice(ps, &e) < 0)
				return -1;
			*list_add(l, OP_CHOICE) = e;
			break;
		case '{':
			ps->s++;
			if (parse_set(ps, l) < 0)
				return -1;
			break;
		default:
			if (strncmp(ps->s, "..", 2) == 0) {
				ps->s += 2;
				list_add(l, OP_GAP);
			} else if (parse_words(ps, l) < 0)
				return -1;
		}
	}
}

static struct seq
put_seq(struct phrases *p, const struct list *l)
{
	struct seq s = { (uint32_t)p->elems_n, (uint32_t)l->n };

	xgrow(&p->elems, &p->elems_cap, p->elems_n + l->n, sizeof *p->elems);
	if (l->n > 0)
		memcpy(p->elems + p->elems_n, l->v, l->n * sizeof *l->v);
	p->elems_n += l->n;
	return s;
}

static void
choice_add(struct phrases *p, struct choice *c, const struct list *l)
{
	const struct elem *e = l->v;

	if (l->n == 0)
		c->optional = 1;
	else if (l->n == 1 && e->op == OP_CLASS && !e->optional) {
		xgrow(&c->ids, &c->ids_cap, c->ids_n + e->n, sizeof *c->ids);
		memcpy(
		    c->ids + c->ids_n, p->ids + e->from, e->n * sizeof *c->ids);
		c->ids_n += e->n;
	} else {
		xgrow(&c->seqs, &c->cap, c->n + 1, sizeof *c->seqs);
		c->seqs[c->n++] = put_seq(p, l);
	}
}

static int
choice_end(struct parser *ps, struct choice *c, struct elem *out)
{
	struct phrases *p = ps->p;
	struct list one = { NULL, 0, 0 };

	*out =
	    (struct elem){ .op = OP_CLASS, .optional = (uint8_t)c->optional };
	if (c->n == 0 && c->ids_n == 0)
		return wrong(ps, "a choice of nothing");
	if (c->ids_n > 0)
		put_class(p, out, c->ids, c->ids_n);
	if (c->n == 0)
		return 0;
	if (c->ids_n > 0) {
		*list_add(&one, OP_CLASS) = *out;
		one.v->optional = 0;
		xgrow(&c->seqs, &c->cap, c->n + 1, sizeof *c->seqs);
		c->seqs[c->n++] = put_seq(p, &one);
		free(one.v);
	}
	xgrow(&p->seqs, &p->seqs_cap, p->seqs_n + c->n, sizeof *p->seqs);
	memcpy(p->seqs + p->seqs_n, c->seqs, c->n * sizeof *c->seqs);
	out->op = OP_CHOICE;
	out->from = (uint32_t)p->seqs_n;
	out->n = (uint16_t)c->n;
	p->seqs_n += c->n;
	return 0;
}

/* Behind "(", up to and with ")". */
static int
parse_choice(struct parser *ps, struct elem *out)
{
	struct choice c = { NULL, 0, 0, NULL, 0, 0, 0 };
	struct list l;
	int rc = 0;

	if (++ps->depth > DEPTH)
		return wrong(ps, "too many ( inside each other");
	do {
		l = (struct list){ NULL, 0, 0 };
		rc = parse_seq(ps, &l);
		if (rc == 0 && *ps->s == '\0')
			rc = wrong(ps, "a ( without its )");
		if (rc == 0)
			choice_add(ps->p, &c, &l);
		free(l.v);
	} while (rc == 0 && *ps->s++ == '|');
	if (rc == 0)
		rc = choice_end(ps, &c, out);
	ps->depth--;
	free(c.seqs);
	free(c.ids);
	return rc;
}

static int
parse_whole(struct parser *ps, const char *text, struct list *l)
{
	ps->s = ps->whole = text;
	ps->depth = 0;
	if (parse_seq(ps, l) < 0)
		return -1;
	if (*ps->s != '\0')
		return wrong(ps,
		    *ps->s == ')' ? "a ) without its (" : "a | outside ( )");
	return 0;
}

int
phrases_set(struct phrases *p, const char *name, const char *const *members,
    size_t n, struct err *err)
{
	struct parser ps = { .p = p, .err = err };
	struct choice c = { NULL, 0, 0, NULL, 0, 0, 0 };
	struct elem e;
	struct list l;
	size_t i;
	int rc = 0;

	ps.whole = name;
	for (i = 0; i < n && rc == 0; i++) {
		l = (struct list){ NULL, 0, 0 };
		rc = parse_whole(&ps, members[i], &l);
		if (rc == 0)
			choice_add(p, &c, &l);
		free(l.v);
	}
	if (rc == 0)
		rc = choice_end(&ps, &c, &e);
	free(c.seqs);
	free(c.ids);
	if (rc < 0)
		return err_wrap(err, "set '%s'", name);
	xgrow(&p->elems, &p->elems_cap, p->elems_n + 1, sizeof *p->elems);
	p->elems[p->elems_n++] = e;
	*map_put(&p->sets, name, strlen(name)) = (void *)(uintptr_t)p->elems_n;
	return 0;
}

/* Whether anything must stand in the text at all. */
static int
needs_words(const struct phrases *p, const struct seq *s)
{
	const struct elem *e;
	uint32_t i, j;
	int all;

	for (i = 0; i < s->n; i++) {
		e = &p->elems[s->from + i];
		if (e->optional || e->op == OP_GAP)
			continue;
		for (all = 1, j = 0; e->op == OP_CHOICE && j < e->n; j++)
			all &= needs_words(p, &p->seqs[e->from + j]);
		if (all)
			return 1;
	}
	return 0;
}

int
phrases_add(struct phrases *p, const char *phrase, int group, struct err *err)
{
	struct parser ps = { .p = p, .err = err };
	struct list l = { NULL, 0, 0 };
	struct phrase *f;
	int rc;

	rc = parse_whole(&ps, phrase, &l);
	if (rc == 0) {
		xgrow(&p->seqs, &p->seqs_cap, p->seqs_n + 1, sizeof *p->seqs);
		p->seqs[p->seqs_n] = put_seq(p, &l);
		if (!needs_words(p, &p->seqs[p->seqs_n]))
			rc = wrong(&ps, "nothing that must be there");
	}
	free(l.v);
	if (rc < 0)
		return -1;
	xgrow(&p->v, &p->cap, p->n + 1, sizeof *p->v);
	f = &p->v[p->n];
	*f = (struct phrase){ .seq = (uint32_t)p->seqs_n++, .group = group };
	return (int)p->n++;
}
