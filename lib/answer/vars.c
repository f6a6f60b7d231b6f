/*
 * answer/vars.c - what templates may say about a message
 *
 * Values are made when a text asks for them: most texts need few.  The getters
 * are small and alike on purpose: one row of the table, one function.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/vars.h"
#include "answer/vars_int.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/order.h"
#include "text/locale.h"
#include "text/utf8.h"

enum { MAX_VALUE = 200, MAX_NAME = 60 };

/* Foreign text on one line, cut at a character; NULL when nothing is left. */
static const char *
tidy(const char *s, size_t max, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *out = NULL;

	if (s == NULL)
		return NULL;
	utf8_repair_line(s, strlen(s), &b);
	buf_cut(&b, utf8_cut(b.p, b.len, max));
	buf_trim(&b);
	if (b.len > 0)
		out = arena_strdup(arena, b.p);
	buf_free(&b);
	return out;
}

const char *
vars_name(const char *s, struct arena *arena)
{
	const char *p, *name = tidy(s, MAX_NAME, arena);
	size_t letters = 0;

	for (p = name; p != NULL && *p != '\0'; p++) {
		if (isdigit((unsigned char)*p) || strchr("_@/<>{}[]#*=:", *p))
			return NULL;
		letters += isalpha((unsigned char)*p) || (*p & 0x80) != 0;
	}
	return letters > 1 ? name : NULL;
}

/* The value of a stored record (checked when it came in). */
static struct val
of(const char *record, const char *path)
{
	struct val v = { record, record != NULL ? strlen(record) : 0 };

	return record == NULL ? VAL_NONE : val_get(v, path);
}

static const char *
text_of(struct vars *v, const char *record, const char *path)
{
	return tidy(val_str(of(record, path), v->arena), MAX_VALUE, v->arena);
}

static int64_t
time_of(struct vars *v, const char *record, const char *path)
{
	const char *s = val_str(of(record, path), v->arena);

	return s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
}

/* The customer's clock; ONLY: the country has no other. */
static const char *
zone(const struct vars *v, int *only)
{
	const char *tz = zone_of(v->env->zones, v->country, only);

	if (tz == NULL)
		tz = v->env->config != NULL ? v->env->config->tz : NULL;
	return tz;
}

static const char *
date(struct vars *v, int64_t ms, enum locale_form form)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *out = NULL, *tz;
	int only;

	if (ms == CLOCK_NONE)
		return NULL;
	tz = zone(v, &only);
	/* where nobody knows the customer's hour, the day must do */
	if (form == LOCALE_DAY_TIME && !only)
		form = LOCALE_DAY;
	if (locale_date(ms, tz, v->locale, form, &b, &err) == 0)
		out = arena_strdup(v->arena, b.p);
	buf_free(&b);
	return out;
}

static const char *
money(struct vars *v, const struct money *m)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *out = NULL;

	if (m->currency[0] != '\0' && locale_money(m, v->locale, &b, &err) == 0)
		out = arena_strdup(v->arena, b.p);
	buf_free(&b);
	return out;
}

static const char *
flag(int yes)
{
	return yes ? "1" : NULL;
}

static const char *
get_name(struct vars *v, size_t row)
{
	(void)row;
	return vars_name(rec_str(v->rec, "from.name"), v->arena);
}

static const char *
get_order(struct vars *v, size_t row)
{
	const char *s;

	(void)row;
	if (!v->has_order)
		return NULL;
	s = text_of(v, v->order.record, "number");
	return s != NULL ? s : v->order.external_id;
}

static const char *
get_placed(struct vars *v, size_t row)
{
	(void)row;
	return v->has_order ? date(v, v->order.placed_at, LOCALE_DAY) : NULL;
}

static const char *
get_total(struct vars *v, size_t row)
{
	(void)row;
	return v->has_order ? money(v, &v->order.total) : NULL;
}

static struct val
line_of(struct vars *v, size_t row)
{
	struct val item = VAL_NONE, list;

	list = v->has_order ? of(v->order.record, "lines") : VAL_NONE;
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

	list = v->has_order ? of(v->order.record, "lines") : VAL_NONE;
	while (val_next(list, &item))
		n++;
	return n;
}

static const char *
line_text(struct vars *v, size_t row, const char *path)
{
	return tidy(val_str(val_get(line_of(v, row), path), v->arena),
	    MAX_VALUE, v->arena);
}

static const char *
get_title(struct vars *v, size_t row)
{
	const char *s = line_text(v, row, "title");

	return s != NULL ? s : line_text(v, row, "sku");
}

static const char *
get_sku(struct vars *v, size_t row)
{
	return line_text(v, row, "sku");
}

static const char *
get_variant(struct vars *v, size_t row)
{
	return line_text(v, row, "variant");
}

