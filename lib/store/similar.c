/* store/similar.c - past tickets that are like one */
#include "store/similar.h"
#include "store/stmt.h"

const char *
similar_name(enum similar_by by)
{
	static const char *const names[] = {
		[SIMILAR_SKU] = "sku",
		[SIMILAR_LANE] = "lane",
		[SIMILAR_CARRIER] = "carrier",
		[SIMILAR_LANG] = "lang",
	};

	return names[by];
}

int
ticket_similar(struct db *db, const struct ticket *t,
    struct similar v[SIMILAR_MOST], struct arena *arena, struct err *err)
{
	struct stmt *st;
	enum step step;
	int n = 0;

	if (t->intent == NULL)
		return 0;
	st = db_stmt(db, STMT_TICKET_SIMILAR);
	bind_text(st, 1, t->intent);
	bind_text(st, 2, t->sku);
	bind_text(st, 3, t->carrier);
	bind_text(st, 4, t->country);
	bind_text(st, 5, t->lang);
	bind_int(st, 6, t->number);
	bind_int(st, 7, SIMILAR_WINDOW);
	bind_int(st, 8, SIMILAR_MOST);
	while ((step = db_step(st, err)) == STEP_ROW)
		v[n++] = (struct similar){ .number = col_int(st, 0),
			.resolved_at = col_int(st, 1),
			.by = (enum similar_by)col_int(st, 2),
			.result = col_text(st, 3, arena),
			.evidence = col_text(st, 4, arena),
			.responsibility = col_text(st, 5, arena) };
	return step == STEP_DONE ? n : -1;
}
