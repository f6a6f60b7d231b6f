/*
 * answer/book_read.c - one template from its file
 *
 * The front matter first, because it says which names the texts may use.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "answer/book_int.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "text/locale.h"

enum { MAX_FILE = 1 << 20 };

#define AT(member) offsetof(struct template, member)

const struct conf_key template_keys[] = {
	{ "intents", CONF_LIST, AT(intents), NULL, NULL,
	    "intents of share/taxonomy.yaml that it answers" },
	{ "needs", CONF_LIST, AT(needs), NULL, NULL,
	    "variables that must be there for this one to be chosen" },
	{ "person_if", CONF_LIST, AT(person_if), NULL, NULL,
	    "a person looks at it first when one of these is there" },
	{ "channels", CONF_LIST, AT(channels), NULL, NULL,
	    "only on these channels" },
	{ "auto", CONF_BOOL, AT(automatic), "no", NULL,
	    "may leave without a person, if the policy allows it too" },
	{ "receipt", CONF_BOOL, AT(receipt), "no", NULL,
	    "says that a message came in, and what happens next" },
	{ "tone", CONF_CHOICE, AT(tone), "plain", TONE_OF_TEXT,
	    "of its words" },
	{ "variables", CONF_NODE, AT(variables), NULL, NULL,
	    "names that the texts use, with their types" },
	{ "version", CONF_INT, AT(version), "1", NULL, "of the texts" },
	{ "writer", CONF_STR, AT(writer), "!", NULL, "who wrote them" },
	CONF_KEYS_END,
};

/* Where we are in the file. */
struct cursor {
	const char *p, *end;
	int line; /* of P */
};

/* One line, without its newline; the cursor moves behind it. */
static size_t
take_line(struct cursor *c, const char **line)
{
	const char *nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
	size_t n;

	*line = c->p;
	n = (size_t)((nl != NULL ? nl : c->end) - c->p);
	c->p = nl != NULL ? nl + 1 : c->end;
	c->line++;
	return n;
}

/* "# de" or "# de informal": 1 and the text's language. */
static int
heading(const char *line, size_t n, struct text *t)
{
	static const char word[] = " informal";
	char tag[LANG_TAG], known[LANG_TAG];
	size_t len;

	if (n < 4 || line[0] != '#' || line[1] != ' ')
		return 0;
	line += 2;
	n -= 2;
	while (n > 0 && line[n - 1] == ' ')
		n--;
	for (len = 0; len < n && line[len] != ' '; len++)
		;
	t->informal = n - len == sizeof word - 1 &&
		      memcmp(line + len, word, sizeof word - 1) == 0;
	if (len < 2 || len >= sizeof tag || (len != n && !t->informal))
		return 0;
	memcpy(tag, line, len);
	tag[len] = '\0';
	if (strcmp(lang_tag(tag, known), "und") == 0)
		return 0;
	t->lang = xstrdup(known);
	return 1;
}

static int
names_known(const struct conf_list *list, const char *key,
    const struct template *t, const struct var_def *defs,
    struct conf_errs *errs)
{
	const struct node *at = node_get(t->front, key);
	size_t i, before = errs->n;

	for (i = 0; i < list->n; i++)
		if (var_find(defs, list->v[i], strlen(list->v[i])) < 0)
			conf_fault(errs, at, "unknown name '%.60s' in '%s'",
			    list->v[i], key);
	return errs->n == before;
}

/* variables: each name known, with its own type. */
static void
declare(struct template *t, const struct var_def *defs, struct conf_errs *errs)
{
	const struct node *n;
	size_t count = 0;
	int def;

	while (defs[count].name != NULL)
		count++;
	t->allowed = xcalloc(count + 1, 1);
	if (t->variables == NULL)
		return;
	if (t->variables->kind != NODE_MAP) {
		conf_fault(errs, t->variables, "'variables' wants NAME: TYPE");
		return;
	}
	for (n = t->variables->child; n != NULL; n = n->next) {
		def = var_find(defs, n->key, strlen(n->key));
		if (def < 0)
			conf_fault(errs, n, "unknown variable '%.60s'", n->key);
		else if (strcmp(n->text, var_type_name(defs[def].type)) != 0)
			conf_fault(errs, n, "'%.60s' is a %s", n->key,
			    var_type_name(defs[def].type));
		else
			t->allowed[def] = 1;
	}
}

/* What stands between the two lines of three dashes. */
static int
front_matter(struct template *t, struct cursor *c, const struct var_def *defs,
    struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	const char *start = c->p, *line;
	size_t n = take_line(c, &line), before = errs->n;

	if (n != 3 || memcmp(line, "---", 3) != 0) {
		fault_at(errs, t->file, 1, 1,
		    "a template begins with a line of three dashes");
		return -1;
	}
	do {
		if (c->p == c->end) {
			fault_at(errs, t->file, c->line, 1,
			    "three dashes are missing at the end of the head");
			return -1;
		}
		n = take_line(c, &line);
	} while (n != 3 || memcmp(line, "---", 3) != 0);
	t->front = node_parse(t->file, start, (size_t)(line - start), &err);
	if (t->front == NULL) {
		conf_errs_add(errs, &err);
		return -1;
	}
	conf_fill(t->front, template_keys, t, errs);
	declare(t, defs, errs);
	names_known(&t->needs, "needs", t, defs, errs);
	names_known(&t->person_if, "person_if", t, defs, errs);
	return errs->n > before ? -1 : 0;
}

