/*
 * sense/rules.h - what is read out of a message by rules
 *
 * share/rules/classify/LANG.yaml:
 *
 *	language: en
 *	apostrophe: join	or split: l'état is two words
 *	umlauts: no		yes: ae, oe, ue are read as ä, ö, ü
 *	gap: 6			words that ".." may stand for
 *	sets:
 *	  parcel: [parcel, package, order]
 *	rules:
 *	  - name: where is my order
 *	    intent: where_is_my_order	and p, its probability
 *	    urgency: high		or one of these, or several
 *	    emotion: angry
 *	    sentiment: negative
 *	    signal: legal
 *	    detail: pilling		what exactly, under the intent
 *	    any: [where is my {parcel}]		one of these must stand there
 *	    with: [...]		and one of these, when given
 *	    not: [...]		and none of these
 *
 * Phrases are those of sense/phrase.h.  A seller's file of the same name in
 * another folder adds sets and rules; one of the same name takes the place
 * of the shipped one, and one with an empty any switches it off.
 *
 * Each rule that fires gives evidence; sense/weigh.c says what becomes of it.
 * The first folder's rules are asked by the model how far to believe them,
 * a seller's own count as they stand.
 */
#ifndef SENSE_RULES_H
#define SENSE_RULES_H

#include <stdint.h>

#include "base/err.h"
#include "conf/keys.h"
#include "sense/taxonomy.h"

enum about {
	ABOUT_INTENT,
	ABOUT_URGENCY,
	ABOUT_EMOTION,
	ABOUT_TONE,
	ABOUT_SIGNAL,
	ABOUT_DETAIL
};

/* One reason to believe something. */
struct evidence {
	enum about about;
	int value; /* of that enum, or intent, signal, detail */
	double p;
	uint32_t word;	 /* where in the message, in words */
	int own;	 /* a rule of the seller's: nothing outvotes it */
	const char *why; /* in words; lives as long as its giver */
};

struct findings {
	struct evidence *v;
	size_t n, cap;
};

void findings_add(struct findings *, enum about, int value, double p,
    uint32_t word, const char *why);

struct rules;

/*
 * Compile the file(s) of LANG: DIRS ends with NULL, later ones add to and
 * override earlier ones.  NULL with no error when no folder has one; NULL
 * with faults in ERRS when they cannot be used.
 */
struct rules *rules_open(const struct taxonomy *, const char *const *dirs,
    const char *lang, struct conf_errs *errs);
void rules_free(struct rules *);

/* Digest of the files, 12 hexadecimal digits. */
const char *rules_id(const struct rules *);

/*
 * Read the texts (each begins a sentence) and append what fires.  Returns
 * the number of words read.
 */
struct piece {
	const char *p;
	size_t n;
};
size_t rules_read(struct rules *, const struct piece *, size_t n, double weight,
    struct findings *);

/* Faults that do not hinder: phrases said twice, rules that cannot fire. */
void rules_lint(struct rules *, struct conf_errs *);

#endif
