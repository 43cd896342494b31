/* What `guize doctor` looks at. Each function adds facts: a name, a value, whether it is well, and what
 * to do when it is not. Nothing is changed by looking. */
#ifndef GUIZE_CLI_DOCTOR_H
#define GUIZE_CLI_DOCTOR_H

#include "cli/table.h"

typedef enum DoctorState { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_FINDING } DoctorState;

/* The facts so far. Begin with a table of doctor_columns; `findings` counts those that are not well; for
 * `people` the states are said in the language of the messages. */
typedef struct Doctor {
  Table *table;
  bool people;
  int findings;
} Doctor;

enum { DOCTOR_COLUMNS = 4 };
extern const TableColumn doctor_columns[DOCTOR_COLUMNS];

/* Adds a fact; `advice` is shown unless all is well. */
void doctor_add(Doctor *doctor, const char *name, DoctorState state, const char *advice,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Versions of guize and of the libraries of the host. */
void doctor_versions(Doctor *doctor);

/* Locale and its codeset, TERM, the width of the screen; a terminal is asked how wide it draws, which
 * takes it a moment and leaves nothing on it. */
void doctor_terminal(Doctor *doctor);

/* Memory, and the folder where the history of the prompt is kept. */
void doctor_machine(Doctor *doctor);

/* The worker: LuaJIT's version, the self-test of its compiler, whether the fence stands. */
void doctor_worker(Doctor *doctor);

/* Whether the rules of a folder load, and what they hold; `named`: a missing one is a finding. */
void doctor_rules(Doctor *doctor, const char *folder, bool named);

/* Whether a database is sound; it is only read. NULL: none was given. */
void doctor_database(Doctor *doctor, const char *path);

#endif
