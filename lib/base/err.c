/* base/err.c - what went wrong, told once */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

/* Gravest first: the order in which one status hides another. */
static const struct {
	enum err_code code;
	const char *meaning;
} statuses[] = {
	{ ERR_BUG, "our bug: please report it" },
	{ ERR_CONFIG, "configuration, schema or database not acceptable" },
	{ ERR_DENIED, "not permitted" },
	{ ERR_REFUSED, "refused for good: a person must look" },
	{ ERR_IO, "input/output error" },
	{ ERR_CANTCREAT, "cannot create a file" },
	{ ERR_SYSTEM, "system resource missing" },
	{ ERR_AGAIN, "try again later: locked, busy or no space" },
	{ ERR_NOINPUT, "no such input" },
	{ ERR_DATA, "some lines or items bad, the rest done" },
	{ ERR_USAGE, "usage" },
	{ ERR_NO, "the answer is no" },
	{ ERR_OK, "done" },
};
#define NSTATUSES (sizeof statuses / sizeof statuses[0])

static size_t
rank(int status)
{
	size_t i;

	for (i = 0; i < NSTATUSES; i++)
		if ((int)statuses[i].code == status)
			return i;
	return 0; /* an unknown status is our bug */
}

int
err_graver(int a, int b)
{
	return rank(a) <= rank(b) ? a : b;
}

const char *
err_meaning(int status)
{
	size_t i;

	for (i = 0; i < NSTATUSES; i++)
		if ((int)statuses[i].code == status)
			return statuses[i].meaning;
	return NULL;
}

/* Cut at a character, and let nothing in that would break the one line. */
static void
tidy(char *s, size_t size)
{
	size_t n = strlen(s);

	if (n == size - 1)
		while (n > 0 && ((unsigned char)s[n - 1] & 0xC0) == 0x80)
			s[--n] = '\0';
	if (n > 0 && (unsigned char)s[n - 1] >= 0xC0)
		s[--n] = '\0';
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7F)
			*s = '?';
}

/* In the language of our own words, whatever that of the reader is. */
static const char *
words(int errnum)
{
	static locale_t plain;

	if (plain == (locale_t)0)
		plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	return plain != (locale_t)0 ? strerror_l(errnum, plain)
				    : strerror(errnum);
}

static int set(struct err *, enum err_code, int errnum, const char *fmt,
    va_list) __attribute__((format(printf, 4, 0)));

static int
set(struct err *err, enum err_code code, int errnum, const char *fmt,
    va_list ap)
{
	int n;

	if (err == NULL || err->code != ERR_OK)
		return -1;
	err->code = code;
	n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	if (errnum != 0 && n >= 0 && (size_t)n < sizeof err->text)
		snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s",
		    words(errnum));
	tidy(err->text, sizeof err->text);
	return -1;
}

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, code, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_sys(struct err *err, enum err_code code, const char *fmt, ...)
{
	int errnum = errno;
	va_list ap;

	va_start(ap, fmt);
	set(err, code, errnum, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_wrap(struct err *err, const char *fmt, ...)
{
	char old[sizeof err->text];
	va_list ap;
	int n;

	if (err == NULL)
		return -1;
	memcpy(old, err->text, sizeof old);
	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n + 3 < sizeof err->text)
		snprintf(err->text + n, sizeof err->text - (size_t)n, ": %.*s",
		    (int)(sizeof err->text - (size_t)n - 3), old);
	tidy(err->text, sizeof err->text);
	return -1;
}

void
err_clear(struct err *err)
{
	err->code = ERR_OK;
	err->text[0] = '\0';
}

enum err_code
err_of_errno(int errnum)
{
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
	case EAGAIN:
	case EBUSY:
	case EFBIG:
		return ERR_AGAIN;
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
		return ERR_NOINPUT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOMEM:
	case EMFILE:
	case ENFILE:
		return ERR_SYSTEM;
	default:
		return ERR_IO;
	}
}

enum err_code
err_of_create(int errnum)
{
	enum err_code code = err_of_errno(errnum);

	return code == ERR_AGAIN || code == ERR_SYSTEM ? code : ERR_CANTCREAT;
}
