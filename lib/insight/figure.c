/* insight/figure.c - figures out of facts */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "insight/figure.h"
#include "insight/stat.h"

/* A fact that counts. */
struct seen {
	enum pick pick;
	int64_t value;
	const struct ticket_fact *ticket; /* or NULL */
	const struct letter_fact *letter; /* or NULL */
	int64_t at;
};

/* What is added up for one group. */
struct tally {
	int64_t open, misses, hits, lines;
	double sum;
	struct sample sample;
};

struct counting {
	const struct measure *m;
	const struct metric *metric;
	enum group group;
	struct tally *tallies;
	size_t n;
};

static int
belongs(const struct metric *metric, int cohort)
{
	return metric->basis != BASIS_COHORT || cohort;
}

static void
each_fact(const struct measure *m, const struct metric *metric,
    void (*each)(const struct seen *, void *), void *arg)
{
	struct seen s;
	size_t i;

	for (i = 0; metric->ticket != NULL && i < m->ntickets; i++) {
		s = (struct seen){ .ticket = &m->tickets[i],
			.at = m->tickets[i].first_in };
		s.pick = metric->ticket(s.ticket, &s.value);
		if (s.pick != PICK_OUT && belongs(metric, s.ticket->cohort))
			each(&s, arg);
	}
	for (i = 0; metric->run != NULL && i < m->nruns; i++) {
		s = (struct seen){ .ticket = &m->tickets[m->runs[i].ticket],
			.at = m->runs[i].start };
		s.pick = metric->run(&m->runs[i], &s.value);
		if (s.pick != PICK_OUT && belongs(metric, s.ticket->cohort))
			each(&s, arg);
	}
	for (i = 0; metric->letter != NULL && i < m->nletters; i++) {
		s = (struct seen){ .letter = &m->letters[i],
			.at = m->letters[i].at };
		if (s.letter->ticket != NO_TICKET)
			s.ticket = &m->tickets[s.letter->ticket];
		s.pick = metric->letter(s.letter, &s.value);
		if (s.pick != PICK_OUT)
			each(&s, arg);
	}
}

static int
part_of(const struct measure *m, int64_t at)
{
	size_t low = 0, high = m->nparts, mid;

	if (m->nparts == 0 || at < m->parts[0] || at >= m->parts[m->nparts])
		return -1;
	while (high - low > 1) {
		mid = (low + high) / 2;
		if (at >= m->parts[mid])
			low = mid;
		else
			high = mid;
	}
	return (int)low;
}

static int
age_of(int64_t ms)
{
	static const int64_t limits[AGE_MORE] = { CLOCK_DAY, 3 * CLOCK_DAY,
		7 * CLOCK_DAY, 30 * (int64_t)CLOCK_DAY };
	int i;

	for (i = 0; i < AGE_MORE && ms >= limits[i]; i++)
		continue;
	return i;
}

static int
wait_of(enum ticket_status s)
{
	return s == TICKET_WAITING_CUSTOMER   ? WAIT_CUSTOMER
	       : s == TICKET_WAITING_INTERNAL ? WAIT_INSIDE
					      : WAIT_US;
}

static int
name_of(const struct seen *s, enum group group)
{
	if (s->ticket != NULL)
		return s->ticket->key[group];
	return group == BY_CHANNEL   ? s->letter->channel
	       : group == BY_ACCOUNT ? s->letter->account
				     : -1;
}

static int
group_of(const struct counting *c, const struct seen *s)
{
	switch (c->group) {
	case BY_ALL:
		return 0;
	case BY_PART:
		return part_of(c->m, s->at);
	case BY_HOUR:
		return s->letter != NULL
			   ? c->m->hours[s->letter - c->m->letters]
			   : -1;
	case BY_AGE:
		return s->ticket != NULL
			   ? age_of(c->m->end - s->ticket->first_in)
			   : -1;
	case BY_WAIT:
		return s->ticket != NULL ? wait_of(s->ticket->then) : -1;
	default:
		return name_of(s, c->group);
	}
}

