/*
 * cmd/common/run.h - programs of the suite that start each other
 *
 * They keep the environment and the terminal, unlike what base/proc.h starts:
 * `ha fetch` is `ha-fetch`, and a pipe of ours is the one a user would type.
 */
#ifndef COMMON_RUN_H
#define COMMON_RUN_H

#include "base/err.h"

/*
 * The file of a program of ours: beside this program, else in PATH.  NULL
 * when there is none; the caller's.
 */
char *run_find(const char *name);

/* Become argv[0], a name as for run_find; returns only when it cannot. */
int run_exec(char **argv, struct err *);

/* A command line in the making; v ends with NULL once there is a word. */
struct run_words {
	char **v;
	size_t n, cap;
};
void run_word(struct run_words *, const char *);
/* Two words, when VALUE is not NULL; one, when ON. */
void run_option(struct run_words *, const char *name, const char *value);
void run_flag(struct run_words *, const char *name, int on);
/* The common options that we were given: -c --db --now --lang -n -q -v. */
void run_common(struct run_words *);
void run_words_free(struct run_words *);

/* The names "fetch", "classify", … that `ha NAME` knows; the caller's. */
struct run_names {
	char **v;
	size_t n, cap;
};
void run_list(struct run_names *); /* sorted */
void run_list_free(struct run_names *);

/*
 * Run N programs as a pipe: the first reads nothing, the last writes to OUT
 * (-1: nowhere).  SIGINT and SIGTERM are handed on.  The gravest status; a
 * program killed by SIGPIPE counts only when nothing behind it failed.
 */
int run_pipe(const struct run_words *, size_t n, int out, struct err *);

/* One program, what it prints appended to B. */
struct buf;
int run_capture(const struct run_words *, struct buf *b, struct err *);

/* One program, its stdin and stdout ours. */
int run_one(const struct run_words *, struct err *);

#endif
