/*
 * cmd/ha-customer/leave.c - everything handed over, everything erased
 *
 * The export is one file, 0600: a tar with customer.json, the messages as
 * they came and the files, or customer.json alone when FILE ends in .json.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/tar.h"
#include "base/xalloc.h"
#include "common/lock.h"
#include "desk/dossier.h"
#include "desk/forget.h"
#include "ha-customer/customer.h"
#include "io/out.h"
#include "rec/json.h"

enum { FILE_MAX = 256 << 20 };

struct bundle {
	struct session *s;
	struct buf tar; /* unused for JSON alone */
	int with_files;
	struct map seen;
	int64_t files;
	struct err *err;
};

/* Only the end of a name, and none that leads elsewhere. */
static const char *
plain_name(const char *name, struct arena *arena)
{
	const char *slash = strrchr(name, '/');
	char *out = arena_strdup(arena, slash != NULL ? slash + 1 : name), *c;

	for (c = out; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == '\\' || *c == 127)
			*c = '_';
	return *out == '\0' || *out == '.' ? "file" : out;
}

/* A file that is gone already is no reason to give nothing. */
static int
add_file(const char *name, const char *sha256, void *arg)
{
	struct bundle *b = arg;
	struct buf bytes = BUF_INIT;
	struct err gone = ERR_INIT;
	void **slot = map_put(&b->seen, sha256, strlen(sha256));

	if (*slot != NULL || !b->with_files)
		return 0;
	*slot = b;
	if (blob_read(open_files(b->s->config), sha256, FILE_MAX, &bytes,
		&gone) == 0) {
		tar_add(&b->tar,
		    arena_printf(&b->s->arena, "files/%.12s-%s", sha256,
			plain_name(name, &b->s->arena)),
		    bytes.p, bytes.len, b->s->deed.now);
		b->files++;
	}
	buf_free(&bytes);
	return 0;
}

static int
add_raw(int64_t message, const struct buf *raw, void *arg)
{
	struct bundle *b = arg;

	if (b->with_files)
		tar_add(&b->tar,
		    arena_printf(
			&b->s->arena, "messages/%" PRId64 ".eml", message),
		    raw->p, raw->len, b->s->deed.now);
	return 0;
}

static int
write_bundle(struct bundle *b, json_t *all, struct err *err)
{
	struct buf json = BUF_INIT;
	int rc = json_add(&json, all);

	buf_addc(&json, '\n');
	if (rc < 0) {
		err_set(err, ERR_BUG, "a customer cannot be written");
	} else if (!b->with_files) {
		rc = file_write(options.output, json.p, json.len, 0600, err);
	} else {
		tar_add(
		    &b->tar, "customer.json", json.p, json.len, b->s->deed.now);
		tar_end(&b->tar);
		rc =
		    file_write(options.output, b->tar.p, b->tar.len, 0600, err);
	}
	buf_free(&json);
	return rc;
}

static int
is_json(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && strcmp(path + n - 5, ".json") == 0;
}

/* Who has taken what is in the chain. */
static int
book_export(struct session *s, int64_t id, struct err *err)
{
	int64_t root = customer_root(s->db, id, err);

	if (root < 0 || db_begin(s->db, err) < 0)
		return -1;
	if (tell(s, root, 0, 0, "exported", json_object(), err) < 0) {
		db_rollback(s->db);
		return -1;
	}
	return db_commit(s->db, err);
}

static int export(struct session *s, int64_t id, struct err *err)
{
	struct bundle b = { .s = s,
		.tar = BUF_INIT,
		.with_files = !is_json(options.output),
		.seen = MAP_INIT,
		.err = err };
	struct dossier d = {
		.now = s->deed.now, .file = add_file, .raw = add_raw, .arg = &b
	};
	json_t *all = dossier_read(s->desk, id, &d, &s->arena, err);
	int rc = -1;

	if (all != NULL && common.dry_run)
		rc = 0;
	else if (all != NULL && (rc = write_bundle(&b, all, err)) == 0)
		rc = book_export(s, id, err);
	if (rc == 0)
		out_printf(
		    common.dry_run
			? _("would write c%lld: %lld items, %lld files\n")
			: _("c%lld: %lld items, %lld files\n"),
		    (long long)id, (long long)d.items, (long long)b.files);
	json_decref(all);
	map_free(&b.seen);
	buf_free(&b.tar);
	return rc;
}

