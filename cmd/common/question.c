/* cmd/common/question.c - asking for a setting */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/opt.h"
#include "common/question.h"

enum { MAX_ANSWER = 4096 };

static void
prompt(const struct question *q)
{
	if (q->dflt != NULL && *q->dflt != '\0' && !q->secret)
		fprintf(stderr, "%s [%s]: ", q->text, q->dflt);
	else
		fprintf(stderr, "%s: ", q->text);
	fflush(stderr);
}

/* One line without its end; -1 at the end of stdin. */
static int
read_line(struct buf *b)
{
	char line[MAX_ANSWER];

	buf_reset(b);
	if (fgets(line, sizeof line, stdin) == NULL)
		return -1;
	buf_adds(b, line);
	explicit_bzero(line, sizeof line);
	buf_trim(b);
	return 0;
}

static int
read_secret(struct buf *b)
{
	struct termios was, quiet;
	int rc;

	if (tcgetattr(STDIN_FILENO, &was) < 0)
		return read_line(b);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	rc = read_line(b);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', stderr);
	return rc;
}

int
question_ask(const struct question *q, struct buf *b, struct err *err)
{
	int people = isatty(STDIN_FILENO), rc = -1;

	buf_reset(b);
	while (!common.yes) {
		if (people)
			prompt(q);
		rc = people && q->secret ? read_secret(b) : read_line(b);
		if (rc < 0 || b->len > 0 || q->dflt != NULL || !people)
			break;
	}
	if (b->len > 0)
		return 0;
	if (q->dflt == NULL)
		return err_set(err, ERR_USAGE, "'%s' needs an answer", q->text);
	buf_adds(b, q->dflt);
	return 0;
}

/* Would YAML read it back as the same text without quotes? */
static int
is_plain(const char *s)
{
	const char *p;

	if (!isalnum((unsigned char)*s) && strchr("./$~_", *s) == NULL &&
	    (unsigned char)*s < 0x80)
		return 0;
	for (p = s; *p != '\0'; p++)
		if (iscntrl((unsigned char)*p) ||
		    (*p == ':' && (p[1] == ' ' || p[1] == '\0')) ||
		    (*p == ' ' && (p[1] == '#' || p[1] == '\0')))
			return 0;
	return *s != '\0';
}

void
yaml_scalar(struct buf *b, const char *s)
{
	if (is_plain(s)) {
		buf_adds(b, s);
		return;
	}
	buf_addc(b, '"');
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\')
			buf_addf(b, "\\%c", *s);
		else if (iscntrl((unsigned char)*s))
			buf_addf(b, "\\x%02x", (unsigned)(unsigned char)*s);
		else
			buf_addc(b, *s);
	buf_addc(b, '"');
}
