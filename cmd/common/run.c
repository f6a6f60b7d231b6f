/* cmd/common/run.c - programs of the suite that start each other */
#define _GNU_SOURCE /* pipe2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/run.h"

extern char **environ;

/* The folder that this program was started from, or NULL. */
static char *
own_folder(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	return file_dir(path);
}

/* Call EACH with every folder to look in, nearest first, until it is not 0. */
static void
folders(int (*each)(const char *dir, void *arg), void *arg)
{
	char *own = own_folder(), *path, *dir, *rest;
	int stop = own != NULL && each(own, arg);

	rest = path = xstrdup(getenv("PATH") != NULL ? getenv("PATH") : "");
	while (!stop && (dir = strsep(&rest, ":")) != NULL)
		if (*dir == '/')
			stop = each(dir, arg);
	free(path);
	free(own);
}

struct wanted {
	const char *name;
	char *found;
};

static int
look(const char *dir, void *arg)
{
	struct wanted *w = arg;
	char *path = file_join(dir, w->name);

	if (access(path, X_OK) == 0)
		w->found = path;
	else
		free(path);
	return w->found != NULL;
}

char *
run_find(const char *name)
{
	struct wanted w = { name, NULL };

	folders(look, &w);
	return w.found;
}

static int
missing(const char *name, struct err *err)
{
	return err_set(err, ERR_NOINPUT,
	    "there is no program '%s' beside this "
	    "one or in PATH",
	    name);
}

int
run_exec(char **argv, struct err *err)
{
	char *path = run_find(argv[0]);

	if (path == NULL)
		return missing(argv[0], err);
	execv(path, argv);
	err_sys(err, ERR_SYSTEM, "cannot start '%s'", path);
	free(path);
	return -1;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Helpers live elsewhere when installed, beside us in a build. */
static int
is_helper(const char *name)
{
	return strcmp(name, "mime") == 0 || strcmp(name, "engine") == 0;
}

static int
list_folder(const char *dir, void *arg)
{
	struct run_names *names = arg;
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, "ha-", 3) != 0 ||
		    strchr(e->d_name, '.') != NULL || is_helper(e->d_name + 3))
			continue;
		xgrow(&names->v, &names->cap, names->n + 1, sizeof *names->v);
		names->v[names->n++] = xstrdup(e->d_name + 3);
	}
	if (d != NULL)
		closedir(d);
	return 0;
}

void
run_list(struct run_names *names)
{
	size_t i, kept = 0;

	*names = (struct run_names){ NULL, 0, 0 };
	folders(list_folder, names);
	qsort(names->v, names->n, sizeof *names->v, by_name);
	for (i = 0; i < names->n; i++)
		if (kept > 0 && strcmp(names->v[kept - 1], names->v[i]) == 0)
			free(names->v[i]);
		else
			names->v[kept++] = names->v[i];
	names->n = kept;
}

void
run_list_free(struct run_names *names)
{
	while (names->n > 0)
		free(names->v[--names->n]);
	free(names->v);
	*names = (struct run_names){ NULL, 0, 0 };
}

void
run_word(struct run_words *w, const char *s)
{
	xgrow(&w->v, &w->cap, w->n + 2, sizeof *w->v);
	w->v[w->n++] = xstrdup(s);
	w->v[w->n] = NULL;
}

void
run_option(struct run_words *w, const char *name, const char *value)
{
	if (value == NULL)
		return;
	run_word(w, name);
	run_word(w, value);
}

void
run_flag(struct run_words *w, const char *name, int on)
{
	if (on)
		run_word(w, name);
}

/* --now goes on by its option; HA_NOW reaches children by itself. */
static const char *
pretended(char text[CLOCK_TEXT])
{
	const char *env = getenv("HA_NOW");

	if (!clock_pretended() || (env != NULL && *env != '\0'))
		return NULL;
	return clock_print(clock_now(), text);
}

void
run_common(struct run_words *w)
{
	char text[CLOCK_TEXT];

	run_option(w, "-c", common.config);
	run_option(w, "--db", common.db);
	run_option(w, "--now", pretended(text));
	run_option(w, "--lang", common.lang);
	run_flag(w, "-n", common.dry_run);
	run_flag(w, "-q", common.quiet);
	run_flag(w, "-v", common.verbose);
}

