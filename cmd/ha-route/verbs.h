/*
 * cmd/ha-route/verbs.h - what its verbs share
 */
#ifndef ROUTE_VERBS_H
#define ROUTE_VERBS_H

#include "base/opt.h"

extern const struct program program;
extern const char *rules_file; /* --rules, or NULL */

int run_lint(char **), run_replay(char **);

#endif
