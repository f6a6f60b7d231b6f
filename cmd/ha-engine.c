/*
 * ha-engine - ask a language model on a server
 *
 * A helper that other programs start and feed (engine/engine.h).  The first
 * line of stdin says whom to ask and how, the key with it; each further line
 * is a question, {"text": ...}, and is answered with one line, {"answer":
 * {...}} or {"error": "..."}.  It opens sockets and nothing else: half a
 * gigabyte of memory, no files but read only below /usr and /etc.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/file.h"
#include "base/log.h"
#include "base/nodump.h"
#include "base/opt.h"
#include "engine/chat.h"
#include "io/lines.h"
#include "net/http.h"
#include "rec/json.h"

enum { MEMORY_MIB = 512 };

static const struct opt opts[] = { { 'h', "help", OPT_HELP, NULL, NULL,
				       "this help" },
	{ 'V', "version", OPT_VERSION, NULL, NULL, "the version" },
	{ 0, "describe", OPT_DESCRIBE, NULL, NULL,
	    "options and verbs, tab-separated" },
	OPT_END };

static const struct program program = { "ha-engine", "",
	"ask a language model on a server", opts, NULL };

/* What the first line said. */
struct asker {
	json_t *said;
	struct chat chat;
	struct http *http;
	struct buf body, answer;
};

/* The next line as an object; NULL at the end, and for what is none. */
static json_t *
next(struct lines *in)
{
	struct err err = ERR_INIT;
	struct line l;

	if (lines_next(in, &l, &err) <= 0 || l.cut != 0)
		return NULL;
	return json_loadb(l.p, l.n, JSON_REJECT_DUPLICATES, NULL);
}

/* O, which is stolen, as a line; -1 when nobody reads it. */
static int
say(json_t *o)
{
	struct buf b = BUF_INIT;
	int rc = json_add(&b, o);

	buf_addc(&b, '\n');
	if (rc == 0)
		rc = file_put(STDOUT_FILENO, b.p, b.len);
	json_decref(o);
	buf_free(&b);
	return rc;
}

static int
prepare(struct asker *a, struct lines *in, struct err *err)
{
	const char *url, *key = NULL;
	json_int_t ms;

	a->said = next(in);
	if (json_unpack(a->said, "{s:s, s:s, s?s, s:I, s:s, s:o}", "url", &url,
		"model", &a->chat.model, "key", &key, "timeout", &ms, "system",
		&a->chat.system, "schema", &a->chat.schema) < 0)
		return err_set(err, ERR_DATA,
		    "the first line must say whom to ask; "
		    "ha-classify --engine does");
	a->http = http_open(url, key, ms, err);
	json_object_del(a->said, "key");
	return a->http != NULL ? 0 : -1;
}

static json_t *
answer(struct asker *a, const char *text, struct err *err)
{
	buf_reset(&a->body);
	chat_body(&a->chat, text, &a->body);
	if (http_post(a->http, a->body.p, a->body.len, &a->answer, err) < 0)
		return NULL;
	return chat_answer(a->answer.p, a->answer.len, err);
}

static int
serve(struct asker *a, struct lines *in)
{
	struct err err;
	const char *text;
	json_t *q, *got;
	int rc = say(json_pack("{s:b}", "ready", 1));

	for (; rc == 0 && (q = next(in)) != NULL; json_decref(q)) {
		err = (struct err)ERR_INIT;
		if (json_unpack(q, "{s:s}", "text", &text) < 0)
			got = NULL, err_set(&err, ERR_DATA, "no question");
		else
			got = answer(a, text, &err);
		rc = say(got != NULL ? json_pack("{s:o}", "answer", got)
				     : json_pack("{s:s}", "error", err.text));
	}
	return 0; /* who asked is done */
}

int
main(int argc, char *argv[])
{
	struct asker a = { .body = BUF_INIT, .answer = BUF_INIT };
	struct err err = ERR_INIT;
	struct lines *in;
	int status = 0;

	opt_parse(argc, argv, &program);
	signal(SIGPIPE, SIG_IGN);
	nodump();
	in = lines_open(NULL);
	if (prepare(&a, in, &err) < 0) {
		say(json_pack("{s:s}", "error", err.text));
		status = (int)err.code;
	} else {
		confine_memory(MEMORY_MIB);
		confine("stdio inet");
		status = serve(&a, in);
	}
	http_close(a.http);
	json_decref(a.said);
	buf_free(&a.body);
	buf_free(&a.answer);
	lines_close(in);
	return status;
}
