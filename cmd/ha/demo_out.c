/* cmd/ha/demo_out.c - the files of a demo */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "ha/demo_out.h"

enum { BLOCK = 1 << 18 };

static int
refuse(const char *path, struct err *err)
{
	return err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
}

int
demo_out_open(
    struct demo_out *o, const char *dir, const char *name, struct err *err)
{
	buf_init(&o->b);
	o->path = file_join(dir, name);
	o->fd = open(o->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return o->fd < 0 ? refuse(o->path, err) : 0;
}

static int
flush(struct demo_out *o, struct err *err)
{
	if (file_put(o->fd, o->b.p, o->b.len) < 0)
		return refuse(o->path, err);
	buf_reset(&o->b);
	return 0;
}

int
demo_out_check(struct demo_out *o, struct err *err)
{
	return o->b.len < BLOCK ? 0 : flush(o, err);
}

int
demo_out_close(struct demo_out *o, struct err *err)
{
	int rc = 0;

	if (o->path != NULL && o->fd >= 0) {
		rc = flush(o, err);
		if (close(o->fd) < 0)
			rc = refuse(o->path, err);
	}
	buf_free(&o->b);
	free(o->path);
	o->path = NULL;
	return rc;
}

int
demo_put(const char *path, const struct buf *b, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || file_put(fd, b->p, b->len) < 0 || close(fd) < 0)
		return refuse(path, err);
	return 0;
}
