/* The order of a snapshot, and what depends on it. */
#include "data/arrange.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, MOST_ROW = 512 };

/* household above, day below: one number whose order is the order of the rows. Days from the year 1
 * to 9999 fit into 22 bits. */
typedef struct SortKey {
  uint64_t key;
  uint32_t row;
} SortKey;

static char *row_at(const Snapshot *snapshot, int64_t i) {
  return (char *)snapshot->region.data + (size_t)i * snapshot->row_size;
}

static int32_t int32_at(const char *row, size_t at) {
  int32_t value;
  memcpy(&value, row + at, sizeof value);
  return value;
}

static double double_at(const char *row, size_t at) {
  double value;
  memcpy(&value, row + at, sizeof value);
  return value;
}

/* Stable, so that rows of one key keep the order of their ids. */
static void sort_by_digit(const SortKey *from, SortKey *to, size_t count, int shift) {
  size_t *place = memory_new(DIGITS * sizeof *place);
  for (size_t i = 0; i < count; i++)
    place[(from[i].key >> shift) & (DIGITS - 1)]++;
  size_t sum = 0;
  for (size_t i = 0; i < DIGITS; i++) {
    size_t n = place[i];
    place[i] = sum;
    sum += n;
  }
  for (size_t i = 0; i < count; i++)
    to[place[(from[i].key >> shift) & (DIGITS - 1)]++] = from[i];
  free(place);
}

static SortKey *make_keys(const Snapshot *snapshot, bool *sorted) {
  size_t count = (size_t)snapshot->count;
  SortKey *keys = memory_new((count + 1) * sizeof *keys);
  *sorted = true;
  for (size_t i = 0; i < count; i++) {
    const char *row = row_at(snapshot, (int64_t)i);
    uint64_t day = (uint64_t)(int64_t)(int32_at(row, snapshot->at.settled) + 719468);
    keys[i] = (SortKey){(uint64_t)int32_at(row, snapshot->at.household) << 22 | day, (uint32_t)i};
    if (i &&
        (keys[i].key < keys[i - 1].key ||
         (keys[i].key == keys[i - 1].key &&
          double_at(row, snapshot->at.id) < double_at(row - snapshot->row_size, snapshot->at.id))))
      *sorted = false;
  }
  return keys;
}

/* Rows of one key by id; they are few, and mostly in order already. */
static void order_ties(const Snapshot *snapshot, SortKey *keys) {
  for (int64_t i = 1; i < snapshot->count; i++) {
    for (int64_t j = i; j > 0 && keys[j].key == keys[j - 1].key; j--) {
      if (double_at(row_at(snapshot, keys[j - 1].row), snapshot->at.id) <=
          double_at(row_at(snapshot, keys[j].row), snapshot->at.id))
        break;
      SortKey swap = keys[j];
      keys[j] = keys[j - 1];
      keys[j - 1] = swap;
    }
  }
}

/* Puts row keys[i].row at place i, following each cycle with one row held aside. */
static void permute(Snapshot *snapshot, SortKey *keys) {
  char held[MOST_ROW];
  size_t size = snapshot->row_size;
  for (int64_t start = 0; start < snapshot->count; start++) {
    if (keys[start].row == (uint32_t)start) continue;
    memcpy(held, row_at(snapshot, start), size);
    int64_t to = start;
    while (keys[to].row != (uint32_t)start) {
      int64_t from = keys[to].row;
      memcpy(row_at(snapshot, to), row_at(snapshot, from), size);
      keys[to].row = (uint32_t)to;
      to = from;
    }
    memcpy(row_at(snapshot, to), held, size);
    keys[to].row = (uint32_t)to;
  }
}

void arrange_sort(Snapshot *snapshot) {
  bool sorted;
  SortKey *keys = make_keys(snapshot, &sorted);
  if (!sorted) {
    size_t count = (size_t)snapshot->count;
    SortKey *other = memory_new((count + 1) * sizeof *other);
    for (int shift = 0; shift < 55; shift += DIGIT_BITS) {
      sort_by_digit(keys, other, count, shift);
      SortKey *swap = keys;
      keys = other;
      other = swap;
    }
    free(other);
    order_ties(snapshot, keys);
    permute(snapshot, keys);
  }
  free(keys);
}

