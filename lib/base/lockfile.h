/*
 * base/lockfile.h - one process at a time, or some who share
 *
 * flock(2): the lock goes with the process, however it ends; the file stays
 * (removing it would let two hold "the" lock) and names the holder's pid for
 * people.
 */
#ifndef BASE_LOCKFILE_H
#define BASE_LOCKFILE_H

#include "base/err.h"

/*
 * A descriptor (0 or more) that holds the lock until lockfile_drop or the
 * end; -1 with ERR_AGAIN, naming WHAT and the holder, when another has it.
 */
int lockfile_take(const char *path, const char *what, struct err *);
/*
 * The same for a lock that many may share and that is held for moments: waits
 * up to 10 s.  WHAT is whose turn it is when it fails.
 */
int lockfile_wait(const char *path, int alone, const char *what, struct err *);
void lockfile_drop(int fd);

#endif
