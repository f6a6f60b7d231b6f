/*
 * cmd/common/login.c - who runs the program, as the system knows them
 *
 * By the user id: what the environment says is anybody's word.
 */
#include <pwd.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "common/login.h"

const char *
login_name(void)
{
	static char *name; /* getpwuid's text is void at its next call */
	struct passwd *pw;

	if (name != NULL)
		return name;
	pw = getpwuid(getuid());
	name = pw != NULL ? xstrdup(pw->pw_name)
			  : xasprintf("uid%ld", (long)getuid());
	return name;
}
