/*
 * text/charset.c - bytes of any charset as UTF-8
 *
 * ICU converts and guesses; ours is the policy of what to believe:
 *
 *	1. only ASCII bytes and no escapes: nothing to do
 *	2. valid UTF-8 with characters beyond ASCII: UTF-8
 *	   (double-byte labels: only when three or more long sequences agree)
 *	3. the label's charset
 *	4. no label, a label nobody knows, us-ascii, or UTF-8 that is none:
 *	   ICU's detector, else windows-1252
 */
#define _GNU_SOURCE /* memmem */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

#include "text/charset.h"
#include "text/utf8.h"

enum kind {
	SINGLE,	 /* one byte a character, ASCII below 0x80 */
	DOUBLE,	 /* two bytes and more, ASCII below 0x80 */
	STATEFUL /* 7-bit with escapes, or wide: the label is right */
};

/* Labels as they are found, and the table that really fits them. */
static const struct {
	const char *label;
	const char *name;
	enum kind kind;
} map[] = {
	{ "utf-8", "UTF-8", DOUBLE },
	{ "utf8", "UTF-8", DOUBLE },
	{ "utf-8mb4", "UTF-8", DOUBLE },
	{ "utf8mb4", "UTF-8", DOUBLE },
	{ "unicode-1-1-utf-8", "UTF-8", DOUBLE },
	{ "iso-8859-1", "windows-1252", SINGLE },
	{ "iso8859-1", "windows-1252", SINGLE },
	{ "iso_8859-1", "windows-1252", SINGLE },
	{ "latin1", "windows-1252", SINGLE },
	{ "windows-1252", "windows-1252", SINGLE },
	{ "cp1252", "windows-1252", SINGLE },
	{ "gb2312", "gb18030", DOUBLE },
	{ "gbk", "gb18030", DOUBLE },
	{ "x-gbk", "gb18030", DOUBLE },
	{ "gb18030", "gb18030", DOUBLE },
	{ "gb_2312-80", "gb18030", DOUBLE },
	{ "gb2312-80", "gb18030", DOUBLE },
	{ "iso-gb2312", "gb18030", DOUBLE },
	{ "euc-cn", "gb18030", DOUBLE },
	{ "cp936", "gb18030", DOUBLE },
	{ "936", "gb18030", DOUBLE },
	{ "windows-936", "gb18030", DOUBLE },
	{ "chinese", "gb18030", DOUBLE },
	{ "big5", "windows-950", DOUBLE },
	{ "big5-hkscs", "Big5-HKSCS", DOUBLE },
	{ "cp950", "windows-950", DOUBLE },
	{ "x-x-big5", "windows-950", DOUBLE },
	{ "shift_jis", "ibm-943_P15A-2003", DOUBLE },
	{ "shift-jis", "ibm-943_P15A-2003", DOUBLE },
	{ "x-sjis", "ibm-943_P15A-2003", DOUBLE },
	{ "sjis", "ibm-943_P15A-2003", DOUBLE },
	{ "windows-31j", "ibm-943_P15A-2003", DOUBLE },
	{ "cp932", "ibm-943_P15A-2003", DOUBLE },
	{ "ms_kanji", "ibm-943_P15A-2003", DOUBLE },
	{ "euc-jp", "EUC-JP", DOUBLE },
	{ "euc-kr", "windows-949", DOUBLE },
	{ "ks_c_5601-1987", "windows-949", DOUBLE },
	{ "ks_c_5601", "windows-949", DOUBLE },
	{ "ksc5601", "windows-949", DOUBLE },
	{ "cp949", "windows-949", DOUBLE },
	{ "korean", "windows-949", DOUBLE },
	{ "iso-8859-9", "windows-1254", SINGLE },
	{ "iso-8859-11", "windows-874", SINGLE },
	{ "tis-620", "windows-874", SINGLE },
	{ "iso-8859-8-i", "iso-8859-8", SINGLE },
	{ "iso-2022-jp", "ISO-2022-JP-2", STATEFUL },
	{ "iso-2022-jp-ms", "ISO-2022-JP-2", STATEFUL },
	{ "cp50221", "ISO-2022-JP-2", STATEFUL },
	{ "utf-7", "UTF-7", STATEFUL },
	{ "unicode-1-1-utf-7", "UTF-7", STATEFUL },
};

/* Labels that tell nothing about bytes beyond ASCII. */
static const char *const mute[] = { "us-ascii", "ascii", "ansi_x3.4-1968",
	"x-unknown", "unknown", "unknown-8bit", "x-user-defined", "default",
	"none", "7bit", "8bit", "binary", "_iso-2022-jp$esc" };

