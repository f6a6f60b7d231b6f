/*
 * answer/template_int.h - a text made into steps (for lib/answer only)
 */
#ifndef ANSWER_TEMPLATE_INT_H
#define ANSWER_TEMPLATE_INT_H

#include "answer/template.h"

enum step_kind { STEP_TEXT, STEP_VALUE, STEP_IF, STEP_UNLESS, STEP_END };

struct step {
	enum step_kind kind;
	const char *p; /* of STEP_TEXT */
	size_t n;
	int def;
	size_t end; /* of a section: the step of its end */
};

struct tprog {
	const struct var_def *defs;
	struct step *steps;
	size_t n, cap;
	char *text;
};

#endif
