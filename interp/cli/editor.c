/* Reading lines with libedit. EL_SIGNAL stays 0, because libedit would send every signal to the whole
 * process group; SIGINT, SIGWINCH, SIGCONT, SIGTSTP and SIGTERM are blocked while a line is typed and
 * come through a signalfd, so that no handler touches the screen and no half-typed line is lost. */
#include "cli/editor.h"

#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/painter.h"

enum { HISTORY_ENTRIES = 2000, MOST_PASTED = 4 * 1024 * 1024, MOST_AHEAD = 8 };
enum { PASTE_KEY = 0x1E, ESCAPE_WAITS_MS = 25 };

struct Editor {
  EditLine *line;
  HistoryW *history;
  HistEventW event;
  EditorComplete complete;
  void *data;
  const char *prompt;
  wchar_t wide_prompt[16];
  FILE *nowhere; /* what libedit draws; NULL: on a dumb terminal it draws on the screen */
  Painter painter;
  int signals; /* descriptor */
  sigset_t mask;
  bool interrupted, ended, pasting;
  char ahead[MOST_AHEAD]; /* bytes that were looked at and are still to be read */
  size_t ahead_count;
  char **pasted; /* whole lines that wait */
  size_t pasted_count, pasted_next;
  char *partial; /* what was pasted behind the last newline */
};

/* --- text ------------------------------------------------------------------------------------- */

static wchar_t *widen(const char *text) {
  size_t size = strlen(text), count = 0;
  wchar_t *wide = memory_new((size + 1) * sizeof *wide);
  for (size_t at = 0; at < size;) {
    uint32_t character;
    at += text_next(text + at, size - at, &character);
    wide[count++] = (wchar_t)character;
  }
  wide[count] = 0;
  return wide;
}

static void add_character(Buffer *out, uint32_t c) {
  char bytes[4];
  size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = size; i-- > 1; c >>= 6)
    bytes[i] = (char)(0x80 | (c & 0x3F));
  bytes[0] = (char)(c | lead[size]);
  buffer_add(out, bytes, size);
}

static void narrow(Buffer *out, const wchar_t *text, size_t count) {
  for (size_t i = 0; i < count; i++)
    add_character(out, (uint32_t)text[i]);
}

static wchar_t *prompt_text(EditLine *line) {
  Editor *editor;
  el_wget(line, EL_CLIENTDATA, &editor);
  return editor->wide_prompt;
}

/* --- signals while a line is typed ------------------------------------------------------------- */

static void put(const char *text, size_t size) {
  for (ssize_t done; size > 0; text += done, size -= (size_t)done) {
    done = write(STDOUT_FILENO, text, size);
    if (done < 0 && errno != EINTR) return;
    if (done < 0) done = 0;
  }
}

static void paste_mode(const Editor *editor, bool on) {
  if (editor->nowhere) put(on ? "\033[?2004h" : "\033[?2004l", 8);
}

static void screen_size(int *width, int *height) {
  struct winsize size;
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  *width = known && size.ws_col > 7 ? size.ws_col : 80;
  *height = known && size.ws_row > 1 ? size.ws_row : 24;
}

/* Draws the line as libedit has it; at its end when it is left. */
static void paint(Editor *editor, bool at_end) {
  if (!editor->nowhere) return;
  const LineInfoW *info = el_wline(editor->line);
  Buffer text = {0}, out = {0};
  buffer_add_text(&text, "");
  narrow(&text, info->buffer, (size_t)(info->cursor - info->buffer));
  size_t cursor = text.size;
  narrow(&text, info->cursor, (size_t)(info->lastchar - info->cursor));
  if (at_end && text.size && text.data[text.size - 1] == '\n') text.size--; /* of Enter */
  int width, height;
  screen_size(&width, &height);
  painter_paint(&editor->painter, editor->prompt, text.data, text.size, at_end ? text.size : cursor,
                width, height, &out);
  put(out.data, out.size);
  if (at_end) painter_leave(&editor->painter);
  buffer_free(&text);
  buffer_free(&out);
}

/* The line stays above; what follows begins on a row of its own. */
static void leave_line(Editor *editor) {
  paint(editor, true);
  put("\r\n", 2);
}

