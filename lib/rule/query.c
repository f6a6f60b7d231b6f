/* rule/query.c - the one query language */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "rule/period.h"
#include "rule/query.h"

#define STATUSES "new open waiting_customer waiting_internal resolved closed"
#define REPLIES                                                                \
	"none draft held ready claimed calling sent unknown retry failed "     \
	"cancelled"
#define KINDS "message order shipment return review alert task action event"
#define DUES                                                                   \
	"ticket.first_response_due ticket.next_response_due "                  \
	"ticket.proposal_due ticket.resolution_due ticket.platform_due "       \
	"due_at"
#define SINCE                                                                  \
	"received_at placed_at shipped_at opened_at written_at created_at "    \
	"raised_at"
/* Where rules find the order of a ticket (desk/about.h). */
#define OF_ORDER "ticket.order."
/* Of tasks and alerts. */
#define STATES "done dropped acked muted"

/* clang-format off: a table */
const struct query_field query_fields[QUERY_FIELDS] = {
	[QUERY_STATUS] = { "status", QUERY_TEXT, "ticket.status state",
	    STATUSES " " STATES },
	[QUERY_PRIORITY] = { "priority", QUERY_TEXT, "ticket.priority",
	    "urgent high normal low" },
	[QUERY_QUEUE] = { "queue", QUERY_TEXT, "ticket.queue", NULL },
	[QUERY_ASSIGNEE] = { "assignee", QUERY_TEXT, "ticket.assignee assignee",
	    NULL },
	[QUERY_INTENT] = { "intent", QUERY_TEXT, "class.intents[].id", NULL },
	[QUERY_DETAIL] = { "detail", QUERY_TEXT, "class.intents[].detail",
	    NULL },
	[QUERY_P] = { "p", QUERY_PROB, "class.intents.0.p", NULL },
	[QUERY_SIGNAL] = { "signal", QUERY_TEXT, "class.signals[]", NULL },
	[QUERY_LANGUAGE] = { "lang", QUERY_LANG, "class.lang lang", NULL },
	[QUERY_URGENCY] = { "urgency", QUERY_TEXT, "class.urgency",
	    "high medium low" },
	[QUERY_SENTIMENT] = { "sentiment", QUERY_TEXT, "class.sentiment.label",
	    "negative neutral positive" },
	[QUERY_EMOTION] = { "emotion", QUERY_TEXT, "class.emotion", NULL },
	[QUERY_CHANNEL] = { "channel", QUERY_TEXT, "channel", NULL },
	[QUERY_ACCOUNT] = { "account", QUERY_TEXT, "channel/account", NULL },
	[QUERY_SHOP] = { "shop", QUERY_TEXT, NULL, NULL },
	[QUERY_KIND] = { "kind", QUERY_TEXT, "kind", KINDS },
	[QUERY_DIRECTION] = { "direction", QUERY_TEXT, "direction", "in out" },
	[QUERY_REF] = { "id", QUERY_TEXT, "id", NULL },
	[QUERY_TICKET] = { "ticket", QUERY_TEXT, "ticket.number", NULL },
	[QUERY_CUSTOMER] = { "customer", QUERY_TEXT, "ticket.customer.id",
	    NULL },
	[QUERY_FROM] = { "from", QUERY_SEARCH,
	    "from.name from.id from.email customer.name", NULL },
	[QUERY_TAG] = { "tag", QUERY_TEXT,
	    "ticket.customer.tags[] ticket.tags[]", NULL },
	[QUERY_ORDER] = { "order", QUERY_TEXT,
	    "order_ids[] class.entities.order_ids[] ticket.order_id order_id "
	    "number",
	    NULL },
	[QUERY_SKU] = { "sku", QUERY_TEXT,
	    "sku class.entities.skus[] lines[].sku", NULL },
	[QUERY_COUNTRY] = { "country", QUERY_TEXT,
	    "from.country customer.country ship_to.country", NULL },
	[QUERY_CARRIER] = { "carrier", QUERY_TEXT,
	    "carrier class.entities.tracking_ids[].carrier", NULL },
	[QUERY_TRACKING] = { "tracking", QUERY_TEXT,
	    "tracking class.entities.tracking_ids[].id", NULL },
	[QUERY_ORDER_TOTAL] = { "order.total", QUERY_AMOUNT, OF_ORDER "total",
	    NULL },
	[QUERY_ORDER_CURRENCY] = { "order.currency", QUERY_TEXT,
	    OF_ORDER "currency", NULL },
	[QUERY_ORDER_COUNTRY] = { "order.country", QUERY_TEXT,
	    OF_ORDER "country", NULL },
	[QUERY_ORDER_STATUS] = { "order.status", QUERY_TEXT, OF_ORDER "status",
	    NULL },
	[QUERY_ORDER_SKU] = { "order.sku", QUERY_TEXT, OF_ORDER "skus[]",
	    NULL },
	[QUERY_ORDER_LINES] = { "order.lines", QUERY_NUMBER, OF_ORDER "lines",
	    NULL },
	[QUERY_ORDER_PLACED] = { "order.placed", QUERY_TIME,
	    OF_ORDER "placed_at", NULL },
	[QUERY_ORDER_AGE] = { "order.age", QUERY_AGE, OF_ORDER "placed_at",
	    NULL },
	[QUERY_RESPONSIBILITY] = { "responsibility", QUERY_TEXT,
	    "ticket.responsibility", NULL },
	[QUERY_TEMPLATE] = { "template", QUERY_TEXT, "reply.template", NULL },
	[QUERY_REPLY] = { "reply", QUERY_TEXT, "reply.status", REPLIES },
	[QUERY_SUBJECT] = { "subject", QUERY_SEARCH, "subject", NULL },
	[QUERY_FULLTEXT] = { "text", QUERY_SEARCH,
	    "text subject translation.text", NULL },
	[QUERY_STARS] = { "stars", QUERY_NUMBER, "stars", NULL },
	[QUERY_COST] = { "cost", QUERY_AMOUNT, "cost.value", NULL },
	[QUERY_TOTAL] = { "total", QUERY_AMOUNT, "total refund.value", NULL },
	[QUERY_DUE] = { "due", QUERY_DEADLINE, DUES, NULL },
	[QUERY_AGED] = { "age", QUERY_AGE, SINCE, NULL },
	[QUERY_CREATED] = { "created", QUERY_TIME, SINCE, NULL },
	[QUERY_UPDATED] = { "updated", QUERY_TIME, NULL, NULL },
	[QUERY_HOURS] = { "hours", QUERY_CALENDAR, SINCE, NULL },
	[QUERY_LATE] = { "late", QUERY_FLAG, DUES, NULL },
	[QUERY_UNREAD] = { "unread", QUERY_FLAG, NULL, NULL },
	[QUERY_UNASSIGNED] = { "unassigned", QUERY_FLAG, "ticket.assignee",
	    NULL },
	[QUERY_DRAFT] = { "draft", QUERY_FLAG, "reply.status", NULL },
	[QUERY_HELD] = { "held", QUERY_FLAG, "reply.status", NULL },
	[QUERY_OPEN] = { "open", QUERY_FLAG, "ticket.status", NULL },
};
/* clang-format on */

