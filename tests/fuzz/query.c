/* tests/fuzz/query.c - any bytes as a query and as a period */
#include <assert.h>
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rule/match.h"
#include "rule/period.h"
#include "rule/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char line[] =
	    "{\"kind\":\"message\",\"text\":\"a\",\"class\":{\"lang\":\"de\","
	    "\"intents\":[{\"id\":\"x\",\"p\":0.5}]},\"total\":\"1.50\"}";
	const struct query_env env = { INT64_C(1795590000000), "UTC", "mei" };
	static GTimeZone *zones[2]; /* while they are held, GLib keeps them */
	struct query q = QUERY_INIT;
	struct err err = ERR_INIT;
	struct rec *rec = rec_new();
	struct period p;
	char *text = malloc(n + 1);

	assert(text != NULL);
	if (zones[0] == NULL) {
		zones[0] = g_time_zone_new_identifier("Europe/Berlin");
		zones[1] = g_time_zone_new_identifier("UTC");
	}
	memcpy(text, data, n);
	text[n] = '\0';
	assert(rec_parse(rec, line, sizeof line - 1, &err) == 0);
	if (query_text(&q, text, &env, &err) == 0)
		query_match(&q, rec, env.now);
	else
		assert(err.code == ERR_USAGE);
	query_free(&q);
	err_clear(&err);
	if (period_parse(text, env.now, "Europe/Berlin", &p, &err) == 0)
		assert(p.from < p.to && period_is(text));
	rec_free(rec);
	free(text);
	return 0;
}
