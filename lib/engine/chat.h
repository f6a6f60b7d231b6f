/*
 * engine/chat.h - a question to a language model, as OpenAI's protocol has it
 *
 * One system message, ours, and one user message: the buyer's text as a JSON
 * string, so that nothing in it ends it.  The answer is asked for by a JSON
 * schema; a server that does not know schemas answers what it likes, so who
 * asked checks again what comes back.
 */
#ifndef ENGINE_CHAT_H
#define ENGINE_CHAT_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

struct chat {
	const char *model, *system;
	json_t *schema; /* borrowed */
};

/* The body of a POST to /v1/chat/completions, appended to BODY. */
void chat_body(const struct chat *, const char *text, struct buf *body);

/*
 * The object in choices[0].message.content; NULL and ERR_DATA when this is no
 * completion or its content no object.  The caller's.
 */
json_t *chat_answer(const char *body, size_t n, struct err *);

#endif
