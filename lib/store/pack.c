/* store/pack.c - small JSON in few bytes */
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* it only reads next_in */
#include <zlib.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "store/pack.h"

enum way { WAY_PLAIN, WAY_JSON, WAY_BYTES };

enum {
	LEVEL = 1,
	SMALL_WINDOW = 13, /* 8 KiB: what fits the caches */
	SMALL_MEMORY = 5,
	WORTH = 48,	     /* shorter texts stay as they are */
	OPEN_MAX = 256 << 20 /* a damaged length must not take all memory */
};

/* The commonest stands last: short distances take fewer bits. */
static const char dictionary[] =
    "\"amounts\":[{\"value\":\"12.50\",\"currency\":\"EUR\",\"span\":[]}]"
    "\"tracking_ids\":[{\"id\":\"\",\"carrier\":null}],\"skus\":[\""
    "\"size_fit\"\"usage_help\"\"exchange_request\"\"payment_invoice\""
    "\"promo_discount\"\"warranty_repair\"\"complaint_service\"\"account\""
    "\"contact_human\"\"spam\"\"other\"\"customs_duties\"\"wrong_item\""
    "\"missing_parts\"\"not_as_described\"\"product_question\""
    "\"change_order\"\"cancel_order\"\"positive_feedback\""
    "\"damaged_in_transit\"\"defective\"\"not_received\""
    "\"return_request\"\"refund_request\"\"where_is_my_order\""
    "\"review_threat\",\"chargeback\",\"legal\",\"safety\",\"off_platform\""
    "\"emotion\":\"satisfied\"\"emotion\":\"angry\"\"emotion\":\"anxious\""
    "\"urgency\":\"low\"\"urgency\":\"high\",\"label\":\"positive\",\"score\":"
    "0."
    "\"langs\":[\"lang\":\"es\"\"lang\":\"it\"\"lang\":\"pt\"\"lang\":\"ja\""
    "\"lang\":\"ko\"\"lang\":\"ru\"\"lang\":\"zh-Hans\"\"lang\":\"de\""
    "\"lang\":\"fr\"\"signals\":[\"thanks\"],\"why\":[\"rule "
    "\",\"model\":\"rules\""
    "{\"lang\":\"en\",\"lang_p\":0.99,\"intents\":[{\"id\":\"\",\"p\":0.9}],"
    "\"sentiment\":{\"label\":\"neutral\",\"score\":0.0},"
    "\"sentiment\":{\"label\":\"negative\",\"score\":-0.},"
    "\"emotion\":\"neutral\",\"urgency\":\"medium\",\"signals\":[],"
    "\"entities\":{\"order_ids\":[],\"tracking_ids\":[],\"skus\":[],"
    "\"amounts\":[]},\"why\":[],\"model\":"
    "\"lines\":[{\"sku\":\"\",\"title\":\"\",\"quantity\":1,\"price\":\""
    "\"shipped_at\":\"2026-\",\"delivered_at\":\"2026-\",\"carrier\":\""
    "\"tracking\":\"\",\"status\":\"delivered\",\"events\":[{\"at\":\""
    "\"placed_at\":\"2026-\",\"currency\":\"USD\",\"total\":\"\",\"ship_to\":{"
    "\"street\":\"\",\"city\":\"\",\"zip\":\"\",\"country\":\"US\"},"
    "\"kind\":\"order\",\"kind\":\"shipment\",\"kind\":\"return\""
    "\"attachments\":[{\"name\":\".jpg\",\"type\":\"image/jpeg\",\"bytes\":"
    "\",\"sha256\":\"\"auto\":[\"submitted\"\"bounce\"\"history\":true,"
    "\"delivered_to\":null,\"references\":[\"Re: Bestellung Order #"
    "@gmail.com@outlook.com@web.de@gmx.de@yahoo.com@hotmail.com.example.com"
    "\",\"thread\":null,\"direction\":\"out\",\"country\":null,\"name\":null"
    "{\"v\":1,\"kind\":\"message\",\"id\":\"email/support/\",\"channel\":"
    "\"email\",\"account\":\"support\",\"external_id\":\"%40\",\"thread\":\""
    "\",\"direction\":\"in\",\"sent_at\":\"2026-11-20T18:22:31Z\","
    "\"received_at\":\"2026-11-20T18:22:33Z\",\"from\":{\"id\":\"\",\"name\":"
    "\"\",\"email\":\"\",\"country\":\"DE\"},\"to\":null,\"subject\":\"\","
    "\"text\":\"\",\"order_ids\":[],\"sku\":null,\"attachments\":[],\"mail\":{"
    "\"message_id\":\"\",\"in_reply_to\":null,\"references\":[],"
    "\"reply_to\":null,\"to\":\"\",\"delivered_to\":\"\",\"auto\":[],"
    "\"bounce\":null,\"flags\":[]}}";

