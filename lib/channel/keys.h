/*
 * channel/keys.h - what every account section may say
 *
 * A driver's own struct begins with struct channel_common and its table with
 * CHANNEL_KEYS, so that one conf_fill checks the whole section.
 */
#ifndef CHANNEL_KEYS_H
#define CHANNEL_KEYS_H

#include <stddef.h>

#include "conf/keys.h"

struct channel_common {
	const char *driver, *shop, *lang, *address;
	int live;
	const struct node *send;
};

/* clang-format off */
#define CHANNEL_KEY(name, type, dflt, range, help) \
	{ #name, type, offsetof(struct channel_common, name), dflt, range, help }
#define CHANNEL_KEYS							\
	CHANNEL_KEY(driver, CONF_STR, NULL, NULL,			\
	    "how it is reached (default: the part before the slash)"),	\
	CHANNEL_KEY(shop, CONF_STR, NULL, NULL,				\
	    "the shop whose templates and policies count"),		\
	CHANNEL_KEY(lang, CONF_STR, NULL, NULL,				\
	    "the language that most of its buyers write"),		\
	CHANNEL_KEY(address, CONF_STR, NULL, NULL,			\
	    "the address that it receives mail at"),			\
	CHANNEL_KEY(live, CONF_BOOL, NULL, NULL,			\
	    "no; `ha account live NAME` takes it live"),		\
	CHANNEL_KEY(send, CONF_NODE, NULL, NULL,			\
	    "how answers leave, a section of its own: {driver: smtp, ...}")
/* clang-format on */

#endif
