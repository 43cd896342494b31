/* The one file with sqlite3.h. What is here is about the file and its locks, not about its tables.
 * SQLite is always given an absolute path, because Debian builds it so that names like `file:x` and
 * `:memory:` mean something else. The file is never opened by other means: closing any descriptor of
 * it would drop the locks that SQLite holds for the whole process. */
#include "data/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "data/place.h"
#include "data/store_inside.h"

enum {
  BUSY_WAIT_MS = 5000,
  CACHE_KIB = 64 * 1024,
  SMALL_FILE_BYTES = 64 * 1024 * 1024,
};

struct Store {
  sqlite3 *db;
  char *path;  /* as the caller gave it */
  char *place; /* absolute path of the file that is open */
  char *final; /* absolute path it is to get, NULL once it has it */
  bool writable;
  bool broken; /* an I/O error or damage was seen: nothing more is done here */
};

struct Query {
  sqlite3_stmt *statement;
  Store *store;
  int bound; /* first error of a bind */
};

/* ---- Errors ------------------------------------------------------------------------------ */

typedef struct Trouble {
  int code; /* primary SQLite code */
  int exit;
  const char *number, *what, *hint;
} Trouble;

static const Trouble troubles[] = {
    {SQLITE_BUSY, EXIT_DATA, "E406", "the database is in use by another program",
     "wait until the other command has finished, or stop it, and repeat; nothing was stored"},
    {SQLITE_LOCKED, EXIT_DATA, "E406", "the table is in use by another statement",
     "wait until the other command has finished and repeat; nothing was stored"},
    {SQLITE_READONLY, EXIT_DATA, "E407", "the database may not be written",
     "check the permissions of the file and of its folder, which takes the journal"},
    {SQLITE_CANTOPEN, EXIT_DATA, "E407", "the database or its journal cannot be opened",
     "check the permissions of the file and of its folder, which takes the journal"},
    {SQLITE_FULL, EXIT_DATA, "E408", "the disk is full",
     "what was committed before is kept; make room and repeat, or go on with --resume"},
    {SQLITE_IOERR, EXIT_DATA, "E408", "the disk does not read or write the database",
     "what was committed before is kept; look at the disk, then repeat"},
    {SQLITE_CORRUPT, EXIT_DATA, "E405", "the database is damaged",
     "restore it from a backup; keep the damaged file and a copy of it until that has worked"},
    {SQLITE_NOTADB, EXIT_DATA, "E405", "the database is damaged",
     "restore it from a backup; keep the damaged file and a copy of it until that has worked"},
    {SQLITE_CONSTRAINT, EXIT_DATA, "E409", "the database refuses the data", ""},
    {SQLITE_TOOBIG, EXIT_DATA, "E409", "a text is too long for the database", ""},
    {SQLITE_NOMEM, EXIT_SYSTEM, "E408", "there is no memory left for the database", ""},
};

/* Sets the fault for a result code of SQLite. */
static bool store_fault(Store *store, int code, Fault *fault) {
  int primary = code & 0xFF;
  const char *detail = sqlite3_errmsg(store->db);
  for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
    const Trouble *t = &troubles[i];
    if (t->code != primary) continue;
    if (primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
      store->broken = true;
    bool plain = primary == SQLITE_BUSY || primary == SQLITE_FULL;
    fault_set(fault, t->exit, t->number, "%s: %s%s%s", store->path, t->what, plain ? "" : ": ",
              plain ? "" : detail);
    if (*t->hint) fault_hint(fault, "%s", t->hint);
    return false;
  }
  return fault_set(fault, EXIT_DEFECT, "E499", "%s: a statement failed (%d): %s", store->path, code,
                   detail);
}

static bool store_usable(const Store *store, Fault *fault) {
  if (!store->broken) return true;
  fault_set(fault, EXIT_DATA, "E408", "%s: closed to further work after an error of the disk",
            store->path);
  fault_hint(fault, "what was committed before is kept; start the command again");
  return false;
}

/* ---- Opening ----------------------------------------------------------------------------- */

static Store *store_new(const char *path, char *place, bool writable) {
  Store *store = memory_new(sizeof *store);
  store->path = memory_copy_text(path);
  store->place = place;
  store->writable = writable;
  return store;
}

