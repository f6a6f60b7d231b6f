/* answer/zone.c - a customer's time zone by country */
#include <stdlib.h>
#include <string.h>

#include "answer/zone.h"
#include "base/file.h"
#include "base/xalloc.h"

enum { LETTERS = 26, MAX_LIST = 1 << 20 };

struct zones {
	struct {
		char *name;
		int n;
	} v[LETTERS * LETTERS];
};

static int
index_of(const char *country)
{
	int a = country[0] - 'A', b = a < 0 ? 0 : country[1] - 'A';

	return a < 0 || a >= LETTERS || b < 0 || b >= LETTERS ? -1
							      : a * LETTERS + b;
}

/* "DE\t+5230+01322\tEurope/Berlin\tmost of Germany" */
static void
add(struct zones *z, const char *line, size_t n)
{
	const char *zone = memchr(line, '\t', n), *end = line + n;
	int i = n > 2 ? index_of(line) : -1;

	if (*line == '#' || zone == NULL || i < 0)
		return;
	zone = memchr(zone + 1, '\t', (size_t)(end - zone - 1));
	if (zone == NULL)
		return;
	zone++;
	if (z->v[i].n++ == 0)
		z->v[i].name = xstrndup(zone, strcspn(zone, "\t\n"));
}

/* Small parts of a country whose clock the rest shows all the same. */
static const struct {
	const char *country, *zone;
} ruling[] = {
	{ "DE", "Europe/Berlin" },
	{ "ES", "Europe/Madrid" },
	{ "PT", "Europe/Lisbon" },
	{ "CN", "Asia/Shanghai" },
	{ "NZ", "Pacific/Auckland" },
	{ "CL", "America/Santiago" },
	{ "MY", "Asia/Kuala_Lumpur" },
	{ "CY", "Asia/Nicosia" },
};

struct zones *
zones_open(void)
{
	struct zones *z = xcalloc(1, sizeof *z);
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *s;
	size_t n, i;
	int at;

	if (file_read("/usr/share/zoneinfo/zone.tab", MAX_LIST, &b, &err) == 0)
		for (s = b.p; *s != '\0'; s += n + (s[n] == '\n')) {
			n = strcspn(s, "\n");
			add(z, s, n);
		}
	buf_free(&b);
	for (i = 0; i < sizeof ruling / sizeof ruling[0]; i++) {
		at = index_of(ruling[i].country);
		free(z->v[at].name);
		z->v[at].name = xstrdup(ruling[i].zone);
		z->v[at].n = 1;
	}
	return z;
}

void
zones_free(struct zones *z)
{
	size_t i;

	if (z == NULL)
		return;
	for (i = 0; i < LETTERS * LETTERS; i++)
		free(z->v[i].name);
	free(z);
}

const char *
zone_of(const struct zones *z, const char *country, int *only)
{
	int i =
	    country != NULL && strlen(country) == 2 ? index_of(country) : -1;

	*only = 0;
	if (i < 0 || z->v[i].name == NULL)
		return NULL;
	*only = z->v[i].n == 1;
	return z->v[i].name;
}
