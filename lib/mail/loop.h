/*
 * mail/loop.h - our mark on our own mail
 *
 *	X-HA-Loop: 1 MESSAGE-ID HMAC
 *
 * Mail that carries any such mark gets no automatic answer: a desk like this
 * one sent it.  One made with our key is our own mail come back, and gets none
 * at all.
 */
#ifndef MAIL_LOOP_H
#define MAIL_LOOP_H

#include <stddef.h>

#include "base/buf.h"

#define LOOP_HEADER "X-HA-Loop"
#define LOOP_KEY "loop_key" /* where a desk keeps its key: db_meta */

/* The header's value for a mail of ours. */
void loop_mark(
    const void *key, size_t keylen, const char *message_id, struct buf *);

/* Was MARK made with KEY? */
int loop_ours(const void *key, size_t keylen, const char *mark);

#endif
