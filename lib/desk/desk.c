/* desk/desk.c - the desk during one run */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/desk.h"
#include "store/account.h"

static void
add_staff(struct desk *d, const struct conf_member *m)
{
	struct staff *s = &d->staff[d->nstaff];

	*s = (struct staff){ .name = m->name,
		.skills = m->skills.v,
		.languages = m->languages.v,
		.capacity = m->capacity,
		.on_shift = 1,
		.last_assigned = CLOCK_NONE };
	d->shifts[d->nstaff++] =
	    m->calendar != NULL
		? calendars_get(d->rules->calendars, m->calendar)
		: NULL;
}

static void
read_team(struct desk *d)
{
	const struct config *c = d->config;
	size_t i, n = c != NULL ? c->nteam : 0;

	d->staff = xcalloc(n + 1, sizeof *d->staff);
	d->shifts = xcalloc(n + 1, sizeof *d->shifts);
	for (i = 0; i < n; i++)
		if (config_is_agent(&c->team[i]))
			add_staff(d, &c->team[i]);
}

struct desk *
desk_open(struct db *db, const struct config *config, const char *file,
    struct conf_errs *errs)
{
	size_t before = errs->n;
	struct desk *d = xcalloc(1, sizeof *d);

	d->rules = ruleset_load(config, file, errs);
	d->customers = customer_rules_load(config, errs);
	timers_load(&d->timers, config, errs);
	if (errs->n > before) {
		desk_close(d);
		return NULL;
	}
	d->db = db;
	d->config = config;
	d->orders = d->rules->asks_orders || d->timers.asks_orders;
	d->replies = config != NULL && config->reply != NULL;
	read_team(d);
	return d;
}

void
desk_close(struct desk *d)
{
	if (d == NULL)
		return;
	desk_forget(d);
	ruleset_free(d->rules);
	timers_free(&d->timers);
	customer_rules_free(d->customers);
	free(d->staff);
	free(d->shifts);
	free(d);
}

void
desk_forget(struct desk *d)
{
	size_t i;

	for (i = 0; i < d->accounts.cap; i++)
		if (d->accounts.slots[i].key != NULL)
			free(d->accounts.slots[i].value);
	map_free(&d->accounts);
	d->accounts = (struct map)MAP_INIT;
	d->counted = 0;
}

int64_t
desk_account(
    struct desk *d, const char *channel, const char *name, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *key = arena_printf(&arena, "%s/%s", channel, name);
	int64_t *row = map_gets(&d->accounts, key), id = -1;
	struct account a;

	if (row != NULL) {
		id = *row;
	} else if (account_need(d->db, channel, name, &a, &arena, err) >= 0) {
		*map_put(&d->accounts, key, strlen(key)) = row =
		    xmalloc(sizeof *row);
		id = *row = a.id;
	}
	arena_free(&arena);
	return id;
}
