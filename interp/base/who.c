/* Who runs the program. The system is asked first, since anybody can set USER. */
#include "base/who.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"

char *who_runs(void) {
  const struct passwd *user = getpwuid(getuid());
  const char *said = getenv("USER");
  Buffer out = {0};
  if (!user) {
    buffer_format(&out, "%ld", (long)getuid());
    if (said && *said && text_valid_utf8(said, strlen(said), NULL))
      buffer_format(&out, " (USER=%s)", said);
    return out.data;
  }
  buffer_add_text(&out, user->pw_name);
  size_t size = user->pw_gecos ? strcspn(user->pw_gecos, ",") : 0;
  bool named = size > 0 && text_valid_utf8(user->pw_gecos, size, NULL) &&
               (size != strlen(user->pw_name) || memcmp(user->pw_gecos, user->pw_name, size) != 0);
  if (named) buffer_format(&out, " (%.*s)", (int)size, user->pw_gecos);
  return out.data;
}
