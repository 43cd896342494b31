/* From differences of cases to sums of persons. A case goes with its refund: when one of the two is left
 * out, so is the other. */
#include "job/adjust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "guize.h"
#include "job/settle.h"

/* A case with a difference; its amounts stand in Work.due. */
typedef struct Item {
  int64_t case_id, person_id;
  char county[16];
  size_t at;
  bool out;
} Item;

typedef struct Link {
  int64_t refund, original;
} Link;

typedef struct Work {
  AdjustResult *result;
  size_t width; /* layers */
  Item *items;
  size_t item_count, item_room;
  int64_t *due;
  int64_t *left; /* numbers of the cases left out, rising */
  size_t left_count, left_room;
  Link *links;
  size_t link_count, link_room;
} Work;

/* Makes room for one more; `size` of an element. */
static void *grow(void *list, size_t count, size_t *room, size_t size) {
  if (count < *room) return list;
  *room = *room ? *room * 2 : 256;
  return memory_resize(list, *room * size);
}

/* --- what is left out --- */

static void note_reason(Work *work, AdjustKind kind, int64_t run, const char *detail,
                        int64_t case_id) {
  AdjustResult *result = work->result;
  AdjustReason one = {.kind = kind, .run = run, .first_case = case_id};
  snprintf(one.detail, sizeof one.detail, "%s", detail ? detail : "");
  result->left_out++;
  size_t i = 0;
  for (; i < result->reason_count; i++) {
    const AdjustReason *other = &result->reasons[i];
    if (other->kind == kind && other->run == run && strcmp(other->detail, one.detail) == 0) break;
  }
  if (i == ADJUST_MOST_REASONS) {
    result->other_reasons++;
    return;
  }
  if (i == result->reason_count) result->reasons[result->reason_count++] = one;
  result->reasons[i].cases++;
}

static void leave_out(Work *work, AdjustKind kind, int64_t run, const char *detail,
                      int64_t case_id) {
  work->left = grow(work->left, work->left_count, &work->left_room, sizeof *work->left);
  work->left[work->left_count++] = case_id;
  note_reason(work, kind, run, detail, case_id);
}

/* --- cases --- */

/* Whether the case can be compared; if not, it is left out. */
static bool usable(Work *work, const AdjustmentCase *one) {
  int64_t from = work->result->from.id, to = work->result->to.id, id = one->case_id;
  if (!one->in_from || !one->in_to)
    leave_out(work, ADJUST_ONLY, one->in_to ? to : from, NULL, id);
  else if (one->from_reason)
    leave_out(work, ADJUST_FAILED, from, one->from_reason, id);
  else if (one->to_reason)
    leave_out(work, ADJUST_FAILED, to, one->to_reason, id);
  else if (!one->person_id)
    leave_out(work, ADJUST_GONE, to, NULL, id);
  else
    return true;
  return false;
}

static bool any(const int64_t *amounts, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (amounts[i]) return true;
  return false;
}

static Item *add_item(Work *work, int64_t case_id, int64_t person_id, const char *county) {
  size_t room = work->item_room;
  work->items = grow(work->items, work->item_count, &work->item_room, sizeof *work->items);
  if (room != work->item_room)
    work->due = memory_resize(work->due, work->item_room * work->width * sizeof *work->due);
  Item *item = &work->items[work->item_count];
  *item = (Item){.case_id = case_id, .person_id = person_id, .at = work->item_count * work->width};
  snprintf(item->county, sizeof item->county, "%s", county);
  memset(work->due + item->at, 0, work->width * sizeof *work->due);
  work->item_count++;
  return item;
}

static bool take_case(void *data, const AdjustmentCase *one, Fault *fault) {
  (void)fault;
  Work *work = data;
  if (!usable(work, one) || !any(one->due, work->width)) return true;
  const Item *item = add_item(work, one->case_id, one->person_id, one->county);
  memcpy(work->due + item->at, one->due, work->width * sizeof *work->due);
  return true;
}

/* --- refunds --- */

static void take_link(void *data, int64_t refund, int64_t original) {
  Work *work = data;
  work->links = grow(work->links, work->link_count, &work->link_room, sizeof *work->links);
  work->links[work->link_count++] = (Link){refund, original};
}

