/*
 * rule/query.h - the one query language: ha-query(7)
 *
 *	status:open lang:de,fr not intent:spam due:..2h late 'sku:SCARF*'
 *
 * Words are ANDed, the values of one word ORed, `not` negates the next word.
 * The parsed form knows neither SQL nor records: the desk turns the terms
 * into clauses, rule/match.h holds them against a record.  The table of
 * fields is the only place where a field's name exists.
 */
#ifndef RULE_QUERY_H
#define RULE_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum query_type {
	QUERY_TEXT,	/* the whole value, or its beginning with '*' */
	QUERY_LANG,	/* "zh" is also zh-Hans: BCP 47 tags and their kin */
	QUERY_SEARCH,	/* the value stands somewhere in the text */
	QUERY_NUMBER,	/* whole numbers; from..to in units of 1 */
	QUERY_AMOUNT,	/* money without currency; in thousandths */
	QUERY_PROB,	/* 0 to 1; in millionths */
	QUERY_AGE,	/* a duration up to now; ms */
	QUERY_TIME,	/* a period; ms UTC */
	QUERY_DEADLINE, /* the same, or a range of durations from now; ms */
	QUERY_CALENDAR, /* names of hours in which something came in */
	QUERY_FLAG	/* a bare word */
};

enum query_id {
	QUERY_STATUS,
	QUERY_PRIORITY,
	QUERY_QUEUE,
	QUERY_ASSIGNEE,
	QUERY_INTENT,
	QUERY_DETAIL,
	QUERY_P,
	QUERY_SIGNAL,
	QUERY_LANGUAGE,
	QUERY_URGENCY,
	QUERY_SENTIMENT,
	QUERY_EMOTION,
	QUERY_CHANNEL,
	QUERY_ACCOUNT,
	QUERY_SHOP,
	QUERY_KIND,
	QUERY_DIRECTION,
	QUERY_REF,
	QUERY_TICKET,
	QUERY_CUSTOMER,
	QUERY_FROM,
	QUERY_TAG,
	QUERY_ORDER,
	QUERY_SKU,
	QUERY_COUNTRY,
	QUERY_CARRIER,
	QUERY_TRACKING,
	QUERY_ORDER_TOTAL,
	QUERY_ORDER_CURRENCY,
	QUERY_ORDER_COUNTRY,
	QUERY_ORDER_STATUS,
	QUERY_ORDER_SKU,
	QUERY_ORDER_LINES,
	QUERY_ORDER_PLACED,
	QUERY_ORDER_AGE,
	QUERY_RESPONSIBILITY,
	QUERY_TEMPLATE,
	QUERY_REPLY,
	QUERY_SUBJECT,
	QUERY_FULLTEXT,
	QUERY_STARS,
	QUERY_COST,
	QUERY_TOTAL,
	QUERY_DUE,
	QUERY_AGED,
	QUERY_CREATED,
	QUERY_UPDATED,
	QUERY_HOURS,
	QUERY_LATE,
	QUERY_UNREAD,
	QUERY_UNASSIGNED,
	QUERY_DRAFT,
	QUERY_HELD,
	QUERY_OPEN,
	QUERY_FIELDS
};

struct query_field {
	const char *name;
	enum query_type type;
	/* Where it stands in a record (rule/match.h); NULL: nowhere. */
	const char *paths;
	/* The only values it can have, blank-separated; NULL: any. */
	const char *values;
};

/* By enum query_id. */
extern const struct query_field query_fields[QUERY_FIELDS];

/*
 * Working hours, handed in by who has calendars.  IS tells whether AT lies in
 * the hours NAME; -1: there are none of that name.
 */
struct query_hours {
	int (*is)(const void *calendars, const char *name, int64_t at);
	const void *calendars;
};

struct query_value {
	const char *text;
	int prefix; /* written with a '*', taken off */
};

struct query_term {
	enum query_id id;
	int negated;
	/* Of TEXT, LANG, SEARCH and CALENDAR: one is enough. */
	struct query_value *values;
	size_t n;
	/* Of the others: [from, to), INT64_MIN and INT64_MAX when open. */
	int64_t from, to;
	int relative; /* to now: AGE, DEADLINE */
};

struct query {
	struct query_term *terms;
	size_t n, cap;
	struct arena arena; /* owns every text */
	/* set before the words, lives as long; NULL: "hours:" is refused */
	const struct query_hours *hours;
	/* set before the words: who asks looks at orders, too; else "order.*:"
	 * is refused */
	int orders;
	int asks_orders; /* and one of the words does */
};

#define QUERY_INIT                                                             \
	{                                                                      \
		NULL, 0, 0, ARENA_INIT, NULL, 0, 0                             \
	}

/* What words depend on. */
struct query_env {
	int64_t now;	/* for periods */
	const char *tz; /* NULL: the system's */
	const char *me; /* for `mine`; NULL: nobody */
};

/*
 * Add words, NULL at the end, or those of one text, in which blanks inside
 * double quotes do not separate.  ERR_USAGE names the word and, if one is
 * near, what was perhaps meant.
 */
int query_words(
    struct query *, char *const *words, const struct query_env *, struct err *);
int query_text(
    struct query *, const char *text, const struct query_env *, struct err *);
void query_free(struct query *);

/* The whole text, or its beginning. */
int query_value_is(const struct query_value *, const char *);
/* "zh" is also "zh-Hans"; case does not count. */
int query_lang_is(const char *lang, const char *tag);
/*
 * "12", "-3.5" as a whole number of the Nth decimal place.  More places than
 * that are refused, or CUT off.  0, -1.
 */
int query_decimal(const char *, int places, int cut, int64_t *);

/* A word of the language: "not", a bare word, or "FIELD:" with a known field.
 */
int query_is_word(const char *);

#endif
