/*
 * base/confine.h - give up what is not needed any more
 *
 * Called once, after everything is open and before the first foreign byte.
 * The promises, separated by blanks:
 *
 *	stdio	what is open, memory, time; files below /usr, read only
 *		(charset converters and ICU data are loaded when first used)
 *	rpath	open any file to read
 *	wpath	open, make and remove files too, and rename them where they are
 *	move	the same, into another folder and under a second name
 *	peer	talk over a socket that is connected already: a database server
 *	inet	open sockets and connect them, look names up (which takes a
 *		thread), read what is in /etc: a helper that asks a server
 *
 * No promise gives a new program, and none but "inet" a new socket.  What is
 * refused fails with EPERM, so that a libc with a new system call degrades and
 * does not die.  On Linux: no new privileges, Landlock where the kernel has it
 * (and for "move" knows how to allow it), a seccomp list.  On other systems,
 * and in builds with a sanitizer (whose runtime needs more calls), it does
 * nothing.
 */
#ifndef BASE_CONFINE_H
#define BASE_CONFINE_H

/* An unknown promise is our bug and ends the program. */
void confine(const char *promises);

/* No more than this many MiB of address space (nothing under a sanitizer). */
void confine_memory(unsigned mib);

#endif
