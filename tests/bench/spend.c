/*
 * tests/bench/spend.c - what a command spends
 *
 * spend COMMAND: runs it by the shell, its output thrown away, and prints its
 * status, CPU and wall seconds and the KiB of its largest process.  A program
 * of its own because the peak of a process counts from its fork on: started
 * from Python, `true` has 17 MiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
run(const char *command)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

int
main(int argc, char *argv[])
{
	struct rusage used;
	double begun = now();
	int status;
	pid_t child;

	if (argc != 2)
		return 64;
	if ((child = fork()) == 0)
		run(argv[1]);
	if (child < 0 || wait4(child, &status, 0, &used) < 0)
		return 71;
	printf("%d %.6f %.6f %ld\n",
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	    seconds(used.ru_utime) + seconds(used.ru_stime), now() - begun,
	    used.ru_maxrss);
	return 0;
}
