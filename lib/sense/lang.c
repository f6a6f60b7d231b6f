/* sense/lang.c - which language a message is in */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "base/buf.h"
#include "sense/cld2.h"
#include "sense/han.h"
#include "sense/lang.h"

/* What the letters of a text are. */
enum script {
	LATIN,
	CYRILLIC,
	ARABIC,
	DEVANAGARI,
	HAN,
	KANA,
	HANGUL,
	ALONE,
	SCRIPTS
};

struct census {
	long n[SCRIPTS];
	const char *alone; /* the language of a script of its own */
	long hans, hant;   /* characters of one writing only */
	long persian, urdu, ukrainian;
	struct buf clean; /* the text without codes and addresses */
};

/* Scripts that one language of shops is written in. */
static const struct {
	UScriptCode script;
	const char *lang;
} alone[] = { { USCRIPT_THAI, "th" }, { USCRIPT_HEBREW, "he" },
	{ USCRIPT_GREEK, "el" }, { USCRIPT_ARMENIAN, "hy" },
	{ USCRIPT_GEORGIAN, "ka" }, { USCRIPT_BENGALI, "bn" },
	{ USCRIPT_TAMIL, "ta" }, { USCRIPT_TELUGU, "te" },
	{ USCRIPT_GUJARATI, "gu" }, { USCRIPT_GURMUKHI, "pa" },
	{ USCRIPT_KANNADA, "kn" }, { USCRIPT_MALAYALAM, "ml" },
	{ USCRIPT_SINHALA, "si" }, { USCRIPT_KHMER, "km" },
	{ USCRIPT_LAO, "lo" }, { USCRIPT_MYANMAR, "my" },
	{ USCRIPT_ETHIOPIC, "am" } };

/* CLD2's codes that are not ours. */
static const char *const renamed[][2] = { { "no", "nb" }, { "iw", "he" },
	{ "in", "id" }, { "zh", "zh-Hans" }, { "jw", "jv" }, { "fil", "tl" },
	{ "mo", "ro" }, { "sh", "sr" } };

const char *
lang_base(const char *tag, char out[LANG_TEXT])
{
	snprintf(out, LANG_TEXT, "%.*s", (int)strcspn(tag, "-"), tag);
	return out;
}

/* A word with a digit, an @ or a :// says nothing of the language. */
static int
is_word(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (isdigit((unsigned char)s[i]) || s[i] == '@' ||
		    (s[i] == ':' && i + 2 < n && s[i + 1] == '/') ||
		    (s[i] == 'w' && i + 3 < n && memcmp(s + i, "www.", 4) == 0))
			return 0;
	return 1;
}

static void
count_letter(struct census *c, UChar32 ch)
{
	UErrorCode ec = U_ZERO_ERROR;
	UScriptCode script;
	size_t i;

	if (ch < 0x250) {
		c->n[LATIN] += u_isalpha(ch) != 0;
		return;
	}
	if (!u_isalpha(ch))
		return;
	if (ch >= 0x4e00 && ch <= 0x9fff) {
		c->n[HAN]++;
		return;
	}
	switch (script = uscript_getScript(ch, &ec)) {
	case USCRIPT_LATIN:
		c->n[LATIN]++;
		break;
	case USCRIPT_CYRILLIC:
		c->n[CYRILLIC]++;
		c->ukrainian += ch == 0x456 || ch == 0x457 || ch == 0x454;
		break;
	case USCRIPT_ARABIC:
		c->n[ARABIC]++;
		c->persian += ch == 0x67e || ch == 0x686 || ch == 0x698 ||
			      ch == 0x6af || ch == 0x6cc || ch == 0x6a9;
		c->urdu +=
		    ch == 0x679 || ch == 0x688 || ch == 0x6d2 || ch == 0x6be;
		break;
	case USCRIPT_DEVANAGARI:
		c->n[DEVANAGARI]++;
		break;
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
		c->n[KANA]++;
		break;
	case USCRIPT_HANGUL:
		c->n[HANGUL]++;
		break;
	default:
		for (i = 0; i < sizeof alone / sizeof *alone; i++)
			if (alone[i].script == script) {
				c->n[ALONE]++;
				c->alone = alone[i].lang;
			}
	}
}