int
run_export(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	struct people p;

	if (options.output == NULL)
		opt_usage(&program, "export wants its file: -o FILE");
	session_begin(&s, options.as);
	if (actor_may(s.config, &s.actor, "export", &err) == 0 &&
	    people_read(&s, args, &p, &err) == 0) {
		if (p.n == 1)
			export(&s, p.v[0], &err);
		else
			err_set(&err, ERR_USAGE, "export one customer");
		people_free(&p);
	}
	out_close(&err);
	return session_end(&s, 0, &err);
}

static const struct column columns[] = { { N_("customer"), 0 },
	{ N_("result"), 0 }, { N_("tickets"), COL_RIGHT },
	{ N_("messages"), COL_RIGHT }, { N_("orders"), COL_RIGHT },
	{ N_("files"), COL_RIGHT }, { NULL, 0 } };

static void
cell(struct table *t, int64_t n, struct arena *a)
{
	table_cell(t, arena_printf(a, "%" PRId64, n));
}

static void
print(struct session *s, struct table *t, int64_t id, int done,
    const struct forget *f)
{
	const char *ref = arena_printf(&s->arena, "c%" PRId64, id);

	table_row(t);
	table_cell(t, ref);
	table_cell(t, result_word(done, N_("erased"), &s->arena));
	cell(t, f->tickets, &s->arena);
	cell(t, f->messages, &s->arena);
	cell(t, f->orders, &s->arena);
	cell(t, f->removed, &s->arena);
	if (table_wants_json(t))
		/* clang-format off */
		table_json(t, json_pack("{s:s s:s s:I s:I s:I s:I s:I s:I}",
		    "ref", ref,
		    "result", done ? "erased" : "unchanged",
		    "tickets", (json_int_t)f->tickets,
		    "messages", (json_int_t)f->messages,
		    "orders", (json_int_t)f->orders,
		    "answers", (json_int_t)f->replies,
		    "quarantined", (json_int_t)f->quarantined,
		    "files", (json_int_t)f->removed));
	/* clang-format on */
}

static struct forget
order(const struct session *s, int dry_run)
{
	return (struct forget){ .uri = open_db_uri(s->config),
		.files = open_files(s->config),
		.actor = s->actor.name,
		.by = s->actor.by,
		.now = s->deed.now,
		.dry_run = dry_run };
}

/* Asked with what it would be; -n only tells. */
static int
sure(struct session *s, int64_t id, struct err *err)
{
	struct forget f = order(s, 1);

	if (common.dry_run || common.yes)
		return 1;
	if (forget_customer(s->db, id, &f, err) < 0)
		return -1;
	return ask(err,
	    _("erase texts, files and identities of c%lld in %lld tickets; "
	      "amounts and the audit chain stay?"),
	    (long long)id, (long long)f.tickets);
}

static int
forget_all(struct session *s, const struct people *p, struct err *err)
{
	struct table *t = table_new(columns);
	struct forget f;
	size_t i;
	int rc = 0, yes = 1;

	for (i = 0; rc >= 0 && i < p->n; i++) {
		if ((yes = sure(s, p->v[i], err)) <= 0)
			break;
		f = order(s, common.dry_run);
		rc = forget_customer(s->db, p->v[i], &f, err);
		if (rc >= 0)
			print(s, t, p->v[i], rc, &f);
	}
	table_end(t, err);
	return yes == 0 ? ERR_NO : 0;
}

int
run_forget(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	struct people p;
	int status = 0;

	session_look(&s, options.as, DB_LONG);
	if (actor_may(s.config, &s.actor, "erase", &err) == 0 &&
	    lock_sync(s.config, &err) >= 0 &&
	    people_read(&s, args, &p, &err) == 0) {
		status = forget_all(&s, &p, &err);
		people_free(&p);
	}
	return session_end(&s, status, &err);
}
