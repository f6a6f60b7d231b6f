/* insight/format.c - report formats, one file each */
#include <string.h>

#include "insight/format.h"

#define FORMAT(name) extern const struct format format_##name;
#include "insight/formats.def"
#undef FORMAT

static const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "insight/formats.def"
#undef FORMAT
};
#define NFORMATS (sizeof formats / sizeof formats[0])

const struct format *
format_named(const char *name)
{
	size_t i;

	for (i = 0; i < NFORMATS; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

const struct format *
format_of_path(const char *path)
{
	const char *dot = strrchr(path, '.');
	size_t i;

	if (dot == NULL || strchr(dot, '/') != NULL)
		return NULL;
	for (i = 0; i < NFORMATS; i++)
		if (formats[i]->suffix != NULL &&
		    strcmp(formats[i]->suffix, dot) == 0)
			return formats[i];
	return NULL;
}

const char *
format_list(struct arena *a)
{
	const char *list = formats[0]->name;
	size_t i;

	for (i = 1; i < NFORMATS; i++)
		list = arena_printf(a, "%s, %s", list, formats[i]->name);
	return list;
}
