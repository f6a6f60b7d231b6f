/*
 * text/html.c - HTML as plain text
 *
 * One walk over libxml2's tree.  Blank lines and newlines are not written
 * when an element asks for them but before the next word, so that any nesting
 * of blocks leaves at most one blank line.
 */
#define _GNU_SOURCE /* strcasestr, memmem */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "text/html.h"
#include "text/utf8.h"

enum { MAX_DEPTH = 250, MAX_ATTRS = 4000, MAX_COST = 100000000 };

enum effect {
	INLINE,
	SKIP,	 /* nothing of it is for readers */
	LINE,	 /* a new line before and after */
	PARA,	 /* a blank line before and after */
	ITEM,	 /* a line that starts with "- " */
	CELL,	 /* a tab before it, unless it is the first */
	BREAK,	 /* br */
	RULE,	 /* hr */
	QUOTE,	 /* "> " before its lines */
	PREFORM, /* white space counts */
	LINK,
	IMAGE
};

static const struct {
	const char *name;
	enum effect effect;
} elements[] = {
	{ "a", LINK },
	{ "address", LINE },
	{ "article", PARA },
	{ "blockquote", QUOTE },
	{ "br", BREAK },
	{ "caption", LINE },
	{ "center", LINE },
	{ "dd", LINE },
	{ "div", LINE },
	{ "dl", PARA },
	{ "dt", LINE },
	{ "fieldset", LINE },
	{ "figure", PARA },
	{ "footer", LINE },
	{ "form", LINE },
	{ "h1", PARA },
	{ "h2", PARA },
	{ "h3", PARA },
	{ "h4", PARA },
	{ "h5", PARA },
	{ "h6", PARA },
	{ "head", SKIP },
	{ "header", LINE },
	{ "hr", RULE },
	{ "iframe", SKIP },
	{ "img", IMAGE },
	{ "li", ITEM },
	{ "main", LINE },
	{ "nav", LINE },
	{ "noscript", SKIP },
	{ "object", SKIP },
	{ "ol", PARA },
	{ "option", LINE },
	{ "p", PARA },
	{ "pre", PREFORM },
	{ "script", SKIP },
	{ "section", PARA },
	{ "style", SKIP },
	{ "svg", SKIP },
	{ "table", PARA },
	{ "td", CELL },
	{ "template", SKIP },
	{ "textarea", LINE },
	{ "th", CELL },
	{ "title", SKIP },
	{ "tr", LINE },
	{ "ul", PARA },
};

struct writer {
	struct buf *out;
	size_t start; /* of our text in OUT */
	int newlines; /* owed before the next word: 0, 1 or 2 */
	int blank;    /* a space is owed */
	int tab;      /* a tab is owed */
	int quote;    /* depth of quoting */
	int written;  /* its depth in the line written last */
	int pre;
};

static enum effect
effect_of(const xmlNode *node)
{
	size_t lo = 0, hi = sizeof elements / sizeof elements[0], mid;
	int c;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		c = strcasecmp((const char *)node->name, elements[mid].name);
		if (c == 0)
			return elements[mid].effect;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return INLINE;
}

static void
want_lines(struct writer *w, int n)
{
	if (w->newlines < n)
		w->newlines = n;
	w->blank = w->tab = 0;
}

static void
quote_marks(struct writer *w, int depth, int blank)
{
	int i;

	for (i = 0; i < depth; i++)
		buf_adds(w->out, blank && i == depth - 1 ? ">" : "> ");
}

/* Pay what is owed before a word. */
static void
settle(struct writer *w)
{
	int depth = w->quote < w->written ? w->quote : w->written, i;

	if (w->out->len == w->start) {
		quote_marks(w, w->quote, 0);
	} else if (w->newlines > 0) {
		buf_trim(w->out);
		for (i = 1; i < w->newlines; i++) {
			buf_addc(w->out, '\n');
			quote_marks(w, depth, 1);
		}
		buf_addc(w->out, '\n');
		quote_marks(w, w->quote, 0);
	} else if (w->tab) {
		buf_addc(w->out, '\t');
	} else if (w->blank) {
		buf_addc(w->out, ' ');
	}
	w->newlines = w->blank = w->tab = 0;
	w->written = w->quote;
}

static int
is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Invisible characters that newsletters put in by the hundred. */
static size_t
invisible(const char *s)
{
	static const char *const list[] = { "\xE2\x80\x8B", "\xE2\x80\x8C",
		"\xEF\xBB\xBF", "\xC2\xAD", "\xCD\x8F", "\xE2\x81\xA0" };
	size_t i;

	for (i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strncmp(s, list[i], strlen(list[i])) == 0)
			return strlen(list[i]);
	return 0;
}

static void
put_preformatted(struct writer *w, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n') {
			if (w->newlines > 0)
				settle(w);
			w->newlines = 1;
		} else if (*s != '\r') {
			settle(w);
			buf_addc(w->out, *s);
		}
	}
}

