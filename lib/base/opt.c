/*
 * base/opt.c - one table of options
 *
 * No getopt: its tables would be a second place for every option, and it
 * cannot answer --describe.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"

struct common common;

static int
distance(const char *a, const char *b)
{
	size_t n = strlen(b), i, j;
	int row[64], diag, up;

	if (n >= 64 || strlen(a) >= 64)
		return 64;
	for (j = 0; j <= n; j++)
		row[j] = (int)j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		diag = row[0];
		row[0] = (int)i;
		for (j = 1; j <= n; j++) {
			up = row[j];
			row[j] = diag + (a[i - 1] != b[j - 1]);
			if (up + 1 < row[j])
				row[j] = up + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			diag = up;
		}
	}
	return row[n];
}

const char *
opt_nearest(const char *word, const char *const *names, size_t n)
{
	const char *best = NULL;
	int d, least = (int)strlen(word) / 3 + 2;
	size_t i;

	for (i = 0; i < n; i++)
		if ((d = distance(word, names[i])) < least) {
			least = d;
			best = names[i];
		}
	return best;
}

void
opt_usage(const struct program *p, const char *fmt, ...)
{
	struct err err = ERR_INIT;
	va_list ap;
	char text[600];

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_set(&err, ERR_USAGE, "%s", text);
	complain(&err);
	fprintf(stderr,
	    "usage: %s [OPTION ...] %s\n"
	    "       %s --help says more\n",
	    p->name, p->args, p->name);
	exit(ERR_USAGE);
}

static void
describe(const struct program *p)
{
	const struct opt *o;
	const struct verb *v;

	for (o = p->opts; o->type != OPT_LAST; o++)
		printf("opt\t%s%c\t--%s\t%s\t%s\n", o->letter ? "-" : "",
		    o->letter ? o->letter : ' ', o->name, o->arg ? o->arg : "",
		    o->help);
	for (v = p->verbs; v != NULL && v->name != NULL; v++)
		printf("verb\t%s\t%s\t%s\n", v->name, v->args, v->help);
	exit(0);
}

static void
help_option(const struct opt *o)
{
	char left[64];

	snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : " ",
	    o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
	    o->arg ? " " : "", o->arg ? o->arg : "");
	printf("  %-24s %s\n", left, o->help);
}

/* The common options are the ones from -c on: named in two lines, not listed.
 */
static void
help(const struct program *p)
{
	const struct opt *o;
	const struct verb *v;
	int own = 0;

	printf("%s - %s\nusage: %s [OPTION ...] %s\n", p->name, p->summary,
	    p->name, p->args);
	for (v = p->verbs; v != NULL && v->name != NULL; v++) {
		char left[64];

		if (v == p->verbs)
			printf("\n");
		snprintf(left, sizeof left, "%s %s", v->name, v->args);
		printf("  %-30s %s\n", left, v->help);
	}
	for (o = p->opts; o->type != OPT_LAST && o->value != &common.config;
	     o++) {
		if (!own++)
			printf("\n");
		help_option(o);
	}
	printf("\nEverywhere: -c FILE --db URI -j -n -y -q -v --rejects FILE "
	       "--strict --explain\n  --jobs N --lang TAG --now TIME -h -V; "
	       "see ha(7)\n");
	exit(0);
}

static void
set_number(const struct program *p, const struct opt *o, const char *s)
{
	char *end;

	if (o->type == OPT_INT) {
		*(long *)o->value = strtol(s, &end, 10);
		if (*s == '\0' || *end != '\0' || *(long *)o->value < 0)
			opt_usage(
			    p, "--%s wants a number, not '%s'", o->name, s);
		return;
	}
	*(double *)o->value = strtod(s, &end);
	if (*s == '\0' || *end != '\0' ||
	    !(*(double *)o->value >= 0 && *(double *)o->value <= 1))
		opt_usage(
		    p, "--%s wants a number from 0 to 1, not '%s'", o->name, s);
}

static void
set_option(const struct program *p, const struct opt *o, const char *s)
{
	struct err err = ERR_INIT;
	struct opt_list *l;

	switch (o->type) {
	case OPT_FLAG:
		*(int *)o->value = 1;
		break;
	case OPT_STR:
		*(const char **)o->value = s;
		break;
	case OPT_INT:
	case OPT_PROB:
		set_number(p, o, s);
		break;
	case OPT_TIME:
		*(int64_t *)o->value = clock_parse(s, strlen(s));
		if (*(int64_t *)o->value == CLOCK_NONE)
			opt_usage(p,
			    "--%s wants a time like "
			    "2026-11-20T18:22:31Z, not '%s'",
			    o->name, s);
		break;
	case OPT_LIST:
		l = o->value;
		xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
		l->v[l->n++] = s;
		break;
	case OPT_NOW:
		if (clock_pretend(s, &err) < 0)
			opt_usage(p, "--now: %s", err.text);
		break;
	case OPT_HELP:
		help(p);
		break;
	case OPT_VERSION:
		printf("%s %s\n", p->name, HA_VERSION);
		exit(0);
	case OPT_DESCRIBE:
		describe(p);
		break;
	case OPT_LAST:
		break;
	}
}

