/* sense/corpus.c - labelled messages to learn from */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/xalloc.h"
#include "sense/corpus.h"

/* A line, without its labels. */
struct line {
	struct example labels;
	char *text;
};

struct corpus {
	const struct taxonomy *t;
	const char *path;
	struct map lists; /* of this file: name to "a | b | c" */
	struct line *v;
	size_t n, cap;
	corpus_each *each;
	void *arg;
};

/* ---- a line's labels ---- */

static const struct mark {
	char c;
	int tone, emotion;
} tones[] = { { '0', TONE_NEUTRAL, EMOTION_NEUTRAL },
	{ '-', TONE_NEGATIVE, EMOTION_NEUTRAL },
	{ '!', TONE_NEGATIVE, EMOTION_ANGRY },
	{ '?', TONE_NEGATIVE, EMOTION_ANXIOUS },
	{ '+', TONE_POSITIVE, EMOTION_SATISFIED } };

static int
read_marks(struct example *x, const char *s)
{
	static const char urgencies[] = "lmh";
	const char *u = s[1] == '\0' ? NULL : strchr(urgencies, s[1]);
	size_t i;

	for (i = 0; i < sizeof tones / sizeof *tones; i++)
		if (tones[i].c == s[0] && u != NULL && s[2] == ' ') {
			x->tone = tones[i].tone;
			x->emotion = tones[i].emotion;
			x->urgency = (int)(u - urgencies);
			return 0;
		}
	return -1;
}

/* "a,b " -> intents; what follows the blank, or NULL. */
static const char *
read_intents(const struct taxonomy *t, struct example *x, const char *s)
{
	char id[64];
	size_t n;

	for (x->nintents = 0;; s++) {
		n = strcspn(s, ", ");
		snprintf(id, sizeof id, "%.*s", (int)n, s);
		if (x->nintents == EXAMPLE_INTENTS ||
		    (x->intents[x->nintents++] = taxonomy_intent(t, id)) < 0)
			return NULL;
		s += n;
		if (*s == ' ')
			return s + 1;
		if (*s == '\0')
			return NULL;
	}
}

/* ---- choices ---- */

static uint64_t
chance(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 33;
}

/* One of "a | b | c", white space around it cut. */
static void
pick(const char *s, size_t n, uint64_t *seed, struct buf *out)
{
	size_t i, k, parts = 1;

	for (i = 0; i < n; i++)
		parts += s[i] == '|';
	for (i = (size_t)(chance(seed) % parts), k = 0; i > 0; k++)
		i -= s[k] == '|';
	s += k;
	n -= k;
	for (i = 0; i < n && s[i] != '|'; i++)
		;
	while (i > 0 && *s == ' ')
		s++, i--;
	while (i > 0 && s[i - 1] == ' ')
		i--;
	buf_add(out, s, i);
}

/* TEXT with its choices made; -1 with the list that is missing. */
static int
reading(const struct corpus *c, const char *s, uint64_t seed, struct buf *out,
    struct err *err)
{
	const char *end, *list;
	size_t n;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] == 'n') {
			buf_addc(out, '\n');
			s++;
		} else if (*s != '{') {
			buf_addc(out, *s);
		} else {
			if ((end = strchr(s, '}')) == NULL)
				return err_set(
				    err, ERR_DATA, "'{' without '}'");
			n = (size_t)(end - s - 1);
			if (memchr(s + 1, '|', n) != NULL)
				pick(s + 1, n, &seed, out);
			else if ((list = map_get(&c->lists, s + 1, n)) != NULL)
				pick(list, strlen(list), &seed, out);
			else
				return err_set(err, ERR_DATA,
				    "no list '@%.*s' above", (int)n, s + 1);
			s = end;
		}
	}
	return 0;
}

/* Of the Latin script: what a finger slips on changes no other's bytes. */
static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter twice, left out, or changed with the next. */
static void
slip(struct buf *b, uint64_t seed)
{
	size_t i, at = chance(&seed) % (b->len + 1);
	char c;

	for (i = at; i + 2 < b->len; i++) {
		if (!is_letter(b->p[i]) || !is_letter(b->p[i + 1]))
			continue;
		c = b->p[i];
		switch (chance(&seed) % 3) {
		case 0:
			b->p[i] = b->p[i + 1];
			b->p[i + 1] = c;
			return;
		case 1:
			memmove(b->p + i, b->p + i + 1, b->len - i);
			b->len--;
			return;
		default:
			buf_addc(b, ' ');
			memmove(b->p + i + 1, b->p + i, b->len - i - 1);
			return;
		}
	}
}

/* ---- a file ---- */

static int
give(const struct corpus *c, struct example x, const struct buf *b, int written,
    struct err *err)
{
	x.text = b->p;
	x.written = written;
	return c->each(&x, c->arg, err);
}

static int
give_readings(const struct corpus *c, const struct line *l, struct err *err)
{
	uint64_t seed = map_hash(l->text, strlen(l->text));
	int i, rc = 0, n = strchr(l->text, '{') ? CORPUS_READINGS : 1;
	struct buf b = BUF_INIT;

	for (i = 0; rc == 0 && i < n; i++) {
		buf_reset(&b);
		rc = reading(c, l->text, seed + (uint64_t)i * 97, &b, err);
		if (rc == 0)
			rc = give(c, l->labels, &b, i == 0, err);
	}
	if (rc == 0 && seed % 3 == 0) {
		slip(&b, seed);
		slip(&b, seed / 3);
		rc = give(c, l->labels, &b, 0, err);
	}
	buf_free(&b);
	return rc;
}

