/*
 * cmd/ha-account/adding.h - an account that is being added
 */
#ifndef HA_ACCOUNT_ADDING_H
#define HA_ACCOUNT_ADDING_H

#include "base/buf.h"
#include "conf/config.h"

/* A KEY=VALUE of the command line. */
struct given {
	const char *key, *value;
	int used;
};

/* A typed secret, kept in a file of its own once all is well. */
struct secret {
	char *path, *value;
};

struct adding {
	struct config *config;
	const char *id;
	struct given *given;
	size_t ngiven;
	struct secret *secrets;
	size_t nsecrets;
	struct buf text; /* the section so far */
	struct err *err;
};

/* Ask for what is not given; the section is in text, typed secrets apart. */
int adding_compose(struct adding *);

#endif
