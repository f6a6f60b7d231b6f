/*
 * insight/measure.c - what a period holds, as facts
 *
 * Tickets come by number, so that a letter finds its ticket by bisection.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "chart/ticks.h"
#include "insight/measure.h"
#include "store/figures.h"

enum { PARTS = 35 };

struct reading {
	const struct measure_source *source;
	struct measure *m;
	struct arena arena; /* of one ticket's clocks */
	struct err *err;
};

static int
name_index(struct measure *m, enum group group, const char *name)
{
	struct names *names = &m->names[group];
	void **slot;

	if (name == NULL || *name == '\0')
		return -1;
	slot = map_put(&names->index, name, strlen(name));
	if (*slot == NULL) {
		xgrow(&names->v, &names->cap, names->n + 1, sizeof *names->v);
		names->v[names->n++] = arena_strdup(&m->arena, name);
		*slot = (void *)(uintptr_t)names->n;
	}
	return (int)(uintptr_t)*slot - 1;
}

static int
account_index(struct measure *m, const char *channel, const char *name)
{
	char id[300];

	snprintf(id, sizeof id, "%s/%s", channel, name);
	return name_index(m, BY_ACCOUNT, id);
}

static int
inside(const struct period *p, int64_t at)
{
	return at >= p->from && at < p->to;
}

/* What the row alone says about a ticket at an earlier instant. */
static enum ticket_status
status_then(const struct ticket *t, int64_t at)
{
	return ticket_is_done(t->status) && t->resolved_at >= at ? TICKET_OPEN
								 : t->status;
}

static void
later(int64_t *latest, int64_t at)
{
	if (at != CLOCK_NONE && at > *latest)
		*latest = at;
}

static void
add_run(struct measure *m, struct ticket_fact *f, const struct sla_run *r)
{
	int64_t decided = sla_decided(r);
	struct run_fact *run;

	if (r->state == SLA_MET)
		f->met++;
	else if (r->state == SLA_BREACHED)
		f->breached++;
	else if (r->state != SLA_CANCELLED)
		f->undecided++;
	xgrow(&m->runs, &m->runs_cap, m->nruns + 1, sizeof *m->runs);
	run = &m->runs[m->nruns++];
	*run = (struct run_fact){ .ticket = m->ntickets - 1,
		.clock = r->clock,
		.state = r->state,
		.start = r->start,
		.ended = r->ended_at,
		.elapsed = r->elapsed * CLOCK_SECOND };
	run->inside = decided != CLOCK_NONE && inside(&m->period, decided);
	run->stopped =
	    r->ended_at != CLOCK_NONE && inside(&m->period, r->ended_at);
}

/* The last thing that happened to a ticket, or the end if that is later. */
static int64_t
known_until(const struct measure *m, const struct ticket *t)
{
	int64_t at = m->end;

	later(&at, t->last_in_at);
	later(&at, t->last_out_at);
	later(&at, t->updated_at);
	return at;
}

/*
 * The runs as they are known today: an answer of Monday ends a clock of the
 * week before.  The status is that of the end.
 */
static int
add_runs(struct reading *r, struct ticket_fact *f, const struct ticket *t)
{
	const struct measure_source *s = r->source;
	int64_t at = known_until(r->m, t);
	struct sla_result result;
	size_t i;
	int rc;

	rc = s->clocks(t, at, &result, &r->arena, s->arg, r->err);
	for (i = 0; rc > 0 && i < result.n; i++)
		add_run(r->m, f, &result.runs[i]);
	if (rc > 0 && at > r->m->end)
		rc =
		    s->clocks(t, r->m->end, &result, &r->arena, s->arg, r->err);
	if (rc > 0)
		f->then = (enum ticket_status)result.status;
	return rc < 0 ? -1 : 0;
}

static void
set_keys(struct measure *m, struct ticket_fact *f, const struct ticket *t)
{
	f->key[BY_CHANNEL] = name_index(m, BY_CHANNEL, t->channel);
	f->key[BY_ACCOUNT] = account_index(m, t->channel, t->account_name);
	f->key[BY_INTENT] = name_index(m, BY_INTENT, t->intent);
	f->key[BY_DETAIL] = name_index(m, BY_DETAIL, t->detail);
	f->key[BY_LANG] = name_index(m, BY_LANG, t->lang);
	f->key[BY_SKU] = name_index(m, BY_SKU, t->sku);
	f->key[BY_CARRIER] = name_index(m, BY_CARRIER, t->carrier);
	f->key[BY_COUNTRY] = name_index(m, BY_COUNTRY, t->country);
}