static void
count(const struct seen *s, void *arg)
{
	struct counting *c = arg;
	int g = group_of(c, s);
	struct tally *t = &c->tallies[g >= 0 ? (size_t)g : c->n];

	if (s->pick == PICK_OPEN)
		t->open++;
	else if (s->pick == PICK_MISS)
		t->misses++;
	else {
		t->hits++;
		t->sum += (double)s->value;
		if (c->metric->unit == UNIT_TIME)
			sample_add(&t->sample, s->value);
	}
}

static void
count_lines(struct counting *c)
{
	const struct line_fact *l;
	size_t i;
	int g;

	for (i = 0; i < c->m->nlines; i++) {
		l = &c->m->lines[i];
		g = c->group == BY_ALL	  ? 0
		    : c->group < BY_NAMES ? l->key[c->group]
					  : -1;
		c->tallies[g >= 0 ? (size_t)g : c->n].lines += l->n;
	}
}

static void
bound(struct figure *f, struct interval i)
{
	f->bounded = f->n > 0;
	f->low = i.low;
	f->high = i.high;
}

static void
finish_time(struct figure *f, struct tally *t)
{
	f->n = t->hits;
	sample_sort(&t->sample);
	f->value = (double)sample_percentile(&t->sample, 0.5);
	f->p90 = (double)sample_percentile(&t->sample, 0.9);
	bound(f, sample_median_interval(&t->sample));
}

/* K of N; more hits than lines (of orders shipped before) have no interval. */
static void
finish_share(struct figure *f, int64_t n)
{
	f->n = n;
	f->value = n > 0 ? (double)f->hits / (double)n : 0;
	if (f->hits <= n)
		bound(f, share_interval(f->hits, n));
}

static struct figure
finish(const struct counting *c, struct tally *t)
{
	struct figure f = { .metric = c->metric,
		.hits = t->hits,
		.open = t->open,
		.sum = t->sum };

	switch (c->metric->unit) {
	case UNIT_COUNT:
		f.n = t->hits;
		f.value = (double)t->hits;
		break;
	case UNIT_TIME:
		finish_time(&f, t);
		break;
	case UNIT_MEAN:
		f.n = t->hits;
		f.value = f.n > 0 ? t->sum / (double)f.n : 0;
		break;
	case UNIT_SHARE:
		finish_share(&f, t->hits + t->misses);
		break;
	case UNIT_RATE:
		finish_share(&f, c->m->no_lines ? 0 : t->lines);
		break;
	}
	f.known = f.n > 0 || c->metric->unit == UNIT_COUNT;
	sample_free(&t->sample);
	return f;
}

struct figure *
figures_by(
    const struct measure *m, const struct metric *metric, enum group group)
{
	struct counting c = { m, metric, group, NULL,
		measure_groups(m, group) };
	struct figure *out = xcalloc(c.n + 1, sizeof *out);
	size_t i;

	c.tallies = xcalloc(c.n + 1, sizeof *c.tallies);
	each_fact(m, metric, count, &c);
	if (metric->unit == UNIT_RATE)
		count_lines(&c);
	for (i = 0; i <= c.n; i++)
		out[i] = finish(&c, &c.tallies[i]);
	free(c.tallies);
	return out;
}

struct figure
figure_of(const struct measure *m, const struct metric *metric)
{
	struct figure *all = figures_by(m, metric, BY_ALL), f = all[0];

	free(all);
	return f;
}

struct telling {
	void (*each)(int64_t, enum pick, int64_t, void *);
	void *arg;
};

static void
tell(const struct seen *s, void *arg)
{
	struct telling *t = arg;

	t->each(s->ticket != NULL ? s->ticket->number : 0, s->pick, s->value,
	    t->arg);
}

void
figure_explain(const struct measure *m, const struct metric *metric,
    void (*each)(int64_t, enum pick, int64_t, void *), void *arg)
{
	struct telling t = { each, arg };

	each_fact(m, metric, tell, &t);
}
