/* The host's check of every result of a worker. */
#include "eval/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/field.h"

static const double MOST_FEN = 9e15;

static bool bad(const Snapshot *snapshot, int64_t row, const char *what, Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E751", "case %lld: the worker's result cannot be: %s",
                   (long long)snapshot_case(snapshot, row), what);
}

static bool take_fen(const char *bytes, size_t offset, int64_t *fen) {
  double value;
  memcpy(&value, bytes + offset, sizeof value);
  if (!(fabs(value) <= MOST_FEN)) return false;
  *fen = (int64_t)value;
  return (double)*fen == value;
}

static uint32_t take_bits(const char *bytes, size_t offset) {
  uint32_t bits;
  memcpy(&bits, bytes + offset, sizeof bits);
  return bits;
}

/* Within 0 and the total, or within the total and 0 for a refund. */
static bool within(int64_t amount, int64_t total) {
  return total < 0 ? amount <= 0 && amount >= total : amount >= 0 && amount <= total;
}

/* Says what is wrong with the amounts of a result. */
static bool name_amount(const Model *model, const Snapshot *snapshot, int64_t row,
                        const char *bytes, const Result *result, Fault *fault) {
  int64_t fen;
  for (size_t i = 0; i < model->layer_count; i++) {
    if (!take_fen(bytes, model->layers[i].offset, &fen))
      return bad(snapshot, row, "an amount is not whole fen", fault);
    if (!within(fen, result->total))
      return bad(snapshot, row, "a layer pays more than the cost, or less than nothing", fault);
  }
  if (!take_fen(bytes, model->self_pay, &fen) || !take_fen(bytes, model->reimbursed, &fen))
    return bad(snapshot, row, "an amount is not whole fen", fault);
  if (!within(fen, result->total))
    return bad(snapshot, row, "what counts as reimbursed is beyond the total", fault);
  return bad(snapshot, row, "the parts do not add up to the total", fault);
}

/* An amount that must lie in the bounds. No branch: a million results are taken by this. */
static bool take_between(const char *bytes, size_t offset, double least, double most,
                         int64_t *fen) {
  double value;
  memcpy(&value, bytes + offset, sizeof value);
  bool inside = (value >= least) & (value <= most);
  *fen = (int64_t)(inside ? value : 0);
  return inside & ((double)*fen == value);
}

static bool check_amounts(const Model *model, const Snapshot *snapshot, int64_t row,
                          const char *bytes, Result *result, Fault *fault) {
  double least = result->total < 0 ? (double)result->total : 0;
  double most = result->total > 0 ? (double)result->total : 0;
  int64_t sum = 0;
  bool sound = true;
  for (size_t i = 0; i < model->layer_count; i++) {
    sound &= take_between(bytes, model->layers[i].offset, least, most, &result->paid[i]);
    sum += result->paid[i];
  }
  sound &= take_between(bytes, model->self_pay, least, most, &result->self_pay);
  sound &= take_between(bytes, model->reimbursed, least, most, &result->reimbursed);
  sound &= sum + result->self_pay == result->total;
  return sound || name_amount(model, snapshot, row, bytes, result, fault);
}

static void clear_amounts(const Model *model, Result *result) {
  memset(result->paid, 0, model->layer_count * sizeof *result->paid);
  result->self_pay = result->reimbursed = 0;
}

bool check_result(const Model *model, const Snapshot *snapshot, int64_t row, const char *bytes,
                  size_t reason_count, Result *result, Fault *fault) {
  uint32_t status = take_bits(bytes, model->status);
  if (status < RESULT_OK || status > RESULT_OTHER_FAILED)
    return bad(snapshot, row, "it was not evaluated", fault);
  result->status = (ResultStatus)status;
  result->error = take_bits(bytes, model->error);
  result->assumed = take_bits(bytes, model->assumed);
  result->clamped = take_bits(bytes, model->clamped);
  uint32_t bits = (uint32_t)((1ULL << model->layer_count) - 1);
  if ((result->assumed & ~bits) || (result->clamped & ~bits))
    return bad(snapshot, row, "it marks layers that there are not", fault);
  bool failed = status == RESULT_FAILED || status == RESULT_OTHER_FAILED;
  if (failed ? result->error == 0 || result->error > reason_count : result->error != 0)
    return bad(snapshot, row, "its reason is not known", fault);
  if (!take_fen(snapshot_row(snapshot, row), snapshot->at.total_cost, &result->total))
    return bad(snapshot, row, "its cost is not whole fen", fault);
  if (!failed) return check_amounts(model, snapshot, row, bytes, result, fault);
  clear_amounts(model, result);
  return true;
}

void check_reason(const json_t *reasons, uint32_t number, char *out, size_t room) {
  const json_t *reason = json_array_get(reasons, number - 1);
  const char *file = field_text(reason, "file");
  if (*file)
    snprintf(out, room, "%s %s (%s:%lld)", field_text(reason, "code"),
             field_text(reason, "message"), file,
             (long long)json_integer_value(json_object_get(reason, "line")));
  else
    snprintf(out, room, "%s %s", field_text(reason, "code"), field_text(reason, "message"));
}

static bool differ(const Model *model, const Snapshot *snapshot, int64_t row, const char *left,
                   const char *right, Fault *fault) {
  fault_set(fault, EXIT_DEFECT, "E753",
            "case %lld: the second settlement, without the compiler, gives another result",
            (long long)snapshot_case(snapshot, row));
  for (size_t i = 0; i < model->layer_count; i++) {
    double x, y;
    memcpy(&x, left + model->layers[i].offset, sizeof x);
    memcpy(&y, right + model->layers[i].offset, sizeof y);
    if (x == y) continue;
    fault_hint(fault,
               "%s: %.2f with, %.2f without; nothing of this piece was stored; settle with "
               "--no-jit, and report this",
               model->layers[i].name, x / 100, y / 100);
    break;
  }
  return false;
}

bool check_same(const Model *model, const Snapshot *snapshot, int64_t first, int64_t last,
                const char *left, const char *right, Fault *fault) {
  size_t size = model->results.size;
  char a[LAYOUT_MOST_BYTES], b[LAYOUT_MOST_BYTES];
  for (int64_t row = first; row <= last; row++, left += size, right += size) {
    memcpy(a, left, size);
    memcpy(b, right, size);
    uint32_t none = 0;
    if (memcmp(a + model->error, &none, sizeof none) &&
        memcmp(b + model->error, &none, sizeof none)) {
      memset(a + model->error, 0, sizeof none);
      memset(b + model->error, 0, sizeof none);
    }
    if (memcmp(a, b, size) != 0) return differ(model, snapshot, row, a, b, fault);
  }
  return true;
}
