/* base/i18n.c - Chinese and English for people */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const char *
wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *s;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if ((s = getenv(names[i])) != NULL && *s != '\0')
			return s;
	return "C";
}

static const char *now = "en";

void
i18n_init(const char *lang)
{
	const char *dir = getenv("HA_LOCALE");
	const char *want = lang != NULL ? lang : wanted();
	int plain = lang == NULL &&
		    (strcmp(want, "C") == 0 || strcmp(want, "POSIX") == 0);

	/* Widths of characters need UTF-8 even where messages stay English. */
	if (setlocale(LC_CTYPE, "") == NULL ||
	    strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	if (plain)
		return;
	if (lang != NULL || setlocale(LC_MESSAGES, "") == NULL) {
		setlocale(LC_MESSAGES, "C.UTF-8");
		setenv("LANGUAGE", want, 1);
	}
	bindtextdomain("ha", dir != NULL && *dir ? dir : HA_LOCALEDIR);
	bind_textdomain_codeset("ha", "UTF-8");
	textdomain("ha");
	now = strncmp(want, "zh", 2) == 0 ? "zh" : "en";
}

const char *
i18n_lang(void)
{
	return now;
}
