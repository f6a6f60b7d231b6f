/* desk/assign.c - who gets a ticket */
#include <string.h>

#include "base/word.h"
#include "desk/assign.h"
#include "rule/query.h"

/* Who writes zh writes zh-Hans and zh-Hant too. */
static int
speaks(const struct staff *s, const char *tag)
{
	const char *const *l;

	for (l = s->languages; l != NULL && *l != NULL; l++)
		if (query_lang_is(*l, tag))
			return 1;
	return word_in(tag, s->skills);
}

int
assign_eligible(const struct staff *s, const struct need *need)
{
	const char *const *skill;

	if (!s->on_shift || s->load >= s->capacity)
		return 0;
	if (need->language != NULL && !speaks(s, need->language))
		return 0;
	for (skill = need->skills; skill != NULL && *skill != NULL; skill++)
		if (!word_in(*skill, s->skills))
			return 0;
	return 1;
}

/* A goes before B; the ratios are compared without dividing. */
static int
before(const struct staff *a, const struct staff *b)
{
	int64_t x = (int64_t)a->load * b->capacity;
	int64_t y = (int64_t)b->load * a->capacity;

	if (x != y)
		return x < y;
	if (a->last_assigned != b->last_assigned)
		return a->last_assigned < b->last_assigned;
	return strcmp(a->name, b->name) < 0;
}

int
assign_pick(const struct staff *s, size_t n, const struct need *need,
    const char *previous)
{
	int best = -1;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!assign_eligible(&s[i], need))
			continue;
		if (previous != NULL && strcmp(s[i].name, previous) == 0)
			return (int)i;
		if (best < 0 || before(&s[i], &s[best]))
			best = (int)i;
	}
	return best;
}

int
assign_language_known(const struct staff *s, size_t n, const char *tag)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (speaks(&s[i], tag))
			return 1;
	return 0;
}
