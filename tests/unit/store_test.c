/* data/store: what may be opened and what not, locks, journals of the dead, statements. */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/store.h"

static const char *folder; /* a fresh folder, the working directory */

static int go_to_folder(void **state) {
  (void)state;
  static char name[512];
  const char *tmp = getenv("TMP");
  snprintf(name, sizeof name, "%s/store.XXXXXX", tmp ? tmp : "/tmp");
  folder = mkdtemp(name);
  return folder && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state) {
  (void)state;
  char command[600];
  snprintf(command, sizeof command, "chmod -R u+rwX '%s'; rm -rf '%s'", folder, folder);
  return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* A database with our marks and one table of `rows` rows. */
static void make(const char *path, int rows) {
  Fault fault = {0};
  char sql[600];
  Store *store = store_create(path, &fault);
  assert_no_fault(&fault);
  snprintf(
      sql, sizeof sql,
      "BEGIN; PRAGMA application_id = %d; PRAGMA user_version = %d;"
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'bad')) STRICT;"
      "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " SELECT i, hex(randomblob(100)) FROM n; COMMIT",
      STORE_APPLICATION, STORE_VERSION, rows);
  store_exec(store, sql, &fault);
  assert_no_fault(&fault);
  store_publish(store, &fault);
  assert_no_fault(&fault);
  assert_true(store_close(store, &fault));
}

