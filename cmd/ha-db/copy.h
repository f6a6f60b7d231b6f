/*
 * cmd/ha-db/copy.h - folders into a backup and back
 *
 * Only regular files and folders are copied: a backup must not be made to
 * read what a link points to.
 */
#ifndef HA_DB_COPY_H
#define HA_DB_COPY_H

#include <stddef.h>

#include "base/err.h"

enum {
	COPY_LINK = 1,	 /* one more name, where the file system can */
	COPY_MISSING = 2 /* leave what is there already */
};

struct copied {
	size_t made, same, other; /* other: there, with other content */
};

/* One file; the folders above it are made. */
int copy_file(const char *from, const char *to, unsigned flags, struct copied *,
    struct err *);
/* All below FROM but SKIP (a name in FROM itself, or NULL). */
int copy_tree(const char *from, const char *to, const char *skip,
    unsigned flags, struct copied *, struct err *);
/*
 * Every folder of FOLDER that LIKE has too is on the disk with the names that
 * are in it.  After copying, not while: the first one takes the others along.
 */
int copy_sync(const char *like, const char *folder, struct err *);
/* All of a folder, itself too; 0 when it is not there. */
int copy_remove(const char *path, struct err *);

#endif
