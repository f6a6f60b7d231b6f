/*
 * answer/vars_int.h - where the values come from (for lib/answer only)
 */
#ifndef ANSWER_VARS_INT_H
#define ANSWER_VARS_INT_H

#include "answer/vars.h"
#include "answer/zone.h"
#include "rec/val.h"
#include "store/order.h"
#include "text/locale.h"

struct vars {
	struct vars_env *env;
	struct arena *arena;
	struct rec *rec;
	const struct ticket *ticket;  /* or NULL */
	const struct conf_shop *shop; /* or NULL */
	const char *channel, *country, *lang, *locale, *intent;
	int has_order, has_parcel;
	struct order order;
	struct shipment parcel; /* the newest */
	long parcels;
	const char *back; /* record of the newest return */
	const char *foreign;
};

enum { VARS_TEXT = 200 }; /* bytes of a value from outside */

/* Foreign text on one line, cut at a character; NULL when nothing is left. */
const char *vars_tidy(const char *, size_t max, struct arena *);
/* The value of a stored record (checked when it came in). */
struct val vars_of(const char *record, const char *path);
const char *vars_text(struct vars *, const char *record, const char *path);
int64_t vars_time(struct vars *, const char *record, const char *path);

/* As the customer writes it; NULL for none. */
const char *vars_date(struct vars *, int64_t ms, enum locale_form);
const char *vars_money(struct vars *, const struct money *);
const char *vars_flag(int yes);

/* Of the parcel (vars_parcel.c). */
const char *var_carrier(struct vars *, size_t row);
const char *var_tracking(struct vars *, size_t row);
const char *var_link(struct vars *, size_t row);
const char *var_shipped(struct vars *, size_t row);
const char *var_arrived(struct vars *, size_t row);
const char *var_delivered(struct vars *, size_t row);
const char *var_signed_by(struct vars *, size_t row);
const char *var_place(struct vars *, size_t row);
const char *var_packing(struct vars *, size_t row);
const char *var_out_today(struct vars *, size_t row);
const char *var_on_way(struct vars *, size_t row);
const char *var_trouble(struct vars *, size_t row);
const char *var_late(struct vars *, size_t row);
const char *var_stale(struct vars *, size_t row);
const char *var_several(struct vars *, size_t row);
const char *var_event(struct vars *, size_t row);
const char *var_event_place(struct vars *, size_t row);
const char *var_event_date(struct vars *, size_t row);

#endif