static void write_file(const char *path, const char *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static void refused(const char *path, StoreMode mode, const char *code, const char *words) {
  Fault fault = {0};
  Store *store = store_open(path, mode, &fault);
  assert_null(store);
  assert_string_equal(fault.code, code);
  assert_int_equal(fault.exit, EXIT_DATA);
  if (words && !strstr(fault.message, words) && !strstr(fault.hint, words))
    fail_msg("'%s' not in '%s' '%s'", words, fault.message, fault.hint);
}

static void accepted(const char *path) {
  Fault fault = {0};
  Store *store = store_open(path, STORE_WRITE, &fault);
  assert_no_fault(&fault);
  assert_non_null(store);
  assert_string_equal(store_path(store), path);
  assert_true(store_close(store, &fault));
}

static void any_name_is_a_plain_file(void **state) {
  (void)state;
  static const char *const names[] = {
      "plain.db",           "with space.db", "文山州.db",        "-x.db",
      "file:x?mode=memory", ":memory:",      "file:/tmp/y.db?z", "100%25.db"};
  assert_int_equal(mkdir("file:", 0755), 0);
  assert_int_equal(mkdir("file:/tmp", 0755), 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    make(names[i], 3);
    struct stat status;
    assert_int_equal(stat(names[i], &status), 0);
    assert_true(status.st_size > 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    accepted(names[i]);
  }
}

static void a_link_leads_to_the_file(void **state) {
  (void)state;
  make("target.db", 3);
  assert_int_equal(symlink("target.db", "link.db"), 0);
  accepted("link.db");
  assert_int_equal(symlink("nowhere.db", "dangling.db"), 0);
  refused("dangling.db", STORE_READ, "E401", NULL);
}

static void missing_file_gets_a_near_name(void **state) {
  (void)state;
  make("wenshan2018.db", 3);
  refused("wenshan2081.db", STORE_READ, "E401", "wenshan2018.db");
  refused("nofolder/x.db", STORE_READ, "E401", "no folder");
  refused("", STORE_READ, "E401", NULL);
  refused(".", STORE_READ, "E401", "not a plain file");
}

static void create_replaces_nothing(void **state) {
  (void)state;
  Fault fault = {0};
  write_file("mine.txt", "keep", 4);
  assert_null(store_create("mine.txt", &fault));
  assert_fault(&fault, EXIT_DATA, "E402");
  assert_int_equal(symlink("nothing", "hanging"), 0);
  assert_null(store_create("hanging", &fault));
  assert_fault(&fault, EXIT_DATA, "E402");
  assert_null(store_create("no/such/folder.db", &fault));
  assert_fault(&fault, EXIT_DATA, "E401");
  assert_null(store_create("folder/", &fault));
  assert_fault(&fault, EXIT_DATA, "E401");
}

static void a_name_taken_meanwhile_is_kept(void **state) {
  (void)state;
  Fault fault = {0};
  Store *store = store_create("race.db", &fault);
  assert_no_fault(&fault);
  write_file("race.db", "other", 5);
  assert_false(store_publish(store, &fault));
  assert_fault(&fault, EXIT_DATA, "E402");
  store_close(store, NULL);
  struct stat status;
  assert_int_equal(stat("race.db", &status), 0);
  assert_int_equal(status.st_size, 5);
}

static void unpublished_leaves_nothing(void **state) {
  (void)state;
  Fault fault = {0};
  Store *store = store_create("half.db", &fault);
  assert_true(store_exec(store, "CREATE TABLE t (a)", &fault));
  assert_true(store_close(store, &fault));
  assert_int_equal(system("ls half.db* 2>/dev/null | grep -q ."), 256);
}

static void foreign_files_are_refused(void **state) {
  (void)state;
  write_file("empty.db", "", 0);
  refused("empty.db", STORE_WRITE, "E403", "empty");
  write_file("text.db", "not a database at all, only words\n", 34);
  refused("text.db", STORE_READ, "E403", "not a database");
  char big[4096];
  memset(big, 'x', sizeof big);
  write_file("big.txt", big, sizeof big);
  refused("big.txt", STORE_WRITE, "E403", "not a database");
  assert_int_equal(system("sqlite3 other.db 'CREATE TABLE invoices (a)'"), 0);
  refused("other.db", STORE_WRITE, "E403", "invoices");
  assert_int_equal(system("sqlite3 bare.db 'PRAGMA user_version = 1'"), 0);
  refused("bare.db", STORE_WRITE, "E403", "init");
}

static void a_newer_form_is_refused(void **state) {
  (void)state;
  make("newer.db", 3);
  assert_int_equal(system("sqlite3 newer.db 'PRAGMA user_version = 99'"), 0);
  refused("newer.db", STORE_READ, "E404", "99");
}

static void damage_is_refused(void **state) {
  (void)state;
  make("whole.db", 3000);
  struct stat status;
  assert_int_equal(stat("whole.db", &status), 0);
  for (off_t cut = status.st_size - 1; cut > 4096; cut -= 40961) {
    assert_int_equal(system("cp whole.db cut.db"), 0);
    assert_int_equal(truncate("cut.db", cut), 0);
    refused("cut.db", STORE_READ, "E405", "backup");
  }
  assert_int_equal(system("cp whole.db page.db && dd if=/dev/zero of=page.db bs=4096 seek=20 "
                          "count=1 conv=notrunc 2>/dev/null"),
                   0);
  refused("page.db", STORE_WRITE, "E405", "damaged");
  assert_int_equal(system("cp whole.db more.db && echo more >>more.db"), 0);
  refused("more.db", STORE_READ, "E405", "added");
}

/* Runs `work` in a child that says ready through a pipe and then waits to be killed. */
static pid_t in_child(void (*work)(const char *), const char *path) {
  int ends[2];
  char byte;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    work(path);
    if (write(ends[1], "x", 1) == 1) pause();
    _exit(0);
  }
  close(ends[1]);
  assert_int_equal(read(ends[0], &byte, 1), 1);
  close(ends[0]);
  return child;
}

static void end_child(pid_t child) {
  assert_int_equal(kill(child, SIGKILL), 0);
  assert_int_equal(waitpid(child, NULL, 0), child);
}

static void hold_for_writing(const char *path) {
  Store *store = store_open(path, STORE_WRITE, NULL);
  if (!store || !store_begin(store, NULL) || !store_exec(store, "DELETE FROM t", NULL)) _exit(1);
}

static void a_locked_file_is_reported(void **state) {
  (void)state;
  make("locked.db", 3);
  pid_t child = in_child(hold_for_writing, "locked.db");
  Fault fault = {0};
  Store *store = store_open("locked.db", STORE_WRITE, &fault);
  assert_no_fault(&fault); /* reading goes on beside a writer that has not committed */
  assert_false(store_begin(store, &fault));
  assert_fault(&fault, EXIT_DATA, "E406");
  assert_non_null(strstr(fault.hint, "wait"));
  end_child(child);
  fault_clear(&fault);
  assert_true(store_begin(store, &fault));
  assert_true(store_commit(store, &fault));
  assert_true(store_close(store, &fault));
}

/* Leaves a journal that must be rolled back: pages are written into the file before the commit. */
static void die_while_writing(const char *path) {
  Store *store = store_open(path, STORE_WRITE, NULL);
  if (!store || !store_exec(store, "PRAGMA cache_size = 10", NULL) || !store_begin(store, NULL) ||
      !store_exec(store, "UPDATE t SET b = upper(b) || 'changed'", NULL))
    _exit(1);
}

static void a_reader_recovers_what_the_dead_left(void **state) {
  (void)state;
  make("dead.db", 3000);
  end_child(in_child(die_while_writing, "dead.db"));
  assert_int_equal(access("dead.db-journal", F_OK), 0);
  Fault fault = {0};
  int64_t changed = -1;
  Store *store = store_open("dead.db", STORE_READ, &fault);
  assert_no_fault(&fault);
  assert_true(
      store_number(store, "SELECT count(*) FROM t WHERE b LIKE '%changed'", &changed, &fault));
  assert_int_equal(changed, 0);
  assert_true(store_close(store, &fault));
  assert_int_equal(access("dead.db-journal", F_OK), -1);
}

static void a_reader_writes_nothing(void **state) {
  (void)state;
  make("read.db", 3);
  Fault fault = {0};
  Store *store = store_open("read.db", STORE_READ, &fault);
  assert_no_fault(&fault);
  assert_false(store_writable(store));
  assert_false(store_exec(store, "DELETE FROM t", &fault));
  assert_fault(&fault, EXIT_DATA, "E407");
  assert_true(store_close(store, NULL));
}

static void what_may_not_be_written_is_said_at_once(void **state) {
  (void)state;
  if (geteuid() == 0) skip();
  assert_int_equal(mkdir("sealed", 0755), 0);
  make("sealed/x.db", 3);
  assert_int_equal(chmod("sealed", 0555), 0);
  refused("sealed/x.db", STORE_WRITE, "E407", "folder");
  Fault fault = {0};
  Store *store = store_open("sealed/x.db", STORE_READ, &fault);
  assert_no_fault(&fault);
  store_close(store, NULL);
  assert_null(store_create("sealed/y.db", &fault));
  assert_fault(&fault, EXIT_DATA, "E407");
  assert_int_equal(chmod("sealed", 0755), 0);
  assert_int_equal(chmod("sealed/x.db", 0444), 0);
  refused("sealed/x.db", STORE_WRITE, "E407", NULL);
}

static void protections_are_on(void **state) {
  (void)state;
  make("safe.db", 3);
  Fault fault = {0};
  Store *store = store_open("safe.db", STORE_WRITE, &fault);
  static const struct {
    const char *sql;
    int64_t value;
  } settings[] = {{"PRAGMA foreign_keys", 1},    {"PRAGMA trusted_schema", 0},
                  {"PRAGMA cell_size_check", 1}, {"PRAGMA mmap_size", 0},
                  {"PRAGMA synchronous", 3},     {"PRAGMA cache_size", -65536}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    int64_t value = -1;
    Query *query = store_query(store, settings[i].sql, &fault);
    if (query_step(query, &fault) == 1) value = query_int(query, 0);
    query_free(query);
    if (value != settings[i].value && !(value == -1 && settings[i].value == 0))
      fail_msg("%s is %lld", settings[i].sql, (long long)value);
  }
  assert_false(store_exec(store, "SELECT \"no such column\"", &fault));
  assert_fault(&fault, EXIT_DEFECT, "E499");
  assert_false(store_exec(store, "ATTACH 'other.db' AS other", &fault));
  assert_false(store_exec(store, "VACUUM INTO 'copy.db'", &fault));
  assert_false(store_exec(store, "SELECT load_extension('x')", &fault));
  store_exec(store, "PRAGMA writable_schema = ON", NULL);
  assert_false(store_exec(store, "UPDATE sqlite_schema SET sql = 'x'", &fault));
  assert_true(store_close(store, NULL));
}

static void statements_bind_step_and_reset(void **state) {
  (void)state;
  make("rows.db", 1);
  Fault fault = {0};
  Store *store = store_open("rows.db", STORE_WRITE, &fault);
  assert_true(store_begin(store, &fault));
  Query *query = store_query(store, "INSERT INTO t VALUES (?1, ?2)", &fault);
  char text[] = "药品";
  query_bind_int(query, 1, 9007199254740993);
  query_bind_text(query, 2, text, -1);
  text[0] = 'x'; /* it was copied */
  assert_true(query_run(query, &fault));
  assert_int_equal(store_last_id(store), 9007199254740993);
  assert_int_equal(store_changes(store), 1);
  query_bind_int(query, 1, 7);
  query_bind_null(query, 2);
  assert_true(query_run(query, &fault));
  query_bind_int(query, 1, 8);
  query_bind_static(query, 2, "bad", 3);
  assert_false(query_run(query, &fault));
  assert_fault(&fault, EXIT_DATA, "E409");
  query_bind_static(query, 2, "good", 4);
  assert_true(query_run(query, &fault));
  query_bind_int(query, 3, 1);
  assert_false(query_run(query, &fault));
  assert_fault(&fault, EXIT_DEFECT, "E499");
  query_free(query);
  assert_true(store_commit(store, &fault));
  query = store_query(store, "SELECT a, b FROM t WHERE a > 6 ORDER BY a", &fault);
  assert_int_equal(query_columns(query), 2);
  assert_string_equal(query_title(query, 1), "b");
  assert_int_equal(query_step(query, &fault), 1);
  assert_true(query_null(query, 1));
  size_t size = 9;
  assert_null(query_text(query, 1, &size));
  assert_int_equal(size, 0);
  assert_int_equal(query_step(query, &fault), 1);
  assert_int_equal(query_step(query, &fault), 1);
  assert_true(query_int(query, 0) == 9007199254740993);
  assert_string_equal(query_text(query, 1, &size), "药品");
  assert_int_equal(size, 6);
  assert_int_equal(query_step(query, &fault), 0);
  query_free(query);
  assert_null(store_query(store, "SELECT nothing FROM nowhere", &fault));
  assert_fault(&fault, EXIT_DEFECT, "E499");
  assert_null(store_query(store, "  ", &fault));
  assert_true(store_close(store, NULL));
}

static void rollback_forgets(void **state) {
  (void)state;
  make("back.db", 3);
  Fault fault = {0};
  int64_t rows = 0;
  Store *store = store_open("back.db", STORE_WRITE, &fault);
  store_rollback(store);
  assert_true(store_begin(store, &fault));
  assert_false(store_begin(store, &fault));
  assert_true(store_exec(store, "DELETE FROM t", &fault));
  store_rollback(store);
  assert_true(store_number(store, "SELECT count(*) FROM t", &rows, &fault));
  assert_int_equal(rows, 3);
  assert_true(store_check(store, &fault));
  assert_true(store_close(store, &fault));
  assert_true(store_close(NULL, &fault));
}

static void a_write_that_fails_is_reported_and_kept_out(void **state) {
  (void)state;
  make("full.db", 100);
  Fault fault = {0};
  Store *store = store_open("full.db", STORE_WRITE, &fault);
  assert_true(store_exec(store, "PRAGMA max_page_count = 12", &fault));
  assert_true(store_begin(store, &fault));
  assert_false(store_exec(store, "INSERT INTO t (b) SELECT hex(randomblob(3000)) FROM t", &fault));
  assert_fault(&fault, EXIT_DATA, "E408");
  store_rollback(store);
  int64_t rows = 0;
  assert_true(store_number(store, "SELECT count(*) FROM t", &rows, &fault));
  assert_int_equal(rows, 100);
  assert_true(store_close(store, NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_name_is_a_plain_file),
      cmocka_unit_test(a_link_leads_to_the_file),
      cmocka_unit_test(missing_file_gets_a_near_name),
      cmocka_unit_test(create_replaces_nothing),
      cmocka_unit_test(a_name_taken_meanwhile_is_kept),
      cmocka_unit_test(unpublished_leaves_nothing),
      cmocka_unit_test(foreign_files_are_refused),
      cmocka_unit_test(a_newer_form_is_refused),
      cmocka_unit_test(damage_is_refused),
      cmocka_unit_test(a_locked_file_is_reported),
      cmocka_unit_test(a_reader_recovers_what_the_dead_left),
      cmocka_unit_test(a_reader_writes_nothing),
      cmocka_unit_test(what_may_not_be_written_is_said_at_once),
      cmocka_unit_test(protections_are_on),
      cmocka_unit_test(statements_bind_step_and_reset),
      cmocka_unit_test(rollback_forgets),
      cmocka_unit_test(a_write_that_fails_is_reported_and_kept_out),
  };
  return cmocka_run_group_tests(tests, go_to_folder, leave_folder);
}
