/*
 * rule/match.h - a query held against a record
 *
 * The paths of rule/query.c say where a field stands.  "intents[].id" is the
 * id of each intent; of several paths any may match, and for times the
 * earliest counts.  What a record does not have matches nothing, so that
 * "not lang:de" is also true of a record without a language.
 */
#ifndef RULE_MATCH_H
#define RULE_MATCH_H

#include "rec/rec.h"
#include "rule/query.h"

/* 1 or 0. */
int query_match(const struct query *, struct rec *, int64_t now);
/* The first term that does not hold, or NULL. */
const struct query_term *query_miss(
    const struct query *, struct rec *, int64_t now);
/* "intent:spam, but it is size_fit": why a term does not hold. */
const char *query_why_not(
    const struct query_term *, struct rec *, struct arena *);

/*
 * Some terms can only be asked of the database (shop, unread): ERR_USAGE
 * names the first.
 */
int query_fits_records(const struct query *, struct err *);

/*
 * Visit each value at PATH, in which a name may end in "[]".  Ends early with
 * what the function returns when it is not 0.
 */
int match_each(const struct rec *, const char *path,
    int (*each)(struct val, void *), void *arg);

#endif
