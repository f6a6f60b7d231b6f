/*
 * channel/csvcell.h - a cell of an export as a value of ours
 */
#ifndef CHANNEL_CSVCELL_H
#define CHANNEL_CSVCELL_H

#include <jansson.h>

#include "base/err.h"

enum cell_type {
	CELL_TEXT,
	CELL_LOWER,
	CELL_NUMBER,
	CELL_AMOUNT,
	CELL_CURRENCY,
	CELL_COUNTRY,
	CELL_TIME
};

/* -1 when it is none. */
int cell_type_of(const char *word);

/* A new JSON value, NULL and err when the cell is not of that type. */
json_t *cell_value(
    enum cell_type, const char *cell, const char *format, struct err *);

/* "1.234,50 EUR" or "US $1,234.50" as "1234.50" into OUT; 0 or -1. */
int cell_amount(const char *cell, char *out, size_t size);

#endif
