/*
 * net/host.h - whom we talk to, and how
 */
#ifndef NET_HOST_H
#define NET_HOST_H

#include "base/err.h"

/* This machine, by number, so that no 127.0.0.1.example passes. */
int host_is_loopback(const char *host);

/*
 * https://, or http:// to loopback; no user and password in it.  0, or -1 and
 * ERR_CONFIG with what is wrong.
 */
int host_check_url(const char *url, struct err *);

#endif
