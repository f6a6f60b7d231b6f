/*
 * text/quote_line.c - what a line of a mail is, by the words of many languages
 */
#define _GNU_SOURCE /* memmem */
#include <string.h>
#include <strings.h>

#include "text/quote_int.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* How the attribution ends, before its colon. */
static const struct text wrote[] = { T("wrote"), T("writes"), T("schrieb"),
	T("geschrieben"), T("a écrit "), T("a écrit"), T("a écrit\xC2\xA0"),
	T("escribió"), T("escrebeu"), T("escreveu"), T("ha scritto"),
	T("scrisse"), T("schreef"), T("heeft geschreven"), T("geschreven"),
	T("napisał(a)"), T("napisał"), T("napisała"), T("pisze"), T("skrev"),
	T("skrev följande"), T("kirjoitti"), T("пишет"), T("написал"),
	T("написала"), T("написал(а)"), T("писал"), T("yazdı"),
	T("şunları yazdı"), T("şunu yazdı"), T("كتب"), T("تمت كتابة ما يلي"),
	T("写道"), T("写到"), T("寫道"), T("写"), T("さんは書きました"),
	T("が書きました"), T("のメール"), T("は書きました"),
	T("wrote\xE3\x80\x80"), T("님이 작성"), T("님이 작성함"), T("작성"),
	T("썼습니다"), T("เขียน"), T("เขียนว่า"), T("ได้เขียน"), T("đã viết"),
	T("viết"), T("menulis"), T("telah menulis"), T("napsal(a)"),
	T("napsal"), T("a scris"), T("έγραψε"), T("írta"), T("написа") };

/* The same in the middle: "Am 20.11. schrieb Anna:" */
static const struct text wrote_by[] = { T(" schrieb "), T(" schreef "),
	T(" skrev "), T(" napisał "), T(" napisała "), T(" пишет "),
	T(" escribió "), T(" escreveu "), T(" ha scritto ") };

/* How its first line begins when it is folded. */
static const struct text opener[] = { T("On "), T("Am "), T("Le "), T("El "),
	T("Il "), T("Em "), T("No dia "), T("Op "), T("W dniu "), T("Dnia "),
	T("Den "), T("В "), T("Vào "), T("Pada "), T("เมื่อ"), T("في "), T("在"),
	T("于"), T("於"), T("Ma "), T("Til ") };

/* Inside "----- ... -----": what follows was written before. */
static const struct text original[] = { T("Original Message"),
	T("Original message"), T(" Original "), T("Original-Nachricht"),
	T("Ursprüngliche Nachricht"), T("Originalnachricht"),
	T("Message d'origine"), T("Message d’origine"), T("Message original"),
	T("Mensaje original"), T("Messaggio originale"),
	T("Messaggio Originale"), T("Mensagem original"),
	T("Mensagem Original"), T("Oorspronkelijk bericht"),
	T("Wiadomość oryginalna"), T("Oryginalna wiadomość"),
	T("Ursprungligt meddelande"), T("Originalmeddelande"),
	T("Исходное сообщение"), T("Оригинальное сообщение"),
	T("Orijinal İleti"), T("Orijinal Mesaj"), T("الرسالة الأصلية"),
	T("原始邮件"), T("原始郵件"), T("原郵件"), T("元のメッセージ"),
	T("Original Mail"), T("원본 메시지"), T("원본 메일"), T("ข้อความเดิม"),
	T("Thư gốc"), T("Pesan Asli"), T("Pesan asli") };

static const struct text forwarded[] = { T("Forwarded message"),
	T("Forwarded Message"), T("Begin forwarded message"),
	T("Weitergeleitete Nachricht"), T("weitergeleiteten Nachricht"),
	T("Message transféré"), T("Début du message transféré"),
	T("Message réexpédié"), T("Mensaje reenviado"), T("mensaje reenviado"),
	T("Messaggio inoltrato"), T("messaggio inoltrato"),
	T("Mensagem encaminhada"), T("mensagem reencaminhada"),
	T("Doorgestuurd bericht"), T("doorgestuurd bericht"),
	T("Wiadomość przekazana"), T("przesłana wiadomość"),
	T("Vidarebefordrat meddelande"), T("Пересылаемое сообщение"),
	T("Пересланное сообщение"), T("İletilen ileti"),
	T("Yönlendirilen ileti"), T("رسالة معاد توجيهها"), T("转发邮件"),
	T("转发的邮件"), T("轉寄郵件"), T("転送メッセージ"), T("Forwarded by"),
	T("전달된 메시지"), T("ข้อความที่ส่งต่อ"), T("Thư được chuyển tiếp"),
	T("Pesan terusan") };

