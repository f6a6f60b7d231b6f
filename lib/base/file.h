/*
 * base/file.h - whole files, safely
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Append the file to B; more than MAX bytes is an error (65). */
int file_read(const char *path, size_t max, struct buf *, struct err *);
/* The same; 1 when PATH is a folder, a pipe: nothing is waited for or read. */
int file_read_plain(const char *path, size_t max, struct buf *, struct err *);

/*
 * Write whole or not at all: a temporary name beside PATH, fsync, rename,
 * fsync of the folder.
 */
int file_write(const char *path, const void *, size_t, mode_t, struct err *);

/* All of it, whatever write(2) takes at once and signals interrupt. */
int file_put(int fd, const void *, size_t); /* -1 and errno */

/* So that what is in FOLDER is found there after a power loss. */
int file_sync_folder(const char *folder, struct err *);
/* The same for the folder that PATH is in. */
int file_sync_dir(const char *path, struct err *);

/* Make the folder and those above it (0700). */
int file_mkdirs(const char *path, struct err *);
int file_exists(const char *path);

/* DIR "/" NAME, or NAME alone when it is absolute; the caller's. */
char *file_join(const char *dir, const char *name);
/* The folder of PATH, "." when it has none; the caller's. */
char *file_dir(const char *path);

/* Open a share/ file: $HA_SHARE, else the installed folder; the caller's. */
char *file_share(const char *name);

#endif
