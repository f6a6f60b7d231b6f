/*
 * text/icu.c - ICU, opened when its first function is called
 *
 * Its functions carry the major version in their names (ubrk_next_72), so the
 * library is the one whose headers we were built with.
 */
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/unum.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utrans.h>
#include <unicode/uvernum.h>

#include "base/late.h"

#define MAJOR(version) MAJOR_(version)
#define MAJOR_(version) #version

static const char *const uc_names[] = { "libicuuc.so." MAJOR(
					    U_ICU_VERSION_MAJOR_NUM),
	"libicuuc." MAJOR(U_ICU_VERSION_MAJOR_NUM) ".dylib", NULL };
static const char *const i18n_names[] = { "libicui18n.so." MAJOR(
					      U_ICU_VERSION_MAJOR_NUM),
	"libicui18n." MAJOR(U_ICU_VERSION_MAJOR_NUM) ".dylib", NULL };
static struct late icuuc = { uc_names, "ICU", NULL };
static struct late icui18n = { i18n_names, "ICU", NULL };

#include "text/icu.def"
