/* channel/table.c - every driver, and how one is opened */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "channel/channel.h"
#include "channel/paths.h"

#define CHANNEL(name) extern const struct channel_driver channel_##name;
#include "channel/drivers.def"
#undef CHANNEL

#define CHANNEL(name) &channel_##name,
static const struct channel_driver *const drivers[] = {
#include "channel/drivers.def"
	NULL
};
#undef CHANNEL

const struct channel_driver *const *
channel_drivers(void)
{
	return drivers;
}

const struct channel_driver *
channel_driver(const char *name)
{
	size_t i;

	for (i = 0; drivers[i] != NULL; i++)
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	return NULL;
}

/* AT: where it is written, or NULL. */
static void
unknown_driver(const char *name, const struct node *at, struct err *err)
{
	const char *names[sizeof drivers / sizeof drivers[0]], *near;
	struct buf said = BUF_INIT;
	size_t i;

	for (i = 0; drivers[i] != NULL; i++)
		names[i] = drivers[i]->name;
	near = opt_nearest(name, names, i);
	buf_addf(&said, "there is no driver '%s' (", name);
	if (near != NULL)
		buf_addf(&said, "did you mean '%s'?", near);
	for (i = 0; near == NULL && drivers[i] != NULL; i++)
		buf_addf(&said, "%s%s", i ? " " : "there are: ", names[i]);
	if (at != NULL)
		node_err(at, err, "%s)", said.p);
	else
		err_set(err, ERR_CONFIG, "%s)", said.p);
	buf_free(&said);
}

/* Without a key of its own the driver has the name of the channel. */
static void
no_driver(const char *name, const struct node *keys, struct err *err)
{
	static const char *const wanted[] = { "driver" };
	const struct node *at = node_get(keys, "driver"), *n;

	for (n = at == NULL ? keys->child : NULL; n != NULL; n = n->next)
		if (opt_nearest(n->key, wanted, 1) != NULL) {
			node_err(n, err,
			    "unknown key '%.60s' (did you mean 'driver'?)",
			    n->key);
			return;
		}
	unknown_driver(name, at != NULL ? at : keys, err);
}

static struct channel *
channel_new(const struct channel_driver *d, const struct config *config)
{
	struct channel *c = xcalloc(1, sizeof *c);

	c->driver = d;
	c->config = config;
	c->since = c->until = CLOCK_NONE;
	c->own = xcalloc(1, d->size);
	return c;
}

static int
fill(struct channel *c, const struct node *keys, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	int rc = 0;

	if (conf_fill(keys, c->driver->keys, c->own, &errs) > 0)
		rc = err_set(err, ERR_CONFIG, "%s", errs.v[0].text);
	conf_errs_free(&errs);
	return rc;
}

static struct channel *
open_with(const struct config *config, const struct conf_account *account,
    const char *name, const struct node *keys, unsigned can, struct err *err)
{
	const struct channel_driver *d = channel_driver(name);
	struct channel *c;

	if (d == NULL) {
		no_driver(name, keys, err);
		return NULL;
	}
	if ((d->can & can) == 0) {
		err_set(err, ERR_CONFIG, "account '%s': driver '%s' cannot %s",
		    account->id, name,
		    can == CAN_SEND ? "send; give the account a `send:` section"
				    : "fetch");
		return NULL;
	}
	c = channel_new(d, config);
	c->account = account;
	c->channel = account->channel;
	c->name = account->name;
	if (fill(c, keys, err) < 0 || d->open(c, err) < 0) {
		channel_close(c);
		return NULL;
	}
	return c;
}

struct channel *
channel_open(const struct config *config, const struct conf_account *account,
    struct err *err)
{
	return open_with(
	    config, account, account->driver, account->keys, CAN_FETCH, err);
}

struct channel *
channel_open_send(const struct config *config,
    const struct conf_account *account, struct err *err)
{
	const struct node *send = node_get(account->keys, "send");
	const char *name = send ? node_str(send, "driver") : NULL;
	const struct channel_driver *own = channel_driver(account->driver);

	/* An answer put into the folder that mail is read from reaches nobody.
	 */
	if (send == NULL && own != NULL && (own->can & CAN_PATH) != 0) {
		err_set(err, ERR_CONFIG,
		    "account '%s' has no way out for answers; give it a "
		    "`send:` section",
		    account->id);
		return NULL;
	}
	if (send == NULL)
		return open_with(config, account, account->driver,
		    account->keys, CAN_SEND, err);
	if (name == NULL) {
		node_err(send, err, "key 'driver' is missing in 'send'");
		return NULL;
	}
	return open_with(config, account, name, send, CAN_SEND, err);
}

struct channel *
channel_open_path(const struct config *config, const char *spec,
    const char *map, struct err *err)
{
	const char *colon = strchr(spec, ':');
	const struct channel_driver *d;
	struct channel *c;
	char *name;

	if (colon == NULL || colon[1] == '\0') {
		err_set(err, ERR_USAGE,
		    "'%s' is neither an account nor DRIVER:PATH", spec);
		return NULL;
	}
	name = xstrndup(spec, (size_t)(colon - spec));
	d = channel_driver(name);
	if (d == NULL)
		unknown_driver(name, NULL, err);
	else if ((d->can & CAN_PATH) == 0)
		err_set(err, ERR_USAGE, "driver '%s' reads no path", name);
	free(name);
	if (d == NULL || (d->can & CAN_PATH) == 0)
		return NULL;
	c = channel_new(d, config);
	c->channel = "email";
	c->name = d->name;
	c->map = map;
	((struct path_own *)c->own)->path = arena_strdup(&c->arena, colon + 1);
	if (d->open(c, err) < 0) {
		channel_close(c);
		return NULL;
	}
	return c;
}

void
channel_close(struct channel *c)
{
	if (c == NULL)
		return;
	if (c->driver->close != NULL)
		c->driver->close(c);
	conf_release(c->driver->keys, c->own);
	free(c->own);
	arena_free(&c->arena);
	free(c);
}