/* The labels of a header block as mail programs write it into a text. */
static const struct text from_label[] = { T("From"), T("Von"), T("De"), T("Da"),
	T("Van"), T("Od"), T("Från"), T("Fra"), T("Lähettäjä"), T("От"),
	T("От кого"), T("Kimden"), T("Gönderen"), T("من"), T("发件人"),
	T("寄件者"), T("寄件人"), T("差出人"), T("送信者"), T("보낸 사람"),
	T("보낸사람"), T("จาก"), T("Từ"), T("Dari"), T("Expéditeur") };
static const struct text date_label[] = { T("Sent"), T("Date"), T("Gesendet"),
	T("Datum"), T("Envoyé"), T("Enviado"), T("Enviada"), T("Enviado em"),
	T("Enviada em"), T("Enviado el"), T("Fecha"), T("Data"), T("Inviato"),
	T("Verzonden"), T("Wysłano"), T("Skickat"), T("Sendt"), T("Lähetetty"),
	T("Отправлено"), T("Дата"), T("Tarih"), T("Gönderildi"),
	T("Gönderme Tarihi"), T("تم الإرسال"), T("التاريخ"), T("发送时间"),
	T("发送日期"), T("日期"), T("傳送時間"), T("寄件日期"), T("日時"),
	T("送信日時"), T("日付"), T("보낸 날짜"), T("보낸날짜"), T("날짜"),
	T("ส่ง"), T("วันที่"), T("Đã gửi"), T("Ngày"), T("Dikirim"), T("Tanggal"),
	T("To"), T("An"), T("À"), T("Para"), T("A"), T("Aan"), T("Do"),
	T("Till"), T("Кому"), T("Kime"), T("收件人"), T("收件者"), T("宛先"),
	T("받는 사람"), T("Subject"), T("Betreff"), T("Objet"), T("Asunto"),
	T("Oggetto"), T("Assunto"), T("Onderwerp"), T("Temat"), T("Ämne"),
	T("Тема"), T("Konu"), T("主题"), T("主旨"), T("件名"), T("제목") };

/* What programs put under a message, with a DEVICE; case does not count. */
static const struct text sign_off[] = { T("Sent from my "), T("Sent from Mail"),
	T("Sent from Yahoo"), T("Sent from Outlook"), T("Sent via "),
	T("Sent with "), T("Get Outlook for "), T("Get BlueMail"),
	T("Von meinem "), T("Gesendet von "), T("Gesendet mit "),
	T("Diese Nachricht wurde von meinem "), T("Envoyé de mon "),
	T("Envoyé depuis "), T("Envoyé à partir "), T("Enviado desde "),
	T("Enviado de mi "), T("Enviado do meu "), T("Enviado a partir "),
	T("Obtener Outlook"), T("Obter o Outlook"), T("Télécharger Outlook"),
	T("Outlook für "), T("Inviato da "), T("Inviato dal mio "),
	T("Scarica Outlook"), T("Verzonden vanaf "), T("Verstuurd vanaf "),
	T("Outlook voor "), T("Wysłane z "), T("Wysłano z "),
	T("Skickat från "), T("Sendt fra "), T("Отправлено с "),
	T("Отправлено из "), T("iPhone'umdan gönderildi"),
	T("iPhone’umdan gönderildi"), T("Android cihazımdan"), T("أُرسلت من"),
	T("أرسلت من"), T("发自我的"), T("发自 我的"), T("从我的"),
	T("來自我的"), T("傳送自"), T("發自我的"), T("iPhoneから送信"),
	T("iPadから送信"), T("Androidから送信"), T("나의 iPhone"),
	T("내 iPhone"), T("ส่งจาก "), T("Đã gửi từ "), T("Được gửi từ "),
	T("Dikirim dari ") };
