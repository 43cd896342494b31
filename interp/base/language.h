/* The language of messages: English as it stands in the source, or Chinese from the catalogue (gettext;
 * interp/language/zh_CN.po). Inside, the program speaks English: faults, what workers report, what is
 * stored. Translated is at the screen: printf texts by _(), faults and reports by phrase.h. Numbers never
 * follow the locale. A newcomer forgets N_() on a text that is printed elsewhere than it stands. */
#ifndef GUIZE_BASE_LANGUAGE_H
#define GUIZE_BASE_LANGUAGE_H

#include <stdbool.h>

#define _(text) language_text(text)
#define N_(text) (text) /* marks a text for the catalogue; translated where it is printed */

/* Chooses the language: `asked` ("zh", "en" or NULL), else GUIZE_LANG, else the first that is set of LC_ALL,
 * LC_MESSAGES and LANG; English when there is no catalogue. Characters are UTF-8 from then on, also where
 * the system has no such locale. Once, before any thread. False when the environment names another
 * character set, as which the terminal may read what is written. */
bool language_choose(const char *asked);

/* The text in the language chosen; itself when there is no translation. Lives as long as the program. */
const char *language_text(const char *english) __attribute__((format_arg(1)));

/* The same with an English plural: `one` for a count of 1, `many` for all others. */
const char *language_plural(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(1), format_arg(2)));

/* Whether messages are in Chinese. */
bool language_chinese(void);

#endif
