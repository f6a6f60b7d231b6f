/*
 * channel/channel.h - marketplaces, mailboxes, files: where messages live
 *
 * A driver is one const struct; NULL means "cannot" and `can` says so
 * beforehand.  It turns a cursor into items, page by page, and a reply into a
 * delivery.  It never sees the database: the program that called it commits,
 * and answers through the sink.
 *
 * To add one: write lib/channel/NAME.c, ending in
 * `const struct channel_driver channel_NAME`, and add CHANNEL(NAME) to
 * drivers.def.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "conf/config.h"

enum {
	CAN_FETCH = 1,
	CAN_SEND = 2,
	CAN_PATH = 4,	/* as DRIVER:PATH; own is a struct path_own */
	CAN_RECORDS = 8 /* gives records: read before mail, whose answers
			   need the orders */
};

/* How ha-send may find out about a delivery whose end it did not see. */
enum settle {
	SETTLE_HOLD, /* a person must look */
	SETTLE_LOOK  /* the driver's `find` tells */
};

enum item_type {
	ITEM_MAIL,   /* raw RFC 5322 bytes, to be parsed */
	ITEM_RECORD, /* one record as a JSON line, ready */
	ITEM_BAD     /* not to be made into either: quarantine */
};

struct item {
	enum item_type type;
	const char *source; /* delivery name, unique in the account */
	const char *bytes;
	size_t n;
	int64_t received_at; /* CLOCK_NONE: not known */
	const char *reason;  /* ITEM_BAD: code word */
	const char *detail;
};

/* What the caller of fetch takes; functions return 0, or -1 to stop. */
struct sink {
	/* 1: this delivery is stored already, do not read it; 0; -1. */
	int (*known)(void *arg, const char *source, struct err *);
	int (*item)(void *arg, const struct item *, struct err *);
	/* All items so far make up the source until CURSOR (NULL: none). */
	int (*page)(void *arg, const char *cursor, struct err *);
	void *arg;
};

enum outcome {
	OUTCOME_SENT,	 /* taken; ID is the channel's own id */
	OUTCOME_LATER,	 /* not taken, try again */
	OUTCOME_REFUSED, /* not taken, for good */
	OUTCOME_UNKNOWN	 /* ended after the last byte: nobody knows */
};

struct delivery {
	const char *key; /* Message-ID without <>, stays the same */
	const char *recipient;
	const char *bytes; /* the mail with CRLF line ends */
	size_t n;
	const char *from; /* envelope sender */
};

struct channel {
	const struct channel_driver *driver;
	const struct config *config;
	const struct conf_account *account; /* NULL: DRIVER:PATH */
	const char *channel;		    /* first part of ids */
	const char *name;		    /* second part */
	const char *map;		    /* --map, or NULL */
	/* what came in outside need not be read; CLOCK_NONE: open */
	int64_t since, until;
	struct arena arena; /* until channel_close */
	void *own;	    /* filled from keys */
};

struct channel_driver {
	const char *name;
	unsigned can;
	enum settle settle;
	const char *help;	     /* one line, for ha account add */
	const struct conf_key *keys; /* besides channel_keys */
	size_t size;		     /* of own, filled from keys */

	/* Read what the keys name; OWN is filled already. */
	int (*open)(struct channel *, struct err *);
	/* Put what is newer than CURSOR into SINK, page by page. */
	int (*fetch)(
	    struct channel *, const char *cursor, struct sink *, struct err *);
	/*
	 * Deliver, and say how it ended (enum outcome); ERR has the reason
	 * unless it was taken.  -1: the account is at fault (login,
	 * certificate), nothing of it can be sent now and nothing was.
	 */
	int (*send)(struct channel *, const struct delivery *, struct buf *id,
	    struct err *);
	/* SETTLE_LOOK: 1 the key was delivered, 0 it was not, -1. */
	int (*find)(
	    struct channel *, const char *key, struct buf *id, struct err *);
	void (*close)(struct channel *);
};

/* Keys that every account may have. */
extern const struct conf_key channel_keys[];

const struct channel_driver *channel_driver(const char *name);
/* Every driver, for ha-account and the manual; NULL-terminated. */
const struct channel_driver *const *channel_drivers(void);

/* The account's driver; NULL and err. */
struct channel *channel_open(
    const struct config *, const struct conf_account *, struct err *);
/*
 * The driver that its `send` names; without one its own, unless that reads
 * files of this machine.
 */
struct channel *channel_open_send(
    const struct config *, const struct conf_account *, struct err *);
/* DRIVER:PATH, without an account. */
struct channel *channel_open_path(
    const struct config *, const char *spec, const char *map, struct err *);
void channel_close(struct channel *);

#endif
