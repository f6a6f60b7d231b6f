/*
 * insight/format.h - report formats, one file each
 *
 * To add one: lib/insight/NAME.c ending in a const struct format, and its row
 * in formats.def.
 */
#ifndef INSIGHT_FORMAT_H
#define INSIGHT_FORMAT_H

#include "base/buf.h"
#include "insight/doc.h"

/* What is written on. */
struct paper {
	int width; /* columns of a terminal */
	int colour;
};

struct format {
	const char *name;   /* of -f */
	const char *suffix; /* of -o, NULL: none */
	int all;	    /* for programs: no list is cut */
	void (*write)(const struct doc *, struct buf *, const struct paper *);
};

/* By -f NAME; by the suffix of a path.  NULL when there is none. */
const struct format *format_named(const char *name);
const struct format *format_of_path(const char *path);
/* "term, md, html, json, csv" */
const char *format_list(struct arena *);

#endif