/* Opens the connection and puts on every protection that needs no look into the file. */
static bool store_connect(Store *store, int flags, Fault *fault) {
  int code = sqlite3_open_v2(store->place, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK) code = sqlite3_extended_result_codes(store->db, 1);
  if (code != SQLITE_OK)
    return fault_set(fault, EXIT_DATA, "E401", "%s: cannot be opened: %s", store->path,
                     store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code));
  static const struct {
    int option, value;
  } options[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
  };
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    int now = -1;
    code = sqlite3_db_config(store->db, options[i].option, options[i].value, &now);
    if (code != SQLITE_OK || now != options[i].value)
      return fault_set(fault, EXIT_DEFECT, "E499", "SQLite does not take protection %d",
                       options[i].option);
  }
  sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_busy_timeout(store->db, BUSY_WAIT_MS);
  return true;
}

/* The settings that already read the file. */
static bool store_settle(Store *store, Fault *fault) {
  char pragmas[200];
  snprintf(pragmas, sizeof pragmas,
           "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA cache_size = -%d;"
           "%s PRAGMA synchronous = EXTRA;",
           CACHE_KIB, store->writable ? "PRAGMA journal_mode = DELETE;" : "");
  return store_exec(store, pragmas, fault);
}

/* Whether a journal stands beside the file that no living writer owns. Must run before the first
 * reading, which makes such a journal vanish. */
static bool store_unfinished(Store *store) {
  Buffer name = {0};
  buffer_format(&name, "%s-journal", store->place);
  struct stat status;
  bool found = stat(name.data, &status) == 0 && status.st_size > 0;
  buffer_free(&name);
  sqlite3_file *file = NULL;
  int owned = 0;
  if (found && sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == 0 &&
      file && file->pMethods)
    file->pMethods->xCheckReservedLock(file, &owned);
  return found && !owned;
}

/* A reader may not roll back what a dead writer left: a short-lived writer does it. */
static bool store_recover(Store *store, Fault *fault) {
  char *place = memory_copy_text(store->place);
  Store *writer = store_new(store->path, place, true);
  int64_t tables;
  bool done = store_connect(writer, SQLITE_OPEN_READWRITE, fault) &&
              store_number(writer, "SELECT count(*) FROM sqlite_schema", &tables, fault);
  return store_close(writer, done ? fault : NULL) && done;
}

/* Lists some tables, so that people recognise whose database it is. */
static bool fault_foreign(Store *store, Fault *fault) {
  Query *query = store_query(
      store,
      "SELECT coalesce(group_concat(name, ', '), '') FROM (SELECT name FROM sqlite_schema "
      "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid LIMIT 5)",
      fault);
  if (!query || query_step(query, fault) < 0) {
    query_free(query);
    return false;
  }
  const char *tables = query_text(query, 0, NULL);
  if (tables && *tables)
    fault_set(fault, EXIT_DATA, "E403", "%s: a database of another program (tables: %s)",
              store->path, tables);
  else
    fault_set(fault, EXIT_DATA, "E403", "%s: an empty file, not a database of guize", store->path);
  query_free(query);
  fault_hint(fault, "`guize init FILE` makes a new database; this file was not touched");
  return false;
}

static bool check_identity(Store *store, Fault *fault) {
  int64_t application, version;
  if (!store_number(store, "PRAGMA application_id", &application, fault)) {
    if (fault && strcmp(fault->code, "E405") == 0 &&
        (sqlite3_errcode(store->db) & 0xFF) == SQLITE_NOTADB) {
      fault_set(fault, EXIT_DATA, "E403", "%s: not a database", store->path);
      fault_hint(fault,
                 "if it was one, restore it from a backup; `guize init FILE` makes a new one");
    }
    return false;
  }
  if (application != STORE_APPLICATION) return fault_foreign(store, fault);
  if (!store_number(store, "PRAGMA user_version", &version, fault)) return false;
  if (version <= STORE_VERSION) return true;
  fault_set(fault, EXIT_DATA, "E404",
            "%s: made by a newer version (form %lld, this program knows up to %d)", store->path,
            (long long)version, STORE_VERSION);
  fault_hint(fault, "use the newer guize");
  return false;
}

static bool fault_damaged(Store *store, Fault *fault, const char *what) {
  store->broken = true;
  fault_set(fault, EXIT_DATA, "E405", "%s: the database is damaged: %s", store->path, what);
  fault_hint(fault, "restore it from a backup; keep the damaged file until that has worked");
  return false;
}

