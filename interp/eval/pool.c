/* Workers that evaluate a snapshot range by range. A slot holds one range from the moment it is handed
 * out until the host releases it; slots form a ring, so that ranges come back in order. */
#include "eval/pool.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/stop.h"
#include "eval/link.h"
#include "eval/patience.h"
#include "eval/range.h"

enum { STEP_MS = 50, AHEAD = 2, MOST_DEATHS = 5, MOST_SLOW_CASES = 20, LAYER_STEP = 64 };

typedef enum SlotState { SLOT_FREE, SLOT_SENT, SLOT_DONE, SLOT_GIVEN } SlotState;

typedef struct Slot {
  SlotState state;
  int64_t first, last;
  json_t *reply;
  bool watched; /* evaluated step by step, since a worker died of it */
  json_t *dead; /* rows that are not run any more, with their faults */
} Slot;

typedef struct Worker {
  Link *link;
  int queue[AHEAD]; /* slots that were sent, oldest first */
  int queued;
  int64_t seen_position;
  Patience patience; /* since it was there */
  bool stalled;      /* we killed it */
} Worker;

struct Pool {
  PoolOptions options;
  Region results;
  Worker *workers;
  Slot *slots;
  int slot_count, next_slot, give_slot; /* where the next range goes; which is given next */
  int64_t next_row, past_row, range_rows;
  size_t window_bytes;
  int deaths;
};

static const Progress *cell_of(const Pool *pool, int worker) {
  return (const Progress *)pool->results.data + worker;
}

/* --- starting --- */

json_t *pool_attach_request(const Snapshot *s, bool marking) {
  return json_pack("{s:s,s:O,s:O,s:O,s:i,s:i,s:i,s:I,s:i,s:b}", "op", "attach", "counties",
                   s->counties, "diagnoses", s->diagnoses, "hospitals", s->hospitals, "first_year",
                   s->first_year, "years", s->years, "members", s->most_members, "household_rows",
                   (json_int_t)s->most_rows, "run_year", s->run_year, "marking", marking);
}

static bool start_worker(Pool *pool, int i, Fault *fault) {
  Worker *worker = &pool->workers[i];
  LinkOptions options = {.jit = pool->options.jit,
                         .snapshot = &pool->options.snapshot->region,
                         .results = &pool->results,
                         .cell = i};
  *worker = (Worker){.link = link_open(&options, fault)};
  if (!worker->link) return false;
  json_t *request = rulefiles_request(pool->options.files, false);
  json_object_set_new(request, "again",
                      json_true()); /* the session has watched the first loading */
  json_t *model = link_ask(worker->link, request, LINK_LOAD_SECONDS, fault);
  json_t *attached =
      model ? link_ask(worker->link,
                       pool_attach_request(pool->options.snapshot, pool->options.marking),
                       LINK_LOAD_SECONDS, fault)
            : NULL;
  bool ok = attached != NULL;
  json_decref(model);
  json_decref(attached);
  return ok;
}

/* A worker that was killed while it loaded is started once more. */
static bool start_again(Pool *pool, int i, Fault *fault) {
  if (start_worker(pool, i, fault)) return true;
  if (strcmp(fault->code, "E325") != 0) return false;
  fault_clear(fault);
  link_close(pool->workers[i].link);
  return start_worker(pool, i, fault);
}

Pool *pool_open(const PoolOptions *options, int64_t first, Fault *fault) {
  Pool *pool = memory_new(sizeof *pool);
  pool->options = *options;
  pool->results.fd = -1;
  pool->next_row = first;
  pool->past_row = options->snapshot->count;
  pool->range_rows = range_rows(options->snapshot);
  pool->window_bytes = (size_t)pool->range_rows * options->model->results.size;
  pool->slot_count = options->jobs * AHEAD + 2;
  pool->slots = memory_new((size_t)pool->slot_count * sizeof *pool->slots);
  pool->workers = memory_new((size_t)options->jobs * sizeof *pool->workers);
  size_t size = RESULT_HEAD_BYTES + pool->window_bytes * (size_t)pool->slot_count;
  bool ok = region_open(&pool->results, "guize-results", size, fault) &&
            region_fix_size(&pool->results, fault);
  for (int i = 0; ok && i < options->jobs; i++)
    ok = start_again(pool, i, fault);
  if (ok) return pool;
  pool_close(pool);
  return NULL;
}

