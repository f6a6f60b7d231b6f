/*
 * store/tables.h - every table, those that are referred to first (for
 * lib/store only)
 */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "store/stmt.h"

struct table {
	const char *name; /* NULL ends the list */
	enum stmt_id all;
	const char *key; /* the one that the database counts, or NULL */
	int bytes;	 /* its "data" is no JSON */
};

extern const struct table store_tables[];

#endif
