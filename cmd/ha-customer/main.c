/*
 * ha-customer - who people are
 *
 * A table of verbs.  Opens the database and no socket.
 */
#include <stdlib.h>

#include "ha-customer/customer.h"

struct options options;

/* clang-format off: tables */
static const struct opt opts[] = { { 'm', "message", OPT_STR, &options.message,
				       "TEXT", "the text of a note" },
	{ 'F', "file", OPT_STR, &options.file, "FILE",
	    "the text is in FILE; - is stdin" },
	{ 'o', "output", OPT_STR, &options.output, "FILE",
	    "export to FILE, .tar or .json" },
	{ 0, "limit", OPT_INT, &options.limit, "N", "at most N customers" },
	{ 0, "off", OPT_FLAG, &options.off, NULL,
	    "opt-out: they want news again" },
	{ 0, "as", OPT_STR, &options.as, "NAME", "act for somebody else" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = {
	{ "list", run_list_customers, "[WORD ... | QUERY]",
	    "customers by name, address, order or query" },
	{ "show", run_show, "[CUSTOMER ...]",
	    "a customer with all their past" },
	{ "merge", run_merge, "INTO [CUSTOMER ...]", "these are one person" },
	{ "unmerge", run_unmerge, "[CUSTOMER ...]", "they are not, as it was" },
	{ "suggest", run_suggest, "", "who may be one person" },
	{ "tag", run_tag, "TAG [CUSTOMER ...]", "put a tag on them" },
	{ "untag", run_untag, "TAG [CUSTOMER ...]", "take a tag off" },
	{ "note", run_note, "[CUSTOMER ...]", "write down for colleagues" },
	{ "export", run_export, "CUSTOMER", "everything that we hold of them" },
	{ "forget", run_forget, "[CUSTOMER ...]", "erase them" },
	{ "opt-out", run_opt_out, "[CUSTOMER ...]",
	    "no mail without a question" },
	{ NULL, NULL, NULL, NULL }
};
/* clang-format on */

const struct program program = { "ha-customer", "VERB ...",
	"list, join, export and forget customers", opts, verbs };

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);

	return opt_only_verb(&program, &args, "list, show, merge or forget?")
	    ->run(args);
}
