/*
 * cmd/ha/demo_story.h - the Maildirs, and the right answers beside them
 */
#ifndef HA_DEMO_STORY_H
#define HA_DEMO_STORY_H

#include "ha/demo_world.h"

/* All mails into DIR's Maildirs, and DIR/truth.jsonl. */
int demo_stories(const struct demo_world *, const char *dir, struct err *);

#endif
