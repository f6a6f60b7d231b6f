/* base/word.c - words in lists */
#include <string.h>

#include "base/word.h"

int
word_in(const char *word, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return 1;
	return 0;
}
