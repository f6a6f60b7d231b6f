/* base/worker.c - which process holds a lease */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/worker.h"

enum { BOOT_ID = 36, START_FIELD = 22 };

static void
boot_id(char out[BOOT_ID + 1])
{
	struct err ignored = ERR_INIT;
	struct buf b = BUF_INIT;

	snprintf(out, BOOT_ID + 1, "unknown");
	if (file_read("/proc/sys/kernel/random/boot_id", 100, &b, &ignored) ==
		0 &&
	    b.len >= BOOT_ID)
		snprintf(out, BOOT_ID + 1, "%.36s", b.p);
	buf_free(&b);
}

/* In clock ticks since the boot; -1 when no such process runs. */
static long long
started(long pid)
{
	struct err ignored = ERR_INIT;
	struct buf b = BUF_INIT;
	long long start = -1;
	char path[64], *p;
	int field;

	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	if (file_read(path, 4096, &b, &ignored) == 0 &&
	    (p = strrchr(b.p, ')')) != NULL) {
		/* the name in brackets is field 2 */
		for (field = 2; field < START_FIELD && p != NULL; field++)
			p = strchr(p + 1, ' ');
		if (p != NULL)
			start = strtoll(p, NULL, 10);
	}
	buf_free(&b);
	return start;
}

const char *
worker_self(char out[WORKER_TEXT])
{
	char boot[BOOT_ID + 1];

	boot_id(boot);
	snprintf(out, WORKER_TEXT, "%s:%ld:%lld", boot, (long)getpid(),
	    started((long)getpid()));
	return out;
}

static int
of_this_boot(const char *worker)
{
	char boot[BOOT_ID + 1];
	size_t n;

	boot_id(boot);
	n = strlen(boot);
	return strncmp(worker, boot, n) == 0 && worker[n] == ':';
}

int
worker_is_foreign(const char *worker)
{
	return !of_this_boot(worker);
}

int
worker_alive(const char *worker)
{
	const char *p = strchr(worker, ':');
	char *end;
	long pid;

	if (p == NULL || !of_this_boot(worker))
		return 0;
	pid = strtol(p + 1, &end, 10);
	return *end == ':' && started(pid) == strtoll(end + 1, NULL, 10);
}
