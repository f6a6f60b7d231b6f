/*
 * desk/find.h - the query language as terms for the store
 *
 * What a person types (rule/query.h) becomes clauses that the store knows
 * (store/find.h): a shop is its accounts, an age is a range of instants, a
 * language is also its kin, words to search for are the tokens of the index.
 */
#ifndef DESK_FIND_H
#define DESK_FIND_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/config.h"
#include "rule/query.h"
#include "store/find.h"

/*
 * Fill the terms of the find and its "now"; sort and limit stay as they are.
 * Without a configuration no shop is known.  Terms live in the arena, their
 * texts as long as it and the query.  ERR_USAGE names a field that tickets do
 * not have.
 */
int desk_find(const struct query *, const struct config *, struct find *,
    struct arena *, struct err *);

#endif
