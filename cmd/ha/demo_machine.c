/*
 * cmd/ha/demo_machine.c - mail that no person wrote: automatic answers,
 * bounces, newsletters
 */
#include <string.h>

#include "ha/demo_write.h"

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

int
story_auto_reply(struct story *s, struct err *err)
{
	const struct node *list = s->plan.order.buyer.lang->auto_replies;
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));
	const char *text;

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	story_envelope(s);
	story_ids(s);
	our_mail(s);
	s->mail.subject = story_filled(s, node_str(n, "subject"));
	s->mail.text = text = story_filled(s, node_str(n, "text"));
	s->mail.headers =
	    demo_chance(&s->rand, 600)
		? "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: "
		  "All\n"
		: "Auto-Submitted: auto-replied\nPrecedence: bulk\n";
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (story_deliver(s, err) < 0)
		return -1;
	return story_tell(s, text, "other", s->mail.lang, err);
}

int
story_bounce(struct story *s, struct err *err)
{
	const struct node *list = node_get(s->world->shop->mail, "bounces");
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));
	struct demo_bounce b = { .status = node_str(n, "status") };

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	story_envelope(s);
	b.host = s->mail.host;
	demo_word(&s->words, "recipient", s->mail.from);
	demo_word(&s->words, "host", b.host);
	b.recipient = demo_word_get(&s->words, "recipient");
	our_mail(s);
	demo_word(&s->words, "code", story_filled(s, node_str(n, "code")));
	b.code = demo_word_get(&s->words, "code");
	s->mail.client = NULL;
	s->mail.from =
	    arena_printf(&s->words.arena, "MAILER-DAEMON@%s", b.host);
	s->mail.from_name = node_str(n, "from");
	s->mail.return_path = "";
	s->mail.charset = "utf-8";
	s->mail.headers = "Auto-Submitted: auto-replied\n";
	s->mail.subject = story_filled(s, node_str(n, "subject"));
	s->mail.text = b.text = story_filled(s, node_str(n, "text"));
	b.original = arena_printf(&s->words.arena,
	    "Message-ID: <%s>\n"
	    "From: <%s>\nTo: <%s>\nSubject: %s\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=\"utf-8\"\n"
	    "Content-Transfer-Encoding: 8bit\n\n%s\n",
	    s->ours.p, s->mail.to, b.recipient,
	    demo_word_get(&s->words, "subject"),
	    node_str(s->plan.order.buyer.lang->answers, "thanks"));
	story_ids(s);
	demo_mail_bounce(&s->mail, &b, s->charsets, &s->rand, &s->out);
	if (story_deliver(s, err) < 0)
		return -1;
	return story_tell(s, b.text, "other", "en", err);
}

int
story_list(struct story *s, struct err *err)
{
	const struct node *list = node_get(s->world->shop->mail, "lists");
	const struct node *n = demo_child(list, demo_below(&s->rand, list->n));

	demo_say_words(s->world, &s->plan, &s->rand, &s->words);
	story_envelope(s);
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
	story_ids(s);
	demo_mail(&s->mail, s->charsets, &s->rand, &s->out);
	if (story_deliver(s, err) < 0)
		return -1;
	return story_tell(
	    s, s->mail.text, node_str(n, "intent"), s->mail.lang, err);
}