/* Bytes of one sort: white space, other ASCII, or what is not ASCII. */
static size_t
run_of(const char *s, size_t n)
{
	size_t i = 0;
	int high = s[0] & 0x80, blank = isspace((unsigned char)s[0]) != 0;

	while (i < n && (s[i] & 0x80) == high &&
	       (high || (isspace((unsigned char)s[i]) != 0) == blank))
		i++;
	return i;
}

static void
take_census(struct census *c, const char *s, size_t n)
{
	size_t at = 0, len;
	int32_t i;
	UChar32 ch;

	while (at < n) {
		len = run_of(s + at, n - at);
		if ((s[at] & 0x80) || is_word(s + at, len))
			buf_add(&c->clean, s + at, len);
		else
			buf_addc(&c->clean, ' ');
		at += len;
	}
	for (i = 0; i < (int32_t)c->clean.len;) {
		U8_NEXT(c->clean.p, i, (int32_t)c->clean.len, ch);
		if (ch > 0)
			count_letter(c, ch);
	}
}

static void
answer(struct lang *out, const char *tag, double p, const char *why)
{
	snprintf(out->tag, sizeof out->tag, "%s", tag);
	out->p = p;
	out->why = why;
	out->nothers = 0;
}

/* "de" of "amazon/de", when the last part names a country or a language. */
static const char *
langs_of_account(const char *account)
{
	const char *p = account == NULL ? NULL : strrchr(account, '/');
	char code[3];

	if (p == NULL || strlen(p) < 3 || isalpha((unsigned char)p[3]))
		return NULL;
	snprintf(code, sizeof code, "%s", p + 1);
	return lang_of_country(code);
}

/* Whether TAG is in a list like "nl fr de"; by its base. */
static int
listed(const char *langs, const char *tag)
{
	size_t n = strcspn(tag, "-"), k;

	for (; langs != NULL && *langs != '\0';
	     langs += k + (langs[k] == ' ')) {
		k = strcspn(langs, " ");
		if (k >= n && memcmp(langs, tag, n) == 0 &&
		    (k == n || langs[n] == '-'))
			return 1;
	}
	return 0;
}

/* What is known of the sender, strongest first. */
static const char *
hint(const struct lang_hints *h, int i, const char **why)
{
	static const char *const whys[] = { "language by the thread",
		"language by the sender's country",
		"language by the account's site" };

	*why = whys[i];
	if (i == 0)
		return h->thread;
	if (i == 1)
		return h->country ? lang_of_country(h->country) : NULL;
	return langs_of_account(h->account);
}

enum { HINTS = 3 };

static void
chinese(struct census *c, const struct lang_hints *h, struct lang *out)
{
	const char *why, *langs;
	int i;

	han_writing(c->clean.p, c->clean.len, &c->hans, &c->hant);
	if (c->hant > c->hans)
		answer(out, "zh-Hant", 0.98, "language by script");
	else if (c->hans > 0)
		answer(out, "zh-Hans", 0.98, "language by script");
	else
		answer(out, "zh-Hans", 0.7, "language by script");
	for (i = 0; i < HINTS && c->hans == c->hant; i++) {
		langs = hint(h, i, &why);
		if (listed(langs, "ja") && c->n[HAN] < 6) {
			answer(out, "ja", 0.6, why);
			return;
		}
		if (listed(langs, "zh")) {
			answer(out,
			    strstr(langs, "Hant") ? "zh-Hant" : "zh-Hans", 0.8,
			    why);
			return;
		}
	}
}

/* Letters of scripts that several languages are written in. */
static long
shared_letters(const struct census *c)
{
	return c->n[LATIN] + c->n[CYRILLIC] + c->n[ARABIC] + c->n[DEVANAGARI];
}

/* 1 when the script alone decides. */
static int
by_script(struct census *c, const struct lang_hints *h, struct lang *out)
{
	/* one character of these says as much as three letters */
	long east = 3 * (c->n[HAN] + c->n[KANA] + c->n[HANGUL]);
	long west = shared_letters(c);

	if (east > 0 && east >= west && east >= c->n[ALONE]) {
		if (c->n[HANGUL] > 0 && c->n[HANGUL] >= c->n[KANA] &&
		    c->n[HANGUL] * 2 >= c->n[HAN])
			answer(out, "ko", 0.99, "language by script");
		else if (c->n[KANA] * 12 >= c->n[HAN])
			answer(out, "ja", 0.99, "language by script");
		else
			chinese(c, h, out);
		return 1;
	}
	if (c->n[ALONE] > 1 && c->n[ALONE] >= west) {
		answer(out, c->alone, 0.98, "language by script");
		return 1;
	}
	if (c->n[ARABIC] > west / 2 && c->urdu > 0) {
		answer(out, "ur", 0.9, "language by script");
		return 1;
	}
	return 0;
}

