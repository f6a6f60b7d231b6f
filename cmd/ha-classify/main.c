/*
 * ha-classify - say what each message is about
 *
 * Adds "class" to every message and passes other records through.
 * Opens no database and no socket, and says so to the kernel; rules of a
 * language are read when its first message comes.  With --engine the socket
 * is in a child (engine/engine.h) that was started before.
 */
#include <signal.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/complain.h"
#include "engine/engine.h"
#include "io/filter.h"
#include "sense/opinion.h"
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
static const char *engine_named;

static const struct opt opts[] = { { 0, "threshold", OPT_PROB,
				       &classify_threshold, "P",
				       "keep intents of at least P" },
	{ 0, "rules", OPT_STR, &classify_rules, "DIR",
	    "add to the shipped rules and override them" },
	{ 0, "model", OPT_STR, &classify_model, "FILE",
	    "use the model in FILE" },
	{ 0, "engine", OPT_STR, &engine_named, "NAME",
	    "ask this engine of ha.yaml what the model is unsure of" },
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

/* What a record is read with. */
struct reader {
	struct sense *sense;
	struct engine *engine; /* or NULL */
};

static void
ask(const struct reader *d, struct rec *r, struct guess *g)
{
	const char *text = opinion_text(d->sense, r, g);
	const json_t *answer;

	if (text != NULL && (answer = engine_ask(d->engine, text)) != NULL)
		opinion_take(d->sense, answer, engine_name(d->engine),
		    classify_threshold, rec_arena(r), g);
}

static int
each(struct rec *r, void *arg, struct err *err)
{
	const struct reader *d = arg;
	struct guess g;

	if (rec_kind(r) != KIND_MESSAGE)
		return 0;
	if (sense_message(d->sense, r, classify_threshold, &g, err) < 0)
		return -1;
	if (d->engine != NULL && g.intents[0].p < engine_below(d->engine))
		ask(d, r, &g);
	return rec_set(r, "class", guess_json(d->sense, &g), err);
}

/* Starts the child; the end with every fault when it cannot be used. */
static struct engine *
open_engine(const struct sense *s)
{
	const struct taxonomy *t = sense_taxonomy(s);
	struct conf_errs errs = { NULL, 0, 0 };
	struct config *c = config_load(common.config, &errs);
	char *system = opinion_system(t);
	struct engine_topic topic = { system, opinion_schema(t), opinion_holds,
		t };
	struct engine *e = NULL;

	signal(SIGPIPE, SIG_IGN); /* a child that is gone is asked no more */
	if (errs.n == 0)
		e = engine_open(c, engine_named, &topic, &errs);
	json_decref(topic.schema);
	free(system);
	config_free(c);
	if (e == NULL)
		exit(complain_all(&errs));
	return e;
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
	struct reader reader = { NULL, NULL };
	const struct verb *verb;
	char **args;
	int status;

	args = opt_parse(argc, argv, &classify_program);
	i18n_init(common.lang);
	if ((verb = opt_verb(&classify_program, &args)) != NULL)
		return verb->run(args);
	keep_memory();
	filter.arg = &reader;
	if (engine_named != NULL) {
		reader.sense = classify_open(); /* it needs the taxonomy */
		reader.engine = open_engine(reader.sense);
		filter.spread = 0; /* one child, one budget */
	} else {
		reader.sense = sense_new(classify_rules, classify_model);
	}
	status = filter_run(args, &filter);
	engine_close(reader.engine);
	sense_free(reader.sense);
	return status;
}
