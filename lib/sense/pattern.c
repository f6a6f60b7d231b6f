/* sense/pattern.c - a regular expression from a data file */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "sense/pattern.h"

enum { MATCH_LIMIT = 100000, HEAP_KB = 1024 };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

struct pattern *
pattern_new(const char *text, unsigned flags, struct err *err)
{
	struct pattern *p = xcalloc(1, sizeof *p);
	uint32_t how = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	PCRE2_UCHAR what[128];
	PCRE2_SIZE at;
	int code;

	if (flags & PATTERN_WHOLE)
		how |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
	if (!(flags & PATTERN_CASE))
		how |= PCRE2_CASELESS;
	if (flags & PATTERN_WORDS)
		how |= PCRE2_EXTENDED;
	p->code = pcre2_compile(
	    (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, how, &code, &at, NULL);
	if (p->code == NULL) {
		pcre2_get_error_message(code, what, sizeof what);
		err_set(err, ERR_CONFIG, "%s at character %zu of the pattern",
		    (char *)what, at + 1);
		pattern_free(p);
		return NULL;
	}
	/* without leave to make code the interpreter does it */
	if (flags & PATTERN_WORDS)
		pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	p->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	pcre2_set_heap_limit(p->limits, HEAP_KB);
	return p;
}

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->limits);
	free(p);
}

int
pattern_find(const struct pattern *p, const char *s, size_t n, size_t from,
    size_t span[2])
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->data);

	if (pcre2_match(p->code, (PCRE2_SPTR)s, n, from, PCRE2_NO_UTF_CHECK,
		p->data, p->limits) <= 0)
		return 0;
	span[0] = at[0];
	span[1] = at[1];
	return 1;
}

int
pattern_match(const struct pattern *p, const char *s, size_t n)
{
	return pcre2_match(p->code, (PCRE2_SPTR)s, n, 0, PCRE2_NO_UTF_CHECK,
		   p->data, p->limits) > 0;
}
