/*
 * cmd/ha-ticket/wording.c - what an answer says
 *
 * From a template, from the draft as it stands (-y), or from the editor, which
 * opens on the draft with the message, the order, the tracking and the
 * customer's past below a line that cuts them off.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/outbox.h"
#include "answer/template.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "common/run.h"
#include "ha-ticket/wording.h"
#include "store/message.h"
#include "store/reply.h"

#define SCISSORS "# ---------------- >8 ----------------\n"

enum { MAX_TEXT = 1 << 20 };

/* A template with a hole in it is no answer. */
static const char *
template_text(struct session *s, int64_t number, struct err *err)
{
	struct run_words w = { NULL, 0, 0 };
	struct buf b = BUF_INIT;
	struct val all, missing;
	const char *text = NULL;

	run_word(&w, "ha-reply");
	run_word(&w, "preview");
	run_common(&w);
	run_word(&w, "-j");
	run_word(&w, options.template);
	run_word(&w, arena_printf(&s->arena, "%" PRId64, number));
	if (run_capture(&w, &b, err) == 0) {
		all = (struct val){ b.p, b.len };
		missing = val_get(all, "missing.0");
		text = val_str(val_get(all, "text"), &s->arena);
		if (text == NULL)
			err_set(err, ERR_USAGE, "no text of template '%s'",
			    options.template);
		else if (missing.p != NULL)
			err_set(err, ERR_DATA,
			    "template '%s' lacks '%s' for ticket %" PRId64
			    ": write with -m or in the editor",
			    options.template, val_str(missing, &s->arena),
			    number);
	} else if (err->code == ERR_OK) {
		err_set(err, ERR_USAGE, "template '%s' cannot be written",
		    options.template);
	}
	run_words_free(&w);
	buf_free(&b);
	return err->code == ERR_OK ? text : NULL;
}

/* Each line behind "# ". */
static void
add_comment(struct buf *b, const char *text, struct arena *arena)
{
	const char *nl;

	for (; *text != '\0'; text = *nl != '\0' ? nl + 1 : nl) {
		nl = text + strcspn(text, "\n");
		buf_addf(b, "# %s\n",
		    table_clean(arena_strndup(arena, text, (size_t)(nl - text)),
			arena));
	}
}

/* What the editor opens on: the draft, then what one must know. */
static int
compose(struct session *s, const struct ticket *t, const char *draft,
    struct buf *b, struct err *err)
{
	struct buf facts = BUF_INIT;
	struct message m;
	const char *text;
	int rc = message_newest(s->db, t->number, &s->arena, &m, err);

	buf_addf(b, "%s\n\n" SCISSORS, draft != NULL ? draft : "");
	buf_addf(b, "# %s\n# %" PRId64 "  %s\n",
	    _("Only what stands above this line is sent."), t->number,
	    t->subject != NULL ? table_clean(t->subject, &s->arena) : "");
	if (rc == 1) {
		text = val_str(
		    val_get((struct val){ m.record, m.record_len }, "text"),
		    &s->arena);
		add_comment(b, text != NULL ? text : "", &s->arena);
	}
	if (rc >= 0)
		rc = show_facts(s, t, &facts, err);
	buf_adds(b, "#\n");
	add_comment(b, facts.p, &s->arena);
	buf_free(&facts);
	return rc < 0 ? -1 : 0;
}

static int
run_editor(const char *path, struct err *err)
{
	const char *editor = getenv("VISUAL");
	struct run_words w = { NULL, 0, 0 };
	char *copy, *next, *word;
	int status;

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	next = copy =
	    xstrdup(editor != NULL && *editor != '\0' ? editor : "vi");
	while ((word = strsep(&next, " ")) != NULL)
		if (*word != '\0')
			run_word(&w, word);
	run_word(&w, path);
	status = run_one(&w, err);
	run_words_free(&w);
	free(copy);
	return status == 0 ? 0
			   : err_set(err, ERR_NO,
				 "the editor ended with status %d: nothing is "
				 "sent",
				 status);
}

/* What stands above the scissors when the editor is done; NULL: nothing. */
static const char *
edit(struct session *s, const struct ticket *t, const char *draft,
    struct err *err)
{
	const char *dir = getenv("TMPDIR"), *text = NULL;
	char *path = xasprintf("%s/ha-answer.XXXXXX", dir ? dir : "/tmp");
	struct buf b = BUF_INIT;
	char *cut;
	int fd = mkstemp(path); /* 0600: it holds a customer's words */

	if (fd < 0) {
		err_sys(err, err_of_create(errno), "cannot create '%s'", path);
	} else if (compose(s, t, draft, &b, err) == 0 &&
		   file_put(fd, b.p, b.len) == 0 &&
		   run_editor(path, err) == 0) {
		buf_reset(&b);
		if (file_read(path, MAX_TEXT, &b, err) == 0) {
			if ((cut = strstr(b.p, SCISSORS)) != NULL)
				buf_cut(&b, (size_t)(cut - b.p));
			buf_trim(&b);
			text = arena_strdup(&s->arena, b.p);
		}
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	if (text != NULL && *text == '\0')
		err_set(err, ERR_NO, "ticket %" PRId64 ": nothing was written",
		    t->number);
	buf_free(&b);
	free(path);
	return err->code == ERR_OK ? text : NULL;
}

/* 1 and the draft's text (which may be NULL), 0 there is no draft, -1. */
static int
draft_text(struct session *s, const struct ticket *t, const char **text,
    struct err *err)
{
	struct reply r;
	struct outbox o;
	int rc = reply_draft(s->db, t->number, &r, &s->arena, err);

	*text = NULL;
	if (rc != 1)
		return rc;
	if (outbox_read(&r, &o, &s->arena, err) < 0)
		return -1;
	*text = o.text;
	return 1;
}

/* -y: there is a draft, and nothing is missing in it. */
static int
as_it_stands(
    struct session *s, int64_t number, const char *draft, struct err *err)
{
	const char *hole;

	if (draft == NULL)
		return err_set(
		    err, ERR_NO, "ticket %" PRId64 " has no draft", number);
	if ((hole = template_hole(draft, &s->arena)) == NULL)
		return 0;
	return err_set(err, ERR_NO,
	    "the draft of ticket %" PRId64 " lacks '%s'; write it without -y",
	    number, hole);
}

int
wording_of(struct session *s, const struct ticket *t, struct wording *w,
    struct err *err)
{
	const char *draft;
	int rc = draft_text(s, t, &draft, err);

	if (rc < 0)
		return -1;
	if (options.template != NULL) {
		w->template = options.template;
		w->text = template_text(s, t->number, err);
		return w->text != NULL ? 0 : -1;
	}
	if (common.yes)
		return as_it_stands(s, t->number, draft, err);
	if (!isatty(STDIN_FILENO) && getenv("EDITOR") == NULL)
		return err_set(err, ERR_USAGE,
		    "an answer wants its text: -m TEXT, -F FILE, -t TEMPLATE, "
		    "or -y for the draft as it stands");
	w->text = edit(s, t, draft, err);
	return w->text != NULL ? 0 : -1;
}
