/*
 * base/worker.h - which process holds a lease
 *
 * A worker is named by the boot, its pid and when it started, so that a pid
 * used again is another worker and a restarted machine holds nothing.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#define WORKER_TEXT 100

/* "BOOT:PID:START" of this process. */
const char *worker_self(char out[WORKER_TEXT]);

/* It was started on this boot of this machine and still runs. */
int worker_alive(const char *worker);

/* It was started on another machine (or boot): nobody here can tell. */
int worker_is_foreign(const char *worker);

#endif
