/*
 * sense/phrase.c - many phrases looked for in one text at once
 *
 * phrase_parse.c turns phrases into elements; here they are filed and tried.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/phrase_int.h"

enum { WINDOW = 64 };

/* Which of the message's words stand where: a chain per key. */
static void
index_new(struct index *x, size_t keys)
{
	x->head = xcalloc(keys + 1, sizeof *x->head);
	x->stamp = xcalloc(keys + 1, sizeof *x->stamp);
}

struct phrases *
phrases_new(unsigned how, int gap)
{
	struct phrases *p = xcalloc(1, sizeof *p);

	p->how = how;
	p->gap = gap;
	p->read = (struct words)WORDS_INIT;
	lexicon_init(&p->lexicon);
	return p;
}

void
phrases_free(struct phrases *p)
{
	if (p == NULL)
		return;
	lexicon_free(&p->lexicon);
	map_free(&p->sets);
	free(p->elems);
	free(p->seqs);
	free(p->ids);
	free(p->weight);
	free(p->v);
	free(p->keys);
	free(p->pairs);
	free(p->pair_key);
	free(p->starts_pair);
	free(p->file);
	free(p->file_at);
	free(p->index.head);
	free(p->index.stamp);
	free(p->index.next);
	free(p->toks);
	free(p->hits);
	free(p->group_seen);
	words_free(&p->read);
	free(p);
}

/* ---- filing ---- */

/* How common a word is thought to be: how often the phrases use it. */
static double
weight_of(const struct phrases *p, unsigned id)
{
	return 1 + p->weight[id];
}

static void
key_add(struct keys *k, uint32_t first, uint32_t second, double cost, int at)
{
	if (k->n == KEYS_MAX) {
		k->cost = KEYS_NONE;
		return;
	}
	k->v[k->n].first = first;
	k->v[k->n++].second = second;
	k->cost += cost;
	if (at > k->before)
		k->before = at;
}

static void keys_of_seq(
    const struct phrases *p, const struct seq *s, int at, struct keys *best);

/* What stands for element E, of which AT words at most stand before. */
static void
keys_of(const struct phrases *p, const struct elem *e, int at, struct keys *k)
{
	struct keys *one;
	uint32_t i, j;

	k->n = 0;
	k->cost = 0;
	k->before = at;
	if (e->optional || e->op == OP_GAP) {
		k->cost = KEYS_NONE;
		return;
	}
	if (e->op == OP_CLASS) {
		for (i = 0; i < e->n; i++)
			key_add(k, p->ids[e->from + i], KEY_ALONE,
			    weight_of(p, p->ids[e->from + i]), at);
		return;
	}
	one = xmalloc(sizeof *one);
	for (i = 0; i < e->n && k->cost < KEYS_NONE; i++) {
		keys_of_seq(p, &p->seqs[e->from + i], at, one);
		if (one->cost >= KEYS_NONE)
			k->cost = KEYS_NONE;
		for (j = 0; j < one->n && k->cost < KEYS_NONE; j++)
			key_add(k, one->v[j].first, one->v[j].second, 0,
			    one->before);
		k->cost += one->cost;
	}
	free(one);
}

/* Two neighbouring classes as pairs of words. */
static void
keys_of_pair(const struct phrases *p, const struct elem *a,
    const struct elem *b, int at, struct keys *k)
{
	uint32_t i, j;
	unsigned x, y;

	k->n = 0;
	k->cost = KEYS_NONE;
	k->before = at;
	if (a->op != OP_CLASS || b->op != OP_CLASS || a->optional ||
	    b->optional || a->n * b->n > PAIRS_MAX)
		return;
	k->cost = 0;
	for (i = 0; i < a->n; i++)
		for (j = 0; j < b->n; j++) {
			x = p->ids[a->from + i];
			y = p->ids[b->from + j];
			key_add(k, x, y,
			    weight_of(p, x) * weight_of(p, y) /
				(weight_of(p, x) + weight_of(p, y)) / 4,
			    at);
		}
}

