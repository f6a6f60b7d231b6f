/*
 * store/archive.h - what is old leaves the database and can still be read
 *
 * A closed ticket stays as a row with its events, its classes and the words
 * by which it is found; what was written, and the raw bytes, move into files
 * of the folder of attachments, named by their content as all files there.
 * A file is a line "ha archive 1" and packed values (store/pack.h), each
 * sealed with a key of its own (base/seal.h).  In the row stand file, place
 * and key, 33 bytes.  Whoever reads the row notices nothing.
 *
 * The files never change.  A person is forgotten by the row, with the key: in
 * every copy of a file the bytes are noise from then on.
 *
 * A file is complete on the disk before the rows that lead to it are
 * committed; a crash between leaves a file that nothing leads to.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "store/db.h"

struct archiving {
	int64_t now;
	int64_t closed_before; /* tickets */
	int64_t raw_before;    /* received */
	const char *files;
	int dry_run; /* count only */
	/* counted */
	int64_t messages, raws, bytes, made;
	/* how far it has come */
	int what;
	int64_t at, id;
};

enum { ARCHIVE_BATCH = 16 << 20 }; /* bytes of one file, about */

/*
 * store/archive_move.c.  One file and its transaction: 1 when there may be
 * more, 0 at the end, -1.
 */
int archive_some(struct db *, struct archiving *, struct err *);

/* EACH gets a line for every file that is missing or changed. */
int archive_check(struct db *, int (*each)(const char *finding, void *), void *,
    struct err *);

#endif