static int
add_ticket(const struct ticket *t, void *arg)
{
	struct reading *r = arg;
	struct measure *m = r->m;
	struct ticket_fact *f;
	int rc;

	xgrow(
	    &m->tickets, &m->tickets_cap, m->ntickets + 1, sizeof *m->tickets);
	f = &m->tickets[m->ntickets++];
	*f = (struct ticket_fact){ .number = t->number,
		.first_in = t->first_in_at,
		.first_out = t->first_response_at,
		.resolved = t->resolved_at,
		.in = (long)t->in_count,
		.out = (long)t->out_count,
		.automatic = (long)t->auto_count,
		.reopens = (long)t->reopens,
		.status = t->status,
		.then = status_then(t, m->end),
		.cohort = inside(&m->period, t->first_in_at),
		.complaint = t->intent != NULL &&
			     r->source->complaint(t->intent, r->source->arg) };
	set_keys(m, f, t);
	later(&m->until, t->last_in_at);
	later(&m->until, t->last_out_at);
	later(&m->until, t->updated_at);
	rc = add_runs(r, f, t);
	arena_reset(&r->arena);
	return rc;
}

static int
by_number(const void *key, const void *entry)
{
	const int64_t *number = key;
	const struct ticket_fact *f = entry;

	return (*number > f->number) - (*number < f->number);
}

static long
ticket_index(const struct measure *m, int64_t number)
{
	const struct ticket_fact *f = NULL;

	if (m->ntickets > 0)
		f = bsearch(&number, m->tickets, m->ntickets,
		    sizeof *m->tickets, by_number);
	return f != NULL ? (long)(f - m->tickets) : NO_TICKET;
}

/*
 * A letter without a ticket is counted unless a query chose tickets; mail that
 * a program of the other side wrote (bounces, receipts) is no customer's.
 */
static int
add_letter(const struct figures_message *l, void *arg)
{
	struct reading *r = arg;
	struct measure *m = r->m;
	long ticket = ticket_index(m, l->ticket);

	later(&m->until, l->at);
	if ((!l->out && l->automatic) ||
	    (ticket == NO_TICKET && r->source->find->n > 0))
		return 0;
	xgrow(
	    &m->letters, &m->letters_cap, m->nletters + 1, sizeof *m->letters);
	m->letters[m->nletters++] = (struct letter_fact){ .ticket = ticket,
		.channel = name_index(m, BY_CHANNEL, l->channel),
		.account = account_index(m, l->channel, l->account_name),
		.by = !l->out	     ? LETTER_CUSTOMER
		      : l->automatic ? LETTER_PROGRAM
				     : LETTER_PERSON,
		.at = l->at };
	return 0;
}

/* What an order line has of the things that a query asks for. */
static const char *
line_value(const struct figures_lines *l, enum find_field field, char id[300])
{
	switch (field) {
	case FIND_CHANNEL:
		return l->channel;
	case FIND_ACCOUNT:
		snprintf(id, 300, "%s/%s", l->channel, l->account_name);
		return id;
	case FIND_SKU:
		return l->sku;
	case FIND_CARRIER:
		return l->carrier != NULL ? l->carrier : "";
	case FIND_COUNTRY:
		return l->country != NULL ? l->country : "";
	default:
		return NULL;
	}
}

static int
one_matches(const struct find_term *t, const char *value)
{
	size_t i, n;

	for (i = 0; i < t->n; i++) {
		n = strlen(t->text[i]);
		if (n > 0 && t->text[i][n - 1] == '*'
			? strncmp(t->text[i], value, n - 1) == 0
			: strcmp(t->text[i], value) == 0)
			return 1;
	}
	return 0;
}

