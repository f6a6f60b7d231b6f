/* answer/limits.c - what a channel takes in a message */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "answer/limits.h"
#include "base/xalloc.h"

enum { DEFAULT_TEXT = 20000 };

static const struct conf_key limit_keys[] = {
	{ "text", CONF_INT, offsetof(struct limit, text), "!", NULL,
	    "characters at most" },
	{ "links", CONF_BOOL, offsetof(struct limit, links), "!", NULL,
	    "web addresses may stand in it" },
	{ "addresses", CONF_BOOL, offsetof(struct limit, addresses), "!", NULL,
	    "mail addresses may stand in it" },
	CONF_KEYS_END,
};

static const struct limit anything = { "default", DEFAULT_TEXT, 1, 1 };

void
limits_load(struct limits *l, struct conf_errs *errs)
{
	const struct node *list, *n;

	*l = (struct limits){ NULL, NULL, 0 };
	if ((l->tree = conf_share("channels.yaml", errs)) == NULL)
		return;
	list = node_get(l->tree, "channels");
	if (list == NULL || list->kind != NODE_MAP) {
		conf_fault(errs, l->tree, "'channels' is missing");
		return;
	}
	l->v = xcalloc(list->n + 1, sizeof *l->v);
	for (n = list->child; n != NULL; n = n->next) {
		l->v[l->n].channel = n->key;
		conf_fill(n, limit_keys, &l->v[l->n++], errs);
	}
}

void
limits_free(struct limits *l)
{
	free(l->v);
	node_free(l->tree);
	*l = (struct limits){ NULL, NULL, 0 };
}

const struct limit *
limits_of(const struct limits *l, const char *channel)
{
	const struct limit *dflt = &anything;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (channel != NULL && strcmp(l->v[i].channel, channel) == 0)
			return &l->v[i];
		if (strcmp(l->v[i].channel, "default") == 0)
			dflt = &l->v[i];
	}
	return dflt;
}

long
text_length(const char *s)
{
	long n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static int
has_link(const char *s)
{
	return strstr(s, "://") != NULL || strstr(s, "www.") != NULL;
}

/* "name@host.tld" */
static int
has_address(const char *s)
{
	const char *at;

	for (at = strchr(s, '@'); at != NULL; at = strchr(at + 1, '@'))
		if (at > s && isalnum((unsigned char)at[-1]) &&
		    isalnum((unsigned char)at[1]))
			return 1;
	return 0;
}

const char *
limit_broken(
    const struct limit *l, const char *text, long n, struct arena *arena)
{
	if (n > l->text)
		return arena_printf(arena,
		    "%ld characters, and %s takes at most %ld", n, l->channel,
		    l->text);
	if (!l->links && has_link(text))
		return arena_printf(
		    arena, "a link, which %s forbids", l->channel);
	if (!l->addresses && has_address(text))
		return arena_printf(
		    arena, "a mail address, which %s forbids", l->channel);
	return NULL;
}
