/*
 * cmd/ha-account/add.c - write one more account into ha.yaml
 *
 * Nothing is written before everything is known to be good: first the typed
 * secrets, each into a file of its own, then ha.yaml as a whole.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-account/account.h"
#include "ha-account/adding.h"
#include "ha-account/insert.h"

static void
given_read(struct adding *a, char **args)
{
	char *eq;

	for (; *args != NULL; args++) {
		if ((eq = strchr(*args, '=')) == NULL) {
			err_set(
			    a->err, ERR_USAGE, "'%s' is no KEY=VALUE", *args);
			die(a->err);
		}
		*eq = '\0';
		a->given = xrearray(a->given, a->ngiven + 1, sizeof *a->given);
		a->given[a->ngiven++] = (struct given){ *args, eq + 1, 0 };
	}
}

static int
write_secrets(struct adding *a)
{
	struct secret *s;
	size_t i;
	char *dir;
	int rc = 0;

	for (i = 0; i < a->nsecrets && rc == 0; i++) {
		s = &a->secrets[i];
		dir = file_dir(s->path);
		if ((rc = file_mkdirs(dir, a->err)) == 0)
			rc = file_write(
			    s->path, s->value, strlen(s->value), 0600, a->err);
		free(dir);
	}
	return rc;
}

static void
forget_secrets(struct adding *a)
{
	struct secret *s;

	while (a->nsecrets > 0) {
		s = &a->secrets[--a->nsecrets];
		explicit_bzero(s->value, strlen(s->value));
		free(s->value);
		free(s->path);
	}
	free(a->secrets);
}

/* A key that nobody took is a mistake. */
static int
unused(const struct adding *a)
{
	size_t i;

	for (i = 0; i < a->ngiven; i++)
		if (!a->given[i].used)
			return err_set(a->err, ERR_USAGE,
			    "unknown key '%s'; "
			    "`ha account add %s` asks for what there is",
			    a->given[i].key, a->id);
	return 0;
}

/* What was written must be read back as one account more. */
static int
check(const struct adding *a, const struct buf *text)
{
	struct node *root =
	    node_parse(a->config->path, text->p, text->len, a->err);
	int rc = 0;

	if (root == NULL)
		return -1;
	if (node_get(node_get(root, "accounts"), a->id) == NULL)
		rc = err_set(a->err, ERR_BUG, "'%s' would not be found in %s",
		    a->id, a->config->path);
	node_free(root);
	return rc;
}

static int
write_account(struct adding *a)
{
	struct buf old = BUF_INIT, new = BUF_INIT;
	struct stat st;
	int rc;

	if (stat(a->config->path, &st) < 0)
		rc = err_sys(a->err, ERR_IO, "'%s'", a->config->path);
	else
		rc = file_read(a->config->path, 1 << 20, &old, a->err);
	if (rc == 0)
		rc = insert_account(&new, old.p, a->text.p, a->err);
	if (rc == 0)
		rc = check(a, &new);
	if (rc == 0)
		rc = write_secrets(a);
	if (rc == 0)
		rc = file_write(
		    a->config->path, new.p, new.len, st.st_mode & 0777, a->err);
	buf_free(&old);
	buf_free(&new);
	return rc;
}

static void
told(const struct adding *a)
{
	if (common.dry_run) {
		fputs(a->text.p, stdout);
		return;
	}
	if (common.quiet)
		return;
	printf(_("%s is in %s, in shadow: everything is done, nothing "
		 "leaves\n"),
	    a->id, a->config->path);
	printf("  ha doctor %s\n  ha sync %s\n  ha account live %s\n", a->id,
	    a->id, a->id);
}

int
add_main(char **args)
{
	struct err err = ERR_INIT;
	struct adding a = { .text = BUF_INIT, .err = &err };

	if (*args == NULL || !config_is_account(*args)) {
		err_set(&err, ERR_USAGE,
		    "name the account: channel/name, such "
		    "as email/support");
		die(&err);
	}
	a.config = open_config();
	a.id = *args;
	if (config_account(a.config, a.id) != NULL) {
		err_set(&err, ERR_USAGE, "the account '%s' is in %s already",
		    a.id, a.config->path);
		die(&err);
	}
	given_read(&a, args + 1);
	if (adding_compose(&a) < 0 || unused(&a) < 0 ||
	    (!common.dry_run && write_account(&a) < 0))
		die(&err);
	told(&a);
	forget_secrets(&a);
	buf_free(&a.text);
	free(a.given);
	config_free(a.config);
	return 0;
}
