/* cmd/common/session.c - what every verb of people begins and ends with */
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/complain.h"
#include "common/session.h"
#include "common/taskmail.h"

enum { MAX_TEXT = 1 << 20 };

void
session_look(struct session *s, const char *as, unsigned db_flags)
{
	struct conf_errs errs = { NULL, 0, 0 };
	int status;

	*s = (struct session){ .config = open_config_if_any() };
	s->db = open_db(s->config, db_flags);
	s->actor = open_actor(s->config, as);
	s->desk = desk_open(s->db, s->config, NULL, &errs);
	status = complain_all(&errs);
	if (s->desk == NULL)
		exit(status);
	s->desk->on_task = taskmail;
	s->deed = (struct deed){ s->desk, s->actor.name, s->actor.by,
		clock_now(), &s->arena, NULL };
}

void
session_begin(struct session *s, const char *as)
{
	session_look(s, as, 0);
}

int
session_end(struct session *s, int status, const struct err *err)
{
	if (err->code != ERR_OK) {
		complain(err);
		status = err_graver(status, (int)err->code);
	}
	desk_close(s->desk);
	db_close(s->db);
	blob_close(s->blobs);
	config_free(s->config);
	arena_free(&s->arena);
	return status;
}

static int
whole_stdin(struct buf *b, struct err *err)
{
	char block[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, block, sizeof block)) > 0 &&
	       b->len <= MAX_TEXT)
		buf_add(b, block, (size_t)n);
	if (n < 0)
		return err_sys(err, ERR_IO, "cannot read stdin");
	if (b->len > MAX_TEXT)
		return err_set(err, ERR_DATA,
		    "stdin: more than %d bytes of text", MAX_TEXT);
	return 0;
}

const char *
given_text(char *const *refs, const char *message, const char *path,
    struct arena *arena, struct err *err)
{
	int from_stdin = message == NULL && path != NULL && !strcmp(path, "-");
	struct buf b = BUF_INIT;
	const char *text = NULL;
	int rc = 0;

	if (message == NULL && path == NULL)
		return NULL;
	if (from_stdin && refs != NULL && *refs == NULL)
		rc = err_set(err, ERR_USAGE,
		    "-F - reads the text from stdin: name what it is for as "
		    "an argument");
	else if (message != NULL)
		buf_adds(&b, message);
	else
		rc = from_stdin ? whole_stdin(&b, err)
				: file_read(path, MAX_TEXT, &b, err);
	buf_trim(&b);
	if (rc == 0 && b.len == 0)
		rc = err_set(err, ERR_USAGE, "the text is empty");
	if (rc == 0)
		text = arena_strndup(arena, b.p, b.len);
	buf_free(&b);
	return text;
}

const char *
result_word(int changed, const char *done, struct arena *arena)
{
	const char *what = changed ? done : N_("unchanged");

	if (for_people())
		what = _(what);
	if (!changed || !common.dry_run)
		return what;
	return for_people() ? arena_printf(arena, _("would be: %s"), what)
			    : arena_printf(arena, "would be: %s", what);
}

json_t *
result_json(json_t *ref, int changed, const char *done)
{
	json_t *o = json_pack(
	    "{s:o s:s}", "ref", ref, "result", changed ? done : "unchanged");

	if (common.dry_run)
		json_object_set_new(o, "dry_run", json_true());
	return o;
}

int
for_people(void)
{
	return !common.json && isatty(STDOUT_FILENO);
}

const char *
or_dash(const char *s)
{
	return s != NULL && *s != '\0' ? s : "-";
}

static GTimeZone *
zone(const char *tz)
{
	GTimeZone *z = tz != NULL ? g_time_zone_new_identifier(tz) : NULL;

	return z != NULL ? z : g_time_zone_new_utc();
}

const char *
when_in(const char *tz, int64_t ms, int64_t from, struct arena *arena)
{
	GTimeZone *z = zone(tz);
	GDateTime *utc = g_date_time_new_from_unix_utc(ms / 1000);
	GDateTime *now = g_date_time_new_from_unix_utc(from / 1000);
	GDateTime *at = g_date_time_to_timezone(utc, z);
	GDateTime *today = g_date_time_to_timezone(now, z);
	int64_t away = ms - from;
	const char *form = "%Y-%m-%d %H:%M", *text;
	char *out;

	if (away > -6 * (int64_t)CLOCK_DAY && away < 6 * (int64_t)CLOCK_DAY)
		form = g_date_time_get_day_of_year(at) ==
			       g_date_time_get_day_of_year(today)
			   ? "%H:%M"
			   : "%a %H:%M";
	out = g_date_time_format(at, form);
	text = arena_strdup(arena, out);
	g_free(out);
	g_date_time_unref(at);
	g_date_time_unref(today);
	g_date_time_unref(utc);
	g_date_time_unref(now);
	g_time_zone_unref(z);
	return text;
}

const char *
when(const struct session *s, int64_t ms, struct arena *arena)
{
	return when_in(
	    s->config != NULL ? s->config->tz : NULL, ms, s->deed.now, arena);
}
