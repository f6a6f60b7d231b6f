/*
 * answer/vars_parcel.c - what templates may say about the parcel
 */
#include <ctype.h>
#include <string.h>

#include "answer/vars_int.h"
#include "base/clock.h"
#include "text/utf8.h"

const char *
var_carrier(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? vars_tidy(v->parcel.carrier, VARS_TEXT, v->arena)
			     : NULL;
}

const char *
var_tracking(struct vars *v, size_t row)
{
	const char *p, *s = v->has_parcel ? v->parcel.tracking : NULL;

	(void)row;
	for (p = s; p != NULL && *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '-')
			return NULL;
	return s;
}

const char *
var_link(struct vars *v, size_t row)
{
	const char *tracking = var_tracking(v, row), *form, *at;
	const struct node *links;

	if (tracking == NULL || v->parcel.carrier == NULL ||
	    v->env->carriers == NULL ||
	    !limits_of(v->env->limits, v->channel)->links)
		return NULL;
	links = node_get(v->env->carriers, "links");
	form = links != NULL ? node_str(links, v->parcel.carrier) : NULL;
	at = form != NULL ? strstr(form, "{}") : NULL;
	return at == NULL ? NULL
			  : arena_printf(v->arena, "%.*s%s%s", (int)(at - form),
				form, tracking, at + 2);
}

const char *
var_shipped(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? vars_date(v, v->parcel.shipped_at, LOCALE_DAY)
			     : NULL;
}

static int
parcel_is(const struct vars *v, const char *words)
{
	size_t n =
	    v->has_parcel && v->parcel.status ? strlen(v->parcel.status) : 0;
	const char *s = n > 0 ? strstr(words, v->parcel.status) : NULL;

	return s != NULL && (s[n] == ' ' || s[n] == '\0');
}

static int
has_arrived(const struct vars *v)
{
	return v->has_parcel && (v->parcel.delivered_at != CLOCK_NONE ||
				    parcel_is(v, "delivered"));
}

const char *
var_arrived(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(has_arrived(v));
}

const char *
var_delivered(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? vars_date(v, v->parcel.delivered_at, LOCALE_DAY)
			     : NULL;
}

const char *
var_signed_by(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? vars_text(v, v->parcel.record, "signed_by")
			     : NULL;
}

const char *
var_place(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? vars_text(v, v->parcel.record, "place") : NULL;
}

const char *
var_packing(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(
	    v->has_order && !has_arrived(v) &&
	    (!v->has_parcel || v->parcel.shipped_at == CLOCK_NONE));
}

const char *
var_out_today(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(!has_arrived(v) && parcel_is(v, "out_for_delivery"));
}

const char *
var_on_way(struct vars *v, size_t row)
{
	return vars_flag(v->has_parcel && v->parcel.shipped_at != CLOCK_NONE &&
			 !has_arrived(v) && var_out_today(v, row) == NULL &&
			 !parcel_is(v, "exception returned"));
}

const char *
var_trouble(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(parcel_is(v, "exception returned"));
}

const char *
var_late(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(
	    v->has_parcel && !has_arrived(v) &&
	    v->parcel.shipped_at != CLOCK_NONE &&
	    clock_now() - v->parcel.shipped_at > v->env->late_after);
}

const char *
var_stale(struct vars *v, size_t row)
{
	return vars_flag(
	    var_packing(v, row) != NULL && v->order.placed_at != CLOCK_NONE &&
	    clock_now() - v->order.placed_at > v->env->stale_after);
}

const char *
var_several(struct vars *v, size_t row)
{
	(void)row;
	return vars_flag(v->parcels > 1);
}

/* The newest event that says when; its path in the record. */
static struct val
last_event(struct vars *v, int64_t *at)
{
	struct val item = VAL_NONE, best = VAL_NONE, list;
	const char *s;
	int64_t t;

	*at = CLOCK_NONE;
	list = v->has_parcel ? vars_of(v->parcel.record, "events") : VAL_NONE;
	while (val_next(list, &item)) {
		s = val_str(val_get(item, "at"), v->arena);
		t = s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
		if (t != CLOCK_NONE && (best.p == NULL || t >= *at)) {
			best = item;
			*at = t;
		}
	}
	return best;
}

static int
has_cjk(const char *s)
{
	size_t i = 0, n = strlen(s);

	while (i < n)
		if (utf8_is_cjk(utf8_next(s, &i, n)))
			return 1;
	return 0;
}

/* A carrier writes in its own language: not everybody reads that script. */
static const char *
legible(const struct vars *v, const char *s)
{
	return s != NULL && has_cjk(s) && strncmp(v->lang, "zh", 2) != 0 &&
		       strncmp(v->lang, "ja", 2) != 0
		   ? NULL
		   : s;
}

const char *
var_event(struct vars *v, size_t row)
{
	int64_t at;
	struct val e = last_event(v, &at);

	(void)row;
	return legible(v, vars_tidy(val_str(val_get(e, "text"), v->arena),
			      VARS_TEXT, v->arena));
}

const char *
var_event_place(struct vars *v, size_t row)
{
	int64_t at;
	struct val e = last_event(v, &at);

	(void)row;
	return legible(v, vars_tidy(val_str(val_get(e, "place"), v->arena),
			      VARS_TEXT, v->arena));
}

const char *
var_event_date(struct vars *v, size_t row)
{
	int64_t at;

	(void)row;
	last_event(v, &at);
	return vars_date(v, at, LOCALE_DAY);
}
