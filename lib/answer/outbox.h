/*
 * answer/outbox.h - an answer as it will leave
 *
 * Where it goes is taken from the message it answers, its words from a
 * template or a person.  outbox_freeze turns both into what the outbox row
 * keeps: key, recipient, payload, and the digest that an approval binds to.
 * The payload is one JSON object:
 *
 *	{"from":"Knit Care <support@knit.example>","to":"anna@example.com",
 *	 "to_name":"Anna K.","subject":"Re: Wo ist mein Paket? [#1042]",
 *	 "text":"…","message_id":"t1042.m3311.reply.9f1c2ab0@knit.example",
 *	 "in_reply_to":"…","references":["…"],"thread":"…","automatic":true,
 *	 "files":[{"name":"a.pdf","type":"application/pdf","sha256":"…",
 *	           "bytes":48211}]}
 *
 * Ids stand without <>; what there is not is null.  Platforms without mail
 * have no "from", and "to" is the buyer's id there.
 *
 * The key is made of the ticket, the answered message, the kind and the
 * database's own number, so it is the same at every attempt, and two desks of
 * one domain never make the same.  For mail it is the Message-ID.
 */
#ifndef ANSWER_OUTBOX_H
#define ANSWER_OUTBOX_H

#include "conf/config.h"
#include "rec/rec.h"
#include "store/reply.h"

/* Kept under its digest in the files folder (base/blob.h). */
struct outbox_file {
	const char *name, *type, *sha256;
	int64_t bytes;
};

struct outbox {
	int64_t ticket;
	int64_t message;	  /* row answered; 0: none */
	const char *kind;	  /* as in struct reply */
	int mail;		  /* goes out as a mail */
	const char *from;	  /* "Name <address>"; NULL: no mail */
	const char *to, *to_name; /* TO NULL: nobody to write to */
	const char *subject, *text;
	const char *message_id; /* set by outbox_freeze */
	const char *in_reply_to, *thread;
	const char *const *references; /* NULL at the end, or NULL */
	const struct outbox_file *files;
	size_t nfiles;
	int automatic; /* no person wrote it */
};

/*
 * Fill from, to, to_name, subject (the message's own, with Re: and the
 * ticket's token; "" stays NULL), in_reply_to, references and thread from the
 * message that is answered.  A reply goes to its author (the single Reply-To,
 * else From), through the address it came in on.  TICKET, MESSAGE and KIND
 * are the caller's.  C may be NULL.  An address that cannot stand in an
 * envelope leaves TO NULL.  Strings live in ARENA.
 */
void outbox_address(
    struct outbox *, struct rec *, const struct config *, struct arena *);

/* Subject of a message that begins a conversation: SUBJECT and the token. */
const char *outbox_subject(
    const struct outbox *, const char *subject, struct arena *);

/* Fill key, recipient, payload and digest of R (and message_id of O). */
int outbox_freeze(
    struct db *, struct outbox *, struct reply *, struct arena *, struct err *);

/* A payload read back; ticket, message and kind are those of R. */
int outbox_read(
    const struct reply *r, struct outbox *, struct arena *, struct err *);

/* The address in "Name <address>", or S itself. */
const char *outbox_bare(const char *s, struct arena *);

#endif
