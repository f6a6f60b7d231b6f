/* answer/kit.c - what an answer is written with */
#include <stdlib.h>

#include "answer/kit.h"
#include "base/file.h"

static void
read_data(struct kit *k, const struct config *config, struct conf_errs *errs)
{
	*k = (struct kit){ .book = { .defs = var_defs } };
	k->taxonomy = conf_share("taxonomy.yaml", errs);
	k->carriers = conf_share("carriers.yaml", errs);
	limits_load(&k->limits, errs);
	policy_load(&k->policy, config, errs);
	k->env = (struct vars_env){ .config = config,
		.taxonomy = k->taxonomy,
		.carriers = k->carriers,
		.limits = &k->limits,
		.late_after = k->policy.late_after,
		.stale_after = k->policy.stale_after };
}

static void
read_templates(
    struct kit *k, const struct config *config, struct conf_errs *errs)
{
	char *ours = file_share("templates");
	char *own = policy_templates(&k->policy, config);

	book_load(&k->book, ours, own, var_defs, errs);
	free(ours);
	free(own);
}

static int
whole(struct kit *k, size_t before, const struct conf_errs *errs)
{
	if (errs->n == before)
		return 0;
	kit_close(k);
	return -1;
}

int
kit_open_bare(
    struct kit *k, const struct config *config, struct conf_errs *errs)
{
	size_t before = errs->n;

	read_data(k, config, errs);
	return whole(k, before, errs);
}

int
kit_open(struct kit *k, const struct config *config, struct conf_errs *errs)
{
	size_t before = errs->n;

	if (kit_open_bare(k, config, errs) < 0)
		return -1;
	read_templates(k, config, errs);
	if (errs->n == before)
		policy_check(&k->policy, &k->book, k->taxonomy, errs);
	return whole(k, before, errs);
}

void
kit_close(struct kit *k)
{
	vars_env_free(&k->env);
	book_free(&k->book);
	policy_free(&k->policy);
	limits_free(&k->limits);
	node_free(k->taxonomy);
	node_free(k->carriers);
	*k = (struct kit){ .taxonomy = NULL };
}
