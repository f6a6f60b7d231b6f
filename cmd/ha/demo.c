/*
 * cmd/ha/demo.c - a synthetic shop: months of mail, orders and trouble
 *
 * Everything follows from --seed and the last day: the same seed, size and
 * day give the same bytes on every machine.  Nothing is kept in memory but
 * the texts and the mails that are still to be answered.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "conf/config.h"
#include "ha/demo_fill.h"
#include "ha/demo_records.h"
#include "ha/demo_story.h"
#include "ha/ha.h"
#include "store/admin.h"

enum { MONTHS_MAX = 120, MESSAGES_MAX = 1000000 };

static long seed = 1, months = 3, messages = 1000;

const struct opt demo_opts[] = { { 0, "seed", OPT_INT, &seed, "N",
				     "another shop for each N (1)" },
	{ 0, "months", OPT_INT, &months, "M", "how long it has been open (3)" },
	{ 0, "messages", OPT_INT, &messages, "K", "how many mails (1000)" },
	OPT_COMMON, OPT_END };

/* Only an empty folder is taken: nobody's files are mixed with ours. */
static int
empty_folder(const char *dir, struct err *err)
{
	if (mkdir(dir, 0700) == 0)
		return 0;
	if (errno == ENOENT)
		return file_mkdirs(dir, err);
	if (errno != EEXIST)
		return err_sys(
		    err, err_of_create(errno), "cannot make '%s'", dir);
	if (rmdir(dir) < 0)
		return err_set(err, ERR_CANTCREAT,
		    "'%s' is there and not "
		    "empty; name a new folder",
		    dir);
	return file_mkdirs(dir, err);
}

static int
folders(const struct demo_shop *shop, const char *dir, struct err *err)
{
	static const char *const parts[] = { "tmp", "new", "cur" };
	struct buf path = BUF_INIT;
	size_t i, k;
	int rc = empty_folder(dir, err);

	for (i = 0; rc == 0 && i < shop->nmailboxes; i++)
		for (k = 0; rc == 0 && k < 3; k++) {
			buf_reset(&path);
			buf_addf(&path, "%s/%s/%s", dir,
			    shop->mailboxes[i].path, parts[k]);
			rc = file_mkdirs(path.p, err);
		}
	buf_reset(&path);
	buf_addf(&path, "%s/exports", dir);
	if (rc == 0)
		rc = file_mkdirs(path.p, err);
	buf_free(&path);
	return rc;
}

/* With the words of the file filled in. */
static int
copy(const struct demo_words *words, const char *name, const char *dir,
    struct err *err)
{
	char *from = xasprintf("demo/%s", name);
	char *in = file_share(from), *out = file_join(dir, name);
	struct buf b = BUF_INIT, text = BUF_INIT;
	int rc = file_read(in, 1 << 20, &b, err);

	demo_fill(words, b.p, &text);
	if (rc == 0)
		rc = file_write(out, text.p, text.len, 0600, err);
	buf_free(&b);
	buf_free(&text);
	free(from);
	free(in);
	free(out);
	return rc;
}

/* Last, so that a demo that can be used is complete. */
static int
settings(int64_t until, const char *dir, struct err *err)
{
	struct demo_words words = { ARENA_INIT, NULL, 0, 0 };
	char *real, *path;
	int rc;

	demo_word_time(&words, "until", until);
	rc = copy(&words, "README", dir, err);
	if (rc == 0)
		rc = copy(&words, "ha.yaml", dir, err);
	demo_words_free(&words);
	if (rc < 0)
		return -1;
	path = file_join(dir, "ha.yaml");
	real = realpath(path, NULL);
	rc = config_trust(real != NULL ? real : path, err);
	free(real);
	free(path);
	path = file_join(dir, "ha.db");
	if (rc == 0)
		rc = admin_init(path, err);
	free(path);
	return rc;
}

static int
make(const char *dir, struct err *err)
{
	struct demo_shop shop;
	struct demo_world w;
	int rc = demo_shop_load(&shop, err);

	if (rc == 0)
		rc = folders(&shop, dir, err);
	if (rc == 0) {
		demo_world_init(&w, &shop, (uint64_t)seed, clock_now(), months,
		    (uint64_t)messages);
		rc = demo_records(&w, dir, err);
		if (rc == 0)
			rc = demo_exports(&w, dir, err);
		if (rc == 0)
			rc = demo_stories(&w, dir, err);
		demo_world_free(&w);
	}
	demo_shop_free(&shop);
	return rc == 0 ? settings(w.read_until, dir, err) : rc;
}

int
demo_main(char **args)
{
	struct err err = ERR_INIT;

	if (args[0] == NULL || args[1] != NULL)
		err_set(&err, ERR_USAGE,
		    "name one folder that is to be made: "
		    "ha demo shop");
	else if (months < 1 || months > MONTHS_MAX)
		err_set(&err, ERR_USAGE, "--months is 1 to %d", MONTHS_MAX);
	else if (messages < 1 || messages > MESSAGES_MAX)
		err_set(&err, ERR_USAGE, "--messages is 1 to %d", MESSAGES_MAX);
	else if (common.dry_run)
		return 0;
	else if (make(args[0], &err) == 0)
		note(ngettext("'%s' is ready: %ld mails of %ld month.  "
			      "Now: cd %s && ha sync && ha",
			 "'%s' is ready: %ld mails of %ld months.  "
			 "Now: cd %s && ha sync && ha",
			 (unsigned long)months),
		    args[0], messages, months, args[0]);
	if (err.code != ERR_OK)
		die(&err);
	return 0;
}
