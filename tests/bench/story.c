/*
 * tests/bench/story.c - the events of a copied desk, hashed like any others
 *
 * story TO FROM K TICKETS MESSAGES REPLIES DAYS: what happened to the tickets
 * of FROM happens to their K-th copies in TO, DAYS earlier; TICKETS, MESSAGES
 * and REPLIES are how far the numbers of one copy are from those of the last.
 * An account's events form one chain, and so no SQL can copy them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/event.h"

struct story {
	struct db *to;
	int64_t k, tickets, messages, replies, ago;
	struct arena arena;
	struct err err;
};

/* The first member may be the number of a message or of a reply. */
static const char *
moved(struct story *s, const char *data)
{
	const struct {
		const char *head;
		int64_t by;
	} heads[] = { { "{\"message\":", s->k * s->messages },
		{ "{\"reply\":", s->k * s->replies } };
	char *end;
	int64_t n;
	size_t i, len;

	for (i = 0; data != NULL && i < sizeof heads / sizeof heads[0]; i++) {
		len = strlen(heads[i].head);
		if (strncmp(data, heads[i].head, len) != 0)
			continue;
		n = strtoll(data + len, &end, 10);
		return arena_printf(&s->arena, "%s%" PRId64 "%s", heads[i].head,
		    n + heads[i].by, end);
	}
	return data;
}

static int
again(const struct event *event, void *arg)
{
	struct story *s = arg;
	struct event e = *event;

	e.ticket += s->k * s->tickets;
	e.at -= s->ago;
	e.data = moved(s, e.data);
	return event_add(s->to, &e, &s->err);
}

static int
all(struct story *s, struct db *from)
{
	int64_t t;

	if (db_begin(s->to, &s->err) < 0)
		return -1;
	for (t = 1; t <= s->tickets; t++) {
		arena_reset(&s->arena);
		if (event_of_ticket(from, t, &s->arena, again, s, &s->err) < 0)
			return -1;
	}
	return db_commit(s->to, &s->err);
}

int
main(int argc, char *argv[])
{
	struct story s = { .arena = ARENA_INIT, .err = ERR_INIT };
	struct db *from;
	int64_t n[5];
	int i;

	if (argc != 8)
		return 64;
	for (i = 0; i < 5; i++)
		n[i] = strtoll(argv[3 + i], NULL, 10);
	s.k = n[0];
	s.tickets = n[1];
	s.messages = n[2];
	s.replies = n[3];
	s.ago = n[4] * CLOCK_DAY;
	s.to = db_open(argv[1], 0, &s.err);
	from = db_open(argv[2], DB_READ | DB_ANY, &s.err);
	if (s.to == NULL || from == NULL || all(&s, from) < 0)
		die(&s.err);
	db_close(from);
	db_close(s.to);
	arena_free(&s.arena);
	return 0;
}
