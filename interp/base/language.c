/* gettext behind a few functions. A bare system has no Chinese locale; LANGUAGE with the locale C.UTF-8,
 * which is always there, gives Chinese messages all the same (plain "C" would not). */
#include "base/language.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/catalogue.h"

static const char *wanted(const char *asked) {
  static const char *const names[] = {"GUIZE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; !asked && i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) asked = value;
  }
  return asked ? asked : "en";
}

/* Whether the environment's locale says, by name, that characters are not UTF-8 ("zh_CN.GB18030"). */
static bool other_charset(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *value = NULL;
  for (size_t i = 0; !(value && *value) && i < sizeof names / sizeof *names; i++)
    value = getenv(names[i]);
  const char *charset = value ? strchr(value, '.') : NULL;
  return charset && strncasecmp(charset, ".utf-8", 6) != 0 && strncasecmp(charset, ".utf8", 5) != 0;
}

static void use_catalogue(void) {
  char folder[CATALOGUE_PATH];
  Catalogue catalogue;
  if (catalogue_open(&catalogue) && catalogue_folder(folder)) {
    setenv("LANGUAGE", "zh_CN", 1);
    setlocale(LC_MESSAGES, "C.UTF-8");
    bindtextdomain("guize", folder);
    bind_textdomain_codeset("guize", "UTF-8");
    textdomain("guize");
  }
  catalogue_close(&catalogue);
}

bool language_choose(const char *asked) {
  if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    setlocale(LC_CTYPE, "C.UTF-8");
  if (strncmp(wanted(asked), "zh", 2) == 0) use_catalogue();
  return !other_charset();
}

const char *language_text(const char *english) {
  return *english ? gettext(english) : english; /* the empty text stands for the catalogue's head */
}

const char *language_plural(const char *one, const char *many, unsigned long count) {
  return ngettext(one, many, count);
}

bool language_chinese(void) {
  static const char own_name[] = N_("English"); /* the catalogue says 中文 */
  return strcmp(gettext(own_name), own_name) != 0;
}
