/*
 * conf/config.h - ha.yaml and the files it includes
 *
 * Found as --config, $HA_CONFIG, ./ha.yaml (only when `ha init`, `ha demo`
 * or `ha trust` noted its path), $XDG_CONFIG_HOME/ha/ha.yaml,
 * /etc/ha/ha.yaml.  Includes are merged section by section: a name that
 * stands in two files is an error.  Paths are relative to the file's folder;
 * "share:NAME" is a file that we ship.
 *
 * What several programs need is typed here; the sections of one module
 * (calendars, sla, reply, rules) are handed out as nodes, which that module
 * fills from its own table of keys.  Everything lives until config_free.
 */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "conf/keys.h"

struct conf_account {
	const char *id; /* "email/support" */
	const char *channel, *name;
	const char *driver;	 /* "imap"; default: the channel */
	const char *shop;	 /* or NULL */
	const char *lang;	 /* hint for its mail, or NULL */
	const struct node *keys; /* all keys, for the driver */
};

struct conf_shop {
	const char *id, *name, *from, *formality, *signature, *lang;
};

struct conf_member {
	const char *name, *login, *role, *calendar;
	struct conf_list languages, skills, may;
	long capacity;
	const char *address; /* where tasks are mailed to */
	struct conf_list members;
};

struct config {
	const char *path;  /* of ha.yaml */
	const char *dir;   /* its folder */
	const char *db;	   /* path or URI, made absolute */
	const char *files; /* folder, made absolute */
	const char *tz, *language, *currency;
	struct conf_account *accounts;
	size_t naccounts;
	struct conf_shop *shops;
	size_t nshops;
	struct conf_member *team;
	size_t nteam;
	/* NULL when the section is absent */
	const struct node *calendars, *sla, *rules, *reply, *roles, *translate,
	    *follow_up, *notify, *keep, *classify, *receipt, *watch, *customers,
	    *engines;
	/* every file read, for backup; NULL-terminated */
	const char **sources;
};

/*
 * NAMED is --config or NULL.  NULL and every error in ERRS; NULL and no
 * error when there is no configuration at all (programs that can go without
 * then use defaults).
 */
struct config *config_load(const char *named, struct conf_errs *errs);
void config_free(struct config *);

/* SHA-256 of the bytes of every file read, in hexadecimal. */
void config_digest(const struct config *, char out[DIGEST_HEX]);

const struct conf_account *config_account(
    const struct config *, const char *id);
const struct conf_shop *config_shop(const struct config *, const char *id);
/* By login. */
const struct conf_member *config_member(
    const struct config *, const char *login);
const struct conf_member *config_member_named(
    const struct config *, const char *name);
/*
 * One of the team as people write it: "mei", or a team with its sign,
 * "@warehouse".  NULL: there is none; also without a configuration.
 */
const struct conf_member *config_who(const struct config *, const char *who);
/*
 * WHO as it is kept: a person has no sign, also when one was written.
 */
const char *config_plain(const struct config *, const char *who);
/*
 * Who answers customers: somebody who works here, not a team, not somebody who
 * only helps.  An address alone is that of a team elsewhere.
 */
int config_is_agent(const struct conf_member *);

/* DIR/NAME of a path written in the configuration; the caller's. */
char *config_path(const struct config *, const char *written);

/*
 * The value of a setting, appended to B (wipe it after use); ${env:NAME},
 * ${file:PATH} or ${cmd:PROGRAM ARGS} may stand as the whole of it.  A secret
 * written out is an error: SECRET says that this setting is one.  ERR_DENIED
 * when others could read or replace it.
 */
int config_value(const struct config *, const struct node *, int secret,
    struct buf *b, struct err *);

/* Is this a good account name, "channel/name"? */
int config_is_account(const char *id);

/* Does a setting of this name hold a secret ("password", "app_secret")? */
int config_is_secret(const char *key);

/* Note PATH as one that may be used when found (`ha trust`). */
int config_trust(const char *path, struct err *);
/* Has it been noted? */
int config_trusted(const char *path);

/* A ./ha.yaml lies here that config_load (NULL) would not use. */
int config_found_untrusted(void);

/* The tables of ha.yaml itself, for ha.yaml(5) and its test. */
extern const struct conf_key config_keys[], config_account_keys[],
    config_shop_keys[], config_member_keys[];

/*
 * May somebody of this role, M (or NULL) of the team, do it?  An owner may
 * all; a role what its `may:` lists, else what is usual for its name; a
 * member what its own `may:` adds.
 */
int config_may(const struct config *, const struct conf_member *,
    const char *role, const char *right);
/* All rights there are; NULL at the end. */
extern const char *const config_rights[];

#endif
