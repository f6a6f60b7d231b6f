/*
 * base/opt.h - one table of options
 *
 * The table is the only place where an option exists.  From it come parsing,
 * --help (stdout, status 0), the usage line (stderr, status 64) and --describe
 * (tab-separated, for completions and the manual test):
 *
 *	opt	-c	--config	FILE	configuration file
 *	verb	list	[QUERY]	what ends first
 *
 * Options may stand before or after the verb and the operands; "--" ends
 * them; "-" is an operand (stdin).  Letters mean the same in every program.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stddef.h>
#include <stdint.h>

enum opt_type {
	OPT_LAST, /* ends the table */
	OPT_FLAG, /* int *, set to 1 */
	OPT_STR,  /* const char ** */
	OPT_INT,  /* long *, 0 or more */
	OPT_PROB, /* double *, 0 to 1 */
	OPT_TIME, /* int64_t *, ms UTC (CLOCK_NONE when not given) */
	OPT_LIST, /* struct opt_list *, may be given again */
	OPT_HELP,
	OPT_VERSION,
	OPT_DESCRIBE,
	OPT_NOW
};

struct opt {
	int letter; /* or 0 */
	const char *name;
	enum opt_type type;
	void *value;
	const char *arg; /* "FILE", NULL for a flag */
	const char *help;
};

struct opt_list {
	const char **v;
	size_t n, cap;
};

struct verb {
	const char *name;
	int (*run)(char **args); /* the exit status */
	const char *args;	 /* "[QUERY]" */
	const char *help;
};

struct program {
	const char *name;    /* "ha-route" */
	const char *args;    /* "[FILE ...]" */
	const char *summary; /* one line, as in the manual */
	const struct opt *opts;
	const struct verb *verbs; /* or NULL */
};

/* What every program takes. */
struct common {
	const char *config, *db, *lang, *rejects;
	int json, dry_run, yes, quiet, verbose, explain, strict;
	long jobs;
};
extern struct common common;

#define OPT_COMMON                                                             \
	{ 'c', "config", OPT_STR, &common.config, "FILE", "configuration" },   \
	    { 0, "db", OPT_STR, &common.db, "URI", "ticket database" },        \
	    { 'j', "json", OPT_FLAG, &common.json, NULL, "print JSON Lines" }, \
	    { 'n', "dry-run", OPT_FLAG, &common.dry_run, NULL,                 \
		    "show what would happen, change nothing" },                \
	    { 'y', "yes", OPT_FLAG, &common.yes, NULL, "do not ask" },         \
	    { 'q', "quiet", OPT_FLAG, &common.quiet, NULL,                     \
		    "only errors on stderr" },                                 \
	    { 'v', "verbose", OPT_FLAG, &common.verbose, NULL,                 \
		    "say more on stderr" },                                    \
	    { 0, "rejects", OPT_STR, &common.rejects, "FILE",                  \
		    "append bad lines to FILE" },                              \
	    { 0, "strict", OPT_FLAG, &common.strict, NULL,                     \
		    "stop at the first bad line" },                            \
	    { 0, "explain", OPT_FLAG, &common.explain, NULL,                   \
		    "give reasons for people" },                               \
	    { 0, "jobs", OPT_INT, &common.jobs, "N", "cores or connections" }, \
	    { 0, "lang", OPT_STR, &common.lang, "TAG",                         \
		    "language of the output" },                                \
	    { 0, "now", OPT_NOW, NULL, "TIME", "pretend it is TIME" },         \
	    { 'h', "help", OPT_HELP, NULL, NULL, "this help" },                \
	    { 'V', "version", OPT_VERSION, NULL, NULL, "the version" },        \
	{                                                                      \
		0, "describe", OPT_DESCRIBE, NULL, NULL,                       \
		    "options and verbs, tab-separated"                         \
	}

#define OPT_END                                                                \
	{                                                                      \
		0, NULL, OPT_LAST, NULL, NULL, NULL                            \
	}

/*
 * Parse, set log and clock, and return the operands, NULL at the end; they
 * point into ARGV.  Ends the program for --help and for wrong usage.
 */
char **opt_parse(int argc, char *argv[], const struct program *);

/*
 * The verb that the first operand names; *ARGS moves behind it.  NULL, *ARGS
 * unmoved, when it is none.
 */
const struct verb *opt_verb(const struct program *, char ***args);
/*
 * The same where nothing but a verb may stand: a word that is none is wrong
 * usage, and so is no word at all, unless ASK is NULL (then NULL).
 */
const struct verb *opt_only_verb(
    const struct program *, char ***args, const char *ask);

/* Print "usage: ..." with what is wrong and end with 64. */
void opt_usage(const struct program *, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* The closest of N names to WORD, or NULL when none is near. */
const char *opt_nearest(const char *word, const char *const *names, size_t n);

#endif
