/* io/file: reading whole, saving all at once, listing folders; each error made to happen. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

/* Every test stands in a fresh folder. */
static int enter(void **state) {
  const char *parent = getenv("TMPDIR");
  char folder[512];
  snprintf(folder, sizeof folder, "%s/file.XXXXXX", parent ? parent : "/tmp");
  if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
  *state = strdup(folder);
  return 0;
}

static int leave(void **state) {
  char command[600];
  snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
  free(*state);
  return chdir("/") || system(command);
}

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *path, const char *text) {
  Buffer out = {0};
  Fault fault = {0};
  assert_true(file_read(path, &out, 1 << 20, &fault));
  assert_string_equal(out.data, text);
  buffer_free(&out);
}

static size_t entries(void) {
  Fault fault = {0};
  size_t count = 0;
  char **list = folder_list(".", "", &count, &fault);
  assert_no_fault(&fault);
  free(list);
  return count;
}

/* ---- Reading ---- */

static void read_replaces_what_was_there(void **state) {
  (void)state;
  Buffer out = {0};
  Fault fault = {0};
  put("a", "one\n");
  buffer_add_text(&out, "old");
  assert_true(file_read("a", &out, 4, &fault));
  assert_string_equal(out.data, "one\n");
  put("a", "");
  assert_true(file_read("a", &out, 0, &fault));
  assert_int_equal(out.size, 0);
  assert_string_equal(out.data, "");
  assert_no_fault(&fault);
  buffer_free(&out);
}

static void read_keeps_to_the_limit(void **state) {
  (void)state;
  Buffer out = {0};
  Fault fault = {0};
  put("a", "12345");
  assert_true(file_read("a", &out, 5, &fault));
  assert_false(file_read("a", &out, 4, &fault));
  assert_fault(&fault, EXIT_DATA, "E453");
  assert_false(file_read("/dev/zero", &out, 1000000, &fault));
  assert_fault(&fault, EXIT_DATA, "E453");
  buffer_free(&out);
}

static void read_of_a_large_file(void **state) {
  (void)state;
  Buffer text = {0}, out = {0};
  Fault fault = {0};
  for (int i = 0; i < 50000; i++)
    buffer_format(&text, "%d,", i);
  assert_true(file_save("large", text.data, text.size, &fault));
  assert_true(file_read("large", &out, text.size, &fault));
  assert_int_equal(out.size, text.size);
  assert_memory_equal(out.data, text.data, text.size);
  buffer_free(&text);
  buffer_free(&out);
}

static void read_says_what_is_missing(void **state) {
  (void)state;
  Buffer out = {0};
  Fault fault = {0};
  put("cases.csv", "");
  assert_false(file_read("cases.csw", &out, 9, &fault));
  assert_fault(&fault, EXIT_DATA, "E451");
  assert_string_equal(fault.hint, "did you mean cases.csv?");
  assert_false(file_read("nowhere/cases.csv", &out, 9, &fault));
  assert_fault(&fault, EXIT_DATA, "E451");
  assert_string_equal(fault.hint, "");
  assert_false(file_read(".", &out, 9, &fault));
  assert_fault(&fault, EXIT_DATA, "E452");
  assert_false(file_read("cases.csv/x", &out, 9, &fault));
  assert_fault(&fault, EXIT_DATA, "E452");
  assert_false(file_read("", &out, 9, &fault));
  assert_fault(&fault, EXIT_DATA, "E451");
  buffer_free(&out);
}

/* ---- Saving ---- */

static void save_makes_a_private_file(void **state) {
  (void)state;
  Fault fault = {0};
  struct stat status;
  umask(0);
  assert_true(file_save("a", "x\0y", 3, &fault));
  assert_int_equal(stat("a", &status), 0);
  assert_int_equal(status.st_mode & 07777, 0600);
  assert_int_equal(status.st_size, 3);
  assert_true(file_save("a", "", 0, &fault));
  assert_int_equal(stat("a", &status), 0);
  assert_int_equal(status.st_size, 0);
  assert_int_equal(entries(), 1);
}

static void save_replaces_at_once(void **state) {
  (void)state;
  Fault fault = {0};
  put("a", "old");
  int old = open("a", O_RDONLY);
  assert_true(file_save("a", "new", 3, &fault));
  char text[4] = "";
  assert_int_equal(read(old, text, 3), 3);
  close(old);
  assert_string_equal(text, "old");
  assert_holds("a", "new");
}

static void save_goes_through_a_link(void **state) {
  (void)state;
  Fault fault = {0};
  struct stat status;
  assert_int_equal(mkdir("real", 0700), 0);
  put("real/a", "old");
  assert_int_equal(symlink("real/a", "link"), 0);
  assert_true(file_save("link", "new", 3, &fault));
  assert_int_equal(lstat("link", &status), 0);
  assert_true(S_ISLNK(status.st_mode));
  assert_holds("real/a", "new");
}

