/* Sums of a backtest. A winner pays less than before. */
#include "job/backtest_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void backtest_sums_begin(BacktestSums *sums, const Snapshot *snapshot) {
  for (int64_t row = 0; row < snapshot->count; row++)
    if (snapshot_person(snapshot, row) >= sums->person_count)
      sums->person_count = snapshot_person(snapshot, row) + 1;
  sums->persons = memory_new(((size_t)sums->person_count + 1) * sizeof *sums->persons);
  sums->touched = memory_new((size_t)sums->person_count + 1);
}

/* The largest first; of equal ones the case with the smaller number. */
static void keep_largest(BacktestSummary *s, int64_t id, int64_t before, int64_t after,
                         size_t layer) {
  int64_t size = llabs(after - before);
  size_t at = s->largest_count;
  for (; at > 0; at--) {
    const BacktestCase *other = &s->largest[at - 1];
    int64_t other_size = llabs(other->after - other->before);
    if (other_size > size || (other_size == size && other->id < id)) break;
  }
  if (at == BACKTEST_LARGEST) return;
  if (s->largest_count < BACKTEST_LARGEST) s->largest_count++;
  memmove(&s->largest[at + 1], &s->largest[at], (s->largest_count - at - 1) * sizeof *s->largest);
  s->largest[at] = (BacktestCase){id, before, after, layer};
}

static void add_change(BacktestSummary *s, int64_t difference) {
  s->cases_less += difference < 0;
  s->cases_more += difference > 0;
  s->cases_same += difference == 0;
  if (difference < 0)
    s->less -= difference;
  else
    s->more += difference;
}

void backtest_sums_add(BacktestSums *sums, BacktestSummary *s, int64_t case_id, int32_t person,
                       const BacktestSide *before, const BacktestSide *after) {
  size_t first = s->layer_count;
  int64_t difference = after->self_pay - before->self_pay;
  s->compared++;
  s->total_before += before->total;
  s->total_after += after->total;
  s->self_pay_before += before->self_pay;
  s->self_pay_after += after->self_pay;
  s->reimbursed_before += before->reimbursed;
  s->reimbursed_after += after->reimbursed;
  for (size_t i = s->layer_count; i-- > 0;) {
    s->layers[i].before += before->paid[i];
    s->layers[i].after += after->paid[i];
    if (before->paid[i] != after->paid[i]) first = i;
  }
  s->changed += first < s->layer_count || difference != 0;
  s->zero += before->reimbursed > 0 && after->reimbursed == 0;
  add_change(s, difference);
  if (difference) keep_largest(s, case_id, before->self_pay, after->self_pay, first);
  if (person < 0 || person >= sums->person_count) return;
  sums->persons[person] += difference;
  sums->touched[person] = 1;
}

void backtest_sums_end(const BacktestSums *sums, BacktestSummary *s) {
  s->persons = sums->person_count;
  for (int32_t i = 0; i < sums->person_count; i++) {
    if (!sums->touched[i]) continue;
    s->persons_less += sums->persons[i] < 0;
    s->persons_more += sums->persons[i] > 0;
    s->persons_same += sums->persons[i] == 0;
  }
}

void backtest_sums_free(BacktestSums *sums) {
  free(sums->persons);
  free(sums->touched);
  sums->persons = NULL;
  sums->touched = NULL;
}
