/*
 * cmd/ha/demo_buyer.c - a buyer writes, perhaps again
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ha/demo_photo.h"
#include "ha/demo_write.h"

enum {
	QUOTES = 750, /* of later mails, per mille */
	NESTED = 350, /* of these, with the buyer's own mail inside */
	DEVICE = 140  /* of mails, with "sent from my phone" */
};

/* The reply prefix of the buyer's mail program. */
static const char *
prefix(const struct story *s)
{
	const char *p = node_str(node_get(s->world->shop->mail, "replies"),
	    s->plan.order.buyer.lang->id);

	return p != NULL ? p : "Re: ";
}

/* What the marketplace puts around a mail about an order, or an item. */
static const char *
relay_word(const struct story *s, const char *key)
{
	const struct node *relay = s->plan.order.buyer.at->relay_node;

	return node_str(
	    s->plan.has_order ? relay : node_get(relay, "item"), key);
}

static void
subject(struct story *s)
{
	const struct node *relay = s->plan.order.buyer.at->relay_node;

	buf_reset(&s->subject);
	if (s->plan.follow != NULL && relay == NULL)
		buf_addf(&s->subject, "%s%s", prefix(s), s->plan.subject);
	else if (relay == NULL)
		buf_adds(&s->subject, s->said.subject.p);
	else {
		demo_word(&s->words, "subject", s->said.subject.p);
		demo_fill(&s->words,
		    relay_word(s, s->said.subject.len > 0 ? "subject" : "bare"),
		    &s->subject);
	}
	s->mail.subject = s->subject.p;
}

/* What we had answered, as the buyer's program quotes it. */
static void
quote(struct story *s)
{
	const struct demo_language *l = s->plan.order.buyer.lang;
	const char *p = s->plan.said;

	buf_reset(&s->quoted);
	buf_addf(&s->quoted, "%s\n\n%s\n", node_str(l->answers, s->plan.follow),
	    node_str(l->answers, "sign"));
	if (demo_chance(&s->rand, NESTED)) {
		buf_addc(&s->quoted, '\n');
		while (*p != '\0') {
			size_t n = strcspn(p, "\n");

			buf_addf(&s->quoted, "> %.*s\n", (int)n, p);
			p += n + (p[n] == '\n');
		}
	}
	buf_reset(&s->date);
	demo_date(l->date, s->plan.at - 4 * CLOCK_HOUR, &s->date);
	demo_word(&s->words, "date", s->date.p);
	s->mail.attribution = story_filled(s, l->quote);
	s->mail.quoted = s->quoted.p;
}

static void
body(struct story *s)
{
	const struct demo_buyer *b = &s->plan.order.buyer;
	const struct demo_language *l = b->lang;
	const struct node *relay = b->at->relay_node;

	buf_reset(&s->body);
	if (relay != NULL) {
		demo_word(&s->words, "text", s->said.words.p);
		demo_fill(&s->words, relay_word(s, "body"), &s->body);
	} else {
		buf_adds(&s->body, s->said.words.p);
		if (s->plan.follow == NULL && demo_chance(&s->rand, DEVICE))
			buf_addf(&s->body, "\n\n%s",
			    l->device.v[demo_below(&s->rand, l->device.n)]);
	}
	s->mail.text = s->body.p;
	if (relay == NULL && s->plan.follow != NULL &&
	    demo_chance(&s->rand, QUOTES))
		quote(s);
}

static void
photos(struct story *s)
{
	const struct node *all = node_get(s->world->shop->mail, "photos");
	const struct node *names = node_get(all, s->mail.lang);
	int sent =
	    s->plan.follow != NULL && strcmp(s->plan.follow, "photo_sent") == 0;
	char digits[8];
	size_t i, n;

	if (!sent && (s->plan.follow != NULL ||
			 !demo_chance(&s->rand, s->plan.topic->photos)))
		return;
	n = 1 + demo_below(&s->rand, DEMO_PHOTOS);
	for (i = 0; i < n; i++) {
		struct demo_photo *p = &s->mail.photo[i];

		snprintf(digits, sizeof digits, "%ld",
		    demo_between(&s->rand, 1000, 9999));
		demo_word(&s->words, "number", digits);
		demo_word(&s->words, "digit", digits + 3);
		p->name = story_filled(
		    s, story_some(names != NULL ? names : node_get(all, "any"),
			   &s->rand));
		p->png = strstr(p->name, ".png") != NULL;
		buf_reset(&p->bytes);
		if (p->png)
			demo_png(&s->rand, &p->bytes);
		else
			demo_jpeg(&s->rand, &p->bytes);
	}
	s->mail.nphotos = n;
}

/* Will there be another mail, and of which kind? */
static void
follow_up(struct story *s)
{
	const struct demo_threads *t = &s->world->shop->threads;
	const struct demo_plan *p = &s->plan;
	const struct conf_list *kinds = &p->topic->follow;
	int64_t at =
	    p->at + demo_between(&s->rand, demo_number(&t->hours, 0) * 60,
			demo_number(&t->hours, 1) * 60) *
			CLOCK_MINUTE;
	const char *kind;

	if (p->incident == INCIDENT_ANGRY) {
		kinds = &s->world->shop->angry.follow;
		if (p->depth + 1 >= s->world->shop->angry.mails)
			return;
		at = p->at + demo_between(&s->rand, 20, 46) * CLOCK_HOUR;
	} else if (kinds->n == 0 || p->depth + 1 >= t->longest ||
		   (p->follow != NULL && strcmp(p->follow, "thanks") == 0) ||
		   !demo_chance(&s->rand, t->share)) {
		return;
	}
	kind = kinds->v[demo_below(&s->rand, kinds->n)];
	demo_plan_follow(&s->plans, p, kind, at,
	    p->root != NULL ? p->root : s->mail.message_id, s->mail.message_id,
	    p->subject != NULL	      ? p->subject
	    : s->said.subject.len > 0 ? s->said.subject.p
				      : s->world->shop->name,
	    s->said.words.p);
}

int
story_buyer(struct story *s, struct err *err)
{
	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	while (!demo_say(s->world, &s->plan, &s->rand, &s->words, &s->said)) {
		demo_plan_again(&s->plans, &s->rand, &s->plan);
		demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	}
	story_envelope(s);
	story_ids(s);
	subject(s);
	body(s);
	photos(s);
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (story_deliver(s, err) < 0 ||
	    story_tell(s, s->said.words.p, NULL, s->mail.lang, err) < 0)
		return -1;
	follow_up(s);
	return 0;
}
