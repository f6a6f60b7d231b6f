/*
 * base/confine.c - give up what is not needed any more
 *
 * The list of calls is the one under which GMime, libxml2, ICU, CLD2 and
 * PCRE2 with its JIT were seen to work; nothing in it reaches another process
 * or, without a promise, the network.
 */
#define _GNU_SOURCE /* CLONE_THREAD */
#include <string.h>

#include "base/confine.h"
#include "base/err.h"
#include "base/log.h"

enum {
	CAN_STDIO = 1,
	CAN_RPATH = 2,
	CAN_WPATH = 4,
	CAN_MOVE = 8,
	CAN_PEER = 16,
	CAN_INET = 32
};

static const struct {
	const char *name;
	unsigned bit;
} promises[] = { { "stdio", CAN_STDIO }, { "rpath", CAN_RPATH },
	{ "wpath", CAN_WPATH | CAN_RPATH },
	{ "move", CAN_MOVE | CAN_WPATH | CAN_RPATH }, { "peer", CAN_PEER },
	{ "inet", CAN_INET } };

static unsigned
parse(const char *s)
{
	struct err err = ERR_INIT;
	unsigned can = 0;
	size_t i, n;

	for (; *s != '\0'; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		for (i = 0; i < sizeof promises / sizeof promises[0]; i++)
			if (strlen(promises[i].name) == n &&
			    memcmp(promises[i].name, s, n) == 0)
				break;
		if (i == sizeof promises / sizeof promises[0]) {
			err_set(&err, ERR_BUG, "no promise '%s'", s);
			die(&err);
		}
		can |= promises[i].bit;
	}
	return can;
}

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#endif

#if !defined(__linux__) || defined(SANITIZED)

void
confine(const char *promised)
{
	(void)parse(promised);
}

void
confine_memory(unsigned mib)
{
	(void)mib;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <seccomp.h>

#define READ_ACCESS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_ACCESS                                                           \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |       \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
	    LANDLOCK_ACCESS_FS_MAKE_REG)
/* Every right of the first Landlock; what no rule gives is gone. */
#define ALL_ACCESS ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
/* Into another folder: of the second; nobody may whose kernel has the first. */
#ifdef LANDLOCK_ACCESS_FS_REFER
#define MOVE_ACCESS LANDLOCK_ACCESS_FS_REFER
#else
#define MOVE_ACCESS ((uint64_t)0)
#endif

static void
allow_below(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access };

	rule.parent_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return; /* then nothing is allowed there */
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
	    &rule, 0);
	close(rule.parent_fd);
}

static void
landlock(unsigned can)
{
	uint64_t move = can & CAN_MOVE ? MOVE_ACCESS : 0;
	struct landlock_ruleset_attr attr = { .handled_access_fs =
						  ALL_ACCESS | move };
	int fd = -1;

	if (move != 0 || !(can & CAN_MOVE))
		fd = (int)syscall(
		    SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (fd < 0)
		return; /* an older kernel: the list of calls stands alone */
	allow_below(fd, "/usr", READ_ACCESS);
	if (can & CAN_INET) { /* name servers, hosts, certificates */
		allow_below(fd, "/etc", READ_ACCESS);
		allow_below(fd, "/run/systemd/resolve", READ_ACCESS);
	}
	if (can & CAN_RPATH)
		allow_below(fd, "/", READ_ACCESS);
	if (can & CAN_WPATH)
		allow_below(fd, "/", READ_ACCESS | WRITE_ACCESS | move);
	syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
}

static const int calls[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv),
	SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(pread64),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap),
	SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(poll),
	SCMP_SYS(ppoll), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(fcntl), SCMP_SYS(sysinfo),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list), SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	/* a signal wakes the loop through a pipe */
	SCMP_SYS(pipe), SCMP_SYS(pipe2),
	/* waiting for a lock; telling how much room is left */
	SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(statfs),
	SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(getuid),
	SCMP_SYS(geteuid) };

static const int writing[] = { SCMP_SYS(fsync), SCMP_SYS(fdatasync),
	SCMP_SYS(ftruncate), SCMP_SYS(rename), SCMP_SYS(renameat),
	SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(pwrite64), SCMP_SYS(flock),
	SCMP_SYS(rmdir), SCMP_SYS(umask), SCMP_SYS(fchmod) };

static const int moving[] = { SCMP_SYS(link), SCMP_SYS(linkat) };

