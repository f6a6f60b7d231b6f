/*
 * answer/zone.h - a customer's time zone by country
 *
 * From the system's list (zone.tab), read once.  Countries of one zone have
 * it; in the others nobody knows the hour, so callers name only days there.
 */
#ifndef ANSWER_ZONE_H
#define ANSWER_ZONE_H

struct zones;

struct zones *zones_open(void); /* empty when there is no list */
void zones_free(struct zones *);

/* "Europe/Berlin"; NULL when unknown.  *ONLY: the country has no other. */
const char *zone_of(const struct zones *, const char *country, int *only);

#endif
