/*
 * mail/auto.c - mail that no person wrote
 *
 * Every sign is written down; whoever decides about an automatic answer needs
 * one only to say no.
 */
#define _GNU_SOURCE /* strcasestr */
#include <string.h>
#include <strings.h>

#include "mail/auto.h"
#include "mail/loop.h"
#include "text/fold.h"

enum { MANY_HOPS = 50, MAX_VALUE = 200, MAX_MARK = 500 };

/* Headers whose mere presence is the sign. */
static const char *const responders[] = { "X-Autoreply", "X-Autorespond",
	"X-Autoresponder", "X-Auto-Reply-From", "X-Loop",
	"X-FC-MachineGenerated", "X-AutoReply-From", "X-Mail-Autoreply" };
static const char *const lists[] = { "List-Id", "List-Post", "List-Unsubscribe",
	"List-Help", "List-Subscribe" };

/* How out-of-office notes begin; the folded form (text/fold.h). */
static const char *const away[] = { "automatic reply", "auto reply",
	"auto-reply", "autoreply", "out of office", "out of the office",
	"automatische antwort", "abwesenheitsnotiz", "abwesend", "autoantwort",
	"réponse automatique", "absence du bureau", "respuesta automática",
	"fuera de la oficina", "risposta automatica", "fuori sede",
	"resposta automática", "ausência temporária", "automatisch antwoord",
	"afwezig", "automatyczna odpowiedź", "odpowiedź automatyczna",
	"autosvar", "automatiskt svar", "автоответ", "автоматический ответ",
	"otomatik yanıt", "ofis dışında", "رد تلقائي", "自动回复", "自動回覆",
	"自动答复", "自動返信", "不在通知", "자동 회신", "부재중", "자동 응답",
	"ตอบกลับอัตโนมัติ", "trả lời tự động", "balasan otomatis" };

static const char *const daemons[] = { "mailer-daemon", "mail-daemon",
	"postmaster", "mailerdaemon", "mdaemon", "mail.daemon" };
static const char *const mute[] = { "no-reply", "noreply", "no_reply",
	"no.reply", "donotreply", "do-not-reply", "do_not_reply",
	"nicht-antworten", "ne-pas-repondre", "nepasrepondre", "no-responder",
	"noresponder", "auto-reply", "autoreply", "notifications" };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
value(const struct header_ctx *ctx, const char *raw, struct buf *out)
{
	buf_reset(out);
	header_text(ctx, raw, out);
}

static int
starts_with_any(const char *s, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncasecmp(s, list[i], strlen(list[i])) == 0)
			return 1;
	return 0;
}

static int
has_any(GMimeObject *mail, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (header_raw(mail, names[i]) != NULL)
			return 1;
	return 0;
}

static int
is_away(const char *subject)
{
	struct buf s = BUF_INIT;
	int yes;

	fold_case(subject, strlen(subject), &s);
	yes = starts_with_any(s.p, away, COUNT(away));
	buf_free(&s);
	return yes;
}

/* The first word, lower case: "auto-replied; owner-email=..." */
static json_t *
keyword(const char *s)
{
	size_t i, n = strcspn(s, "; \t(");
	struct buf b = BUF_INIT;
	json_t *j;

	buf_add(&b, s, n);
	for (i = 0; i < b.len; i++)
		b.p[i] = (char)g_ascii_tolower(b.p[i]);
	j = header_json(&b, MAX_VALUE);
	buf_free(&b);
	return j;
}

static void
mark_sender(GMimeObject *mail, const char *from, json_t *marks)
{
	const char *path = header_raw(mail, "Return-Path");
	const char *kind = NULL;

	if (path != NULL) {
		path += strspn(path, " \t");
		if (strncmp(path, "<>", 2) == 0)
			kind = "null";
	}
	if (from != NULL && starts_with_any(from, daemons, COUNT(daemons)))
		kind = "mailer-daemon";
	else if (from != NULL && starts_with_any(from, mute, COUNT(mute)))
		kind = "no-reply";
	if (kind != NULL)
		json_object_set_new(marks, "sender", json_string(kind));
}

