/*
 * sense/mask.h - a text without what tells whose it is
 *
 * Before a text leaves this machine, mail addresses, links, telephone, order,
 * tracking, card and account numbers and the writer's name give way to
 * [EMAIL_1], [URL_1], [PHONE_1], [ORDER_1], [PARCEL_1], [NUMBER_1], [NAME_1];
 * the same one to the same.  What the entities do not know is taken by a net
 * that is too wide rather than too narrow: whatever has an @, every number of
 * five digits and more, dates and amounts too.
 *
 * A name that is not the writer's, or another form of it, stays.
 */
#ifndef SENSE_MASK_H
#define SENSE_MASK_H

#include "base/buf.h"
#include "sense/entity.h"

/*
 * Append TEXT (checked UTF-8), masked.  E is what stands in it; NAMES are the
 * writer's, NULL at the end.
 */
void mask_text(const char *text, size_t n, const struct entities *e,
    const char *const *names, struct buf *out);

#endif
