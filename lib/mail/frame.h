/*
 * mail/frame.h - what goes over the pipes of ha-mime
 *
 *	type (1 byte), length (4 bytes, big end first), that many bytes
 *
 *	to the child	M a mail, H an HTML body
 *	from it		R once, when it is ready; then for each of them
 *			F a file of the mail, any number; then one of
 *			J the members as JSON, E why there are none
 */
#ifndef MAIL_FRAME_H
#define MAIL_FRAME_H

#include <stddef.h>

#include "base/buf.h"

enum frame_type {
	FRAME_MAIL = 'M',
	FRAME_READY = 'R',
	FRAME_FILE = 'F',
	FRAME_JSON = 'J',
	FRAME_ERROR = 'E'
};

enum { FRAME_HEAD = 5, FRAME_MAX = 32 << 20 };

struct frame {
	int type;
	const char *p;
	size_t n;
};

void frame_head(struct buf *, enum frame_type, size_t n);

/*
 * The frame that begins at P: its size with the head, 0 when not all of it is
 * there yet, -1 when it is longer than FRAME_MAX.
 */
long frame_read(const char *p, size_t n, struct frame *);

#endif
