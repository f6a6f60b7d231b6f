/*
 * desk/identity.h - who wrote this record, as far as it can be trusted
 *
 * Only what a channel vouches for, or what answers reach, makes a person: the
 * platform's buyer id, an address, a phone number, and the order number where
 * the platform gave it.  What somebody merely writes (a name, an order number
 * in a mail) never joins two people.
 *
 *	platform	scope: the channel		id as it came
 *	relay		scope: the marketplace		x@marketplace.amazon.de
 *	email		scope: ""			lower case, aliases off
 *	phone		scope: ""			+4930123456
 *	order		scope: channel/account		the platform's number
 */
#ifndef DESK_IDENTITY_H
#define DESK_IDENTITY_H

#include "rec/rec.h"
#include "store/customer.h"

enum { IDENTITIES = 4 };

/*
 * The identities of the sender (message), buyer (order) or party (return,
 * review), the strongest first.  Returns how many; strings live in the
 * record's arena.
 */
size_t identity_of(struct rec *, struct identity out[IDENTITIES]);

/* The identity behind an address; NULL in VALUE when it is none. */
struct identity identity_email(const char *address, struct arena *);
/* "+4930123456" of a number as written in COUNTRY (or NULL); or NULL. */
const char *identity_phone(
    const char *written, const char *country, struct arena *);

#endif
