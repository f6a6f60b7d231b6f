/*
 * cmd/ha/doctor.h - what the checks of ha doctor report
 */
#ifndef HA_DOCTOR_H
#define HA_DOCTOR_H

#include "base/err.h"
#include "conf/config.h"
#include "store/db.h"

enum level { BAD, NOTE, FINE };

/* WHAT is the thing, MEND the command that mends it, or NULL. */
void finding(enum level, const char *what, const char *mend, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
/* An error; the command that its text ends with in brackets is the remedy. */
void finding_err(const char *what, const struct err *);

/* doctor_checks.c */
void check_modes(const struct config *);
void check_database(const struct config *);
void check_files(const struct config *);
void check_programs(void);
void check_person(const struct config *);
void check_clock(void);
void check_rules(void);
void check_secrets(const struct config *);

#endif
