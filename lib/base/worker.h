/*
 * base/worker.h - which process holds a lease
 *
 * A worker is named by the boot, the namespace of its pid (a container counts
 * its own), the pid and when it started, so that a pid used again is another
 * worker.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#define WORKER_TEXT 100

/* "BOOT.NAMESPACE:PID:START" of this process. */
const char *worker_self(char out[WORKER_TEXT]);

/*
 * 1 it still runs, 0 it does not, -1 it was started elsewhere (machine, boot,
 * container): nobody here can tell.
 */
int worker_alive(const char *worker);

#endif
