/* tests/fuzz/mime.c - any bytes as a mail, behind the checks of the parent */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/mime.h"
#include "mail/mimed.h"
#include "text/quote.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Strings are UTF-8, and only "text" has lines. */
static void
check_strings(const char *key, const json_t *j)
{
	const char *k, *s;
	json_t *v;
	size_t i;

	if (json_is_string(j)) {
		s = json_string_value(j);
		assert(utf8_valid(s, strlen(s)));
		assert(strlen(s) == json_string_length(j));
		for (; *s != '\0'; s++)
			assert((unsigned char)*s >= 0x20 ||
			       (strcmp(key, "text") == 0 &&
				   (*s == '\n' || *s == '\t')));
	} else if (json_is_array(j)) {
		json_array_foreach(j, i, v) check_strings(key, v);
	} else {
		json_object_foreach((json_t *)(uintptr_t)j, k, v)
		    check_strings(k, v);
	}
}

static void
check_quotes(const json_t *members)
{
	const char *text = json_string_value(json_object_get(members, "text"));
	struct quote_span spans[QUOTE_SPANS];
	size_t i, n = quote_split(text, strlen(text), spans);

	for (i = 0; i < n; i++) {
		assert(spans[i].start == (i > 0 ? spans[i - 1].end : 0));
		assert(spans[i].end > spans[i].start);
	}
	assert(n == 0 || spans[n - 1].end == strlen(text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int ready;
	struct err err = ERR_INIT;
	struct mime m;

	if (!ready)
		mime_init();
	ready = 1;
	if (mimed_check(data, n, &err) < 0 ||
	    mime_parse(data, n, &m, &err) < 0) {
		assert(err.code == ERR_DATA && strchr(err.text, ':') != NULL);
		return 0;
	}
	check_strings("", m.members);
	check_quotes(m.members);
	assert(json_array_size(json_object_get(m.members, "attachments")) ==
	       m.nfiles);
	mime_free(&m);
	return 0;
}
