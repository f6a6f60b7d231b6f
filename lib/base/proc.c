/*
 * base/proc.c - programs that we start
 *
 * posix_spawn does what fork, dup2 and exec would, tells a missing program by
 * its return value, and is cheap from a program with a big database cache.
 */
#define _GNU_SOURCE /* pipe2 and posix_spawn_file_actions_addclosefrom_np */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/proc.h"
#include "base/xalloc.h"

/* What a program needs to find its files, speak and be debugged. */
static const char *const kept[] = { "PATH", "HOME", "LANG", "LANGUAGE",
	"LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "TMPDIR", "USER",
	"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "HA_SHARE",
	"HA_LIBEXEC", "HA_LOCALE", "HA_NOW" };
enum { NKEPT = sizeof kept / sizeof kept[0] };

static void
clean_env(char *env[NKEPT + 1])
{
	const char *v;
	size_t i, n = 0;

	for (i = 0; i < NKEPT; i++)
		if ((v = getenv(kept[i])) != NULL)
			env[n++] = xasprintf("%s=%s", kept[i], v);
	env[n] = NULL;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int
make_pipe(int fds[2], int wanted)
{
	fds[0] = fds[1] = -1;
	return wanted ? pipe2(fds, O_CLOEXEC) : 0;
}

static int
spawn(pid_t *pid, const char *const argv[], int in, int out)
{
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	char *env[NKEPT + 1], **e;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&acts);
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&acts, in, 0);
	else
		posix_spawn_file_actions_addopen(
		    &acts, 0, "/dev/null", O_RDONLY, 0);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&acts, out, 1);
#ifdef __GLIBC__
	posix_spawn_file_actions_addclosefrom_np(&acts, 3);
#endif
	clean_env(env);
	rc = posix_spawnp(
	    pid, argv[0], &acts, &attr, (char *const *)(uintptr_t)argv, env);
	for (e = env; *e != NULL; e++)
		free(*e);
	posix_spawn_file_actions_destroy(&acts);
	posix_spawnattr_destroy(&attr);
	return rc;
}

int
proc_start(
    struct proc *p, const char *const argv[], unsigned pipes, struct err *err)
{
	int to[2], from[2] = { -1, -1 }, rc = -1;

	*p = (struct proc)PROC_INIT;
	if (make_pipe(to, pipes & PROC_IN) < 0 ||
	    make_pipe(from, pipes & PROC_OUT) < 0) {
		err_sys(err, ERR_SYSTEM, "cannot start '%s'", argv[0]);
		goto out;
	}
	rc = spawn(&p->pid, argv, to[0], from[1]);
	if (rc != 0) {
		p->pid = 0;
		errno = rc;
		rc = err_sys(err, ERR_SYSTEM, "cannot start '%s'", argv[0]);
		goto out;
	}
	p->in = to[1];
	p->out = from[0];
	to[1] = from[0] = -1;
out:
	close_fd(&to[0]);
	close_fd(&to[1]);
	close_fd(&from[0]);
	close_fd(&from[1]);
	return rc;
}

int
proc_wait(struct proc *p)
{
	int status = 0;
	pid_t got;

	close_fd(&p->in);
	close_fd(&p->out);
	if (p->pid <= 0)
		return 0;
	do
		got = waitpid(p->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	p->pid = 0;
	if (got < 0)
		return ERR_SYSTEM;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
proc_kill(struct proc *p)
{
	if (p->pid > 0)
		kill(p->pid, SIGKILL);
	proc_wait(p);
}

/* Feed and drain at once; 0 at its end of output, -1 and errno. */
static int
talk(struct proc *p, const char *in, size_t n, struct buf *out, size_t max,
    int64_t until)
{
	struct pollfd fds[2];
	ssize_t got;

	fcntl(p->in, F_SETFL, O_NONBLOCK);
	for (;;) {
		if (n == 0)
			close_fd(&p->in);
		fds[0] = (struct pollfd){ p->out, POLLIN, 0 };
		fds[1] = (struct pollfd){ p->in, POLLOUT, 0 };
		int64_t left = until - clock_mono();
		int rc = left > 0 ? poll(fds, 2, (int)left) : 0;
		if (rc < 0 && errno == EINTR)
			continue;
		if (rc <= 0) {
			errno = rc == 0 ? ETIMEDOUT : errno;
			return -1;
		}
		if (fds[1].revents != 0) {
			got = write(p->in, in, n);
			if (got < 0 && errno != EAGAIN && errno != EINTR)
				n = 0; /* it does not want the rest */
			if (got > 0) {
				in += got;
				n -= (size_t)got;
			}
		}
		if (fds[0].revents == 0)
			continue;
		buf_room(out, 4096);
		got = read(p->out, out->p + out->len, 4096);
		if (got == 0)
			return 0;
		if (got > 0)
			out->p[out->len += (size_t)got] = '\0';
		if (out->len > max) {
			errno = EMSGSIZE;
			return -1;
		}
	}
}

int
proc_capture(const char *const argv[], const void *input, size_t n,
    struct buf *out, size_t max, int64_t ms, struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	struct proc p;
	int rc, status;

	if (proc_start(&p, argv, PROC_IN | PROC_OUT, err) < 0)
		return -1;
	sigaction(SIGPIPE, &ignore, &old);
	rc = talk(&p, input, n, out, out->len + max, clock_mono() + ms);
	sigaction(SIGPIPE, &old, NULL);
	if (rc < 0) {
		err_sys(err, ERR_SYSTEM, "cannot use '%s'", argv[0]);
		proc_kill(&p);
		return -1;
	}
	status = proc_wait(&p);
	if (status != 0)
		return err_set(err, ERR_SYSTEM, "'%s' ended with status %d",
		    argv[0], status);
	return 0;
}

char *
proc_helper(const char *name)
{
	const char *dir = getenv("HA_LIBEXEC");

	return xasprintf(
	    "%s/%s", dir != NULL && *dir ? dir : HA_LIBEXECDIR, name);
}
