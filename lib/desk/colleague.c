/* desk/colleague.c - a task's mail is answered */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "desk/colleague.h"
#include "desk/task.h"
#include "store/message.h"
#include "text/quote.h"

/* The number of "[t31]" in S, or 0. */
static int64_t
task_number(const char *s)
{
	char *end;
	long long n;

	while ((s = strstr(s, "[t")) != NULL) {
		s += 2;
		n = strtoll(s, &end, 10);
		if (n > 0 && end > s && *end == ']')
			return n;
	}
	return 0;
}

const char *
colleague_address(const struct config *c, const char *who)
{
	const struct conf_member *m = config_who(c, who);

	return m != NULL ? m->address : NULL;
}

int
colleague_answers(struct desk *d, struct rec *rec, const struct letter *l,
    struct task *k, struct err *err)
{
	int64_t number = task_number(l->subject);
	const char *from, *address;
	int rc;

	if (number == 0 || !l->mail || l->out || l->history || l->automatic ||
	    (from = rec_str(rec, "from.email")) == NULL)
		return 0;
	rc = task_get(d->db, number, k, rec_arena(rec), err);
	if (rc != 1 || k->ticket == 0)
		return rc < 0 ? -1 : 0;
	address = colleague_address(d->config, k->assignee);
	return address != NULL && strcasecmp(address, from) == 0;
}

/* What was written anew; what is quoted below is our own mail. */
static const char *
new_words(struct rec *rec)
{
	const char *text = rec_str(rec, "text"), *kept;
	struct buf words = BUF_INIT;

	if (text == NULL)
		return NULL;
	quote_new_words(text, strlen(text), &words);
	buf_trim(&words);
	kept = words.len > 0 ? arena_strdup(rec_arena(rec), words.p) : NULL;
	buf_free(&words);
	return kept;
}

static const char *
file_list(struct rec *rec)
{
	struct val list = rec_get(rec, "attachments");

	return val_get(list, "0").p != NULL
		   ? arena_strndup(rec_arena(rec), list.p, list.n)
		   : NULL;
}

/* Words to a task that is over are not lost. */
static int
add_note(const struct deed *deed, const struct task *k, const char *words,
    struct err *err)
{
	struct ticket t;
	int rc = ticket_get(deed->desk->db, k->ticket, 1, &t, deed->arena, err);

	if (rc != 1 || words == NULL)
		return rc < 0 ? -1 : 0;
	t.unread = 1;
	return verb_note(deed, &t, words, err);
}

int
colleague_done(struct desk *d, struct rec *rec, struct letter *l,
    struct task *k, int64_t now, struct err *err)
{
	struct deed deed = { .desk = d,
		.actor = k->assignee,
		.now = now,
		.arena = rec_arena(rec) };
	const char *words = new_words(rec), *files = file_list(rec);

	if (letter_take(d, rec, l, k->ticket, 0, err) < 0 ||
	    message_by_colleague(d->db, l->row, k->assignee, err) < 0)
		return -1;
	if (k->state != TASK_OPEN)
		return add_note(&deed, k, words, err) < 0 ? -1 : 0;
	if (files != NULL)
		k->files = files;
	return desk_task_end(&deed, k, TASK_DONE, words, err) < 0 ? -1 : 0;
}
