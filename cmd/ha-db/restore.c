/*
 * cmd/ha-db/restore.c - put a backup in place
 *
 * BACKUP is a folder that ha db backup made, or a database alone.  Files that
 * are missing come back, configuration too; what is there and differs stays
 * as it is and is named.  Then the database is exchanged (store/restore.c),
 * and nothing is sent until ha db resume.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/lock.h"
#include "common/open.h"
#include "common/refs.h"
#include "desk/forget.h"
#include "ha-db/copy.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

struct restore {
	struct config *config; /* or NULL */
	const char *uri;
	char *folder; /* NULL: a database alone */
	char *db;
	struct copied files, conf;
	int forgotten; /* customers, once more */
};

static int
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder and the database in it; ha-2026-11-23.db means the folder too. */
static int
find_backup(struct restore *r, const char *name, struct err *err)
{
	size_t n = strlen(name);

	if (is_folder(name))
		r->folder = xstrdup(name);
	else if (!file_exists(name) && n > 3 &&
		 strcmp(name + n - 3, ".db") == 0) {
		r->folder = xstrndup(name, n - 3);
		if (!is_folder(r->folder)) {
			free(r->folder);
			r->folder = NULL;
		}
	}
	r->db = r->folder != NULL ? xasprintf("%s/ha.db", r->folder)
				  : xstrdup(name);
	if (file_exists(r->db))
		return 0;
	return err_set(err, ERR_NOINPUT, "there is no backup '%s'", name);
}

/* What is missing in TO, and it stays there after a power loss. */
static int
fill(const char *from, const char *to, struct copied *copied, struct err *err)
{
	size_t before = copied->made;

	if (copy_tree(from, to, NULL, COPY_MISSING, copied, err) < 0)
		return -1;
	return copied->made > before ? copy_sync(from, to, err) : 0;
}

/*
 * On a new disk there is no configuration: it comes back into this folder,
 * and says where the database belongs.
 */
static void
need_config(struct restore *r)
{
	struct err err = ERR_INIT;
	char *from, *ha_yaml;

	r->config = open_config_if_any();
	if (r->config != NULL || r->folder == NULL || open_db_uri(NULL) != NULL)
		return;
	from = xasprintf("%s/conf", r->folder);
	ha_yaml = xasprintf("%s/ha.yaml", from);
	if (file_exists(ha_yaml) && !common.dry_run) {
		if (fill(from, ".", &r->conf, &err) < 0 ||
		    config_trust("ha.yaml", &err) < 0)
			die(&err);
		r->config = open_config_if_any();
	}
	free(from);
	free(ha_yaml);
}

static int
bring_back(struct restore *r, const char *part, const char *to,
    struct copied *copied, struct err *err)
{
	char *from;
	int rc;

	if (r->folder == NULL)
		return 0;
	from = xasprintf("%s/%s", r->folder, part);
	rc = fill(from, to, copied, err);
	free(from);
	return rc;
}

static int64_t
messages(const struct restore *r, struct err *err)
{
	struct db *db = db_open(r->uri, DB_READ, err);
	struct admin_size size;
	int rc = -1;

	if (db != NULL)
		rc = admin_size(db, &size, err);
	db_close(db);
	return rc < 0 ? -1 : size.messages;
}

static void
tell(const struct restore *r, const char *kept, int64_t n)
{
	hadb_say(_("restored %lld messages, %zu files; nothing is sent until "
		   "ha db resume"),
	    (long long)n, r->files.made);
	if (r->forgotten > 0)
		hadb_say(_("%d erased customers erased again"), r->forgotten);
	if (kept != NULL)
		hadb_say(_("the old database is kept as '%s'"), kept);
	if (r->conf.made > 0)
		hadb_say(_("%zu files of configuration came back; passwords "
			   "are in no backup"),
		    r->conf.made);
	if (r->conf.other > 0)
		hadb_say(_("%zu files of configuration differ from the backup "
			   "and stay as they are: compare with '%s/conf'"),
		    r->conf.other, r->folder);
	hadb_say(_("next: ha sync && ha db reconcile && ha send reconcile && "
		   "ha db resume"));
}

/* Who was forgotten since the backup is forgotten in it too. */
static int
forget(struct db *db, void *arg, struct err *err)
{
	struct restore *r = arg;
	struct forget f = { .uri = r->uri,
		.files = open_files(r->config),
		.actor = "ha-db",
		.now = clock_now() };

	r->forgotten = forget_again(db, &f, err);
	return r->forgotten < 0 ? -1 : 0;
}

/* Files and configuration first: what the database names is there then. */
static int
put_back(struct restore *r, struct err *err)
{
	struct restoring how = { forget, r, NULL };
	int64_t n;

	if (bring_back(r, "files", open_files(r->config), &r->files, err) < 0)
		return -1;
	if (r->config != NULL &&
	    bring_back(r, "conf", r->config->dir, &r->conf, err) < 0)
		return -1;
	if (admin_restore(r->uri, r->db, &how, err) < 0 ||
	    (n = messages(r, err)) < 0) {
		free(how.kept);
		return -1;
	}
	tell(r, how.kept, n);
	free(how.kept);
	return 0;
}

/* Nobody is asked about a place that is empty. */
static int
replace(struct restore *r, struct err *err)
{
	int yes = 1, sync, files = -1;

	if (file_exists(r->uri))
		yes = ask(
		    err, _("put '%s' in the place of '%s'?"), r->db, r->uri);
	if (yes <= 0)
		return yes;
	if ((sync = lock_sync(r->config, err)) < 0)
		return -1;
	if ((files = blob_alone(open_files(r->config), err)) < 0 ||
	    put_back(r, err) < 0)
		yes = -1;
	lockfile_drop(files);
	lockfile_drop(sync);
	return yes;
}

int
restore_main(char **args)
{
	struct restore r = { .config = NULL };
	struct err err = ERR_INIT;
	int status = ERR_OK;

	if (*args == NULL) {
		err_set(&err, ERR_USAGE, "restore which backup?");
		die(&err);
	}
	hadb_operands(args, 1);
	if (find_backup(&r, *args, &err) < 0)
		goto out;
	need_config(&r);
	r.uri = hadb_uri(r.config);
	if (strstr(r.uri, "://") != NULL) {
		err_set(&err, ERR_CONFIG,
		    "a backup is restored into a file: --db FILE, then ha-db "
		    "copy FILE to an empty database on the server");
		die(&err);
	}
	if (common.dry_run)
		hadb_say(_("would put '%s' in the place of '%s'"), r.db, r.uri);
	else if (replace(&r, &err) == 0)
		status = ERR_NO;
out:
	if (err.code != ERR_OK) {
		complain(&err);
		status = (int)err.code;
	}
	free(r.folder);
	free(r.db);
	config_free(r.config);
	return status;
}
