/*
 * cmd/ha/demo_photo.h - small pictures, made and not stored
 */
#ifndef HA_DEMO_PHOTO_H
#define HA_DEMO_PHOTO_H

#include "base/buf.h"
#include "ha/demo_rand.h"

/* A grey picture of soft blocks: baseline JPEG, or PNG without compression. */
void demo_jpeg(struct demo_rand *, struct buf *);
void demo_png(struct demo_rand *, struct buf *);

#endif
