/* The command that reads files into the database, and lists what was read. The files are taken in the order
 * of what they refer to, each in a transaction of its own; the first that fails ends it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "data/import.h"
#include "data/import_record.h"
#include "eval/session.h"
#include "job/walk.h"

/* --- the encoding --------------------------------------------------------------------------------- */

/* The one question of an import, where somebody can answer it. */
static Charset ask_encoding(void *data, const char *path, const char *as_utf8, const char *as_gb) {
  (void)data;
  char answer[16];
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return CHARSET_DOUBT;
  fprintf(stderr, _("“%s” can be read in two ways:\n  1  UTF-8    %s\n  2  GB18030  %s\n"), path,
          as_utf8, as_gb);
  fputs(_("Which one is right, 1 or 2? "), stderr);
  if (!fgets(answer, sizeof answer, stdin)) return CHARSET_DOUBT;
  return *answer == '1' ? CHARSET_UTF8 : *answer == '2' ? CHARSET_GB18030 : CHARSET_DOUBT;
}

/* --- the report ----------------------------------------------------------------------------------- */

static void print_columns(const ImportReport *r, const int64_t *counts, const char *what) {
  Buffer list = {0};
  for (size_t i = 0; i < r->header->count; i++)
    if (counts[i])
      buffer_format(&list, "%s%s %lld", list.size ? ", " : "", r->header->titles[i],
                    (long long)counts[i]);
  if (list.size) printf("  %s: %s\n", what, list.data);
  buffer_free(&list);
}

static void print_skipped(const ImportReport *r) {
  Buffer list = {0};
  for (size_t i = 0; i < r->header->count; i++)
    if (!r->header->columns[i].field && *r->header->titles[i])
      buffer_format(&list, "%s%s", list.size ? ", " : "", r->header->titles[i]);
  if (list.size) printf(_("  columns passed over: %s\n"), list.data);
  buffer_free(&list);
}

static void print_notes(const ImportReport *r) {
  if (r->sheet) printf(_("  sheet: %s\n"), r->sheet);
  if (r->other_sheets && *r->other_sheets)
    printf(_("  sheets that were not read: %s\n"), r->other_sheets);
  if (r->rows_above) printf(_("  rows above the header: %lld\n"), (long long)r->rows_above);
  if (r->empty_rows) printf(_("  empty rows: %lld\n"), (long long)r->empty_rows);
  if (r->numbered_from)
    printf(_("  rows without a key were numbered from %lld on\n"), (long long)r->numbered_from);
  print_skipped(r);
  print_columns(r, r->defaults, _("empty cells that took the default"));
  print_columns(r, r->timed, _("times of day left off"));
  print_columns(r, r->trimmed, _("blanks around texts left off"));
  print_columns(r, r->doubtful, _("identity numbers that cannot be right, taken as written"));
  print_columns(r, r->unnamed, _("characters that only some systems show (private-use area)"));
  if (r->cut) puts(_("  the last line has no end: was the file cut?"));
}

static void print_refusals(const ImportReport *r) {
  for (size_t i = 0; i < r->shown; i++) {
    const ImportRefusal *refusal = &r->first[i];
    fprintf(stderr, "%s:%lld: %s%s%s\n", r->path, (long long)refusal->line, refusal->where,
            *refusal->where ? ": " : "", refusal->why);
  }
  if (r->refused > (int64_t)r->shown)
    fprintf(stderr, _("and %lld more\n"), (long long)(r->refused - (int64_t)r->shown));
}

static void print_report(const Options *options, const ImportReport *r) {
  const Entity *entity = r->header->entity;
  print_refusals(r);
  if (options->quiet) return;
  printf(_("%s: %lld rows of %s (%s), read as %s, mode %s\n"), r->path, (long long)r->rows,
         entity->name, entity->title, r->encoding, options->mode);
  printf(_("  new %lld, changed %lld, the same %lld, refused %lld\n"), (long long)r->added,
         (long long)r->changed, (long long)r->same, (long long)r->refused);
  print_notes(r);
  if (options->dry_run) puts(_("  nothing was stored (--dry-run)"));
  if (r->stored && r->refused)
    printf(_("  the good rows alone were imported; the others stand in %s\n"), r->refused_path);
}

/* --- the files ------------------------------------------------------------------------------------ */

/* How many steps of references lead down from an entity. */
static int depth_of(const Entity *entity, int most) {
  int depth = 0;
  for (size_t i = 0; most > 0 && i < entity->field_count; i++) {
    const Entity *to = entity->fields[i].to;
    int below = to && to != entity ? 1 + depth_of(to, most - 1) : 0;
    if (below > depth) depth = below;
  }
  return depth;
}

