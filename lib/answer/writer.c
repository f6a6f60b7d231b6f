/* answer/writer.c - a template written out for one message */
#include <stdlib.h>
#include <string.h>

#include "answer/writer.h"
#include "base/xalloc.h"

/* A guess below this is worse than the ticket's or the shop's language. */
#define SURE_LANG 0.5

void
writer_wishes(const char *wishes[WISHES], struct rec *rec,
    const struct ticket *t, const struct conf_shop *shop)
{
	const char *lang = rec_str(rec, "class.lang");
	double p = 1;
	size_t n = 0;

	val_double(rec_get(rec, "class.lang_p"), &p);
	if (lang != NULL && strcmp(lang, "und") != 0 && p >= SURE_LANG)
		wishes[n++] = lang;
	if (t != NULL && t->lang != NULL && strcmp(t->lang, "und") != 0)
		wishes[n++] = t->lang;
	if (shop != NULL && shop->lang != NULL)
		wishes[n++] = shop->lang;
	wishes[n++] = "en";
	wishes[n] = NULL;
}

/* Three newlines and more are one blank line; none at the ends. */
static void
tidy_lines(struct buf *b)
{
	size_t i, out = 0, newlines = 2;

	for (i = 0; i < b->len; i++) {
		if (b->p[i] != '\n') {
			newlines = 0;
		} else {
			while (out > 0 && b->p[out - 1] == ' ')
				out--;
			if (newlines++ >= 2)
				continue;
		}
		b->p[out++] = b->p[i];
	}
	buf_cut(b, out);
	buf_trim(b);
}

static const char *
write_one(const struct tprog *prog, struct vars *vars, unsigned char *missing,
    struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *s;

	tprog_run(prog, vars, &b, missing);
	tidy_lines(&b);
	s = arena_strdup(arena, b.p);
	buf_free(&b);
	return s;
}

static void
choose_form(const struct template *t, const char *const *wishes, int informal,
    struct written *w)
{
	size_t i;

	w->form = NULL;
	for (i = 0; wishes[i] != NULL && w->form == NULL; i++)
		w->form = template_text(t, wishes[i], informal);
	w->theirs = w->form != NULL && i == 1;
	if (w->form == NULL)
		w->form = &t->texts[0];
	w->lang = w->form->lang;
}

void
writer_write(const struct book *book, const struct template *t,
    const char *const *wishes, struct vars *vars, struct arena *arena,
    struct written *w)
{
	const struct conf_shop *shop = vars_shop(vars);
	unsigned char *missing;
	size_t i, ndefs = 0;
	int informal;

	memset(w, 0, sizeof *w);
	while (book->defs[ndefs].name != NULL)
		ndefs++;
	missing = arena_get(arena, ndefs + 1);
	memset(missing, 0, ndefs + 1);
	informal = shop != NULL && shop->formality != NULL &&
		   strcmp(shop->formality, "informal") == 0;
	w->template = t;
	choose_form(t, wishes, informal, w);
	vars_language(vars, w->lang);
	w->subject = write_one(w->form->subject, vars, missing, arena);
	w->text = write_one(w->form->body, vars, missing, arena);
	for (i = 0; i < ndefs && w->nmissing < MISSING_MAX; i++)
		if (missing[i])
			w->missing[w->nmissing++] = book->defs[i].name;
	for (i = 0; i < t->person_if.n && w->person_if == NULL; i++)
		if (book_has(book, t->person_if.v[i], vars))
			w->person_if = t->person_if.v[i];
}
