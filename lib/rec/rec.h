/*
 * rec/rec.h - one record: a line of JSON and what a stage adds to it
 *
 * A record is read where it lies: members are slices of the line, and what a
 * stage adds is spliced before the last brace, or in place of the stage's own
 * key when the line has it already.  Every byte that no stage changed leaves
 * as it came: unknown keys, their order, long numbers.
 *
 * The line is borrowed until the next rec_parse; what rec_str returns lives
 * as long, in the record's arena.
 */
#ifndef REC_REC_H
#define REC_REC_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "rec/val.h"

enum kind {
	KIND_OTHER, /* a kind we do not know: passed through */
	KIND_MESSAGE,
	KIND_ORDER,
	KIND_SHIPMENT,
	KIND_RETURN,
	KIND_REVIEW,
	KIND_ALERT,
	KIND_TASK,
	KIND_ACTION,
	KIND_EVENT
};

struct rec;

struct rec *rec_new(void);
void rec_free(struct rec *);

/*
 * Check the line (no '\n' at its end).  Bad syntax, a "v" above 1, a "kind"
 * or "id" of a wrong type, or an id that differs from its parts is ERR_DATA.
 */
int rec_parse(struct rec *, const char *line, size_t n, struct err *);

enum kind rec_kind(const struct rec *);
const char *kind_name(enum kind);    /* "message" */
enum kind kind_of(const char *name); /* KIND_OTHER when unknown */

struct arena *rec_arena(struct rec *); /* reset by rec_parse */

/* A value by path, as it came or as a stage has set it since. */
struct val rec_get(const struct rec *, const char *path);
const char *rec_str(struct rec *, const char *path); /* or NULL */
int64_t rec_time(struct rec *, const char *path);    /* CLOCK_NONE */
int rec_int(const struct rec *, const char *path, int64_t *);

/*
 * Add or replace a top-level member.  The value is stolen, also on failure.
 * rec_set_text takes JSON text already made (checked by the caller).
 */
int rec_set(struct rec *, const char *key, json_t *value, struct err *);
void rec_set_text(struct rec *, const char *key, const char *json, size_t n);
/* Take a member away, so that nobody's claim passes as ours. */
void rec_unset(struct rec *, const char *key);

/* Append the line as it now is, with '\n'. */
void rec_write(const struct rec *, struct buf *);

/* "channel/account/external_id", each part percent-encoded, into B. */
void rec_id(struct buf *b, const char *channel, const char *account,
    const char *external_id);

#endif