/* Runs a checking pragma whose one row says ok. */
static bool check_pragma(Store *store, const char *sql, Fault *fault) {
  Query *query = store_query(store, sql, fault);
  int step = query ? query_step(query, fault) : -1;
  const char *said = step == 1 ? query_text(query, 0, NULL) : "no answer";
  bool good = step == 1 && said && strcmp(said, "ok") == 0;
  if (!good && step >= 0) fault_damaged(store, fault, said ? said : "no memory to say how");
  query_free(query);
  return good;
}

/* The file has as many pages as its header says. Asked inside a reading, so that no writer moves. */
static bool check_size(Store *store, int64_t *bytes, Fault *fault) {
  int64_t pages, page, tables;
  struct stat status;
  bool good = store_exec(store, "BEGIN", fault) &&
              store_number(store, "SELECT count(*) FROM sqlite_schema", &tables, fault) &&
              store_number(store, "PRAGMA page_count", &pages, fault) &&
              store_number(store, "PRAGMA page_size", &page, fault);
  if (good) {
    *bytes = pages * page;
    good = stat(store->place, &status) == 0;
    if (!good)
      fault_set(fault, EXIT_DATA, "E401", "%s: %s", store->path, strerror(errno));
    else if (status.st_size != *bytes)
      good = fault_damaged(store, fault,
                           status.st_size < *bytes ? "the file was cut short"
                                                   : "something was added to it");
  }
  if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  return good;
}

static bool check_opened(Store *store, bool unfinished, Fault *fault) {
  int64_t bytes = 0;
  if (!check_identity(store, fault) || !store_settle(store, fault) ||
      !check_size(store, &bytes, fault))
    return false;
  if (!unfinished && bytes >= SMALL_FILE_BYTES) return true;
  /* The structure alone: the rules of the columns would take three times as long. */
  return store_exec(store, "PRAGMA ignore_check_constraints = ON", fault) &&
         check_pragma(store, "PRAGMA quick_check(1)", fault) &&
         store_exec(store, "PRAGMA ignore_check_constraints = OFF", fault);
}

static bool open_place(Store *store, Fault *fault) {
  if (store->writable && access(store->place, W_OK) != 0) {
    fault_set(fault, EXIT_DATA, "E407", "%s: may not be written: %s", store->path, strerror(errno));
    fault_hint(fault, "ask for the right to write it, or work on a copy");
    return false;
  }
  if (access(store->place, R_OK) != 0)
    return fault_set(fault, EXIT_DATA, "E401", "%s: may not be read: %s", store->path,
                     strerror(errno));
  int flags = store->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (!store_connect(store, flags, fault)) return false;
  bool unfinished = store_unfinished(store);
  if (unfinished && !store->writable && !store_recover(store, fault)) return false;
  if (!check_opened(store, unfinished, fault)) return false;
  if (store->writable && sqlite3_db_readonly(store->db, "main") != 0)
    return fault_set(fault, EXIT_DATA, "E407", "%s: may not be written", store->path);
  bool room = !store->writable || place_writable(store->place);
  if (!room) {
    fault_set(fault, EXIT_DATA, "E407", "%s: its folder may not be written", store->path);
    fault_hint(fault, "the journal needs the folder; copy the database to a folder of your own");
  }
  return room;
}

Store *store_open(const char *path, StoreMode mode, Fault *fault) {
  char *place = place_existing(path, fault);
  if (!place) return NULL;
  Store *store = store_new(path, place, mode == STORE_WRITE);
  if (open_place(store, fault)) return store;
  store_close(store, NULL);
  return NULL;
}

/* ---- Creating ---------------------------------------------------------------------------- */

Store *store_create(const char *path, Fault *fault) {
  char *final = place_new(path, fault);
  if (!final) return NULL;
  Buffer place = {0};
  buffer_format(&place, "%s.new-%ld", final, (long)getpid());
  Store *store = store_new(path, place.data, true);
  store->final = final;
  /* Makes the file, so that nobody else's is taken, and with a mode for its owner alone. */
  int fd = open(store->place, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) {
    fault_set(fault, EXIT_DATA, errno == EEXIST ? "E402" : "E408", "%s: cannot be made: %s",
              store->place, strerror(errno));
    free(store->final);
    store->final = NULL; /* not ours to remove */
    store_close(store, NULL);
    return NULL;
  }
  close(fd);
  if (store_connect(store, SQLITE_OPEN_READWRITE, fault) && store_settle(store, fault))
    return store;
  store_close(store, NULL);
  return NULL;
}

