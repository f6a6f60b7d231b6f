/*
 * rec/rec.c - one record: a line of JSON and what a stage adds to it
 *
 * The members of the line come first in M, then those that a stage has added.
 * A replaced or removed member keeps its place in the line in WAS, so that
 * rec_write copies the line in runs between the places that changed.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "rec/json.h"
#include "rec/rec.h"

enum { KEPT, CHANGED, REMOVED };
enum { ROOM = VAL_KEYS + 64 }; /* a full line, and what one stage adds */

struct rec {
	const char *line;
	size_t n;
	size_t size; /* N and what was added */
	int nline;   /* members of the line */
	int nall;    /* and those added */
	int edits;   /* members of the line that are not KEPT */
	enum kind kind;
	struct arena arena;
	struct buf scratch;
	struct member m[ROOM];
	struct val was[VAL_KEYS]; /* of the line's members that are not KEPT */
	unsigned char state[ROOM];
};

static const char *const kinds[] = {
	[KIND_OTHER] = "other",
	[KIND_MESSAGE] = "message",
	[KIND_ORDER] = "order",
	[KIND_SHIPMENT] = "shipment",
	[KIND_RETURN] = "return",
	[KIND_REVIEW] = "review",
	[KIND_ALERT] = "alert",
	[KIND_TASK] = "task",
	[KIND_ACTION] = "action",
	[KIND_EVENT] = "event",
};
#define NKINDS (sizeof kinds / sizeof kinds[0])

struct rec *
rec_new(void)
{
	struct rec *r = xcalloc(1, sizeof *r);

	buf_init(&r->scratch);
	return r;
}

void
rec_free(struct rec *r)
{
	if (r == NULL)
		return;
	arena_free(&r->arena);
	buf_free(&r->scratch);
	free(r);
}

const char *
kind_name(enum kind kind)
{
	return (size_t)kind < NKINDS ? kinds[kind] : kinds[KIND_OTHER];
}

enum kind
kind_of(const char *name)
{
	size_t i;

	for (i = KIND_MESSAGE; i < NKINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return (enum kind)i;
	return KIND_OTHER;
}

/* The index of a top-level key, removed ones left out; -1. */
static int
find(const struct rec *r, const char *key, size_t len)
{
	int i;

	for (i = 0; i < r->nall; i++)
		if (r->state[i] != REMOVED && r->m[i].keylen >= len &&
		    val_text_is(r->m[i].key, r->m[i].keylen, key, len))
			return i;
	return -1;
}

static struct val
top(const struct rec *r, const char *key)
{
	int i = find(r, key, strlen(key));

	return i < 0 ? VAL_NONE : r->m[i].val;
}

/* What may stand in a part of an id as it is (RFC 3986, unreserved). */
static int
unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

static void
add_encoded(struct buf *b, const char *s, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		if (unreserved(c)) {
			buf_addc(b, c);
			continue;
		}
		buf_addc(b, '%');
		buf_addc(b, hex[c >> 4]);
		buf_addc(b, hex[c & 15]);
	}
}

void
rec_id(struct buf *b, const char *channel, const char *account,
    const char *external_id)
{
	add_encoded(b, channel, strlen(channel));
	buf_addc(b, '/');
	add_encoded(b, account, strlen(account));
	buf_addc(b, '/');
	add_encoded(b, external_id, strlen(external_id));
}

/*
 * PART, a string without escapes, is what stands at P up to the next '/' or
 * the end; behind it, or NULL when it differs or needs the long way.
 */
static const char *
same_part(const char *p, const char *end, struct val part)
{
	size_t i, n = part.n - 2;

	if ((size_t)(end - p) < n || memcmp(p, part.p + 1, n) != 0)
		return NULL;
	for (i = 0; i < n; i++)
		if (!unreserved((unsigned char)p[i]))
			return NULL;
	return p + n;
}

