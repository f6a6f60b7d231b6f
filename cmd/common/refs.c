/*
 * cmd/common/refs.c - what a verb applies to
 *
 * The first argument decides: does it look like a reference, all must be
 * references; else all together are one query.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/refs.h"
#include "desk/find.h"
#include "io/lines.h"
#include "rec/rec.h"
#include "rule/query.h"
#include "store/ticket.h"

static void
add(struct refs *r, struct map *seen, int64_t n)
{
	char key[24];
	void **at;

	snprintf(key, sizeof key, "%lld", (long long)n);
	at = map_put(seen, key, strlen(key));
	if (*at != NULL)
		return;
	*at = r;
	xgrow(&r->v, &r->cap, r->n + 1, sizeof *r->v);
	r->v[r->n++] = n;
}

static int
add_word(struct refs *r, struct map *seen, const char *s, int letter,
    struct err *err)
{
	int64_t n;

	if (ref_parse(s, letter, &n, err) < 0)
		return -1;
	add(r, seen, n);
	return 0;
}

static int
add_number(
    struct refs *r, struct map *seen, int64_t n, int letter, struct err *err)
{
	if (letter != 0)
		return err_set(err, ERR_USAGE,
		    "%lld is a ticket, and a %s is "
		    "wanted here",
		    (long long)n, ref_what(letter));
	add(r, seen, n);
	return 0;
}

/* A record: its ref, else its ticket; other kinds than messages pass by. */
static int
add_record(struct refs *r, struct map *seen, const struct line *line,
    struct rec *rec, int letter, struct err *err)
{
	const char *ref;
	int64_t n;

	if (rec_parse(rec, line->p, line->n, err) < 0)
		return -1;
	if ((ref = rec_str(rec, "ref")) != NULL)
		return add_word(r, seen, ref, letter, err);
	if (rec_int(rec, "ref", &n) == 0 ||
	    rec_int(rec, "ticket.number", &n) == 0)
		return add_number(r, seen, n, letter, err);
	if (rec_kind(rec) != KIND_MESSAGE && rec_str(rec, "kind") != NULL)
		return 0;
	return err_set(err, ERR_DATA,
	    "no ticket.number and no ref in this "
	    "line");
}

static int
add_line(struct refs *r, struct map *seen, const struct line *line,
    struct rec *rec, int letter, struct err *err)
{
	const char *p = line->p, *end = p + line->n;
	char word[64];
	size_t n;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p == end)
		return 0;
	if (*p == '{')
		return add_record(r, seen, line, rec, letter, err);
	for (n = 0; p + n < end && p[n] != ' ' && p[n] != '\t'; n++)
		;
	snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), p);
	return add_word(r, seen, word, letter, err);
}

/* All lines are looked at before the verb begins: a bad one stops it. */
static int
read_stdin(struct refs *r, struct map *seen, int letter, struct err *err)
{
	char *none[] = { NULL };
	struct lines *lines;
	struct rec *rec;
	struct line line;
	int rc;

	if (isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
		    "name a %s, give a query, or "
		    "pipe a list in",
		    ref_what(letter));
	lines = lines_open(none);
	rec = rec_new();
	while ((rc = lines_next(lines, &line, err)) > 0)
		if (add_line(r, seen, &line, rec, letter, err) < 0) {
			rc = err_wrap(err, "%s:%ld", line.input, line.number);
			break;
		}
	rec_free(rec);
	lines_close(lines);
	return rc;
}

static int
keep(const struct ticket *t, void *arg)
{
	struct refs *r = arg;

	xgrow(&r->v, &r->cap, r->n + 1, sizeof *r->v);
	r->v[r->n++] = t->number;
	return 0;
}

static int
by_query(struct refs *r, char **words, struct db *db, const struct config *c,
    const char *me, struct err *err)
{
	struct query_env env = { clock_now(), c != NULL ? c->tz : NULL, me };
	struct query q = QUERY_INIT;
	struct arena a = ARENA_INIT;
	struct find f = { .sort = SORT_DUE, .now = env.now };
	int rc;

	r->by_query = 1;
	rc = query_words(&q, words, &env, err);
	if (rc == 0)
		rc = desk_find(&q, c, &f, &a, err);
	if (rc == 0)
		rc = ticket_find(db, &f, &a, keep, r, err);
	query_free(&q);
	arena_free(&a);
	return rc;
}

int
refs_read(struct refs *r, char **args, int letter, struct db *db,
    const struct config *c, const char *me, struct err *err)
{
	struct map seen = MAP_INIT;
	int rc = 0;

	*r = (struct refs){ NULL, 0, 0, 0 };
	if (*args == NULL)
		rc = read_stdin(r, &seen, letter, err);
	else if (letter != 0 || ref_looks(*args))
		for (; *args != NULL && rc == 0; args++)
			rc = add_word(r, &seen, *args, letter, err);
	else
		rc = by_query(r, args, db, c, me, err);
	map_free(&seen);
	if (rc < 0)
		refs_free(r);
	return rc;
}

void
refs_free(struct refs *r)
{
	free(r->v);
	*r = (struct refs){ NULL, 0, 0, 0 };
}

int
ask(struct err *err, const char *fmt, ...)
{
	char answer[16];
	va_list ap;

	if (common.yes)
		return 1;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return err_set(err, ERR_USAGE,
		    "this asks first, and nobody "
		    "is here to answer: -y says yes");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs(" [y/N] ", stderr);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return 0;
	return *answer == 'y' || *answer == 'Y';
}
