/*
 * cmd/ha/demo_body.c - the words of a mail, plain and as HTML
 *
 * Each mail program has its own way to wrap a line and a quotation; mail.yaml
 * knows them.
 */
#include <string.h>

#include "ha/demo_mail.h"

static void
escaped(struct buf *b, const char *s, size_t n)
{
	for (; n > 0; s++, n--)
		if (*s == '&')
			buf_adds(b, "&amp;");
		else if (*s == '<')
			buf_adds(b, "&lt;");
		else if (*s == '>')
			buf_adds(b, "&gt;");
		else
			buf_addc(b, *s);
}

/* TEMPLATE up to {WORD}, then TEXT, then the rest. */
static void
around(struct buf *b, const char *tmpl, const char *word, const char *text)
{
	const char *at = strstr(tmpl, word);

	if (at == NULL) {
		buf_adds(b, tmpl);
		return;
	}
	buf_add(b, tmpl, (size_t)(at - tmpl));
	buf_adds(b, text);
	buf_adds(b, at + strlen(word));
}

static void
html_lines(const struct node *html, const char *text, struct buf *b)
{
	struct buf line = BUF_INIT;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		buf_reset(&line);
		escaped(&line, text, n);
		if (n == 0)
			buf_adds(b, node_str(html, "blank"));
		else
			around(b, node_str(html, "line"), "{line}", line.p);
		buf_addc(b, '\n');
		text += n + (text[n] == '\n');
	}
	buf_free(&line);
}

static void
html_quote(const struct demo_mail *m, const struct node *html, struct buf *b)
{
	struct buf who = BUF_INIT, quoted = BUF_INIT, half = BUF_INIT;

	escaped(&who, m->attribution, strlen(m->attribution));
	html_lines(html, m->quoted, &quoted);
	around(&half, node_str(html, "quote"), "{attribution}", who.p);
	around(b, half.p, "{quoted}", quoted.p);
	buf_addc(b, '\n');
	buf_free(&who);
	buf_free(&quoted);
	buf_free(&half);
}

void
demo_html(const struct demo_mail *m, const char *charset, struct buf *b)
{
	const struct node *html = node_get(m->client, "html");
	struct buf open = BUF_INIT;

	around(&open, node_str(html, "open"), "{charset}", charset);
	around(b, open.p, "{lang}", m->lang);
	buf_addc(b, '\n');
	html_lines(html, m->text, b);
	if (m->quoted != NULL)
		html_quote(m, html, b);
	buf_adds(b, node_str(html, "close"));
	buf_addc(b, '\n');
	buf_free(&open);
}

void
demo_plain(const struct demo_mail *m, struct buf *b)
{
	const char *s;

	buf_adds(b, m->text);
	buf_addc(b, '\n');
	if (m->quoted == NULL)
		return;
	buf_addf(b, "\n%s\n", m->attribution);
	for (s = m->quoted; *s != '\0';) {
		size_t n = strcspn(s, "\n");

		buf_addf(
		    b, n == 0 || *s == '>' ? ">%.*s\n" : "> %.*s\n", (int)n, s);
		s += n + (s[n] == '\n');
	}
}
