/* cmd/common/lock.c - who has the desk for itself */
#include <stdlib.h>
#include <string.h>

#include "base/lockfile.h"
#include "base/xalloc.h"
#include "common/lock.h"
#include "common/open.h"

int
lock_sync(const struct config *c, struct err *err)
{
	const char *uri = open_db_uri(c);
	int server = uri == NULL || strstr(uri, "://") != NULL;
	char *path = xasprintf("%s.sync.lock", server ? open_files(c) : uri);
	int fd = lockfile_take(path, "ha sync", err);

	free(path);
	return fd;
}
