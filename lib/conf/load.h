/*
 * conf/load.h - a configuration while it is being read; for conf/ only
 */
#ifndef CONF_LOAD_H
#define CONF_LOAD_H

#include "base/arena.h"
#include "conf/config.h"
#include "conf/source.h"

/* The caller sees the first member. */
struct loaded {
	struct config config;
	struct sources sources;
	struct arena arena;
	long version;
	const struct node *include, *accounts, *shops, *team;
};

/* Fill L from the merged tree by the tables and judge every value. */
void config_check(struct loaded *, const struct node *root, struct conf_errs *);

#endif
