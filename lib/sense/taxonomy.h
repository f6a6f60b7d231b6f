/*
 * sense/taxonomy.h - what a message can be about, as share/taxonomy.yaml says
 *
 * Intents, details and signals are numbered in the order of the file.  A seller
 * adds, renames or translates them there; nothing in C knows one by name but
 * "other", which stands for "none of these".
 */
#ifndef SENSE_TAXONOMY_H
#define SENSE_TAXONOMY_H

#include "conf/keys.h"

enum { SIGNALS_MAX = 32 };

/* The words of the file, in the order that these number. */
enum kind_of_intent {
	INTENT_PROBLEM,
	INTENT_REMEDY,
	INTENT_QUESTION,
	INTENT_INFO,
	INTENT_OTHER
};
enum urgency { URGENCY_LOW, URGENCY_MEDIUM, URGENCY_HIGH, URGENCIES };
enum tone { TONE_NEGATIVE, TONE_NEUTRAL, TONE_POSITIVE, TONES };
enum emotion {
	EMOTION_NEUTRAL,
	EMOTION_SATISFIED,
	EMOTION_ANXIOUS,
	EMOTION_ANGRY,
	EMOTIONS
};
#define KIND_WORDS "problem|remedy|question|info|other"
#define URGENCY_WORDS "low|medium|high"
#define TONE_WORDS "negative|neutral|positive"
#define EMOTION_WORDS "neutral|satisfied|anxious|angry"

struct intent {
	const char *id;
	int kind, urgency, tone;
	long severity;		 /* 0 to 3 */
	struct conf_list covers; /* weaker readings of the same */
	const struct node *name, *phrase, *description;
};

/* What exactly: the second level, under one or several intents. */
struct detail {
	const char *id;
	struct conf_list of; /* intents that it may stand under */
	long severity;	     /* at least this */
	const struct node *name;
};

struct signal {
	const char *id;
	int urgency; /* at least this */
	long severity;
	int emotion; /* that it betrays */
	const struct node *name;
};

struct taxonomy {
	struct node *tree;
	struct intent *intents;
	size_t nintents;
	struct detail *details;
	size_t ndetails;
	struct signal *signals;
	size_t nsignals;
	int other; /* the intent "other" */
};

/* The one in use; NULL and every fault in ERRS. */
struct taxonomy *taxonomy_open(struct conf_errs *);
void taxonomy_free(struct taxonomy *);

/* The number of an id, or -1. */
int taxonomy_intent(const struct taxonomy *, const char *id);
int taxonomy_detail(const struct taxonomy *, const char *id);
int taxonomy_signal(const struct taxonomy *, const char *id);
/* The detail of that number may stand under the intent. */
int taxonomy_belongs(const struct taxonomy *, int detail, int intent);
/* The intent of that number covers (explains away) the other. */
int taxonomy_covers(const struct taxonomy *, int, int other);

/* Word number I of "a|b|c" into OUT. */
const char *choice_word(const char *words, int i, char out[16]);

#endif
