/*
 * base/late.h - libraries that are opened at the first call, not at the start
 *
 * Relocating and initialising ICU, libcrypto or the stemmers costs more than
 * the rest of a start, and most runs of most programs never call them.  A row
 *
 *	LATE(&icuuc, int32_t, ubrk_next, (UBreakIterator *it), (it))
 *
 * defines the library's own function under its own name.  It jumps through a
 * pointer, as a call into a linked library does; the first time the pointer
 * leads to a look-up.  Callers include the library's header and notice
 * nothing; the compiler holds every row against that header, and a function
 * without a row does not link.
 *
 * What is linked stays bound at the start and read-only (-z now, -z relro);
 * the pointers of the rows are the price, one word a function.
 *
 * Under confine() a library below /usr can still be opened; a program whose
 * memory is bounded calls it once before (mime_init).
 */
#ifndef BASE_LATE_H
#define BASE_LATE_H

#include <stddef.h>

struct late {
	const char *const *names; /* tried in turn, NULL at the end */
	const char *package;	  /* what to install when there is none */
	void *handle;
};

/* The pointer to NAME into SLOT.  Ends the program when there is none. */
void late_find(struct late *, const char *name, void *slot, size_t);

/* Expanded first: ICU's headers put a version behind every name. */
#define LATE_NAME(name) #name

#define LATE_ROW(back, lib, type, name, params, args)                          \
	static type name##_first params;                                       \
	static type(*name##_at) params = name##_first;                         \
	static type name##_first params                                        \
	{                                                                      \
		late_find(lib, LATE_NAME(name), &name##_at, sizeof name##_at); \
		back name##_at args;                                           \
	}                                                                      \
	type name params                                                       \
	{                                                                      \
		back name##_at args;                                           \
	}

#define LATE(lib, type, name, params, args)                                    \
	LATE_ROW(return, lib, type, name, params, args)
#define LATE_VOID(lib, name, params, args)                                     \
	LATE_ROW(, lib, void, name, params, args)

#endif