static const struct opt *
by_letter(const struct program *p, int c)
{
	const struct opt *o;

	for (o = p->opts; o->type != OPT_LAST; o++)
		if (o->letter == c)
			return o;
	opt_usage(p, "unknown option '-%c'", c);
}

static const struct opt *
by_name(const struct program *p, const char *s, size_t n)
{
	const char *names[64], *near;
	const struct opt *o;
	size_t k = 0;
	char word[64];

	for (o = p->opts; o->type != OPT_LAST; o++) {
		if (strlen(o->name) == n && memcmp(o->name, s, n) == 0)
			return o;
		if (k < 64)
			names[k++] = o->name;
	}
	snprintf(word, sizeof word, "%.*s", (int)n, s);
	near = opt_nearest(word, names, k);
	if (near != NULL)
		opt_usage(p, "unknown option '--%s' (did you mean '--%s'?)",
		    word, near);
	opt_usage(p, "unknown option '--%s'", word);
}

/* One argument that begins with '-'; returns how many words it took. */
static int
take(const struct program *p, char **arg)
{
	const struct opt *o;
	const char *s = arg[0] + 1, *eq;

	if (*s == '-') {
		eq = strchr(++s, '=');
		o = by_name(p, s, eq ? (size_t)(eq - s) : strlen(s));
		if (o->arg == NULL && eq != NULL)
			opt_usage(p, "--%s takes no value", o->name);
		if (o->arg != NULL && eq == NULL && arg[1] == NULL)
			opt_usage(p, "--%s wants %s", o->name, o->arg);
		set_option(p, o,
		    o->arg == NULL ? NULL
		    : eq != NULL   ? eq + 1
				   : arg[1]);
		return o->arg != NULL && eq == NULL ? 2 : 1;
	}
	for (; *s != '\0'; s++) {
		o = by_letter(p, *s);
		if (o->arg == NULL) {
			set_option(p, o, NULL);
			continue;
		}
		if (s[1] == '\0' && arg[1] == NULL)
			opt_usage(p, "-%c wants %s", *s, o->arg);
		set_option(p, o, s[1] != '\0' ? s + 1 : arg[1]);
		return s[1] != '\0' ? 1 : 2;
	}
	return 1;
}

/*
 * A program may be started with stdin, stdout or stderr closed: without this
 * the next file opened would take that number and get what is printed.
 */
static void
fill_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

char **
opt_parse(int argc, char *argv[], const struct program *p)
{
	int i = 1, n = 1;

	log_init(p->name);
	fill_standard();
	while (i < argc && strcmp(argv[i], "--") != 0) {
		if (argv[i][0] == '-' && argv[i][1] != '\0')
			i += take(p, argv + i);
		else
			argv[n++] = argv[i++];
	}
	if (i < argc)
		i++;
	while (i < argc)
		argv[n++] = argv[i++];
	argv[n] = NULL;
	log_level(common.quiet	   ? LOG_QUIET
		  : common.verbose ? LOG_VERBOSE
				   : LOG_NORMAL);
	return argv + 1;
}

const struct verb *
opt_verb(const struct program *p, char ***args)
{
	const struct verb *v;

	if (**args == NULL)
		return NULL;
	for (v = p->verbs; v->name != NULL; v++)
		if (strcmp(v->name, **args) == 0) {
			(*args)++;
			return v;
		}
	return NULL;
}

const struct verb *
opt_only_verb(const struct program *p, char ***args, const char *ask)
{
	const struct verb *v = opt_verb(p, args);
	const char *names[64], *near;
	size_t n = 0;

	if (v != NULL)
		return v;
	if (**args == NULL && ask == NULL)
		return NULL;
	if (**args == NULL)
		opt_usage(p, "%s", ask);
	for (v = p->verbs; v->name != NULL && n < 64; v++)
		names[n++] = v->name;
	if ((near = opt_nearest(**args, names, n)) != NULL)
		opt_usage(p, "there is no verb '%s' (did you mean '%s'?)",
		    **args, near);
	opt_usage(p, "there is no verb '%s'", **args);
}
