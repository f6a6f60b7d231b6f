/*
 * cmd/ha/demo_write.c - the mail at hand: what all kinds of mail need
 */
#include <string.h>

#include "base/clock.h"
#include "ha/demo_truth.h"
#include "ha/demo_write.h"

/* Text that lives as long as the mail. */
const char *
story_filled(struct story *s, const char *tmpl)
{
	struct buf b = BUF_INIT;
	const char *p;

	demo_fill(&s->words, tmpl, &b);
	p = arena_strndup(&s->words.arena, b.p, b.len);
	buf_free(&b);
	return p;
}

const struct demo_mailbox *
story_mailbox(const struct story *s)
{
	const struct demo_buyer *b = &s->plan.order.buyer;

	if (b->at->relay_node == NULL && b->lang->mailbox != NULL)
		return b->lang->mailbox;
	return b->at->mailbox;
}

const char *
story_some(const struct node *list, struct demo_rand *r)
{
	return demo_child(list, demo_below(r, list->n))->text;
}

static const char *
client_word(const struct story *s, const char *key)
{
	return node_str(s->mail.client, key);
}

/* Where, by whom, through which program. */
void
story_envelope(struct story *s)
{
	const struct demo_buyer *b = &s->plan.order.buyer;
	const struct node *relay = b->at->relay_node, *clients;
	struct demo_mail *m = &s->mail;
	const struct node *shapes;

	m->at = s->plan.at;
	m->minutes = b->city->in->minutes;
	m->offset = b->city->in->offset;
	m->to = story_mailbox(s)->address;
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
	m->shape = story_some(shapes, &s->rand);
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
	m->from_name = story_filled(s, node_str(relay, "from"));
	m->charset = "utf-8";
}

void
story_ids(struct story *s)
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

int
story_deliver(struct story *s, struct err *err)
{
	int old = s->plan.at < s->world->read_until;

	buf_reset(&s->path);
	buf_addf(&s->path, "%s/%s/%lld.M%06lluP1.mx%s", story_mailbox(s)->path,
	    old ? "cur" : "new", (long long)(s->plan.at / CLOCK_SECOND),
	    s->number, old ? ":2,S" : "");
	return demo_put(
	    arena_printf(&s->words.arena, "%s/%s", s->dir, s->path.p), &s->out,
	    err);
}

int
story_tell(struct story *s, const char *words, const char *intent,
    const char *lang, struct err *err)
{
	const struct demo_plan *p = &s->plan;
	int about = p->kind == PLAN_BUYER && p->has_order;
	struct demo_truth t = {
		.plan = p,
		.text = intent == NULL ? s->said.text : NULL,
		.message_id = s->mail.message_id,
		.file = s->path.p,
		.account = story_mailbox(s)->id,
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
