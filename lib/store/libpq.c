/* store/libpq.c - what we call of PostgreSQL's client library */
#include <dlfcn.h>
#include <string.h>

#include "store/libpq.h"

static const char soname[] = "libpq.so.5";

static int
missing(const char *what, struct err *err)
{
	return err_set(err, ERR_CONFIG,
	    "a database on a server needs %s: install libpq5 (Debian, "
	    "Ubuntu), libpq (Fedora, Alpine) or postgresql-libs (Arch)",
	    what);
}

/* A pointer to data cannot be cast to one to a function: by its bytes. */
static int
look_up(void *library, const char *name, void *slot, struct err *err)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		return missing(name, err);
	memcpy(slot, &symbol, sizeof symbol);
	return 0;
}

const struct libpq *
libpq_open(struct err *err)
{
	static struct libpq table;
	static int loaded;
	void *library;

	if (loaded)
		return &table;
	library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		missing(soname, err);
		return NULL;
	}
#define LIBPQ_LOOK_UP(name)                                                    \
	if (look_up(library, #name, &table.name, err) < 0)                     \
		return NULL;
	LIBPQ_EACH(LIBPQ_LOOK_UP)
#undef LIBPQ_LOOK_UP
	loaded = 1;
	return &table;
}
