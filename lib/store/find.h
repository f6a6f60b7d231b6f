/*
 * store/find.h - a parsed query as clauses
 *
 * The query language (rule/query.h) is turned into terms by the desk; the
 * store picks a whole clause for each from a table and binds the values.
 * Terms are ANDed, the values of one term are ORed.
 */
#ifndef STORE_FIND_H
#define STORE_FIND_H

#include <stddef.h>
#include <stdint.h>

enum find_field {
	FIND_NUMBER,
	FIND_STATUS,
	FIND_PRIORITY,
	FIND_QUEUE,
	FIND_ASSIGNEE,
	FIND_INTENT,
	FIND_DETAIL,
	FIND_LANG,
	FIND_CHANNEL,
	FIND_ACCOUNT,
	FIND_TAG,
	FIND_CUSTOMER,
	FIND_ORDER,
	FIND_SKU,
	FIND_URGENCY,
	FIND_COUNTRY,
	FIND_RESPONSIBILITY,
	FIND_TEMPLATE,
	FIND_CARRIER,
	FIND_SENTIMENT,
	FIND_SIGNAL,
	FIND_DUE,
	FIND_CREATED,
	FIND_UPDATED,
	FIND_P, /* from..to */
	FIND_UNREAD,
	FIND_LATE,
	FIND_UNASSIGNED,
	FIND_DRAFT,
	FIND_HELD,
	FIND_OPEN, /* neither resolved nor closed */
	FIND_TEXT, /* token stream, by full text */
	FIND_FIELDS
};

/* FIND_P: from and to are millionths. */
enum { FIND_P_ONE = 1000000 };

struct find_term {
	enum find_field field;
	int negate;
	const char **text; /* values; a last '*' is a prefix */
	size_t n;
	int64_t from, to; /* ranges: [from, to); INT64_MIN/MAX open */
};

enum find_sort {
	SORT_DUE,
	SORT_TIME,
	SORT_CREATED,
	SORT_NUMBER,
	SORT_PRIORITY
};

/* The last ticket of a page of SORT_PRIORITY. */
struct find_after {
	int priority; /* enum ticket_priority */
	int64_t due_at, number;
};

struct find {
	struct find_term *terms;
	size_t n;
	enum find_sort sort;
	int limit;			/* 0: none */
	int64_t now;			/* for "late" */
	const struct find_after *after; /* those behind it alone; NULL: all */
};

#endif