static int
elem_max(const struct phrases *p, const struct elem *e)
{
	int n, max = 0;
	uint32_t i, j;

	if (e->op == OP_CLASS)
		return 1;
	if (e->op == OP_GAP)
		return p->gap;
	for (i = 0; i < e->n; i++) {
		const struct seq *s = &p->seqs[e->from + i];

		for (n = 0, j = 0; j < s->n; j++)
			n += elem_max(p, &p->elems[s->from + j]);
		if (n > max)
			max = n;
	}
	return max;
}

static void
keep_best(struct keys *best, const struct keys *k)
{
	if (k->cost < best->cost)
		*best = *k;
}

static void
keys_of_seq(
    const struct phrases *p, const struct seq *s, int at, struct keys *best)
{
	struct keys *k = xmalloc(sizeof *k);
	const struct elem *e;
	uint32_t i;

	best->n = 0;
	best->cost = KEYS_NONE;
	for (i = 0; i < s->n; i++) {
		e = &p->elems[s->from + i];
		keys_of(p, e, at, k);
		keep_best(best, k);
		if (i + 1 < s->n) {
			keys_of_pair(p, e, e + 1, at, k);
			keep_best(best, k);
		}
		at += elem_max(p, e);
	}
	free(k);
}

/* The key of a pair, made when MAKE; KEY_ALONE when there is none. */
static uint32_t
pair_key(struct phrases *p, uint32_t a, uint32_t b, int make)
{
	uint32_t pair = a << 16 | b, i = (pair * 2654435761u) >> 7;

	for (i &= p->pair_cap - 1; p->pairs[i] != 0;
	     i = (i + 1) & (p->pair_cap - 1))
		if (p->pairs[i] == pair)
			return p->pair_key[i];
	if (!make)
		return KEY_ALONE;
	p->pairs[i] = pair;
	p->pair_key[i] = p->nkeys;
	p->starts_pair[a] = 1;
	return p->nkeys++;
}

static void
file_phrase(struct phrases *p, struct phrase *f, const struct keys *k)
{
	uint32_t i, key;

	f->key_from = (uint32_t)p->keys_n;
	f->key_n = k->n;
	f->before = k->before > WINDOW - 16 ? WINDOW - 16 : k->before;
	for (i = 0; i < k->n; i++) {
		key = k->v[i].second == KEY_ALONE
			  ? k->v[i].first
			  : pair_key(p, k->v[i].first, k->v[i].second, 1);
		xgrow(&p->keys, &p->keys_cap, p->keys_n + 1, sizeof *p->keys);
		p->keys[p->keys_n++] = key;
	}
}

/* For each key the grouped phrases that are filed under it. */
static void
invert(struct phrases *p)
{
	uint32_t i, j, *at;

	p->file_at = xcalloc(p->nkeys + 2, sizeof *p->file_at);
	for (i = 0; i < p->n; i++)
		for (j = 0; p->v[i].group >= 0 && j < p->v[i].key_n; j++)
			p->file_at[p->keys[p->v[i].key_from + j] + 1]++;
	for (i = 0; i < p->nkeys; i++)
		p->file_at[i + 1] += p->file_at[i];
	p->file = xarray(p->file_at[p->nkeys] + 1, sizeof *p->file);
	at = xarray(p->nkeys + 1, sizeof *at);
	memcpy(at, p->file_at, (p->nkeys + 1) * sizeof *at);
	for (i = 0; i < p->n; i++)
		for (j = 0; p->v[i].group >= 0 && j < p->v[i].key_n; j++)
			p->file[at[p->keys[p->v[i].key_from + j]]++] = i;
	free(at);
}

void
phrases_ready(struct phrases *p)
{
	struct keys *k = xmalloc(sizeof *k);
	uint32_t i;
	int groups = 0;

	p->nkeys = p->lexicon.n + 1;
	for (p->pair_cap = 1024; p->pair_cap < p->n * 2 * PAIRS_MAX;)
		p->pair_cap *= 2;
	p->pairs = xcalloc(p->pair_cap, sizeof *p->pairs);
	p->pair_key = xcalloc(p->pair_cap, sizeof *p->pair_key);
	p->starts_pair = xcalloc(p->lexicon.n + 1, 1);
	for (i = 0; i < p->n; i++) {
		keys_of_seq(p, &p->seqs[p->v[i].seq], 0, k);
		file_phrase(p, &p->v[i], k);
		if (p->v[i].group >= groups)
			groups = p->v[i].group + 1;
	}
	invert(p);
	index_new(&p->index, p->nkeys);
	p->group_seen = xcalloc((size_t)groups + 1, sizeof *p->group_seen);
	free(k);
}

