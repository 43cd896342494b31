/* The history of corrections by hand: who, when, which row and field, what stood there and what stands there
 * now, why. Rows are added and never changed; the file's own triggers refuse both. Values are kept as the
 * tables have them, so whoever shows them masks names (fieldtext.h). */
#ifndef GUIZE_DATA_CHANGELOG_H
#define GUIZE_DATA_CHANGELOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

/* A change of one field; `old` and `new` NULL: no value, or no row. Texts live during the call. */
typedef struct Change {
  int64_t id;
  const char *made_at, *who, *how, *entity, *key, *field, *old, *new, *reason;
} Change;

typedef struct ChangeLog ChangeLog;

/* Begins to write, in the transaction that is open; makes the table where an older database lacks it. `how`:
 * "prompt", "correct", "ledgers". NULL and a fault when that fails; end with changelog_close (NULL is fine). */
ChangeLog *changelog_open(Store *store, const char *how, Fault *fault);
void changelog_close(ChangeLog *log);

/* Adds a change; all changes of a log have the same time and person. `reason` may be NULL. */
bool changelog_add(ChangeLog *log, const Entity *entity, const char *key, const Field *field,
                   const char *old, const char *new, const char *reason, Fault *fault);

/* Calls `each` for the changes of a row, oldest first; `entity` NULL: of every row. */
bool changelog_each(Store *store, const char *entity, const char *key,
                    void (*each)(const Change *change, void *data), void *data, Fault *fault);

#endif
