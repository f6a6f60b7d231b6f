/*
 * ha-classify/classify.h - what the verbs of ha-classify share
 */
#ifndef HA_CLASSIFY_H
#define HA_CLASSIFY_H

#include "sense/sense.h"

extern const struct program classify_program;
extern double classify_threshold;
extern const char *classify_rules; /* --rules DIR, or NULL */
extern double classify_min_f1;	   /* below 0: no gate */

/* Ends the program with every fault when the data cannot be used. */
struct sense *classify_open(void);

/* The verbs; they return the exit status. */
int classify_eval(char **args);
int classify_lint(char **args);

#endif
