/* net/host.c - whom we talk to, and how */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "net/host.h"

int
host_is_loopback(const char *host)
{
	struct in_addr a;

	if (strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0)
		return 1;
	return inet_pton(AF_INET, host, &a) == 1 &&
	       ntohl(a.s_addr) >> 24 == 127;
}

/* What stands between "://" and a port or path; the caller's. */
static char *
host_of(const char *url)
{
	const char *s = strstr(url, "://") + 3;

	if (*s == '[')
		return xstrndup(s + 1, strcspn(s + 1, "]"));
	return xstrndup(s, strcspn(s, ":/?#"));
}

int
host_check_url(const char *url, struct err *err)
{
	int plain = strncmp(url, "http://", 7) == 0, rc = 0;
	const char *s;
	char *host;

	if (!plain && strncmp(url, "https://", 8) != 0)
		return err_set(err, ERR_CONFIG,
		    "wants an address that begins with https://");
	s = strstr(url, "://") + 3;
	if (memchr(s, '@', strcspn(s, "/?#")) != NULL)
		return err_set(
		    err, ERR_CONFIG, "holds a user: a secret stands in key");
	host = host_of(url);
	if (*host == '\0')
		rc = err_set(err, ERR_CONFIG, "names no machine");
	else if (plain && !host_is_loopback(host))
		rc = err_set(err, ERR_CONFIG,
		    "would go to '%.60s' without TLS; write https://", host);
	free(host);
	return rc;
}
