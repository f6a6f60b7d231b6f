/*
 * ha-db - make, check, copy and export the ticket database
 *
 * Opens the configuration, the database and, for backup and restore, the
 * folder of files; no program, and a socket only to a database server.
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "io/out.h"
#include "io/table.h"

long hadb_keep;
int hadb_labels;
const char *hadb_output;

static const struct opt opts[] = {
	{ 0, "keep", OPT_INT, &hadb_keep, "N",
	    "backup: remove all but the newest N" },
	{ 0, "labels", OPT_FLAG, &hadb_labels, NULL,
	    "export: texts and what they mean, for training" },
	{ 'o', "output", OPT_STR, &hadb_output, "FILE",
	    "export: write to FILE, whole or not at all" },
	OPT_COMMON,
	OPT_END,
};

static const struct verb verbs[] = {
	{ "init", init_main, "", "make the database when it is not there" },
	{ "migrate", migrate_main, "", "bring an older one to this version" },
	{ "check", check_main, "", "is all of it sound?" },
	{ "backup", backup_main, "[FOLDER]",
	    "copy database, files and configuration" },
	{ "restore", restore_main, "BACKUP",
	    "put a backup in place; the old desk is kept aside" },
	{ "resume", resume_main, "", "send again after a restore" },
	{ "reconcile", reconcile_main, "[ACCOUNT ...]",
	    "is everything stored that the sources showed?" },
	{ "export", export_main, "", "every row as JSON Lines" },
	{ "index", index_main, "",
	    "add to the full text what --index later left out" },
	{ "copy", copy_main, "FROM TO",
	    "from one database into a new one, verified" },
	{ "archive", archive_main, "",
	    "move old messages and raw bytes into files" },
	{ NULL, NULL, NULL, NULL },
};

static const struct program program = { "ha-db", "VERB ...",
	"make, check, copy and export the ticket database", opts, verbs };

void
hadb_operands(char **args, size_t max)
{
	size_t n = 0;

	while (args[n] != NULL)
		n++;
	if (n > max)
		opt_usage(&program, "'%s' is too much", args[max]);
}

const char *
hadb_uri(const struct config *c)
{
	const char *uri = open_db_uri(c);
	struct err err = ERR_INIT;

	if (uri != NULL)
		return uri;
	err_set(&err, ERR_CONFIG,
	    "no database: `ha init` makes one, --db FILE names one");
	die(&err);
}

void
hadb_say(const char *fmt, ...)
{
	va_list ap;

	if (common.quiet || common.json)
		return;
	va_start(ap, fmt);
	buf_addv(out_buf(), fmt, ap);
	va_end(ap);
	out_add("\n", 1);
}

struct hadb_lines {
	struct column columns[2];
	struct table *table;
	size_t n;
};

struct hadb_lines *
hadb_lines(const char *column)
{
	struct hadb_lines *l = xcalloc(1, sizeof *l);

	l->columns[0].name = column;
	l->table = table_new(l->columns);
	return l;
}

int
hadb_line(const char *text, void *arg)
{
	struct hadb_lines *l = arg;

	l->n++;
	table_row(l->table);
	table_cell(l->table, text);
	if (table_wants_json(l->table))
		table_json(
		    l->table, json_pack("{s:s}", l->columns[0].name, text));
	return 0;
}

int
hadb_lines_end(struct hadb_lines *l)
{
	struct err err = ERR_INIT;
	size_t n = l->n;

	if (table_end(l->table, &err) < 0)
		die(&err);
	free(l);
	return n > 0 ? ERR_NO : ERR_OK;
}

static int
is_server(const char *uri)
{
	return uri != NULL && strstr(uri, "://") != NULL;
}

/* A server is reached by a socket, and its library is loaded when needed. */
static int
on_server(char **args)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct config *c;
	int server = 0;

	for (; *args != NULL; args++)
		server |= is_server(*args);
	if (open_db_uri(NULL) != NULL)
		return server || is_server(open_db_uri(NULL));
	c = config_load(common.config, &errs);
	server |= c != NULL && is_server(c->db);
	config_free(c);
	free(errs.v);
	return server;
}

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);
	const struct verb *v = opt_only_verb(&program, &args,
	    "init, migrate, check, backup, restore, resume, reconcile, export, "
	    "index, copy or archive?");
	struct err err = ERR_INIT;
	int status;

	if (!on_server(args))
		confine("stdio move");
	status = v->run(args);
	if (out_close(&err) < 0)
		die(&err);
	return status;
}
