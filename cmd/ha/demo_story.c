/*
 * cmd/ha/demo_story.c - each plan becomes a mail, a file and a line of truth
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ha/demo_story.h"
#include "ha/demo_truth.h"
#include "ha/demo_write.h"

static int (*const write_mail[])(struct story *, struct err *) = { story_buyer,
	story_auto_reply, story_bounce, story_list };

/* Ready for the next mail; the photos keep their room. */
static void
reset(struct story *s)
{
	struct demo_photo keep[DEMO_PHOTOS];

	memcpy(keep, s->mail.photo, sizeof keep);
	memset(&s->mail, 0, sizeof s->mail);
	memcpy(s->mail.photo, keep, sizeof keep);
	buf_reset(&s->out);
	demo_said_reset(&s->said);
}

static int
one(struct story *s, struct err *err)
{
	int rc;

	reset(s);
	demo_rand_init(&s->rand, s->world->seed, STREAM_STORY, s->number);
	demo_plan_next(&s->plans, &s->rand, &s->plan);
	rc = write_mail[s->plan.kind](s, err);
	demo_plan_free(&s->plan);
	s->number++;
	return rc;
}

static void
story_init(struct story *s, const struct demo_world *w, const char *dir)
{
	struct buf *const bufs[] = { &s->id, &s->ours, &s->subject, &s->body,
		&s->quoted, &s->out, &s->path, &s->from, &s->headers,
		&s->said.subject, &s->said.words, &s->said.bare,
		&s->mail.photo[0].bytes, &s->mail.photo[1].bytes,
		&s->mail.photo[2].bytes };
	size_t i;

	memset(s, 0, sizeof *s);
	for (i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_init(bufs[i]);
	s->world = w;
	s->dir = dir;
	s->charsets = demo_charsets_new();
	demo_plans_init(&s->plans, w);
}

static void
story_free(struct story *s)
{
	struct buf *const bufs[] = { &s->id, &s->ours, &s->subject, &s->body,
		&s->quoted, &s->out, &s->path, &s->from, &s->headers,
		&s->date };
	size_t i;

	for (i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_free(bufs[i]);
	for (i = 0; i < DEMO_PHOTOS; i++)
		buf_free(&s->mail.photo[i].bytes);
	demo_said_free(&s->said);
	demo_words_free(&s->words);
	demo_charsets_free(s->charsets);
	demo_plans_free(&s->plans);
}

int
demo_stories(const struct demo_world *w, const char *dir, struct err *err)
{
	struct story *s = xmalloc(sizeof *s);
	uint64_t i;
	int rc;

	story_init(s, w, dir);
	rc = demo_out_open(&s->truth, dir, "truth.jsonl", err);
	if (rc == 0)
		rc = demo_truth_incidents(&s->truth, w, err);
	for (i = 0; rc == 0 && i < w->mails.n; i++)
		rc = one(s, err);
	if (demo_out_close(&s->truth, err) < 0)
		rc = -1;
	story_free(s);
	free(s);
	return rc;
}
