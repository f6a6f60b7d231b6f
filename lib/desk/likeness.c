/* desk/likeness.c - names and addresses in the form in which they are compared
 */
#include <string.h>

#include "base/buf.h"
#include "desk/likeness.h"
#include "text/fold.h"

enum { WORDS = 4, NAME_MAX_BYTES = 200 };

/* ASCII that is no letter or digit separates; what is beyond ASCII stays. */
static int
separates(unsigned char c)
{
	return c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
}

const char *
likeness_folded(const char *name, struct arena *arena)
{
	struct buf b = BUF_INIT;
	char *out, *w;
	size_t i;

	fold_search(name, strnlen(name, NAME_MAX_BYTES), &b);
	w = out = arena_get(arena, b.len + 1);
	for (i = 0; i < b.len; i++) {
		if (!separates((unsigned char)b.p[i]))
			*w++ = b.p[i];
		else if (w > out && w[-1] != ' ')
			*w++ = ' ';
	}
	if (w > out && w[-1] == ' ')
		w--;
	*w = '\0';
	buf_free(&b);
	return out;
}

/* "anna krause" also as "krause anna". */
static int
add_turned(struct db *db, int64_t customer, const char *folded,
    struct arena *arena, struct err *err)
{
	const char *word = folded, *turned = folded;
	int i;

	for (i = 0; i < WORDS && *word != '\0'; i++) {
		if (i > 0)
			turned = arena_printf(arena, "%s %.*s", word,
			    (int)(word - folded) - 1, folded);
		if (customer_like(db, customer, "name", turned, err) < 0)
			return -1;
		word += strcspn(word, " ");
		word += *word == ' ';
	}
	return 0;
}

int
likeness_name(
    struct db *db, int64_t customer, const char *name, struct err *err)
{
	struct arena arena = ARENA_INIT;
	int rc = 0;

	if (name != NULL)
		rc = add_turned(
		    db, customer, likeness_folded(name, &arena), &arena, err);
	arena_free(&arena);
	return rc;
}

static const char *
folded_at(struct rec *rec, const char *path)
{
	const char *s = rec_str(rec, path);

	return s != NULL ? likeness_folded(s, rec_arena(rec)) : "";
}

int
likeness_order(
    struct db *db, int64_t customer, struct rec *order, struct err *err)
{
	const char *name = rec_str(order, "customer.name");
	const char *zip = folded_at(order, "ship_to.zip");
	const char *street = folded_at(order, "ship_to.street");

	if (name == NULL)
		name = rec_str(order, "ship_to.name");
	if (customer_name(db, customer, name,
		rec_str(order, "customer.country"), err) < 0 ||
	    likeness_name(db, customer, name, err) < 0)
		return -1;
	if (*zip == '\0' || *street == '\0')
		return 0;
	return customer_like(db, customer, "address",
	    arena_printf(rec_arena(order), "%s, %s, %s", zip, street,
		folded_at(order, "ship_to.country")),
	    err);
}