static int by_number(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static Item *find_item(const Work *work, int64_t case_id) {
  if (!work->item_count) return NULL;
  return bsearch(&case_id, work->items, work->item_count, sizeof *work->items, by_number);
}

static bool is_out(const Work *work, int64_t case_id) {
  const Item *item = find_item(work, case_id);
  if (item) return item->out;
  return work->left_count &&
         bsearch(&case_id, work->left, work->left_count, sizeof *work->left, by_number);
}

/* Leaves `case_id` out when the other of the pair is; whether that is new. */
static bool follow(Work *work, int64_t case_id, int64_t other) {
  Item *item = find_item(work, case_id);
  if (!item || item->out || !is_out(work, other)) return false;
  item->out = true;
  note_reason(work, ADJUST_REFUND, 0, NULL, case_id);
  return true;
}

static void follow_refunds(Work *work) {
  bool more = true;
  while (more) {
    more = false;
    for (size_t i = 0; i < work->link_count; i++) {
      const Link *link = &work->links[i];
      if (follow(work, link->refund, link->original) || follow(work, link->original, link->refund))
        more = true;
    }
  }
}

/* --- persons --- */

static int by_person(const void *left, const void *right) {
  const Item *a = left, *b = right;
  int county = strcmp(a->county, b->county);
  if (county) return county;
  if (a->person_id != b->person_id) return a->person_id < b->person_id ? -1 : 1;
  return a->case_id < b->case_id ? -1 : a->case_id > b->case_id;
}

/* Adds what the person has to the sums; one whose cases cancel out is no row of the list. */
static void end_person(AdjustResult *result, AdjustPerson *person, const int64_t *due,
                       size_t width) {
  if (!any(due, width)) return;
  person->due = due;
  for (size_t i = 0; i < width; i++) {
    person->net += due[i];
    if (due[i] > 0)
      result->owed[i] += due[i];
    else
      result->recovered[i] -= due[i];
  }
  result->paid += person->net > 0;
  result->owing += person->net < 0;
  if (person->net > 0)
    result->paid_fen += person->net;
  else
    result->owing_fen -= person->net;
  result->persons[result->person_count++] = *person;
}

static void add_persons(Work *work) {
  AdjustResult *result = work->result;
  if (work->item_count) qsort(work->items, work->item_count, sizeof *work->items, by_person);
  result->persons = memory_new((work->item_count + 1) * sizeof *result->persons);
  result->amounts = memory_new((work->item_count + 1) * work->width * sizeof *result->amounts);
  int64_t *due = result->amounts;
  for (size_t i = 0; i < work->item_count;) {
    const Item *first = &work->items[i];
    AdjustPerson person = {.id = first->person_id};
    snprintf(person.county, sizeof person.county, "%s", first->county);
    for (; i < work->item_count && work->items[i].person_id == first->person_id; i++) {
      const Item *item = &work->items[i];
      if (item->out) continue;
      person.cases++;
      result->cases++;
      for (size_t k = 0; k < work->width; k++)
        due[k] += work->due[item->at + k];
    }
    end_person(result, &person, due, work->width);
    due += work->width;
  }
}

/* --- recording --- */

static bool add_rows(const Work *work, Store *store, int64_t id, Fault *fault) {
  Query *rows = adjustments_rows_open(store, fault);
  bool ok = rows != NULL;
  for (size_t i = 0; ok && i < work->item_count; i++) {
    const Item *item = &work->items[i];
    for (size_t k = 0; ok && !item->out && k < work->width; k++) {
      AdjustmentRow row = {.case_id = item->case_id,
                           .person_id = item->person_id,
                           .amount = work->due[item->at + k],
                           .layer = work->result->layers.list[k].name};
      if (row.amount) ok = adjustments_rows_add(rows, id, &row, fault);
    }
  }
  query_free(rows);
  return ok;
}

static bool record(const Work *work, Store *store, Fault *fault) {
  AdjustResult *result = work->result;
  if (result->cases == 0) return true;
  Adjustment a = {.from = result->from.id,
                  .to = result->to.id,
                  .persons = (int64_t)result->person_count,
                  .cases = result->cases,
                  .left_out = result->left_out};
  snprintf(a.engine, sizeof a.engine, "guize %s", GUIZE_VERSION);
  for (size_t k = 0; k < work->width; k++) {
    a.owed += result->owed[k];
    a.recovered += result->recovered[k];
  }
  if (!adjustments_add(store, &a, fault) || !add_rows(work, store, a.id, fault)) return false;
  result->recorded = a.id;
  return true;
}

/* --- the runs --- */

static bool refuse(const Run *from, const Run *to, const char *what, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E430", "runs %lld and %lld cannot be adjusted: %s",
            (long long)from->id, (long long)to->id, what);
  fault_hint(fault, "FROM is the run by which was paid, TO the one settled anew; `guize runs`");
  return false;
}

/* Every county of one list is in the other; "" is all of them. */
static bool within(const char *some, const char *others) {
  char codes[512], *rest;
  snprintf(codes, sizeof codes, "%s", some);
  for (char *code = strtok_r(codes, ",", &rest); code; code = strtok_r(NULL, ",", &rest))
    if (!strstr(others, code)) return false;
  return true;
}

