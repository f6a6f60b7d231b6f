/*
 * sense/opinion.h - what somebody else says a message is about
 *
 * A language model may be asked what our own model is unsure of.  Here is the
 * question, the schema that the answer is held against, and what an answer
 * may change: the intents, with the details and the severity that follow from
 * them, the sentiment, and the urgency, which it can only raise.  Signals,
 * emotion and entities are ours, so no text talks us out of a threat.
 */
#ifndef SENSE_OPINION_H
#define SENSE_OPINION_H

#include "sense/sense.h"

enum { OPINION_TEXT_MAX = 8 << 10 }; /* what is longer is cut */

/*
 * However sure it says it is: its probabilities are not calibrated, and a
 * buyer's text may have talked it into them.  Below what ha-reply answers
 * without a person (reply.threshold, 0.95).
 */
#define OPINION_SURE 0.9

/* What the model is told, with every intent of the taxonomy.  The caller's. */
char *opinion_system(const struct taxonomy *);
json_t *opinion_schema(const struct taxonomy *);
/* Exactly what the schema says; TAXONOMY is one. */
int opinion_holds(const json_t *answer, const void *taxonomy);

/*
 * The subject and the new words of the record, masked (sense/mask.h); NULL
 * when it has none.  In the record's arena.
 */
const char *opinion_text(struct sense *, struct rec *, const struct guess *);

/*
 * Take over an answer that holds, of ENGINE (borrowed as long as the arena),
 * about the message that was read last.
 */
void opinion_take(struct sense *, const json_t *answer, const char *engine,
    double threshold, struct arena *, struct guess *);

#endif
