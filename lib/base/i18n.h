/*
 * base/i18n.h - Chinese and English for people
 *
 * Only text for people is translated: never keys, ids, exit statuses, JSON.
 * A minimal system has no zh_CN locale; i18n_init then takes C.UTF-8 and
 * lets LANGUAGE choose.  Under plain "C" nothing is translated, which is
 * right for scripts.  Numbers keep the C locale always.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text /* marked here, translated where printed */

/* LANG is --lang or the configuration's language, NULL for the locale's. */
void i18n_init(const char *lang);

/* The language in force, "en" or "zh". */
const char *i18n_lang(void);

#endif
