/*
 * ha-classify - say what each message is about
 *
 * Adds "class" to every message and passes other records through.
 * Opens no database and no socket, and says so to the kernel; rules of a
 * language are read when its first message comes.
 */
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "io/filter.h"
#include "ha-classify/classify.h"

double classify_threshold = 0.5;
double classify_min_f1 = -1;
double classify_precision = 0.97;
int classify_tap;
const char *classify_rules, *classify_model;
const char *classify_output;
const char *classify_corpus;
const char *classify_but;
int classify_alone;

static const struct opt opts[] = { { 0, "threshold", OPT_PROB,
				       &classify_threshold, "P",
				       "keep intents of at least P" },
	{ 0, "rules", OPT_STR, &classify_rules, "DIR",
	    "add to the shipped rules and override them" },
	{ 0, "model", OPT_STR, &classify_model, "FILE",
	    "use the model in FILE" },
	{ 0, "corpus", OPT_STR, &classify_corpus, "DIR",
	    "train, eval: the corpus (default: the shipped one)" },
	{ 'o', "output", OPT_STR, &classify_output, "FILE",
	    "train: write the model there" },
	{ 0, "alone", OPT_FLAG, &classify_alone, NULL,
	    "train: from LABELS only, without the corpus" },
	{ 0, "but", OPT_STR, &classify_but, "BATCH",
	    "train: not from this batch; eval: hold against it" },
	{ 0, "min-f1", OPT_PROB, &classify_min_f1, "X",
	    "eval: status 1 when macro F1 is below X" },
	{ 0, "precision", OPT_PROB, &classify_precision, "P",
	    "eval: propose a threshold for so many right answers" },
	{ 0, "tap", OPT_FLAG, &classify_tap, NULL, "eval: as a test, in TAP" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = {
	{ "eval", classify_eval, "LABELS ...",
	    "hold the answers against labelled messages" },
	{ "train", classify_train, "[LABELS ...]",
	    "make a model of the corpus and labelled messages" },
	{ "lint", classify_lint, "[FILE ...]", "check rule files" },
	{ NULL, NULL, NULL, NULL }
};

const struct program classify_program = { "ha-classify", "[FILE ...]",
	"say what each message is about", opts, verbs };

struct sense *
classify_open(void)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct sense *s = sense_new(classify_rules, classify_model);
	size_t i;

	if (sense_load(s, &errs) == 0)
		return s;
	for (i = 0; i + 1 < errs.n; i++)
		complain(&errs.v[i]);
	die(&errs.v[i]);
}

static int
each(struct rec *r, void *arg, struct err *err)
{
	struct guess g;

	if (rec_kind(r) != KIND_MESSAGE)
		return 0;
	if (sense_message(arg, r, classify_threshold, &g, err) < 0)
		return -1;
	return rec_set(r, "class", guess_json(arg, &g), err);
}

/*
 * CLD2 takes its tables from the heap for each text and gives them back;
 * without this the heap's end goes to the kernel and comes again every time,
 * which costs more than the work itself.
 */
static void
keep_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_TRIM_THRESHOLD, 16 << 20);
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
}

int
main(int argc, char *argv[])
{
	struct filter filter = {
		.each = each, .spread = 1, .promises = "stdio rpath"
	};
	const struct verb *verb;
	char **args;
	int status;

	args = opt_parse(argc, argv, &classify_program);
	i18n_init(common.lang);
	if ((verb = opt_verb(&classify_program, &args)) != NULL)
		return verb->run(args);
	keep_memory();
	filter.arg = sense_new(classify_rules, classify_model);
	status = filter_run(args, &filter);
	sense_free(filter.arg);
	return status;
}
