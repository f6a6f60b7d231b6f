/*
 * store/erased.c - who was forgotten, beside the database
 *
 * The list has one line for each customer: its number, the instant it was
 * first seen and the instant it was erased.  No name and no address; the
 * second makes sure that in a copy the number still means the same person.
 * The line is on the disk before the erasure is committed: a crash between
 * erases once more after a restore, never once less.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/xalloc.h"
#include "store/customer.h"
#include "store/erase.h"
#include "store/inside.h"

enum { ERASED_MAX = 16 << 20 };

char *
erase_list(const char *uri, const char *files)
{
	return strstr(uri, "://") != NULL ? xasprintf("%s/erased", files)
					  : xasprintf("%s.erased", uri);
}

struct note {
	struct db *db;
	int64_t now;
	struct buf lines;
	struct arena arena;
	struct err *err;
};

static void
add_line(struct buf *b, int64_t id, int64_t first, int64_t erased)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	buf_addf(b, "c%" PRId64 " %s %s\n", id, clock_print(first, from),
	    clock_print(erased, to));
}

static int
add_part(int64_t id, void *arg)
{
	struct note *n = arg;
	struct customer c;

	if (customer_get(n->db, id, &c, &n->arena, n->err) != 1)
		return -1;
	add_line(&n->lines, id, c.created_at, n->now);
	return 0;
}

static int
append(const char *path, const struct buf *b, struct err *err)
{
	char *dir = file_dir(path);
	int made = file_mkdirs(dir, err);
	int fd =
	    made < 0
		? -1
		: open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int rc = fd < 0 ? -1 : file_put(fd, b->p, b->len);

	if (rc == 0)
		rc = fsync(fd) < 0 ? -1 : file_sync_dir(path, err);
	if (rc < 0 && made == 0)
		err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	free(dir);
	return rc;
}

int
erase_note(struct db *db, const char *list, int64_t customer, int64_t now,
    struct err *err)
{
	struct note n = { .db = db, .now = now, .lines = BUF_INIT, .err = err };
	int rc = customer_parts(db, customer, add_part, &n, err);

	if (rc == 0)
		rc = append(list, &n.lines, err);
	buf_free(&n.lines);
	arena_free(&n.arena);
	return rc;
}

/* Number and first instant: the same person, whenever it was erased. */
static size_t
who(const char *line)
{
	size_t n = strcspn(line, " \n");

	return line[n] == ' ' ? n + 1 + strcspn(line + n + 1, " \n") : n;
}

static void
know(struct map *known, const char *text)
{
	for (; *text != '\0'; text += *text == '\n') {
		*map_put(known, text, who(text)) = known;
		text += strcspn(text, "\n");
	}
}

/* The lines of DB that are not KNOWN. */
static int
unlisted(
    struct db *db, const struct map *known, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_ERASED);
	struct buf line = BUF_INIT;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		buf_reset(&line);
		add_line(&line, col_int(st, 0), col_int(st, 1), col_int(st, 2));
		if (map_get(known, line.p, who(line.p)) == NULL)
			buf_add(out, line.p, line.len);
	}
	buf_free(&line);
	return step;
}

int
erase_relist(struct db *db, const char *list, struct err *err)
{
	struct buf text = BUF_INIT, more = BUF_INIT;
	struct map known = MAP_INIT;
	int rc = 0;

	if (file_exists(list))
		rc = file_read(list, ERASED_MAX, &text, err);
	if (rc == 0) {
		know(&known, text.p);
		rc = unlisted(db, &known, &more, err);
	}
	if (rc == 0 && more.len > 0)
		rc = append(list, &more, err);
	map_free(&known);
	buf_free(&text);
	buf_free(&more);
	return rc;
}

/* 1: the number means the same person here. */
static int
is_known(struct db *db, int64_t id, const char *first, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct customer c;
	char is[CLOCK_TEXT];
	int rc = customer_get(db, id, &c, &arena, err);

	if (rc == 1)
		rc = strcmp(clock_print(c.created_at, is), first) == 0;
	arena_free(&arena);
	return rc;
}

static int
each_line(struct db *db, char *text, int (*each)(int64_t, void *), void *arg,
    struct err *err)
{
	char *line, first[CLOCK_TEXT];
	int64_t id;
	int rc = 0;

	while (rc >= 0 && (line = strsep(&text, "\n")) != NULL) {
		if (sscanf(line, "c%" SCNd64 " %31s", &id, first) != 2)
			continue;
		if ((rc = is_known(db, id, first, err)) == 1)
			rc = each(id, arg);
	}
	return rc < 0 ? -1 : 0;
}

int
erase_listed(struct db *db, const char *list, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct buf b = BUF_INIT;
	int rc = 0;

	if (file_exists(list)) {
		rc = file_read(list, ERASED_MAX, &b, err);
		if (rc == 0)
			rc = each_line(db, b.p, each, arg, err);
	}
	buf_free(&b);
	return rc;
}
