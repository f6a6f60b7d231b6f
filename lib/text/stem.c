/*
 * text/stem.c - the stemmers of Snowball, opened when a word is stemmed
 *
 * The library carries no version that its header would tell; the names are
 * those of the systems that we know.
 */
#include <libstemmer.h>

#include "base/late.h"

static const char *const names[] = { "libstemmer.so.0d", "libstemmer.so.0",
	"libstemmer.so.2", "libstemmer.dylib", "libstemmer.so", NULL };
static struct late snowball = { names, "libstemmer (Snowball)", NULL };

LATE(&snowball, struct sb_stemmer *, sb_stemmer_new,
    (const char *algorithm, const char *charenc), (algorithm, charenc))
LATE(&snowball, const sb_symbol *, sb_stemmer_stem,
    (struct sb_stemmer * stemmer, const sb_symbol *word, int size),
    (stemmer, word, size))
LATE(
    &snowball, int, sb_stemmer_length, (struct sb_stemmer * stemmer), (stemmer))
