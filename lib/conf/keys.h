/*
 * conf/keys.h - YAML into typed structs, by tables
 *
 * A module states its settings as a table of struct conf_key; conf_fill walks
 * the map, fills the caller's struct and collects every error, unknown keys
 * with a suggestion.  `ha doctor` and ha.yaml(5) print the same tables.
 *
 * Only plain scalars may become numbers, booleans and durations: country: NO
 * stays NO.  Strings point into the tree, which must outlive the struct.
 */
#ifndef CONF_KEYS_H
#define CONF_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "conf/node.h"

enum conf_type {
	CONF_STR,      /* const char * */
	CONF_INT,      /* long, not below 0 */
	CONF_BOOL,     /* int; yes no true false */
	CONF_PROB,     /* double, 0 to 1 */
	CONF_DURATION, /* int64_t ms */
	CONF_LIST,     /* struct conf_list of strings; one scalar is a list */
	CONF_CHOICE,   /* int, index into the words of RANGE ("a|b|c") */
	CONF_NODE      /* const struct node *, read by somebody else */
};

struct conf_list {
	const char **v; /* NULL-terminated; freed by conf_release */
	size_t n;
};

struct conf_key {
	const char *name;
	enum conf_type type;
	size_t offset;
	const char *dflt;  /* NULL: none; "!" : must be given */
	const char *range; /* CONF_CHOICE: the words */
	const char *help;
};

#define CONF_KEYS_END                                                          \
	{                                                                      \
		NULL, CONF_STR, 0, NULL, NULL, NULL                            \
	}

/* Errors of several files, in the order met. */
struct conf_errs {
	struct err *v;
	size_t n, cap;
};

void conf_errs_free(struct conf_errs *);
void conf_errs_add(struct conf_errs *, const struct err *);
/* The same words as node_err, but goes on. */
void conf_fault(struct conf_errs *, const struct node *, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Fill OUT from MAP by KEYS: defaults first.  Errors go to ERRS, the count of
 * this call's is returned.
 */
size_t conf_fill(const struct node *map, const struct conf_key *keys, void *out,
    struct conf_errs *errs);

/* A file of a form that we do not know yet is not half understood. */
void conf_version(const struct node *root, long version, struct conf_errs *);

/*
 * The tree of what is shipped under NAME, "carriers.yaml"; NULL and one more
 * error.
 */
struct node *conf_share(const char *name, struct conf_errs *);

/* Free what conf_fill allocated in OUT (the lists). */
void conf_release(const struct conf_key *keys, void *out);

#endif