static void sort_imports(Import **list, int count) {
  for (int i = 1; i < count; i++)
    for (int k = i;
         k > 0 && depth_of(import_entity(list[k]), 8) < depth_of(import_entity(list[k - 1]), 8);
         k--) {
      Import *moved = list[k];
      list[k] = list[k - 1];
      list[k - 1] = moved;
    }
}

static ImportOptions options_of(const Options *options, Progressing *progress) {
  static const char *const modes[] = {"insert", "update", "replace"};
  ImportMode mode = IMPORT_INSERT;
  for (int i = 0; i < 3; i++)
    if (strcmp(modes[i], options->mode) == 0) mode = (ImportMode)i;
  return (ImportOptions){.entity = options->entity,
                         .map = options->map,
                         .encoding = options->encoding,
                         .mode = mode,
                         .dry_run = options->dry_run,
                         .good_rows = options->good_rows,
                         .again = options->yes,
                         .ask = ask_encoding,
                         .tell = progress_tell_rows,
                         .data = progress};
}

/* Stores the files one by one; true also when rows were refused beside good ones. */
static bool store_all(const Options *options, Store *store, Import **list, int count,
                      Progressing *progress, int64_t *refused, Fault *fault) {
  bool ok = !options->dry_run || store_begin(store, fault);
  for (int i = 0; ok && i < count; i++) {
    progress_begin(progress, options->quiet);
    ok = import_store(list[i], store, fault);
    progress_end(progress);
    const ImportReport *report = import_report(list[i]);
    if (ok || report->refused) print_report(options, report);
    *refused += report->refused;
    if (!ok && i + 1 < count && !options->quiet)
      printf(_("files that were not tried any more: %d\n"), count - i - 1);
  }
  if (options->dry_run) store_rollback(store);
  return ok;
}

static int import_files(const Options *options, Store *store, const Schema *schema, Fault *fault) {
  Import *list[OPTION_MOST_WORDS] = {0};
  Progressing progress;
  ImportOptions import = options_of(options, &progress);
  int count = options->word_count, opened = 0;
  int64_t refused = 0;
  bool ok = true;
  for (; ok && opened < count; opened += ok)
    ok = (list[opened] = import_open(options->words[opened], schema, &import, fault)) != NULL;
  if (ok) sort_imports(list, count);
  ok = ok && store_all(options, store, list, count, &progress, &refused, fault);
  for (int i = 0; i < opened; i++)
    import_close(list[i]);
  return !ok ? fault->exit : refused ? EXIT_FINDINGS : EXIT_DONE;
}

/* --- what was imported ---------------------------------------------------------------------------- */

static const TableColumn columns[] = {
    {"import_id", "编号", TABLE_NUMBER}, {"imported_at", "时间", TABLE_TEXT},
    {"file", "文件", TABLE_TEXT},        {"entity", "实体", TABLE_TEXT},
    {"mode", "方式", TABLE_TEXT},        {"encoding", "编码", TABLE_TEXT},
    {"rows", "行数", TABLE_COUNT},       {"added", "新增", TABLE_COUNT},
    {"changed", "更改", TABLE_COUNT},    {"same", "相同", TABLE_COUNT},
    {"refused", "拒收", TABLE_COUNT},    {"hash", "指纹", TABLE_TEXT},
};

static void add_record(const ImportRecord *record, void *data) {
  const int64_t numbers[] = {record->id,      record->rows, record->added,
                             record->changed, record->same, record->refused};
  char text[6][24], hash[13];
  for (int i = 0; i < 6; i++)
    snprintf(text[i], sizeof text[i], "%lld", (long long)numbers[i]);
  snprintf(hash, sizeof hash, "%.12s", record->hash);
  table_add(data, (const char *[]){text[0], record->imported_at, record->file, record->entity,
                                   record->mode, record->encoding, text[1], text[2], text[3],
                                   text[4], text[5], hash});
}

static int list_imports(const Options *options, Store *store, Fault *fault) {
  Table *table = table_new(columns, sizeof columns / sizeof *columns);
  bool ok = record_each(store, add_record, table, fault);
  if (ok) table_print(table, options->format, stdout);
  table_free(table);
  return ok ? EXIT_DONE : fault->exit;
}

int command_import(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  bool reads = options->word_count == 0;
  Schema *schema = session_schema(fault);
  Store *store =
      schema ? settle_open_store(options->db, schema, reads ? STORE_READ : STORE_WRITE, fault)
             : NULL;
  int exit = !store  ? fault->exit
             : reads ? list_imports(options, store, fault)
                     : import_files(options, store, schema, fault);
  Fault closing = {0};
  if (!store_close(store, &closing) && exit == EXIT_DONE) {
    *fault = closing;
    exit = closing.exit;
  }
  schema_free(schema);
  return exit;
}
