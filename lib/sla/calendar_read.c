/*
 * sla/calendar_read.c - calendars as they are written in ha.yaml
 *
 * Everything that is wrong is told with its place; who gets a calendar need
 * not look again.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "conf/source.h"
#include "sla/calendar_int.h"

struct calendars {
	struct map map;
};

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

/* "09:00" at *S, which moves behind it; -1 when it is none. */
static int
wall_clock(const char **s)
{
	const char *p = *s;
	int h, m;

	if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]) || p[2] != ':' ||
	    !g_ascii_isdigit(p[3]) || !g_ascii_isdigit(p[4]))
		return -1;
	h = (p[0] - '0') * 10 + (p[1] - '0');
	m = (p[3] - '0') * 10 + (p[4] - '0');
	*s = p + 5;
	return m > 59 || h * 60 + m > 24 * 60 ? -1 : (h * 60 + m) * 60;
}

static int
interval(const struct node *n, struct hours *h, struct conf_errs *errs)
{
	const char *s = n->text;
	int from, to;

	if (n->kind == NODE_SCALAR && (from = wall_clock(&s)) >= 0 &&
	    *s++ == '-' && (to = wall_clock(&s)) > from && *s == '\0') {
		hours_add(h, from, to);
		return 0;
	}
	conf_fault(errs, n,
	    "wants an interval of one day like 09:00-12:30, not '%.40s'",
	    n->text);
	return -1;
}

static void
intervals(const struct node *n, struct hours *h, struct conf_errs *errs)
{
	const struct node *c;

	if (n->kind == NODE_SCALAR)
		interval(n, h, errs);
	else if (n->kind == NODE_MAP)
		conf_fault(errs, n, "'%s' wants a list of intervals", n->key);
	else
		for (c = n->child; c != NULL; c = c->next)
			interval(c, h, errs);
	hours_settle(h);
}

static int
weekday_of(const char *s, size_t n)
{
	int i;

	for (i = 0; i < 7; i++)
		if (n == 3 && memcmp(weekdays[i], s, 3) == 0)
			return i;
	return -1;
}

/* "sat" or "mon-fri" and their intervals. */
static void
weekday_hours(struct calendar *c, const struct node *n, struct conf_errs *errs)
{
	size_t len = strcspn(n->key, "-"), before = errs->n;
	int first = weekday_of(n->key, len), last = first, i;

	if (n->key[len] == '-')
		last = weekday_of(n->key + len + 1, strlen(n->key + len + 1));
	if (first < 0 || last < first) {
		conf_fault(errs, n,
		    "wants a day like sat or days like mon-fri, not '%.40s'",
		    n->key);
		return;
	}
	for (i = first; i <= last && errs->n == before; i++) {
		if (c->week[i].n > 0)
			conf_fault(
			    errs, n, "'%s' has its hours already", weekdays[i]);
		else
			intervals(n, &c->week[i], errs);
	}
}

static void
week(struct calendar *c, const struct node *n, struct conf_errs *errs)
{
	const struct node *d;

	if (n->kind != NODE_MAP) {
		conf_fault(errs, n, "'week' wants days with their intervals");
		return;
	}
	for (d = n->child; d != NULL; d = d->next)
		weekday_hours(c, d, errs);
}

struct override_keys {
	const struct node *open;
	const char *announced;
};

static const struct conf_key override_keys[] = {
	{ "open", CONF_NODE, offsetof(struct override_keys, open), "!", NULL,
	    "intervals of that date" },
	{ "announced", CONF_STR, offsetof(struct override_keys, announced),
	    NULL, NULL, "the instant from which it counts" },
	CONF_KEYS_END
};

/* What stands behind a date: hours, or a weekday that it is like. */
static void
override_hours(struct calendar *c, const struct node *n, struct hours *h,
    struct conf_errs *errs)
{
	int like = n->kind == NODE_SCALAR ? weekday_of(n->text, n->len) : -1;
	size_t i;

	if (like < 0) {
		intervals(n, h, errs);
		return;
	}
	for (i = 0; i < c->week[like].n; i++)
		hours_add(h, c->week[like].v[i].from, c->week[like].v[i].to);
}

static void
override(struct calendar *c, const struct node *n, struct conf_errs *errs)
{
	struct override_keys k = { NULL, NULL };
	int64_t at =
	    strlen(n->key) == 10 ? clock_parse(n->key, 10) : CLOCK_NONE;
	struct override *o;

	if (at == CLOCK_NONE) {
		conf_fault(errs, n, "wants a date like 2026-05-01, not '%.40s'",
		    n->key);
		return;
	}
	xgrow(&c->overrides, &c->cap, c->n + 1, sizeof *c->overrides);
	o = &c->overrides[c->n++];
	*o = (struct override){ calendar_day(at / 1000), INT64_MIN,
		{ NULL, 0, 0 } };
	if (n->kind != NODE_MAP) {
		override_hours(c, n, &o->hours, errs);
		return;
	}
	if (conf_fill(n, override_keys, &k, errs) > 0)
		return;
	override_hours(c, k.open, &o->hours, errs);
	if (k.announced == NULL)
		return;
	at = clock_parse(k.announced, strlen(k.announced));
	if (at == CLOCK_NONE)
		conf_fault(errs, n, "'announced' wants an instant, not '%.40s'",
		    k.announced);
	else
		o->announced = calendar_seconds(at);
	c->announces = 1;
}

static void
overrides(struct calendar *c, const struct node *map, struct conf_errs *errs)
{
	const struct node *d;

	for (d = map->child; d != NULL; d = d->next)
		override(c, d, errs);
}