void pool_close(Pool *pool) {
  if (!pool) return;
  for (int i = 0; i < pool->options.jobs; i++)
    link_close(pool->workers[i].link);
  for (int i = 0; i < pool->slot_count; i++) {
    json_decref(pool->slots[i].reply);
    json_decref(pool->slots[i].dead);
  }
  region_close(&pool->results);
  free(pool->workers);
  free(pool->slots);
  free(pool);
}

/* --- handing out --- */

static size_t window_offset(const Pool *pool, int slot) {
  return RESULT_HEAD_BYTES + pool->window_bytes * (size_t)slot;
}

/* Whether the results of some rows of a slot are there already, and count. */
static bool slot_taken(const Pool *pool, const Slot *slot) {
  const PoolTaken *taken = pool->options.taken;
  if (!taken || slot->watched) return false;
  return memchr(taken->rows + slot->first, 1, (size_t)(slot->last - slot->first + 1)) != NULL;
}

/* Rows to be evaluated, as first and last of each stretch. */
static json_t *list_parts(const PoolTaken *taken, const Slot *slot) {
  json_t *parts = json_array();
  for (int64_t row = slot->first; row <= slot->last; row++) {
    if (taken->rows[row]) continue;
    json_array_append_new(parts, json_integer(row));
    while (row < slot->last && !taken->rows[row + 1])
      row++;
    json_array_append_new(parts, json_integer(row));
  }
  return parts;
}

/* Put anew whenever a range is sent: a worker that was lost may have written over them. Only targets and
 * flags look at them. */
static void put_taken(const Pool *pool, int i) {
  const PoolTaken *taken = pool->options.taken;
  if (pool->options.aggregate_day == INT32_MIN) return;
  const Slot *slot = &pool->slots[i];
  char *window = (char *)pool->results.data + window_offset(pool, i);
  for (int64_t row = slot->first; row <= slot->last; row++)
    if (taken->rows[row])
      taken->put(taken->data, row,
                 window + (size_t)(row - slot->first) * pool->options.model->results.size);
}

static void add_left_out(const Pool *pool, const Slot *slot, json_t *request) {
  const uint8_t *left_out = pool->options.left_out;
  json_t *rows = NULL;
  for (int64_t row = slot->first; left_out && row <= slot->last; row++) {
    if (!left_out[row]) continue;
    if (!rows) rows = json_array();
    json_array_append_new(rows, json_integer(row));
  }
  if (rows) json_object_set_new(request, "left_out", rows);
}

static json_t *evaluate_request(const Pool *pool, int i) {
  const Slot *slot = &pool->slots[i];
  json_t *request = json_pack("{s:s,s:I,s:I,s:I,s:b}", "op", "evaluate", "first",
                              (json_int_t)slot->first, "last", (json_int_t)slot->last, "window",
                              (json_int_t)window_offset(pool, i), "watched", slot->watched);
  if (slot->dead) json_object_set(request, "dead", slot->dead);
  if (slot_taken(pool, slot))
    json_object_set_new(request, "parts", list_parts(pool->options.taken, slot));
  if (pool->options.aggregate_day != INT32_MIN)
    json_object_set_new(request, "aggregate_day", json_integer(pool->options.aggregate_day));
  if (pool->options.targets)
    json_object_set(request, "targets", (json_t *)(uintptr_t)pool->options.targets);
  if (pool->options.no_flags) json_object_set_new(request, "no_flags", json_true());
  if (pool->options.totals) json_object_set_new(request, "totals", json_true());
  if (pool->options.shortfall)
    json_object_set_new(request, "short", json_string(pool->options.shortfall));
  add_left_out(pool, slot, request);
  return request;
}

static void be_patient(const Pool *pool, Worker *worker) {
  worker->patience = patience_begin(link_process(worker->link), pool->options.stall_seconds);
}

