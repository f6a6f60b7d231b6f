/*
 * net/http.h - JSON to one address by HTTP POST (libcurl)
 *
 * A connection is kept for the next question.  TLS is verified always; no
 * redirects, no proxy of the environment, no .netrc; an answer is bounded in
 * bytes and in time.  What the server says when it refuses is not repeated:
 * it may hold what it was told.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { HTTP_ANSWER_MAX = 1 << 20 };

struct http;

/*
 * URL as net/host.h wants it.  TOKEN, a bearer's, may be NULL; neither is
 * kept by reference.
 */
struct http *http_open(
    const char *url, const char *token, int64_t ms, struct err *);
void http_close(struct http *);

/* 0 and the body of a 2xx in ANSWER (emptied first), else -1 and why. */
int http_post(struct http *, const char *json, size_t n, struct buf *answer,
    struct err *);

#endif
