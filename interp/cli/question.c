/* What questions share. */
#include "cli/question.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/report_file.h"
#include "cli/scenarios.h"

bool question_study(Question *question, Progressing *progress, SettleOptions *settle, Study **own,
                    Fault *fault) {
  const Options *options = question->options;
  *own = NULL;
  if (!question->progress) question->progress = progress;
  progress_begin(question->progress, options->quiet);
  if (question->study) return true;
  if (!command_need_db(options, fault)) return false;
  if (!options->year)
    return fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
  *settle = (SettleOptions){.db = options->db,
                            .rules = options->rules,
                            .year = options->year,
                            .counties = options->counties,
                            .county_count = options->county_count,
                            .jobs = options->jobs,
                            .jit = !options->no_jit,
                            .progress = {progress_tell, progress}};
  *own = question->study = study_open(settle, fault);
  return *own != NULL;
}

bool question_base(const Question *question, json_t *list, char **folder, Fault *fault) {
  const char *baseline = question->options->baseline;
  if (baseline && !scenarios_add(list, baseline, folder, fault)) return false;
  if (question->pending) json_array_extend(list, question->pending);
  return true;
}

void question_write_json(const json_t *document, FILE *out) {
  json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  putc('\n', out);
}

static bool write_document(const Options *options, const json_t *document, Fault *fault) {
  bool english = options->lang && strcmp(options->lang, "en") == 0;
  if (options->output) return report_save_document(document, options->output, english, fault);
  question_write_json(document, stdout);
  return true;
}

int question_command(const Options *options, bool (*ask)(Question *question, Fault *fault),
                     Fault *fault) {
  bool json = strcmp(options->format, "json") == 0;
  Question question = {
      .options = options, .out = json ? NULL : stdout, .keep = json || options->output};
  bool ok = (!options->output || report_may_save(options->output, fault)) &&
            ask(&question, fault) &&
            (!question.document || write_document(options, question.document, fault));
  json_decref(question.document);
  if (!ok) scenarios_hint(fault);
  return !ok ? fault->exit : question.none ? EXIT_FINDINGS : EXIT_DONE;
}
