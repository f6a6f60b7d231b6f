/*
 * answer/vars_int.h - where the values come from (for lib/answer only)
 */
#ifndef ANSWER_VARS_INT_H
#define ANSWER_VARS_INT_H

#include "answer/vars.h"
#include "answer/zone.h"
#include "store/order.h"

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

#endif
