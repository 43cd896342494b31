/* Cutting a line that is known into pieces, and telling their shares and ends. */
#include <math.h>
#include <stdlib.h>

#include "job/bends.h"
#include "job/bends_inside.h"

enum {
  SHORTEST_FEN = 100, /* of a piece */
  MOST_PIECES = 60,   /* more are rounding */
  MOST_SMALL_LEAPS = 5,
  SAMPLES = 33,     /* bills that tell the share of a piece */
  NEAR_SAMPLES = 7, /* bills that tell what layers do close to an end */
  FARTHEST_SNAP_FEN = 50,
};

static int by_fen(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return left < right ? -1 : left > right;
}

/* --- cutting ----------------------------------------------------------------------------------- */

static int64_t cliff_fen(const Bends *bends) {
  return bends->dust > BENDS_CLIFF_FEN ? bends->dust : BENDS_CLIFF_FEN;
}

/* The first layer, in the order of payment, whose amounts differ by more than half a leap. */
static int first_leaping(const Bends *bends, const BendPoint *a, const BendPoint *b) {
  for (size_t i = 0; i < bends->order_count; i++) {
    int column = bends->order[i];
    if (llabs(b->paid[column] - a->paid[column]) * 2 > cliff_fen(bends)) return column;
  }
  return -1;
}

static bool is_leap(const Bends *bends, const BendPoint *a, const BendPoint *b) {
  return b->bill - a->bill == 1 && !a->failed && !b->failed &&
         llabs(bends_patient(bends, b) - bends_patient(bends, a)) > cliff_fen(bends);
}

static void add_leap(Bends *bends, const BendPoint *a, const BendPoint *b) {
  bends->leaps =
      bends_grown(bends->leaps, bends->leap_count, &bends->leap_room, sizeof *bends->leaps);
  bends->leaps[bends->leap_count++] = (BendLeap){
      b->bill, bends_patient(bends, a), bends_patient(bends, b), first_leaping(bends, a, b)};
}

/* The last point that a line from point `first` can pass, together with all between, within the dust. */
static size_t straight_to(const Bends *bends, size_t first) {
  const BendPoint *points = bends->points;
  double low = -INFINITY, high = INFINITY,
         dust = 2 * (double)bends->dust; /* both ends are rounded */
  size_t last = first;
  for (size_t i = first + 1; i < bends->count; i++) {
    if (points[i].failed || is_leap(bends, &points[i - 1], &points[i])) break;
    double run = (double)(points[i].bill - points[first].bill);
    double rise = (double)(bends_patient(bends, &points[i]) - bends_patient(bends, &points[first]));
    low = fmax(low, (rise - dust) / run);
    high = fmin(high, (rise + dust) / run);
    if (low > high) break;
    last = i;
  }
  return last;
}

/* Short ones between bends are what rounding makes of a bend; they go to the piece before. */
static void add_piece(Bends *bends, int64_t from, int64_t to) {
  BendPiece *before = bends->piece_count ? &bends->pieces[bends->piece_count - 1] : NULL;
  bool joined = before && before->to == from;
  if (joined && to - from < SHORTEST_FEN) {
    before->to = to;
    return;
  }
  if (joined && before->to - before->from < SHORTEST_FEN) {
    before->to = to;
    return;
  }
  bends->pieces =
      bends_grown(bends->pieces, bends->piece_count, &bends->piece_room, sizeof *bends->pieces);
  bends->pieces[bends->piece_count++] = (BendPiece){.from = from, .to = to, .column = -1};
}

/* Bills of unlike last digits between two. */
static void want_between(Bends *bends, int64_t from, int64_t to, int64_t samples) {
  for (int64_t k = 0; k < samples; k++) {
    int64_t bill = from + (to - from) / (samples - 1) * k + k * 7 % 10;
    if (bill <= to) bends_want(bends, bill);
  }
}

