/*
 * store/libpq.h - what we call of PostgreSQL's client library
 *
 * libpq is opened when the first postgresql:// address is, not linked: it
 * would cost every start of every program what few shops need.  The list
 * below is all of it that we use.
 */
#ifndef STORE_LIBPQ_H
#define STORE_LIBPQ_H

#include <libpq-fe.h>

#include "base/err.h"

#define LIBPQ_EACH(F)                                                          \
	F(PQconninfoParse)                                                     \
	F(PQconninfoFree)                                                      \
	F(PQfreemem)                                                           \
	F(PQconnectdbParams)                                                   \
	F(PQpingParams)                                                        \
	F(PQconnectionNeedsPassword)                                           \
	F(PQfinish)                                                            \
	F(PQstatus)                                                            \
	F(PQtransactionStatus)                                                 \
	F(PQerrorMessage)                                                      \
	F(PQsetNoticeReceiver)                                                 \
	F(PQexec)                                                              \
	F(PQprepare)                                                           \
	F(PQexecPrepared)                                                      \
	F(PQresultStatus)                                                      \
	F(PQresultErrorField)                                                  \
	F(PQcmdStatus)                                                         \
	F(PQcmdTuples)                                                         \
	F(PQntuples)                                                           \
	F(PQnfields)                                                           \
	F(PQfname)                                                             \
	F(PQftype)                                                             \
	F(PQgetisnull)                                                         \
	F(PQgetlength)                                                         \
	F(PQgetvalue)                                                          \
	F(PQclear)

struct libpq {
#define LIBPQ_MEMBER(name) __typeof__(&name) name;
	LIBPQ_EACH(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};

/* The functions, as long as the program; NULL and the package to install. */
const struct libpq *libpq_open(struct err *);

#endif
