/*
 * cmd/ha/ha.h - the verbs of the front door
 *
 * Each verb has its own table of options; main.c parses with it and calls
 * the function with the operands.  What is returned is the exit status.
 */
#ifndef HA_HA_H
#define HA_HA_H

#include "base/opt.h"

extern const struct opt plain_opts[]; /* the common ones alone */
extern const struct opt status_opts[], init_opts[], sync_opts[], demo_opts[];

int status_main(char **args);
int init_main(char **args);
int doctor_main(char **args);
int sync_main(char **args);
int show_main(char **args);
int trust_main(char **args);
int demo_main(char **args);
int help_main(char **args);

/* ha's own verbs, for ha help; ends with a NULL name. */
extern const struct verb ha_verbs[];

#endif
