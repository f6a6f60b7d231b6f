/* insight/metric.c - every figure, defined once */
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "insight/metric.h"

static enum pick
each_ticket(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	return t->number > 0 ? PICK_HIT : PICK_OUT;
}

static enum pick
first_response(const struct ticket_fact *t, int64_t *value)
{
	if (t->first_out == CLOCK_NONE)
		return ticket_is_done(t->status) ? PICK_OUT : PICK_OPEN;
	*value = t->first_out - t->first_in;
	return PICK_HIT;
}

static enum pick
resolution_time(const struct ticket_fact *t, int64_t *value)
{
	if (!ticket_is_done(t->status) || t->resolved == CLOCK_NONE)
		return PICK_OPEN;
	*value = t->resolved - t->first_in;
	return PICK_HIT;
}

static enum pick
contacts(const struct ticket_fact *t, int64_t *value)
{
	*value = t->in;
	return ticket_is_done(t->status) ? PICK_HIT : PICK_OPEN;
}

static enum pick
answers(const struct ticket_fact *t, int64_t *value)
{
	*value = t->out;
	return ticket_is_done(t->status) ? PICK_HIT : PICK_OPEN;
}

static enum pick
resolution_rate(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	return ticket_is_done(t->status) && t->reopens == 0 ? PICK_HIT
							    : PICK_MISS;
}

static enum pick
reopen_rate(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	if (t->reopens > 0)
		return PICK_HIT;
	return ticket_is_done(t->status) ? PICK_MISS : PICK_OPEN;
}

static enum pick
automation_share(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	if (!ticket_is_done(t->status))
		return PICK_OPEN;
	return t->out == 0 && t->first_out == CLOCK_NONE && t->reopens == 0
		   ? PICK_HIT
		   : PICK_MISS;
}

static enum pick
answered_automatically(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	return t->automatic > 0 ? PICK_HIT : PICK_MISS;
}

static enum pick
sla_all(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	if (t->breached > 0)
		return PICK_MISS;
	if (t->undecided > 0)
		return PICK_OPEN;
	return t->met > 0 ? PICK_HIT : PICK_OUT;
}

static enum pick
backlog(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	return ticket_is_done(t->then) ? PICK_OUT : PICK_HIT;
}

static enum pick
complaint(const struct ticket_fact *t, int64_t *value)
{
	*value = 1;
	return t->complaint ? PICK_HIT : PICK_OUT;
}

static enum pick
letter_by(const struct letter_fact *l, enum letter_by by, int64_t *value)
{
	*value = 1;
	return l->by == by ? PICK_HIT : PICK_OUT;
}

static enum pick
customer_letter(const struct letter_fact *l, int64_t *value)
{
	return letter_by(l, LETTER_CUSTOMER, value);
}

static enum pick
person_letter(const struct letter_fact *l, int64_t *value)
{
	return letter_by(l, LETTER_PERSON, value);
}

static enum pick
program_letter(const struct letter_fact *l, int64_t *value)
{
	return letter_by(l, LETTER_PROGRAM, value);
}

/* Business time of a clock of the cohort. */
static enum pick
in_hours(const struct run_fact *r, enum sla_clock clock, int64_t *value)
{
	if (r->clock != clock || r->state == SLA_CANCELLED)
		return PICK_OUT;
	*value = r->elapsed;
	return r->ended != CLOCK_NONE ? PICK_HIT : PICK_OPEN;
}

static enum pick
first_response_hours(const struct run_fact *r, int64_t *value)
{
	return in_hours(r, SLA_FIRST, value);
}

static enum pick
resolution_time_hours(const struct run_fact *r, int64_t *value)
{
	return in_hours(r, SLA_RESOLUTION, value);
}

static int
is_next_ended(const struct run_fact *r)
{
	return r->clock == SLA_NEXT && r->state != SLA_CANCELLED && r->stopped;
}

static enum pick
next_response(const struct run_fact *r, int64_t *value)
{
	if (!is_next_ended(r))
		return PICK_OUT;
	*value = r->ended - r->start;
	return PICK_HIT;
}

static enum pick
next_response_hours(const struct run_fact *r, int64_t *value)
{
	*value = r->elapsed;
	return is_next_ended(r) ? PICK_HIT : PICK_OUT;
}

static enum pick
attained(const struct run_fact *r, enum sla_clock clock, int64_t *value)
{
	*value = 1;
	if (r->clock != clock || !r->inside)
		return PICK_OUT;
	return r->state == SLA_MET ? PICK_HIT : PICK_MISS;
}

static enum pick
sla_first(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_FIRST, value);
}

static enum pick
sla_next(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_NEXT, value);
}

static enum pick
sla_proposal(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_PROPOSAL, value);
}

static enum pick
sla_resolution(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_RESOLUTION, value);
}

static enum pick
sla_platform(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_PLATFORM, value);
}

static enum pick
platform_miss(const struct run_fact *r, int64_t *value)
{
	return attained(r, SLA_PLATFORM, value) == PICK_MISS ? PICK_HIT
							     : PICK_OUT;
}

const struct metric metrics[] = {
/* clang-format off */
#define METRIC(name_, unit_, basis_, of, fn, en, zh, text_en, text_zh)         \
	{ .id = #name_, .unit = UNIT_##unit_, .basis = BASIS_##basis_,         \
	  .of = fn, .name = { en, zh }, .text = { text_en, text_zh } },
#include "insight/metric.def"
#undef METRIC
	{ .id = NULL }
	/* clang-format on */
};

const struct metric *
metric_find(const char *id)
{
	const struct metric *m;

	for (m = metrics; m->id != NULL; m++)
		if (strcmp(m->id, id) == 0)
			return m;
	return NULL;
}

static int
lang(void)
{
	return strcmp(i18n_lang(), "zh") == 0;
}

const char *
metric_name(const struct metric *m)
{
	return m->name[lang()];
}

const char *
metric_text(const struct metric *m)
{
	return m->text[lang()];
}

const char *
metric_unit(const struct metric *m)
{
	static const char *const words[] = { [UNIT_COUNT] = "count",
		[UNIT_SHARE] = "share",
		[UNIT_TIME] = "ms",
		[UNIT_MEAN] = "mean",
		[UNIT_RATE] = "rate" };

	return words[m->unit];
}

const char *
metric_basis(const struct metric *m)
{
	static const char *const words[] = { [BASIS_COHORT] = "cohort",
		[BASIS_EVENT] = "event",
		[BASIS_END] = "end" };

	return words[m->basis];
}
