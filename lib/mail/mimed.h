/*
 * mail/mimed.h - the parsing children, seen from their parent
 *
 * Foreign mail and HTML are parsed by ha-mime processes that take many mails
 * each and can do nothing but read and write their pipes.  Jobs go in, results
 * come out in the same order; each child keeps a core busy.
 *
 *	d = mimed_open(0);
 *	while (more mails) {
 *		mimed_mail(d, raw, n, tag);
 *		while (mimed_full(d) && mimed_next(d, &res, err) > 0)
 *			take(&res);
 *	}
 *	while (mimed_next(d, &res, err) > 0)
 *		take(&res);
 *	mimed_close(d);
 *
 * A mail that takes more than 5 s or kills its child is tried once more alone
 * in a new child; then it is a bad mail like any other, and those behind it
 * go on.  What a child says is foreign too: lengths and digests are checked.
 */
#ifndef MAIL_MIMED_H
#define MAIL_MIMED_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"

enum {
	MIMED_MAIL_MAX = 25 << 20,  /* bytes of a mail */
	MIMED_HEAD_MAX = 256 << 10, /* bytes of its header */
	MIMED_HEADERS = 1000,
	MIMED_ADDRESSES = 200, /* in all address headers together */
	MIMED_SECONDS = 5
};

struct mimed;

struct mimed_file {
	const void *bytes;
	size_t n;
	char sha256[DIGEST_HEX];
};

struct mimed_result {
	void *tag; /* as it was given */
	int bad;   /* for quarantine: ERR holds why */
	/*
	 * ERR_DATA; the text begins with one word, the reason code:
	 * too_big, header_too_big, too_many_headers, too_many_addresses,
	 * empty, no_header, no_sender, unreadable, timeout, crash
	 */
	struct err err;
	const char *json; /* an object: the members of mail/mime.h */
	size_t jsonlen;
	const struct mimed_file *files; /* as in "attachments" */
	size_t nfiles;
};

/*
 * N children, started when needed; 0: one for each core that the caller leaves
 * free, at least one and at most 4.
 */
struct mimed *mimed_open(int n);
void mimed_close(struct mimed *);

/*
 * Queue a mail.  RAW is borrowed until its result has been taken.  SIGPIPE
 * must be ignored.
 */
void mimed_mail(struct mimed *, const void *raw, size_t n, void *tag);

/* How long one mail may take, instead of MIMED_SECONDS. */
void mimed_patience(struct mimed *, int64_t ms);

/* Enough is queued: take a result before the next. */
int mimed_full(const struct mimed *);

/*
 * 1 and the oldest job's result, whose bytes live until the next call; 0 when
 * nothing is queued; -1 when no child can be started or none works.
 */
int mimed_next(struct mimed *, struct mimed_result *, struct err *);

/* The checks that come before a child: 0, or -1 and ERR_DATA. */
int mimed_check(const void *raw, size_t n, struct err *);

#endif