static bool send_slot(Pool *pool, int worker, int slot, Fault *fault) {
  Worker *w = &pool->workers[worker];
  if (w->queued == 0) be_patient(pool, w);
  w->queue[w->queued++] = slot;
  pool->slots[slot].state = SLOT_SENT;
  if (slot_taken(pool, &pool->slots[slot])) put_taken(pool, slot);
  return link_send(w->link, evaluate_request(pool, slot), NULL, fault);
}

/* How many rows come next: of sums the last ranges are short, so that no worker waits long for another. */
static int64_t next_rows(const Pool *pool) {
  int64_t left = pool->past_row - pool->next_row;
  bool ends = pool->options.totals && left < pool->range_rows * pool->options.jobs * AHEAD;
  int64_t rows = ends ? pool->range_rows / 4 : pool->range_rows;
  return rows < pool->options.snapshot->most_rows ? pool->range_rows : rows;
}

/* A free slot with the next rows in it; -1 when there is none, or no rows are left. */
static int fill_slot(Pool *pool) {
  Slot *slot = &pool->slots[pool->next_slot];
  if (slot->state != SLOT_FREE || pool->next_row >= pool->past_row) return -1;
  slot->first = pool->next_row;
  slot->last = range_end(pool->options.snapshot, slot->first, next_rows(pool));
  if (slot->last >= pool->past_row) slot->last = pool->past_row - 1;
  slot->watched = false;
  pool->next_row = slot->last + 1;
  for (int i = 1; i < pool->options.stride && pool->next_row < pool->past_row; i++)
    pool->next_row = range_end(pool->options.snapshot, pool->next_row, pool->range_rows) + 1;
  int filled = pool->next_slot;
  pool->next_slot = (pool->next_slot + 1) % pool->slot_count;
  return filled;
}

static int least_queued(const Pool *pool) {
  int best = 0;
  for (int i = 1; i < pool->options.jobs; i++)
    if (pool->workers[i].queued < pool->workers[best].queued) best = i;
  return best;
}

static bool hand_out(Pool *pool, Fault *fault) {
  for (;;) {
    int worker = least_queued(pool);
    if (pool->workers[worker].queued == AHEAD) return true;
    int slot = fill_slot(pool);
    if (slot < 0) return true;
    send_slot(pool, worker, slot, fault);
    fault_clear(fault); /* a worker that does not listen is found dead below */
  }
}

/* --- deaths --- */

/* The layer that ran, by the number in the progress cell; NULL when it is not known. */
static const ModelLayer *layer_of(const Pool *pool, int64_t told) {
  int64_t number = told / LAYER_STEP;
  const Model *model = pool->options.model;
  return number >= 1 && number <= (int64_t)model->layer_count ? &model->layers[number - 1] : NULL;
}

static void add_dead(Slot *slot, int64_t row, const ModelLayer *layer, const Fault *fault) {
  char message[1200];
  if (layer)
    snprintf(message, sizeof message, N_("in the layer '%s': %s"), layer->name, fault->message);
  else
    snprintf(message, sizeof message, "%s", fault->message);
  json_t *dead =
      json_pack("{s:s,s:s,s:s,s:i}", "code", fault->code, "message", message, "hint",
                N_("look for a pattern or a call that takes too long"), "exit", EXIT_RULES);
  if (layer && layer->file) {
    json_object_set_new(dead, "file", json_string(layer->file));
    json_object_set_new(dead, "line", json_integer(layer->line));
  }
  if (!slot->dead) slot->dead = json_array();
  json_array_append_new(slot->dead, json_pack("{s:I,s:o}", "row", (json_int_t)row, "fault", dead));
}

static bool give_up(const Pool *pool, int64_t row, Fault *fault) {
  if (row < 0 || row >= pool->options.snapshot->count) row = 0;
  fault_frame(fault, "case %lld", (long long)snapshot_case(pool->options.snapshot, row));
  fault_hint(
      fault,
      "%d workers were lost; the run stops. What it stored can be resumed after the rule is mended",
      MOST_DEATHS);
  return false;
}

/* A range in which a worker was lost is watched; one that was watched already has a case that is not run
 * any more. */
