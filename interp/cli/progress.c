/* The line of progress on a terminal. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/screen.h"

enum { BAR_CELLS = 20, WIDE_CELLS = 75 };

static const double FIRST_SECONDS = 1, STEP_SECONDS = 0.1;

void progress_begin(Progressing *progress, bool quiet) {
  *progress = (Progressing){.began = clock_seconds(), .quiet = quiet || !isatty(STDERR_FILENO)};
}

/* Time left, coarser the longer it is. */
static void time_left(Buffer *line, double seconds) {
  if (seconds < 60)
    buffer_format(line, _("about %.0f s left"), seconds < 5 ? 5 : seconds - (int)seconds % 5);
  else if (seconds < 3600)
    buffer_format(line, _("about %.0f min left"), seconds / 60 + 0.5);
  else
    buffer_format(line, _("about %.1f h left"), seconds / 3600);
}

void progress_tell(void *data, int64_t done, int64_t total, int64_t failed) {
  Progressing *progress = data;
  double now = clock_seconds(), spent = now - progress->began;
  if (progress->quiet || spent < FIRST_SECONDS || now - progress->told < STEP_SECONDS || done <= 0)
    return;
  progress->told = now;
  progress->shown = true;
  double share = total ? (double)done / (double)total : 1;
  Buffer line = {0};
  int width = screen_width(stderr);
  if (progress->inventing)
    buffer_format(&line, _("inventing %3.0f%% "), share * 100);
  else
    buffer_format(&line, _("settling %3.0f%% "), share * 100);
  for (int i = 0; width >= WIDE_CELLS && i < BAR_CELLS; i++)
    buffer_add_text(&line, i < share * BAR_CELLS ? "#" : ".");
  if (failed) buffer_format(&line, _(" failed %lld "), (long long)failed);
  time_left(&line, spent / share - spent);
  buffer_format(&line, "  %lld/%lld  ", (long long)done, (long long)total);
  if (language_chinese())
    buffer_format(&line, "%.1f 万例/秒", (double)done / spent / 10000);
  else
    buffer_format(&line, "%.0f cases/s", (double)done / spent);
  fprintf(stderr, "\r\033[K%.*s", (int)text_clip(line.data, width - 1), line.data);
  fflush(stderr);
  buffer_free(&line);
}

void progress_end(Progressing *progress) {
  if (progress->shown) fputs("\r\033[K", stderr);
  progress->shown = false;
}