static const char *
our_code(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof renamed / sizeof *renamed; i++)
		if (strcmp(renamed[i][0], code) == 0)
			return renamed[i][1];
	return strcmp(code, "un") == 0 ? "und" : code;
}

/* Of CLD2's three the one that a hint knows, when the first is not sure. */
static int
by_hint(
    const struct cld2_guess g[3], const struct lang_hints *h, struct lang *out)
{
	const char *why, *langs;
	int i, k;

	for (i = 0; i < HINTS; i++) {
		if ((langs = hint(h, i, &why)) == NULL)
			continue;
		for (k = 0; k < 3; k++)
			if (listed(langs, our_code(g[k].code))) {
				answer(out, our_code(g[k].code),
				    k == 0 ? 0.9 : 0.6, why);
				return 1;
			}
	}
	return 0;
}

/* Nothing in the words: the strongest hint's first language. */
static void
by_hint_alone(const struct lang_hints *h, double p, struct lang *out)
{
	const char *why, *langs;
	int i;

	for (i = 0; i < HINTS; i++)
		if ((langs = hint(h, i, &why)) != NULL) {
			answer(out, langs, p, why);
			out->tag[strcspn(out->tag, " ")] = '\0';
			return;
		}
}

/* A part of a mixed text that is more than a name or a word of trade. */
enum { PART_LETTERS = 20, PART_PERCENT = 20 };

/* What CLD2 saw beside the main language, where there is text enough. */
static void
name_others(const struct census *c, const struct cld2_guess g[3], int sure,
    struct lang *out)
{
	const char *tag;
	int i;

	for (i = 0; i < 3 && out->nothers < LANG_OTHERS; i++) {
		tag = our_code(g[i].code);
		if (strcmp(tag, "und") == 0 || strcmp(tag, out->tag) == 0 ||
		    g[i].percent < PART_PERCENT || !sure ||
		    shared_letters(c) < PART_LETTERS)
			continue;
		snprintf(out->others[out->nothers++], LANG_TEXT, "%s", tag);
	}
}

/* Two short words: less says nothing. */
enum { LETTERS_MIN = 5 };

static void
by_words(struct census *c, const struct lang_hints *h, struct lang *out)
{
	long letters = shared_letters(c);
	struct cld2_guess g[3];
	int sure = cld2_detect(c->clean.p, c->clean.len, g);
	int known = strcmp(our_code(g[0].code), "und") != 0;

	/* letters that Arabic has not; Urdu has them too, and CLD2 knows it */
	if (c->persian > 0 && (!known || strcmp(g[0].code, "ar") == 0)) {
		answer(out, "fa", 0.9, "language by script");
		return;
	}
	if (known && sure && letters >= 20) {
		answer(out, our_code(g[0].code),
		    g[0].percent >= 90 && letters >= 60 ? 0.99 : 0.95,
		    "language by its words");
		name_others(c, g, sure, out);
		return;
	}
	if (by_hint(g, h, out))
		return;
	if (known && letters >= LETTERS_MIN) {
		answer(out, our_code(g[0].code), sure ? 0.8 : 0.5,
		    "language by its words");
		return;
	}
	by_hint_alone(h, 0.4, out);
	/* of its languages the one that most who write it shop in */
	if (c->n[DEVANAGARI] > 1 && strcmp(out->tag, "und") == 0)
		answer(out, "hi", 0.6, "language by script");
}

void
lang_guess(
    const char *text, size_t n, const struct lang_hints *h, struct lang *out)
{
	struct census c = { .clean = BUF_INIT };
	struct cld2_guess g[3];
	int sure;

	answer(out, "und", 0.1, "too little text to tell the language");
	take_census(&c, text, n);
	if (!by_script(&c, h, out)) {
		if (shared_letters(&c) > 0)
			by_words(&c, h, out);
	} else if (shared_letters(&c) >= PART_LETTERS) {
		sure = cld2_detect(c.clean.p, c.clean.len, g);
		name_others(&c, g, sure, out);
	}
	buf_free(&c.clean);
}
