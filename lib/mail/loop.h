/*
 * mail/loop.h - our mark on our own mail
 *
 *	X-HA-Loop: 1 MESSAGE-ID HMAC
 *
 * Mail that carries any such mark gets no automatic answer; one with our key
 * in it is our own mail come back.
 */
#ifndef MAIL_LOOP_H
#define MAIL_LOOP_H

#include <stddef.h>

#include "base/buf.h"

#define LOOP_HEADER "X-HA-Loop"

/* The header's value for a mail of ours. */
void loop_mark(
    const void *key, size_t keylen, const char *message_id, struct buf *);

/*
 * MARK was made with KEY: its message id is appended to ID.  0 or -1.
 */
int loop_ours(const void *key, size_t keylen, const char *mark, struct buf *id);

#endif
