/*
 * answer/vars.c - what templates may say about a message
 *
 * Values are made when a text asks for them: most texts need few.  The getters
 * are small and alike on purpose: one row of the table, one function.
 */
#include <inttypes.h>
#include <string.h>

#include "answer/vars.h"
#include "answer/vars_int.h"
#include "base/clock.h"
#include "store/order.h"
#include "text/locale.h"

static const char *
var_name(struct vars *v, size_t row)
{
	(void)row;
	return vars_name(rec_str(v->rec, "from.name"), v->arena);
}

static const char *
var_order(struct vars *v, size_t row)
{
	const char *s;

	(void)row;
	if (!v->has_order)
		return NULL;
	s = vars_text(v, v->order.record, "number");
	return s != NULL ? s : v->order.external_id;
}

static const char *
var_placed(struct vars *v, size_t row)
{
	(void)row;
	return v->has_order ? vars_date(v, v->order.placed_at, LOCALE_DAY)
			    : NULL;
}

static const char *
var_total(struct vars *v, size_t row)
{
	(void)row;
	return v->has_order ? vars_money(v, &v->order.total) : NULL;
}

static struct val
line_of(struct vars *v, size_t row)
{
	struct val item = VAL_NONE, list;

	list = v->has_order ? vars_of(v->order.record, "lines") : VAL_NONE;
	do {
		if (!val_next(list, &item))
			return VAL_NONE;
	} while (row-- > 0);
	return item;
}

static size_t
rows_items(struct vars *v)
{
	struct val item = VAL_NONE, list;
	size_t n = 0;

	list = v->has_order ? vars_of(v->order.record, "lines") : VAL_NONE;
	while (val_next(list, &item))
		n++;
	return n;
}

static const char *
line_text(struct vars *v, size_t row, const char *path)
{
	return vars_tidy(val_str(val_get(line_of(v, row), path), v->arena),
	    VARS_TEXT, v->arena);
}

static const char *
var_title(struct vars *v, size_t row)
{
	const char *s = line_text(v, row, "title");

	return s != NULL ? s : line_text(v, row, "sku");
}

static const char *
var_sku(struct vars *v, size_t row)
{
	return line_text(v, row, "sku");
}

static const char *
var_variant(struct vars *v, size_t row)
{
	return line_text(v, row, "variant");
}

static const char *
var_quantity(struct vars *v, size_t row)
{
	int64_t n;

	if (val_int(val_get(line_of(v, row), "quantity"), &n) < 0)
		return NULL;
	return arena_printf(v->arena, "%" PRId64, n);
}

static const char *
var_price(struct vars *v, size_t row)
{
	const char *s = line_text(v, row, "price");
	struct err err = ERR_INIT;
	struct money m;

	if (s == NULL || money_parse(&m, s, v->order.total.currency, &err) < 0)
		return NULL;
	return vars_money(v, &m);
}

static const char *
var_last(struct vars *v, size_t row)
{
	return vars_flag(row + 1 >= rows_items(v));
}

/* The article that the message is about: by its SKU, or the only one. */
static const char *
var_product(struct vars *v, size_t row)
{
	const char *sku = rec_str(v->rec, "sku"), *s;
	size_t n = rows_items(v);

	if (sku == NULL)
		sku = rec_str(v->rec, "class.entities.skus.0");
	for (row = 0; row < n; row++) {
		s = var_sku(v, row);
		if (n == 1 || (sku != NULL && s != NULL && !strcmp(s, sku)))
			return var_title(v, row);
	}
	return NULL;
}

static const char *
var_return_date(struct vars *v, size_t row)
{
	(void)row;
	return vars_date(v, vars_time(v, v->back, "opened_at"), LOCALE_DAY);
}

static const char *
var_refund_date(struct vars *v, size_t row)
{
	(void)row;
	return vars_date(v, vars_time(v, v->back, "closed_at"), LOCALE_DAY);
}

static const char *
var_refund(struct vars *v, size_t row)
{
	const char *s = vars_text(v, v->back, "refund.value");
	const char *currency = vars_text(v, v->back, "refund.currency");
	struct err err = ERR_INIT;
	struct money m;

	(void)row;
	if (s == NULL || currency == NULL ||
	    money_parse(&m, s, currency, &err) < 0 || m.minor <= 0)
		return NULL;
	return vars_money(v, &m);
}

/* "the status of your order", in the customer's language. */
static const char *
var_phrase(struct vars *v, size_t row)
{
	const struct node *n, *list, *phrase;
	const char *s, *kind;

	(void)row;
	list = v->env->taxonomy != NULL ? node_get(v->env->taxonomy, "intents")
					: NULL;
	for (n = list != NULL ? list->child : NULL; n != NULL; n = n->next) {
		s = node_str(n, "id");
		if (s == NULL || strcmp(s, v->intent) != 0)
			continue;
		phrase = node_get(n, "phrase");
		kind = node_str(n, "kind");
		/* "you wrote about: your message" helps nobody */
		if (phrase == NULL ||
		    (kind != NULL && strcmp(kind, "other") == 0))
			return NULL;
		s = node_str(phrase, v->lang);
		return s != NULL
			   ? s
			   : node_str(phrase, arena_strndup(v->arena, v->lang,
						  strcspn(v->lang, "-")));
	}
	return NULL;
}

