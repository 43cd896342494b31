/* Halving until a line is known. */
#include "job/bends.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/bends_inside.h"

enum {
  MOST_LOOKED = 4000, /* bills of a line, before rounding is thought to be coarser */
};

void *bends_grown(void *list, size_t count, size_t *room, size_t size) {
  if (count < *room) return list;
  *room = *room ? *room * 2 : 64;
  return memory_resize(list, *room * size);
}

void bends_begin(Bends *bends, size_t width, const int *order, size_t order_count) {
  *bends = (Bends){.width = width, .order = order, .order_count = order_count};
  bends->dust = (int64_t)width + 1;
}

void bends_free(Bends *bends) {
  free(bends->points);
  free(bends->wanted);
  free(bends->first);
  free(bends->gaps);
  free(bends->pieces);
  free(bends->leaps);
  *bends = (Bends){0};
}

/* --- points ------------------------------------------------------------------------------------ */

static int by_bill(const void *a, const void *b) {
  const BendPoint *left = a, *right = b;
  return left->bill < right->bill ? -1 : left->bill > right->bill;
}

const BendPoint *bends_find(const Bends *bends, int64_t bill) {
  size_t low = 0, past = bends->count;
  while (low < past) {
    size_t middle = low + (past - low) / 2;
    if (bends->points[middle].bill == bill) return &bends->points[middle];
    if (bends->points[middle].bill < bill)
      low = middle + 1;
    else
      past = middle;
  }
  return NULL;
}

void bends_want(Bends *bends, int64_t bill) {
  if (bends_find(bends, bill)) return;
  bends->wanted = bends_grown(bends->wanted, bends->wanted_count, &bends->wanted_room, sizeof bill);
  bends->wanted[bends->wanted_count++] = bill;
}

void bends_take(Bends *bends, const BendPoint *point) {
  bends->points = bends_grown(bends->points, bends->count, &bends->room, sizeof *point);
  bends->points[bends->count++] = *point;
}

void bends_taken(Bends *bends) {
  bends->looked += bends->wanted_count;
  bends->wanted_count = 0;
  if (bends->count) qsort(bends->points, bends->count, sizeof *bends->points, by_bill);
  size_t kept = 0;
  for (size_t i = 0; i < bends->count; i++)
    if (!kept || bends->points[kept - 1].bill != bends->points[i].bill)
      bends->points[kept++] = bends->points[i];
  bends->count = kept;
}

int64_t bends_patient(const Bends *bends, const BendPoint *point) {
  return point->paid[bends->width - 1];
}

/* --- looking ----------------------------------------------------------------------------------- */

static void open_gap(Bends *bends, int64_t left, int64_t right) {
  if (right - left < 2) return;
  bends->gaps = bends_grown(bends->gaps, bends->gap_count, &bends->gap_room, sizeof *bends->gaps);
  bends->gaps[bends->gap_count++] = (BendGap){left, right};
}

static void open_all(Bends *bends) {
  bends->gap_count = bends->looked = 0;
  for (size_t i = 1; i < bends->count; i++)
    open_gap(bends, bends->points[i - 1].bill, bends->points[i].bill);
}

void bends_look(Bends *bends) {
  bends->first = memory_resize(NULL, (bends->count + 1) * sizeof *bends->first);
  bends->first_count = bends->count;
  for (size_t i = 0; i < bends->count; i++)
    bends->first[i] = bends->points[i].bill;
  open_all(bends);
}

bool bends_coarser(Bends *bends) {
  static const int64_t steps[] = {250, 2500,
                                  25000}; /* a yuan, ten, a hundred, cut off on both sides */
  size_t kept = 0, step = 0, steps_count = sizeof steps / sizeof *steps;
  while (step < steps_count && steps[step] <= bends->dust)
    step++;
  if (step == steps_count) return false;
  for (size_t i = 0; i < bends->first_count; i++) {
    const BendPoint *point = bends_find(bends, bends->first[i]);
    if (point) bends->points[kept++] = *point;
  }
  bends->count = kept;
  bends->dust = steps[step];
  open_all(bends);
  return true;
}

static int64_t middle(const BendGap *gap) {
  return gap->left + (gap->right - gap->left) / 2;
}

bool bends_halve(Bends *bends) {
  for (size_t i = 0; i < bends->gap_count; i++)
    bends_want(bends, middle(&bends->gaps[i]));
  return bends->gap_count > 0;
}

/* Whether the middle lies off the line between its neighbours, in any column. */
static bool off_line(const Bends *bends, const BendPoint *a, const BendPoint *m,
                     const BendPoint *b) {
  if (a->failed || m->failed || b->failed) return a->failed != m->failed || m->failed != b->failed;
  double share = (double)(m->bill - a->bill) / (double)(b->bill - a->bill);
  for (size_t k = 0; k < bends->width; k++) {
    double line = (double)a->paid[k] + (double)(b->paid[k] - a->paid[k]) * share;
    if (fabs((double)m->paid[k] - line) > (double)bends->dust) return true;
  }
  return false;
}

void bends_judge(Bends *bends) {
  BendGap *gaps = bends->gaps;
  size_t count = bends->gap_count;
  bends->gaps = NULL;
  bends->gap_count = bends->gap_room = 0;
  for (size_t i = 0; i < count; i++) {
    const BendPoint *a = bends_find(bends, gaps[i].left), *b = bends_find(bends, gaps[i].right),
                    *m = bends_find(bends, middle(&gaps[i]));
    if (!a || !m || !b || !off_line(bends, a, m, b)) continue;
    open_gap(bends, a->bill, m->bill);
    open_gap(bends, m->bill, b->bill);
  }
  free(gaps);
  if (bends->looked > MOST_LOOKED && !bends_coarser(bends)) bends->gap_count = 0;
}
