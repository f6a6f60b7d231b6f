/* tests/fuzz/html.c - any bytes as an HTML body */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "text/charset.h"
#include "text/html.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf utf8 = BUF_INIT, text = BUF_INIT;

	charset_to_utf8("utf-8", data, n, &utf8);
	html_to_text(utf8.p, utf8.len, &text);
	assert(utf8_valid(text.p, text.len));
	buf_free(&utf8);
	buf_free(&text);
	return 0;
}
