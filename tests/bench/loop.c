/*
 * tests/bench/loop.c - what a stage costs that does nothing
 *
 * Reads records, checks them, splices two members, writes them.
 */
#include "base/opt.h"
#include "io/filter.h"

static const struct opt opts[] = { OPT_COMMON, OPT_END };
static const struct program program = { "loop", "[FILE ...]",
	"pass records through", opts, NULL };

static int
each(struct rec *rec, void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	rec_set_text(rec, "bench_a", "{\"x\":1}", 7);
	rec_set_text(rec, "bench_b", "\"yes\"", 5);
	return 0;
}

int
main(int argc, char *argv[])
{
	char **files = opt_parse(argc, argv, &program);

	return filter_run(files, &(struct filter){ .each = each });
}
