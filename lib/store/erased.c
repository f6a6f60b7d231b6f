/*
 * store/erased.c - who was forgotten, beside the database
 *
 * DATABASE.erased has one line for each customer: its number, the instant it
 * was first seen and the instant it was erased.  No name and no address; the
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
#include "base/xalloc.h"
#include "store/customer.h"
#include "store/erase.h"
#include "store/inside.h"

enum { ERASED_MAX = 16 << 20 };

struct note {
	struct db *db;
	int64_t now;
	struct buf lines;
	struct arena arena;
	struct err *err;
};

static int
add_line(int64_t id, void *arg)
{
	struct note *n = arg;
	char first[CLOCK_TEXT], at[CLOCK_TEXT];
	struct customer c;

	if (customer_get(n->db, id, &c, &n->arena, n->err) != 1)
		return -1;
	buf_addf(&n->lines, "c%" PRId64 " %s %s\n", id,
	    clock_print(c.created_at, first), clock_print(n->now, at));
	return 0;
}

static int
append(const char *path, const struct buf *b, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int rc = fd < 0 ? -1 : file_put(fd, b->p, b->len);

	if (rc == 0)
		rc = fsync(fd);
	if (rc < 0)
		err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

int
erase_note(struct db *db, int64_t customer, int64_t now, struct err *err)
{
	struct note n = { .db = db, .now = now, .lines = BUF_INIT, .err = err };
	const char *path = db->driver->path(db->own);
	char *beside;
	int rc;

	if (path == NULL)
		return 0;
	beside = xasprintf("%s.erased", path);
	rc = customer_parts(db, customer, add_line, &n, err);
	if (rc == 0)
		rc = append(beside, &n.lines, err);
	buf_free(&n.lines);
	arena_free(&n.arena);
	free(beside);
	return rc;
}

/* 1: the number means the same person here, who is still known. */
static int
still_known(struct db *db, int64_t id, const char *first, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct customer c;
	char is[CLOCK_TEXT];
	int rc = customer_get(db, id, &c, &arena, err);

	if (rc == 1)
		rc = c.erased_at == CLOCK_NONE &&
		     strcmp(clock_print(c.created_at, is), first) == 0;
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
		if ((rc = still_known(db, id, first, err)) == 1)
			rc = each(id, arg);
	}
	return rc < 0 ? -1 : 0;
}

int
erase_again(struct db *db, const char *uri, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	char *path = xasprintf("%s.erased", uri);
	struct buf b = BUF_INIT;
	int rc = 0;

	if (file_exists(path)) {
		rc = file_read(path, ERASED_MAX, &b, err);
		if (rc == 0)
			rc = each_line(db, b.p, each, arg, err);
	}
	buf_free(&b);
	free(path);
	return rc;
}
