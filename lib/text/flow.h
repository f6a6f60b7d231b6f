/*
 * text/flow.h - format=flowed (RFC 3676) joined to paragraphs
 */
#ifndef TEXT_FLOW_H
#define TEXT_FLOW_H

#include <stddef.h>

#include "base/buf.h"

/* DELSP: the blank that marks a soft line break is not part of the text. */
void flow_join(const char *, size_t n, int delsp, struct buf *);

#endif
