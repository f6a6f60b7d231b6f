/*
 * ha-ticket - what people do with tickets
 *
 * A table of verbs.  Opens the database and no socket; what is answered goes
 * into the outbox and leaves with ha-send.
 */
#include <stdlib.h>

#include "ha-ticket/ticket.h"

struct options options = { .limit = -1 };

/* clang-format off: tables */
static const struct opt opts[] = { { 'm', "message", OPT_STR, &options.message,
				       "TEXT", "the text" },
	{ 'F', "file", OPT_STR, &options.file, "FILE",
	    "the text is in FILE; - is stdin" },
	{ 'a', "attach", OPT_LIST, &options.attach, "FILE",
	    "send FILE with the answer" },
	{ 't', "template", OPT_STR, &options.template, "NAME",
	    "answer with a template" },
	{ 0, "proposal", OPT_FLAG, &options.proposal, NULL,
	    "the answer proposes a solution" },
	{ 0, "force", OPT_FLAG, &options.force, NULL,
	    "answer, merge or write all the same" },
	{ 'o', "output", OPT_STR, &options.output, "FILE",
	    "where export writes" },
	{ 0, "evidence", OPT_FLAG, &options.evidence, NULL,
	    "an archive for an appeal at a platform" },
	{ 0, "customer", OPT_STR, &options.customer, "C",
	    "whom a new ticket is about" },
	{ 0, "subject", OPT_STR, &options.subject, "TEXT",
	    "of a new ticket; else the first line" },
	{ 0, "inside", OPT_FLAG, &options.inside, NULL,
	    "wait for colleagues, not for the customer" },
	{ 0, "unread", OPT_FLAG, &options.unread, NULL,
	    "mark as unread again" },
	{ 0, "sort", OPT_STR, &options.sort, "FIELD",
	    "due, time, created, number or priority" },
	{ 0, "limit", OPT_INT, &options.limit, "N",
	    "at most N tickets, 0 is all" },
	{ 0, "keep-going", OPT_FLAG, &options.keep_going, NULL,
	    "do what can be done, ticket by ticket" },
	{ 0, "as", OPT_STR, &options.as, "NAME", "act for somebody else" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = { { "list", run_list_tickets, "[QUERY]",
					 "what ends first" },
	{ "next", run_next, "", "claim what ends first and show it" },
	{ "show", run_show, "[REF ...]",
	    "a ticket with all that belongs to it" },
	{ "sla", run_sla, "[REF ...]", "its clocks" },
	{ "log", run_log, "[REF ...]", "what happened" },
	{ "claim", run_claim, "[REF ...]", "I work on it" },
	{ "release", run_release, "[REF ...]", "nobody works on it" },
	{ "assign", run_assign, "WHO [REF ...]", "it is theirs" },
	{ "answer", run_answer, "[REF ...]", "write to the customer" },
	{ "note", run_note, "[REF ...]", "write to colleagues" },
	{ "no-reply", run_no_reply, "[REF ...]", "nothing needs to be said" },
	{ "wait", run_wait, "[REF ...]", "the ball is elsewhere" },
	{ "set", run_set, "FIELD=VALUE ... [REF ...]",
	    "correct what is known" },
	{ "tag", run_tag, "TAG [REF ...]", "put a tag on it" },
	{ "untag", run_untag, "TAG [REF ...]", "take a tag off" },
	{ "resolve", run_resolve, "[REF ...]", "solved, as far as we know" },
	{ "reopen", run_reopen, "[REF ...]", "not solved" },
	{ "close", run_close, "[REF ...]", "done for good" },
	{ "merge", run_merge, "INTO [REF ...]", "these are one with INTO" },
	{ "split", run_split, "REF MESSAGE ...",
	    "these messages are a ticket of their own" },
	{ "link", run_link, "REF [REF ...]", "these belong together" },
	{ "export", run_export, "[REF ...]",
	    "into a file: records, or a case with evidence" },
	{ "new", run_new, "", "write to a customer first" },
	{ NULL, NULL, NULL, NULL } };
/* clang-format on */

const struct program program = { "ha-ticket", "VERB ...",
	"list, answer and resolve tickets", opts, verbs };

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);

	return opt_only_verb(
	    &program, &args, "list, next, show, answer or resolve?")
	    ->run(args);
}
