/*
 * rec/json.h - JSON text out of jansson's values
 */
#ifndef REC_JSON_H
#define REC_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Append VALUE as compact JSON, keys in the order they were set.  DEL, C1
 * and bidi controls are escaped, so that printing a line on a terminal does
 * no harm.  0, or -1 when VALUE is NULL or cannot be written.
 */
int json_add(struct buf *, const json_t *value);

/* An instant; null for CLOCK_NONE. */
json_t *json_time(int64_t at);
/* Absent rather than null where there is nothing: NULL, CLOCK_NONE. */
void json_put(json_t *, const char *key, const char *text);
void json_put_time(json_t *, const char *key, int64_t at);

#endif
