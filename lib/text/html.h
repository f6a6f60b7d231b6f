/*
 * text/html.h - HTML as plain text
 *
 * Lines, paragraphs, list items and table cells survive, links become
 * "text <address>", what is hidden from the reader is left out, quoted blocks
 * get "> " before their lines, so that text/quote.h finds them again.
 *
 * libxml2 parses: only the mail child calls this (it is confined).
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include <stddef.h>

#include "base/buf.h"

enum { HTML_MAX = 2 << 20 }; /* bytes read, the rest is left out */

enum html_way {
	HTML_PARSED,
	HTML_CUT,     /* longer than HTML_MAX */
	HTML_STRIPPED /* too deep or too wide to parse: tags cut out plainly */
};

/* HTML is UTF-8 already; what its <meta charset> says does not count. */
enum html_way html_to_text(const char *html, size_t n, struct buf *out);

#endif