static void repaint(Editor *editor) {
  el_resize(editor->line);
  if (editor->nowhere)
    paint(editor, false);
  else
    el_wset(editor->line, EL_REFRESH);
}

static void raw_again(Editor *editor) {
  el_wset(editor->line, EL_PREP_TERM, 0);
  el_wset(editor->line, EL_PREP_TERM, 1);
  paste_mode(editor, true);
  repaint(editor);
}

/* Ctrl-Z: the terminal is given back before we stop, and taken again when we go on. */
static void suspend(Editor *editor) {
  sigset_t tstp, cont;
  sigemptyset(&tstp);
  sigaddset(&tstp, SIGTSTP);
  leave_line(editor);
  paste_mode(editor, false);
  el_wset(editor->line, EL_PREP_TERM, 0);
  kill(getpid(), SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &tstp, NULL);
  sigprocmask(SIG_BLOCK, &tstp, NULL);
  sigemptyset(&cont);
  sigaddset(&cont, SIGCONT);
  sigtimedwait(&cont, NULL, &(struct timespec){0}); /* what woke us is dealt with here */
  raw_again(editor);
}

/* Old text stays above: the terminal has re-flowed it, so nothing can be painted over. */
static void resized(Editor *editor) {
  painter_leave(&editor->painter);
  put("\r\n", 2);
  repaint(editor);
}

/* False when the line is to be given up. */
static bool take_signal(Editor *editor) {
  struct signalfd_siginfo info;
  if (read(editor->signals, &info, sizeof info) != sizeof info) return true;
  switch (info.ssi_signo) {
    case SIGINT: editor->interrupted = true; return false;
    case SIGTERM:
    case SIGHUP: editor->ended = true; return false;
    case SIGWINCH: resized(editor); return true;
    case SIGTSTP: suspend(editor); return true;
    case SIGCONT:
      painter_leave(&editor->painter);
      raw_again(editor);
      return true;
    default: return true;
  }
}

/* Waits for a byte: 1, 0 at the end, -1 when the line is to be given up. */
static int read_byte(Editor *editor, char *byte) {
  if (editor->ahead_count > 0) {
    *byte = editor->ahead[0];
    memmove(editor->ahead, editor->ahead + 1, --editor->ahead_count);
    return 1;
  }
  for (;;) {
    struct pollfd waited[] = {{STDIN_FILENO, POLLIN, 0}, {editor->signals, POLLIN, 0}};
    if (poll(waited, 2, -1) < 0 && errno != EINTR) return -1;
    if (waited[1].revents & POLLIN) {
      if (!take_signal(editor)) return -1;
      continue;
    }
    if (!waited[0].revents) continue;
    ssize_t got = read(STDIN_FILENO, byte, 1);
    if (got == 1) return 1;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got == 0) editor->ended = true;
    return got == 0 ? 0 : -1;
  }
}