static bool read_runs(Store *store, int64_t from_id, int64_t to_id, AdjustResult *result,
                      Fault *fault) {
  Run *from = &result->from, *to = &result->to;
  if (!runs_get(store, from_id, from, fault) || !runs_get(store, to_id, to, fault)) return false;
  if (from_id == to_id) return refuse(from, to, N_("they are the same"), fault);
  for (int i = 0; i < 2; i++)
    if (strcmp((i ? to : from)->status, "finished") != 0)
      return fault_set(fault, EXIT_DATA, "E421", "run %lld is not finished",
                       (long long)(i ? to_id : from_id));
  if (from->year != to->year) return refuse(from, to, N_("they are of different years"), fault);
  if (!*from->counties != !*to->counties || !within(from->counties, to->counties) ||
      !within(to->counties, from->counties))
    return refuse(from, to, N_("they are of different counties"), fault);
  result->data_differs = strcmp(from->data_hash, to->data_hash) != 0;
  return true;
}

/* --- all of it --- */

/* Layers that only earlier runs had, and for which nothing is due, are no columns. */
static void drop_layers(AdjustResult *result) {
  size_t kept = 0, width = result->layers.count;
  for (size_t k = 0; k < width; k++) {
    if (!result->layers.list[k].of_runs && !result->owed[k] && !result->recovered[k]) continue;
    result->layers.list[kept] = result->layers.list[k];
    result->owed[kept] = result->owed[k];
    result->recovered[kept] = result->recovered[k];
    for (size_t i = 0; i < result->person_count; i++) {
      int64_t *due = result->amounts + (result->persons[i].due - result->amounts);
      due[kept] = due[k];
    }
    kept++;
  }
  result->layers.count = kept;
}

static void work_free(Work *work) {
  free(work->items);
  free(work->due);
  free(work->left);
  free(work->links);
}

static bool compute(Work *work, Store *store, Fault *fault) {
  AdjustResult *result = work->result;
  if (!adjustments_layers(store, &result->from, &result->to, &result->layers, fault)) return false;
  work->width = result->layers.count;
  if (!adjustments_compare(store, &result->from, &result->to, &result->layers, take_case, work,
                           fault) ||
      !adjustments_refunds(store, take_link, work, fault))
    return false;
  follow_refunds(work);
  add_persons(work);
  return true;
}

bool adjust_run(Store *store, int64_t from, int64_t to, bool recording, AdjustResult *result,
                Fault *fault) {
  *result = (AdjustResult){0};
  Work work = {.result = result};
  if (!(recording ? store_begin(store, fault) : store_exec(store, "BEGIN", fault))) return false;
  bool ok = read_runs(store, from, to, result, fault) && compute(&work, store, fault);
  if (ok && recording) ok = record(&work, store, fault) && store_commit(store, fault);
  store_rollback(store);
  if (ok) drop_layers(result);
  work_free(&work);
  return ok;
}

/* --- what was recorded --- */

static bool take_row(void *data, const AdjustmentRow *row, Fault *fault) {
  Work *work = data;
  const AdjustmentLayers *layers = &work->result->layers;
  size_t k = 0;
  while (k < layers->count && strcmp(layers->list[k].name, row->layer) != 0)
    k++;
  if (k == layers->count)
    return fault_set(fault, EXIT_DATA, "E499", "an adjustment names the layer %.60s of no run",
                     row->layer);
  Item *item = work->item_count ? &work->items[work->item_count - 1] : NULL;
  if (!item || item->case_id != row->case_id)
    item = add_item(work, row->case_id, row->person_id, row->county);
  work->due[item->at + k] = row->amount;
  return true;
}

bool adjust_load(Store *store, int64_t id, AdjustResult *result, Fault *fault) {
  Adjustment a;
  *result = (AdjustResult){0};
  Work work = {.result = result};
  if (!store_exec(store, "BEGIN", fault)) return false;
  bool ok = adjustments_get(store, id, &a, fault) &&
            read_runs(store, a.from, a.to, result, fault) &&
            adjustments_layers(store, &result->from, &result->to, &result->layers, fault);
  work.width = result->layers.count;
  ok = ok && adjustments_rows(store, id, take_row, &work, fault);
  store_rollback(store);
  if (ok) {
    add_persons(&work);
    drop_layers(result);
    result->recorded = id;
    result->left_out = a.left_out;
  }
  work_free(&work);
  return ok;
}

void adjust_free(AdjustResult *result) {
  free(result->persons);
  free(result->amounts);
  *result = (AdjustResult){0};
}
