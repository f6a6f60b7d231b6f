/*
 * cmd/ha-fetch/ledger.c - what a source had and what became of it
 *
 * Records of other tools belong to accounts of their own, so one source may
 * fill several rows.  `ha-db reconcile` holds them against what is stored.
 */
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "fetch.h"

struct intake_ledger *
ledger_row(struct source *s, int64_t account, enum kind kind)
{
	struct intake_ledger *l;
	size_t i;

	for (i = 0; i < s->nledger; i++)
		if (s->ledger[i].account == account &&
		    strcmp(s->ledger[i].kind, kind_name(kind)) == 0)
			return &s->ledger[i];
	xgrow(&s->ledger, &s->ledger_cap, s->nledger + 1, sizeof *s->ledger);
	l = &s->ledger[s->nledger++];
	*l = (struct intake_ledger){ .account = account,
		.source = s->name,
		.kind = kind_name(kind),
		.started_at = s->started_at };
	return l;
}

struct intake_ledger
ledger_sum(const struct source *s)
{
	struct intake_ledger sum = { 0 };
	size_t i;

	for (i = 0; i < s->nledger; i++) {
		sum.had += s->ledger[i].had;
		sum.stored += s->ledger[i].stored;
		sum.known += s->ledger[i].known;
		sum.quarantined += s->ledger[i].quarantined;
	}
	return sum;
}

int
ledger_write(
    struct source *s, const char *cursor, const char *error, struct err *err)
{
	size_t i;

	for (i = 0; i < s->nledger; i++) {
		s->ledger[i].finished_at = clock_now();
		s->ledger[i].cursor = cursor;
		s->ledger[i].error = error;
		if (intake_ledger(s->fetch->db, &s->ledger[i], err) < 0)
			return -1;
	}
	return 0;
}