static size_t length_of(unsigned char lead) {
  return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

static bool key_waits(const Editor *editor, int patience_ms) {
  return editor->ahead_count > 0 ||
         poll(&(struct pollfd){STDIN_FILENO, POLLIN, 0}, 1, patience_ms) > 0;
}

/* Whether ESC begins what is pasted. Seen here and not by a key of libedit, since in vi's insert mode ESC
 * is a key of its own. What follows another ESC is read later. */
static bool begins_paste(Editor *editor) {
  static const char rest[] = "[200~";
  char seen[MOST_AHEAD];
  size_t count = 0;
  if (editor->ahead_count > 0) return false;
  while (count < sizeof rest - 1 && key_waits(editor, ESCAPE_WAITS_MS)) {
    if (read(STDIN_FILENO, seen + count, 1) != 1) break;
    count++;
    if (seen[count - 1] != rest[count - 1]) break;
  }
  if (count == sizeof rest - 1 && memcmp(seen, rest, count) == 0) return true;
  memcpy(editor->ahead, seen, count);
  editor->ahead_count = count;
  return false;
}

/* One character for libedit; bytes that are no UTF-8 become U+FFFD. */
static int read_character(EditLine *line, wchar_t *out) {
  Editor *editor;
  el_wget(line, EL_CLIENTDATA, &editor);
  if (!key_waits(editor, 0)) paint(editor, false);
  char bytes[4];
  int got = read_byte(editor, bytes);
  if (got != 1) {
    errno = got < 0 ? EINTR : 0;
    return got;
  }
  if (*bytes == '\033' && editor->nowhere && begins_paste(editor)) {
    editor->pasting = true;
    *out = PASTE_KEY;
    return 1;
  }
  size_t wanted = length_of((unsigned char)bytes[0]), have = 1;
  while (have < wanted && (got = read_byte(editor, bytes + have)) == 1) {
    if (((unsigned char)bytes[have] & 0xC0) != 0x80) { /* a character of its own */
      memmove(editor->ahead + 1, editor->ahead, editor->ahead_count++);
      *editor->ahead = bytes[have];
      break;
    }
    have++;
  }
  uint32_t character;
  text_next(bytes, have, &character);
  *out = (wchar_t)character;
  return 1;
}

/* --- completion ------------------------------------------------------------------------------- */

static void show_candidates(Editor *editor, const Completion *c) {
  int width, height;
  screen_size(&width, &height);
  leave_line(editor);
  /* the line itself stays on the screen */
  completion_show(c, width, height > 8 ? (size_t)height - 4 : 4);
}

static unsigned char insert(Editor *editor, const char *text) {
  wchar_t *wide = widen(text);
  int failed = el_winsertstr(editor->line, wide);
  free(wide);
  return failed ? CC_ERROR : CC_REFRESH;
}

static unsigned char complete(EditLine *line, wint_t key) {
  (void)key;
  Editor *editor;
  el_wget(line, EL_CLIENTDATA, &editor);
  const LineInfoW *info = el_wline(line);
  Buffer before = {0};
  buffer_add_text(&before, "");
  narrow(&before, info->buffer, (size_t)(info->cursor - info->buffer));
  Completion completion = {0};
  editor->complete(editor->data, before.data, &completion);
  buffer_free(&before);
  unsigned char result = CC_ERROR;
  if (completion.count > 0) {
    size_t common = completion_shared(&completion);
    char *rest = memory_copy_text(completion.texts[0]);
    rest[common] = 0;
    if (common > completion.typed) {
      result = insert(editor, rest + completion.typed);
      if (completion.count == 1 && completion.blank) insert(editor, " ");
    } else if (completion.count == 1 && completion.blank) {
      result = insert(editor, " ");
    } else if (completion.count > 1) {
      show_candidates(editor, &completion);
      result = CC_REDISPLAY;
    }
    free(rest);
  }
  completion_free(&completion);
  return result;
}

/* --- pasting ---------------------------------------------------------------------------------- */

/* Reads up to ESC[201~; the buffer grows, so that no part of it lands in the line as typed keys. */
static void read_paste(Editor *editor, Buffer *text) {
  static const char end[] = "\033[201~";
  char byte;
  while (text->size < MOST_PASTED && read_byte(editor, &byte) == 1) {
    buffer_add(text, &byte, 1);
    if (text->size >= 6 && memcmp(text->data + text->size - 6, end, 6) == 0) {
      text->data[text->size -= 6] = 0;
      return;
    }
  }
}

/* Control characters have no place in a line; a tab is a blank, CR and CRLF are newlines. */
static void tidy(Buffer *text) {
  size_t out = 0;
  for (size_t i = 0; i < text->size; i++) {
    char c = text->data[i];
    if (c == '\r') {
      if (i + 1 < text->size && text->data[i + 1] == '\n') continue;
      c = '\n';
    }
    if (c == '\t') c = ' ';
    if ((unsigned char)c < 32 && c != '\n') continue;
    text->data[out++] = c;
  }
  text->size = out;
  if (text->data) text->data[out] = 0;
}

static void queue_line(Editor *editor, const char *text, size_t size) {
  editor->pasted =
      memory_resize(editor->pasted, (editor->pasted_count + 1) * sizeof *editor->pasted);
  char *line = memory_new(size + 1);
  memcpy(line, text, size);
  line[size] = 0;
  editor->pasted[editor->pasted_count++] = line;
}

/* A block may be taller than the screen, which libedit cannot edit: its whole lines are taken as typed,
 * the first behind what stands in the line, and only what follows the last newline stays to be edited. */
static unsigned char paste(EditLine *line, wint_t key) {
  (void)key;
  Editor *editor;
  el_wget(line, EL_CLIENTDATA, &editor);
  if (!editor->pasting) return CC_ERROR; /* the key itself was pressed */
  editor->pasting = false;
  Buffer text = {0};
  buffer_add_text(&text, "");
  read_paste(editor, &text);
  tidy(&text);
  char *newline = strchr(text.data, '\n');
  unsigned char result;
  if (!newline) {
    result = *text.data ? insert(editor, text.data) : CC_NORM;
  } else {
    const char *rest = newline + 1, *next;
    for (; (next = strchr(rest, '\n')); rest = next + 1)
      queue_line(editor, rest, (size_t)(next - rest));
    if (*rest) editor->partial = memory_copy_text(rest);
    *newline = 0;
    if (*text.data) insert(editor, text.data);
    if (!editor->nowhere) el_wset(line, EL_REFRESH);
    result = CC_NEWLINE;
  }
  buffer_free(&text);
  return result;
}

static unsigned char clear_screen(EditLine *line, wint_t key) {
  (void)key;
  Editor *editor;
  el_wget(line, EL_CLIENTDATA, &editor);
  painter_leave(&editor->painter);
  put("\033[H\033[2J", 7);
  return CC_REFRESH;
}

/* --- the life of an editor -------------------------------------------------------------------- */

static void bind_own_keys(Editor *editor) {
  EditLine *line = editor->line;
  el_wset(line, EL_BIND, L"\t", L"guize-complete", NULL);
  el_wset(line, EL_BIND, L"^R", L"em-inc-search-prev", NULL);
  el_wset(line, EL_BIND, L"^^", L"guize-paste", NULL);
  el_wset(line, EL_BIND, L"-a", L"^^", L"guize-paste", NULL);
  if (editor->nowhere) el_wset(line, EL_BIND, L"^L", L"guize-clear", NULL);
}

/* The keys of a person's .editrc; `bind -v` there forgets all others, so ours are bound again. */
static void bind_keys(Editor *editor) {
  EditLine *line = editor->line;
  el_wset(line, EL_ADDFN, L"guize-complete", L"complete the word", complete);
  el_wset(line, EL_ADDFN, L"guize-paste", L"take what is pasted", paste);
  el_wset(line, EL_ADDFN, L"guize-clear", L"clear the screen", clear_screen);
  bind_own_keys(editor);
  el_wset(line, EL_BIND, L"\033[1~", L"ed-move-to-beg", NULL);
  el_wset(line, EL_BIND, L"\033[4~", L"ed-move-to-end", NULL);
  el_wset(line, EL_BIND, L"\033[3~", L"ed-delete-next-char", NULL);
  el_source(line, NULL);
  const wchar_t *mode = NULL;
  if (el_wget(line, EL_EDITOR, &mode) == 0 && mode && wcscmp(mode, L"vi") == 0)
    bind_own_keys(editor);
}

static int open_signals(Editor *editor) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP};
  sigemptyset(&editor->mask);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    sigaddset(&editor->mask, numbers[i]);
  return signalfd(-1, &editor->mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool editor_locale(void) {
  if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  setlocale(LC_CTYPE, "C.UTF-8");
  return false;
}

/* libedit tells on its stream of errors what it does not know. */
bool editor_knows_terminal(void) {
  char *said = NULL;
  size_t size = 0;
  FILE *errors = open_memstream(&said, &size);
  EditLine *line = errors ? el_init("guize", stdin, stdout, errors) : NULL;
  if (line) el_end(line);
  if (errors) fclose(errors);
  free(said);
  return size == 0;
}

Editor *editor_open(EditorComplete complete_word, void *data, Fault *fault) {
  Editor *editor = memory_new(sizeof *editor);
  *editor = (Editor){.complete = complete_word, .data = data};
  editor->signals = open_signals(editor);
  const char *terminal = getenv("TERM");
  if (terminal && strcmp(terminal, "dumb") != 0) editor->nowhere = fopen("/dev/null", "we");
  FILE *drawn = editor->nowhere ? editor->nowhere : stdout;
  editor->line =
      el_init_fd("guize", stdin, drawn, stderr, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
  editor->history = history_winit();
  if (!editor->line || !editor->history || editor->signals < 0) {
    fault_set(fault, EXIT_SYSTEM, "E641", "the line editor does not start");
    editor_close(editor);
    return NULL;
  }
  history_w(editor->history, &editor->event, H_SETSIZE, HISTORY_ENTRIES);
  history_w(editor->history, &editor->event, H_SETUNIQUE, 1);
  el_wset(editor->line, EL_CLIENTDATA, editor);
  el_wset(editor->line, EL_SIGNAL, 0);
  el_wset(editor->line, EL_EDITOR, L"emacs");
  el_wset(editor->line, EL_PROMPT, prompt_text);
  el_wset(editor->line, EL_GETCFN, read_character);
  el_wset(editor->line, EL_HIST, history_w, editor->history);
  bind_keys(editor);
  return editor;
}

void editor_remember(Editor *editor, const char *entry) {
  wchar_t *wide = widen(entry);
  if (*wide) history_w(editor->history, &editor->event, H_ENTER, wide);
  free(wide);
}

static void forget_paste(Editor *editor) {
  while (editor->pasted_next < editor->pasted_count)
    free(editor->pasted[editor->pasted_next++]);
  free(editor->pasted);
  free(editor->partial);
  editor->pasted = NULL;
  editor->partial = NULL;
  editor->pasted_count = editor->pasted_next = 0;
}

/* A line that was pasted whole, shown as if it had been typed. */
static EditorState next_pasted(Editor *editor, const char *prompt, Buffer *line) {
  char *text = editor->pasted[editor->pasted_next++];
  buffer_add_text(line, text);
  printf("%s%s\n", prompt, text);
  free(text);
  if (editor->pasted_next == editor->pasted_count) {
    free(editor->pasted);
    editor->pasted = NULL;
    editor->pasted_count = editor->pasted_next = 0;
  }
  return EDITOR_LINE;
}

static void push_partial(Editor *editor) {
  if (!editor->partial) return;
  wchar_t *wide = widen(editor->partial);
  el_wpush(editor->line, wide);
  free(wide);
  free(editor->partial);
  editor->partial = NULL;
}

EditorState editor_read(Editor *editor, const char *prompt, Buffer *line) {
  buffer_clear(line);
  if (editor->pasted_next < editor->pasted_count) return next_pasted(editor, prompt, line);
  editor->prompt = prompt;
  swprintf(editor->wide_prompt, sizeof editor->wide_prompt / sizeof(wchar_t), L"%s", prompt);
  editor->interrupted = editor->ended = editor->pasting = false;
  editor->ahead_count = 0;
  push_partial(editor);
  sigset_t before;
  fflush(stdout);
  sigprocmask(SIG_BLOCK, &editor->mask, &before);
  paste_mode(editor, true);
  el_resize(editor->line);
  int count = 0;
  const wchar_t *got = el_wgets(editor->line, &count);
  paint(editor, true);
  paste_mode(editor, false);
  if (got && count > 0) {
    if (editor->nowhere) put("\r\n", 2);
    size_t size = (size_t)count;
    while (size > 0 && (got[size - 1] == L'\n' || got[size - 1] == L'\r'))
      size--;
    narrow(line, got, size);
    buffer_add_text(line, "");
  }
  el_wset(editor->line, EL_PREP_TERM, 0);
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (editor->interrupted) {
    forget_paste(editor);
    buffer_clear(line);
    el_wset(editor->line, EL_GETCFN, read_character); /* forgets what was half read */
    return EDITOR_INTERRUPTED;
  }
  return got && count > 0 ? EDITOR_LINE : EDITOR_ENDED;
}

void editor_close(Editor *editor) {
  if (!editor) return;
  forget_paste(editor);
  if (editor->history) history_wend(editor->history);
  if (editor->line) el_end(editor->line);
  if (editor->nowhere) fclose(editor->nowhere);
  if (editor->signals >= 0) close(editor->signals);
  free(editor);
}
