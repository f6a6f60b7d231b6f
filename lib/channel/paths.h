/*
 * channel/paths.h - drivers that read files
 *
 * Their own struct begins with struct path_own, so that DRIVER:PATH can set
 * the path without a section.
 */
#ifndef CHANNEL_PATHS_H
#define CHANNEL_PATHS_H

#include "channel/channel.h"
#include "channel/keys.h"

struct path_own {
	struct channel_common common;
	const char *path;
};

enum { MAIL_MAX = 25 << 20, QUARANTINE_KEEP = 64 << 10 };

/* The path as the configuration means it; in the channel's arena. */
const char *path_of(struct channel *);

/* One name in a folder, without "." and "..", in byte order. */
struct names {
	char **v;
	size_t n, cap;
};
int names_read(struct names *, const char *dir, struct err *);
void names_free(struct names *);

/* "NAME@1f2e3d4c5b6a7988": the delivery of bytes that a file name holds. */
const char *path_source(
    const char *name, const void *bytes, size_t n, char out[400]);

#endif
