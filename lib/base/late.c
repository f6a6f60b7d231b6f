/* base/late.c - libraries that are opened at the first call */
#include <dlfcn.h>
#include <string.h>

#include "base/err.h"
#include "base/late.h"
#include "base/log.h"

static void
missing(const struct late *lib, const char *what)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_SYSTEM, "%s cannot be loaded: install %s", what,
	    lib->package);
	die(&err);
}

void
late_find(struct late *lib, const char *name, void *slot, size_t size)
{
	size_t i;
	void *symbol;

	for (i = 0; lib->handle == NULL && lib->names[i] != NULL; i++)
		lib->handle = dlopen(lib->names[i], RTLD_LAZY | RTLD_LOCAL);
	if (lib->handle == NULL)
		missing(lib, lib->names[0]);
	symbol = dlsym(lib->handle, name);
	if (symbol == NULL)
		missing(lib, name);
	/* a pointer to data cannot be cast to one to a function */
	memcpy(slot, &symbol, size);
}
