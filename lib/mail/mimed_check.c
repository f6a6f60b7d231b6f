/*
 * mail/mimed_check.c - what no child is asked about
 *
 * Sizes, and the number of addresses, which a parser may follow into deep
 * groups.
 */
#include <string.h>
#include <strings.h>

#include "mail/mimed.h"

struct check {
	const char *p;
	size_t head; /* bytes of the header */
	long lines, addresses;
};

static int
is_people(const char *line, size_t n)
{
	static const char *const names[] = { "from", "sender", "reply-to", "to",
		"cc", "bcc", "resent-to", "resent-cc", "resent-from",
		"resent-bcc", "return-path", "delivered-to" };
	const char *colon = memchr(line, ':', n);
	size_t i, len = colon != NULL ? (size_t)(colon - line) : 0;

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], line, len) == 0)
			return 1;
	return 0;
}

static long
count_people(const char *p, size_t n)
{
	long found = 0;
	int quoted = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '\\')
			i++;
		else if (p[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(",;:", p[i]) != NULL && p[i] != '\0')
			found++;
	}
	return found;
}

static void
read_head(struct check *c, size_t n)
{
	size_t at = 0, len;
	const char *nl;
	int people = 0;

	while (at < n) {
		nl = memchr(c->p + at, '\n', n - at);
		len = nl != NULL ? (size_t)(nl - c->p) - at : n - at;
		if (len == 0 || (len == 1 && c->p[at] == '\r'))
			break;
		if (c->p[at] != ' ' && c->p[at] != '\t') {
			c->lines++;
			people = is_people(c->p + at, len);
		}
		if (people)
			c->addresses += count_people(c->p + at, len);
		at += len + (nl != NULL);
		if (at > MIMED_HEAD_MAX || c->lines > MIMED_HEADERS)
			break;
	}
	c->head = at;
}

int
mimed_check(const void *raw, size_t n, struct err *err)
{
	struct check c = { .p = raw };

	if (n > MIMED_MAIL_MAX)
		return err_set(err, ERR_DATA,
		    "too_big: %zu bytes, at most %d are read", n,
		    MIMED_MAIL_MAX);
	read_head(&c, n);
	if (c.head > MIMED_HEAD_MAX)
		return err_set(err, ERR_DATA,
		    "header_too_big: more than %d bytes", MIMED_HEAD_MAX);
	if (c.lines > MIMED_HEADERS)
		return err_set(err, ERR_DATA, "too_many_headers: more than %d",
		    MIMED_HEADERS);
	/* each header's own colon counts too: a dozen at most */
	if (c.addresses > MIMED_ADDRESSES + 12)
		return err_set(err, ERR_DATA,
		    "too_many_addresses: more than %d", MIMED_ADDRESSES);
	return 0;
}
