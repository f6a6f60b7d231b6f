/* cmd/ha-report/report.h - what the verbs share */
#ifndef HA_REPORT_REPORT_H
#define HA_REPORT_REPORT_H

#include "base/opt.h"
#include "conf/config.h"
#include "desk/desk.h"
#include "insight/measure.h"
#include "sense/taxonomy.h"

/* What a report is read from, opened once. */
struct reading {
	struct config *config; /* or NULL */
	struct db *db;
	struct desk *desk;
	struct taxonomy *taxonomy;
	const char *tz;	 /* or NULL */
	const char *who; /* acts: asked for before the program is confined */
	struct arena arena;
};

/* Ends the program when something is missing. */
void reading_open(struct reading *);
void reading_close(struct reading *);

/* A period as typed; ERR_USAGE when it has no beginning or is to come. */
int reading_period(
    const struct reading *, const char *text, struct period *, struct err *);
/* The facts of a period; NULL on failure. */
struct measure *reading_measure(
    struct reading *, const struct period *, const struct find *, struct err *);
/* What the reader calls an intent; ARG is the reading. */
const char *reading_intent(const char *id, void *arg);
const char *reading_detail(const char *id, void *arg);

extern const struct program program;

int define_main(char **args);
/* --metric M,...: figures alone, or with --explain what is behind them. */
int metrics_print(
    const struct measure *, const struct opt_list *, struct err *);

#endif
