/* store/archive.c - what has left the database can still be read */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/seal.h"
#include "base/xalloc.h"
#include "store/archive.h"
#include "store/inside.h"
#include "store/place.h"

enum { FILE_MAX = 1 << 30 };

struct archive {
	char *folder;
	int64_t id; /* of what is open; 0: nothing */
	int fd;
};

static void
shut(struct archive *a)
{
	if (a->id != 0)
		close(a->fd);
	a->id = 0;
}

void
archive_close(struct db *db)
{
	if (db->archive == NULL)
		return;
	shut(db->archive);
	free(db->archive->folder);
	free(db->archive);
	db->archive = NULL;
}

/* The path of a file that the table knows; NULL when it does not. */
static char *
path_of(struct db *db, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ARCHIVE_GET);
	struct arena arena = ARENA_INIT;
	char *path = NULL;

	bind_int(st, 1, id);
	if (db_step(st, err) == STEP_ROW) {
		path = blob_path(db->archive->folder, col_text(st, 0, &arena));
		stmt_end(st);
	}
	arena_free(&arena);
	return path;
}

static int
need(struct db *db, int64_t id, struct err *err)
{
	struct archive *a = db->archive;
	char *path;

	if (a->id == id)
		return 0;
	shut(a);
	if ((path = path_of(db, id, err)) == NULL)
		return err_set(err, ERR_CONFIG,
		    "a record is in archive %" PRId64
		    ", which is not known: see ha-db check",
		    id);
	a->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (a->fd >= 0)
		a->id = id;
	else
		err_sys(err, err_of_errno(errno),
		    "cannot open archive '%s' (it is in the backups too)",
		    path);
	free(path);
	return a->id != 0 ? 0 : -1;
}

static int
read_at(int fd, char *p, size_t n, int64_t at)
{
	ssize_t got;

	while (n > 0) {
		got = pread(fd, p, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		p += got;
		n -= (size_t)got;
		at += got;
	}
	return 0;
}

static int
fetch(void *arg, const char *p, size_t n, struct buf *out, struct err *err)
{
	struct db *db = arg;
	struct place at;
	char *sealed;
	int rc;

	if (place_read(p, n, &at) < 0 || at.length > FILE_MAX)
		return err_set(err, ERR_CONFIG,
		    "a stored record is damaged: see ha-db check");
	if (need(db, at.file, err) < 0)
		return -1;
	sealed = xarray(at.length + 1, 1);
	rc = read_at(db->archive->fd, sealed, at.length, at.offset);
	if (rc < 0)
		err_set(err, ERR_CONFIG,
		    "an archive is shorter than it was: see ha-db check");
	else
		rc = seal_open(sealed, at.length, at.key, out, err);
	free(sealed);
	return rc;
}

void
db_files(struct db *db, const char *folder)
{
	archive_close(db);
	db->archive = xcalloc(1, sizeof *db->archive);
	db->archive->folder = xstrdup(folder);
	db->pack.fetch = fetch;
	db->pack.arg = db;
}

/* Missing, or not what its name says. */
static int
is_whole(struct db *db, const char *digest)
{
	struct err err = ERR_INIT;
	struct buf bytes = BUF_INIT;
	int rc = blob_read(db->archive->folder, digest, FILE_MAX, &bytes, &err);

	buf_free(&bytes);
	return rc == 0;
}

int
archive_check(struct db *db, int (*each)(const char *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CHECK_ARCHIVES);
	struct arena arena = ARENA_INIT;
	const char *digest;
	enum step step;
	int rc = 0;

	while (rc == 0 && (step = db_step(st, err)) == STEP_ROW) {
		digest = col_text(st, 1, &arena);
		if (db->archive != NULL && !is_whole(db, digest))
			rc = each(arena_printf(&arena,
				      "archive %s is missing or damaged: "
				      "bring it back from a backup",
				      digest),
			    arg);
	}
	stmt_end(st);
	arena_free(&arena);
	return rc < 0 || step == STEP_ERROR ? -1 : 0;
}
