/*
 * conf/source.h - the files of a configuration, merged into one tree
 *
 * ha.yaml first, then what its include: names, in that order.  A section
 * that several files have is joined: names of a map stand side by side, a
 * list goes on.  A name that two files give is an error, but for lists below
 * a section (rules of one kind from many files), which go on too.
 */
#ifndef CONF_SOURCE_H
#define CONF_SOURCE_H

#include "base/buf.h"
#include "conf/keys.h"

struct source {
	char *path; /* absolute */
	struct node *tree;
	struct buf bytes;
};

struct sources {
	struct source *v;
	size_t n, cap;
};

/*
 * Read PATH (absolute) and what it includes.  The merged tree, which lives as
 * long as the sources; NULL when PATH itself cannot be read.  Every error is
 * in ERRS.
 */
struct node *sources_read(
    struct sources *, const char *path, struct conf_errs *);
void sources_free(struct sources *);

/* What is wrong with a secret written out; '%s' is the key, twice. */
#define CONFIG_LITERAL                                                         \
	"a secret may not stand here: put it into a file "                     \
	"of mode 0600 and write %s: ${file:secrets/NAME}, or %s: ${env:NAME}"

/* The file of WRITTEN as seen from DIR; "share:NAME" is ours.  The caller's. */
char *source_path(const char *dir, const char *written);

#endif
