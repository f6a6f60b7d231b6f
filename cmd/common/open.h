/*
 * cmd/common/open.h - how programs begin
 *
 * Configuration, database and the person who types: read once, with every
 * error told, or the program ends with the status that fits.
 */
#ifndef COMMON_OPEN_H
#define COMMON_OPEN_H

#include "conf/config.h"
#include "store/db.h"

/* The configuration, or the end (78).  Sets the language of messages. */
struct config *open_config(void);
/* The same, NULL when there is none at all. */
struct config *open_config_if_any(void);

/* --db, HA_DB or the configuration's; the end when it cannot be used. */
struct db *open_db(const struct config *, unsigned flags);
const char *open_db_uri(const struct config *);
/*
 * What a stage with an open database needs from now on (base/confine.h): one
 * that is a file has others beside it.
 */
const char *open_promises(const struct config *);

/* The files folder: the configuration's, else "files" beside the database. */
const char *open_files(const struct config *);

/*
 * Who types: --as NAME (needs the right act_as), else the login mapped in
 * team:, else the login itself.  ROLE is "owner" when no team is written or
 * when ha.yaml is theirs; "helper" for another login that the team does not
 * know.
 */
struct actor {
	const char *name, *role;
	const char *by;			  /* the login behind --as, or NULL */
	const struct conf_member *member; /* or NULL */
};
struct actor open_actor(const struct config *, const char *as);
/* ERR_DENIED without this right (conf/config.h). */
int actor_may(const struct config *, const struct actor *, const char *right,
    struct err *);

#endif