enum { LABEL = 48 };

/* Lower case, without quotes and blanks; 0 when nothing is left. */
static int
tidy(const char *label, char out[LABEL])
{
	size_t n = 0;

	for (; label != NULL && *label != '\0' && n < LABEL - 1; label++)
		if (isgraph((unsigned char)*label) &&
		    strchr("\"'<>,;", *label) == NULL)
			out[n++] = (char)tolower((unsigned char)*label);
	out[n] = '\0';
	return n > 0;
}

static enum kind
kind_of(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *c = ucnv_open(name, &status);
	enum kind kind = STATEFUL;

	if (U_FAILURE(status))
		return STATEFUL;
	if (ucnv_getType(c) == UCNV_SBCS || ucnv_getType(c) == UCNV_LATIN_1)
		kind = SINGLE;
	else if (ucnv_getType(c) == UCNV_MBCS)
		kind = DOUBLE;
	ucnv_close(c);
	return kind;
}

static const char *
look_up(const char *label, enum kind *kind)
{
	UErrorCode status = U_ZERO_ERROR;
	char key[LABEL];
	const char *name;
	size_t i;

	if (!tidy(label, key))
		return NULL;
	for (i = 0; i < sizeof map / sizeof map[0]; i++)
		if (strcmp(map[i].label, key) == 0) {
			*kind = map[i].kind;
			return map[i].name;
		}
	for (i = 0; i < sizeof mute / sizeof mute[0]; i++)
		if (strcmp(mute[i], key) == 0)
			return NULL;
	name = ucnv_getAlias(key, 0, &status);
	if (U_FAILURE(status) || name == NULL)
		return NULL;
	*kind = kind_of(name);
	return name;
}

const char *
charset_name(const char *label)
{
	enum kind kind;

	return look_up(label, &kind);
}

/*
 * Converters cost more to open than most mails to convert; a mailbox uses a
 * handful.  The oldest makes room.
 */
static UConverter *
converter(const char *name)
{
	static struct {
		char name[LABEL];
		UConverter *c;
	} open[8];
	static unsigned turn;
	UErrorCode status = U_ZERO_ERROR;
	unsigned i;

	for (i = 0; i < 8; i++)
		if (open[i].c != NULL && strcmp(open[i].name, name) == 0)
			break;
	if (i == 8) {
		i = turn++ % 8;
		ucnv_close(open[i].c);
		open[i].c = ucnv_open(name, &status);
		if (U_FAILURE(status) || strlen(name) >= LABEL) {
			ucnv_close(open[i].c);
			open[i].c = NULL;
			return NULL;
		}
		strcpy(open[i].name, name);
	}
	ucnv_reset(open[i].c);
	return open[i].c;
}

