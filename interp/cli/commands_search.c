/* The commands that look for values: sweep, solve, levers, frontier. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/scenarios.h"
#include "cli/search_text.h"
#include "io/file.h"
#include "job/search_document.h"

/* A command on its way. */
typedef struct Work {
  const Options *options;
  Progressing progress;
  SettleOptions settle;
  SearchOptions under;
  Study *study;
  Search search;
} Work;

/* --- before and after ------------------------------------------------------------------------------ */

static bool read_under(Work *work, Fault *fault) {
  const Options *options = work->options;
  json_t *list = json_array();
  work->under.under = list;
  if (options->baseline && !scenarios_add(list, options->baseline, NULL, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++)
    if (!scenarios_add(list, options->scenarios[i], NULL, fault)) return false;
  scenarios_add_sets(list, options);
  if (json_array_size(list) == 0) {
    json_decref(list);
    work->under.under = NULL;
  }
  return true;
}

static bool begin(Work *work, const Options *options, Fault *fault) {
  *work = (Work){.options = options};
  if (!command_need_db(options, fault)) return false;
  if (!options->year)
    return fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
  work->settle = (SettleOptions){.db = options->db,
                                 .rules = options->rules,
                                 .year = options->year,
                                 .counties = options->counties,
                                 .county_count = options->county_count,
                                 .jobs = options->jobs,
                                 .jit = !options->no_jit,
                                 .progress = {progress_tell, &work->progress}};
  work->under = (SearchOptions){.year = options->year,
                                .places = options->counties,
                                .place_count = options->county_count,
                                .goals = options->goals,
                                .goal_count = options->goal_count};
  if (!read_under(work, fault)) return false;
  work->study = study_open(&work->settle, fault);
  if (!work->study) return false;
  progress_begin(&work->progress, options->quiet);
  study_expect(work->study, 1);
  return search_open(&work->search, work->study, &work->under, fault);
}

static void end(Work *work) {
  progress_end(&work->progress);
  search_close(&work->search);
  study_close(work->study);
  json_decref(work->under.under);
}

/* Says how much is to be done before it begins. */
static void say_points(Work *work, int64_t points) {
  const StudyTotals *totals = &work->search.baseline.totals;
  progress_end(&work->progress);
  if (!work->options->quiet)
    fprintf(stderr, _("%lld points, %lld cases each\n"), (long long)points,
            (long long)(totals->cases + totals->failed));
}

/* The document, to the screen or to the file of --output, for `guize report`; takes it over. */
static bool write_document(Work *work, json_t *document, Fault *fault) {
  char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  Buffer out = {0};
  buffer_format(&out, "%s\n", text);
  bool ok = true;
  if (work->options->output)
    ok = file_save(work->options->output, out.data, out.size, fault);
  else
    fwrite(out.data, 1, out.size, stdout);
  free(text);
  buffer_free(&out);
  json_decref(document);
  return ok;
}

/* Whether a document is wanted; and whether nothing but one. */
static bool wants_document(const Work *work) {
  return work->options->output || strcmp(work->options->format, "json") == 0;
}

static bool wants_tables(const Work *work) {
  return strcmp(work->options->format, "json") != 0;
}

static bool need_goal(const Work *work, Fault *fault) {
  if (work->options->goal_count > 0) return true;
  fault_set(fault, EXIT_USAGE, "E658", "which goal is to be met?");
  fault_hint(fault, "name a target, such as --goal actual_reimbursement=90%%");
  return false;
}

/* --- sweep ----------------------------------------------------------------------------------------- */

static bool sweep(Work *work, Grid *grid, Fault *fault) {
  const Options *options = work->options;
  if (!grid_read(grid, &work->search, options->words, options->word_count, fault)) return false;
  say_points(work, grid->count);
  if (!grid_run(grid, &work->search, fault)) return false;
  progress_end(&work->progress);
  if (wants_tables(work)) search_print_sweep(&work->search, grid, options->format, stdout);
  return !wants_document(work) ||
         write_document(work, search_document_sweep(&work->search, grid), fault);
}

int command_sweep(const Options *options, Fault *fault) {
  Work work;
  Grid grid = {0};
  bool ok = begin(&work, options, fault) && sweep(&work, &grid, fault);
  grid_close(&grid);
  end(&work);
  return ok ? EXIT_DONE : fault->exit;
}

/* --- solve ----------------------------------------------------------------------------------------- */

static bool solve(Work *work, Solution *solution, Fault *fault) {
  const Options *options = work->options;
  Budget budget;
  if (options->budget && !budget_read(&budget, &work->search, options->budget, fault)) return false;
  if (!options->budget && !search_need_thresholds(&work->search, fault)) return false;
  if (!solve_find(solution, &work->search, options->words[0], options->budget ? &budget : NULL,
                  fault))
    return false;
  progress_end(&work->progress);
  if (wants_tables(work)) search_print_solve(&work->search, solution, options->format, stdout);
  return !wants_document(work) ||
         write_document(work, search_document_solve(&work->search, solution), fault);
}

int command_solve(const Options *options, Fault *fault) {
  if ((options->goal_count == 1) == (options->budget != NULL) || options->goal_count > 1) {
    fault_set(fault, EXIT_USAGE, "E658", "what is it to be solved for: one goal, or a budget?");
    fault_hint(fault, "--goal actual_reimbursement=90%%, or --budget +200万元");
    return fault->exit;
  }
  Work work;
  Solution solution = {0};
  bool ok = begin(&work, options, fault) && solve(&work, &solution, fault);
  bool none = solution.verdict == VERDICT_NONE;
  solution_free(&solution);
  end(&work);
  return !ok ? fault->exit : none ? EXIT_FINDINGS : EXIT_DONE;
}

/* --- levers ---------------------------------------------------------------------------------------- */

static bool pull_levers(Work *work, Levers *levers, Fault *fault) {
  if (!need_goal(work, fault) || !levers_find(levers, &work->search, fault)) return false;
  progress_end(&work->progress);
  if (wants_tables(work)) search_print_levers(&work->search, levers, work->options->format, stdout);
  return !wants_document(work) ||
         write_document(work, search_document_levers(&work->search, levers), fault);
}

int command_levers(const Options *options, Fault *fault) {
  if (options->goal_count > 1) {
    fault_set(fault, EXIT_USAGE, "E658", "levers are ranked for one goal");
    return fault->exit;
  }
  Work work;
  Levers levers = {0};
  bool ok = begin(&work, options, fault) && pull_levers(&work, &levers, fault);
  levers_free(&levers);
  end(&work);
  return ok ? EXIT_DONE : fault->exit;
}

/* --- frontier -------------------------------------------------------------------------------------- */

static bool draw_frontier(Work *work, Grid *grid, Frontier *frontier, Fault *fault) {
  const Options *options = work->options;
  if (!need_goal(work, fault) || !search_need_thresholds(&work->search, fault) ||
      !grid_read(grid, &work->search, options->words, options->word_count, fault))
    return false;
  say_points(work, grid->count);
  if (!grid_run(grid, &work->search, fault)) return false;
  frontier_find(frontier, grid, &work->search);
  progress_end(&work->progress);
  if (wants_tables(work))
    search_print_frontier(&work->search, grid, frontier, options->format, stdout);
  return !wants_document(work) ||
         write_document(work, search_document_frontier(&work->search, grid, frontier), fault);
}

int command_frontier(const Options *options, Fault *fault) {
  Work work;
  Grid grid = {0};
  Frontier frontier = {.cheapest = -1};
  bool ok = begin(&work, options, fault) && draw_frontier(&work, &grid, &frontier, fault);
  bool none = frontier.cheapest < 0;
  frontier_free(&frontier);
  grid_close(&grid);
  end(&work);
  return !ok ? fault->exit : none ? EXIT_FINDINGS : EXIT_DONE;
}
