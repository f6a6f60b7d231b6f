/*
 * cmd/ha/demo_story.c - each plan becomes a mail, a file and a line of truth
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "ha/demo_mail.h"
#include "ha/demo_photo.h"
#include "ha/demo_story.h"
#include "ha/demo_truth.h"

enum {
	READ_AFTER = 3, /* days until a mail moves to cur */
	QUOTES = 750,	/* of later mails */
	NESTED = 350,	/* of these, with the buyer's own mail inside */
	DEVICE = 140	/* of mails, with "sent from my phone" */
};

struct story {
	const struct demo_world *world;
	const char *dir;
	struct demo_plans plans;
	struct demo_charsets *charsets;
	struct demo_out truth;
	struct demo_rand rand; /* of the mail at hand */
	struct demo_plan plan;
	struct demo_words words;
	struct demo_said said;
	struct demo_mail mail;
	struct buf id, ours, subject, body, quoted, out, path;
	struct buf from, headers;
	unsigned long long number;
};

/* Text that lives as long as the mail. */
static const char *
filled(struct story *s, const char *tmpl)
{
	struct buf b = BUF_INIT;
	const char *p;

	demo_fill(&s->words, tmpl, &b);
	p = arena_strndup(&s->words.arena, b.p, b.len);
	buf_free(&b);
	return p;
}

static const struct demo_mailbox *
mailbox(const struct story *s)
{
	return s->plan.order.buyer.at->mailbox;
}

static const char *
client_word(const struct story *s, const char *key)
{
	return node_str(s->mail.client, key);
}

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
	s->mail.attribution = filled(s, l->quote);
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

