/* sense/regress.c - logistic regression by LIBLINEAR */
#include <stdlib.h>

#include <linear.h>

#include "base/late.h"
#include "base/xalloc.h"
#include "sense/regress.h"

static const char *const names[] = { "liblinear.so.4", "liblinear.so.5",
	"liblinear.so.3", "liblinear.so", NULL };
static struct late liblinear = { names, "liblinear4", NULL };

LATE(&liblinear, struct model *, train,
    (const struct problem *prob, const struct parameter *param), (prob, param))
LATE_VOID(&liblinear, free_and_destroy_model, (struct model * *m), (m))
LATE_VOID(&liblinear, set_print_string_function,
    (void (*print_func)(const char *)), (print_func))

static void
quiet(const char *text)
{
	(void)text;
}

int
regress(struct term *const *x, const unsigned char *yes, int n, int nterms,
    double c, float *w)
{
	struct parameter param = { .solver_type = L2R_LR, .eps = 0.01, .C = c };
	struct problem prob = { .l = n, .n = nterms, .bias = 1 };
	struct model *m;
	int i, said = 0;

	_Static_assert(sizeof(struct term) == sizeof(struct feature_node),
	    "a term is LIBLINEAR's node");
	prob.x = xarray((size_t)n + 1, sizeof *prob.x);
	prob.y = xarray((size_t)n + 1, sizeof *prob.y);
	for (i = 0; i < n; i++) {
		prob.x[i] = (struct feature_node *)(void *)x[i];
		said += yes[i];
		prob.y[i] = yes[i];
	}
	if (said > 0 && said < n) {
		set_print_string_function(quiet);
		m = train(&prob, &param);
		for (i = 0; i < nterms; i++)
			w[i] = (float)(m->label[0] == 1 ? m->w[i] : -m->w[i]);
		free_and_destroy_model(&m);
	}
	free(prob.x);
	free(prob.y);
	return said > 0 && said < n;
}
