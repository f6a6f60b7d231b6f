/* text/subject.c - the subject of an answer */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "text/subject.h"
#include "text/utf8.h"

enum { MAX_SUBJECT = 200 };

/* What mail programs of the world write for "reply" and "forward". */
static const char *const prefixes[] = { "re", "aw", "sv", "antw", "antwort",
	"vs", "odp", "ynt", "yn", "rif", "r", "res", "resp", "ref", "rép",
	"réf", "bls", "tr", "fw", "fwd", "wg", "vb", "doorst", "i", "enc", "pd",
	"ilt", "İlt", "rv", "回复", "答复", "回覆", "回信", "返信", "转发",
	"轉寄", "転送", "답장", "전달", "отв", "ответ", "пересл" };

static const char *
skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* Behind one "Re:", "RE[2]:" or full-width "回复：" at S, or NULL. */
static const char *
behind(const char *s)
{
	static const char wide[] = "：";
	size_t i, n;
	const char *e;

	for (i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		n = strlen(prefixes[i]);
		if (strncasecmp(s, prefixes[i], n) != 0)
			continue;
		e = s + n;
		if (*e == '[' || *e == '(') {
			e += 1 + strspn(e + 1, "0123456789");
			e += *e == ']' || *e == ')';
		}
		e = skip_blanks(e);
		if (*e == ':')
			return e + 1;
		if (strncmp(e, wide, sizeof wide - 1) == 0)
			return e + sizeof wide - 1;
	}
	return NULL;
}

const char *
subject_bare(const char *s)
{
	const char *e;

	for (s = skip_blanks(s); (e = behind(s)) != NULL; s = skip_blanks(e))
		;
	return s;
}

/* The length of "[#12]" at S, and its number; else 0. */
static size_t
token(const char *s, int64_t *number)
{
	size_t i;

	*number = 0;
	if (s[0] != '[' || s[1] != '#')
		return 0;
	for (i = 2; isdigit((unsigned char)s[i]) && i < 17; i++)
		*number = *number * 10 + (s[i] - '0');
	return i > 2 && s[i] == ']' ? i + 1 : 0;
}

int64_t
subject_number(const char *s)
{
	int64_t number;

	for (; *s != '\0'; s++)
		if (token(s, &number) > 0)
			return number;
	return 0;
}

void
subject_answer(const char *subject, int re, int64_t number, struct buf *out)
{
	struct buf b = BUF_INIT;
	const char *s = re ? subject_bare(subject) : subject;
	int64_t old;
	size_t n;

	while (*s != '\0') {
		if ((n = token(s, &old)) > 0) {
			s += n;
			buf_trim(&b);
			continue;
		}
		buf_addc(&b, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
		s++;
	}
	buf_trim(&b);
	buf_cut(&b, utf8_cut(b.p, b.len, MAX_SUBJECT));
	if (re)
		buf_adds(out, "Re: ");
	buf_adds(out, b.p);
	if (number > 0)
		buf_addf(out, " [#%" PRId64 "]", number);
	buf_free(&b);
}
