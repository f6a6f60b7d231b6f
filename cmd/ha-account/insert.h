/*
 * cmd/ha-account/insert.h - one more account in the text of ha.yaml
 */
#ifndef HA_ACCOUNT_INSERT_H
#define HA_ACCOUNT_INSERT_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Append to OUT the bytes of TEXT with SECTION ("channel/name:\n" and keys
 * below it, indented by nothing and by two) as the last of accounts:, which
 * is made when there is none.  Every other byte stays.  ERR_CONFIG when
 * accounts: is written in braces.
 */
int insert_account(
    struct buf *out, const char *text, const char *section, struct err *);

#endif