/* The id is made of the three parts. */
static int
id_agrees(struct rec *r, struct val id, const struct val part[3])
{
	const char *p = id.p + 1, *end = id.p + id.n - 1;
	int i;

	for (i = 0; i < 3 && p != NULL; i++) {
		if (i > 0)
			p = p < end && *p == '/' ? p + 1 : NULL;
		if (p != NULL)
			p = same_part(p, end, part[i]);
	}
	if (p == end)
		return 1;
	buf_reset(&r->scratch);
	rec_id(&r->scratch, val_str(part[0], &r->arena),
	    val_str(part[1], &r->arena), val_str(part[2], &r->arena));
	return val_text_is(id.p + 1, id.n - 2, r->scratch.p, r->scratch.len);
}

static int
check_id(struct rec *r, struct err *err)
{
	struct val id = top(r, "id"), part[3];

	if (id.p == NULL)
		return 0;
	if (val_type(id) != '"')
		return err_set(err, ERR_DATA, "'id' is no string");
	part[0] = top(r, "channel");
	part[1] = top(r, "account");
	part[2] = top(r, "external_id");
	if (val_type(part[0]) != '"' || val_type(part[1]) != '"' ||
	    val_type(part[2]) != '"' || id_agrees(r, id, part))
		return 0;
	return err_set(err, ERR_DATA,
	    "'id' differs from channel, account and external_id ('%s')",
	    r->scratch.p);
}

static int
check_kind(struct rec *r, struct err *err)
{
	struct val kind = top(r, "kind");
	size_t i;

	r->kind = KIND_OTHER;
	if (kind.p == NULL)
		return 0;
	if (val_type(kind) != '"')
		return err_set(err, ERR_DATA, "'kind' is no string");
	for (i = KIND_MESSAGE; i < NKINDS; i++)
		if (val_is(kind, kinds[i])) {
			r->kind = (enum kind)i;
			break;
		}
	return 0;
}

static int
check_version(struct rec *r, struct err *err)
{
	struct val v = top(r, "v");
	int64_t n;

	if (v.p == NULL)
		return 0;
	if (val_int(v, &n) < 0 || n < 1)
		return err_set(err, ERR_DATA, "'v' is no version");
	if (n > 1)
		return err_set(err, ERR_DATA,
		    "record version %lld is newer than this program",
		    (long long)n);
	return 0;
}

int
rec_parse(struct rec *r, const char *line, size_t n, struct err *err)
{
	arena_reset(&r->arena);
	r->line = line;
	r->n = r->size = n;
	r->edits = 0;
	r->nline = r->nall = 0;
	r->kind = KIND_OTHER;
	if ((r->nline = val_scan(line, n, r->m, err)) < 0) {
		r->nline = 0;
		return -1;
	}
	r->nall = r->nline;
	memset(r->state, KEPT, (size_t)r->nline);
	if (check_version(r, err) < 0 || check_kind(r, err) < 0)
		return -1;
	return check_id(r, err);
}

enum kind
rec_kind(const struct rec *r)
{
	return r->kind;
}

struct arena *
rec_arena(struct rec *r)
{
	return &r->arena;
}

struct val
rec_get(const struct rec *r, const char *path)
{
	size_t n = strcspn(path, ".");
	int i = find(r, path, n);

	if (i < 0)
		return VAL_NONE;
	return val_get(r->m[i].val, path + n + (path[n] == '.'));
}

const char *
rec_str(struct rec *r, const char *path)
{
	return val_str(rec_get(r, path), &r->arena);
}

int64_t
rec_time(struct rec *r, const char *path)
{
	const char *s = rec_str(r, path);

	return s == NULL ? CLOCK_NONE : clock_parse(s, strlen(s));
}

int
rec_int(const struct rec *r, const char *path, int64_t *out)
{
	return val_int(rec_get(r, path), out);
}

/* The member of this key, made when there is none. */
static struct member *
slot(struct rec *r, const char *key)
{
	struct member *m;
	int i = find(r, key, strlen(key));

	if (i >= 0) {
		m = &r->m[i];
		if (i < r->nline && r->state[i] == KEPT) {
			r->was[i] = m->val;
			r->state[i] = CHANGED;
			r->edits++;
		}
		return m;
	}
	assert(r->nall < ROOM);
	m = &r->m[r->nall];
	r->state[r->nall++] = CHANGED;
	m->keylen = strlen(key);
	m->key = arena_strndup(&r->arena, key, m->keylen);
	return m;
}