/* Close to an end of a piece, but out of the reach of what rounding makes of it. */
static BendGap near_end_of(const BendPiece *piece, bool begin) {
  int64_t length = piece->to - piece->from;
  int64_t away = length / 32 < 3000 ? length / 32 : 3000;
  int64_t past = length / 8 < 20000 ? length / 8 : 20000;
  if (begin) return (BendGap){piece->from + away, piece->from + past};
  return (BendGap){piece->to - past, piece->to - away};
}

static void want_samples(Bends *bends, const BendPiece *piece) {
  int64_t margin = (piece->to - piece->from) / 10;
  want_between(bends, piece->from + margin, piece->to - margin, SAMPLES);
  want_between(bends, near_end_of(piece, true).left, near_end_of(piece, true).right, NEAR_SAMPLES);
  want_between(bends, near_end_of(piece, false).left, near_end_of(piece, false).right,
               NEAR_SAMPLES);
}

/* Many pieces, or many small leaps, are what a rule makes that rounds to a yuan, to ten or a hundred. */
static bool is_rounded(const Bends *bends) {
  size_t small = 0;
  for (size_t i = 0; i < bends->leap_count; i++) {
    int64_t leap = llabs(bends->leaps[i].after - bends->leaps[i].before);
    small += leap <= (bends->dust < 250 ? 1000 : 10000);
  }
  return bends->piece_count > MOST_PIECES || small > MOST_SMALL_LEAPS;
}

bool bends_cut(Bends *bends) {
  bends->piece_count = bends->leap_count = 0;
  for (size_t i = 0; i + 1 < bends->count;) {
    if (bends->points[i].failed || bends->points[i + 1].failed) {
      i++;
    } else if (is_leap(bends, &bends->points[i], &bends->points[i + 1])) {
      add_leap(bends, &bends->points[i], &bends->points[i + 1]);
      i++;
    } else {
      size_t last = straight_to(bends, i);
      add_piece(bends, bends->points[i].bill, bends->points[last].bill);
      i = last;
    }
  }
  if (is_rounded(bends) && bends_coarser(bends)) return false;
  for (size_t i = 0; i < bends->piece_count; i++)
    want_samples(bends, &bends->pieces[i]);
  if (bends->wanted_count) qsort(bends->wanted, bends->wanted_count, sizeof *bends->wanted, by_fen);
  return true;
}

/* --- fitting ----------------------------------------------------------------------------------- */

/* The share that a person has written, where the one that was measured can be it. */
static double plain_share(double measured, double doubt) {
  double power = 100;
  for (int digits = 2; digits <= 6; digits++, power *= 10) {
    double plain = round(measured * power) / power;
    if (fabs(measured - plain) <= doubt) return plain + 0.0;
  }
  return measured;
}

/* Least squares over the points from `first` to before `past`. */
static double slope(const BendPoint *points, size_t first, size_t past, size_t column) {
  double n = (double)(past - first), x = 0, y = 0, xx = 0, xy = 0;
  for (size_t i = first; i < past; i++) {
    x += (double)(points[i].bill - points[first].bill) / n;
    y += (double)(points[i].paid[column] - points[first].paid[column]) / n;
  }
  for (size_t i = first; i < past; i++) {
    double dx = (double)(points[i].bill - points[first].bill) - x;
    double dy = (double)(points[i].paid[column] - points[first].paid[column]) - y;
    xx += dx * dx;
    xy += dx * dy;
  }
  return xx > 0 ? xy / xx : 0;
}

/* The points from `left` to `right`: from *first to before the result. */
static size_t within(const Bends *bends, int64_t left, int64_t right, size_t *first) {
  size_t past;
  for (*first = 0; *first < bends->count && bends->points[*first].bill < left;)
    ++*first;
  for (past = *first; past < bends->count && bends->points[past].bill <= right;)
    past++;
  return past;
}

/* By how much rounding may turn a line over so many fen. */
static double turn_of(const Bends *bends, int64_t length) {
  double coarse = (double)bends->dust / (double)(bends->width + 1);
  return 1.5 * coarse / (double)(length > 1 ? length : 1);
}