static const struct text device[] = { T("iPhone"), T("iPad"), T("Android"),
	T("Samsung"), T("Galaxy"), T("Huawei"), T("HUAWEI"), T("Xiaomi"),
	T("Outlook"), T("Mail"), T("mail"), T("BlackBerry"), T("Handy"),
	T("Smartphone"), T("smartphone"), T("Yahoo"), T("GMX"), T("WEB.DE"),
	T("mobile"), T("Mobile"), T("phone"), T("téléphone"), T("móvil"),
	T("celular"), T("cellulare"), T("telefon"), T("Windows"), T("Telefon"),
	T("手机"), T("手機"), T("QQ"), T("Redmi"), T("OPPO"), T("vivo"),
	T("Honor") };

/* What lawyers put there. */
static const struct text notice[] = { T("CONFIDENTIALITY NOTICE"),
	T("This e-mail and any attachments"),
	T("This email and any attachments"), T("This message is confidential"),
	T("Diese E-Mail enthält vertrauliche"),
	T("Ce message est confidentiel") };

static int
begins(struct text line, struct text word)
{
	return line.n >= word.n && memcmp(line.s, word.s, word.n) == 0;
}

int
quote_contains(struct text line, struct text word)
{
	return memmem(line.s, line.n, word.s, word.n) != NULL;
}

static int
contains_any(struct text line, const struct text *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (quote_contains(line, list[i]))
			return 1;
	return 0;
}

struct text
quote_line(const struct text *q, size_t at, size_t *next)
{
	const char *nl = memchr(q->s + at, '\n', q->n - at);
	struct text t = { q->s + at,
		nl != NULL ? (size_t)(nl - q->s) - at : q->n - at };

	*next = at + t.n + (nl != NULL);
	while (t.n > 0 && strchr(" \t\r", t.s[t.n - 1]) != NULL)
		t.n--;
	while (t.n > 0 && (t.s[0] == ' ' || t.s[0] == '\t')) {
		t.s++;
		t.n--;
	}
	return t;
}

struct text
quote_line_after(const struct text *q, size_t at, size_t *next)
{
	struct text t = { "", 0 };

	while (at < q->n && t.n == 0) {
		t = quote_line(q, at, next);
		at = *next;
	}
	return t;
}

int
quote_is_quoted(struct text line)
{
	return line.n > 0 &&
	       (line.s[0] == '>' || begins(line, (struct text)T("＞")));
}

/* Take a colon from the end: ":" or "：". */
static int
chop_colon(struct text *line)
{
	if (line->n > 1 && line->s[line->n - 1] == ':') {
		line->n -= 1;
		return 1;
	}
	if (line->n > 3 && memcmp(line->s + line->n - 3, "：", 3) == 0) {
		line->n -= 3;
		return 1;
	}
	return 0;
}

static int
digits(struct text line)
{
	size_t i;
	int n = 0;

	for (i = 0; i < line.n; i++)
		n += line.s[i] >= '0' && line.s[i] <= '9';
	return n;
}

static int
has_at(struct text line)
{
	return memchr(line.s, '@', line.n) != NULL;
}

static int
ends_with_wrote(struct text line)
{
	size_t i;

	for (i = 0; i < COUNT(wrote); i++)
		if (line.n >= wrote[i].n && memcmp(line.s + line.n - wrote[i].n,
						wrote[i].s, wrote[i].n) == 0)
			return 1;
	return 0;
}

static int
begins_any(struct text line, const struct text *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (begins(line, list[i]))
			return 1;
	return 0;
}

static int
is_attribution(struct text t, int opens)
{
	int n = digits(t);

	if (ends_with_wrote(t) && (n > 0 || has_at(t)))
		return 1;
	if (t.s[t.n - 1] == '>' && has_at(t) && n >= 3)
		return 1;
	return opens && n >= 4 && contains_any(t, wrote_by, COUNT(wrote_by));
}

size_t
quote_attribution(const struct text *q, size_t at)
{
	size_t next, from = at;
	struct text line = quote_line(q, at, &next), whole;
	int opens = begins_any(line, opener, COUNT(opener)) ||
		    (line.n > 0 && line.s[0] >= '0' && line.s[0] <= '9');
	int i;

	for (i = 0; i < (opens ? 3 : 1); i++) {
		if (line.n == 0 || quote_is_quoted(line) || line.n > 300)
			return 0;
		whole = (struct text){ q->s + from,
			(size_t)(line.s + line.n - (q->s + from)) };
		if (chop_colon(&whole) && is_attribution(whole, opens))
			return next;
		at = next;
		if (at >= q->n)
			return 0;
		line = quote_line(q, at, &next);
	}
	return 0;
}

