/* The screen: locale and its codeset, TERM, width, and what the terminal really draws. */
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/language.h"
#include "cli/doctor.h"

/* The name of the locale that counts for characters, as the environment gives it. */
static const char *locale_name(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return value;
  }
  return "C";
}

static void look_at_locale(Doctor *doctor) {
  const char *name = locale_name();
  locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
  if (!locale) {
    doctor_add(doctor, "locale", DOCTOR_FINDING,
               _("it is not on this machine: dpkg-reconfigure locales, or export LANG=C.UTF-8"),
               "%s", name);
    return;
  }
  const char *codeset = nl_langinfo_l(CODESET, locale);
  bool plain = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
  DoctorState state = strcmp(codeset, "UTF-8") == 0 ? DOCTOR_OK
                      : plain                       ? DOCTOR_NOTE
                                                    : DOCTOR_FINDING;
  doctor_add(doctor, "locale", state, _("typed Chinese may be lost: export LANG=C.UTF-8"),
             "%s (%s)", name, codeset);
  freelocale(locale);
}

/* Whether the kind of terminal is described in one of the usual places. */
static bool described(const char *term) {
  const char *own = getenv("TERMINFO"), *home = getenv("HOME");
  char at_home[1024];
  snprintf(at_home, sizeof at_home, "%s/.terminfo", home ? home : "");
  const char *const folders[] = {own && *own ? own : "/etc/terminfo", at_home, "/etc/terminfo",
                                 "/lib/terminfo", "/usr/share/terminfo"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    char path[2048];
    snprintf(path, sizeof path, "%s/%c/%s", folders[i], *term, term);
    if (access(path, R_OK) == 0) return true;
  }
  return false;
}

static void look_at_term(Doctor *doctor) {
  const char *term = getenv("TERM");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
    doctor_add(doctor, "terminal", DOCTOR_NOTE, _("run it in the terminal that you work in"),
               _("input or output is no terminal; TERM is %s"), term && *term ? term : "not set");
  else if (!term || !*term || strcmp(term, "dumb") == 0)
    doctor_add(doctor, "terminal", DOCTOR_NOTE, _("lines cannot be edited here; set TERM"),
               _("TERM is %s"), term && *term ? term : "not set");
  else if (strchr(term, '/') || !described(term))
    doctor_add(doctor, "terminal", DOCTOR_FINDING,
               _("it is not known here: export TERM=xterm-256color, or install ncurses-term"),
               _("TERM is %s"), term);
  else
    doctor_add(doctor, "terminal", DOCTOR_OK, "", _("TERM is %s"), term);
}

/* --- what the terminal draws --- */

/* Reads the answer ESC [ ROW ; COLUMN R, byte by byte; -1 when none comes within the time. */
static int read_column(void) {
  enum { WAIT_MS = 1000 };
  char answer[32];
  size_t size = 0;
  struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
  while (size < sizeof answer - 1 && poll(&wait, 1, WAIT_MS) == 1) {
    if (read(STDIN_FILENO, &answer[size], 1) != 1) return -1;
    if (answer[size++] == 'R') break;
  }
  answer[size] = 0;
  int row, column;
  const char *start = strchr(answer, '\033');
  return start && sscanf(start, "\033[%d;%dR", &row, &column) == 2 ? column : -1;
}

/* How many columns the terminal took for a text, by where its cursor then stands; -1: it does not
 * tell. */
static int columns_of(const char *text) {
  struct termios before, raw;
  if (tcgetattr(STDIN_FILENO, &before) != 0) return -1;
  raw = before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) != 0) return -1;
  printf("\r%s\033[6n", text);
  int column = fflush(stdout) == 0 ? read_column() : -1;
  printf("\r\033[K");
  fflush(stdout);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  return column < 0 ? -1 : column - 1;
}

static void look_at_drawing(Doctor *doctor) {
  const char *term = getenv("TERM");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !term || strcmp(term, "dumb") == 0) return;
  int wide = columns_of("规则");
  int ambiguous = wide < 0 ? -1 : columns_of("“…·×");
  if (ambiguous < 0)
    doctor_add(doctor, "drawing", DOCTOR_NOTE, _("look at the bars below"),
               _("the terminal does not tell where its cursor is"));
  else if (wide != 4)
    doctor_add(doctor, "drawing", DOCTOR_FINDING,
               _("Chinese will not line up: use a terminal, and a locale, of UTF-8"),
               _("two Chinese characters take %d columns"), wide);
  else if (ambiguous != 4)
    doctor_add(doctor, "drawing", DOCTOR_FINDING,
               _("set the terminal to draw ambiguous characters narrow; else lines shift"),
               _("“ … · × take %d columns, not 4"), ambiguous);
  else
    doctor_add(doctor, "drawing", DOCTOR_OK, "", _("Chinese is wide, “ … · × are narrow"));
}

void doctor_terminal(Doctor *doctor) {
  struct winsize size = {0};
  look_at_locale(doctor);
  look_at_term(doctor);
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  if (known)
    doctor_add(doctor, "width", DOCTOR_OK, "", _("%d columns"), size.ws_col);
  else
    doctor_add(doctor, "width", DOCTOR_NOTE, _("tables are not fitted to a screen; see --width"),
               _("not known"));
  look_at_drawing(doctor);
}
