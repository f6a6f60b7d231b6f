/*
 * cmd/ha/status.c - where we stand, from the database alone
 *
 * Three lines, because they are read every morning: what came in and whether
 * all of it did, what waits, what happened since and what to do next.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha/ha.h"
#include "io/out.h"
#include "rec/json.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/figures.h"

static int one_line;

const struct opt status_opts[] = { { '1', "one-line", OPT_FLAG, &one_line, NULL,
				       "one line, for a shell's prompt" },
	OPT_COMMON, OPT_END };

/* The team's day around NOW. */
struct day {
	struct tm now;
	int64_t end;
	int64_t since; /* evening before, or this midnight */
	int morning;
};

struct view {
	const struct config *config;
	struct figures_now f;
	struct day day;
	int64_t now;
	int64_t accounts, in_time;
	int hold; /* after a restore */
};

enum { EVENING = 18, NOON = 12 };

/* Midnight or another hour of a day near, in the zone that TZ names. */
static int64_t
instant(const struct tm *day, int days, int hour)
{
	struct tm t = { .tm_year = day->tm_year,
		.tm_mon = day->tm_mon,
		.tm_mday = day->tm_mday + days,
		.tm_hour = hour,
		.tm_isdst = -1 };

	return (int64_t)mktime(&t) * 1000;
}

static void
day_around(int64_t now, const char *tz, struct day *d)
{
	time_t t = (time_t)(now / 1000);

	if (tz != NULL)
		setenv("TZ", tz, 1);
	tzset();
	localtime_r(&t, &d->now);
	d->morning = d->now.tm_hour < NOON;
	d->end = instant(&d->now, 1, 0);
	d->since =
	    d->morning ? instant(&d->now, -1, EVENING) : instant(&d->now, 0, 0);
}

/* "Mon 2026-11-23 09:02 +08" */
static void
print_time(const struct tm *t)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"),
		N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
	char date[32], zone[8];

	strftime(date, sizeof date, "%Y-%m-%d %H:%M", t);
	strftime(zone, sizeof zone, "%z", t);
	if (strcmp(zone + 3, "00") == 0)
		zone[3] = '\0';
	out_printf("%s %s %s", _(days[t->tm_wday]), date, zone);
}

static void
print_shops(const struct config *c)
{
	size_t i;

	for (i = 0; c != NULL && i < c->nshops && i < 3; i++)
		out_printf("%s%s", i ? " · " : "", c->shops[i].name);
	if (c != NULL && c->nshops > 3)
		out_printf(" +%zu", c->nshops - 3);
	if (c != NULL && c->nshops > 0)
		out_printf(", ");
}

static void
print_fetch(const struct view *v)
{
	char ago[CLOCK_TEXT];

	if (v->f.last_fetch == CLOCK_NONE) {
		out_printf("   %s\n", _("nothing fetched yet"));
		return;
	}
	out_printf("   ");
	out_printf(_("fetched %s ago, %lld of %lld accounts, "),
	    clock_ago(v->now - v->f.last_fetch, ago), (long long)v->in_time,
	    (long long)v->accounts);
	if (v->f.quarantined > 0)
		out_printf(_("%lld unreadable\n"), (long long)v->f.quarantined);
	else
		out_printf("%s\n", _("nothing missing"));
}

/* What waits, in the order of the second line. */
static const struct figure {
	const char *label, *key;
	size_t at;
	int bad;   /* red when not 0 */
	int quiet; /* left out when 0 */
} figures[] = {
#define FIGURE(name, label, bad, quiet)                                        \
	{                                                                      \
		label, #name, offsetof(struct figures_now, name), bad, quiet   \
	}
	FIGURE(unread, N_("unread"), 0, 0),
	FIGURE(urgent, N_("urgent"), 1, 0),
	FIGURE(late, N_("late"), 1, 0),
	FIGURE(platform_today, N_("platform limit today"), 0, 0),
	FIGURE(drafts, N_("drafts"), 0, 0),
	FIGURE(held, N_("held"), 0, 1),
	FIGURE(undelivered, N_("undelivered"), 1, 0),
	FIGURE(unknown, N_("unknown"), 1, 1),
	FIGURE(alerts, N_("alerts"), 0, 0),
};
enum { NFIGURES = sizeof figures / sizeof figures[0] };

static int64_t
figure(const struct view *v, const struct figure *f)
{
	return *(const int64_t *)((const char *)&v->f + f->at);
}

static void
print_waiting(const struct view *v)
{
	int colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL, red;
	const char *gap = "";
	int64_t n;
	size_t i;

	for (i = 0; i < NFIGURES; i++) {
		n = figure(v, &figures[i]);
		if (n == 0 && figures[i].quiet)
			continue;
		red = colour && figures[i].bad && n > 0;
		out_printf("%s%s%s %lld%s", gap, red ? "\033[1;31m" : "",
		    _(figures[i].label), (long long)n, red ? "\033[0m" : "");
		gap = "  ";
	}
	out_printf("\n");
}

