/*
 * sense/entity_int.h - a finder and what it reads (for entity*.c only)
 */
#ifndef SENSE_ENTITY_INT_H
#define SENSE_ENTITY_INT_H

#include <ctype.h>

#include "base/map.h"
#include "sense/check.h"
#include "sense/entity.h"
#include "sense/pattern.h"

enum { SIGN_MAX = 16 };

struct carrier {
	const char *name, *text, *check_name;
	struct conf_list near;
	check_fn *check;
	struct pattern *pattern;
};

struct order_form {
	const char *name, *text;
	struct pattern *pattern;
};

/* What a sign of money stands for, in one language or (NULL) in all. */
struct sign {
	const char *currency, *lang;
	struct sign *next;
};

struct finder {
	struct node *trees[2];
	struct carrier *carriers;
	struct order_form *orders;
	size_t ncarriers, norders, nskus;
	struct pattern *order, *parcel, *product, *other; /* before a number */
	struct pattern **skus, *not_skus;
	const struct node *posts;
	struct map signs;
};

struct reading {
	struct finder *f;
	const char *text;
	size_t n;
	struct arena *a;
	struct entities *out;
};

/* A sign as the map has it, without case; its length. */
size_t sign_key(const char *s, size_t n, char out[SIGN_MAX]);

/* What can stand in an order number, a tracking number or an SKU. */
static inline int
is_code(unsigned char c)
{
	return isalnum(c) || c == '-' || c == '_';
}

/* The amounts of money, with the spans of their signs. */
void amounts_read(const struct reading *, const char *lang);

#endif
