/* store/pack.c - small JSON in few bytes */
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "store/pack.h"

enum way { WAY_PLAIN, WAY_JSON, WAY_BYTES, WAY_ARCHIVED = PACK_ARCHIVED };

enum {
	LEVEL_JSON = 3, /* with a dictionary as fast as 1 */
	LEVEL_BYTES = 1,
	MAGIC = 4,	     /* bytes that every frame begins with */
	OPEN_MAX = 256 << 20 /* a damaged length must not take all memory */
};

static const unsigned char magic[MAGIC] = { 0x28, 0xB5, 0x2F, 0xFD };

struct packer {
	ZSTD_CCtx *json, *bytes;
	ZSTD_DCtx *open;
	ZSTD_CDict *to;
	ZSTD_DDict *from;
	struct buf frame;
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

static ZSTD_CCtx *
compressor(const ZSTD_CDict *dict, int level)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();

	must(c != NULL);
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_dictIDFlag, 0);
	if (dict != NULL)
		must(!ZSTD_isError(ZSTD_CCtx_refCDict(c, dict)));
	return c;
}

static struct packer *
need(struct pack *pack)
{
	if (pack->own == NULL) {
		pack->own = xcalloc(1, sizeof *pack->own);
		buf_init(&pack->own->frame);
	}
	return pack->own;
}

/* Each direction is made at first use: who only reads packs nothing. */
static struct packer *
need_pack(struct pack *pack)
{
	struct packer *p = need(pack);

	if (p->to != NULL)
		return p;
	p->to = ZSTD_createCDict(record_dict, record_dict_len, LEVEL_JSON);
	must(p->to != NULL);
	p->json = compressor(p->to, LEVEL_JSON);
	p->bytes = compressor(NULL, LEVEL_BYTES);
	return p;
}

static struct packer *
need_open(struct pack *pack)
{
	struct packer *p = need(pack);

	if (p->open != NULL)
		return p;
	p->from = ZSTD_createDDict(record_dict, record_dict_len);
	p->open = ZSTD_createDCtx();
	must(p->from != NULL && p->open != NULL);
	return p;
}

/* One byte for the way, then the frame without its magic. */
static void
squeeze(ZSTD_CCtx *c, enum way way, const void *p, size_t n, struct buf *out)
{
	size_t len;

	buf_reset(out);
	buf_room(out, ZSTD_compressBound(n) + 1);
	len = ZSTD_compress2(c, out->p, ZSTD_compressBound(n), p, n);
	must(!ZSTD_isError(len) && len >= MAGIC);
	if (len - MAGIC >= n) {
		buf_addc(out, WAY_PLAIN);
		buf_add(out, p, n);
		return;
	}
	memmove(out->p + 1, out->p + MAGIC, len - MAGIC);
	out->p[0] = (char)way;
	out->len = len - MAGIC + 1;
	out->p[out->len] = '\0';
}

void
pack_json(struct pack *pack, const char *text, size_t n, struct buf *out)
{
	squeeze(need_pack(pack)->json, WAY_JSON, text, n, out);
}

void
pack_bytes(struct pack *pack, const void *p, size_t n, struct buf *out)
{
	squeeze(need_pack(pack)->bytes, WAY_BYTES, p, n, out);
}

/* The frame as the library takes it, in the pack's own room. */
static const struct buf *
frame(struct packer *p, const char *packed, size_t n)
{
	buf_reset(&p->frame);
	buf_add(&p->frame, magic, MAGIC);
	buf_add(&p->frame, packed + 1, n - 1);
	return &p->frame;
}

static char *
unsqueeze(struct packer *p, enum way way, const struct buf *b, size_t *len,
    struct arena *arena)
{
	unsigned long long size = ZSTD_getFrameContentSize(b->p, b->len);
	size_t got;
	char *out;

	if (size > OPEN_MAX) /* unknown and error are above it too */
		return NULL;
	*len = (size_t)size;
	out = arena_get(arena, *len + 1);
	got = ZSTD_decompress_usingDDict(
	    p->open, out, *len, b->p, b->len, way == WAY_JSON ? p->from : NULL);
	out[*len] = '\0';
	return got == *len ? out : NULL;
}

int
pack_is_archived(const void *packed, size_t n)
{
	return n > 0 && *(const char *)packed == WAY_ARCHIVED;
}

/* An archive has what was packed, not one more place. */
static char *
bring(struct pack *pack, const char *place, size_t n, size_t *len,
    struct arena *arena, struct err *err)
{
	struct buf b = BUF_INIT;
	char *out = NULL;

	if (pack->fetch == NULL)
		err_set(err, ERR_BUG, "a record is in an archive");
	else if (pack->fetch(pack->arg, place, n, &b, err) == 0) {
		if (pack_is_archived(b.p, b.len))
			err_set(err, ERR_CONFIG, "an archive is damaged");
		else
			out = pack_open(pack, b.p, b.len, len, arena, err);
	}
	buf_free(&b);
	return out;
}

char *
pack_open(struct pack *pack, const void *packed, size_t n, size_t *len,
    struct arena *arena, struct err *err)
{
	struct packer *own = need_open(pack);
	const char *p = packed;
	char *out = NULL;

	if (pack_is_archived(p, n))
		return bring(pack, p, n, len, arena, err);
	if (n > 0 && p[0] == WAY_PLAIN) {
		*len = n - 1;
		return arena_strndup(arena, p + 1, n - 1);
	}
	if (n > 1 && (p[0] == WAY_JSON || p[0] == WAY_BYTES))
		out = unsqueeze(
		    own, (enum way)p[0], frame(own, p, n), len, arena);
	if (out == NULL)
		err_set(err, ERR_CONFIG,
		    "a stored record is damaged: see ha-db check");
	return out;
}

void
pack_free(struct pack *pack)
{
	struct packer *p = pack->own;

	if (p == NULL)
		return;
	ZSTD_freeCCtx(p->json);
	ZSTD_freeCCtx(p->bytes);
	ZSTD_freeDCtx(p->open);
	ZSTD_freeCDict(p->to);
	ZSTD_freeDDict(p->from);
	buf_free(&p->frame);
	free(p);
	pack->own = NULL;
}