int
quote_is_separator(struct text line, const struct text *words, size_t n)
{
	if (line.n < 8 || line.n > 200)
		return 0;
	if (!(memcmp(line.s, "--", 2) == 0 &&
		memcmp(line.s + line.n - 2, "--", 2) == 0) &&
	    !(memcmp(line.s, "__", 2) == 0 &&
		memcmp(line.s + line.n - 2, "__", 2) == 0))
		return 0;
	return contains_any(line, words, n);
}

int
quote_is_forward(struct text line)
{
	struct text bare = line;

	if (quote_is_separator(line, forwarded, COUNT(forwarded)))
		return 1;
	return line.n < 120 && chop_colon(&bare) &&
	       contains_any(bare, forwarded, COUNT(forwarded));
}

static int
has_colon(struct text line)
{
	struct text start = { line.s, line.n < 60 ? line.n : 60 };

	return memchr(start.s, ':', start.n) != NULL ||
	       quote_contains(start, (struct text)T("："));
}

/* "From: Anna" with FROM among LABELS; bold marks and blanks allowed. */
static int
has_label(struct text line, const struct text *labels, size_t n)
{
	size_t i, k;

	if (!has_colon(line))
		return 0;
	while (line.n > 0 && line.s[0] == '*') {
		line.s++;
		line.n--;
	}
	for (i = 0; i < n; i++) {
		if (!begins(line, labels[i]))
			continue;
		for (k = labels[i].n; k < line.n; k++)
			if (line.s[k] != ' ' && line.s[k] != '*' &&
			    line.s[k] != '\t' &&
			    (unsigned char)line.s[k] != 0xC2 &&
			    (unsigned char)line.s[k] != 0xA0)
				break;
		if (k < line.n && line.s[k] == ':')
			return 1;
		if (k + 3 <= line.n && memcmp(line.s + k, "：", 3) == 0)
			return 1;
	}
	return 0;
}

int
quote_is_block(const struct text *q, size_t at)
{
	int from = 0, all = 0, i, is_from;
	size_t next = at;
	struct text line;

	for (i = 0; i < 5 && next < q->n; i++) {
		line = quote_line_after(q, next, &next);
		is_from = has_label(line, from_label, COUNT(from_label));
		from += is_from;
		all +=
		    is_from || has_label(line, date_label, COUNT(date_label));
		if (all == 0)
			return 0;
	}
	return from > 0 && all >= 3;
}

int
quote_is_rule(const struct text *q, struct text line, size_t next)
{
	size_t i;

	if (line.n < 5 || (line.s[0] != '_' && line.s[0] != '-'))
		return 0;
	for (i = 1; i < line.n; i++)
		if (line.s[i] != line.s[0])
			return 0;
	return quote_is_block(q, next);
}

static int
begins_folded(struct text line, const struct text *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (line.n >= list[i].n &&
		    strncasecmp(line.s, list[i].s, list[i].n) == 0)
			return 1;
	return 0;
}

int
quote_is_sign_off(struct text line)
{
	if (line.n == 2 && memcmp(line.s, "--", 2) == 0)
		return 1;
	if (begins_folded(line, notice, COUNT(notice)))
		return 1;
	/* "Von meinem Paket fehlt jede Spur" is no signature */
	return line.n <= 90 && begins_folded(line, sign_off, COUNT(sign_off)) &&
	       contains_any(line, device, COUNT(device));
}

size_t
quote_table(const struct text *q, size_t at)
{
	size_t next = at, end = at;
	struct text line;
	int rows = 0;

	while (end < q->n) {
		line = quote_line(q, end, &next);
		if (line.n == 0 || memchr(line.s, '\t', line.n) == NULL)
			break;
		rows++;
		end = next;
	}
	return rows >= 3 ? end : 0;
}

int
quote_is_original(struct text line)
{
	return quote_is_separator(line, original, COUNT(original));
}

int
quote_has_label(struct text line)
{
	return has_label(line, from_label, COUNT(from_label)) ||
	       has_label(line, date_label, COUNT(date_label));
}