struct pack {
	z_stream json, bytes, open;
};

static void
must(int ok)
{
	struct err err = ERR_INIT;

	if (ok)
		return;
	err_set(&err, ERR_SYSTEM, "out of memory");
	die(&err);
}

static struct pack *
need(struct pack **pack)
{
	if (*pack != NULL)
		return *pack;
	*pack = xcalloc(1, sizeof **pack);
	must(deflateInit2(&(*pack)->json, LEVEL, Z_DEFLATED, -SMALL_WINDOW,
		 SMALL_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK);
	must(deflateInit2(&(*pack)->bytes, LEVEL, Z_DEFLATED, -MAX_WBITS,
		 MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY) == Z_OK);
	must(inflateInit2(&(*pack)->open, -MAX_WBITS) == Z_OK);
	return *pack;
}

static void
plain(const void *p, size_t n, struct buf *out)
{
	buf_reset(out);
	buf_addc(out, WAY_PLAIN);
	buf_add(out, p, n);
}

static void
add_length(struct buf *out, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_addc(out, (int)(n & 0x7F) | 0x80);
	buf_addc(out, (int)n);
}

static void
squeeze(z_stream *z, enum way way, const void *p, size_t n, struct buf *out)
{
	int rc;

	buf_reset(out);
	buf_addc(out, (int)way);
	add_length(out, n);
	buf_room(out, deflateBound(z, (uLong)n));
	z->next_in = p;
	z->avail_in = (uInt)n;
	z->next_out = (Bytef *)out->p + out->len;
	z->avail_out = (uInt)(out->cap - out->len - 1);
	rc = deflate(z, Z_FINISH);
	out->len = (size_t)((char *)z->next_out - out->p);
	if (rc != Z_STREAM_END || out->len > n)
		plain(p, n, out);
	else
		out->p[out->len] = '\0';
}

void
pack_json(struct pack **pack, const char *text, size_t n, struct buf *out)
{
	z_stream *z;

	if (n < WORTH || n > OPEN_MAX) {
		plain(text, n, out);
		return;
	}
	z = &need(pack)->json;
	deflateReset(z);
	deflateSetDictionary(
	    z, (const Bytef *)dictionary, sizeof dictionary - 1);
	squeeze(z, WAY_JSON, text, n, out);
}

void
pack_bytes(struct pack **pack, const void *p, size_t n, struct buf *out)
{
	if (n < WORTH || n > OPEN_MAX) {
		plain(p, n, out);
		return;
	}
	deflateReset(&need(pack)->bytes);
	squeeze(&(*pack)->bytes, WAY_BYTES, p, n, out);
}

/* The length in front of P; how many bytes it took, 0 when it is none. */
static size_t
read_length(const unsigned char *p, size_t n, size_t *len)
{
	size_t i;

	*len = 0;
	for (i = 0; i < n && i < 5; i++) {
		*len |= (size_t)(p[i] & 0x7F) << (7 * i);
		if (p[i] < 0x80)
			return *len <= OPEN_MAX ? i + 1 : 0;
	}
	return 0;
}

static int
inflate_into(z_stream *z, int way, const unsigned char *p, size_t n, char *out,
    size_t len)
{
	inflateReset(z);
	if (way == WAY_JSON)
		inflateSetDictionary(
		    z, (const Bytef *)dictionary, sizeof dictionary - 1);
	z->next_in = p;
	z->avail_in = (uInt)n;
	z->next_out = (Bytef *)out;
	z->avail_out = (uInt)len;
	return inflate(z, Z_FINISH) == Z_STREAM_END && z->avail_out == 0 ? 0
									 : -1;
}

char *
pack_open(struct pack **pack, const void *packed, size_t n, size_t *len,
    struct arena *arena, struct err *err)
{
	const unsigned char *p = packed;
	size_t used;
	char *out;

	if (n > 0 && p[0] == WAY_PLAIN) {
		*len = n - 1;
		return arena_strndup(arena, (const char *)p + 1, n - 1);
	}
	if (n > 1 && (p[0] == WAY_JSON || p[0] == WAY_BYTES) &&
	    (used = read_length(p + 1, n - 1, len)) > 0) {
		out = arena_get(arena, *len + 1);
		out[*len] = '\0';
		if (inflate_into(&need(pack)->open, p[0], p + 1 + used,
			n - 1 - used, out, *len) == 0)
			return out;
	}
	err_set(err, ERR_CONFIG, "a stored record is damaged: see ha-db check");
	return NULL;
}

void
pack_free(struct pack *pack)
{
	if (pack == NULL)
		return;
	deflateEnd(&pack->json);
	deflateEnd(&pack->bytes);
	inflateEnd(&pack->open);
	free(pack);
}