static void suspect(Pool *pool, int number, int64_t row, int64_t layer, Fault *fault) {
  Slot *slot = &pool->slots[number];
  if (row < slot->first || row > slot->last) row = slot->first;
  if (slot->watched) {
    add_dead(slot, row, layer_of(pool, layer), fault);
  }
  slot->watched = true;
}

/* Replaces a worker that is gone and sends its ranges again. `fault` says what happened to it; it is
 * cleared when the run goes on. */
static bool replace(Pool *pool, int i, Fault *fault) {
  Worker *worker = &pool->workers[i];
  const Progress *cell = cell_of(pool, i);
  int64_t row = cell->position, layer = cell->layer;
  int queue[AHEAD], queued = worker->queued;
  memcpy(queue, worker->queue, sizeof queue);
  if (++pool->deaths > MOST_DEATHS) return give_up(pool, row, fault);
  if (queued > 0) suspect(pool, queue[0], row, layer, fault);
  link_close(worker->link);
  worker->link = NULL;
  Fault start = {0};
  if (!start_worker(pool, i, &start)) {
    *fault = start;
    return false;
  }
  fault_clear(fault);
  for (int k = 0; k < queued; k++)
    send_slot(pool, i, queue[k], &start);
  return true;
}

/* A worker that has not moved on for too long is killed; its death is then noticed as any other. */
static void watch_progress(Pool *pool, int i) {
  Worker *worker = &pool->workers[i];
  int64_t position = cell_of(pool, i)->position;
  if (worker->queued == 0 || position != worker->seen_position) {
    worker->seen_position = position;
    be_patient(pool, worker);
  } else if (!worker->stalled && patience_over(&worker->patience)) {
    link_kill(worker->link);
    worker->stalled = true;
  }
}

/* What killed a worker that we ended ourselves is the rule, not the signal. */
static void tell_stall(Worker *worker, Fault *fault) {
  if (!worker->stalled) return;
  worker->stalled = false;
  fault_set(fault, EXIT_RULES, "E322", "a rule does not come to an end");
  fault_hint(fault, "look for a loop whose condition never becomes false");
}

/* --- replies --- */

static bool too_slow(const json_t *reply, Fault *fault) {
  int slow = 0;
  size_t i;
  json_t *reason;
  json_array_foreach(json_object_get(reply, "reasons"), i, reason) {
    const char *code = json_string_value(json_object_get(reason, "code"));
    slow += code && strcmp(code, "E322") == 0;
  }
  json_int_t rows = json_integer_value(json_object_get(reply, "slow_rows"));
  if (slow == 0 || rows <= MOST_SLOW_CASES) return false;
  fault_set(fault, EXIT_RULES, "E322", "a rule does not come to an end on more than %d cases",
            MOST_SLOW_CASES);
  return true;
}

static bool take_reply(Pool *pool, int i, json_t *reply, Fault *fault) {
  Worker *worker = &pool->workers[i];
  if (worker->queued == 0 || too_slow(reply, fault)) {
    json_decref(reply);
    return fault_isset(fault)
               ? false
               : fault_set(fault, EXIT_DEFECT, "E704", "the rule worker answered unasked");
  }
  Slot *slot = &pool->slots[worker->queue[0]];
  slot->reply = reply;
  slot->state = SLOT_DONE;
  worker->queued--;
  memmove(worker->queue, worker->queue + 1, sizeof *worker->queue * (AHEAD - 1));
  be_patient(pool, worker);
  return true;
}

static bool listen_to(Pool *pool, int i, Fault *fault) {
  json_t *reply;
  switch (link_receive(pool->workers[i].link, 0, &reply, fault)) {
    case MESSAGE_WAIT: watch_progress(pool, i); return true;
    case MESSAGE_HERE:
      if (reply) return take_reply(pool, i, reply, fault);
      if (strcmp(fault->code, "E320") != 0) return false;
      link_kill(pool->workers[i].link); /* without memory it is as good as lost */
      return replace(pool, i, fault);
    case MESSAGE_ENDED: tell_stall(&pool->workers[i], fault); return replace(pool, i, fault);
    case MESSAGE_BROKEN: break;
  }
  return false;
}

