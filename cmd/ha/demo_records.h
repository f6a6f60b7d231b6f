/*
 * cmd/ha/demo_records.h - orders, shipments, returns and reviews, as JSON
 * Lines and as the exports of marketplaces
 */
#ifndef HA_DEMO_RECORDS_H
#define HA_DEMO_RECORDS_H

#include "ha/demo_world.h"

/* orders.jsonl shipments.jsonl returns.jsonl reviews.jsonl */
int demo_records(const struct demo_world *, const char *dir, struct err *);
/* What exports.yaml describes. */
int demo_exports(const struct demo_world *, const char *dir, struct err *);

#endif