void
run_words_free(struct run_words *w)
{
	while (w->n > 0)
		free(w->v[--w->n]);
	free(w->v);
	*w = (struct run_words){ NULL, 0, 0 };
}

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	caught = sig;
}

static int
spawn(char **argv, int in, int out, pid_t *pid, struct err *err)
{
	posix_spawn_file_actions_t acts;
	char *path = run_find(argv[0]);
	int rc;

	if (path == NULL)
		return missing(argv[0], err);
	posix_spawn_file_actions_init(&acts);
	if (in < 0)
		posix_spawn_file_actions_addopen(
		    &acts, 0, "/dev/null", O_RDONLY, 0);
	else if (in > 0)
		posix_spawn_file_actions_adddup2(&acts, in, 0);
	if (out < 0)
		posix_spawn_file_actions_addopen(
		    &acts, 1, "/dev/null", O_WRONLY, 0);
	else if (out != 1)
		posix_spawn_file_actions_adddup2(&acts, out, 1);
	rc = posix_spawn(pid, path, &acts, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&acts);
	if (rc != 0) {
		errno = rc;
		rc = err_sys(err, ERR_SYSTEM, "cannot start '%s'", path);
	}
	free(path);
	return rc;
}

/* A signal that came to us alone goes on to all of them. */
static int
wait_for(pid_t pid, const pid_t *all, size_t n)
{
	int status;
	size_t i;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return ERR_SYSTEM;
		for (i = 0; caught && i < n; i++)
			if (all[i] > 0)
				kill(all[i], caught);
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + WTERMSIG(status);
}

/* Death by a signal is our bug, but for a reader that went away first. */
static int
wait_all(pid_t *pids, size_t n)
{
	int status = 0, one;
	size_t i;

	for (i = n; i-- > 0;) {
		one = wait_for(pids[i], pids, n);
		pids[i] = 0;
		if (one == 128 + SIGPIPE && status != 0)
			continue;
		status = err_graver(status, one > 128 ? ERR_BUG : one);
	}
	return status;
}

/* The first reads IN, the last writes OUT; *STARTED of them run. */
static int
start_all(const struct run_words *w, size_t n, int in, int out, pid_t *pids,
    size_t *started, struct err *err)
{
	int fds[2], rc = 0;
	size_t i;

	for (i = 0; i < n && rc == 0; i++) {
		fds[0] = -1;
		fds[1] = out;
		if (i + 1 < n && pipe2(fds, O_CLOEXEC) < 0) {
			rc = err_sys(err, ERR_SYSTEM, "pipe");
			break;
		}
		rc = spawn(w[i].v, in, fds[1], &pids[i], err);
		if (rc == 0)
			*started = i + 1;
		if (i > 0)
			close(in);
		if (i + 1 < n)
			close(fds[1]);
		in = fds[0];
	}
	if (in > 0)
		close(in);
	return rc;
}

static int
run(const struct run_words *w, size_t n, int in, int out, struct err *err)
{
	struct sigaction act = { .sa_handler = on_signal }, was_int, was_term;
	pid_t *pids = xcalloc(n, sizeof *pids);
	size_t started = 0;
	int rc, status;

	caught = 0;
	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, &was_int);
	sigaction(SIGTERM, &act, &was_term);
	rc = start_all(w, n, in, out, pids, &started, err);
	status = wait_all(pids, started);
	sigaction(SIGINT, &was_int, NULL);
	sigaction(SIGTERM, &was_term, NULL);
	free(pids);
	return rc < 0 ? rc : status;
}

int
run_pipe(const struct run_words *w, size_t n, int out, struct err *err)
{
	return run(w, n, -1, out, err);
}

int
run_one(const struct run_words *w, struct err *err)
{
	return run(w, 1, 0, 1, err);
}

int
run_capture(const struct run_words *w, struct buf *b, struct err *err)
{
	int fds[2], status;
	size_t started = 0;
	ssize_t n = 0;
	pid_t pid = 0;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_sys(err, ERR_SYSTEM, "pipe");
	status = start_all(w, 1, -1, fds[1], &pid, &started, err);
	close(fds[1]);
	do {
		buf_room(b, 4096);
		n = read(fds[0], b->p + b->len, b->cap - b->len - 1);
		if (n > 0)
			b->len += (size_t)n;
		b->p[b->len] = '\0';
	} while (n > 0 || (n < 0 && errno == EINTR));
	close(fds[0]);
	return status < 0 ? status : wait_all(&pid, started);
}
