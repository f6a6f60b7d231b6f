/* store/awaited.c - mails that others answer and that have not come yet */
#include "store/awaited.h"
#include "store/inside.h"
#include "store/key.h"

int
awaited_add(struct db *db, const char *mail_id, int64_t account, int64_t ticket,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_AWAITED_ADD);

	bind_int(st, 1, mail_key(mail_id));
	bind_int(st, 2, account);
	bind_int(st, 3, ticket);
	return db_do(st, err);
}

int64_t
awaited_ticket(struct db *db, const char *mail_id, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_AWAITED_FIND);

	bind_int(st, 1, mail_key(mail_id));
	return db_count(st, err);
}

int
awaited_came(struct db *db, const char *mail_id, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_AWAITED_CAME);

	bind_int(st, 1, mail_key(mail_id));
	return db_do(st, err);
}