/* Bare words that are short for others. */
static const struct {
	const char *name;
	const char *text; /* NULL: the assignee is me */
} shorts[] = {
	{ "urgent", "priority:urgent" },
	{ "waiting", "status:waiting_customer,waiting_internal" },
	{ "mine", NULL },
};
#define NSHORTS (sizeof shorts / sizeof shorts[0])

static int
field_of(const char *name, size_t n)
{
	int i;

	for (i = 0; i < QUERY_FIELDS; i++)
		if (strlen(query_fields[i].name) == n &&
		    memcmp(query_fields[i].name, name, n) == 0)
			return i;
	return -1;
}

static int
short_of(const char *word)
{
	size_t i;

	for (i = 0; i < NSHORTS; i++)
		if (strcmp(shorts[i].name, word) == 0)
			return (int)i;
	return -1;
}

int
query_is_word(const char *word)
{
	const char *colon = strchr(word, ':');
	int i;

	if (colon != NULL) {
		i = field_of(word, (size_t)(colon - word));
		return i >= 0 && query_fields[i].type != QUERY_FLAG;
	}
	i = field_of(word, strlen(word));
	return (i >= 0 && query_fields[i].type == QUERY_FLAG) ||
	       short_of(word) >= 0 || strcmp(word, "not") == 0;
}