static const char *
get_quantity(struct vars *v, size_t row)
{
	int64_t n;

	if (val_int(val_get(line_of(v, row), "quantity"), &n) < 0)
		return NULL;
	return arena_printf(v->arena, "%" PRId64, n);
}

static const char *
get_price(struct vars *v, size_t row)
{
	const char *s = line_text(v, row, "price");
	struct err err = ERR_INIT;
	struct money m;

	if (s == NULL || money_parse(&m, s, v->order.total.currency, &err) < 0)
		return NULL;
	return money(v, &m);
}

static const char *
get_last(struct vars *v, size_t row)
{
	return flag(row + 1 >= rows_items(v));
}

/* The article that the message is about: by its SKU, or the only one. */
static const char *
get_product(struct vars *v, size_t row)
{
	const char *sku = rec_str(v->rec, "sku"), *s;
	size_t n = rows_items(v);

	if (sku == NULL)
		sku = rec_str(v->rec, "class.entities.skus.0");
	for (row = 0; row < n; row++) {
		s = get_sku(v, row);
		if (n == 1 || (sku != NULL && s != NULL && !strcmp(s, sku)))
			return get_title(v, row);
	}
	return NULL;
}

static const char *
get_carrier(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? tidy(v->parcel.carrier, MAX_VALUE, v->arena)
			     : NULL;
}

static const char *
get_tracking(struct vars *v, size_t row)
{
	const char *p, *s = v->has_parcel ? v->parcel.tracking : NULL;

	(void)row;
	for (p = s; p != NULL && *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '-')
			return NULL;
	return s;
}

static const char *
get_link(struct vars *v, size_t row)
{
	const char *tracking = get_tracking(v, row), *form, *at;
	const struct node *links;

	if (tracking == NULL || v->parcel.carrier == NULL ||
	    v->env->carriers == NULL ||
	    !limits_of(v->env->limits, v->channel)->links)
		return NULL;
	links = node_get(v->env->carriers, "links");
	form = links != NULL ? node_str(links, v->parcel.carrier) : NULL;
	at = form != NULL ? strstr(form, "{}") : NULL;
	return at == NULL ? NULL
			  : arena_printf(v->arena, "%.*s%s%s", (int)(at - form),
				form, tracking, at + 2);
}

static const char *
get_shipped(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? date(v, v->parcel.shipped_at, LOCALE_DAY) : NULL;
}

static int
parcel_is(const struct vars *v, const char *words)
{
	size_t n =
	    v->has_parcel && v->parcel.status ? strlen(v->parcel.status) : 0;
	const char *s = n > 0 ? strstr(words, v->parcel.status) : NULL;

	return s != NULL && (s[n] == ' ' || s[n] == '\0');
}

static int
has_arrived(const struct vars *v)
{
	return v->has_parcel && (v->parcel.delivered_at != CLOCK_NONE ||
				    parcel_is(v, "delivered"));
}

static const char *
get_arrived(struct vars *v, size_t row)
{
	(void)row;
	return flag(has_arrived(v));
}

static const char *
get_delivered(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? date(v, v->parcel.delivered_at, LOCALE_DAY)
			     : NULL;
}

static const char *
get_signed_by(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? text_of(v, v->parcel.record, "signed_by") : NULL;
}

static const char *
get_place(struct vars *v, size_t row)
{
	(void)row;
	return v->has_parcel ? text_of(v, v->parcel.record, "place") : NULL;
}

static const char *
get_packing(struct vars *v, size_t row)
{
	(void)row;
	return flag(v->has_order && !has_arrived(v) &&
		    (!v->has_parcel || v->parcel.shipped_at == CLOCK_NONE));
}

static const char *
get_out_today(struct vars *v, size_t row)
{
	(void)row;
	return flag(!has_arrived(v) && parcel_is(v, "out_for_delivery"));
}

static const char *
get_on_way(struct vars *v, size_t row)
{
	return flag(v->has_parcel && v->parcel.shipped_at != CLOCK_NONE &&
		    !has_arrived(v) && get_out_today(v, row) == NULL &&
		    !parcel_is(v, "exception returned"));
}

static const char *
get_trouble(struct vars *v, size_t row)
{
	(void)row;
	return flag(parcel_is(v, "exception returned"));
}

static const char *
get_late(struct vars *v, size_t row)
{
	(void)row;
	return flag(v->has_parcel && !has_arrived(v) &&
		    v->parcel.shipped_at != CLOCK_NONE &&
		    clock_now() - v->parcel.shipped_at > v->env->late_after);
}

static const char *
get_stale(struct vars *v, size_t row)
{
	return flag(get_packing(v, row) != NULL &&
		    v->order.placed_at != CLOCK_NONE &&
		    clock_now() - v->order.placed_at > v->env->stale_after);
}

static const char *
get_several(struct vars *v, size_t row)
{
	(void)row;
	return flag(v->parcels > 1);
}

