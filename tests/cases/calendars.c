/* calendars.c - the calendars of a case, as the configuration writes them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

/* [["09:00", "12:00"], ...] as [09:00-12:00, ...]; anything else as it is. */
static json_t *
intervals(const json_t *list)
{
	json_t *out, *pair;
	size_t i;

	if (!json_is_array(list))
		return json_deep_copy(list);
	out = json_array();
	json_array_foreach(list, i, pair)
	{
		if (json_array_size(pair) == 2)
			json_array_append_new(out,
			    json_sprintf("%s-%s",
				json_string_value(json_array_get(pair, 0)),
				json_string_value(json_array_get(pair, 1))));
		else
			json_array_append(out, pair);
	}
	return out;
}

static const char *const hours_of[] = { "intervals", "open", "hours", "to",
	NULL };
static const char *const announced_of[] = { "announced", "announced_at",
	"known_from", NULL };

/* What stands behind a date: a list, or an object that was announced. */
static json_t *
override(const json_t *v, const json_t *announced)
{
	const json_t *hours = v;

	if (json_is_object(v)) {
		hours = any_of(v, hours_of);
		if (announced == NULL)
			announced = any_of(v, announced_of);
	}
	if (announced == NULL)
		return intervals(hours);
	return json_pack(
	    "{s:o s:O}", "open", intervals(hours), "announced", announced);
}

static void
add_overrides(json_t *calendar, const json_t *dates, const json_t *announced)
{
	json_t *all = json_object_get(calendar, "overrides"), *hours;
	const char *date;

	if (calendar == NULL)
		return; /* one that the case does not use */
	if (all == NULL) {
		all = json_object();
		json_object_set_new(calendar, "overrides", all);
	}
	json_object_foreach((json_t *)dates, date, hours)
	    json_object_set_new(all, date, override(hours, announced));
}

static void
one_calendar(json_t *out, const char *name, const json_t *c)
{
	json_t *week = json_object(), *copy = json_object(), *list;
	const char *day;

	json_object_foreach(json_object_get(c, "week"), day, list)
	    json_object_set_new(week, day, intervals(list));
	json_object_set(copy, "tz", json_object_get(c, "tz"));
	json_object_set_new(copy, "week", week);
	if (json_object_get(c, "overrides") != NULL)
		add_overrides(copy, json_object_get(c, "overrides"), NULL);
	json_object_set_new(out, name, copy);
}

/* {"at", "type": "override", "calendar", "date", "intervals"}. */
static void
told_later(json_t *all, const json_t *e)
{
	const char *type = json_string_value(json_object_get(e, "type"));
	const char *name = json_string_value(json_object_get(e, "calendar"));
	const char *date = json_string_value(json_object_get(e, "date"));
	json_t *dates = json_object_get(e, "overrides"), *own = NULL, *c;

	if (type == NULL || strstr(type, "override") == NULL)
		return;
	if (date != NULL) {
		own = dates = json_object();
		json_object_set(own, date, any_of(e, hours_of));
	}
	if (name != NULL && (c = json_object_get(all, name)) != NULL)
		add_overrides(c, dates, json_object_get(e, "at"));
	else
		json_object_foreach(dates, name, own) add_overrides(
		    json_object_get(all, name), own, json_object_get(e, "at"));
	if (date != NULL)
		json_decref(dates);
}

/* Does the case name it anywhere?  What it does not use cannot harm it. */
static int
names(const json_t *v, const char *name)
{
	const char *key;
	json_t *child;
	size_t i;

	if (json_is_string(v))
		return strcmp(json_string_value(v), name) == 0;
	json_array_foreach(v, i, child) if (names(child, name)) return 1;
	json_object_foreach(
	    (json_t *)v, key, child) if (names(child, name)) return 1;
	return 0;
}

void
write_calendars(struct buf *out, const json_t *calendars, const json_t *one)
{
	json_t *all = json_object(), *prefixed = json_object(), *c, *e;
	char *text, key[120];
	const char *name;
	size_t i;

	json_object_foreach((json_t *)calendars, name, c) if (names(one, name))
	    one_calendar(all, name, c);
	json_object_foreach(json_object_get(one, "calendars"), name, c)
	    one_calendar(all, name, c);
	json_object_foreach(json_object_get(one, "overrides"), name, c)
	    add_overrides(json_object_get(all, name), c, NULL);
	json_array_foreach(json_object_get(one, "events"), i, e)
	    told_later(all, e);
	json_object_foreach(all, name, c)
	{
		snprintf(key, sizeof key, "c-%s", name);
		json_object_set(prefixed, key, c);
	}
	text = json_dumps(prefixed, 0);
	buf_adds(out, text);
	free(text);
	json_decref(prefixed);
	json_decref(all);
}
