/*
 * cmd/ha-account/account.h - the verbs of ha-account
 */
#ifndef HA_ACCOUNT_ACCOUNT_H
#define HA_ACCOUNT_ACCOUNT_H

#include "conf/config.h"

extern const char *account_as; /* --as */

int list_main(char **args);
int add_main(char **args);
int check_main(char **args);
int live_main(char **args);
int shadow_main(char **args);
int pause_main(char **args);

/* The account of this name, or the end with a suggestion (64). */
const struct conf_account *account_named(
    const struct config *, const char *name);

#endif
