/* cmd/ha/demo_fill.c - texts with {words} in them */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "ha/demo_fill.h"

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void
demo_words_reset(struct demo_words *w)
{
	arena_reset(&w->arena);
	w->n = 0;
}

void
demo_words_free(struct demo_words *w)
{
	arena_free(&w->arena);
	free(w->v);
	memset(w, 0, sizeof *w);
}

static struct demo_word *
put(struct demo_words *w, const char *name)
{
	xgrow(&w->v, &w->cap, w->n + 1, sizeof *w->v);
	w->v[w->n] = (struct demo_word){ name, NULL, CLOCK_NONE };
	return &w->v[w->n++];
}

void
demo_word(struct demo_words *w, const char *name, const char *text)
{
	put(w, name)->text = arena_strdup(&w->arena, text);
}

void
demo_word_time(struct demo_words *w, const char *name, int64_t t)
{
	put(w, name)->time = t;
}

static const struct demo_word *
find(const struct demo_words *w, const char *name, size_t n)
{
	size_t i;

	for (i = w->n; i-- > 0;)
		if (strncmp(w->v[i].name, name, n) == 0 &&
		    w->v[i].name[n] == '\0')
			return &w->v[i];
	return NULL;
}

const char *
demo_word_get(const struct demo_words *w, const char *name)
{
	const struct demo_word *d = find(w, name, strlen(name));

	return d != NULL ? d->text : NULL;
}

void
demo_date(const char *f, int64_t t, struct buf *b)
{
	time_t s = (time_t)(t / CLOCK_SECOND);
	struct tm tm;

	if (t == CLOCK_NONE)
		return;
	gmtime_r(&s, &tm);
	for (; *f != '\0'; f++) {
		if (*f != '%') {
			buf_addc(b, *f);
			continue;
		}
		switch (*++f) {
		case 'Y':
			buf_addf(b, "%d", tm.tm_year + 1900);
			break;
		case 'B':
			buf_addf(b, "%d", tm.tm_year + 2443);
			break;
		case 'y':
			buf_addf(b, "%02d", tm.tm_year % 100);
			break;
		case 'm':
			buf_addf(b, "%02d", tm.tm_mon + 1);
			break;
		case 'n':
			buf_addf(b, "%d", tm.tm_mon + 1);
			break;
		case 'b':
			buf_adds(b, months[tm.tm_mon]);
			break;
		case 'd':
			buf_addf(b, "%02d", tm.tm_mday);
			break;
		case 'e':
			buf_addf(b, "%d", tm.tm_mday);
			break;
		case 'H':
			buf_addf(b, "%02d", tm.tm_hour);
			break;
		case 'M':
			buf_addf(b, "%02d", tm.tm_min);
			break;
		case 'S':
			buf_addf(b, "%02d", tm.tm_sec);
			break;
		}
	}
}

void
demo_fill(const struct demo_words *w, const char *s, struct buf *out)
{
	while (*s != '\0') {
		size_t n = strcspn(s, "{"), k;
		const struct demo_word *d;
		char format[64];

		buf_add(out, s, n);
		s += n;
		if (*s == '\0')
			break;
		n = strcspn(s, "}");
		k = strcspn(s + 1, ":}");
		d = s[n] == '}' ? find(w, s + 1, k) : NULL;
		if (d == NULL) {
			buf_addc(out, *s++);
			continue;
		}
		if (d->text != NULL) {
			buf_adds(out, d->text);
		} else if (k + 1 < n && n - k - 2 < sizeof format) {
			memcpy(format, s + k + 2, n - k - 2);
			format[n - k - 2] = '\0';
			demo_date(format, d->time, out);
		}
		s += n + 1;
	}
}

void
demo_money(int64_t minor, int digits, struct buf *b)
{
	int64_t unit = 1;
	int i;

	for (i = 0; i < digits; i++)
		unit *= 10;
	buf_addf(b, "%lld", (long long)(minor / unit));
	if (digits > 0)
		buf_addf(b, ".%0*lld", digits, (long long)(minor % unit));
}

/* What the function writes, as a word. */
#define WORD_OF(words, name, call)                                             \
	do {                                                                   \
		struct buf b_ = BUF_INIT;                                      \
		struct buf *out = &b_;                                         \
		call;                                                          \
		demo_word(words, name, b_.p);                                  \
		buf_free(&b_);                                                 \
	} while (0)

void
demo_words_buyer(struct demo_words *v, const struct demo_world *w,
    const struct demo_buyer *b)
{
	struct buf user = BUF_INIT;
	struct demo_rand r;
	char *p;

	WORD_OF(v, "name", demo_buyer_name(b, out));
	WORD_OF(v, "email", demo_buyer_email(w, b, out));
	WORD_OF(v, "street", demo_buyer_street(w, b, out));
	demo_buyer_handle(b, &user);
	for (p = user.p; *p != '\0'; p++)
		if (*p == '.')
			*p = '_';
	demo_word(v, "user", user.p);
	buf_free(&user);
	demo_rand_init(&r, w->seed, STREAM_CODE, b->index);
	WORD_OF(v, "alias", demo_alias(&r, 12, out));
	demo_word(v, "first", b->first);
	demo_word(v, "city", b->city->city);
	demo_word(v, "zip", b->city->zip);
	demo_word(v, "country", b->city->country);
	demo_word(v, "country_name", b->city->in->name);
	demo_word(v, "shop", w->shop->name);
}

