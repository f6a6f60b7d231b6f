/*
 * cmd/ha/show.c - anything by what it is called
 *
 * A reference goes to the program that shows its kind.  A record id is shown
 * as its ticket when it has one, else as the record itself; an order number
 * as the order.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "common/open.h"
#include "common/refs.h"
#include "common/run.h"
#include "ha/ha.h"
#include "io/out.h"
#include "io/table.h"
#include "store/message.h"
#include "store/order.h"
#include "store/ticket.h"

/* Who shows what, by the letter of the reference. */
static const struct shower {
	int letter;
	const char *program, *verb;
} showers[] = {
	{ 0, "ha-ticket", "show" },
	{ 'r', "ha-send", "show" },
	{ 'c', "ha-customer", "show" },
	{ 't', "ha-task", "show" },
	{ 'a', "ha-act", "show" },
	{ 'w', "ha-watch", "show" },
	{ 'k', "ha-kb", "show" },
};

static const struct shower *
shower_of(const char *ref)
{
	int letter = isdigit((unsigned char)*ref) ? 0 : *ref;
	struct err unused = ERR_INIT;
	int64_t number;
	size_t i;

	for (i = 0; i < sizeof showers / sizeof showers[0]; i++)
		if (showers[i].letter == letter &&
		    ref_parse(ref, letter, &number, &unused) == 0)
			return &showers[i];
	return NULL;
}

/* Start the program that shows REF, with the options that we were given. */
static int
hand_over(const struct shower *s, const char *ref, struct err *err)
{
	struct run_words w = { NULL, 0, 0 };
	int status;

	run_word(&w, s->program);
	run_word(&w, s->verb);
	run_common(&w);
	run_flag(&w, "-j", common.json);
	run_word(&w, ref);
	status = run_one(&w, err);
	run_words_free(&w);
	return status;
}

static int
print_shipment(const struct shipment *s, void *arg)
{
	struct arena *a = arg;
	char text[CLOCK_TEXT];

	out_printf("  %s %s  %s", s->carrier ? table_clean(s->carrier, a) : "-",
	    s->tracking ? table_clean(s->tracking, a) : "-",
	    s->status ? s->status : "");
	if (s->shipped_at != CLOCK_NONE)
		out_printf(_("  shipped %s"), clock_print(s->shipped_at, text));
	if (s->delivered_at != CLOCK_NONE)
		out_printf(
		    _("  delivered %s"), clock_print(s->delivered_at, text));
	out_printf("\n");
	return 0;
}

static int
print_order(
    struct db *db, const struct order *o, struct arena *a, struct err *err)
{
	char total[MONEY_TEXT], text[CLOCK_TEXT];

	if (common.json) {
		out_printf("%s\n", o->record);
		return 0;
	}
	out_printf("%s/%s %s  %s", o->channel, o->account_name,
	    table_clean(o->external_id, a), o->status ? o->status : "");
	if (*o->total.currency != '\0')
		out_printf("  %s", money_str(&o->total, total));
	if (o->country != NULL)
		out_printf("  %s", o->country);
	if (o->placed_at != CLOCK_NONE)
		out_printf("  %s", clock_print(o->placed_at, text));
	if (o->customer != 0)
		out_printf("  c%lld", (long long)o->customer);
	out_printf("\n");
	return order_shipments(db, o->id, a, print_shipment, a, err);
}

/* channel/account/external_id: its ticket, or the record when it has none. */
static int
show_message(const struct message *m, struct err *err)
{
	static const struct shower tickets = { 0, "ha-ticket", "show" };
	char number[24];

	if (m->ticket == 0 || common.json) {
		out_printf("%.*s\n", (int)m->record_len, m->record);
		return 0;
	}
	snprintf(number, sizeof number, "%lld", (long long)m->ticket);
	return hand_over(&tickets, number, err);
}

/* 1 when REF is an order's number or a parcel's, and was shown. */
static int
show_order(struct db *db, const char *ref, struct arena *a, struct err *err)
{
	struct order o;
	int rc = order_find(db, 0, ref, &o, a, err);

	if (rc == 0)
		rc = order_by_tracking(db, ref, &o, a, err);
	if (rc > 0 && print_order(db, &o, a, err) < 0)
		return -1;
	return rc;
}

/* A bare number is a ticket first; an order's number may look the same. */
static int
is_other(struct db *db, const struct shower *s, const char *ref,
    struct arena *a, struct err *err)
{
	struct ticket t;
	int64_t number;

	if (s == NULL || s->letter != 0 || ref_parse(ref, 0, &number, err) < 0)
		return s == NULL;
	return ticket_get(db, number, 0, &t, a, err) == 0;
}

static int
show(struct db *db, const char *ref, struct arena *a, struct err *err)
{
	const struct shower *s = shower_of(ref);
	struct message m;
	int rc;

	if (is_other(db, s, ref, a, err)) {
		if ((rc = message_by_id(db, ref, &m, a, err)) > 0)
			return show_message(&m, err);
		if (rc == 0)
			rc = show_order(db, ref, a, err);
		if (rc != 0)
			return rc > 0 ? 0 : -1;
	}
	if (err->code != ERR_OK)
		return -1;
	if (s != NULL)
		return hand_over(s, ref, err);
	return err_set(
	    err, ERR_NOINPUT, "nothing here is called '%.100s'", ref);
}

int
show_main(char **args)
{
	struct err err = ERR_INIT;
	struct arena a = ARENA_INIT;
	struct config *c = open_config_if_any();
	struct db *db = open_db(c, DB_READ);
	int status = 0, one;

	if (*args == NULL) {
		err_set(&err, ERR_USAGE,
		    "show what? a number, r5512, a record "
		    "id or an order number");
		die(&err);
	}
	for (; *args != NULL; args++) {
		one = show(db, *args, &a, &err);
		if (one < 0) {
			complain(&err);
			one = (int)err.code;
			err_clear(&err);
		}
		if (out_flush(&err) < 0)
			die(&err);
		status = err_graver(status, one);
		arena_reset(&a);
	}
	arena_free(&a);
	db_close(db);
	config_free(c);
	return status;
}
