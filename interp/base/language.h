/* The language of messages: English as it stands in the source, or Chinese from the catalogue (gettext).
 * What is stored (reasons of failed cases, records of runs) stays English: see Fault.message. Numbers
 * never follow the locale. A newcomer forgets N_() on a text that stands in a table. */
#ifndef GUIZE_BASE_LANGUAGE_H
#define GUIZE_BASE_LANGUAGE_H

#include <stdbool.h>

#define _(text) language_text(text)
#define N_(text) (text) /* to be translated where it is used */

/* Chooses the language: `asked` ("zh", "en" or NULL), else GUIZE_LANG, else LC_ALL, LC_MESSAGES or LANG,
 * the first that is set. Once, before threads; what is found no catalogue for is English. False when
 * the locale of the environment is not UTF-8 although it names a character set. */
bool language_choose(const char *asked);

/* The text in the language chosen; itself when there is no translation. Lives as long as the program. */
const char *language_text(const char *english) __attribute__((format_arg(1)));

/* The same with an English plural: `one` for a count of 1, `many` for all others. */
const char *language_plural(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(1), format_arg(2)));

/* Whether messages are in Chinese. */
bool language_chinese(void);

#endif
