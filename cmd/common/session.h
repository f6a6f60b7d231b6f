/*
 * cmd/common/session.h - what every verb of people begins and ends with
 */
#ifndef COMMON_SESSION_H
#define COMMON_SESSION_H

#include <jansson.h>

#include "common/open.h"
#include "desk/verb.h"
#include "io/table.h"

/* Configuration, database, rules, and who types. */
struct session {
	struct config *config; /* or NULL */
	struct db *db;
	struct desk *desk;
	struct actor actor;
	struct deed deed;
	struct arena arena;  /* as long as the session */
	struct blobs *blobs; /* of common/attach.h, until they are named */
};

/* AS is --as or NULL.  Ends the program when something cannot be used. */
void session_begin(struct session *, const char *as);
/* The same with flags of the database: DB_READ. */
void session_look(struct session *, const char *as, unsigned db_flags);
/* Closes and returns STATUS, or the graver one of ERR, which is told. */
int session_end(struct session *, int status, const struct err *);

/*
 * MESSAGE, or what is in PATH ("-" is stdin), without blanks at its end; NULL
 * when neither is given.  ERR_USAGE when it is empty, and when stdin would
 * have to hold both the text and what the verb applies to: REFS are the
 * references as arguments, NULL for a verb that takes none from stdin.
 */
const char *given_text(char *const *refs, const char *message, const char *path,
    struct arena *, struct err *);

/*
 * What a verb says of one that it was about: DONE ("answered", marked for
 * translation), or that nothing changed; under -n what it would be.
 */
const char *result_word(int changed, const char *done, struct arena *);
/* The same as a line of JSON: REF is a reference or a number. */
json_t *result_json(json_t *ref, int changed, const char *done);

/* People look: a terminal, and not -j. */
int for_people(void);
/* "09:40", "Wed 09:40", "2026-11-20 09:40" there, FROM now; NULL is UTC. */
const char *when_in(const char *tz, int64_t, int64_t from, struct arena *);
/* The same in the desk's zone. */
const char *when(const struct session *, int64_t, struct arena *);
/* "de" of a value that may be absent. */
const char *or_dash(const char *);

#endif
