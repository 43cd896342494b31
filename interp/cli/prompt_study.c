/* What-if at the prompt: one study of a year that stays open between questions, so that only the first of
 * them waits for the cases to be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/prompt.h"

/* What the study is of. The texts live here, since the study only points to them. */
typedef struct PromptStudy {
  Study *study;
  char *db, *folder, *place, hash[HASH_TEXT];
  int year;
  const char *codes[OPTION_MOST_COUNTIES]; /* of the prompt's model */
  Progressing progress;
} PromptStudy;

void prompt_study_close(Prompt *prompt) {
  PromptStudy *kept = prompt->study;
  if (!kept) return;
  study_close(kept->study);
  free(kept->db);
  free(kept->folder);
  free(kept->place);
  free(kept);
  prompt->study = NULL;
}

static bool fits(const Prompt *prompt) {
  const PromptStudy *kept = prompt->study;
  return kept && kept->year == atoi(prompt->day) && strcmp(kept->place, prompt->place) == 0 &&
         strcmp(kept->db, store_path(prompt->store)) == 0 &&
         strcmp(kept->hash, prompt->session.files.hash) == 0;
}

/* The codes of the place looked at and those within it; none: all. */
static int codes_of(const Prompt *prompt, const char *codes[OPTION_MOST_COUNTIES]) {
  const Model *model = &prompt->session.model;
  size_t size = strlen(prompt->place);
  int count = 0;
  for (size_t i = 0; *prompt->place && i < model->jurisdiction_count; i++) {
    const ModelJurisdiction *j = &model->jurisdictions[i];
    bool within =
        strncmp(j->path, prompt->place, size) == 0 && (j->path[size] == 0 || j->path[size] == '/');
    if (within && count < OPTION_MOST_COUNTIES) codes[count++] = j->code;
  }
  return count;
}

Study *prompt_study(Prompt *prompt, Progressing **progress, Fault *fault) {
  if (!prompt->store) {
    fault_set(fault, EXIT_USAGE, "E614", "there is no database");
    fault_hint(fault, "start with: guize FILE.db");
    return NULL;
  }
  if (fits(prompt)) {
    *progress = &prompt->study->progress;
    study_take_in(prompt->study->study);
    return prompt->study->study;
  }
  prompt_study_close(prompt);
  PromptStudy *kept = memory_new(sizeof *kept);
  prompt->study = kept;
  kept->year = atoi(prompt->day);
  kept->db = memory_copy_text(store_path(prompt->store));
  kept->folder = memory_copy_text(prompt->folder);
  kept->place = memory_copy_text(prompt->place);
  snprintf(kept->hash, sizeof kept->hash, "%s", prompt->session.files.hash);
  SettleOptions settle = {.db = kept->db,
                          .rules = kept->folder,
                          .year = kept->year,
                          .counties = kept->codes,
                          .county_count = codes_of(prompt, kept->codes),
                          .jobs = prompt->options->jobs,
                          .jit = true,
                          .progress = {progress_tell, &kept->progress}};
  *progress = &kept->progress;
  progress_begin(*progress, prompt->options->quiet);
  kept->study = study_open(&settle, fault);
  if (kept->study) return kept->study;
  prompt_study_close(prompt);
  return NULL;
}

const char *prompt_place_code(const Prompt *prompt) {
  const ModelJurisdiction *place = model_path(&prompt->session.model, prompt->place);
  return place && *prompt->place ? place->code : "";
}
