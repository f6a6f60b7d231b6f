/*
 * rec/json.h - JSON text out of jansson's values
 */
#ifndef REC_JSON_H
#define REC_JSON_H

#include <jansson.h>

#include "base/buf.h"

/*
 * Append VALUE as compact JSON, keys in the order they were set.  DEL, C1
 * and bidi controls are escaped, so that printing a line on a terminal does
 * no harm.  0, or -1 when VALUE is NULL or cannot be written.
 */
int json_add(struct buf *, const json_t *value);

#endif
