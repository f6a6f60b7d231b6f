/*
 * base/nodump.h - a process that holds secrets leaves no traces of them
 */
#ifndef BASE_NODUMP_H
#define BASE_NODUMP_H

/*
 * No core file, and nobody may look into this process, not even its user.
 * Under a sanitizer, which looks into itself, only no core file.
 */
void nodump(void);

#endif