/* ---- reading ---- */

void
phrases_reset(struct phrases *p)
{
	words_reset(&p->read);
	p->toks_n = p->hits_n = 0;
	p->scanned = 0;
	p->now++;
}

void
phrases_read(struct phrases *p, const char *text, size_t n)
{
	uint32_t i, begin = 0;
	struct tok *t;

	words_add(&p->read, text, n, p->how);
	xgrow(&p->toks, &p->toks_cap, p->read.n + 1, sizeof *p->toks);
	for (i = (uint32_t)p->toks_n; i < p->read.n; i++) {
		t = &p->toks[i];
		t->n = (uint16_t)lexicon_find(&p->lexicon,
		    p->read.text.p + p->read.v[i].at, p->read.v[i].len, t->id,
		    TOK_IDS);
		if (p->read.v[i].first)
			begin = i;
		t->sentence = begin;
	}
	p->toks_n = p->read.n;
}

size_t
phrases_words(const struct phrases *p)
{
	return p->toks_n;
}

/* ---- trying ---- */

/* The part of the text that a phrase is held against. */
struct view {
	const struct phrases *p;
	const struct tok *t; /* its first word */
	uint64_t all;	     /* bits of the places, one behind the last too */
};

static int
is_of(const struct tok *t, const uint16_t *ids, uint32_t n)
{
	uint32_t lo, hi, mid;
	int i;

	for (i = 0; i < t->n; i++) {
		for (lo = 0, hi = n; lo < hi;) {
			mid = (lo + hi) / 2;
			if (ids[mid] < t->id[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < n && ids[lo] == t->id[i])
			return 1;
	}
	return 0;
}

static uint64_t
try_class(const struct view *v, const struct elem *e, uint64_t from)
{
	uint64_t to = 0;
	unsigned at;

	/* the last bit is the place behind the last word */
	for (from &= v->all >> 1; from != 0; from &= from - 1) {
		at = (unsigned)__builtin_ctzll(from);
		if (is_of(&v->t[at], v->p->ids + e->from, e->n))
			to |= 2ull << at;
	}
	return to;
}

static uint64_t
try_gap(const struct view *v, uint64_t from)
{
	uint64_t to = from;
	int k;

	for (k = 0; k < v->p->gap; k++)
		to |= to << 1;
	return to & v->all;
}

static uint64_t
try_seq(const struct view *v, const struct seq *s, uint64_t from)
{
	const struct elem *e = &v->p->elems[s->from], *end = e + s->n;
	uint64_t to;
	uint32_t i;

	for (; e < end && from != 0; e++) {
		if (e->op == OP_GAP) {
			from = try_gap(v, from);
			continue;
		}
		to = e->optional ? from : 0;
		if (e->op == OP_CLASS)
			to |= try_class(v, e, from);
		else
			for (i = 0; i < e->n; i++)
				to |=
				    try_seq(v, &v->p->seqs[e->from + i], from);
		from = to;
	}
	return from;
}

/* Phrase F with its key at word POS. */
static int
try_at(const struct phrases *p, const struct phrase *f, uint32_t pos)
{
	struct view v = { .p = p };
	uint32_t from = p->toks[pos].sentence, n;

	if (pos - from > f->before)
		from = pos - f->before;
	for (n = 0; n < WINDOW - 1 && from + n < p->toks_n; n++)
		if (from + n > pos && p->toks[from + n].sentence > pos)
			break;
	v.t = p->toks + from;
	v.all = n == WINDOW - 1 ? ~0ull : (2ull << n) - 1;
	return try_seq(&v, &p->seqs[f->seq], (2ull << (pos - from)) - 1) != 0;
}

static void
found(struct phrases *p, uint32_t phrase, uint32_t pos)
{
	struct hit *h;

	p->group_seen[p->v[phrase].group] = p->now;
	xgrow(&p->hits, &p->hits_cap, p->hits_n + 1, sizeof *p->hits);
	h = &p->hits[p->hits_n++];
	h->group = p->v[phrase].group;
	h->phrase = (int)phrase;
	h->word = pos;
}

/* Key KEY stands at POS: note it, and try what is filed under it. */
static void
meet(struct phrases *p, uint32_t key, uint32_t pos)
{
	struct index *x = &p->index;
	uint32_t i, f;

	xgrow(&x->next, &x->next_cap, x->next_n + 1, sizeof *x->next);
	x->next[x->next_n].pos = pos;
	x->next[x->next_n].next = x->stamp[key] == p->now ? x->head[key] : 0;
	x->stamp[key] = p->now;
	x->head[key] = (uint32_t)++x->next_n;
	for (i = p->file_at[key]; i < p->file_at[key + 1]; i++) {
		f = p->file[i];
		if (p->group_seen[p->v[f].group] != p->now &&
		    try_at(p, &p->v[f], pos))
			found(p, f, pos);
	}
}

static void
meet_pairs(struct phrases *p, unsigned id, uint32_t pos)
{
	const struct tok *after = &p->toks[pos + 1];
	uint32_t key;
	int i;

	for (i = 0; i < after->n; i++) {
		key = pair_key(p, id, after->id[i], 0);
		if (key != KEY_ALONE)
			meet(p, key, pos);
	}
}

size_t
phrases_scan(struct phrases *p, const struct hit **out)
{
	const struct tok *t;
	uint32_t pos;
	int i;

	if (!p->scanned)
		p->index.next_n = 0;
	for (pos = 0; !p->scanned && pos < p->toks_n; pos++) {
		t = &p->toks[pos];
		for (i = 0; i < t->n; i++) {
			meet(p, t->id[i], pos);
			if (p->starts_pair[t->id[i]] && pos + 1 < p->toks_n)
				meet_pairs(p, t->id[i], pos);
		}
	}
	p->scanned = 1;
	*out = p->hits;
	return p->hits_n;
}

int
phrases_in(struct phrases *p, int phrase)
{
	const struct phrase *f = &p->v[phrase];
	const struct index *x = &p->index;
	uint32_t i, key, at;

	for (i = 0; i < f->key_n; i++) {
		key = p->keys[f->key_from + i];
		at = x->stamp[key] == p->now ? x->head[key] : 0;
		for (; at != 0; at = x->next[at - 1].next)
			if (try_at(p, f, x->next[at - 1].pos))
				return 1;
	}
	return 0;
}

/* ---- what a phrase stands for ---- */

static int
readings_of(const struct phrases *p, const struct seq *s)
{
	const struct elem *e;
	uint32_t i, j;
	int n, max = 1;

	for (i = 0; i < s->n; i++) {
		e = &p->elems[s->from + i];
		n = e->op == OP_GAP ? 1 : e->n;
		for (j = 0; e->op == OP_CHOICE && j < e->n; j++)
			if (readings_of(p, &p->seqs[e->from + j]) > n)
				n = readings_of(p, &p->seqs[e->from + j]);
		if (n > max)
			max = n;
	}
	return max;
}

static void
add_word(const struct phrases *p, unsigned id, struct buf *out)
{
	size_t n;
	const char *s = lexicon_word(&p->lexicon, id, &n);

	buf_add(out, s, n);
	buf_addc(out, ' ');
}

static void
read_out(
    const struct phrases *p, const struct seq *s, unsigned i, struct buf *out)
{
	const struct elem *e = &p->elems[s->from], *end = e + s->n;

	for (; e < end; e++)
		if (e->op == OP_CLASS)
			add_word(p, p->ids[e->from + i % e->n], out);
		else if (e->op == OP_CHOICE)
			read_out(p, &p->seqs[e->from + i % e->n], i, out);
}

int
phrases_readings(const struct phrases *p, int phrase)
{
	return readings_of(p, &p->seqs[p->v[phrase].seq]);
}

void
phrases_reading(const struct phrases *p, int phrase, int i, struct buf *out)
{
	read_out(p, &p->seqs[p->v[phrase].seq], (unsigned)i, out);
}

int
phrases_count(const struct phrases *p)
{
	return (int)p->n;
}
