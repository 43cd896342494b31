/* Making a sheet: what it rests on, where its figures come from, the last sheet, keeping it. */
#include "job/assess.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/targets.h"
#include "guize.h"
#include "job/assess_inside.h"
#include "job/assumed.h"
#include "job/figures.h"
#include "job/registers.h"

/* --- what is asked ------------------------------------------------------------------------------ */

static bool find_target(AssessWork *work, Fault *fault) {
  const char *wanted = work->options->target, *names[512];
  const json_t *targets = json_object_get(work->walk.session.model.description, "targets");
  size_t i, count = 0;
  json_t *target;
  if (!wanted) return true;
  json_array_foreach(targets, i, target) {
    const char *name = json_string_value(json_object_get(target, "name"));
    if (!name) continue;
    if (count < sizeof names / sizeof *names) names[count++] = name;
    const char *title = json_string_value(json_object_get(target, "title"));
    if (title && count < sizeof names / sizeof *names) names[count++] = title;
    if (strcmp(name, wanted) != 0 && (!title || strcmp(title, wanted) != 0)) continue;
    work->target = name;
    work->at_least = json_is_true(json_object_get(target, "at_least"));
    work->assess->made_of = !json_is_string(json_object_get(target, "threshold"));
    snprintf(work->assess->target, sizeof work->assess->target, "%s", name);
    const char *over = json_string_value(json_object_get(target, "over"));
    snprintf(work->assess->entity, sizeof work->assess->entity, "%s", over ? over : "");
    return true;
  }
  Buffer near = {0};
  fault_set(fault, EXIT_USAGE, "E550", "the rules have no target “%s”", wanted);
  if (text_near(wanted, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

static bool open_run(AssessWork *work, Fault *fault) {
  const AssessOptions *options = work->options;
  Walk *walk = &work->walk;
  RuleFiles files = {0};
  Run *run = &walk->run;
  Schema *schema = session_schema(fault);
  walk->store = schema ? settle_open_store(options->settle.db, schema,
                                           options->record ? STORE_WRITE : STORE_READ, fault)
                       : NULL;
  schema_free(schema);
  if (!walk->store || !runs_get(walk->store, options->run, run, fault)) return false;
  if (strcmp(run->status, "finished") != 0)
    return fault_set(fault, EXIT_DATA, "E421", "run %lld is not finished", (long long)run->id);
  if (options->settle.year && options->settle.year != run->year)
    return fault_set(fault, EXIT_USAGE, "E553", "run %lld is of the year %d", (long long)run->id,
                     run->year);
  if (options->day != INT32_MIN) {
    fault_set(fault, EXIT_USAGE, "E551", "the day of a stored run is the last of its year");
    fault_hint(fault, "leave out --run for a sheet of another day, or --on");
    return false;
  }
  return rulefiles_load(&files, walk->store, run->id, fault) &&
         session_open_files(&walk->session, &files, options->settle.jit, fault);
}

static bool open_today(AssessWork *work, Fault *fault) {
  const AssessOptions *options = work->options;
  Walk *walk = &work->walk;
  if (!session_open(&walk->session, options->settle.rules, options->settle.jit, fault))
    return false;
  walk->store = settle_open_store(options->settle.db, walk->session.schema,
                                  options->record ? STORE_WRITE : STORE_READ, fault);
  walk->run.year = options->settle.year;
  return walk->store != NULL;
}

static bool find_day(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  assess->year = work->walk.run.year;
  work->day = work->options->day;
  if (work->day == INT32_MIN) work->day = date_from(assess->year, 12, 31);
  date_format(work->day, assess->day);
  if (date_year(work->day) == assess->year) return true;
  fault_set(fault, EXIT_USAGE, "E551", "%s is no day of %d", assess->day, assess->year);
  fault_hint(fault, "thresholds and registers count as they stand on a day of the year");
  return false;
}

/* --- places ------------------------------------------------------------------------------------- */

static int compare_codes(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Persons are insured in a county: a prefecture or province is only the sum of its counties. */
static bool check_county(const char *code, Fault *fault) {
  if (strlen(code) != 6 || strcmp(code + 4, "00") != 0) return true;
  fault_set(fault, EXIT_USAGE, "E554", "%s is no county", code);
  fault_hint(fault,
             "name its counties, or leave out --county: a sheet of all has the prefecture too");
  return false;
}

static bool name_counties(AssessWork *work, Fault *fault) {
  const SettleOptions *settle = &work->options->settle;
  const char *codes[SETTLE_MOST_COUNTIES];
  Assess *assess = work->assess;
  int count = settle->county_count;
  memcpy(codes, settle->counties, (size_t)count * sizeof *codes);
  qsort(codes, (size_t)count, sizeof *codes, compare_codes);
  for (int i = 0; i < count; i++) {
    if (!check_county(codes[i], fault)) return false;
    const ModelJurisdiction *place = model_jurisdiction(&work->walk.session.model, codes[i]);
    if (!place) {
      fault_set(fault, EXIT_RULES, "E208", "there are no rules for the county %s", codes[i]);
      fault_hint(fault, "`guize completion counties` lists those that have rules");
      return false;
    }
    if (*work->walk.run.counties && !strstr(work->walk.run.counties, codes[i]))
      return fault_set(fault, EXIT_DATA, "E553", "run %lld does not have the county %s",
                       (long long)work->walk.run.id, codes[i]);
    json_array_append_new(work->codes, json_string(codes[i]));
    json_array_append_new(assess->places_asked,
                          json_pack("{s:s,s:s}", "code", codes[i], "name", place->name));
    size_t at = strlen(assess->counties);
    snprintf(assess->counties + at, sizeof assess->counties - at, "%s%s", at ? "," : "", codes[i]);
  }
  return true;
}

/* The counties of the database that have rules, whether they have data or not; of a run only its own. */
static bool all_counties(AssessWork *work, Fault *fault) {
  const Run *run = &work->walk.run;
  Query *query = store_query(
      work->walk.store,
      "SELECT division_code FROM division WHERE level = 'county' ORDER BY division_code", fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    const char *code = query_text(query, 0, NULL);
    if (model_jurisdiction(&work->walk.session.model, code) &&
        (!*run->counties || strstr(run->counties, code)))
      json_array_append_new(work->codes, json_string(code));
  }
  query_free(query);
  snprintf(work->assess->counties, sizeof work->assess->counties, "%s", run->counties);
  if (step != 0) return false;
  if (json_array_size(work->codes)) return true;
  fault_set(fault, EXIT_DATA, "E552", "the database has no county that the rules know");
  fault_hint(fault, "bring in the divisions first; `guize completion counties` lists the counties "
                    "that have rules");
  return false;
}

static bool find_counties(AssessWork *work, Fault *fault) {
  return work->options->settle.county_count ? name_counties(work, fault)
                                            : all_counties(work, fault);
}

/* --- figures ------------------------------------------------------------------------------------ */

static bool take_figure(void *data, const TargetValue *value, Fault *fault) {
  (void)fault;
  assess_add(data, value);
  return true;
}

static void take_stored(const TargetValue *value, void *data) {
  assess_add(data, value);
}

static bool read_cases(AssessWork *work, Fault *fault) {
  Walk *walk = &work->walk;
  const SettleOptions *settle = &work->options->settle;
  SnapshotScope scope = {.year = work->assess->year,
                         .counties = settle->counties,
                         .county_count = settle->county_count};
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  if (work->options->run) settle_scope(&walk->run, codes, list, &scope);
  if (!snapshot_read(&walk->snapshot, walk->store, walk->session.schema, &walk->session.model.cases,
                     &scope, fault) ||
      !walk_check_counties(walk, fault))
    return false;
  snprintf(walk->run.counties, sizeof walk->run.counties, "%s", work->assess->counties);
  return true;
}

/* Settles the cases without storing anything; what a single target is made of is noted on the way. */
static bool settle_cases(AssessWork *work, Fault *fault) {
  const SettleOptions *settle = &work->options->settle;
  bool over_cases = work->target && assess_over_cases(work);
  WalkPlan plan = {.jobs = settle->jobs,
                   .jit = settle->jit,
                   .marking = true,
                   .double_entry = SETTLE_SAMPLE,
                   .aggregate_day = work->day,
                   .progress = settle->progress,
                   .shortfall = over_cases ? work->target : NULL,
                   .each_short = over_cases ? assess_note_case : NULL,
                   .short_data = work};
  return work->walk.snapshot.count == 0 || walk_ranges(&work->walk, &plan, fault);
}

static bool make_today(AssessWork *work, Fault *fault) {
  Walk *walk = &work->walk;
  if (!read_cases(work, fault) || !settle_cases(work, fault) ||
      !registers_add(walk, work->day, fault))
    return false;
  FigureSource source = {&walk->session, walk->snapshot.counties, &walk->sums};
  return figures_each(&source, work->day, take_figure, work, fault);
}

/* The rows behind a stored figure are those of the data only while these are what they were. */
static bool make_stored(AssessWork *work, Fault *fault) {
  Walk *walk = &work->walk;
  Assess *assess = work->assess;
  if (!targets_each(walk->store, work->options->run, NULL, take_stored, work, fault)) return false;
  if (!work->options->target) return true;
  if (!read_cases(work, fault)) return false;
  assess->rows_unknown = strcmp(walk->snapshot.hash, walk->run.data_hash) != 0;
  return assess->rows_unknown || !assess_over_cases(work) || settle_cases(work, fault);
}

static bool make_rows(AssessWork *work, Fault *fault) {
  if (!work->options->target || work->assess->rows_unknown) return true;
  return (assess_over_cases(work) || assess_read_rows(work, fault)) &&
         assess_name_rows(work, fault);
}

/* --- what it rests on --------------------------------------------------------------------------- */

static void look_at_run(const Run *run, void *data) {
  AssessWork *work = data;
  Assess *assess = work->assess;
  if (strcmp(run->status, "finished") == 0 && run->year == assess->year &&
      strcmp(run->counties, assess->counties) == 0 &&
      strcmp(run->rules_hash, assess->rules_hash) == 0 &&
      strcmp(run->data_hash, assess->data_hash) == 0)
    assess->same_run = run->id;
}

static bool describe(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  const Walk *walk = &work->walk;
  const char *data_hash = work->options->run ? walk->run.data_hash : walk->snapshot.hash;
  snprintf(assess->rules_hash, sizeof assess->rules_hash, "%s", walk->session.files.hash);
  snprintf(assess->data_hash, sizeof assess->data_hash, "%s", data_hash);
  assess->run = work->options->run;
  assess->cases = assess->run ? walk->run.done : walk->summary.run.done;
  assess->failed = assess->run ? walk->run.failed : walk->summary.run.failed;
  assess->bad = assess->run ? 0 : (int64_t)walk->snapshot.bad_count;
  assess->assumed = assumed_values(&work->walk.session, work->codes, work->day, fault);
  return assess->assumed && (assess->run || runs_each(walk->store, look_at_run, work, fault));
}

/* --- the last sheet, and keeping this one --------------------------------------------------------- */

static void take_last(void *data, const SheetRow *row) {
  Assess *assess = data;
  for (size_t i = 0; i < assess->figure_count; i++) {
    AssessFigure *figure = &assess->figures[i];
    if (strcmp(figure->target, row->target) != 0 || strcmp(figure->county, row->county) != 0 ||
        strcmp(figure->group, row->group) != 0)
      continue;
    figure->has_last = true;
    figure->last_part = row->part;
    figure->last_whole = row->whole;
    figure->last_judged = row->judged;
    figure->last_met = row->met;
  }
}

static bool read_last(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  Store *store = work->walk.store;
  return sheets_last(store, assess->year, assess->counties, &assess->last, fault) &&
         (!assess->last.id || sheets_each(store, assess->last.id, take_last, assess, fault));
}

static bool add_rows(AssessWork *work, int64_t sheet, Fault *fault) {
  const Assess *assess = work->assess;
  bool ok = true;
  for (size_t i = 0; ok && i < assess->figure_count; i++) {
    const AssessFigure *f = &assess->figures[i];
    SheetRow row = {f->target,    f->county,        f->group,    f->part,   f->whole,
                    f->threshold, f->has_threshold, f->at_least, f->judged, f->met};
    ok = sheets_add(work->walk.store, sheet, &row, fault);
  }
  return ok;
}

static bool keep(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  Store *store = work->walk.store;
  Sheet sheet = {.year = assess->year, .run = assess->run};
  if (!work->options->record) return true;
  memcpy(sheet.day, assess->day, sizeof sheet.day);
  memcpy(sheet.counties, assess->counties, sizeof sheet.counties);
  memcpy(sheet.rules_hash, assess->rules_hash, sizeof sheet.rules_hash);
  memcpy(sheet.data_hash, assess->data_hash, sizeof sheet.data_hash);
  snprintf(sheet.engine, sizeof sheet.engine, "guize %s", GUIZE_VERSION);
  if (!sheets_begin(store, &sheet, fault)) return false;
  if (!add_rows(work, sheet.id, fault)) {
    store_rollback(store);
    return false;
  }
  assess->recorded = sheet.id;
  return store_commit(store, fault);
}

/* --- the whole ------------------------------------------------------------------------------------ */

static bool prepare(AssessWork *work, Fault *fault) {
  return (work->options->run ? open_run(work, fault) : open_today(work, fault)) &&
         find_target(work, fault) && find_day(work, fault) && find_counties(work, fault);
}

static bool make(AssessWork *work, Fault *fault) {
  if (!prepare(work, fault)) return false;
  if (!(work->options->run ? make_stored(work, fault) : make_today(work, fault))) return false;
  if (!assess_complete(work, fault) || !describe(work, fault)) return false;
  assess_narrow(work);
  assess_order(work->assess);
  return make_rows(work, fault) && assess_title_groups(work, fault) && read_last(work, fault) &&
         keep(work, fault);
}

bool assess_make(const AssessOptions *options, Assess *assess, Fault *fault) {
  *assess = (Assess){.places_asked = json_array()};
  AssessWork work = {.options = options,
                     .assess = assess,
                     .codes = json_array(),
                     .walk = {.snapshot.region.fd = -1}};
  bool ok = make(&work, fault);
  Fault closing = {0};
  if (!ok) rulefiles_place(&work.walk.session.files, fault);
  if (!walk_close(&work.walk, &closing) && ok) {
    *fault = closing;
    ok = false;
  }
  json_decref(work.codes);
  return ok;
}

void assess_free(Assess *assess) {
  free(assess->figures);
  free(assess->groups);
  free(assess->places);
  free(assess->rows);
  json_decref(assess->places_asked);
  json_decref(assess->assumed);
  *assess = (Assess){0};
}