/* The one command that helps most now. */
static const char *
next(const struct view *v)
{
	if (v->hold)
		return "ha db resume";
	if (v->f.last_fetch == CLOCK_NONE)
		return "ha sync";
	if (v->f.unknown > 0)
		return "ha send reconcile";
	if (v->f.late > 0)
		return "ha ticket list late";
	if (v->f.open > 0)
		return "ha ticket list due:today";
	if (v->f.drafts > 0)
		return "ha ticket list draft";
	return "ha report";
}

static void
print_since(const struct view *v)
{
	out_printf("%s ", v->day.morning ? _("overnight:") : _("today:"));
	out_printf(_("%lld answered automatically, %lld tickets resolved"),
	    (long long)v->f.auto_since, (long long)v->f.resolved_since);
	out_printf("       ");
	out_printf(_("next: %s"), next(v));
	out_printf("\n");
}

static void
print_lines(const struct view *v)
{
	print_shops(v->config);
	print_time(&v->day.now);
	print_fetch(v);
	print_waiting(v);
	print_since(v);
	if (v->hold)
		out_printf("%s\n", _("sending is held since the restore"));
}

/* Only what is not 0; a prompt is short. */
static void
print_prompt(const struct view *v)
{
	const char *gap = "";
	int64_t n;
	size_t i;

	for (i = 0; i < NFIGURES; i++)
		if ((n = figure(v, &figures[i])) > 0) {
			out_printf("%s%s %lld", gap, _(figures[i].label),
			    (long long)n);
			gap = " ";
		}
	out_printf("%s\n", *gap ? "" : _("nothing waits"));
}

static int
print_json(const struct view *v, struct err *err)
{
	struct buf b = BUF_INIT;
	json_t *o;
	size_t i;

	o = json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "now",
	    json_time(v->now), "last_fetch", json_time(v->f.last_fetch),
	    "accounts", (json_int_t)v->accounts, "fetched_late",
	    (json_int_t)(v->accounts - v->in_time), "quarantined",
	    (json_int_t)v->f.quarantined, "open", (json_int_t)v->f.open,
	    "answered_automatically", (json_int_t)v->f.auto_since, "resolved",
	    (json_int_t)v->f.resolved_since, "hold", v->hold);
	for (i = 0; i < NFIGURES; i++)
		json_object_set_new(
		    o, figures[i].key, json_integer(figure(v, &figures[i])));
	json_object_set_new(o, "next", json_string(next(v)));
	if (json_add(&b, o) < 0)
		err_set(err, ERR_BUG, "status as JSON");
	json_decref(o);
	out_printf("%s\n", b.p);
	buf_free(&b);
	return err->code == ERR_OK ? 0 : -1;
}

enum { FETCH_LATE = CLOCK_HOUR };

/*
 * An account counts when ha.yaml has it; without ha.yaml all do.  One that is
 * paused is not waited for.
 */
static int
count_account(const struct account *a, void *arg)
{
	struct view *v = arg;
	char *id = xasprintf("%s/%s", a->channel, a->name);
	int counts = v->config == NULL || config_account(v->config, id) != NULL;

	if (v->config == NULL)
		v->accounts++;
	if (counts && a->state == ACCOUNT_PAUSED)
		v->accounts--;
	else if (counts && a->last_fetch != CLOCK_NONE &&
		 v->now - a->last_fetch <= FETCH_LATE)
		v->in_time++;
	free(id);
	return 0;
}

static int
look(struct db *db, struct view *v, struct err *err)
{
	struct arena a = ARENA_INIT;
	int rc;

	v->hold = admin_held(db);
	v->accounts = v->config != NULL ? (int64_t)v->config->naccounts : 0;
	rc = account_each(db, &a, count_account, v, err);
	arena_free(&a);
	if (rc < 0)
		return -1;
	return figures_now(db, v->now, v->day.end, v->day.since, &v->f, err);
}

int
status_main(char **args)
{
	struct err err = ERR_INIT;
	struct config *c = open_config_if_any();
	struct view v = { .config = c, .now = clock_now() };
	struct db *db;

	if (*args != NULL) {
		err_set(&err, ERR_USAGE, "status takes no '%s'", *args);
		die(&err);
	}
	db = open_db(c, DB_READ);
	day_around(v.now, c != NULL ? c->tz : NULL, &v.day);
	if (look(db, &v, &err) < 0)
		die(&err);
	if (common.json)
		print_json(&v, &err);
	else if (one_line)
		print_prompt(&v);
	else
		print_lines(&v);
	db_close(db);
	config_free(c);
	if (out_flush(&err) < 0 || err.code != ERR_OK)
		die(&err);
	return 0;
}