/* The newest event that says when; its path in the record. */
static struct val
last_event(struct vars *v, int64_t *at)
{
	struct val item = VAL_NONE, best = VAL_NONE, list;
	const char *s;
	int64_t t;

	*at = CLOCK_NONE;
	list = v->has_parcel ? of(v->parcel.record, "events") : VAL_NONE;
	while (val_next(list, &item)) {
		s = val_str(val_get(item, "at"), v->arena);
		t = s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
		if (t != CLOCK_NONE && (best.p == NULL || t >= *at)) {
			best = item;
			*at = t;
		}
	}
	return best;
}

static int
has_cjk(const char *s)
{
	size_t i = 0, n = strlen(s);

	while (i < n)
		if (utf8_is_cjk(utf8_next(s, &i, n)))
			return 1;
	return 0;
}

/* A carrier writes in its own language: not everybody reads that script. */
static const char *
legible(const struct vars *v, const char *s)
{
	return s != NULL && has_cjk(s) && strncmp(v->lang, "zh", 2) != 0 &&
		       strncmp(v->lang, "ja", 2) != 0
		   ? NULL
		   : s;
}

static const char *
get_event(struct vars *v, size_t row)
{
	int64_t at;
	struct val e = last_event(v, &at);

	(void)row;
	return legible(v,
	    tidy(val_str(val_get(e, "text"), v->arena), MAX_VALUE, v->arena));
}

static const char *
get_event_place(struct vars *v, size_t row)
{
	int64_t at;
	struct val e = last_event(v, &at);

	(void)row;
	return legible(v,
	    tidy(val_str(val_get(e, "place"), v->arena), MAX_VALUE, v->arena));
}

static const char *
get_event_date(struct vars *v, size_t row)
{
	int64_t at;

	(void)row;
	last_event(v, &at);
	return date(v, at, LOCALE_DAY);
}

static const char *
get_return_date(struct vars *v, size_t row)
{
	(void)row;
	return date(v, time_of(v, v->back, "opened_at"), LOCALE_DAY);
}

static const char *
get_refund_date(struct vars *v, size_t row)
{
	(void)row;
	return date(v, time_of(v, v->back, "closed_at"), LOCALE_DAY);
}

static const char *
get_refund(struct vars *v, size_t row)
{
	const char *s = text_of(v, v->back, "refund.value");
	const char *currency = text_of(v, v->back, "refund.currency");
	struct err err = ERR_INIT;
	struct money m;

	(void)row;
	if (s == NULL || currency == NULL ||
	    money_parse(&m, s, currency, &err) < 0 || m.minor <= 0)
		return NULL;
	return money(v, &m);
}

/* "the status of your order", in the customer's language. */
static const char *
get_phrase(struct vars *v, size_t row)
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
get_answer_by(struct vars *v, size_t row)
{
	static const enum ticket_clock clocks[] = { DUE_FIRST, DUE_NEXT };
	const struct ticket *t = v->ticket;
	size_t i;

	(void)row;
	for (i = 0; t != NULL && i < 2; i++)
		if (t->due[clocks[i]] != CLOCK_NONE &&
		    t->met[clocks[i]] == CLOCK_NONE &&
		    t->due[clocks[i]] > clock_now())
			return date(v, t->due[clocks[i]], LOCALE_DAY_TIME);
	return NULL;
}

static const char *
get_ticket(struct vars *v, size_t row)
{
	(void)row;
	return v->ticket != NULL
		   ? arena_printf(v->arena, "%" PRId64, v->ticket->number)
		   : NULL;
}

static const char *
get_today(struct vars *v, size_t row)
{
	(void)row;
	return date(v, clock_now(), LOCALE_DAY);
}

static const char *
get_shop(struct vars *v, size_t row)
{
	(void)row;
	return v->shop != NULL ? v->shop->name : NULL;
}

static const char *
get_signature(struct vars *v, size_t row)
{
	if (v->shop != NULL && v->shop->signature != NULL)
		return v->shop->signature;
	return get_shop(v, row);
}

/* clang-format off */
#define TEXT(name, help)	{ #name, VAR_TEXT, NULL, get_##name, NULL, help }
#define DATE(name, help)	{ #name, VAR_DATE, NULL, get_##name, NULL, help }
#define MONEY(name, help)	{ #name, VAR_MONEY, NULL, get_##name, NULL, help }
#define FLAG(name, help)	{ #name, VAR_FLAG, NULL, get_##name, NULL, help }
#define ITEM(type, name, help)	{ #name, type, "items", get_##name, NULL, help }
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
	{ "link", VAR_LINK, NULL, get_link, NULL,
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
	return get_order(v, 0);
}

void
vars_env_free(struct vars_env *env)
{
	zones_free(env->zones);
	env->zones = NULL;
}