static const char *
some(const struct node *list, struct demo_rand *r)
{
	return demo_child(list, demo_below(r, list->n))->text;
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
		p->name =
		    filled(s, some(names != NULL ? names : node_get(all, "any"),
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

/* Where, by whom, through which program. */
static void
envelope(struct story *s)
{
	const struct demo_buyer *b = &s->plan.order.buyer;
	const struct node *relay = b->at->relay_node, *clients;
	struct demo_mail *m = &s->mail;
	const struct node *shapes;

	m->at = s->plan.at;
	m->minutes = b->city->in->minutes;
	m->offset = b->city->in->offset;
	m->to = mailbox(s)->address;
	m->lang = b->lang->id;
	m->headers = "";
	buf_reset(&s->from);
	demo_buyer_email(s->world, b, &s->from);
	m->from = s->from.p;
	m->from_name = demo_chance(&s->rand, 930)
			   ? demo_word_get(&s->words, "name")
			   : NULL;
	m->client = demo_buyer_client(s->world, b);
	shapes = node_get(m->client, "shapes");
	m->shape = some(shapes, &s->rand);
	m->host = client_word(s, "host");
	m->charset =
	    b->lang->charsets.v[demo_below(&s->rand, b->lang->charsets.n)];
	if (relay == NULL)
		return;
	clients = node_get(s->world->shop->mail, "clients")->child;
	while (strcmp(node_str(clients, "id"), node_str(relay, "client")) != 0)
		clients = clients->next;
	m->client = clients;
	m->shape = node_str(relay, "shape");
	m->host = node_str(relay, "host");
	m->from_name = filled(s, node_str(relay, "from"));
	m->charset = "utf-8";
}

static void
ids(struct story *s)
{
	struct demo_mail *m = &s->mail;

	buf_reset(&s->id);
	demo_alias(&s->rand, 20, &s->id);
	buf_addf(&s->id, "@%s", m->host);
	m->message_id = s->id.p;
	if (s->plan.follow == NULL || s->plan.order.buyer.at->relay_node)
		return;
	buf_reset(&s->ours);
	buf_adds(&s->ours, "ha.");
	demo_alias(&s->rand, 16, &s->ours);
	buf_adds(&s->ours, "@knit.example");
	m->in_reply_to = s->ours.p;
	m->references =
	    arena_printf(&s->words.arena, "<%s> <%s>", s->plan.last, s->ours.p);
	if (strcmp(s->plan.last, s->plan.root) != 0)
		m->references = arena_printf(
		    &s->words.arena, "<%s> %s", s->plan.root, m->references);
}

static int
deliver(struct story *s, struct err *err)
{
	int old = s->plan.at < s->world->end - READ_AFTER * CLOCK_DAY;

	buf_reset(&s->path);
	buf_addf(&s->path, "%s/%s/%lld.M%06lluP1.mx%s", mailbox(s)->path,
	    old ? "cur" : "new", (long long)(s->plan.at / CLOCK_SECOND),
	    s->number, old ? ":2,S" : "");
	return demo_put(
	    arena_printf(&s->words.arena, "%s/%s", s->dir, s->path.p), &s->out,
	    err);
}

static int
tell(struct story *s, const char *words, const char *intent, const char *lang,
    struct err *err)
{
	const struct demo_plan *p = &s->plan;
	int about = p->kind == PLAN_BUYER && p->has_order;
	struct demo_truth t = {
		.plan = p,
		.text = intent == NULL ? s->said.text : NULL,
		.message_id = s->mail.message_id,
		.file = s->path.p,
		.account = mailbox(s)->id,
		.from = s->mail.from,
		.lang = lang,
		.subject = s->mail.subject,
		.words = words,
		.order = about ? demo_word_get(&s->words, "order") : NULL,
		.tracking = about ? demo_word_get(&s->words, "tracking") : NULL,
		.sku = demo_word_get(&s->words, "sku"),
		.thread = p->root != NULL ? p->root : s->mail.message_id,
		.intent = intent,
		.photos = (long)s->mail.nphotos,
	};

	return demo_truth(&s->truth, &t, err);
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

static int
buyer_mail(struct story *s, struct err *err)
{
	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	while (!demo_say(s->world, &s->plan, &s->rand, &s->words, &s->said)) {
		demo_plan_again(&s->plans, &s->rand, &s->plan);
		demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	}
	envelope(s);
	ids(s);
	subject(s);
	body(s);
	photos(s);
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (deliver(s, err) < 0 ||
	    tell(s, s->said.words.p, NULL, s->mail.lang, err) < 0)
		return -1;
	follow_up(s);
	return 0;
}

/* A mail of ours that a machine answers: its subject and Message-ID. */
static void
our_mail(struct story *s)
{
	buf_reset(&s->ours);
	buf_adds(&s->ours, "ha.");
	demo_alias(&s->rand, 16, &s->ours);
	buf_adds(&s->ours, "@knit.example");
	s->mail.in_reply_to = s->ours.p;
	demo_word(&s->words, "subject",
	    arena_printf(&s->words.arena, "Re: %s", s->world->shop->name));
}

static int
auto_reply(struct story *s, struct err *err)
{
	const struct node *list = s->plan.order.buyer.lang->auto_replies;
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));
	const char *text;

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	envelope(s);
	ids(s);
	our_mail(s);
	s->mail.subject = filled(s, node_str(n, "subject"));
	s->mail.text = text = filled(s, node_str(n, "text"));
	s->mail.headers =
	    demo_chance(&s->rand, 600)
		? "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: "
		  "All\n"
		: "Auto-Submitted: auto-replied\nPrecedence: bulk\n";
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (deliver(s, err) < 0)
		return -1;
	return tell(s, text, "other", s->mail.lang, err);
}

static int
bounce(struct story *s, struct err *err)
{
	const struct node *list = node_get(s->world->shop->mail, "bounces");
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));
	struct demo_bounce b = { .status = node_str(n, "status") };

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	envelope(s);
	b.host = s->mail.host;
	demo_word(&s->words, "recipient", s->mail.from);
	demo_word(&s->words, "host", b.host);
	b.recipient = demo_word_get(&s->words, "recipient");
	our_mail(s);
	demo_word(&s->words, "code", filled(s, node_str(n, "code")));
	b.code = demo_word_get(&s->words, "code");
	s->mail.client = NULL;
	s->mail.from =
	    arena_printf(&s->words.arena, "MAILER-DAEMON@%s", b.host);
	s->mail.from_name = node_str(n, "from");
	s->mail.return_path = "";
	s->mail.charset = "utf-8";
	s->mail.headers = "Auto-Submitted: auto-replied\n";
	s->mail.subject = filled(s, node_str(n, "subject"));
	s->mail.text = b.text = filled(s, node_str(n, "text"));
	b.original = arena_printf(&s->words.arena,
	    "Message-ID: <%s>\n"
	    "From: <%s>\nTo: <%s>\nSubject: %s\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=\"utf-8\"\n"
	    "Content-Transfer-Encoding: 8bit\n\n%s\n",
	    s->ours.p, s->mail.to, b.recipient,
	    demo_word_get(&s->words, "subject"),
	    node_str(s->plan.order.buyer.lang->answers, "thanks"));
	ids(s);
	demo_mail_bounce(&s->mail, &b, s->charsets, &s->rand, &s->out);
	if (deliver(s, err) < 0)
		return -1;
	return tell(s, b.text, "other", "en", err);
}

