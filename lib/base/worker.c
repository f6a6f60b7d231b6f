/* base/worker.c - which process holds a lease */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/worker.h"

enum { BOOT_ID = 36, PLACE = BOOT_ID + 22, START_FIELD = 22 };

/* The boot of this machine, and the namespace that pids are counted in. */
static void
place(char out[PLACE])
{
	struct err ignored = ERR_INIT;
	struct buf b = BUF_INIT;
	struct stat ns = { 0 };

	stat("/proc/self/ns/pid", &ns);
	if (file_read("/proc/sys/kernel/random/boot_id", 100, &b, &ignored) < 0)
		buf_reset(&b);
	snprintf(out, PLACE, "%.*s.%llu", BOOT_ID, b.len > 0 ? b.p : "unknown",
	    (unsigned long long)ns.st_ino);
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
	char here[PLACE];

	place(here);
	snprintf(out, WORKER_TEXT, "%s:%ld:%lld", here, (long)getpid(),
	    started((long)getpid()));
	return out;
}

static int
is_from_here(const char *worker)
{
	char here[PLACE];
	size_t n;

	place(here);
	n = strlen(here);
	return strncmp(worker, here, n) == 0 && worker[n] == ':';
}

int
worker_alive(const char *worker)
{
	const char *p = strchr(worker, ':');
	char *end;
	long pid;

	if (p == NULL || !is_from_here(worker))
		return -1;
	pid = strtol(p + 1, &end, 10);
	return *end == ':' && started(pid) == strtoll(end + 1, NULL, 10);
}
