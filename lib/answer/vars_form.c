/*
 * answer/vars_form.c - values as the customer reads them
 */
#include <ctype.h>
#include <string.h>

#include "answer/vars_int.h"
#include "base/clock.h"
#include "text/utf8.h"

enum { MAX_NAME = 60 };

/* Foreign text on one line, cut at a character; NULL when nothing is left. */
const char *
vars_tidy(const char *s, size_t max, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *out = NULL;

	if (s == NULL)
		return NULL;
	utf8_repair_line(s, strlen(s), &b);
	buf_cut(&b, utf8_cut(b.p, b.len, max));
	buf_trim(&b);
	if (b.len > 0)
		out = arena_strdup(arena, b.p);
	buf_free(&b);
	return out;
}

const char *
vars_name(const char *s, struct arena *arena)
{
	const char *p, *name = vars_tidy(s, MAX_NAME, arena);
	size_t letters = 0;

	for (p = name; p != NULL && *p != '\0'; p++) {
		if (isdigit((unsigned char)*p) || strchr("_@/<>{}[]#*=:", *p))
			return NULL;
		letters += isalpha((unsigned char)*p) || (*p & 0x80) != 0;
	}
	return letters > 1 ? name : NULL;
}

/* The value of a stored record (checked when it came in). */
struct val
vars_of(const char *record, const char *path)
{
	struct val v = { record, record != NULL ? strlen(record) : 0 };

	return record == NULL ? VAL_NONE : val_get(v, path);
}

const char *
vars_text(struct vars *v, const char *record, const char *path)
{
	return vars_tidy(
	    val_str(vars_of(record, path), v->arena), VARS_TEXT, v->arena);
}

int64_t
vars_time(struct vars *v, const char *record, const char *path)
{
	const char *s = val_str(vars_of(record, path), v->arena);

	return s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
}

/* The customer's clock; ONLY: the country has no other. */
static const char *
vars_zone(const struct vars *v, int *only)
{
	const char *tz = zone_of(v->env->zones, v->country, only);

	if (tz == NULL)
		tz = v->env->config != NULL ? v->env->config->tz : NULL;
	return tz;
}

const char *
vars_date(struct vars *v, int64_t ms, enum locale_form form)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *out = NULL, *tz;
	int only;

	if (ms == CLOCK_NONE)
		return NULL;
	tz = vars_zone(v, &only);
	/* where nobody knows the customer's hour, the day must do */
	if (form == LOCALE_DAY_TIME && !only)
		form = LOCALE_DAY;
	if (locale_date(ms, tz, v->locale, form, &b, &err) == 0)
		out = arena_strdup(v->arena, b.p);
	buf_free(&b);
	return out;
}

const char *
vars_money(struct vars *v, const struct money *m)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *out = NULL;

	if (m->currency[0] != '\0' && locale_money(m, v->locale, &b, &err) == 0)
		out = arena_strdup(v->arena, b.p);
	buf_free(&b);
	return out;
}

const char *
vars_flag(int yes)
{
	return yes ? "1" : NULL;
}
