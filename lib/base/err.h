/*
 * base/err.h - what went wrong, told once
 *
 * A function that can fail takes a struct err * last and returns -1 or NULL.
 * The first error wins; err_wrap puts what we were doing before it.  The text
 * is lower case, has no full stop and no newline, and names the thing, the
 * place and the next step.  Only cmd/ prints it.
 *
 * The code is the exit status (sysexits.h, with our own reading in ha(7)).
 * The text has a fixed room: an error must be tellable when memory is short;
 * what is longer is cut at a character.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
	ERR_OK = 0,
	ERR_NO = 1, /* the answer is no */
	ERR_USAGE = 64,
	ERR_DATA = 65, /* bad line, bad mail */
	ERR_NOINPUT = 66,
	ERR_REFUSED = 69, /* for good, a person must look */
	ERR_BUG = 70,
	ERR_SYSTEM = 71,
	ERR_CANTCREAT = 73,
	ERR_IO = 74,
	ERR_AGAIN = 75,
	ERR_DENIED = 77,
	ERR_CONFIG = 78
};

struct err {
	enum err_code code;
	char text[1000];
};

#define ERR_INIT                                                               \
	{                                                                      \
		ERR_OK, ""                                                     \
	}

/* Set the error unless one is set already.  Always -1. */
int err_set(struct err *, enum err_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: adds what errno says. */
int err_sys(struct err *, enum err_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "FMT: " before the text that is there.  Always -1. */
int err_wrap(struct err *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void err_clear(struct err *);

/* The code for errno of a failed read or write. */
enum err_code err_of_errno(int errnum);
/* And of a failed create: no space is tried again later. */
enum err_code err_of_create(int errnum);

/* One line about a status, for ha(7) and ha help; NULL when unknown. */
const char *err_meaning(int status);

/* The graver of two statuses: 70 78 77 69 74 73 71 75 66 65 64 1 0. */
int err_graver(int a, int b);

#endif
