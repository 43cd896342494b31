/* The sample of a variant: rows first … last, cut at households, from one range of the pool. */
#include "eval/sampler.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "eval/check.h"
#include "eval/link.h"
#include "eval/range.h"

enum { LEAST_ROWS = 64, MOST_ROWS = 4096, ONE_OF = 1024, SAMPLE_SECONDS = 60 };

struct Sampler {
  const RuleFiles *files;
  const Model *model;
  const Snapshot *snapshot;
  Link *link;
  Region results;
  int64_t room, wanted; /* rows that fit; the row at or behind which the sample begins */
  int64_t first, last;  /* the sample; first < 0: none yet */
  bool varying, asked;
  char *kept; /* what the pool made of it */
};

static int64_t sample_rows(const Snapshot *snapshot) {
  int64_t rows = snapshot->count / ONE_OF;
  if (rows > MOST_ROWS) rows = MOST_ROWS;
  if (rows < LEAST_ROWS) rows = LEAST_ROWS;
  return rows < snapshot->most_rows ? snapshot->most_rows : rows;
}

static bool start(Sampler *sampler, Fault *fault) {
  LinkOptions options = {.snapshot = &sampler->snapshot->region, .results = &sampler->results};
  sampler->link = link_open(&options, fault);
  if (!sampler->link) return false;
  json_t *request = rulefiles_request(sampler->files, false);
  json_object_set_new(request, "again", json_true());
  json_t *loaded = link_ask(sampler->link, request, LINK_LOAD_SECONDS, fault);
  json_t *attached = loaded ? link_ask(sampler->link, pool_attach_request(sampler->snapshot, false),
                                       LINK_LOAD_SECONDS, fault)
                            : NULL;
  bool ok = attached != NULL;
  json_decref(loaded);
  json_decref(attached);
  return ok;
}

Sampler *sampler_open(const RuleFiles *files, const Model *model, const Snapshot *snapshot,
                      Fault *fault) {
  Sampler *sampler = memory_new(sizeof *sampler);
  *sampler = (Sampler){.files = files,
                       .model = model,
                       .snapshot = snapshot,
                       .results.fd = -1,
                       .room = sample_rows(snapshot),
                       .first = -1};
  size_t size = (size_t)sampler->room * model->results.size;
  sampler->kept = memory_new(size);
  if (region_open(&sampler->results, "guize-sample", RESULT_HEAD_BYTES + size, fault) &&
      region_fix_size(&sampler->results, fault) && start(sampler, fault))
    return sampler;
  sampler_close(sampler);
  return NULL;
}

bool sampler_vary(Sampler *sampler, int64_t number, Fault *fault) {
  json_t *request = json_pack("{s:s}", "op", "vary");
  if (sampler->files->scenario) json_object_set(request, "scenario", sampler->files->scenario);
  sampler->varying = true;
  /* Steps of a share of the whole that never comes back soon, so that many variants sample all of it. */
  double place = (double)number * 0.6180339887498949;
  place -= (double)(int64_t)place;
  sampler->wanted = (int64_t)(place * 0.9 * (double)sampler->snapshot->count);
  sampler->first = -1;
  sampler->asked = false;
  return link_send(sampler->link, request, NULL, fault);
}

/* The worker takes the new rules in while the pool is at its first rows. */
static bool end_varying(Sampler *sampler, Fault *fault) {
  if (!sampler->varying) return true;
  json_t *reply = link_wait(sampler->link, "vary", LINK_LOAD_SECONDS, fault);
  json_decref(reply);
  sampler->varying = false;
  return reply != NULL;
}

static int64_t household_from(const Sampler *sampler, const PoolRange *range) {
  int64_t row = sampler->wanted > range->first ? sampler->wanted : range->first;
  while (row > range->first && snapshot_household(sampler->snapshot, row) ==
                                   snapshot_household(sampler->snapshot, row - 1))
    row--;
  return row;
}

bool sampler_show(Sampler *sampler, const PoolRange *range, Fault *fault) {
  if (sampler->first >= 0 || range->last < sampler->wanted) return true;
  if (!end_varying(sampler, fault)) return false;
  size_t size = sampler->model->results.size;
  sampler->first = household_from(sampler, range);
  sampler->last = range_end(sampler->snapshot, sampler->first, sampler->room);
  if (sampler->last > range->last) sampler->last = range->last;
  memcpy(sampler->kept, range->results + (size_t)(sampler->first - range->first) * size,
         (size_t)(sampler->last - sampler->first + 1) * size);
  sampler->asked = true;
  return link_send(sampler->link,
                   json_pack("{s:s,s:I,s:I,s:I}", "op", "evaluate", "first",
                             (json_int_t)sampler->first, "last", (json_int_t)sampler->last,
                             "window", (json_int_t)RESULT_HEAD_BYTES),
                   NULL, fault);
}

/* Rows that the pool marked as left out get its mark, so that the rest of the row is still compared. */
static void mark_left_out(const Sampler *sampler, const uint8_t *left_out, char *results) {
  size_t size = sampler->model->results.size;
  for (int64_t row = sampler->first; left_out && row <= sampler->last; row++)
    if (left_out[row])
      memcpy(results + (size_t)(row - sampler->first) * size,
             sampler->kept + (size_t)(row - sampler->first) * size, size);
}

bool sampler_end(Sampler *sampler, const uint8_t *left_out, Fault *fault) {
  if (!end_varying(sampler, fault)) return false;
  if (!sampler->asked) return true;
  json_t *reply = NULL;
  MessageState state = link_receive(sampler->link, SAMPLE_SECONDS * 1000, &reply, fault);
  bool ok = state == MESSAGE_HERE && reply;
  json_decref(reply);
  sampler->asked = false;
  if (!ok && !fault_isset(fault))
    fault_set(fault, EXIT_RULES, "E323", "the sample without the compiler does not come to an end");
  if (!ok) return false;
  char *results = (char *)sampler->results.data + RESULT_HEAD_BYTES;
  mark_left_out(sampler, left_out, results);
  return check_same(sampler->model, sampler->snapshot, sampler->first, sampler->last, sampler->kept,
                    results, fault);
}

void sampler_close(Sampler *sampler) {
  if (!sampler) return;
  link_close(sampler->link);
  region_close(&sampler->results);
  free(sampler->kept);
  free(sampler);
}