static void
put_text(struct writer *w, const char *s)
{
	size_t n;

	if (w->pre) {
		put_preformatted(w, s);
		return;
	}
	while (*s != '\0') {
		if (is_space((unsigned char)*s) ||
		    strncmp(s, "\xC2\xA0", 2) == 0) {
			w->blank = 1;
			s += (unsigned char)*s == 0xC2 ? 2 : 1;
			continue;
		}
		if ((n = invisible(s)) > 0) {
			s += n;
			continue;
		}
		n = 1;
		while (s[n] != '\0' && !is_space((unsigned char)s[n]) &&
		       (unsigned char)s[n] < 0xC2)
			n++;
		settle(w);
		buf_add(w->out, s, n);
		s += n;
	}
}

static const char *
attr(const xmlNode *node, const char *name)
{
	const xmlAttr *a;

	for (a = node->properties; a != NULL; a = a->next)
		if (strcasecmp((const char *)a->name, name) == 0)
			return a->children != NULL &&
				       a->children->content != NULL
				   ? (const char *)a->children->content
				   : "";
	return NULL;
}

/* STYLE sets PROPERTY to a value that begins with VALUE. */
static int
style_says(const char *style, const char *property, const char *value)
{
	const char *p = style;

	while ((p = strcasestr(p, property)) != NULL) {
		int whole = p == style || !isalnum((unsigned char)p[-1]);
		whole = whole && (p == style || p[-1] != '-');
		p += strlen(property);
		p += strspn(p, " \t");
		if (!whole || *p++ != ':')
			continue;
		p += strspn(p, " \t");
		if (strncasecmp(p, value, strlen(value)) == 0)
			return 1;
	}
	return 0;
}

static int
is_zero(const char *style, const char *property)
{
	return style_says(style, property, "0;") ||
	       style_says(style, property, "0px") ||
	       style_says(style, property, "0 ");
}

/* Preheaders are written for the list of mails, not for the reader. */
static int
is_hidden(const xmlNode *node)
{
	const char *style = attr(node, "style");

	if (attr(node, "hidden") != NULL)
		return 1;
	if (style == NULL)
		return 0;
	return style_says(style, "display", "none") ||
	       style_says(style, "visibility", "hidden") ||
	       style_says(style, "mso-hide", "all") ||
	       is_zero(style, "font-size") || is_zero(style, "max-height");
}

static void walk_children(struct writer *w, const xmlNode *node, int depth);

/* The address after the words, unless the words say it already. */
static void
put_link(struct writer *w, const xmlNode *node, int depth)
{
	const char *href = attr(node, "href"), *bare;
	size_t from = w->out->len, len;

	walk_children(w, node, depth);
	if (href == NULL || (strncasecmp(href, "http", 4) != 0 &&
				strncasecmp(href, "mailto:", 7) != 0))
		return;
	bare = strncasecmp(href, "mailto:", 7) == 0 ? href + 7 : href;
	len = strlen(bare);
	if (len > 0 && bare[len - 1] == '/')
		len--;
	if (w->out->len == from || len == 0 || len > 2000)
		return; /* a link without words: a picture, a marker */
	if (memmem(w->out->p + from, w->out->len - from, bare, len) != NULL)
		return;
	buf_adds(w->out, " <");
	buf_adds(w->out, bare);
	buf_addc(w->out, '>');
}

static void
put_image(struct writer *w, const xmlNode *node)
{
	const char *alt = attr(node, "alt");

	if (alt == NULL || alt[strspn(alt, " \t\r\n")] == '\0')
		return;
	settle(w);
	buf_addc(w->out, '[');
	utf8_repair_line(alt, strlen(alt), w->out);
	buf_addc(w->out, ']');
}

static void
walk_element(struct writer *w, const xmlNode *node, int depth)
{
	enum effect effect = effect_of(node);
	int around = effect == LINE || effect == ITEM ? 1
		     : effect == PARA || effect == PREFORM || effect == QUOTE
			 ? 2
			 : 0;

	if (effect == SKIP || is_hidden(node))
		return;
	if (around > 0)
		want_lines(w, around);
	switch (effect) {
	case BREAK:
		want_lines(w, w->newlines < 2 ? w->newlines + 1 : 2);
		return;
	case RULE:
		want_lines(w, 1);
		put_text(w, "----------");
		want_lines(w, 1);
		return;
	case CELL:
		w->tab = node->prev != NULL && w->newlines == 0;
		break;
	case ITEM:
		settle(w);
		buf_adds(w->out, "- ");
		break;
	case LINK:
		put_link(w, node, depth);
		return;
	case IMAGE:
		put_image(w, node);
		return;
	default:
		break;
	}
	w->quote += effect == QUOTE;
	w->pre += effect == PREFORM;
	walk_children(w, node, depth);
	w->pre -= effect == PREFORM;
	w->quote -= effect == QUOTE;
	if (around > 0)
		want_lines(w, around);
}

static void
walk_children(struct writer *w, const xmlNode *node, int depth)
{
	const xmlNode *child;

	if (depth > MAX_DEPTH)
		return;
	for (child = node->children; child != NULL; child = child->next) {
		const char *text = (const char *)child->content;
		if (child->type == XML_ELEMENT_NODE)
			walk_element(w, child, depth + 1);
		else if ((child->type == XML_TEXT_NODE ||
			     child->type == XML_CDATA_SECTION_NODE) &&
			 text != NULL)
			put_text(w, text);
	}
}

