/* ha-classify/labels.c - messages whose meaning somebody has written down */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "io/lines.h"
#include "ha-classify/labels.h"

/* The labelled intents; -1 for an unknown id. */
static int
read_intents(struct labelled *x, struct val line, const struct taxonomy *t,
    struct arena *a)
{
	struct val item = VAL_NONE, list = val_get(line, "intents");
	const char *id;

	if (list.p == NULL) {
		id = val_str(val_get(line, "label"), a);
		x->one = id != NULL;
		if (id != NULL &&
		    (x->intents[x->nintents++] = taxonomy_intent(t, id)) < 0)
			return -1;
	}
	while (x->nintents < LABELLED_MAX && val_next(list, &item)) {
		id = val_str(item, a);
		x->intents[x->nintents] =
		    id == NULL ? -1 : taxonomy_intent(t, id);
		if (x->intents[x->nintents++] < 0)
			return -1;
	}
	return 0;
}

/* The number of the word under KEY in "a|b|c"; -1 when not said. */
static int
read_word(
    struct val line, const char *key, const char *words, int n, struct arena *a)
{
	const char *s = val_str(val_get(line, key), a);
	char word[16];
	int i;

	for (i = 0; s != NULL && i < n; i++)
		if (strcmp(choice_word(words, i, word), s) == 0)
			return i;
	return -1;
}

static int
read_line(struct labelled *x, struct val line, const struct taxonomy *t,
    struct arena *a, struct err *err)
{
	memset(x, 0, sizeof *x);
	x->text = val_str(val_get(line, "text"), a);
	x->subject = val_str(val_get(line, "subject"), a);
	x->lang = val_str(val_get(line, "lang"), a);
	x->tone = read_word(line, "sentiment", TONE_WORDS, TONES, a);
	x->emotion = read_word(line, "emotion", EMOTION_WORDS, EMOTIONS, a);
	x->urgency = read_word(line, "urgency", URGENCY_WORDS, URGENCIES, a);
	x->entities = val_get(line, "entities");
	if (x->text == NULL)
		return err_set(err, ERR_DATA, "no \"text\"");
	if (read_intents(x, line, t, a) < 0)
		return err_set(err, ERR_DATA, "an intent of no known id");
	return 0;
}

int
labels_read(
    char **files, const struct taxonomy *t, labels_each *each, void *arg)
{
	struct member *m = xarray(VAL_KEYS, sizeof *m);
	struct lines *in = lines_open(files);
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct labelled x;
	struct line l;
	int rc, status = 0;

	while ((rc = lines_next(in, &l, &err)) != 0) {
		if (rc > 0 && val_scan(l.p, l.n, m, &err) >= 0 &&
		    read_line(&x, (struct val){ l.p, l.n }, t, &arena, &err) ==
			0)
			each(&x, arg, &err);
		if (err.code != ERR_OK) {
			if (rc > 0)
				err_wrap(&err, "%s:%ld", l.input, l.number);
			complain(&err);
			status = err_graver(status, (int)err.code);
			if (err.code == ERR_CONFIG)
				break;
			err_clear(&err);
		}
		arena_reset(&arena);
	}
	lines_close(in);
	arena_free(&arena);
	free(m);
	return status;
}