/* Platforms call a state by different words; these are common. */
static void
states(struct demo_words *v, const struct demo_world *w,
    const struct demo_order *o)
{
	int shipped = o->shipped < w->end;

	demo_word(v, "paid_status", "paid");
	demo_word(v, "fulfilment", shipped ? "fulfilled" : "unfulfilled");
	demo_word_time(v, "placed", o->placed);
	demo_word_time(v, "shipped", shipped ? o->shipped : CLOCK_NONE);
	demo_word_time(v, "ship_by", o->placed + 3 * CLOCK_DAY);
	demo_word_time(v, "promised", o->due);
	demo_word(v, "discount_code", o->discount > 0 ? "SALE25" : "");
}

void
demo_words_order(struct demo_words *v, const struct demo_world *w,
    const struct demo_order *o)
{
	int digits = o->money->digits;
	int back = o->return_closed != CLOCK_NONE && o->return_closed < w->end;

	WORD_OF(v, "number", demo_order_number(w, o, out));
	WORD_OF(v, "external", demo_order_external(w, o, out));
	WORD_OF(v, "record",
	    buf_addf(out, "%llu", (unsigned long long)o->index + 1000));
	WORD_OF(v, "total", demo_money(o->total, digits, out));
	WORD_OF(v, "discount", demo_money(o->discount, digits, out));
	WORD_OF(v, "zero", demo_money(0, digits, out));
	WORD_OF(v, "refund",
	    demo_money(back ? o->line[o->bad].price : 0, digits, out));
	demo_word(v, "currency", o->money->id);
	demo_word(v, "sign", o->money->sign);
	demo_word(v, "carrier", o->shipped < w->end ? o->carrier->name : "");
	if (o->shipped < w->end)
		WORD_OF(v, "tracking", demo_order_tracking(w, o, out));
	else
		demo_word(v, "tracking", "");
	states(v, w, o);
}

void
demo_words_line(struct demo_words *v, const struct demo_world *w,
    const struct demo_order *o, const struct demo_line *l)
{
	int digits = o->money->digits;
	size_t product = (size_t)(l->product - w->shop->products);
	struct demo_rand r;

	demo_rand_init(&r, w->seed, STREAM_CODE, (uint64_t)product << 40);
	WORD_OF(v, "item_number", demo_code(&r, "85999999999", out));
	WORD_OF(v, "asin", demo_code(&r, "9@@9@@@9", out));
	demo_rand_init(&r, w->seed, STREAM_CODE,
	    (uint64_t)(l - o->line) + ((o->index + 1) << 42));
	WORD_OF(v, "transaction", demo_code(&r, "99999999999999", out));
	WORD_OF(v, "sku", demo_sku(l, out));
	WORD_OF(v, "variant", demo_variant(l, out));
	WORD_OF(v, "quantity", buf_addf(out, "%ld", l->quantity));
	WORD_OF(v, "price", demo_money(l->price, digits, out));
	WORD_OF(
	    v, "line_total", demo_money(l->price * l->quantity, digits, out));
	demo_word(v, "title", l->product->title);
	demo_word(v, "colour", l->colour);
	demo_word(v, "size", l->size != NULL ? l->size : "one");
}

/* A buyer's words about the goods, from the reviews. */
static const char *
comment(const struct demo_order *o)
{
	const struct demo_language *l = o->buyer.lang;
	const struct demo_topic *t = o->trouble;
	size_t i;

	for (i = 0; t != NULL && i < l->nreviews; i++)
		if (demo_has(&t->about, l->reviews[i].about))
			return l->reviews[i].text;
	return "";
}

void
demo_words_return(struct demo_words *v, const struct demo_world *w,
    const struct demo_order *o)
{
	const struct demo_topic *t = o->trouble;
	struct demo_rand r;

	demo_rand_init(&r, w->seed, STREAM_CODE, o->index + (3ULL << 30));
	WORD_OF(v, "return_id", demo_code(&r, "LPNHE999999999", out));
	WORD_OF(v, "review_id", demo_code(&r, "R9@@9@@@@9@", out));
	demo_word(v, "reason",
	    t != NULL && t->reason != NULL ? t->reason
					   : w->shop->refunder.reason);
	demo_word(v, "return_status",
	    o->return_closed < w->end ? "Unit returned to inventory"
				      : "Pending");
	demo_word(v, "comment", comment(o));
	demo_word_time(v, "opened", o->return_opened);
}