bool pool_tend(Pool *pool, Fault *fault) {
  if (!hand_out(pool, fault)) return false;
  for (int i = 0; i < pool->options.jobs; i++)
    if (!listen_to(pool, i, fault)) return false;
  return hand_out(pool, fault);
}

static void wait_for_any(const Pool *pool) {
  struct pollfd watched[PROGRESS_CELLS];
  nfds_t count = 0;
  for (int i = 0; i < pool->options.jobs; i++)
    watched[count++] =
        (struct pollfd){.fd = link_descriptor(pool->workers[i].link), .events = POLLIN};
  poll(watched, count, STEP_MS);
}

int pool_next(Pool *pool, PoolRange *range, Fault *fault) {
  for (;;) {
    if (!pool_tend(pool, fault)) return -1;
    Slot *slot = &pool->slots[pool->give_slot];
    if (slot->state == SLOT_DONE) {
      *range = (PoolRange){slot->first,
                           slot->last,
                           (const char *)pool->results.data + window_offset(pool, pool->give_slot),
                           json_object_get(slot->reply, "reasons"),
                           json_object_get(slot->reply, "sums"),
                           json_object_get(slot->reply, "flags"),
                           json_object_get(slot->reply, "totals"),
                           json_object_get(slot->reply, "short"),
                           !slot_taken(pool, slot)};
      slot->state = SLOT_GIVEN;
      pool->give_slot = (pool->give_slot + 1) % pool->slot_count;
      return 1;
    }
    if (slot->state == SLOT_FREE && pool->next_row >= pool->past_row) return 0;
    if (stop_asked()) {
      fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
      return -1;
    }
    wait_for_any(pool);
  }
}

void pool_rewind_to(Pool *pool, int64_t first, int64_t past) {
  pool->next_row = first;
  pool->past_row = past;
  pool->next_slot = pool->give_slot = 0;
}

void pool_rewind(Pool *pool) {
  pool_rewind_to(pool, 0, pool->options.snapshot->count);
}

/* --- other scenarios --- */

static bool vary_worker(Pool *pool, int i, Fault *fault) {
  json_t *reply = NULL;
  MessageState state = link_receive(pool->workers[i].link, LINK_LOAD_SECONDS * 1000, &reply, fault);
  bool lost = state == MESSAGE_ENDED || state == MESSAGE_WAIT;
  bool ok = state == MESSAGE_HERE && reply;
  json_decref(reply);
  if (!lost) return ok;
  fault_clear(fault);
  link_close(pool->workers[i].link);
  pool->workers[i].link = NULL;
  return start_again(pool, i, fault); /* it loads the scenario with the rules */
}

bool pool_vary(Pool *pool, int32_t aggregate_day, const json_t *targets, Fault *fault) {
  const json_t *scenario = pool->options.files->scenario;
  bool ok = true;
  pool->options.aggregate_day = aggregate_day;
  pool->options.targets = targets;
  pool->deaths = 0;
  for (int i = 0; i < pool->options.jobs; i++) {
    json_t *request = json_pack("{s:s}", "op", "vary");
    if (scenario) json_object_set(request, "scenario", (json_t *)(uintptr_t)scenario);
    link_send(pool->workers[i].link, request, NULL, fault);
    fault_clear(fault); /* a worker that does not listen is found dead below */
  }
  for (int i = 0; i < pool->options.jobs;
       i++) { /* each is listened to, so that none answers later */
    Fault one = {0};
    if (vary_worker(pool, i, &one)) continue;
    if (ok) *fault = one;
    ok = false;
  }
  pool_rewind(pool);
  return ok;
}

void pool_release(Pool *pool, const PoolRange *range) {
  for (int i = 0; i < pool->slot_count; i++) {
    Slot *slot = &pool->slots[i];
    if (slot->state != SLOT_GIVEN || slot->first != range->first) continue;
    json_decref(slot->reply);
    json_decref(slot->dead);
    *slot = (Slot){.state = SLOT_FREE};
  }
}