/* No such word or, without FLAGS, field: what was perhaps meant. */
static int
unknown(const char *name, int flags, struct err *err)
{
	const char *names[QUERY_FIELDS + NSHORTS], *near;
	size_t i, n = 0;

	for (i = 0; i < QUERY_FIELDS; i++)
		if ((query_fields[i].type == QUERY_FLAG) == flags)
			names[n++] = query_fields[i].name;
	for (i = 0; flags && i < NSHORTS; i++)
		names[n++] = shorts[i].name;
	near = opt_nearest(name, names, n);
	if (near != NULL)
		return err_set(err, ERR_USAGE,
		    "unknown %s '%s' in a query (did you mean '%s%s'?)",
		    flags ? "word" : "field", name, near, flags ? "" : ":");
	return err_set(err, ERR_USAGE,
	    "unknown %s '%s' in a query; see ha-query(7)",
	    flags ? "word" : "field", name);
}

/* TEXT is one of the blank-separated values, else the nearest is told. */
static int
check_value(
    const struct query_field *f, const struct query_value *v, struct err *err)
{
	const char *names[16], *near;
	char *list, *next, *word;
	size_t n = 0;
	int rc = 0;

	if (f->values == NULL || v->prefix)
		return 0;
	next = list = xstrdup(f->values);
	while ((word = strsep(&next, " ")) != NULL)
		names[n++] = word;
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], v->text) == 0)
			goto out;
	near = opt_nearest(v->text, names, n);
	if (near != NULL)
		rc = err_set(err, ERR_USAGE,
		    "unknown %s '%s' (did you mean '%s'?)", f->name, v->text,
		    near);
	else
		rc = err_set(err, ERR_USAGE, "unknown %s '%s' (one of: %s)",
		    f->name, v->text, f->values);
out:
	free(list);
	return rc;
}

/*
 * The next comma-separated value of *S, double quotes taken off, *S behind
 * it; *STAR when it ends in an unquoted '*'.
 */
static char *
next_value(const char **s, struct arena *a, int *star)
{
	char *out = arena_get(a, strlen(*s) + 1), *o = out;
	const char *p = *s;
	int quoted = 0;

	for (*star = 0; *p != '\0' && (quoted || *p != ','); p++) {
		if (*p == '"') {
			quoted = !quoted;
			continue;
		}
		*star = *p == '*' && !quoted;
		*o++ = *p;
	}
	if (*star)
		o--;
	*o = '\0';
	*s = p + (*p == ',');
	return out;
}

/* "customer:c881" and "ticket:#1042" are what people copy. */
static char *
bare_number(enum query_id id, char *text)
{
	int mark = id == QUERY_CUSTOMER			     ? 'c'
		   : id == QUERY_TICKET || id == QUERY_ORDER ? '#'
							     : '\0';

	return mark != '\0' && *text == mark && text[1] >= '0' && text[1] <= '9'
		   ? text + 1
		   : text;
}

/* Customers and tickets are known by number alone. */
static int
check_number(enum query_id id, const struct query_value *v, struct err *err)
{
	size_t n = strspn(v->text, "0123456789");

	if ((id != QUERY_CUSTOMER && id != QUERY_TICKET) ||
	    (n > 0 && v->text[n] == '\0' && !v->prefix))
		return 0;
	return err_set(err, ERR_USAGE, "'%s:' wants a number, not '%s%s'",
	    query_fields[id].name, v->text, v->prefix ? "*" : "");
}

static int
parse_values(
    struct query *q, struct query_term *t, const char *s, struct err *err)
{
	const struct query_field *f = &query_fields[t->id];
	struct query_value *v;
	const char *p;
	size_t most = 1;

	for (p = s; *p != '\0'; p++)
		most += *p == ',';
	t->values = v = arena_get(&q->arena, most * sizeof *v);
	for (p = s; *p != '\0'; v++) {
		v->text =
		    bare_number(t->id, next_value(&p, &q->arena, &v->prefix));
		if (v->prefix && f->type == QUERY_LANG)
			return err_set(err, ERR_USAGE,
			    "'%s:' takes no '*': 'zh' is also zh-Hans",
			    f->name);
		if (f->type == QUERY_SEARCH) /* a search is open anyway */
			v->prefix = 0;
		if (v->text[0] == '\0' && !v->prefix)
			return err_set(err, ERR_USAGE,
			    "a value is empty in '%s:%s'", f->name, s);
		if (check_number(t->id, v, err) < 0 ||
		    check_value(f, v, err) < 0)
			return -1;
		t->n++;
	}
	return 0;
}

int
query_value_is(const struct query_value *v, const char *s)
{
	return v->prefix ? strncmp(s, v->text, strlen(v->text)) == 0
			 : strcmp(s, v->text) == 0;
}