/* The lines of one language, up to the next heading: subject and body. */
static void
one_text(struct template *t, struct text *x, const char *p, const char *end,
    const struct var_def *defs, struct conf_errs *errs)
{
	static const char key[] = "Subject:";
	struct cursor c = { p, end, x->line + 1 };
	const char *line;
	size_t n;

	n = take_line(&c, &line);
	if (n < sizeof key || memcmp(line, key, sizeof key - 1) != 0) {
		fault_at(errs, t->file, x->line + 1, 1,
		    "'Subject:' is missing below '# %s'", x->lang);
		return;
	}
	line += sizeof key;
	n -= sizeof key;
	x->subject =
	    tprog_new(line, n, t->file, x->line + 1, defs, t->allowed, errs);
	while (c.p < c.end && *c.p == '\n')
		take_line(&c, &line);
	while (end > c.p && (end[-1] == '\n' || end[-1] == ' '))
		end--;
	if (end == c.p)
		fault_at(
		    errs, t->file, x->line, 1, "'# %s' has no text", x->lang);
	x->body = tprog_new(
	    c.p, (size_t)(end - c.p), t->file, c.line, defs, t->allowed, errs);
}

static void
check_twice(const struct template *t, struct conf_errs *errs)
{
	const struct text *last = &t->texts[t->n - 1];
	size_t i;

	for (i = 0; i + 1 < t->n; i++)
		if (strcmp(t->texts[i].lang, last->lang) == 0 &&
		    t->texts[i].informal == last->informal)
			fault_at(errs, t->file, last->line, 1,
			    "'# %s' stands there twice", last->lang);
}

static void
texts(struct template *t, struct cursor *c, const struct var_def *defs,
    struct conf_errs *errs)
{
	struct text x = { 0 }, next = { 0 };
	const char *line, *from = NULL;
	size_t n;

	while (c->p < c->end) {
		n = take_line(c, &line);
		if (!heading(line, n, &next)) {
			if (from == NULL && n > 0) {
				fault_at(errs, t->file, c->line - 1, 1,
				    "text before the first '# LANGUAGE'");
				return;
			}
			continue;
		}
		if (from != NULL)
			one_text(
			    t, &t->texts[t->n - 1], from, line, defs, errs);
		x = next;
		x.line = c->line - 1;
		xgrow(&t->texts, &t->cap, t->n + 1, sizeof *t->texts);
		t->texts[t->n++] = x;
		check_twice(t, errs);
		from = c->p;
	}
	if (from != NULL)
		one_text(t, &t->texts[t->n - 1], from, c->end, defs, errs);
	else
		fault_at(errs, t->file, c->line, 1, "no '# LANGUAGE' at all");
}

void
template_free(struct template *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++) {
		free(t->texts[i].lang);
		tprog_free(t->texts[i].subject);
		tprog_free(t->texts[i].body);
	}
	conf_release(template_keys, t);
	free(t->texts);
	free(t->allowed);
	node_free(t->front);
	free(t->name);
	free(t->file);
	free(t);
}

/* "/x/where_is_my_order.md" -> "where_is_my_order" */
static char *
name_of(const char *path)
{
	const char *base = strrchr(path, '/');
	size_t n;

	base = base != NULL ? base + 1 : path;
	n = strlen(base);
	return xstrndup(
	    base, n > 3 && strcmp(base + n - 3, ".md") == 0 ? n - 3 : n);
}

struct template *
template_load(const char *path, int own, const struct var_def *defs,
    struct conf_errs *errs)
{
	struct template *t = xcalloc(1, sizeof *t);
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	struct cursor c;
	size_t before = errs->n;

	t->name = name_of(path);
	t->file = xstrdup(path);
	t->own = own;
	if (file_read(path, MAX_FILE, &b, &err) < 0) {
		conf_errs_add(errs, &err);
	} else {
		c = (struct cursor){ b.p, b.p + b.len, 1 };
		if (front_matter(t, &c, defs, errs) == 0)
			texts(t, &c, defs, errs);
	}
	buf_free(&b);
	if (errs->n == before)
		return t;
	template_free(t);
	return NULL;
}

/* The same first subtag: pt and pt-BR, zh-Hans and zh-Hant. */
static int
akin(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && memcmp(a, b, n) == 0;
}

/* 4 the language and form, 3 the language, 2 and 1 of a kin; 0 none. */
static int
fit(const struct text *x, const char *lang, int informal)
{
	int form = x->informal == informal;

	if (lang_same(x->lang, lang) || strcmp(x->lang, lang) == 0)
		return 3 + form;
	return akin(x->lang, lang) ? 1 + form : 0;
}

const struct text *
template_text(const struct template *t, const char *lang, int informal)
{
	const struct text *best = NULL;
	int most = 0, f;
	size_t i;

	for (i = 0; i < t->n; i++) {
		f = fit(&t->texts[i], lang, informal);
		/* pt-BR itself is nearer to pt-BR than pt */
		if (f > 0 && strcmp(t->texts[i].lang, lang) == 0)
			f += 4;
		if (f > most) {
			most = f;
			best = &t->texts[i];
		}
	}
	return best;
}
