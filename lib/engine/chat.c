/* engine/chat.c - a question to a language model, as OpenAI's protocol has it
 */
#include <string.h>

#include "engine/chat.h"
#include "rec/json.h"

/* The text with its quotes: data, whatever it says. */
static json_t *
quoted(const char *text)
{
	struct buf b = BUF_INIT;
	json_t *s = json_string(text);

	json_add(&b, s);
	json_decref(s);
	s = json_stringn(b.p, b.len);
	buf_free(&b);
	return s;
}

void
chat_body(const struct chat *c, const char *text, struct buf *body)
{
	json_t *o = json_pack("{s:s, s:i, s:[{s:s, s:s}, {s:s, s:o}],"
			      " s:{s:s, s:{s:s, s:b, s:O}}}",
	    "model", c->model, "temperature", 0, "messages", "role", "system",
	    "content", c->system, "role", "user", "content", quoted(text),
	    "response_format", "type", "json_schema", "json_schema", "name",
	    "answer", "strict", 1, "schema", c->schema);

	json_add(body, o);
	json_decref(o);
}

json_t *
chat_answer(const char *body, size_t n, struct err *err)
{
	json_t *all = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
	json_t *answer = NULL;
	const char *content = NULL;

	if (all == NULL) {
		err_set(err, ERR_DATA, "the server answers no JSON");
		return NULL;
	}
	json_unpack(
	    all, "{s:[{s:{s:s}}]}", "choices", "message", "content", &content);
	if (content != NULL)
		answer = json_loads(content, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(answer)) {
		err_set(err, ERR_DATA, "the model answers no object");
		json_decref(answer);
		answer = NULL;
	}
	json_decref(all);
	return answer;
}
