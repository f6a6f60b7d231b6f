/*
 * sla/sla.h - when is an answer due
 *
 * A due time is counted in working time of a calendar, in whole seconds.
 * Some clocks stand still while the customer has the ball.  Due times are
 * computed from the events of a ticket; its row only caches them, for
 * sorting.  Nothing here reads a clock or a database.
 *
 *	first response	from the first customer message to the first public
 *			answer by a person; never pauses
 *	next response	once that is given, from the oldest customer message
 *			without an answer; never pauses; ended by a resolve
 *	proposal	from the first customer message to the first answer
 *			that carries a proposal
 *	resolution	from the first customer message to the resolve; taken
 *			up again where it stood when the ticket is reopened
 *	platform	of the marketplace: one for every customer message,
 *			around the clock
 *
 * "No reply needed" ends what waits for an answer (first and next response,
 * platform) as cancelled, unless it is late already.  A breach stays whatever
 * happens later, and its due instant no longer moves.
 */
#ifndef SLA_SLA_H
#define SLA_SLA_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sla/calendar.h"

enum sla_clock {
	SLA_FIRST,
	SLA_NEXT,
	SLA_PROPOSAL,
	SLA_RESOLUTION,
	SLA_PLATFORM,
	SLA_CLOCKS
};
enum sla_priority { SLA_URGENT, SLA_HIGH, SLA_NORMAL, SLA_LOW, SLA_PRIORITIES };
enum sla_status {
	SLA_NEW,
	SLA_OPEN,
	SLA_WAITING_CUSTOMER,
	SLA_WAITING_INTERNAL,
	SLA_RESOLVED,
	SLA_CLOSED
};
enum sla_state {
	SLA_RUNNING,
	SLA_PAUSED,
	SLA_MET,
	SLA_BREACHED,
	SLA_CANCELLED
};

const char *sla_clock_name(enum sla_clock); /* "first_response" */
const char *sla_state_name(enum sla_state);

/* Targets are seconds; 0: there is no such clock. */
struct sla_policy {
	const char *name;
	const char *when;	 /* a query; NULL: always */
	const struct node *node; /* where it is written */
	struct calendar *calendar;
	int64_t target[SLA_PLATFORM][SLA_PRIORITIES];
	int64_t warn_before;
	int64_t reopen_window;
	unsigned pause_on; /* 1u << enum sla_status */
};

enum sla_what {
	SLA_CUSTOMER_MESSAGE,
	SLA_ANSWER,   /* public and by a person */
	SLA_ASIDE,    /* automatic answer, bot, internal note */
	SLA_STATUS,   /* to: enum sla_status */
	SLA_PRIORITY, /* to: enum sla_priority */
	SLA_NO_REPLY,
	SLA_MOVED /* to another calendar */
};

/* In the order of their instants, ms UTC. */
struct sla_event {
	int64_t at;
	enum sla_what what;
	int to;
	int proposal;	  /* an answer that carries one */
	int64_t platform; /* a message's own clock, seconds; 0 */
	struct calendar *calendar;
};

/* A piece of time in which a clock counts. */
struct sla_stretch {
	int64_t from, to;	   /* ms UTC; to: CLOCK_NONE while it counts */
	struct calendar *calendar; /* NULL: around the clock */
	int paused_by;		   /* the status that ended it; -1: no pause */
	struct sla_stretch *next;
};

/* One clock from its start on.  Instants are ms UTC or CLOCK_NONE. */
struct sla_run {
	enum sla_clock clock;
	int nth; /* of its kind, from 1 */
	enum sla_state state;
	int64_t target; /* seconds */
	int64_t start;
	int64_t due;	 /* none while paused or cancelled */
	int64_t warn_at; /* none when stopped or paused before it */
	int64_t ended_at;
	int64_t breached_at;	       /* when the breach was booked */
	int64_t elapsed;	       /* seconds, to the stop or AS_OF */
	struct sla_stretch *stretches; /* when it counted */
	struct sla_stretch *last;
};

struct sla_result {
	struct sla_run *runs; /* in the order of their starts */
	size_t n;
	int64_t next_due; /* of those that are not stopped */
	int next_clock;	  /* enum sla_clock, or -1 */
	long reopens;
	enum sla_status status; /* as the events leave it */
	int64_t resolved_at;
	/* Messages after the reopen window: they belong to a new ticket. */
	size_t strangers;
};

/*
 * What holds at AS_OF after these events (later ones are left out).  PRIORITY
 * is the one the ticket began with.  The result lives in the arena.
 */
void sla_replay(const struct sla_policy *, enum sla_priority,
    const struct sla_event *, size_t n, int64_t as_of, struct sla_result *,
    struct arena *);

/* Is a message at AT on a ticket resolved at RESOLVED_AT still its own? */
int sla_reopens(const struct sla_policy *, int64_t resolved_at, int64_t at);

/*
 * Attainment: met of those decided, in hundredths of a percent, half up; -1
 * when nothing was decided.
 */
long sla_attainment(int64_t met, int64_t breached);
/*
 * The instant whose period a clock belongs to: its stop when met, the booking
 * when breached; CLOCK_NONE while it is not decided.
 */
int64_t sla_decided(const struct sla_run *);

/*
 * The list `sla:` of the configuration; every error in ERRS.  Freed by
 * sla_policies_free; the list and the calendars must outlive them.
 */
struct sla_policies {
	struct sla_policy *v;
	size_t n;
};
void sla_policies_read(struct sla_policies *, const struct node *list,
    const struct calendars *, struct conf_errs *);
void sla_policies_free(struct sla_policies *);

#endif