static int
allow(scmp_filter_ctx ctx, const int *list, size_t n)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, list[i], 0);
	return rc;
}

/* isatty and nothing else; open to read and nothing else */
static const struct scmp_arg_cmp terminal = {
	.arg = 1, .op = SCMP_CMP_EQ, .datum_a = TCGETS
};
static const struct scmp_arg_cmp reading = { .arg = 2,
	.op = SCMP_CMP_MASKED_EQ,
	.datum_a = O_ACCMODE | O_CREAT | O_TRUNC,
	.datum_b = O_RDONLY };

/* over a socket that is connected, to nobody else */
static const struct scmp_arg_cmp to_peer = {
	.arg = 4, .op = SCMP_CMP_EQ, .datum_a = 0
};

static int
allow_peer(scmp_filter_ctx ctx)
{
	if (seccomp_rule_add_array(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, &to_peer) < 0)
		return -1;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(recvfrom), 0);
}

/* What libcurl, its resolver's thread and OpenSSL ask for. */
static const int talking[] = { SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg), SCMP_SYS(setsockopt),
	SCMP_SYS(getsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(socketpair), SCMP_SYS(eventfd2), SCMP_SYS(uname),
	SCMP_SYS(getgid), SCMP_SYS(getegid) };

/* The resolver asks how long an answer is. */
static const struct scmp_arg_cmp waiting = {
	.arg = 1, .op = SCMP_CMP_EQ, .datum_a = FIONREAD
};

/* Threads, no processes: of clone3 nobody can see what it asks for. */
static int
allow_inet(scmp_filter_ctx ctx)
{
	static const int families[] = { AF_INET, AF_INET6, AF_NETLINK };
	const struct scmp_arg_cmp thread = { .arg = 0,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = CLONE_THREAD,
		.datum_b = CLONE_THREAD };
	struct scmp_arg_cmp family = { .arg = 0, .op = SCMP_CMP_EQ };
	size_t i;

	for (i = 0; i < sizeof families / sizeof families[0]; i++) {
		family.datum_a = (scmp_datum_t)families[i];
		if (seccomp_rule_add_array(
			ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, &family) < 0)
			return -1;
	}
	if (allow(ctx, talking, sizeof talking / sizeof talking[0]) < 0 ||
	    seccomp_rule_add_array(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, &waiting) < 0 ||
	    seccomp_rule_add_array(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, &thread) < 0)
		return -1;
	return seccomp_rule_add(
	    ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* A signal (abort) and limits: its own, no other process's. */
static int
allow_self(scmp_filter_ctx ctx)
{
	const struct scmp_arg_cmp me = {
		.arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)getpid()
	};
	const struct scmp_arg_cmp caller = {
		.arg = 0, .op = SCMP_CMP_EQ, .datum_a = 0
	};

	if (seccomp_rule_add_array(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &me) < 0)
		return -1;
	return seccomp_rule_add_array(
	    ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, &caller);
}

static int
seccomp(unsigned can)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = -1;

	if (ctx == NULL)
		return -1;
	if (allow(ctx, calls, sizeof calls / sizeof calls[0]) < 0 ||
	    allow_self(ctx) < 0)
		goto out;
	if (seccomp_rule_add_array(
		ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, &terminal) < 0)
		goto out;
	if (can & CAN_WPATH) {
		if (allow(ctx, writing, sizeof writing / sizeof writing[0]) <
			0 ||
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0) <
			0)
			goto out;
	} else if (seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat),
		       1, &reading) < 0) {
		goto out;
	}
	if ((can & CAN_MOVE) &&
	    allow(ctx, moving, sizeof moving / sizeof moving[0]) < 0)
		goto out;
	if ((can & CAN_PEER) && allow_peer(ctx) < 0)
		goto out;
	if ((can & CAN_INET) && allow_inet(ctx) < 0)
		goto out;
	rc = seccomp_load(ctx);
out:
	seccomp_release(ctx);
	return rc;
}

void
confine(const char *promised)
{
	unsigned can = parse(promised);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return; /* a system that emulates Linux without these calls */
	landlock(can);
	if (seccomp(can) < 0)
		debug("the kernel has no seccomp: going on without it");
}

void
confine_memory(unsigned mib)
{
	struct rlimit lim = { (rlim_t)mib << 20, (rlim_t)mib << 20 };

	setrlimit(RLIMIT_AS, &lim);
}

#endif
