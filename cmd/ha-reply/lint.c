/*
 * cmd/ha-reply/lint.c - templates checked, as TAP
 *
 * One line a template.  Names, types and sections are checked by loading it;
 * then each language that we write must be there, its text must fit the
 * channels that the template is for, and a receipt must name the problem and
 * the time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "base/log.h"
#include "io/out.h"
#include "reply.h"

/* What our buyers write; a shop's own templates need only its languages. */
static const char *const languages[] = { "en", "de", "fr", "es", "it", "nl",
	"pl", "pt", "ja", "zh", "ko", "ru" };

struct report {
	struct replier *me;
	long n, bad;
	struct buf notes;
};

static void
verdict(struct report *r, const char *name)
{
	int ok = r->notes.len == 0;

	r->n++;
	r->bad += !ok;
	out_printf("%sok %ld - %s\n", ok ? "" : "not ", r->n, name);
	out_add(r->notes.p, r->notes.len);
	buf_reset(&r->notes);
}

static int
has_language(const struct template *t, const char *lang)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strncmp(t->texts[i].lang, lang, strlen(lang)) == 0)
			return 1;
	return 0;
}

static void
check_languages(struct report *r, const struct template *t)
{
	size_t i;

	for (i = 0; i < sizeof languages / sizeof languages[0]; i++)
		if (!t->own && !has_language(t, languages[i]))
			buf_addf(&r->notes, "# %s:1:1: '# %s' is missing\n",
			    t->file, languages[i]);
}

/* A channel that the template may go to. */
static int
is_for(const struct template *t, const char *channel)
{
	size_t i;

	for (i = 0; i < t->channels.n; i++)
		if (strcmp(t->channels.v[i], channel) == 0)
			return 1;
	return t->channels.n == 0;
}

static void
check_limits(struct report *r, const struct template *t)
{
	const struct limits *all = &r->me->kit.limits;
	struct arena arena = ARENA_INIT;
	const char *broken;
	size_t i, k;

	for (i = 0; i < all->n; i++) {
		if (!is_for(t, all->v[i].channel))
			continue;
		for (k = 0; k < t->n; k++) {
			broken = limit_broken(&all->v[i],
			    tprog_text(t->texts[k].body),
			    tprog_longest(t->texts[k].body), &arena);
			if (broken != NULL)
				buf_addf(&r->notes, "# %s:%d:1: '%s' has %s\n",
				    t->file, t->texts[k].line, t->texts[k].lang,
				    broken);
		}
	}
	arena_free(&arena);
}

/* Comfort first means: what was understood, and until when we answer. */
static void
check_receipt(struct report *r, const struct template *t)
{
	static const char *const needed[] = { "phrase", "answer_by" };
	size_t i, k;

	for (i = 0; t->receipt && i < t->n; i++)
		for (k = 0; k < 2; k++)
			if (!tprog_uses(
				t->texts[i].body, var_find(var_defs, needed[k],
						      strlen(needed[k]))))
				buf_addf(&r->notes,
				    "# %s:%d:1: '%s' is a receipt without "
				    "{{%s}}\n",
				    t->file, t->texts[i].line, t->texts[i].lang,
				    needed[k]);
}

static int
intent_known(const struct replier *me, const char *id)
{
	const struct node *list = node_get(me->kit.taxonomy, "intents"), *n;
	const char *s;

	for (n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
		if ((s = node_str(n, "id")) != NULL && strcmp(s, id) == 0)
			return 1;
	return 0;
}

static void
check_intents(struct report *r, const struct template *t)
{
	size_t i;

	for (i = 0; i < t->intents.n; i++)
		if (!intent_known(r->me, t->intents.v[i]))
			buf_addf(&r->notes, "# %s: unknown intent '%s'\n",
			    t->file, t->intents.v[i]);
}

static void
check_file(struct report *r, const char *path, int own)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct template *t = book_add(&r->me->kit.book, path, own, &errs);
	size_t i;

	for (i = 0; i < errs.n; i++)
		buf_addf(&r->notes, "# %s\n", errs.v[i].text);
	conf_errs_free(&errs);
	if (t != NULL) {
		check_intents(r, t);
		check_languages(r, t);
		check_limits(r, t);
		check_receipt(r, t);
	}
	verdict(r, path);
}

static void
check_folder(struct report *r, const char *dir, int own)
{
	struct err err = ERR_INIT;
	size_t i, n;
	char **paths = book_files(dir, &n, &err);

	if (paths == NULL)
		die(&err);
	for (i = 0; i < n; i++) {
		check_file(r, paths[i], own);
		free(paths[i]);
	}
	free(paths);
}

int
verb_lint(char **args)
{
	struct replier me;
	struct err err = ERR_INIT;
	struct report r = { .me = &me, .notes = BUF_INIT };
	char *ours = file_share("templates"), *own;

	replier_open_bare(&me);
	own = policy_templates(&me.kit.policy, me.config);
	if (*args == NULL)
		check_folder(&r, ours, 0);
	if (*args == NULL && own != NULL)
		check_folder(&r, own, 1);
	for (; *args != NULL; args++)
		check_file(&r, *args, 1);
	out_printf("1..%ld\n", r.n);
	free(ours);
	free(own);
	buf_free(&r.notes);
	replier_close(&me);
	if (out_close(&err) < 0)
		die(&err);
	return r.bad > 0 ? ERR_NO : 0;
}
