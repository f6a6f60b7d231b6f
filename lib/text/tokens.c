/*
 * text/tokens.c - words for full-text search
 *
 * ICU finds the words, in Chinese, Japanese and Thai too.  Those of Han and
 * Kana are cut into characters: a query of two characters then finds them as
 * a phrase wherever the dictionary put its borders.
 */
#include <string.h>
#include <strings.h>

#include <libstemmer.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "text/fold.h"
#include "text/tokens.h"
#include "text/utf8.h"

enum { MAX_WORD = 128 };

/* Languages in which questions find more with stems than without. */
static const struct {
	const char *lang;
	const char *algorithm;
} stems[] = {
	{ "en", "english" },
	{ "fr", "french" },
	{ "es", "spanish" },
	{ "pt", "portuguese" },
	{ "it", "italian" },
	{ "ru", "russian" },
};

static struct sb_stemmer *
stemmer(const char *lang)
{
	static struct sb_stemmer *open[sizeof stems / sizeof stems[0]];
	size_t i;

	for (i = 0; lang != NULL && i < sizeof stems / sizeof stems[0]; i++) {
		if (strncasecmp(lang, stems[i].lang, 2) != 0 ||
		    (lang[2] != '\0' && lang[2] != '-' && lang[2] != '_'))
			continue;
		if (open[i] == NULL)
			open[i] = sb_stemmer_new(stems[i].algorithm, "UTF_8");
		return open[i];
	}
	return NULL;
}

static UBreakIterator *
iterator(void)
{
	static UBreakIterator *it;
	UErrorCode status = U_ZERO_ERROR;

	if (it == NULL)
		it = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
	return U_SUCCESS(status) ? it : NULL;
}

static int
has_cjk(const char *s, size_t n)
{
	size_t i = 0;

	if (utf8_is_ascii(s, n))
		return 0;
	while (i < n)
		if (utf8_is_cjk(utf8_next(s, &i, n)))
			return 1;
	return 0;
}

/* Characters of Han and Kana one by one, what is between them together. */
static void
add_characters(const char *s, size_t n, struct buf *out)
{
	size_t i = 0, was, run = 0;

	while (i < n) {
		was = i;
		if (!utf8_is_cjk(utf8_next(s, &i, n)))
			continue;
		if (was > run) {
			buf_add(out, s + run, was - run);
			buf_addc(out, ' ');
		}
		buf_add(out, s + was, i - was);
		buf_addc(out, ' ');
		run = i;
	}
	buf_add(out, s + run, n - run);
	buf_trim(out);
}

static void
add_word(const char *s, size_t n, struct sb_stemmer *stem, struct buf *out)
{
	const sb_symbol *root;

	if (has_cjk(s, n)) {
		add_characters(s, n, out);
	} else if (stem != NULL && n <= MAX_WORD &&
		   (root = sb_stemmer_stem(
			stem, (const sb_symbol *)s, (int)n)) != NULL) {
		buf_add(out, root, (size_t)sb_stemmer_length(stem));
	} else {
		buf_add(out, s, n > MAX_WORD ? utf8_cut(s, n, MAX_WORD) : n);
	}
}

void
search_tokens(const char *text, size_t n, const char *lang, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	struct sb_stemmer *stem = stemmer(lang);
	UBreakIterator *it = iterator();
	struct buf folded = BUF_INIT;
	UText ut = UTEXT_INITIALIZER;
	int32_t from, to;

	/* folded first: the borders stay where they are, words get shorter */
	fold_search(text, n, &folded);
	utext_openUTF8(&ut, folded.p, (int64_t)folded.len, &status);
	ubrk_setUText(it, &ut, &status);
	if (it == NULL || U_FAILURE(status))
		goto out;
	from = ubrk_first(it);
	for (; (to = ubrk_next(it)) != UBRK_DONE; from = to) {
		if (ubrk_getRuleStatus(it) < UBRK_WORD_NONE_LIMIT)
			continue;
		if (out->len > 0)
			buf_addc(out, ' ');
		add_word(folded.p + from, (size_t)(to - from), stem, out);
	}
out:
	utext_close(&ut);
	buf_free(&folded);
}

void
search_message(const char *subject, const char *text, struct buf *out)
{
	if (subject != NULL)
		search_tokens(subject, strlen(subject), NULL, out);
	if (text != NULL)
		search_tokens(text, strlen(text), NULL, out);
}