static void
mark_precedence(const char *word, json_t *marks)
{
	static const char *const known[] = { "bulk", "list", "junk",
		"auto_reply" };
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (strcasecmp(word, known[i]) == 0)
			json_object_set_new(
			    marks, "precedence", json_string(known[i]));
}

static void
mark_hops(GMimeObject *mail, json_t *marks)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(mail);
	int i, n = g_mime_header_list_get_count(list), hops = 0;

	for (i = 0; i < n; i++)
		hops +=
		    strcasecmp(g_mime_header_get_name(
				   g_mime_header_list_get_header_at(list, i)),
			"Received") == 0;
	if (hops > MANY_HOPS)
		json_object_set_new(marks, "hops", json_integer(hops));
}

static void
mark_report(GMimeObject *root, json_t *marks)
{
	GMimeContentType *type = g_mime_object_get_content_type(root);
	const char *kind;
	struct buf b = BUF_INIT;

	if (type == NULL)
		return;
	if (g_mime_content_type_is_type(
		type, "message", "disposition-notification")) {
		json_object_set_new(
		    marks, "report", json_string("disposition-notification"));
		return;
	}
	if (!g_mime_content_type_is_type(type, "multipart", "report"))
		return;
	kind = g_mime_content_type_get_parameter(type, "report-type");
	buf_adds(&b, kind != NULL && *kind ? kind : "unknown");
	json_object_set_new(marks, "report", header_json(&b, MAX_VALUE));
	buf_free(&b);
}

json_t *
auto_marks(const struct header_ctx *ctx, GMimeObject *mail, const char *subject,
    const char *from)
{
	json_t *marks = json_object();
	struct buf v = BUF_INIT;
	const char *raw;

	if ((raw = header_raw(mail, "Auto-Submitted")) != NULL) {
		value(ctx, raw, &v);
		if (strncasecmp(v.p, "no", 2) != 0 || strlen(v.p) > 2)
			json_object_set_new(marks, "submitted", keyword(v.p));
	}
	if ((raw = header_raw(mail, "Precedence")) != NULL) {
		value(ctx, raw, &v);
		mark_precedence(v.p, marks);
	}
	if ((raw = header_raw(mail, "X-Auto-Response-Suppress")) != NULL) {
		value(ctx, raw, &v);
		if (strcasecmp(v.p, "none") != 0)
			json_object_set_new(
			    marks, "suppress", header_json(&v, MAX_VALUE));
	}
	if ((raw = header_raw(mail, LOOP_HEADER)) != NULL) {
		value(ctx, raw, &v);
		json_object_set_new(marks, "loop", header_json(&v, MAX_MARK));
	}
	if (has_any(mail, lists, COUNT(lists)))
		json_object_set_new(marks, "list", json_true());
	if (has_any(mail, responders, COUNT(responders)))
		json_object_set_new(marks, "responder", json_true());
	if (is_away(subject))
		json_object_set_new(marks, "out_of_office", json_true());
	mark_sender(mail, from, marks);
	mark_report(mail, marks);
	mark_hops(mail, marks);
	buf_free(&v);
	return marks;
}

/* One "Name: value" line, unfolded, of the block at *P; 0 at its end. */
static int
next_field(const char **p, struct buf *line)
{
	const char *s = *p, *nl;

	buf_reset(line);
	do {
		nl = strchr(s, '\n');
		buf_add(line, s, nl != NULL ? (size_t)(nl - s) : strlen(s));
		buf_trim(line);
		s = nl != NULL ? nl + 1 : s + strlen(s);
	} while (line->len > 0 && (*s == ' ' || *s == '\t'));
	*p = s;
	return line->len > 0 || *s != '\0';
}

static const char *
field(const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	line += n + 1;
	return line + strspn(line, " \t");
}

