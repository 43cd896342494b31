/* The commands that look for values: sweep, solve, levers, frontier. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/question.h"
#include "cli/scenarios.h"
#include "cli/search_text.h"
#include "job/search_document.h"

/* A question on its way. */
typedef struct Work {
  Question *question;
  const Options *options;
  Progressing progress;
  SettleOptions settle;
  SearchOptions under;
  Study *own;
  Search search;
} Work;

/* --- before and after ------------------------------------------------------------------------------ */

static bool read_under(Work *work, Fault *fault) {
  const Options *options = work->options;
  json_t *list = json_array();
  work->under.under = list;
  if (!question_base(work->question, list, NULL, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++)
    if (!scenarios_add(list, options->scenarios[i], NULL, fault)) return false;
  scenarios_add_sets(list, options);
  if (json_array_size(list) == 0) {
    json_decref(list);
    work->under.under = NULL;
  }
  return true;
}

static bool begin(Work *work, Question *question, Fault *fault) {
  const Options *options = question->options;
  *work = (Work){.question = question, .options = options};
  if (!question_study(question, &work->progress, &work->settle, &work->own, fault)) return false;
  const SettleOptions *of = study_options(question->study);
  bool named = options->county_count > 0; /* else where the cases are looked at */
  work->under = (SearchOptions){.year = of->year,
                                .places = named ? options->counties : of->counties,
                                .place_count = named ? options->county_count : of->county_count,
                                .goals = options->goals,
                                .goal_count = options->goal_count};
  if (!read_under(work, fault)) return false;
  study_expect(question->study, 1);
  return search_open(&work->search, question->study, &work->under, fault);
}

static void end(Work *work) {
  if (work->question->progress) progress_end(work->question->progress);
  search_close(&work->search);
  study_close(work->own);
  json_decref(work->under.under);
}

/* Says how much is to be done before it begins. */
static void say_points(const Work *work, int64_t points) {
  const StudyTotals *totals = &work->search.baseline.totals;
  progress_end(work->question->progress);
  if (!work->options->quiet)
    fprintf(stderr,
            language_plural("%lld point, %lld cases\n", "%lld points, %lld cases each\n",
                            (size_t)points),
            (long long)points, (long long)(totals->cases + totals->failed));
}

static bool need_goal(const Work *work, Fault *fault) {
  if (work->options->goal_count > 0) return true;
  fault_set(fault, EXIT_USAGE, "E658", "which goal is to be met?");
  fault_hint(fault, "name a target, such as --goal actual_reimbursement=90%%");
  return false;
}

/* --- sweep ----------------------------------------------------------------------------------------- */

static bool sweep(Work *work, Grid *grid, Fault *fault) {
  Question *question = work->question;
  const Options *options = work->options;
  if (!grid_read(grid, &work->search, options->words, options->word_count, fault)) return false;
  say_points(work, grid->count);
  if (!grid_run(grid, &work->search, fault)) return false;
  progress_end(question->progress);
  if (question->out) search_print_sweep(&work->search, grid, options->format, question->out);
  if (question->keep) question->document = search_document_sweep(&work->search, grid);
  return true;
}

bool question_sweep(Question *question, Fault *fault) {
  Work work;
  Grid grid = {0};
  bool ok = begin(&work, question, fault) && sweep(&work, &grid, fault);
  grid_close(&grid);
  end(&work);
  return ok;
}

/* --- solve ----------------------------------------------------------------------------------------- */

static bool solve(Work *work, Solution *solution, Fault *fault) {
  Question *question = work->question;
  const Options *options = work->options;
  Budget budget;
  if (options->budget && !budget_read(&budget, &work->search, options->budget, fault)) return false;
  if (!options->budget && !search_need_thresholds(&work->search, fault)) return false;
  if (!solve_find(solution, &work->search, options->words[0], options->budget ? &budget : NULL,
                  fault))
    return false;
  progress_end(question->progress);
  if (question->out) search_print_solve(&work->search, solution, options->format, question->out);
  if (question->keep) question->document = search_document_solve(&work->search, solution);
  question->none = solution->verdict == VERDICT_NONE;
  return true;
}

bool question_solve(Question *question, Fault *fault) {
  const Options *options = question->options;
  if ((options->goal_count == 1) == (options->budget != NULL) || options->goal_count > 1) {
    fault_set(fault, EXIT_USAGE, "E658", "what is it to be solved for: one goal, or a budget?");
    fault_hint(fault, "--goal actual_reimbursement=90%%, or --budget +200万元");
    return false;
  }
  Work work;
  Solution solution = {0};
  bool ok = begin(&work, question, fault) && solve(&work, &solution, fault);
  solution_free(&solution);
  end(&work);
  return ok;
}

/* --- levers ---------------------------------------------------------------------------------------- */

static bool pull_levers(Work *work, Levers *levers, Fault *fault) {
  Question *question = work->question;
  if (!need_goal(work, fault) || !levers_find(levers, &work->search, fault)) return false;
  progress_end(question->progress);
  if (question->out)
    search_print_levers(&work->search, levers, work->options->format, question->out);
  if (question->keep) question->document = search_document_levers(&work->search, levers);
  return true;
}

bool question_levers(Question *question, Fault *fault) {
  if (question->options->goal_count > 1)
    return fault_set(fault, EXIT_USAGE, "E658", "levers are ranked for one goal");
  Work work;
  Levers levers = {0};
  bool ok = begin(&work, question, fault) && pull_levers(&work, &levers, fault);
  levers_free(&levers);
  end(&work);
  return ok;
}

/* --- frontier -------------------------------------------------------------------------------------- */

static bool draw_frontier(Work *work, Grid *grid, Frontier *frontier, Fault *fault) {
  Question *question = work->question;
  const Options *options = work->options;
  if (!need_goal(work, fault) || !search_need_thresholds(&work->search, fault) ||
      !grid_read(grid, &work->search, options->words, options->word_count, fault))
    return false;
  say_points(work, grid->count);
  if (!grid_run(grid, &work->search, fault)) return false;
  frontier_find(frontier, grid, &work->search);
  progress_end(question->progress);
  if (question->out)
    search_print_frontier(&work->search, grid, frontier, options->format, question->out);
  if (question->keep) question->document = search_document_frontier(&work->search, grid, frontier);
  question->none = frontier->cheapest < 0;
  return true;
}

bool question_frontier(Question *question, Fault *fault) {
  Work work;
  Grid grid = {0};
  Frontier frontier = {.cheapest = -1};
  bool ok = begin(&work, question, fault) && draw_frontier(&work, &grid, &frontier, fault);
  frontier_free(&frontier);
  grid_close(&grid);
  end(&work);
  return ok;
}

/* --- the commands ---------------------------------------------------------------------------------- */

int command_sweep(const Options *options, Fault *fault) {
  return question_command(options, question_sweep, fault);
}

int command_solve(const Options *options, Fault *fault) {
  return question_command(options, question_solve, fault);
}

int command_levers(const Options *options, Fault *fault) {
  return question_command(options, question_levers, fault);
}

int command_frontier(const Options *options, Fault *fault) {
  return question_command(options, question_frontier, fault);
}
