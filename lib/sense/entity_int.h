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

enum { SIGN_MAX = 16, CODE_MAX = 40 };

struct carrier {
	const char *name, *text, *check_name;
	struct conf_list near;
	check_fn *check;
	struct pattern *pattern;
};

/* What has a form: an order number, or what a pattern alone finds. */
struct form {
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
	struct form *orders, *marks;
	size_t ncarriers, norders, nskus, nmarks;
	/* what stands before a number, or before a date */
	struct pattern *order, *parcel, *product, *other, *deadline;
	struct pattern **skus, *not_skus;
	struct map own; /* article codes of the shop, in capital letters */
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

/* S in capital letters into OUT; its length, at most CODE_MAX. */
size_t code_key(const char *s, size_t n, char out[CODE_MAX + 1]);

/* Characters in the first N bytes of S. */
long characters_in(const char *s, size_t n);

/* A sign as the map has it, without case; its length. */
size_t sign_key(const char *s, size_t n, char out[SIGN_MAX]);

/* What can stand in an order number, a tracking number or an SKU. */
static inline int
is_code(unsigned char c)
{
	return isalnum(c) || c == '-' || c == '_';
}

/* P matches up to AT, within what a look back sees. */
int is_before(const struct reading *, const struct pattern *, size_t at);

/* Addresses, telephone numbers, sizes, dates. */
void marks_read(const struct reading *);

/* The amounts of money, with the spans of their signs. */
void amounts_read(const struct reading *, const char *lang);

#endif
