/* tests/fuzz/html.c - any bytes as an HTML body */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/mime.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mime m;
	const char *text;

	mime_html(data, n, &m);
	text = json_string_value(json_object_get(m.members, "text"));
	assert(text != NULL && utf8_valid(text, strlen(text)));
	mime_free(&m);
	return 0;
}
