/*
 * cmd/common/complain.h - all that is wrong with what was configured
 */
#ifndef COMMON_COMPLAIN_H
#define COMMON_COMPLAIN_H

#include "conf/keys.h"

/* Tell every error; the gravest status, 0 when there is none. */
int complain_all(const struct conf_errs *);

#endif