static void save_into_a_device(void **state) {
  (void)state;
  Fault fault = {0};
  assert_true(file_save("/dev/null", "x", 1, &fault));
  assert_false(file_save("/dev/full", "x", 1, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E455");
  assert_non_null(strstr(fault.message, strerror(ENOSPC)));
}

static void save_that_fails_changes_nothing(void **state) {
  (void)state;
  Fault fault = {0};
  assert_false(file_save(".", "x", 1, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E455");
  assert_false(file_save("nowhere/a", "x", 1, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E455");
  put("a", "old");
  struct rlimit before, small = {.rlim_cur = 1000, .rlim_max = RLIM_INFINITY};
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small.rlim_max = before.rlim_max;
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  char bytes[5000] = "";
  bool saved = file_save("a", bytes, sizeof bytes, &fault);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, handler);
  assert_false(saved);
  assert_fault(&fault, EXIT_SYSTEM, "E455");
  assert_holds("a", "old");
  assert_int_equal(entries(), 1);
}

/* ---- Folders ---- */

static void list_is_sorted_and_relative(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  mkdir("r", 0700);
  mkdir("r/b", 0700);
  mkdir("r/b/c", 0700);
  mkdir("r/.git", 0700);
  put("r/z.lua", "");
  put("r/B.lua", "");
  put("r/b.lua", "");
  put("r/b/a.lua", "");
  put("r/b/c/文山.lua", "");
  put("r/.hidden.lua", "");
  put("r/.git/x.lua", "");
  put("r/.lua", "");
  put("r/a.txt", "");
  put("r/lua", "");
  char **list = folder_list("r", ".lua", &count, &fault);
  assert_no_fault(&fault);
  assert_int_equal(count, 5);
  assert_string_equal(list[0], "B.lua");
  assert_string_equal(list[1], "b.lua");
  assert_string_equal(list[2], "b/a.lua");
  assert_string_equal(list[3], "b/c/文山.lua");
  assert_string_equal(list[4], "z.lua");
  assert_null(list[5]);
  free(list);
  list = folder_list("r/", ".test.lua", &count, &fault);
  assert_non_null(list);
  assert_int_equal(count, 0);
  free(list);
}

static void assert_refused(const char *folder, const char *code, const char *part) {
  Fault fault = {0};
  size_t count = 0;
  assert_null(folder_list(folder, ".lua", &count, &fault));
  assert_fault(&fault, EXIT_DATA, code);
  if (!strstr(fault.message, part)) fail_msg("%s", fault.message);
}

static void folders_that_cannot_be_read(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  mkdir("rules", 0700);
  assert_null(folder_list("rule", ".lua", &count, &fault));
  assert_fault(&fault, EXIT_DATA, "E451");
  assert_string_equal(fault.hint, "did you mean rules?");
  put("rules/a.lua", "");
  assert_refused("rules/a.lua", "E452", "a.lua");
}

static void links_stay_inside(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  mkdir("r", 0700);
  mkdir("r2", 0700);
  put("r/a.lua", "");
  put("r2/out.lua", "");
  assert_int_equal(symlink("a.lua", "r/b.lua"), 0);
  assert_int_equal(symlink("nobody@host:1", "r/.#a.lua"), 0);
  assert_int_equal(symlink("nothing", "r/note"), 0);
  char **list = folder_list("r", ".lua", &count, &fault);
  assert_no_fault(&fault);
  assert_int_equal(count, 2);
  free(list);
  assert_int_equal(symlink("r", "link"), 0);
  list = folder_list("link", ".lua", &count, &fault);
  assert_int_equal(count, 2);
  free(list);
  assert_int_equal(symlink("../r2/out.lua", "r/c.lua"), 0);
  assert_refused("r", "E454", "c.lua” is a link out of the folder");
  unlink("r/c.lua");
  assert_int_equal(symlink("missing", "r/c.lua"), 0);
  assert_refused("r", "E454", "a link to nothing");
  unlink("r/c.lua");
  assert_int_equal(symlink("..", "r/up"), 0);
  assert_refused("r", "E454", "a link to a folder");
}

static void odd_files_are_refused(void **state) {
  (void)state;
  mkdir("r", 0700);
  assert_int_equal(mkfifo("r/a.lua", 0600), 0);
  assert_refused("r", "E454", "is no plain file");
  unlink("r/a.lua");
  put("r/\xff.lua", "");
  assert_refused("r", "E454", "not in UTF-8");
}

static void depth_is_bounded(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  char path[64] = "r";
  mkdir(path, 0700);
  for (int depth = 1; depth <= FOLDER_DEPTH; depth++) {
    strcat(path, "/d");
    assert_int_equal(mkdir(path, 0700), 0);
  }
  char file[80];
  snprintf(file, sizeof file, "%s/x.lua", path);
  put(file, "");
  char **list = folder_list("r", ".lua", &count, &fault);
  assert_no_fault(&fault);
  assert_int_equal(count, 1);
  free(list);
  strcat(path, "/d");
  assert_int_equal(mkdir(path, 0700), 0);
  assert_refused("r", "E453", "deeper than 8");
}

static void number_is_bounded(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  char path[64];
  mkdir("r", 0700);
  for (int i = 0; i < FOLDER_FILES; i++) {
    snprintf(path, sizeof path, "r/%d.lua", i);
    put(path, "");
  }
  char **list = folder_list("r", ".lua", &count, &fault);
  assert_no_fault(&fault);
  assert_int_equal(count, FOLDER_FILES);
  for (size_t i = 1; i < count; i++)
    assert_true(strcmp(list[i - 1], list[i]) < 0);
  free(list);
  put("r/more.lua", "");
  assert_refused("r", "E453", "more than 4096");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(read_replaces_what_was_there),
      TEST(read_keeps_to_the_limit),
      TEST(read_of_a_large_file),
      TEST(read_says_what_is_missing),
      TEST(save_makes_a_private_file),
      TEST(save_replaces_at_once),
      TEST(save_goes_through_a_link),
      TEST(save_into_a_device),
      TEST(save_that_fails_changes_nothing),
      TEST(list_is_sorted_and_relative),
      TEST(folders_that_cannot_be_read),
      TEST(links_stay_inside),
      TEST(odd_files_are_refused),
      TEST(depth_is_bounded),
      TEST(number_is_bounded),
  };
  return RUN(tests);
}
