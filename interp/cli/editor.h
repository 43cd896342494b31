/* A line of input from a terminal, edited: the one place that knows libedit. Its wide interface is used
 * throughout, signals are read from a descriptor while a line is typed, and what is pasted never fires
 * completion. A newcomer's trap: the prompt must be plain ASCII, or libedit destroys wide characters. */
#ifndef GUIZE_CLI_EDITOR_H
#define GUIZE_CLI_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "cli/candidates.h"

typedef struct Editor Editor;

/* Fills `completion` for the text before the cursor; the editor frees it. */
typedef void (*EditorComplete)(void *data, const char *before, Completion *completion);

typedef enum EditorState {
  EDITOR_LINE,        /* a line is in the buffer, without its newline */
  EDITOR_INTERRUPTED, /* Ctrl-C: what was typed is dropped */
  EDITOR_ENDED,       /* Ctrl-D on an empty line, or the terminal is gone */
} EditorState;

/* Before editor_open: libedit swallows what the locale cannot show, so characters are UTF-8 in any case.
 * False when the locale of the environment is another one, or is not installed. */
bool editor_locale(void);

/* Whether the terminal that TERM names is known to libedit. */
bool editor_knows_terminal(void);

/* Takes the terminal of stdin and stdout. NULL with E641 when libedit does not start. */
Editor *editor_open(EditorComplete complete, void *data, Fault *fault);

/* Reads one line behind `prompt` (ASCII). Lines that were pasted whole come one by one. */
EditorState editor_read(Editor *editor, const char *prompt, Buffer *line);

/* Adds an entry to the history of this editor; it may have several lines. */
void editor_remember(Editor *editor, const char *entry);

/* Gives the terminal back. NULL is fine. */
void editor_close(Editor *editor);

#endif
