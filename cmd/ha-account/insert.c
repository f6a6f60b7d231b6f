/*
 * cmd/ha-account/insert.c - one more account in the text of ha.yaml
 *
 * By lines, not by writing the tree anew: comments and layout are the
 * seller's own.  The section ends with its last indented line; what stands
 * below it at the margin, comments too, belongs to what follows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ha-account/insert.h"

static size_t
line_length(const char *s)
{
	size_t n = strcspn(s, "\n");

	return n + (s[n] == '\n');
}

static size_t
indent_of(const char *line)
{
	return strspn(line, " ");
}

static int
is_blank(const char *line)
{
	return strchr("\r\n", line[strspn(line, " \t")]) != NULL ||
	       line[strspn(line, " \t")] == '\0';
}

static int
is_comment(const char *line)
{
	return line[strspn(line, " \t")] == '#';
}

/* The line "accounts:", or NULL. */
static const char *
section_start(const char *text)
{
	const char *s;

	for (s = text; *s != '\0'; s += line_length(s))
		if (strncmp(s, "accounts:", 9) == 0)
			return s;
	return NULL;
}

/* Where the section's last line ends; *INDENT is that of its first key. */
static const char *
section_end(const char *start, size_t *indent)
{
	const char *s, *end = start + line_length(start);
	int seen = 0;

	*indent = 2;
	for (s = end; *s != '\0'; s += line_length(s)) {
		if (is_blank(s))
			continue;
		if (indent_of(s) == 0)
			break;
		if (!seen && !is_comment(s)) {
			*indent = indent_of(s);
			seen = 1;
		}
		end = s + line_length(s);
	}
	return end;
}

static void
add_section(struct buf *out, const char *section, size_t indent)
{
	size_t n, i;

	if (out->len > 0 && out->p[out->len - 1] != '\n')
		buf_addc(out, '\n');
	for (; *section != '\0'; section += n) {
		n = line_length(section);
		for (i = 0; i < indent; i++)
			buf_addc(out, ' ');
		buf_add(out, section, n);
	}
}

int
insert_account(
    struct buf *out, const char *text, const char *section, struct err *err)
{
	const char *start = section_start(text), *end, *rest;
	size_t indent = 2, n;

	if (start == NULL) {
		buf_adds(out, text);
		if (out->len > 0 && out->p[out->len - 1] != '\n')
			buf_addc(out, '\n');
		buf_adds(out, *text ? "\naccounts:\n" : "accounts:\n");
		add_section(out, section, indent);
		return 0;
	}
	rest = start + strlen("accounts:");
	rest += strspn(rest, " \t");
	n = strncmp(rest, "{}", 2) == 0 ? 2 : 0;
	if (!is_blank(rest + n) && !is_comment(rest + n))
		return err_set(err, ERR_CONFIG,
		    "accounts: is written on one "
		    "line; put its names on lines of their own first");
	end = section_end(start, &indent);
	buf_add(out, text, (size_t)(rest - text));
	buf_add(out, rest + n, (size_t)(end - rest) - n);
	add_section(out, section, indent);
	buf_adds(out, end);
	return 0;
}