int
query_lang_is(const char *lang, const char *tag)
{
	size_t n = strlen(lang);

	return strncasecmp(lang, tag, n) == 0 &&
	       (tag[n] == '\0' || tag[n] == '-');
}

int
query_decimal(const char *s, int places, int cut, int64_t *out)
{
	int neg = *s == '-', behind = -1;
	int64_t v = 0;

	s += neg;
	if (*s < '0' || *s > '9')
		return -1;
	for (; *s != '\0'; s++) {
		if (*s == '.' && behind < 0 && (places > 0 || cut)) {
			behind = 0;
			continue;
		}
		if (*s < '0' || *s > '9' || v > INT64_MAX / 10000)
			return -1;
		if (behind >= 0 && behind++ >= places) {
			if (!cut)
				return -1;
			continue;
		}
		v = v * 10 + (*s - '0');
	}
	for (behind = behind < 0 ? 0 : behind; behind < places; behind++) {
		if (v > INT64_MAX / 100)
			return -1;
		v *= 10;
	}
	*out = neg ? -v : v;
	return 0;
}

static int
duration(const char *s, int64_t *out)
{
	*out = clock_duration(s);
	return *out < 0 ? -1 : 0;
}

/* One end of a range in the units of its type. */
static int
number_of(enum query_type type, const char *s, int64_t *out)
{
	switch (type) {
	case QUERY_NUMBER:
		return query_decimal(s, 0, 0, out);
	case QUERY_AMOUNT:
		return query_decimal(s, 3, 0, out);
	case QUERY_PROB:
		return query_decimal(s, 6, 0, out);
	default:
		return duration(s, out);
	}
}

static const char *const examples[] = {
	[QUERY_NUMBER] = "4 or 1..3",
	[QUERY_AMOUNT] = "5..20 or ..50",
	[QUERY_PROB] = "0.95..",
	[QUERY_AGE] = "14d.. or ..2h",
	[QUERY_TIME] = "today, week or 2026-11-01..2026-11-15",
	[QUERY_DEADLINE] = "..2h, today or 2026-W47",
};

/* "A..B" with either end open, both included; one alone for numbers. */
static int
parse_range(struct query_term *t, enum query_type type, char *s)
{
	char *dots = strstr(s, "..");

	t->from = INT64_MIN;
	t->to = INT64_MAX;
	if (dots == NULL) {
		if (type == QUERY_AGE || type == QUERY_DEADLINE ||
		    number_of(type, s, &t->from) < 0)
			return -1;
		t->to = t->from + 1;
		return 0;
	}
	*dots = '\0';
	if (s == dots && dots[2] == '\0')
		return -1;
	if (s != dots && number_of(type, s, &t->from) < 0)
		return -1;
	if (dots[2] != '\0') {
		if (number_of(type, dots + 2, &t->to) < 0)
			return -1;
		t->to++;
	}
	return t->from < t->to ? 0 : -1;
}

static int
parse_measure(struct query *q, struct query_term *t, const char *s,
    const struct query_env *env, struct err *err)
{
	const struct query_field *f = &query_fields[t->id];
	struct period p;

	/* first: "due:..1d" is within a day, not until the last whole day */
	t->relative = f->type == QUERY_AGE || f->type == QUERY_DEADLINE;
	if (f->type != QUERY_TIME &&
	    parse_range(t, f->type, arena_strdup(&q->arena, s)) == 0)
		return 0;
	if ((f->type == QUERY_TIME || f->type == QUERY_DEADLINE) &&
	    period_is(s)) {
		if (period_parse(s, env->now, env->tz, &p, err) < 0)
			return -1;
		t->relative = 0;
		t->from = p.from;
		t->to = p.to;
		return 0;
	}
	return err_set(err, ERR_USAGE, "'%s:' wants %s, not '%s'", f->name,
	    examples[f->type], s);
}

/* "hours:open", "hours:closed", or a calendar by its name. */
static int
parse_hours(struct query *q, struct query_term *t, const char *s,
    const struct query_env *env, struct err *err)
{
	size_t i;

	if (q->hours == NULL)
		return err_set(err, ERR_USAGE,
		    "'hours:' can be asked in rules only, whose calendars are "
		    "known");
	if (parse_values(q, t, s, err) < 0)
		return -1;
	for (i = 0; i < t->n; i++)
		if (q->hours->is(
			q->hours->calendars, t->values[i].text, env->now) < 0)
			return err_set(err, ERR_USAGE,
			    "unknown hours '%.60s' (open, closed, or a name of "
			    "calendars:)",
			    t->values[i].text);
	return 0;
}

