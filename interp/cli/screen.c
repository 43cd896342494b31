/* The width of the screen. A stream in memory has no descriptor: it is no terminal. */
#include "cli/screen.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_CELLS = 20, USUAL_CELLS = 80 };

int screen_width(FILE *out) {
  const char *asked = getenv("GUIZE_WIDTH");
  int width = asked ? atoi(asked) : 0, descriptor = fileno(out);
  if (width >= LEAST_CELLS) return width;
  if (descriptor < 0 || !isatty(descriptor)) return 0;
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return USUAL_CELLS;
  return size.ws_col < LEAST_CELLS ? LEAST_CELLS : size.ws_col;
}