static int
convert(const char *name, const char *s, size_t n, struct buf *out)
{
	UChar wide[2048], *from = wide, *to = wide;
	UConverter *in = converter(name), *utf8 = converter("UTF-8");
	const char *end = s + n;
	UErrorCode status;
	char *at, *limit;
	int start = 1;

	if (in == NULL || utf8 == NULL)
		return -1;
	do {
		buf_room(out, (size_t)(end - s) + 4096);
		at = out->p + out->len;
		limit = out->p + out->cap - 1;
		status = U_ZERO_ERROR;
		ucnv_convertEx(utf8, in, &at, limit, &s, end, wide, &from, &to,
		    wide + 2048, (UBool)start, 1, &status);
		start = 0;
		out->len = (size_t)(at - out->p);
		out->p[out->len] = '\0';
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	return U_FAILURE(status) ? -1 : 0;
}

/* Sequences beyond ASCII by their length, or -1 when it is no UTF-8. */
static long
long_sequences(const char *s, size_t n, int at_least)
{
	size_t i = 0, was;
	long found = 0;

	while (i < n) {
		if (!(s[i] & 0x80)) {
			i++;
			continue;
		}
		was = i;
		if (utf8_next(s, &i, n) < 0)
			return -1;
		found += (int)(i - was) >= at_least;
	}
	return found;
}

/* A text cut inside its last character is still that text. */
static int
is_utf8(const char *s, size_t n, enum kind kind, int trusted)
{
	long found = long_sequences(s, n, kind == DOUBLE && !trusted ? 3 : 2);

	if (found < 0)
		return 0;
	return trusted || kind == SINGLE || found >= 3;
}

/*
 * Guesses of ICU that no mail is written in are left out; Latin alphabets
 * but the western one are told from it by a few letters, so it must be sure.
 */
static int
is_good_guess(const char *name, int32_t confidence)
{
	if (strncmp(name, "UTF-", 4) == 0 || strncmp(name, "IBM", 3) == 0)
		return 0;
	if (strcmp(name, "ISO-8859-2") == 0 || strcmp(name, "ISO-8859-9") == 0)
		return confidence >= 50;
	return confidence >= 10;
}

static const char *
detect(const char *s, size_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *det = ucsdet_open(&status);
	const UCharsetMatch **all;
	const char *name, *best = NULL;
	enum kind kind;
	int32_t i, found = 0;

	/* the grammar around a name says "English" louder than the name */
	while (n > 0 && !(*s & 0x80)) {
		s++;
		n--;
	}
	while (n > 1 && !(s[n - 1] & 0x80) && !(s[n - 2] & 0x80))
		n--;
	ucsdet_setText(det, s, (int32_t)(n > 65536 ? 65536 : n), &status);
	all = ucsdet_detectAll(det, &found, &status);
	for (i = 0; U_SUCCESS(status) && i < found && best == NULL; i++) {
		name = ucsdet_getName(all[i], &status);
		if (U_SUCCESS(status) &&
		    is_good_guess(name, ucsdet_getConfidence(all[i], &status)))
			best = look_up(name, &kind);
	}
	ucsdet_close(det);
	return best != NULL ? best : "windows-1252";
}

/*
 * Western languages have a letter beyond ASCII here and there; runs of them
 * that outweigh the rest are another script under a wrong label.
 */
static int
is_western(const char *s, size_t n)
{
	size_t i, high = 0, letters = 0, run = 0, longest = 0;

	for (i = 0; i < n; i++) {
		int is_high = (s[i] & 0x80) != 0;
		run = is_high ? run + 1 : 0;
		longest = run > longest ? run : longest;
		high += (size_t)is_high;
		letters += isalpha((unsigned char)s[i]) != 0 && !is_high;
	}
	return longest < 6 || high < letters;
}

/* Mostly UTF-8 with a fault here and there is better repaired than guessed. */
static int
mostly_utf8(const char *s, size_t n, size_t factor)
{
	size_t i = 0, was, good = 0, bad = 0;

	while (i < n) {
		was = i;
		if (utf8_next(s, &i, n) < 0)
			bad++;
		else if (i - was > 1)
			good++;
	}
	return good > factor * bad;
}

/* Seven bits without a label: escapes name the charset themselves. */
static const char *
escaped(const char *s, size_t n)
{
	static const struct {
		const char *mark, *name;
	} marks[] = { { "\x1B$B", "ISO-2022-JP-2" },
		{ "\x1B$@", "ISO-2022-JP-2" }, { "\x1B$)C", "ISO-2022-KR" },
		{ "\x1B$)A", "ISO-2022-CN" } };
	size_t i;

	if (memchr(s, 0x1B, n) == NULL)
		return "UTF-8";
	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (memmem(s, n, marks[i].mark, strlen(marks[i].mark)) != NULL)
			return marks[i].name;
	return "UTF-8";
}

static const char *
choose(const char *label, const char *s, size_t n)
{
	enum kind kind = SINGLE;
	const char *name = look_up(label, &kind);

	if (name != NULL && kind == STATEFUL)
		return name;
	if (utf8_is_ascii(s, n))
		return name == NULL ? escaped(s, n) : "UTF-8";
	if (is_utf8(s, n, kind, name == NULL || strcmp(name, "UTF-8") == 0))
		return "UTF-8";
	if (name != NULL && strcmp(name, "UTF-8") != 0 &&
	    (strcmp(name, "windows-1252") != 0 || is_western(s, n)))
		return name;
	return mostly_utf8(s, n, 2) ? "UTF-8" : detect(s, n);
}

const char *
charset_to_utf8(const char *label, const void *p, size_t n, struct buf *out)
{
	const char *s = p, *name = choose(label, s, n);
	size_t start = out->len;

	if (strcmp(name, "UTF-8") == 0) {
		buf_add(out, s, n);
		return name;
	}
	if (convert(name, s, n, out) < 0 ||
	    (memmem(out->p + start, out->len - start, "\xEF\xBF\xBD", 3) !=
		    NULL &&
		mostly_utf8(s, n, 1))) {
		buf_cut(out, start);
		buf_add(out, s, n);
		return "UTF-8";
	}
	return name;
}
