/*
 * cmd/ha/demo_photo.c - small pictures, made and not stored
 *
 * The JPEG has only the mean of each 8x8 block: one code table of twelve
 * 4-bit codes for the differences, and one code, "0", for "no more in this
 * block".  The PNG stores its bytes, so that no compressor's version shows.
 */
#include <string.h>

#include "ha/demo_photo.h"

struct bits {
	struct buf *out;
	unsigned acc;
	int n;
};

static void
put_bits(struct bits *b, unsigned value, int n)
{
	while (n-- > 0) {
		b->acc = b->acc << 1 | (value >> n & 1);
		if (++b->n < 8)
			continue;
		buf_addc(b->out, (int)(b->acc & 0xff));
		if ((b->acc & 0xff) == 0xff)
			buf_addc(b->out, 0); /* no marker inside the data */
		b->n = 0;
	}
}

/* The difference to the block before: its size, then its bits. */
static void
put_block(struct bits *b, int diff)
{
	unsigned size = 0, m = (unsigned)(diff < 0 ? -diff : diff);

	while (m >> size)
		size++;
	put_bits(b, size, 4);
	if (size > 0)
		put_bits(b,
		    (unsigned)(diff < 0 ? diff - 1 : diff) & ((1U << size) - 1),
		    (int)size);
	put_bits(b, 0, 1);
}

static void
jpeg_head(struct buf *out, int width, int height)
{
	static const unsigned char begin[] = {
		0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0,
		0, 1, 0, 1, 0, 0, 0xff, 0xdb, 0, 67, 0 /* and 64 divisors */
	};
	static const unsigned char codes[] = { 0xff, 0xc4, 0, 31, 0x00, 0, 0, 0,
		12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7,
		8, 9, 10, 11, 0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xda, 0, 8, 1, 1, 0x00, 0, 63,
		0 };
	int i;

	buf_add(out, begin, sizeof begin);
	for (i = 0; i < 64; i++)
		buf_addc(out, 8);
	buf_add(out, "\xff\xc0\0\x0b\x08", 5);
	buf_addc(out, height >> 8);
	buf_addc(out, height & 0xff);
	buf_addc(out, width >> 8);
	buf_addc(out, width & 0xff);
	buf_add(out, "\1\1\x11\0", 4);
	buf_add(out, codes, sizeof codes);
}

void
demo_jpeg(struct demo_rand *r, struct buf *out)
{
	int across = (int)demo_between(r, 6, 20);
	int down = (int)demo_between(r, 6, 16), i, level = 0, next;
	struct bits b = { out, 0, 0 };

	jpeg_head(out, across * 8, down * 8);
	for (i = 0; i < across * down; i++) {
		next = level + (int)demo_between(r, -30, 30);
		if (next < -100 || next > 100)
			next = 0;
		put_block(&b, next - level);
		level = next;
	}
	if (b.n > 0)
		put_bits(&b, 0x7f, 8 - b.n);
	buf_add(out, "\xff\xd9", 2);
}

/* The checksum of PNG chunks, bit by bit: the pictures are small. */
static unsigned long
crc(unsigned long c, const char *s, size_t n)
{
	int k;

	for (c ^= 0xffffffffUL; n > 0; n--) {
		c ^= (unsigned char)*s++;
		for (k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xedb88320UL : c >> 1;
	}
	return c ^ 0xffffffffUL;
}

/* The checksum at the end of a zlib stream. */
static unsigned long
adler(const char *s, size_t n)
{
	unsigned long a = 1, b = 0;

	for (; n > 0; n--) {
		a = (a + (unsigned char)*s++) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

static void
put32(struct buf *out, unsigned long v)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		buf_addc(out, (int)(v >> shift & 0xff));
}

static void
chunk(struct buf *out, const char *type, const struct buf *data)
{
	put32(out, data->len);
	buf_add(out, type, 4);
	buf_add(out, data->p, data->len);
	put32(out, crc(crc(0, type, 4), data->p, data->len));
}

/* A zlib stream of one stored block. */
static void
stored(struct buf *out, const struct buf *raw)
{
	unsigned n = (unsigned)raw->len;

	buf_add(out, "\x78\x01\x01", 3);
	buf_addc(out, (int)(n & 0xff));
	buf_addc(out, (int)(n >> 8));
	buf_addc(out, (int)(~n & 0xff));
	buf_addc(out, (int)(~n >> 8 & 0xff));
	buf_add(out, raw->p, raw->len);
	put32(out, adler(raw->p, raw->len));
}

void
demo_png(struct demo_rand *r, struct buf *out)
{
	struct buf raw = BUF_INIT, data = BUF_INIT;
	long w = demo_between(r, 24, 48), h = demo_between(r, 18, 36), x, y;
	long tint = demo_between(r, 60, 200);

	put32(&data, (unsigned long)w);
	put32(&data, (unsigned long)h);
	buf_add(&data, "\x08\0\0\0\0", 5); /* 8 bits of grey */
	buf_add(out, "\x89PNG\r\n\x1a\n", 8);
	chunk(out, "IHDR", &data);
	for (y = 0; y < h; y++) {
		buf_addc(&raw, 0);
		for (x = 0; x < w; x++)
			buf_addc(&raw, (int)((tint + x * 3 + y * 5) & 0xff));
	}
	buf_reset(&data);
	stored(&data, &raw);
	chunk(out, "IDAT", &data);
	buf_reset(&data);
	chunk(out, "IEND", &data);
	buf_free(&raw);
	buf_free(&data);
}
