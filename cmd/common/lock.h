/*
 * cmd/common/lock.h - who has the desk for itself
 *
 * Locks lie beside the database; those of a desk on a server beside its files.
 */
#ifndef COMMON_LOCK_H
#define COMMON_LOCK_H

#include "conf/config.h"

/*
 * One ha sync at a time, and none while somebody is forgotten or a backup put
 * back: a descriptor for lockfile_drop, -1 with ERR_AGAIN.
 */
int lock_sync(const struct config *, struct err *);

#endif