/* "rfc822; <anna@example.net>" without the type and the brackets. */
static json_t *
typed_value(const char *v)
{
	const char *semi = strchr(v, ';');
	struct buf b = BUF_INIT;
	json_t *j;

	if (semi != NULL)
		v = semi + 1;
	v += strspn(v, " \t<");
	buf_adds(&b, v);
	buf_trim(&b);
	while (b.len > 0 && b.p[b.len - 1] == '>')
		buf_cut(&b, b.len - 1);
	j = header_json(&b, MAX_VALUE);
	buf_free(&b);
	return j;
}

static void
set_once(json_t *o, const char *key, json_t *v)
{
	if (json_object_get(o, key) == NULL)
		json_object_set_new(o, key, v);
	else
		json_decref(v);
}

static void
read_field(json_t *o, const char *line)
{
	const char *v;

	if ((v = field(line, "Action")) != NULL)
		set_once(o, "action", keyword(v));
	else if ((v = field(line, "Status")) != NULL)
		set_once(o, "status", keyword(v));
	else if ((v = field(line, "Final-Recipient")) != NULL)
		set_once(o, "recipient", typed_value(v));
	else if ((v = field(line, "Original-Recipient")) != NULL)
		set_once(o, "recipient", typed_value(v));
	else if ((v = field(line, "Diagnostic-Code")) != NULL)
		set_once(o, "diagnostic", typed_value(v));
}

static int
has_failed(const json_t *o)
{
	const char *action = json_string_value(json_object_get(o, "action"));

	return action != NULL && strcmp(action, "failed") == 0;
}

/*
 * Blocks may lack the empty line between them: a second recipient begins a
 * new one as well.
 */
json_t *
auto_delivery_status(const char *s, size_t n)
{
	json_t *first = NULL, *now = json_object();
	struct buf text = BUF_INIT, line = BUF_INIT;
	const char *p;

	buf_add(&text, s, n);
	for (p = text.p; next_field(&p, &line);) {
		int again = field(line.p, "Final-Recipient") != NULL &&
			    json_object_get(now, "action") != NULL;
		if ((line.len == 0 || again) && json_object_size(now) > 0) {
			if (first == NULL ||
			    (!has_failed(first) && has_failed(now))) {
				json_decref(first);
				first = json_incref(now);
			}
			json_decref(now);
			now = json_object();
		}
		read_field(now, line.p);
	}
	if (json_object_size(now) > 0 &&
	    (first == NULL || (!has_failed(first) && has_failed(now)))) {
		json_decref(first);
		first = json_incref(now);
	}
	json_decref(now);
	buf_free(&text);
	buf_free(&line);
	return first;
}

/* The first "<a@b>" or word with an "@" in the text. */
static json_t *
first_address(const char *text)
{
	const char *at, *from, *end;
	struct buf b = BUF_INIT;
	json_t *j = NULL;

	for (at = text; (at = strchr(at, '@')) != NULL; at++) {
		for (from = at; from > text &&
				strchr(" \t\n<>()[]\"',;:", from[-1]) == NULL;)
			from--;
		end = at + strcspn(at, " \t\n<>()[]\"',;:");
		if (from == at || memchr(at, '.', (size_t)(end - at)) == NULL)
			continue;
		buf_add(&b, from, (size_t)(end - from));
		while (b.len > 0 && b.p[b.len - 1] == '.')
			buf_cut(&b, b.len - 1);
		j = header_json(&b, MAX_VALUE);
		break;
	}
	buf_free(&b);
	return j;
}

json_t *
auto_prose_bounce(const char *text, const char *failed)
{
	json_t *o = json_object(), *v, *ids;
	const char *p;

	json_object_set_new(o, "action", json_string("failed"));
	v = first_address(failed != NULL ? failed : text);
	if (v != NULL)
		json_object_set_new(o, "recipient", v);
	p = strcasestr(text, "\nMessage-ID:");
	if (p != NULL) {
		struct buf line = BUF_INIT;
		buf_add(&line, p + 12, strcspn(p + 12, "\n"));
		ids = header_ids(line.p);
		if (json_array_size(ids) > 0)
			json_object_set(
			    o, "original_id", json_array_get(ids, 0));
		json_decref(ids);
		buf_free(&line);
	}
	if (json_object_size(o) < 2) {
		json_decref(o);
		return NULL;
	}
	return o;
}
