/* desk/mention.c - who is named in a note */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/mention.h"
#include "desk/tell.h"
#include "store/watch.h"

static int
is_letter(unsigned char c)
{
	return isalnum(c) || c == '_' || c >= 0x80;
}

/*
 * How many bytes of S are a name of the team: "mei." at the end of a sentence
 * is mei, and "anna-lena" is not anna.
 */
static size_t
name_length(const struct config *c, const char *s, struct arena *arena)
{
	size_t n = 0;

	while (is_letter((unsigned char)s[n]) || s[n] == '-' || s[n] == '.')
		n++;
	while (n > 0 && !is_letter((unsigned char)s[n - 1]))
		n--;
	return config_member_named(c, arena_strndup(arena, s, n)) != NULL ? n
									  : 0;
}

/* As assignees are written: a team has its sign. */
static void
add_name(json_t *list, const struct conf_member *m, struct arena *arena)
{
	const char *who =
	    m->members.n > 0 ? arena_printf(arena, "@%s", m->name) : m->name;
	json_t *known;
	size_t i;

	json_array_foreach(list, i,
	    known) if (strcmp(json_string_value(known), who) == 0) return;
	json_array_append_new(list, json_string(who));
}

/* Names as a JSON list; the caller's. */
static json_t *
named(const struct deed *d, const char *text)
{
	const struct config *c = d->desk->config;
	const struct conf_member *m;
	json_t *list = json_array();
	const char *at = text;
	size_t n;

	for (; c != NULL && (at = strchr(at, '@')) != NULL; at++) {
		if (at > text && is_letter((unsigned char)at[-1]))
			continue; /* mail@example.com */
		if ((n = name_length(c, at + 1, d->arena)) == 0)
			continue;
		m = config_member_named(c, arena_strndup(d->arena, at + 1, n));
		if (strcmp(m->name, d->actor) != 0)
			add_name(list, m, d->arena);
	}
	return list;
}

int
mention_tell(const struct deed *d, const struct ticket *t, const char *text,
    struct err *err)
{
	json_t *list = named(d, text);
	char at[CLOCK_TEXT], *notify;
	struct alert a = { .account = t->account,
		.ticket = t->number,
		.rule = "named in a note",
		.occurrence = clock_print(d->now, at),
		.what = "note",
		.due_at = d->now,
		.raised_at = d->now,
		.changed_at = d->now,
		.changed_by = d->actor };
	int muted, rc = -1;

	if (json_array_size(list) == 0) {
		json_decref(list);
		return 0;
	}
	a.notify = notify = desk_text(list);
	if ((muted = alert_muted(d->desk->db, &a, err)) >= 0) {
		a.state = muted ? ALERT_MUTED : ALERT_OPEN;
		rc = alert_add(d->desk->db, &a, err);
	}
	free(notify);
	return rc < 0 ? -1 : 1;
}
