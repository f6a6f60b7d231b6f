/*
 * tests/oracle.h - what jansson says of the same bytes
 *
 * The line scanner and jansson accept the same lines and read the same values
 * from them, but for our narrower limits, for a NUL between tokens (to jansson
 * a blank) and for numbers that jansson cannot hold and we pass on.
 */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include <jansson.h>
#include <string.h>

#include "rec/val.h"

static int oracle_same(struct val, const json_t *, struct arena *);

static int
oracle_same_object(struct val v, const json_t *j, struct arena *a)
{
	struct member m = { NULL, 0, VAL_NONE };
	struct val key;
	json_t *child;
	size_t i = 0;

	while (val_next_member(v, &m)) {
		key = (struct val){ m.key - 1, m.keylen + 2 };
		child = json_object_get(j, val_str(key, a));
		if (child == NULL || !oracle_same(m.val, child, a))
			return 0;
		i++;
	}
	return i == json_object_size(j);
}

static int
oracle_same_array(struct val v, const json_t *j, struct arena *a)
{
	struct val item = VAL_NONE;
	size_t i = 0;

	while (val_next(v, &item))
		if (i >= json_array_size(j) ||
		    !oracle_same(item, json_array_get(j, i++), a))
			return 0;
	return i == json_array_size(j);
}

/* The same value, walked both ways. */
static int
oracle_same(struct val v, const json_t *j, struct arena *a)
{
	int64_t n;
	double d;

	switch (json_typeof(j)) {
	case JSON_OBJECT:
		return oracle_same_object(v, j, a);
	case JSON_ARRAY:
		return oracle_same_array(v, j, a);
	case JSON_STRING:
		return strcmp(val_str(v, a), json_string_value(j)) == 0 &&
		       val_is(v, json_string_value(j));
	case JSON_INTEGER:
		return val_int(v, &n) == 0 && n == json_integer_value(j);
	case JSON_REAL:
		return val_double(v, &d) == 0 && d == json_real_value(j);
	case JSON_TRUE:
		return val_type(v) == 't';
	case JSON_FALSE:
		return val_type(v) == 'f';
	default:
		return val_type(v) == 'n';
	}
}

/* Is J deeper, or one of its objects wider, than a record may be? */
static int
oracle_beyond_limits(const json_t *j, int depth)
{
	const char *key;
	json_t *child;
	size_t i;

	if (!json_is_object(j) && !json_is_array(j))
		return 0;
	if (depth > VAL_DEPTH || json_object_size(j) > VAL_KEYS)
		return 1;
	json_array_foreach((json_t *)j, i,
	    child) if (oracle_beyond_limits(child, depth + 1)) return 1;
	json_object_foreach((json_t *)j, key,
	    child) if (oracle_beyond_limits(child, depth + 1)) return 1;
	return 0;
}

/*
 * MINE is what val_scan returned for LINE.  NULL when jansson agrees, else how
 * it does not; *GOOD counts the lines that both accept.
 */
static const char *
oracle_differs(const char *line, size_t n, int mine, long *good)
{
	struct arena arena = ARENA_INIT;
	const char *differs = NULL, *object;
	json_error_t error;
	json_t *j;

	if (memchr(line, '\0', n) != NULL)
		return mine < 0 ? NULL : "a NUL was accepted";
	j = json_loadb(line, n, JSON_REJECT_DUPLICATES, &error);
	if (mine < 0) {
		if (json_is_object(j) && !oracle_beyond_limits(j, 1))
			differs = "refused, and jansson accepts it";
	} else if (j == NULL) {
		if (strstr(error.text, "too big") == NULL &&
		    strstr(error.text, "overflow") == NULL)
			differs = "accepted, and jansson refuses it";
	} else {
		object = memchr(line, '{', n);
		if (!oracle_same(
			(struct val){ object, (size_t)(line + n - object) }, j,
			&arena))
			differs = "another value";
		++*good;
	}
	json_decref(j);
	arena_free(&arena);
	return differs;
}

#endif
