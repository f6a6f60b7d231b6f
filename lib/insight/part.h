/*
 * insight/part.h - what sections are made of (for lib/insight only)
 */
#ifndef INSIGHT_PART_H
#define INSIGHT_PART_H

#include "insight/report.h"
#include "insight/say.h"

struct report {
	const struct report_source *source;
	const struct measure *m, *before;
	struct doc *doc;
	struct arena *arena; /* the document's */
};

/* A metric by its id, which is our own word. */
const struct metric *part_metric(const char *id);
struct figure part_figure(const struct report *, const char *id);
struct figure part_before(const struct report *, const char *id);

/* The name of a group for people: "German", "Where is my order". */
const char *part_name(const struct report *, enum group, size_t);

/* Key figures, then tables; METRICS are ids, NULL at the end. */
void part_keys(struct report *, const char *const *metrics);
/* A row a figure: value, interval, p90, n, before. */
void part_figures(struct report *, const char *id, const char *const *metrics);
/* A row a group, a column a figure; groups without TICKETS are left out. */
void part_matrix(struct report *, const char *id, const char *caption,
    enum group, const char *const *metrics);
/* A row a group: count, share of all with its interval, before. */
void part_shares(struct report *, const char *id, const char *caption,
    enum group, const char *metric);
/* A row a group: complaints, order lines, rate with its interval. */
void part_rates(
    struct report *, const char *id, const char *caption, enum group);
/* Lines and a table over the parts of the period. */
void part_trend(struct report *, const char *id, const char *caption,
    const char *line, const char *const *metrics);

/*
 * The group whose complaint rate is worst of those that stand out: 5 tickets
 * or more, 1.5 times the rate of all others, and an exact binomial test
 * against them with q < 0.05 (Benjamini-Hochberg over all groups that had
 * order lines).  -1 when none does.
 */
long part_worst(const struct report *, enum group, struct figure *);
enum { WORST_HITS = 5 };

/* insight/summary.c */
void summary_write(struct report *);

#endif