static int
list_mail(struct story *s, struct err *err)
{
	const struct node *list = node_get(s->world->shop->mail, "lists");
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	envelope(s);
	s->mail.from_name = node_str(n, "from");
	s->mail.from = node_str(n, "address");
	s->mail.lang = node_str(n, "lang");
	s->mail.charset = "utf-8";
	s->mail.shape = demo_chance(&s->rand, 500) ? "alternative" : "html";
	s->mail.subject = node_str(n, "subject");
	s->mail.text = node_str(n, "text");
	buf_reset(&s->headers);
	demo_header(
	    &s->headers, s->charsets, "utf-8", "List-Id", node_str(n, "list"));
	buf_addf(&s->headers,
	    "List-Unsubscribe: <mailto:%s?subject=stop>\n"
	    "Precedence: list\n",
	    s->mail.from);
	s->mail.headers = s->headers.p;
	ids(s);
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (deliver(s, err) < 0)
		return -1;
	return tell(s, s->mail.text, node_str(n, "intent"), s->mail.lang, err);
}

static int (*const write_kind[])(struct story *, struct err *) = { buyer_mail,
	auto_reply, bounce, list_mail };

/* Ready for the next mail; the photos keep their room. */
static void
reset(struct story *s)
{
	struct demo_photo keep[DEMO_PHOTOS];

	memcpy(keep, s->mail.photo, sizeof keep);
	memset(&s->mail, 0, sizeof s->mail);
	memcpy(s->mail.photo, keep, sizeof keep);
	buf_reset(&s->out);
	demo_said_reset(&s->said);
}

static int
one(struct story *s, struct err *err)
{
	int rc;

	reset(s);
	demo_rand_init(&s->rand, s->world->seed, STREAM_STORY, s->number);
	demo_plan_next(&s->plans, &s->rand, &s->plan);
	rc = write_kind[s->plan.kind](s, err);
	demo_plan_free(&s->plan);
	s->number++;
	return rc;
}

static void
story_init(struct story *s, const struct demo_world *w, const char *dir)
{
	struct buf *const bufs[] = { &s->id, &s->ours, &s->subject, &s->body,
		&s->quoted, &s->out, &s->path, &s->from, &s->headers,
		&s->said.subject, &s->said.words, &s->said.bare,
		&s->mail.photo[0].bytes, &s->mail.photo[1].bytes,
		&s->mail.photo[2].bytes };
	size_t i;

	memset(s, 0, sizeof *s);
	for (i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_init(bufs[i]);
	s->world = w;
	s->dir = dir;
	s->charsets = demo_charsets_new();
	demo_plans_init(&s->plans, w);
}

static void
story_free(struct story *s)
{
	struct buf *const bufs[] = { &s->id, &s->ours, &s->subject, &s->body,
		&s->quoted, &s->out, &s->path, &s->from, &s->headers };
	size_t i;

	for (i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_free(bufs[i]);
	for (i = 0; i < DEMO_PHOTOS; i++)
		buf_free(&s->mail.photo[i].bytes);
	demo_said_free(&s->said);
	demo_words_free(&s->words);
	demo_charsets_free(s->charsets);
	demo_plans_free(&s->plans);
}

int
demo_stories(const struct demo_world *w, const char *dir, struct err *err)
{
	struct story *s = xmalloc(sizeof *s);
	uint64_t i;
	int rc;

	story_init(s, w, dir);
	rc = demo_out_open(&s->truth, dir, "truth.jsonl", err);
	if (rc == 0)
		rc = demo_truth_incidents(&s->truth, w, err);
	for (i = 0; rc == 0 && i < w->mails.n; i++)
		rc = one(s, err);
	if (demo_out_close(&s->truth, err) < 0)
		rc = -1;
	story_free(s);
	free(s);
	return rc;
}