/* 1, 0, or -1: the query asks for what order lines do not have. */
static int
line_matches(const struct find *find, const struct figures_lines *l)
{
	const char *value;
	char id[300];
	size_t i;

	for (i = 0; i < find->n; i++) {
		value = line_value(l, find->terms[i].field, id);
		if (value == NULL)
			return -1;
		if (one_matches(&find->terms[i], value) ==
		    find->terms[i].negate)
			return 0;
	}
	return 1;
}

static int
add_line(const struct figures_lines *l, void *arg)
{
	struct reading *r = arg;
	struct measure *m = r->m;
	struct line_fact *f;
	int match = line_matches(r->source->find, l);

	if (match < 0)
		m->no_lines = 1;
	if (match <= 0)
		return 0;
	xgrow(&m->lines, &m->lines_cap, m->nlines + 1, sizeof *m->lines);
	f = &m->lines[m->nlines++];
	memset(f->key, -1, sizeof f->key);
	f->key[BY_CHANNEL] = name_index(m, BY_CHANNEL, l->channel);
	f->key[BY_ACCOUNT] = account_index(m, l->channel, l->account_name);
	f->key[BY_SKU] = name_index(m, BY_SKU, l->sku);
	f->key[BY_CARRIER] = name_index(m, BY_CARRIER, l->carrier);
	f->key[BY_COUNTRY] = name_index(m, BY_COUNTRY, l->country);
	f->n = l->lines;
	return 0;
}

/* The hour of the week of each letter, in the report's zone. */
static int
set_hours(struct measure *m, struct err *err)
{
	GTimeZone *tz = m->tz != NULL ? g_time_zone_new_identifier(m->tz)
				      : g_time_zone_new_local();
	int64_t sec;
	size_t i;
	gint k;

	if (tz == NULL)
		return err_set(
		    err, ERR_CONFIG, "unknown time zone '%s'", m->tz);
	m->hours = xarray(m->nletters + 1, sizeof *m->hours);
	for (i = 0; i < m->nletters; i++) {
		sec = m->letters[i].at / CLOCK_SECOND;
		k = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, sec);
		sec += g_time_zone_get_offset(tz, k);
		/* 1970-01-01 was a Thursday */
		m->hours[i] = (short)((sec / 3600 + 3 * 24) % HOURS);
	}
	g_time_zone_unref(tz);
	return 0;
}

static int
read_all(struct reading *r)
{
	const struct measure_source *s = r->source;
	struct measure *m = r->m;

	m->nparts = ticks_calendar(m->period.from, m->period.to, m->tz,
	    ticks_step(m->period.from, m->period.to, PARTS), &m->parts);
	if (figures_tickets(s->db, m->period.from, m->end, s->find, &m->arena,
		add_ticket, r, r->err) < 0 ||
	    figures_messages(s->db, m->period.from, m->period.to, add_letter, r,
		r->err) < 0 ||
	    figures_lines(
		s->db, m->period.from, m->period.to, add_line, r, r->err) < 0)
		return -1;
	return set_hours(m, r->err);
}

struct measure *
measure_read(const struct measure_source *source, struct err *err)
{
	struct measure *m = xcalloc(1, sizeof *m);
	struct reading r = { source, m, ARENA_INIT, err };

	m->period = source->period;
	m->end = source->now < m->period.to ? source->now : m->period.to;
	m->until = CLOCK_NONE;
	m->tz = source->tz;
	if (read_all(&r) < 0) {
		measure_free(m);
		m = NULL;
	}
	arena_free(&r.arena);
	return m;
}

void
measure_free(struct measure *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < BY_NAMES; i++) {
		map_free(&m->names[i].index);
		free(m->names[i].v);
	}
	free(m->tickets);
	free(m->runs);
	free(m->letters);
	free(m->lines);
	free(m->parts);
	free(m->hours);
	arena_free(&m->arena);
	free(m);
}

size_t
measure_groups(const struct measure *m, enum group group)
{
	static const size_t fixed[] = { [BY_HOUR] = HOURS,
		[BY_AGE] = AGES,
		[BY_WAIT] = WAITS,
		[BY_ALL] = 1 };

	if (group < BY_NAMES)
		return m->names[group].n;
	return group == BY_PART ? m->nparts : fixed[group];
}

const char *
measure_name(const struct measure *m, enum group group, size_t i)
{
	return group < BY_NAMES && i < m->names[group].n ? m->names[group].v[i]
							 : NULL;
}