/*
 * libxml2 takes time with the square of an element's attributes.  Count what
 * might be some: a blank or "=" between "<" and ">".
 */
static int
is_too_wide(const char *s, size_t n)
{
	size_t i, count = 0, cost = 0;
	int in_tag = 0;

	for (i = 0; i < n; i++) {
		if (s[i] == '<') {
			in_tag = 1;
			count = 0;
		} else if (s[i] == '>') {
			cost += count > 200 ? count * count : 0;
			in_tag = 0;
		} else if (in_tag &&
			   (s[i] == '=' || is_space((unsigned char)s[i]))) {
			count++;
		}
		if (count > MAX_ATTRS || cost > MAX_COST)
			return 1;
	}
	return 0;
}

/* Where the tag, comment or whole element without text at S ends. */
static size_t
tag_end(const char *s, size_t n)
{
	static const char *const whole[] = { "script", "style", "head" };
	const char *end;
	size_t i, len;

	if (n >= 4 && memcmp(s, "<!--", 4) == 0) {
		end = memmem(s, n, "-->", 3);
		return end != NULL ? (size_t)(end - s) + 3 : n;
	}
	for (i = 0; i < sizeof whole / sizeof whole[0]; i++) {
		char closing[16] = "</";
		len = strlen(whole[i]);
		if (n <= len + 1 || strncasecmp(s + 1, whole[i], len) != 0 ||
		    isalnum((unsigned char)s[len + 1]))
			continue;
		memcpy(closing + 2, whole[i], len + 1);
		for (end = s; end + len + 2 < s + n; end++)
			if (strncasecmp(end, closing, len + 2) == 0)
				return (size_t)(end - s);
		return n;
	}
	end = memchr(s, '>', n);
	return end != NULL ? (size_t)(end - s) + 1 : n;
}

/* A tag's effect is not looked at: one may stand for a blank or a line. */
static void
strip(const char *s, size_t n, struct writer *w)
{
	struct buf word = BUF_INIT;
	size_t i = 0, run;

	while (i < n) {
		if (s[i] == '<') {
			w->blank = 1;
			if (n - i > 3 && strncasecmp(s + i, "<br", 3) == 0)
				want_lines(w, 1);
			i += tag_end(s + i, n - i);
			continue;
		}
		for (run = 0; i + run < n && s[i + run] != '<'; run++)
			;
		buf_reset(&word);
		buf_add(&word, s + i, run);
		put_text(w, word.p);
		i += run;
	}
	buf_free(&word);
}

/* "<![if !mso]>" is a tag to nobody: it would come through as text. */
static void
drop_conditions(const char *s, size_t n, struct buf *out)
{
	size_t i = 0, from = 0;
	const char *end;

	while (i + 3 < n) {
		if (memcmp(s + i, "<![", 3) != 0 ||
		    (end = memchr(s + i, '>', n - i)) == NULL) {
			i++;
			continue;
		}
		buf_add(out, s + from, i - from);
		i = from = (size_t)(end - s) + 1;
	}
	buf_add(out, s + from, n - from);
}

static int
parse(const char *s, size_t n, struct writer *w)
{
	htmlParserCtxtPtr ctxt = htmlNewParserCtxt();
	htmlDocPtr doc;
	int whole;

	if (ctxt == NULL)
		return -1;
	doc = htmlCtxtReadMemory(ctxt, s, (int)n, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_NONET | HTML_PARSE_COMPACT);
	/* more than 256 levels: it stopped in the middle */
	whole = doc != NULL && ctxt->lastError.code != XML_ERR_INTERNAL_ERROR &&
		ctxt->lastError.code != XML_ERR_NO_MEMORY;
	if (whole && xmlDocGetRootElement(doc) != NULL)
		walk_children(w, (const xmlNode *)doc, 0);
	xmlFreeDoc(doc);
	htmlFreeParserCtxt(ctxt);
	return whole ? 0 : -1;
}

enum html_way
html_to_text(const char *html, size_t n, struct buf *out)
{
	struct buf clean = BUF_INIT, plain = BUF_INIT;
	struct writer w = { .out = &plain };
	enum html_way way = n > HTML_MAX ? HTML_CUT : HTML_PARSED;

	utf8_repair(html, n > HTML_MAX ? HTML_MAX : n, &plain);
	drop_conditions(plain.p, plain.len, &clean);
	buf_reset(&plain);
	if (is_too_wide(clean.p, clean.len) ||
	    parse(clean.p, clean.len, &w) < 0) {
		buf_reset(&plain);
		w = (struct writer){ .out = &plain };
		strip(clean.p, clean.len, &w);
		way = HTML_STRIPPED;
	}
	buf_trim(&plain);
	buf_add(out, plain.p, plain.len);
	buf_free(&plain);
	buf_free(&clean);
	return way;
}
