/* Where a line of payments bends and leaps: bills a few fen apart say so, once they are asked for. Plain
 * numbers, no rules and no worker: the caller settles the bills that are wanted and hands them back.
 * Layers are rounded to whole fen, so that a bend is known to the few fen that rounding hides; a whole
 * yuan among them is taken. A leap stands between two bills exactly. */
#ifndef GUIZE_JOB_BENDS_H
#define GUIZE_JOB_BENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BENDS_MOST_COLUMNS = 32, BENDS_CLIFF_FEN = 100 };

/* A bill that was settled: what each layer pays and, in the last column, the patient. */
typedef struct BendPoint {
  int64_t bill, paid[BENDS_MOST_COLUMNS];
  bool failed;
} BendPoint;

/* A stretch over which one further yuan costs the patient the same share of it. `column`: the layer that
 * changes at its beginning, -1 for none. `at_zero`: where the stretch would meet a bill of 0. */
typedef struct BendPiece {
  int64_t from, to;
  double share, at_zero;
  int column;
} BendPiece;

/* A leap: what is paid on a bill of `bill` fen, and on one a fen smaller. */
typedef struct BendLeap {
  int64_t bill, before, after;
  int column; /* the layer that leaps first, -1 for none */
} BendLeap;

typedef struct BendGap {
  int64_t left, right;
} BendGap;

/* A line while it is looked at. `width`: columns, the patient's included; `order`: the layers in the order
 * in which they pay. `dust` is what rounding may hide; it grows where a rule rounds to more than fen. */
typedef struct Bends {
  size_t width;
  const int *order;
  size_t order_count;
  int64_t dust;
  BendPoint *points; /* in the order of their bills */
  size_t count, room;
  int64_t *wanted; /* bills to be settled next */
  size_t wanted_count, wanted_room;
  BendGap *gaps; /* between which something may happen */
  size_t gap_count, gap_room;
  size_t looked;  /* bills, since the dust grew */
  int64_t *first; /* bills at which the looking began */
  size_t first_count;
  BendPiece *pieces;
  size_t piece_count, piece_room;
  BendLeap *leaps;
  size_t leap_count, leap_room;
} Bends;

/* Begins a line of `width` columns. */
void bends_begin(Bends *bends, size_t width, const int *order, size_t order_count);

/* Asks for a bill; one that is known already, or wanted, is not asked for again. */
void bends_want(Bends *bends, int64_t bill);

/* Takes a bill that was wanted; bends_taken is called behind the last, and empties `wanted`. */
void bends_take(Bends *bends, const BendPoint *point);
void bends_taken(Bends *bends);

/* Opens all gaps between the bills that are known; once. A gap is straight when its middle lies on the line
 * between its ends, so begin with bills at no even distances, and close to 0: a share of the whole bill
 * that begins with a leap would look as if it had begun at 0. */
void bends_look(Bends *bends);

/* Asks for the middle of every open gap, and closes those in which nothing happens once the middles are
 * there: call bends_halve, settle, bends_judge until bends_halve wants nothing (false). */
bool bends_halve(Bends *bends);
void bends_judge(Bends *bends);

/* Cuts the line into pieces and leaps, and wants bills that tell their shares better. False when there were
 * so many that it must be rounding: then gaps are open again, and it is to be halved once more. */
bool bends_cut(Bends *bends);

/* With those bills settled: shares and ends of the pieces as exactly as they can be told. */
void bends_fit(Bends *bends);

/* The point of a bill; NULL when it was not settled. */
const BendPoint *bends_find(const Bends *bends, int64_t bill);

/* Frees what it holds. */
void bends_free(Bends *bends);

#endif