/* A file of dates, named in the configuration. */
static void
override_file(struct calendar *c, const struct node *n, const char *dir,
    struct conf_errs *errs)
{
	char *path = source_path(dir, n->text);
	struct err err = ERR_INIT;
	struct node *tree = node_load(path, &err);

	if (tree == NULL)
		conf_fault(errs, n, "%s", err.text);
	else if (tree->kind != NODE_MAP)
		conf_fault(errs, tree, "wants dates with their intervals");
	else
		overrides(c, tree, errs);
	node_free(tree);
	free(path);
}

static void
override_sources(struct calendar *c, const struct node *n, const char *dir,
    struct conf_errs *errs)
{
	const struct node *f;

	if (n->kind == NODE_SCALAR)
		override_file(c, n, dir, errs);
	else if (n->kind == NODE_MAP)
		overrides(c, n, errs);
	else
		for (f = n->child; f != NULL; f = f->next)
			override_file(c, f, dir, errs);
}

static int
override_order(const void *a, const void *b)
{
	const struct override *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

/* Sorted for override_of; a date may be given once. */
static void
overrides_settle(
    struct calendar *c, const struct node *n, struct conf_errs *errs)
{
	char text[CLOCK_TEXT];
	size_t i;

	if (c->n > 1)
		qsort(c->overrides, c->n, sizeof *c->overrides, override_order);
	for (i = 1; i < c->n; i++)
		if (c->overrides[i].day == c->overrides[i - 1].day)
			conf_fault(errs, n, "%.10s is overridden twice",
			    clock_print(
				c->overrides[i].day * CALENDAR_DAY * 1000,
				text));
}

static int
ever_open(const struct calendar *c)
{
	size_t i;

	for (i = 0; i < 7; i++)
		if (c->week[i].n > 0)
			return 1;
	for (i = 0; i < c->n; i++)
		if (c->overrides[i].hours.n > 0)
			return 1;
	return 0;
}

struct calendar_keys {
	const char *tz;
	const struct node *week, *overrides;
};

static const struct conf_key calendar_keys[] = {
	{ "tz", CONF_STR, offsetof(struct calendar_keys, tz), "!", NULL,
	    "time zone, such as Europe/Berlin" },
	{ "week", CONF_NODE, offsetof(struct calendar_keys, week), "!", NULL,
	    "days and their open intervals" },
	{ "overrides", CONF_NODE, offsetof(struct calendar_keys, overrides),
	    NULL, NULL, "dates with other hours, or files of them" },
	CONF_KEYS_END
};

struct calendar *
calendar_new(const struct node *n, const char *dir, struct conf_errs *errs)
{
	struct calendar_keys k = { NULL, NULL, NULL };
	size_t before = errs->n;
	struct calendar *c;

	if (conf_fill(n, calendar_keys, &k, errs) > 0)
		return NULL;
	c = calendar_empty(k.tz);
	if (c->zone == NULL)
		conf_fault(errs, node_get(n, "tz"),
		    "no time zone '%.60s' on this system (such as "
		    "Europe/Berlin)",
		    k.tz);
	week(c, k.week, errs);
	if (k.overrides != NULL) {
		override_sources(c, k.overrides, dir, errs);
		overrides_settle(c, k.overrides, errs);
	}
	if (errs->n == before && !ever_open(c))
		conf_fault(errs, n, "this calendar is never open");
	if (errs->n == before) {
		c->name = xstrdup(n->key != NULL ? n->key : "");
		return c;
	}
	calendar_free(c);
	return NULL;
}

struct calendars *
calendars_new(
    const struct node *section, const char *dir, struct conf_errs *errs)
{
	struct calendars *all = xcalloc(1, sizeof *all);
	const struct node *n;

	*map_put(&all->map, "always", strlen("always")) = calendar_always();
	if (section != NULL && section->kind != NODE_MAP)
		conf_fault(errs, section, "'calendars' wants names");
	for (n = section != NULL && section->kind == NODE_MAP ? section->child
							      : NULL;
	     n != NULL; n = n->next) {
		if (map_gets(&all->map, n->key) != NULL)
			conf_fault(errs, n,
			    "'%.60s' is ours: open around "
			    "the clock",
			    n->key);
		else
			*map_put(&all->map, n->key, strlen(n->key)) =
			    calendar_new(n, dir, errs);
	}
	return all;
}

void
calendars_free(struct calendars *all)
{
	size_t i;

	if (all == NULL)
		return;
	for (i = 0; i < all->map.cap; i++)
		if (all->map.slots[i].key != NULL)
			calendar_free(all->map.slots[i].value);
	map_free(&all->map);
	free(all);
}

struct calendar *
calendars_get(const struct calendars *all, const char *name)
{
	return map_gets(&all->map, name);
}

/* Is somebody at work?  Without calendars of one's own: always. */
static int
any_open(const struct calendars *all, int64_t at)
{
	struct calendar *always = calendars_get(all, "always"), *c;
	size_t i;

	for (i = 0; i < all->map.cap; i++) {
		c = all->map.slots[i].value;
		if (c != NULL && c != always && calendar_is_open(c, at))
			return 1;
	}
	return all->map.n == 1;
}

int
calendars_are(const struct calendars *all, const char *name, int64_t at)
{
	struct calendar *c = calendars_get(all, name);

	if (c != NULL)
		return calendar_is_open(c, at);
	if (strcmp(name, "open") == 0)
		return any_open(all, at);
	return strcmp(name, "closed") == 0 ? !any_open(all, at) : -1;
}

const char *
calendars_nearest(const struct calendars *all, const char *name)
{
	const char *names[64];
	size_t i, n = 0;

	for (i = 0; i < all->map.cap && n < 64; i++)
		if (all->map.slots[i].key != NULL)
			names[n++] = all->map.slots[i].key;
	return opt_nearest(name, names, n);
}