/* Of records of the pipe no order stands beside the message. */
static int
check_order(struct query *q, int id, struct err *err)
{
	const char *paths = query_fields[id].paths;

	if (paths == NULL || strncmp(paths, OF_ORDER, strlen(OF_ORDER)) != 0)
		return 0;
	q->asks_orders = 1;
	return q->orders ? 0
			 : err_set(err, ERR_USAGE,
			       "'%s:' can be asked in rules only, which look "
			       "at the order of a ticket",
			       query_fields[id].name);
}

static struct query_term *
add(struct query *q, int id, int negated)
{
	struct query_term *t;

	xgrow(&q->terms, &q->cap, q->n + 1, sizeof *q->terms);
	t = &q->terms[q->n++];
	memset(t, 0, sizeof *t);
	t->id = (enum query_id)id;
	t->negated = negated;
	return t;
}

static int
parse_word(struct query *q, const char *word, int negated,
    const struct query_env *env, struct err *err)
{
	const char *colon = strchr(word, ':'), *name;
	struct query_term *t;
	enum query_type type;
	int i;

	if (colon == NULL) {
		if ((i = short_of(word)) >= 0 && shorts[i].text != NULL)
			return parse_word(q, shorts[i].text, negated, env, err);
		if (i >= 0 && env->me == NULL)
			return err_set(err, ERR_USAGE,
			    "'mine' of whom? your login is not in team:");
		if (i >= 0) {
			t = add(q, QUERY_ASSIGNEE, negated);
			t->values = arena_get(&q->arena, sizeof *t->values);
			t->values[0] = (struct query_value){
				arena_strdup(&q->arena, env->me), 0
			};
			t->n = 1;
			return 0;
		}
		i = field_of(word, strlen(word));
		if (i < 0 || query_fields[i].type != QUERY_FLAG)
			return unknown(word, 1, err);
		add(q, i, negated);
		return 0;
	}
	name = arena_strndup(&q->arena, word, (size_t)(colon - word));
	i = field_of(name, strlen(name));
	if (i < 0 || (type = query_fields[i].type) == QUERY_FLAG)
		return unknown(name, 0, err);
	if (colon[1] == '\0')
		return err_set(err, ERR_USAGE, "'%s' wants a value", word);
	if (check_order(q, i, err) < 0)
		return -1;
	t = add(q, i, negated);
	if (type == QUERY_TEXT || type == QUERY_LANG || type == QUERY_SEARCH)
		return parse_values(q, t, colon + 1, err);
	if (type == QUERY_CALENDAR)
		return parse_hours(q, t, colon + 1, env, err);
	return parse_measure(q, t, colon + 1, env, err);
}

int
query_words(struct query *q, char *const *words, const struct query_env *env,
    struct err *err)
{
	int negated = 0;

	for (; *words != NULL; words++) {
		if (strcmp(*words, "not") == 0) {
			negated = !negated;
			if (words[1] == NULL)
				return err_set(err, ERR_USAGE,
				    "'not' wants a word behind it");
			continue;
		}
		if (parse_word(q, *words, negated, env, err) < 0)
			return -1;
		negated = 0;
	}
	return 0;
}

int
query_text(struct query *q, const char *text, const struct query_env *env,
    struct err *err)
{
	char *copy = arena_strdup(&q->arena, text), *p, *start, **words = NULL;
	size_t n = 0, cap = 0;
	int quoted, rc;

	for (p = copy; *p != '\0';) {
		p += strspn(p, " \t\r\n");
		if (*p == '\0')
			break;
		for (start = p, quoted = 0;
		     *p != '\0' && (quoted || strchr(" \t\r\n", *p) == NULL);
		     p++)
			quoted ^= *p == '"';
		if (*p != '\0')
			*p++ = '\0';
		xgrow(&words, &cap, n + 2, sizeof *words);
		words[n++] = start;
	}
	if (n == 0)
		return 0;
	words[n] = NULL;
	rc = query_words(q, words, env, err);
	free(words);
	return rc;
}

void
query_free(struct query *q)
{
	free(q->terms);
	arena_free(&q->arena);
	*q = (struct query)QUERY_INIT;
}