bool store_publish(Store *store, Fault *fault) {
  if (!store->final) return true;
  if (!store_usable(store, fault)) return false;
  int code = sqlite3_close(store->db);
  if (code != SQLITE_OK) return store_fault(store, code, fault);
  store->db = NULL;
  if (place_rename(store->place, store->final) != 0) {
    int error = errno;
    store->broken = true;
    return fault_set(fault, EXIT_DATA, error == EEXIST ? "E402" : "E408", "%s: %s", store->path,
                     strerror(error));
  }
  free(store->place);
  store->place = store->final;
  store->final = NULL;
  if (!place_sync(store->place)) {
    store->broken = true;
    return fault_set(fault, EXIT_DATA, "E408", "%s: its folder cannot be made safe: %s",
                     store->path, strerror(errno));
  }
  return store_connect(store, SQLITE_OPEN_READWRITE, fault) && store_settle(store, fault);
}

bool store_close(Store *store, Fault *fault) {
  if (!store) return true;
  bool good = true;
  if (store->db) {
    store_rollback(store);
    int code = sqlite3_close(store->db);
    if (code != SQLITE_OK) {
      good = store_fault(store, code, fault);
      sqlite3_close_v2(store->db);
    }
  }
  if (store->final) {
    unlink(store->place);
    free(store->final);
  }
  free(store->place);
  free(store->path);
  free(store);
  return good;
}

/* ---- Statements -------------------------------------------------------------------------- */

bool store_exec(Store *store, const char *sql, Fault *fault) {
  if (!store_usable(store, fault)) return false;
  int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || store_fault(store, code, fault);
}

Query *store_query(Store *store, const char *sql, Fault *fault) {
  if (!store_usable(store, fault)) return NULL;
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK || !statement) {
    if (code != SQLITE_OK)
      store_fault(store, code, fault);
    else
      fault_set(fault, EXIT_DEFECT, "E499", "%s: an empty statement", store->path);
    return NULL;
  }
  Query *query = memory_new(sizeof *query);
  query->statement = statement;
  query->store = store;
  return query;
}

bool store_begin(Store *store, Fault *fault) {
  return store_exec(store, "BEGIN IMMEDIATE", fault);
}

bool store_commit(Store *store, Fault *fault) {
  if (store_exec(store, "COMMIT", fault)) return true;
  store_rollback(store);
  return false;
}