int
rec_set(struct rec *r, const char *key, json_t *value, struct err *err)
{
	int rc;

	buf_reset(&r->scratch);
	rc = json_add(&r->scratch, value);
	json_decref(value);
	if (rc < 0)
		return err_set(
		    err, ERR_BUG, "cannot make '%s' for a record", key);
	if (r->size + r->scratch.len > VAL_MAX - 4096)
		return err_set(err, ERR_DATA,
		    "the record would be over 4 MiB with '%s'", key);
	if (r->nall >= VAL_KEYS && find(r, key, strlen(key)) < 0)
		return err_set(err, ERR_DATA,
		    "the record has no room for '%s': 1000 keys", key);
	rec_set_text(r, key, r->scratch.p, r->scratch.len);
	return 0;
}

void
rec_set_text(struct rec *r, const char *key, const char *json, size_t n)
{
	struct member *m = slot(r, key);

	m->val.p = arena_strndup(&r->arena, json, n);
	m->val.n = n;
	r->size += m->keylen + n + 4;
}

void
rec_unset(struct rec *r, const char *key)
{
	int i = find(r, key, strlen(key));

	if (i < 0)
		return;
	if (i < r->nline && r->state[i] == KEPT) {
		r->was[i] = r->m[i].val;
		r->edits++;
	}
	r->state[i] = REMOVED;
}

/* Where member I of the line begins (its quote) and ends. */
static const char *
begins(const struct rec *r, int i)
{
	return r->m[i].key - 1;
}

static const char *
ends(const struct rec *r, int i)
{
	const struct val *v = r->state[i] == KEPT ? &r->m[i].val : &r->was[i];

	return v->p + v->n;
}

/*
 * The members of the line with what was replaced or removed, up to the end of
 * the last one.  FROM is what has not been copied yet; a removed member takes
 * the comma before it along, or the one behind it when nothing stays before.
 * Returns how many stay.
 */
static int
write_edited(const struct rec *r, struct buf *b)
{
	const char *from = r->line;
	int i, kept = 0;

	for (i = 0; i < r->nline; i++) {
		if (r->state[i] == CHANGED) {
			buf_add(b, from, (size_t)(r->was[i].p - from));
			buf_add(b, r->m[i].val.p, r->m[i].val.n);
			from = ends(r, i);
		} else if (r->state[i] == REMOVED && kept > 0) {
			buf_add(b, from, (size_t)(ends(r, i - 1) - from));
			from = ends(r, i);
		} else if (r->state[i] == REMOVED) {
			buf_add(b, from, (size_t)(begins(r, i) - from));
			from = i + 1 < r->nline ? begins(r, i + 1) : ends(r, i);
		}
		kept += r->state[i] != REMOVED;
	}
	buf_add(b, from, (size_t)(ends(r, r->nline - 1) - from));
	return kept;
}

void
rec_write(const struct rec *r, struct buf *b)
{
	const char *tail;
	int i, kept = r->nline;

	tail = r->nline > 0 ? ends(r, r->nline - 1)
			    : (const char *)memchr(r->line, '{', r->n) + 1;
	if (r->edits == 0)
		buf_add(b, r->line, (size_t)(tail - r->line));
	else
		kept = write_edited(r, b);
	for (i = r->nline; i < r->nall; i++) {
		if (r->state[i] == REMOVED)
			continue;
		buf_adds(b, kept++ > 0 ? ",\"" : "\"");
		buf_add(b, r->m[i].key, r->m[i].keylen);
		buf_add(b, "\":", 2);
		buf_add(b, r->m[i].val.p, r->m[i].val.n);
	}
	buf_add(b, tail, (size_t)(r->line + r->n - tail));
	buf_addc(b, '\n');
}