static int
has_intent(const struct example *x, int intent)
{
	int i;

	for (i = 0; i < x->nintents; i++)
		if (x->intents[i] == intent)
			return 1;
	return 0;
}

/* What is told in one breath has the labels of both. */
static void
join_labels(struct example *a, const struct example *b)
{
	int i;

	for (i = 0; i < b->nintents && a->nintents < EXAMPLE_INTENTS; i++)
		if (!has_intent(a, b->intents[i]))
			a->intents[a->nintents++] = b->intents[i];
	if (b->tone < a->tone)
		a->tone = b->tone;
	if (b->emotion > a->emotion)
		a->emotion = b->emotion;
	if (b->urgency > a->urgency)
		a->urgency = b->urgency;
}

enum { SHORT_TEXT = 160 };

/* Two problems in one message: L, then another short line of the file. */
static int
give_joined(const struct corpus *c, const struct line *l, struct err *err)
{
	uint64_t seed = map_hash(l->text, strlen(l->text)) * 31;
	const struct line *k = &c->v[chance(&seed) % c->n];
	struct example x = l->labels;
	struct buf b = BUF_INIT;
	int rc;

	if (seed % 2 != 0 || k == l || strlen(l->text) > SHORT_TEXT ||
	    strlen(k->text) > SHORT_TEXT || x.intents[0] == c->t->other ||
	    k->labels.intents[0] == c->t->other)
		return 0;
	join_labels(&x, &k->labels);
	rc = reading(c, l->text, seed, &b, err);
	buf_adds(&b, strchr(".!?", b.len ? b.p[b.len - 1] : '.') ? " " : ". ");
	if (rc == 0)
		rc = reading(c, k->text, seed, &b, err);
	if (rc == 0)
		rc = give(c, x, &b, 0, err);
	buf_free(&b);
	return rc;
}

static int
add_line(
    struct corpus *c, const struct example *of_file, char *s, struct err *err)
{
	struct line l = { .labels = *of_file };
	const char *p;
	char *eq;

	if (*s == '#' || *s == '\0')
		return 0;
	if (*s == '@') {
		eq = strstr(s, " = ");
		if (eq == NULL)
			return err_set(
			    err, ERR_DATA, "a list is '@name = a | b'");
		*map_put(&c->lists, s + 1, (size_t)(eq - s - 1)) = eq + 3;
		return 0;
	}
	if ((p = read_intents(c->t, &l.labels, s)) == NULL)
		return err_set(err, ERR_DATA, "unknown intent in '%.40s'", s);
	if (read_marks(&l.labels, p) < 0 || p[3] == '\0')
		return err_set(err, ERR_DATA,
		    "no marks of tone and urgency, or no text: '%.40s'", s);
	l.text = s + (p - s) + 3;
	xgrow(&c->v, &c->cap, c->n + 1, sizeof *c->v);
	c->v[c->n++] = l;
	return 0;
}

static int
read_file(struct corpus *c, const char *path, const struct example *labels,
    struct err *err)
{
	struct buf b = BUF_INIT;
	char *s, *next;
	long number = 0;
	size_t i;
	int rc;

	c->n = 0;
	c->lists = (struct map)MAP_INIT;
	rc = file_read(path, 16 << 20, &b, err);
	for (s = b.p; rc == 0 && *s != '\0'; s = next) {
		next = s + strcspn(s, "\n");
		next += *next == '\n' ? (*next = '\0', 1) : 0;
		number++;
		if ((rc = add_line(c, labels, s, err)) < 0)
			err_wrap(err, "%s:%ld", path, number);
	}
	for (i = 0; rc == 0 && i < c->n; i++) {
		rc = give_readings(c, &c->v[i], err);
		if (rc == 0)
			rc = give_joined(c, &c->v[i], err);
		if (rc < 0)
			err_wrap(err, "%s: '%.40s'", path, c->v[i].text);
	}
	map_free(&c->lists);
	buf_free(&b);
	return rc;
}

/* "zh-Hant-b.txt" is of zh-Hant and batch b. */
static int
is_corpus(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 7 && strcmp(d->d_name + n - 4, ".txt") == 0 &&
	       d->d_name[n - 6] == '-';
}

int
corpus_read(const char *dir, const struct taxonomy *t, corpus_each *each,
    void *arg, struct err *err)
{
	struct corpus c = { .t = t, .each = each, .arg = arg };
	struct example x = { .written = 0 };
	struct dirent **v;
	int i, rc = 0, n = scandir(dir, &v, is_corpus, alphasort);
	char *path;
	size_t len;

	if (n < 0)
		return err_set(err, ERR_NOINPUT, "%s: no such folder", dir);
	for (i = 0; i < n; i++) {
		len = strlen(v[i]->d_name);
		snprintf(
		    x.lang, sizeof x.lang, "%.*s", (int)len - 6, v[i]->d_name);
		x.batch = v[i]->d_name[len - 5];
		path = file_join(dir, v[i]->d_name);
		if (rc == 0)
			rc = read_file(&c, path, &x, err);
		free(path);
		free(v[i]);
	}
	free(v);
	free(c.v);
	return rc;
}
