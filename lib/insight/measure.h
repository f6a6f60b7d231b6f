/*
 * insight/measure.h - what a period holds, as facts
 *
 * One reading of the database gives facts: tickets, runs of their clocks,
 * letters (messages), order lines shipped.  Figures (insight/figure.h) are
 * sums over facts and can name the tickets behind them.
 *
 * The cohort of a period are the tickets whose first customer message lies in
 * it; the other tickets here were open or written to in it.  What they came
 * to is told as the database stands, the backlog as it stood at the end of the
 * period (or now if that is earlier).  No figure of a period that is over
 * depends on when it is asked.
 */
#ifndef INSIGHT_MEASURE_H
#define INSIGHT_MEASURE_H

#include "base/map.h"
#include "rule/period.h"
#include "sla/sla.h"
#include "store/ticket.h"

/* What facts are grouped by: names first, then what is reckoned. */
enum group {
	BY_CHANNEL,
	BY_ACCOUNT,
	BY_INTENT,
	BY_DETAIL,
	BY_LANG,
	BY_SKU,
	BY_CARRIER,
	BY_COUNTRY,
	BY_NAMES,	    /* how many have names */
	BY_PART = BY_NAMES, /* day, week or month of the period */
	BY_HOUR,	    /* of the week, from Monday 00:00: 168 */
	BY_AGE,		    /* of what is open, at the end: AGES */
	BY_WAIT,	    /* for whom: WAITS */
	BY_ALL		    /* one group */
};
enum { HOURS = 168 };
enum { AGE_DAY, AGE_3_DAYS, AGE_WEEK, AGE_MONTH, AGE_MORE, AGES };
enum { WAIT_US, WAIT_CUSTOMER, WAIT_INSIDE, WAITS };

struct ticket_fact {
	int64_t number;
	int64_t first_in, first_out, resolved;
	int key[BY_NAMES]; /* into names; -1: none */
	long in, out, automatic, reopens;
	enum ticket_status status; /* as the database stands */
	enum ticket_status then;   /* at the end */
	int cohort, complaint;
	int met, breached, undecided; /* clocks */
};

struct run_fact {
	size_t ticket; /* in tickets */
	enum sla_clock clock;
	enum sla_state state;
	int64_t start, ended, elapsed; /* ms */
	int inside;		       /* decided in the period */
	int stopped;		       /* ended in the period */
};

enum letter_by { LETTER_CUSTOMER, LETTER_PERSON, LETTER_PROGRAM };
enum { NO_TICKET = -1 };

struct letter_fact {
	long ticket; /* in tickets, or NO_TICKET */
	int channel, account;
	enum letter_by by;
	int64_t at;
};

struct line_fact {
	int key[BY_NAMES];
	int64_t n;
};

struct names {
	struct map index;
	const char **v;
	size_t n, cap;
};

struct measure {
	struct period period;
	int64_t end;   /* of it, or now */
	int64_t until; /* the latest thing known */
	const char *tz;
	struct names names[BY_NAMES];
	struct ticket_fact *tickets; /* by number */
	size_t ntickets, tickets_cap;
	struct run_fact *runs;
	size_t nruns, runs_cap;
	struct letter_fact *letters;
	size_t nletters, letters_cap;
	struct line_fact *lines;
	size_t nlines, lines_cap;
	int no_lines;	/* the query leaves none */
	int64_t *parts; /* nparts + 1 bounds */
	size_t nparts;
	short *hours; /* of the week, per letter */
	struct arena arena;
};

struct measure_source {
	struct db *db;
	const struct find *find;
	struct period period;
	const char *tz; /* NULL: the system's */
	int64_t now;
	/* Is a ticket about this intent a complaint? */
	int (*complaint)(const char *intent, void *);
	/* The clocks of a ticket as known at AT; 1, 0 it has none, -1. */
	int (*clocks)(const struct ticket *, int64_t at, struct sla_result *,
	    struct arena *, void *, struct err *);
	void *arg;
};

/* Read it all; NULL on failure. */
struct measure *measure_read(const struct measure_source *, struct err *);
void measure_free(struct measure *);

/* How many groups there are, and the name of one. */
size_t measure_groups(const struct measure *, enum group);
const char *measure_name(const struct measure *, enum group, size_t i);

#endif
