/*
 * cmd/ha/demo_write.h - the mail at hand, on its way from a plan to a file
 *
 * For the four kinds of mail only (demo_buyer.c, demo_machine.c); everything
 * else calls demo_stories.
 */
#ifndef HA_DEMO_WRITE_H
#define HA_DEMO_WRITE_H

#include "ha/demo_mail.h"
#include "ha/demo_out.h"
#include "ha/demo_plan.h"
#include "ha/demo_say.h"

struct story {
	const struct demo_world *world;
	const char *dir;
	struct demo_plans plans;
	struct demo_charsets *charsets;
	struct demo_out truth;
	unsigned long long number;
	/* of the mail at hand */
	struct demo_rand rand;
	struct demo_plan plan;
	struct demo_words words;
	struct demo_said said;
	struct demo_mail mail;
	/* what its strings point to */
	struct buf id, ours, subject, body, quoted, from, headers, date;
	struct buf out, path;
};

/* Each writes the mail of s->plan and its line of truth. */
int story_buyer(struct story *, struct err *);
int story_auto_reply(struct story *, struct err *);
int story_bounce(struct story *, struct err *);
int story_list(struct story *, struct err *);

/* TEMPLATE with its words; lives as long as the mail. */
const char *story_filled(struct story *, const char *tmpl);
const struct demo_mailbox *story_mailbox(const struct story *);
/* One text of a list. */
const char *story_some(const struct node *list, struct demo_rand *);

/* From whom, to whom, through which program and server, in which charset. */
void story_envelope(struct story *);
/* Message-ID, and for a later mail the ids before it. */
void story_ids(struct story *);
/* s->out into the Maildir. */
int story_deliver(struct story *, struct err *);
/* INTENT is NULL when the text that was said has its own labels. */
int story_tell(struct story *, const char *words, const char *intent,
    const char *lang, struct err *);

#endif
