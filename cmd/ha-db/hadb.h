/* cmd/ha-db/hadb.h - what the verbs share */
#ifndef HA_DB_HADB_H
#define HA_DB_HADB_H

#include "conf/config.h"

extern long hadb_keep;		/* --keep; 0: all */
extern int hadb_labels;		/* --labels */
extern const char *hadb_output; /* -o */

int init_main(char **args);
int migrate_main(char **args);
int check_main(char **args);
int backup_main(char **args);
int restore_main(char **args);
int resume_main(char **args);
int reconcile_main(char **args);
int export_main(char **args);
int index_main(char **args);
int copy_main(char **args);
int archive_main(char **args);

/* Usage (64) unless there are at most MAX operands. */
void hadb_operands(char **args, size_t max);
/* --db, HA_DB or the configuration's; the end (78) when there is none. */
const char *hadb_uri(const struct config *);
/* A line about what was done, unless -q or -j. */
void hadb_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Lines of one column, with a name for -j; told as they come.  hadb_lines_end
 * gives the exit status: 1 when there was any.
 */
struct hadb_lines;
struct hadb_lines *hadb_lines(const char *column);
int hadb_line(const char *text, void *hadb_lines);
int hadb_lines_end(struct hadb_lines *);

#endif
