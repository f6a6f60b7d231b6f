/*
 * desk/dossier.h - everything that we hold of a person, to be handed over
 */
#ifndef DESK_DOSSIER_H
#define DESK_DOSSIER_H

#include "desk/customer.h"

/*
 * One object: who they are, by what we know and compare them, notes, and
 * every order, shipment, return, review, ticket, message, draft, task and
 * event with its words, what they wrote in tickets of others, and what nobody
 * could read that names them.
 * EACH gets the name and digest of every file that belongs to it.  NULL on
 * failure; ERR_NOINPUT when there is no such customer.
 */
struct dossier {
	int64_t now;
	int (*file)(const char *name, const char *sha256, void *);
	/* the bytes of a message as they came */
	int (*raw)(int64_t message, const struct buf *, void *);
	void *arg;
	int64_t items; /* counted */
};
json_t *dossier_read(
    struct desk *, int64_t id, struct dossier *, struct arena *, struct err *);

#endif
