/*
 * cmd/ha/init.h - what ha init was told, and what it writes
 */
#ifndef HA_INIT_H
#define HA_INIT_H

#include "base/buf.h"
#include "base/err.h"

struct answers {
	struct buf shop; /* "Knit & Gadgets" */
	struct buf tz, language;
	struct buf person;	/* "Mei" */
	struct buf address;	/* empty: no mailbox */
	struct buf store;	/* a csv map, or "none" */
	struct buf password;	/* of the mailbox; empty: later */
	const char *maildir;	/* where its mail lies */
	const char *host, *tls; /* of its submission; NULL: not known */
	const char *login;	/* of the person here */
};

/* Make everything in DIR; nothing is written over. */
int init_write(const char *dir, const struct answers *, struct err *);

#endif
