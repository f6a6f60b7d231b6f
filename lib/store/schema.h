/*
 * store/schema.h - the migrations, embedded by the build
 *
 * lib/store/schema/NNNN_what.sql in their order; the last number is the
 * schema's version.  Seven words in braces are expanded per driver
 * ({pk} {int} {text} {real} {json} {blob} {strict}).
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

struct migration {
	int version; /* 0 ends the table */
	const char *name;
	const char *sql;
};

extern const struct migration migrations[];

#endif
