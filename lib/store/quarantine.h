/*
 * store/quarantine.h - what nobody could read may still name a person
 */
#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include "rec/val.h"
#include "store/db.h"

struct quarantined {
	int64_t id, at;
	const char *source, *reason, *detail; /* detail or NULL */
	struct val data;		      /* its first 64 KiB, any bytes */
};

/*
 * EACH gets what has one of the customer's identities in it, in whatever
 * case; shorter ones than five bytes prove nothing and are not looked for.
 * CUSTOMER is a root.
 */
int quarantine_naming(struct db *, int64_t customer, struct arena *,
    int (*each)(const struct quarantined *, void *), void *, struct err *);

#endif