static void fit_piece(const Bends *bends, BendPiece *piece) {
  int64_t margin = (piece->to - piece->from) / 10;
  size_t first, past = within(bends, piece->from + margin, piece->to - margin, &first);
  if (past < first + 2) past = within(bends, piece->from, piece->to, &first);
  if (past < first + 2) return;
  double doubt = turn_of(bends, bends->points[past - 1].bill - bends->points[first].bill);
  piece->share = plain_share(slope(bends->points, first, past, bends->width - 1), doubt);
  double low = INFINITY, high = -INFINITY;
  for (size_t i = first; i < past; i++) {
    double bill = (double)bends->points[i].bill;
    double rest = (double)bends_patient(bends, &bends->points[i]) - piece->share * bill;
    low = fmin(low, rest);
    high = fmax(high, rest);
  }
  piece->at_zero = (low + high) / 2;
}

static bool alike(const BendPiece *a, const BendPiece *b) {
  double doubt = 2.0 / (double)(b->to - b->from + 1) + 2.0 / (double)(a->to - a->from + 1);
  return a->to == b->from && fabs(a->share - b->share) <= doubt + 1e-6;
}

static void join_alike(Bends *bends) {
  size_t kept = 0;
  for (size_t i = 0; i < bends->piece_count; i++) {
    BendPiece *before = kept ? &bends->pieces[kept - 1] : NULL, *piece = &bends->pieces[i];
    if (before && alike(before, piece)) {
      int64_t from = before->from;
      if (piece->to - piece->from > before->to - before->from) *before = *piece;
      before->from = from;
      before->to = piece->to;
    } else {
      bends->pieces[kept++] = *piece;
    }
  }
  bends->piece_count = kept;
}

/* Where two pieces meet: their lines cross there. */
static int64_t crossing(const Bends *bends, const BendPiece *a, const BendPiece *b) {
  double turn = a->share - b->share;
  double at = (b->at_zero - a->at_zero) / turn;
  double reach = 4 * (double)bends->dust / fabs(turn) + 2 * SHORTEST_FEN;
  if (fabs(at - (double)a->to) > reach) return a->to;
  double doubt = fmin(1 + 1 / fabs(turn), FARTHEST_SNAP_FEN);
  double yuan = round(at / 100) * 100;
  int64_t fen = (int64_t)(fabs(at - yuan) <= doubt ? yuan : round(at));
  return fen > a->from && fen < b->to ? fen : a->to;
}

/* The first layer, in the order of payment, that pays another share from here on. */
static int first_bending(const Bends *bends, const BendPiece *a, const BendPiece *b) {
  BendGap left = near_end_of(a, false), right = near_end_of(b, true);
  size_t first, from, past = within(bends, left.left, left.right, &first),
                      to = within(bends, right.left, right.right, &from);
  if (past < first + 2 || to < from + 2) return -1;
  double doubt = turn_of(bends, left.right - left.left) + turn_of(bends, right.right - right.left);
  for (size_t i = 0; i < bends->order_count; i++) {
    size_t column = (size_t)bends->order[i];
    double turn =
        slope(bends->points, from, to, column) - slope(bends->points, first, past, column);
    if (fabs(turn) > doubt + 0.0002) return (int)column;
  }
  return -1;
}

/* The layer that leaps on a bill, where one does. */
static int leaping_at(const Bends *bends, int64_t bill, int other) {
  for (size_t i = 0; i < bends->leap_count; i++)
    if (bends->leaps[i].bill == bill) return bends->leaps[i].column;
  return other;
}

void bends_fit(Bends *bends) {
  for (size_t i = 0; i < bends->piece_count; i++)
    fit_piece(bends, &bends->pieces[i]);
  join_alike(bends);
  for (size_t i = 1; i < bends->piece_count; i++) {
    BendPiece *a = &bends->pieces[i - 1], *b = &bends->pieces[i];
    b->column = leaping_at(bends, b->from, first_bending(bends, a, b));
    if (a->to == b->from) a->to = b->from = crossing(bends, a, b);
  }
}