void store_rollback(Store *store) {
  if (store && store->db && !sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_bulk(Store *store, bool on, Fault *fault) {
  return store_exec(store,
                    on ? "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON"
                       : "PRAGMA foreign_keys = ON; PRAGMA ignore_check_constraints = OFF",
                    fault);
}

int64_t store_last_id(Store *store) {
  return sqlite3_last_insert_rowid(store->db);
}

int64_t store_changes(Store *store) {
  return sqlite3_changes64(store->db);
}

const char *store_path(const Store *store) {
  return store->path;
}

struct sqlite3 *store_connection(Store *store) {
  return store->db;
}

const char *store_library(void) {
  return sqlite3_libversion();
}

bool store_writable(const Store *store) {
  return store->writable;
}

bool store_number(Store *store, const char *sql, int64_t *out, Fault *fault) {
  Query *query = store_query(store, sql, fault);
  if (!query) return false;
  int step = query_step(query, fault);
  if (step == 1)
    *out = query_int(query, 0);
  else if (step == 0)
    fault_set(fault, EXIT_DEFECT, "E499", "%s: no row where one was due", store->path);
  query_free(query);
  return step == 1;
}

bool store_check(Store *store, Fault *fault) {
  if (!check_pragma(store, "PRAGMA integrity_check(1)", fault)) return false;
  Query *query = store_query(store, "PRAGMA foreign_key_check", fault);
  int step = query ? query_step(query, fault) : -1;
  if (step == 1) {
    fault_set(fault, EXIT_DATA, "E405", "%s: a row of %s refers to a row of %s that is not there",
              store->path, query_text(query, 0, NULL), query_text(query, 2, NULL));
    fault_hint(fault, "PRAGMA foreign_key_check lists them all");
  }
  query_free(query);
  return step == 0;
}

void query_bind_int(Query *query, int n, int64_t value) {
  query->bound |= sqlite3_bind_int64(query->statement, n, value);
}

void query_bind_real(Query *query, int n, double value) {
  query->bound |= sqlite3_bind_double(query->statement, n, value);
}

void query_bind_text(Query *query, int n, const char *text, int size) {
  query->bound |= sqlite3_bind_text(query->statement, n, text, size, SQLITE_TRANSIENT);
}

void query_bind_bytes(Query *query, int n, const void *bytes, size_t size) {
  query->bound |= sqlite3_bind_blob64(query->statement, n, bytes ? bytes : "", size, SQLITE_STATIC);
}

void query_bind_static(Query *query, int n, const char *text, int size) {
  query->bound |= sqlite3_bind_text(query->statement, n, text, size, SQLITE_STATIC);
}

void query_bind_null(Query *query, int n) {
  query->bound |= sqlite3_bind_null(query->statement, n);
}

/* Out of the way of the hot path. */
static int query_failed(Query *query, int code, Fault *fault) {
  if (query->bound)
    fault_set(fault, EXIT_DEFECT, "E499", "%s: a value is bound to no parameter: %s",
              query->store->path, sqlite3_sql(query->statement));
  else
    store_fault(query->store, code, fault);
  sqlite3_reset(query->statement);
  return -1;
}

int query_step(Query *query, Fault *fault) {
  if (query->bound) return query_failed(query, SQLITE_RANGE, fault);
  if (query->store->broken) return store_usable(query->store, fault) ? 0 : -1;
  int code = sqlite3_step(query->statement);
  if (code == SQLITE_ROW) return 1;
  return code == SQLITE_DONE ? 0 : query_failed(query, code, fault);
}

bool query_run(Query *query, Fault *fault) {
  int step;
  do
    step = query_step(query, fault);
  while (step == 1);
  int code = sqlite3_reset(query->statement);
  if (step == 0 && code != SQLITE_OK) return store_fault(query->store, code, fault);
  return step == 0;
}

static QueryOutcome outcome_of(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return QUERY_KEY;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return QUERY_REFERENCE;
    case SQLITE_CONSTRAINT_CHECK: return QUERY_CHECK;
    case SQLITE_CONSTRAINT_UNIQUE: return QUERY_UNIQUE;
    default: return QUERY_OTHER;
  }
}

QueryOutcome query_try(Query *query, char *detail, size_t room, Fault *fault) {
  *detail = '\0';
  int code = query->bound || query->store->broken ? SQLITE_OK : sqlite3_step(query->statement);
  if ((code & 0xFF) != SQLITE_CONSTRAINT) {
    if (code == SQLITE_DONE)
      return sqlite3_reset(query->statement) == SQLITE_OK ? QUERY_DONE : QUERY_FAILED;
    if (code == SQLITE_OK) return query_run(query, fault) ? QUERY_DONE : QUERY_FAILED;
    query_failed(query, code, fault);
    return QUERY_FAILED;
  }
  const char *said = sqlite3_errmsg(query->store->db), *name = strstr(said, "failed: ");
  snprintf(detail, room, "%s", name ? name + 8 : said);
  sqlite3_reset(query->statement);
  return outcome_of(code);
}

bool query_number(Query *query, int column) {
  int type = sqlite3_column_type(query->statement, column);
  return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

int64_t query_int(Query *query, int column) {
  return sqlite3_column_int64(query->statement, column);
}

double query_real(Query *query, int column) {
  return sqlite3_column_double(query->statement, column);
}

const char *query_text(Query *query, int column, size_t *size) {
  const char *text = (const char *)sqlite3_column_text(query->statement, column);
  if (size) *size = (size_t)sqlite3_column_bytes(query->statement, column);
  return text;
}

const void *query_bytes(Query *query, int column, size_t *size) {
  const void *bytes = sqlite3_column_blob(query->statement, column);
  *size = bytes ? (size_t)sqlite3_column_bytes(query->statement, column) : 0;
  return bytes;
}

bool query_null(Query *query, int column) {
  return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int query_columns(Query *query) {
  return sqlite3_column_count(query->statement);
}

const char *query_title(Query *query, int column) {
  return sqlite3_column_name(query->statement, column);
}

void query_reset(Query *query) {
  sqlite3_reset(query->statement);
}

void query_free(Query *query) {
  if (!query) return;
  sqlite3_finalize(query->statement);
  free(query);
}
