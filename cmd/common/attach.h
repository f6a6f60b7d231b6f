/*
 * cmd/common/attach.h - files that go with an answer or a result
 */
#ifndef COMMON_ATTACH_H
#define COMMON_ATTACH_H

#include "answer/outbox.h"
#include "base/opt.h"
#include "common/session.h"

/*
 * Keep the files under their digests; they go along in the order given.  Once
 * a session, before its transaction.
 */
int attach_files(struct session *, const struct opt_list *paths,
    struct outbox_file **, struct err *);

#endif
