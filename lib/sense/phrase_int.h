/*
 * sense/phrase_int.h - what phrase.c and phrase_parse.c share
 *
 * A phrase is a sequence of elements.  Elements of one sequence lie side by
 * side, and so do the sequences of one choice; the words of a class are
 * sorted ids.
 */
#ifndef SENSE_PHRASE_INT_H
#define SENSE_PHRASE_INT_H

#include "base/map.h"
#include "sense/lexicon.h"
#include "sense/phrase.h"
#include "sense/words.h"

enum op { OP_CLASS, OP_CHOICE, OP_GAP };

struct elem {
	uint8_t op;
	uint8_t optional;
	uint16_t n; /* ids, or sequences */
	uint32_t from;
};

struct seq {
	uint32_t from, n;
};

/* Words by which a phrase is found, or pairs of neighbours. */
enum { KEYS_MAX = 600, PAIRS_MAX = 12 };
#define KEY_ALONE 0xffffffffu
#define KEYS_NONE 1e9

struct keys {
	struct {
		uint32_t first, second;
	} v[KEYS_MAX];
	uint32_t n;
	double cost;
	int before; /* words before the key, at most */
};

struct phrase {
	uint32_t seq;
	int group;
	uint32_t key_from, key_n;
	uint32_t before;
};

enum { TOK_IDS = 5 };
struct tok {
	uint32_t sentence; /* its first word */
	uint16_t n;
	uint16_t id[TOK_IDS];
};

struct index {
	uint32_t *head, *stamp;
	struct {
		uint32_t pos, next;
	} * next; /* next: place + 1, or 0 */
	size_t next_n, next_cap;
};

struct phrases {
	unsigned how;
	int gap;
	struct lexicon lexicon;
	struct map sets; /* index of an element + 1 */
	uint32_t *weight;
	size_t weight_cap;

	struct elem *elems;
	struct seq *seqs;
	uint16_t *ids;
	size_t elems_n, elems_cap, seqs_n, seqs_cap, ids_n, ids_cap;

	struct phrase *v;
	size_t n, cap;
	uint32_t *keys;
	size_t keys_n, keys_cap;
	uint32_t nkeys;
	uint32_t *pairs, *pair_key, *file, *file_at;
	size_t pair_cap;
	unsigned char *starts_pair;

	struct words read;
	struct tok *toks;
	size_t toks_n, toks_cap;
	struct index index;
	struct hit *hits;
	size_t hits_n, hits_cap;
	uint32_t *group_seen;
	uint32_t now; /* stamps of this text */
	int scanned;
};

#endif
