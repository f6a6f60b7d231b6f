/* mail/frame.c - what goes over the pipes of ha-mime */
#include "mail/frame.h"

void
frame_head(struct buf *b, enum frame_type type, size_t n)
{
	char head[FRAME_HEAD] = { (char)type, (char)(n >> 24), (char)(n >> 16),
		(char)(n >> 8), (char)n };

	buf_add(b, head, sizeof head);
}

long
frame_read(const char *p, size_t n, struct frame *f)
{
	const unsigned char *u = (const unsigned char *)p;

	if (n < FRAME_HEAD)
		return 0;
	f->type = u[0];
	f->n =
	    (size_t)u[1] << 24 | (size_t)u[2] << 16 | (size_t)u[3] << 8 | u[4];
	f->p = p + FRAME_HEAD;
	if (f->n > FRAME_MAX)
		return -1;
	return n - FRAME_HEAD < f->n ? 0 : (long)(FRAME_HEAD + f->n);
}
