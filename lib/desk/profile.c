/* desk/profile.c - a customer's past, counted */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/profile.h"

static int
keep(const struct history *h, void *arg)
{
	struct past *p = arg;

	xgrow(&p->v, &p->cap, p->n + 1, sizeof *p->v);
	p->v[p->n++] = *h;
	return 0;
}

int
past_read(struct db *db, int64_t customer, struct past *p, struct arena *arena,
    struct err *err)
{
	*p = (struct past){ .arena = arena };
	if (history_each(db, customer, arena, keep, p, err) == 0)
		return 0;
	past_free(p);
	return -1;
}

void
past_free(struct past *p)
{
	free(p->v);
	*p = (struct past){ .arena = p->arena };
}

static const char *
shop_of(const struct config *c, const struct history *h, struct arena *arena)
{
	const struct conf_account *a;

	if (c == NULL)
		return NULL;
	a = config_account(
	    c, arena_printf(arena, "%s/%s", h->channel, h->account));
	return a != NULL ? a->shop : NULL;
}

static int
counts(
    const struct past *p, const struct profile_view *v, const struct history *h)
{
	const char *const *w = v->without, *shop;

	if (v->since != CLOCK_NONE && h->at != CLOCK_NONE && h->at < v->since)
		return 0;
	if (v->shop == NULL && w == NULL)
		return 1;
	shop = shop_of(v->config, h, p->arena);
	if (v->shop != NULL)
		return shop != NULL && strcmp(shop, v->shop) == 0;
	for (; shop != NULL && *w != NULL; w++)
		if (strcmp(shop, *w) == 0)
			return 0;
	return 1;
}

static void
tally(struct tallies *t, const char *word)
{
	struct tally swap;
	size_t i;

	if (word == NULL || *word == '\0')
		return;
	for (i = 0; i < t->n; i++)
		if (strcmp(t->v[i].word, word) == 0)
			break;
	if (i == t->n) {
		xgrow(&t->v, &t->cap, t->n + 1, sizeof *t->v);
		t->v[t->n++] = (struct tally){ word, 0 };
	}
	t->v[i].n++;
	for (; i > 0 && t->v[i].n > t->v[i - 1].n; i--) {
		swap = t->v[i];
		t->v[i] = t->v[i - 1];
		t->v[i - 1] = swap;
	}
}

static struct profile_money *
purse(struct profile *p, const char *currency)
{
	size_t i;

	for (i = 0; i < p->nmoney; i++)
		if (strcmp(p->money[i].currency, currency) == 0)
			return &p->money[i];
	xgrow(&p->money, &p->cap, p->nmoney + 1, sizeof *p->money);
	p->money[p->nmoney] = (struct profile_money){ "", 0, 0 };
	memcpy(p->money[p->nmoney].currency, currency, 4);
	return &p->money[p->nmoney++];
}

static void
add_order(struct profile *p, const struct history *h, struct arena *arena)
{
	(void)arena;
	if (h->status != NULL && strncmp(h->status, "cancel", 6) == 0) {
		p->cancelled++;
		return;
	}
	p->orders++;
	if (h->money.currency[0] != '\0')
		purse(p, h->money.currency)->spent += h->money.minor;
	if (h->at == CLOCK_NONE)
		return;
	if (p->first_at == CLOCK_NONE || h->at < p->first_at)
		p->first_at = h->at;
	if (p->last_at == CLOCK_NONE || h->at > p->last_at)
		p->last_at = h->at;
}

static void
add_return(struct profile *p, const struct history *h, struct arena *arena)
{
	(void)arena;
	p->returns++;
	tally(&p->reasons, h->reason);
	if (h->money.currency[0] == '\0' || h->money.minor <= 0)
		return;
	p->refunds++;
	purse(p, h->money.currency)->refunded += h->money.minor;
}

static void
add_review(struct profile *p, const struct history *h, struct arena *arena)
{
	(void)arena;
	p->ratings++;
	p->stars += h->stars;
}

/* "refunded: to the card" is told as "refunded". */
static const char *
outcome(const char *result, struct arena *arena)
{
	size_t n;

	if (history_is_unfounded(result))
		return "unfounded";
	if (result == NULL)
		return NULL;
	n = strspn(result, "abcdefghijklmnopqrstuvwxyz_");
	return result[n] == ':' ? arena_strndup(arena, result, n) : result;
}

static void
add_ticket(struct profile *p, const struct history *h, struct arena *arena)
{
	p->tickets++;
	p->open += strcmp(h->status, "resolved") != 0 &&
		   strcmp(h->status, "closed") != 0;
	p->results += h->result != NULL;
	p->unfounded += history_is_unfounded(h->result);
	tally(&p->outcomes, outcome(h->result, arena));
	tally(&p->intents, h->reason);
	tally(&p->languages, h->lang);
}

static void (*const add[])(
    struct profile *, const struct history *, struct arena *) = {
	[HISTORY_ORDER] = add_order,
	[HISTORY_RETURN] = add_return,
	[HISTORY_REVIEW] = add_review,
	[HISTORY_TICKET] = add_ticket,
};

void
profile_count(
    const struct past *past, const struct profile_view *v, struct profile *p)
{
	const struct history *h;
	size_t i;

	*p = (struct profile){ .first_at = CLOCK_NONE, .last_at = CLOCK_NONE };
	for (i = 0; i < past->n; i++) {
		h = &past->v[i];
		if (!counts(past, v, h))
			continue;
		add[h->kind](p, h, past->arena);
		if (h->kind == HISTORY_ORDER || h->kind == HISTORY_TICKET)
			tally(&p->accounts, arena_printf(past->arena, "%s/%s",
						h->channel, h->account));
	}
}

void
profile_free(struct profile *p)
{
	free(p->money);
	free(p->reasons.v);
	free(p->outcomes.v);
	free(p->intents.v);
	free(p->languages.v);
	free(p->accounts.v);
}