bool arrange_years(Snapshot *snapshot, int most, Fault *fault) {
  const size_t days[] = {snapshot->at.settled, snapshot->at.discharge, snapshot->at.admission};
  const size_t slots[] = {snapshot->at.settlement_slot, snapshot->at.discharge_slot,
                          snapshot->at.admission_slot};
  int32_t least = INT32_MAX, latest = INT32_MIN;
  for (int64_t i = 0; i < snapshot->count; i++) {
    for (int k = 0; k < 3; k++) {
      int32_t day = int32_at(row_at(snapshot, i), days[k]);
      if (day < least) least = day;
      if (day > latest) latest = day;
    }
  }
  snapshot->first_year = snapshot->run_year;
  int last_year = snapshot->run_year;
  if (snapshot->count && date_year(least) < last_year) snapshot->first_year = date_year(least);
  if (snapshot->count && date_year(latest) > last_year) last_year = date_year(latest);
  snapshot->years = last_year - snapshot->first_year + 1;
  if (snapshot->years > most) {
    fault_set(fault, EXIT_DATA, "E508", "stays of one year's cases reach from %d to %d",
              snapshot->first_year, last_year);
    fault_hint(fault, "look for an admission or discharge with a mistyped year");
    return false;
  }
  int32_t bounds[64];
  for (int k = 0; k <= snapshot->years; k++)
    bounds[k] = date_from(snapshot->first_year + k, 1, 1);
  for (int64_t i = 0; i < snapshot->count; i++) {
    for (int k = 0; k < 3; k++) {
      int32_t day = int32_at(row_at(snapshot, i), days[k]);
      int slot = 0;
      while (day >= bounds[slot + 1])
        slot++;
      row_at(snapshot, i)[slots[k]] = (char)slot;
    }
  }
  return true;
}

/* --- refunds --- */

/* The first row of a household, by halving. */
static int64_t first_row(const Snapshot *snapshot, int32_t household) {
  int64_t low = 0, high = snapshot->count;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (snapshot_household(snapshot, middle) < household)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int64_t find_row(const Snapshot *snapshot, int32_t household, int64_t case_id) {
  for (int64_t i = first_row(snapshot, household);
       i < snapshot->count && snapshot_household(snapshot, i) == household; i++)
    if (snapshot_case(snapshot, i) == case_id) return i;
  return -1;
}

static bool undoes_exactly(const Snapshot *snapshot, const char *refund, const char *original) {
  const SnapshotOffsets *at = &snapshot->at;
  const size_t costs[] = {at->total_cost, at->uncovered_cost, at->over_limit_cost,
                          at->first_pay_cost, at->in_scope_cost};
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
    if (double_at(refund, costs[i]) != -double_at(original, costs[i])) return false;
  return true;
}

/* NULL when the refund is joined with its original; else the reason why not. */
static const char *join_refund(Snapshot *snapshot, const Refund *refund, int64_t row) {
  int64_t original = find_row(snapshot, refund->household, refund->original);
  if (original < 0) return "the case that it refunds is not there, or is another household's";
  char *undone = row_at(snapshot, original), *undoing = row_at(snapshot, row);
  if (int32_at(undone, snapshot->at.person) != int32_at(undoing, snapshot->at.person))
    return "the case that it refunds is another person's";
  if (int32_at(undone, snapshot->at.refund_of) >= 0 ||
      double_at(undone, snapshot->at.total_cost) < 0)
    return "the case that it refunds is a refund itself";
  if (undone[snapshot->at.refunded]) return "the case that it refunds is refunded already";
  if (original > row) return "it is settled before the case that it refunds";
  if (!undoes_exactly(snapshot, undoing, undone))
    return "its amounts are not those of the case that it refunds";
  int32_t position = (int32_t)original;
  memcpy(undoing + snapshot->at.refund_of, &position, sizeof position);
  undone[snapshot->at.refunded] = 1;
  return NULL;
}

/* Takes rows marked in `dropped` out, and moves what refunds point at. */
static void drop_rows(Snapshot *snapshot, const bool *dropped) {
  int64_t *moved = memory_new((size_t)snapshot->count * sizeof *moved);
  int64_t to = 0;
  for (int64_t i = 0; i < snapshot->count; i++) {
    moved[i] = to;
    if (dropped[i]) continue;
    if (to != i) memcpy(row_at(snapshot, to), row_at(snapshot, i), snapshot->row_size);
    to++;
  }
  snapshot->count = to;
  for (int64_t i = 0; i < to; i++) {
    int32_t original = int32_at(row_at(snapshot, i), snapshot->at.refund_of);
    if (original < 0) continue;
    int32_t place = (int32_t)moved[original];
    memcpy(row_at(snapshot, i) + snapshot->at.refund_of, &place, sizeof place);
  }
  free(moved);
}

void arrange_refunds(Snapshot *snapshot, const Refund *refunds, size_t count,
                     void (*bad)(Snapshot *, int64_t, const char *, const char *)) {
  if (count == 0) return;
  bool *dropped = memory_new((size_t)snapshot->count + 1);
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    int64_t row = find_row(snapshot, refunds[i].household, refunds[i].case_id);
    if (row < 0) continue;
    const char *why = join_refund(snapshot, &refunds[i], row);
    if (!why) continue;
    bad(snapshot, refunds[i].case_id, "E504", why);
    dropped[row] = any = true;
  }
  if (any) drop_rows(snapshot, dropped);
  free(dropped);
}

void arrange_households(Snapshot *snapshot) {
  int64_t rows = 0;
  snapshot->most_rows = 1;
  for (int64_t i = 0; i < snapshot->count; i++) {
    rows =
        i && snapshot_household(snapshot, i) == snapshot_household(snapshot, i - 1) ? rows + 1 : 1;
    if (rows > snapshot->most_rows) snapshot->most_rows = rows;
  }
}
