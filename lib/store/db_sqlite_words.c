/* store/db_sqlite_words.c - the words of messages as the full text of SQLite */
#include "store/db_sqlite.h"

int
sqlite_index(void *arg, int64_t row, const char *words, struct err *err)
{
	struct sqlite *s = arg;
	int rc;

	if (s->add_words == NULL &&
	    sqlite3_prepare_v3(s->db,
		"INSERT INTO message_words (rowid, words) VALUES ($1, $2)", -1,
		SQLITE_PREPARE_PERSISTENT, &s->add_words, NULL) != SQLITE_OK)
		return sqlite_fail(s, err);
	sqlite3_bind_int64(s->add_words, 1, row);
	sqlite3_bind_text(s->add_words, 2, words, -1, SQLITE_STATIC);
	rc = sqlite3_step(s->add_words);
	sqlite3_reset(s->add_words);
	sqlite3_clear_bindings(s->add_words);
	return rc == SQLITE_DONE ? 0 : sqlite_fail(s, err);
}

/*
 * The table does not have the text: it is told which words to forget.  They
 * are gone from its pages when scrub has merged its segments.
 */
int
sqlite_unindex(void *arg, int64_t row, const char *words, struct err *err)
{
	struct sqlite *s = arg;
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(s->db,
		"INSERT INTO message_words (message_words, rowid, words) "
		"VALUES ('delete', $1, $2)",
		-1, &st, NULL) != SQLITE_OK)
		return sqlite_fail(s, err);
	sqlite3_bind_int64(st, 1, row);
	sqlite3_bind_text(st, 2, words, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	if (rc != SQLITE_DONE)
		sqlite_fail(s, err);
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

/*
 * Pages keep what once stood in them: behind the end of a shorter row, in
 * what was freed, in the log.  VACUUM writes all of them anew from what is
 * there now, the checkpoint empties the log.
 */
int
sqlite_scrub(void *arg, struct err *err)
{
	struct sqlite *s = arg;
	int left, moved, rc;

	rc = sqlite_run(s,
	    "BEGIN IMMEDIATE;"
	    "INSERT INTO message_words (message_words) VALUES ('optimize');"
	    "COMMIT",
	    err);
	if (rc < 0) {
		sqlite_run(s, "ROLLBACK", NULL);
		return -1;
	}
	/* the copy that VACUUM makes may be larger than the memory */
	if (sqlite_run(s, "PRAGMA temp_store = FILE; VACUUM", err) < 0)
		return -1;
	rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &left, &moved);
	return rc == SQLITE_OK ? 0 : sqlite_fail(s, err);
}