/* When a person will have answered; nothing when that has passed. */
static const char *
var_answer_by(struct vars *v, size_t row)
{
	static const enum ticket_clock clocks[] = { DUE_FIRST, DUE_NEXT };
	const struct ticket *t = v->ticket;
	size_t i;

	(void)row;
	for (i = 0; t != NULL && i < 2; i++)
		if (t->due[clocks[i]] != CLOCK_NONE &&
		    t->met[clocks[i]] == CLOCK_NONE &&
		    t->due[clocks[i]] > clock_now())
			return vars_date(v, t->due[clocks[i]], LOCALE_DAY_TIME);
	return NULL;
}

static const char *
var_ticket(struct vars *v, size_t row)
{
	(void)row;
	return v->ticket != NULL
		   ? arena_printf(v->arena, "%" PRId64, v->ticket->number)
		   : NULL;
}

static const char *
var_today(struct vars *v, size_t row)
{
	(void)row;
	return vars_date(v, clock_now(), LOCALE_DAY);
}

static const char *
var_shop(struct vars *v, size_t row)
{
	(void)row;
	return v->shop != NULL ? v->shop->name : NULL;
}

static const char *
var_signature(struct vars *v, size_t row)
{
	if (v->shop != NULL && v->shop->signature != NULL)
		return v->shop->signature;
	return var_shop(v, row);
}

/* clang-format off */
#define TEXT(name, help)	{ #name, VAR_TEXT, NULL, var_##name, NULL, help }
#define DATE(name, help)	{ #name, VAR_DATE, NULL, var_##name, NULL, help }
#define MONEY(name, help)	{ #name, VAR_MONEY, NULL, var_##name, NULL, help }
#define FLAG(name, help)	{ #name, VAR_FLAG, NULL, var_##name, NULL, help }
#define ITEM(type, name, help)	{ #name, type, "items", var_##name, NULL, help }
/* clang-format on */

const struct var_def var_defs[] = {
	TEXT(name, "the customer's name, when it is one to greet by"),
	TEXT(order, "number of the order"),
	DATE(placed, "day of the order"),
	MONEY(total, "sum of the order"),
	{ "items", VAR_LIST, NULL, NULL, rows_items, "lines of the order" },
	ITEM(VAR_TEXT, title, "name of the article"),
	ITEM(VAR_TEXT, sku, "its stock number"),
	ITEM(VAR_TEXT, variant, "colour, size"),
	ITEM(VAR_NUMBER, quantity, "how many"),
	ITEM(VAR_MONEY, price, "of one"),
	ITEM(VAR_FLAG, last, "this is the last line"),
	TEXT(product, "the article that the message is about"),
	TEXT(carrier, "who carries the parcel"),
	TEXT(tracking, "number of the parcel"),
	{ "link", VAR_LINK, NULL, var_link, NULL,
	    "where to follow the parcel, if the channel takes links" },
	DATE(shipped, "day it was handed over"),
	DATE(delivered, "day it was delivered"),
	TEXT(signed_by, "who took it"),
	TEXT(place, "where it was left"),
	TEXT(event, "last news of the carrier"),
	TEXT(event_place, "where that was"),
	DATE(event_date, "day of that"),
	FLAG(packing, "the order has not left yet"),
	FLAG(on_way, "under way"),
	FLAG(out_today, "on the van"),
	FLAG(arrived, "delivered, as the carrier says"),
	FLAG(trouble, "lost, held or on its way back"),
	FLAG(late, "longer under way than reply: late_after"),
	FLAG(stale, "not sent after reply: stale_after"),
	FLAG(several, "the order has several parcels"),
	DATE(return_date, "day the newest return was opened"),
	MONEY(refund, "what was paid back for it"),
	DATE(refund_date, "day that was"),
	TEXT(phrase, "the problem understood, as the taxonomy words it"),
	DATE(answer_by, "when a person will have answered"),
	TEXT(ticket, "number of the ticket"),
	DATE(today, "today"),
	TEXT(shop, "name of the shop"),
	TEXT(signature, "how the shop signs"),
	{ NULL, VAR_TEXT, NULL, NULL, NULL, NULL },
};

/*
 * English is written by the country's own habits where it is spoken; of other
 * languages the language alone decides, so that few formats are kept open.
 */
static const char *
locale_for(const char *lang, const char *country)
{
	static const char american[] = "US CA PH PR";

	if (strcmp(lang, "en") != 0)
		return lang;
	return country == NULL || strstr(american, country) != NULL ? "en-US"
								    : "en-GB";
}

void
vars_language(struct vars *v, const char *lang)
{
	v->lang = arena_strdup(v->arena, lang);
	v->locale = locale_for(v->lang, v->country);
}

void
vars_intent(struct vars *v, const char *intent)
{
	v->intent = intent != NULL ? arena_strdup(v->arena, intent) : "other";
}

const char *
vars_foreign(const struct vars *v)
{
	return v->foreign;
}

const struct conf_shop *
vars_shop(const struct vars *v)
{
	return v->shop;
}

const char *
vars_order(struct vars *v)
{
	return var_order(v, 0);
}

void
vars_env_free(struct vars_env *env)
{
	zones_free(env->zones);
	env->zones = NULL;
}
