/* The rules of rules/yunnan/wenshan and rules/guangxi/baise/tianlin for the settlements of one year, as a
 * C programmer would write them for this one job: constants in tables, whole numbers, no interpreter.
 * Not a part of the product and not kept general: when the rules change, the sums no longer agree with
 * guize's and `make bench` says so; then this file is to be changed by hand too.
 *   byhand settle DB YEAR ROUNDS   reads, settles ROUNDS times in memory, prints times and sums
 *   byhand run DB YEAR             reads, settles once, writes the rows into by_hand and by_hand_flag of DB */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PIECE_ROWS
#define PIECE_ROWS 60000 /* rows in a transaction, as guize has them */
#endif

enum { NONE, POOR, LOW_INCOME, DIBAO, DIBAO_DISABLED, TEKUN, IDENTITIES };
enum { TOWNSHIP, PRIMARY, SECONDARY, TERTIARY, PROVINCIAL, LEVELS };
enum { IN_COUNTY, IN_PREFECTURE, IN_PROVINCE, OUT_OF_PROVINCE };
enum { BASIC, SERIOUS, SUPPLEMENTARY, ASSISTANCE, AID, HOSPITAL, BACKSTOP, LAYERS };
enum { INPATIENT, CHRONIC, SINGLE_DISEASE, ACCIDENT, CHILDBIRTH };

static const char *const layer_names[LAYERS] = {"basic",      "serious_illness", "supplementary",
                                                "assistance", "temporary_aid",   "hospital_borne",
                                                "backstop"};
/* The bits of the layers in the columns assumed and clamped; 8 is supplementary_out, in no order here. */
static const uint8_t bits[LAYERS] = {1, 2, 4, 16, 32, 64, 128};

/* Money in fen, days as 20181231. */
typedef struct Case {
  int64_t id, total, uncovered, in_scope, aid, relief;
  int32_t person, settled, refund_of; /* position of the original, -1: no refund */
  uint16_t days;
  uint8_t county, identity, level, place, kind,
      diagnosis;   /* diagnosis: place in treatable, from 1 */
  bool unreferred; /* out of the county without a referral */
  bool deposit, refunded;
} Case;

typedef struct Paid {
  int64_t layer[LAYERS], self_pay;
  uint32_t assumed, clamped;
} Paid;

/* --- the rules --- */

#define YUAN(x) INT64_C(x##00)
#define NO_CAP INT64_MAX

typedef struct Bands {
  int64_t upto[2];
  int ratio[3];
} Bands;

/* What holds in a county from a day on. Ratios in percent. */
typedef struct Terms {
  int64_t deductible[LEVELS];
  int deductible_cut[IDENTITIES];
  int ratio[LEVELS], points[IDENTITIES];
  int unreferred_points, unreferred_factor, unreferred_first; /* percent */
  Bands bands[IDENTITIES];
  bool absolute; /* bands count from nought, not from the threshold */
  int threshold_cut[IDENTITIES];
  int64_t threshold, serious_cap[IDENTITIES];
  int supplementary[IDENTITIES];
  bool supplementary_referred; /* only for referred stays */
  int64_t supplementary_cap;
  int aid_ratio[IDENTITIES];
  int64_t aid_cap[IDENTITIES];
  int overrun; /* share of the total above which the hospital bears uncovered cost; 100: never */
  bool backed[IDENTITIES], backed_by_year;
  int backed_area; /* the farthest place */
  uint8_t assumed[IDENTITIES], backstop_assumed;
  /* Made of the above: the rows that a case is paid by. */
  int64_t due[IDENTITIES][LEVELS], gate[IDENTITIES];
  int share[2][IDENTITIES][LEVELS], kept[2];
} Terms;

static const int64_t basic_cap = YUAN(150000), outpatient_cap = YUAN(5000);
static const int outpatient_ratio = 80, self_pay_target = 10;

static const Terms wenshan = {
    .deductible = {YUAN(200), YUAN(200), YUAN(400), YUAN(800), YUAN(1200)},
    .ratio = {90, 85, 75, 65, 60},
    .points = {0, 5, 5, 5, 5, 5},
    .unreferred_points = 15,
    .unreferred_factor = 100,
    .bands = {{{YUAN(30000), YUAN(100000)}, {60, 70, 80}},
              {{YUAN(30000), YUAN(100000)}, {60, 70, 80}},
              {{YUAN(30000), YUAN(100000)}, {60, 70, 80}},
              {{YUAN(30000), YUAN(100000)}, {60, 70, 80}},
              {{YUAN(30000), YUAN(100000)}, {60, 70, 80}},
              {{YUAN(30000), YUAN(100000)}, {60, 70, 80}}},
    .threshold = YUAN(10000),
    .threshold_cut = {0, 50, 0, 50, 50, 50},
    .serious_cap = {YUAN(300000), NO_CAP, YUAN(300000), NO_CAP, NO_CAP, NO_CAP},
    .supplementary = {0, 30, 20, 30, 30, 30},
    .supplementary_cap = YUAN(50000),
    .aid_ratio = {0, 50, 40, 70, 80, 100},
    .aid_cap = {0, YUAN(30000), YUAN(20000), YUAN(30000), YUAN(40000), NO_CAP},
    .overrun = 100,
    .backed = {false, true, false, true, true, true},
    .backed_area = IN_PROVINCE,
    .assumed = {3, 23, 23, 23, 23, 23},
};

static const Terms baise = {
    .deductible = {YUAN(100), YUAN(100), YUAN(300), YUAN(600), YUAN(800)},
    .ratio = {90, 90, 75, 65, 60},
    .unreferred_factor = 80,
    .bands = {{{YUAN(20000), YUAN(50000)}, {55, 60, 70}},
              {{YUAN(20000), YUAN(50000)}, {60, 65, 75}},
              {{YUAN(20000), YUAN(50000)}, {55, 60, 70}},
              {{YUAN(20000), YUAN(50000)}, {60, 65, 75}},
              {{YUAN(20000), YUAN(50000)}, {60, 65, 75}},
              {{YUAN(20000), YUAN(50000)}, {60, 65, 75}}},
    .threshold = YUAN(8000),
    .threshold_cut = {0, 50, 0, 50, 50, 50},
    .serious_cap = {YUAN(500000), YUAN(500000), YUAN(500000), YUAN(500000), YUAN(500000),
                    YUAN(500000)},
    .supplementary = {0, 30, 0, 30, 30, 30},
    .supplementary_referred = true,
    .supplementary_cap = YUAN(30000),
    .overrun = 100,
    .assumed = {3, 7, 3, 7, 7, 7},
};

static const char *const county_codes[] = {"532601", "532622", "532623", "532624", "532625",
                                           "532626", "532627", "532628", "451029"};
enum { WENSHAN, YANSHAN, XICHOU, MALIPO, MAGUAN, QIUBEI, GUANGNAN, FUNING, TIANLIN, COUNTIES };

/* Terms of a county before and from its day of change. */
typedef struct County {
  Terms terms[2];
  int32_t change;
} County;

static void finish_terms(Terms *t) {
  for (int who = 0; who < IDENTITIES; who++) {
    t->gate[who] = (t->threshold * (100 - t->threshold_cut[who]) + 50) / 100;
    for (int level = 0; level < LEVELS; level++) {
      int ratio = t->ratio[level] + t->points[who];
      if (ratio > 100) ratio = 100;
      t->due[who][level] = (t->deductible[level] * (100 - t->deductible_cut[who]) + 50) / 100;
      t->share[0][who][level] = ratio;
      t->share[1][who][level] = (ratio - t->unreferred_points) * t->unreferred_factor / 100;
    }
  }
  t->kept[0] = 100;
  t->kept[1] = 100 - t->unreferred_first;
}

static void make_tianlin(Terms *t) {
  static const int ratio[LEVELS] = {95, 95, 80, 70, 60};
  static const int aid_ratio[IDENTITIES] = {0, 50, 0, 90, 95, 100};
  static const int64_t aid_cap[IDENTITIES] = {0,           YUAN(20000), 0,
                                              YUAN(20000), YUAN(30000), YUAN(50000)};
  memcpy(t->ratio, ratio, sizeof ratio);
  memcpy(t->aid_ratio, aid_ratio, sizeof aid_ratio);
  memcpy(t->aid_cap, aid_cap, sizeof aid_cap);
  t->backed_area = IN_COUNTY;
  for (int who = 0; who < IDENTITIES; who++) {
    t->backed[who] = who != NONE && who != LOW_INCOME;
    if (t->backed[who]) t->assumed[who] |= 16;
  }
}

static void make_counties(County counties[COUNTIES]) {
  for (int c = 0; c < COUNTIES; c++) {
    counties[c].terms[0] = counties[c].terms[1] = c == TIANLIN ? baise : wenshan;
    for (int from = 0; from < 2; from++) {
      Terms *t = &counties[c].terms[from];
      switch (c) {
        case WENSHAN:
          t->supplementary[POOR] = 25;
          t->aid_cap[POOR] = YUAN(40000);
          break;
        case YANSHAN: t->absolute = true; break;
        case XICHOU:
          t->backed_by_year = true;
          t->backstop_assumed = 128;
          break;
        case MALIPO:
          t->deductible_cut[POOR] = 50;
          t->deductible_cut[TEKUN] = 100;
          break;
        case MAGUAN: t->aid_ratio[POOR] = from ? 55 : 45; break;
        case QIUBEI:
          t->supplementary_cap = YUAN(20000);
          t->deductible[SECONDARY] = YUAN(500);
          break;
        case GUANGNAN:
          t->unreferred_points = 0;
          t->unreferred_first = 20;
          break;
        case FUNING:
          t->overrun = 10;
          for (int who = 0; who < IDENTITIES; who++)
            t->assumed[who] |= 64;
          break;
        case TIANLIN:
          if (from) make_tianlin(t);
          break;
        default: break;
      }
      finish_terms(t);
    }
    counties[c].change = c == MAGUAN ? 20180701 : 20180101;
  }
}

/* --- the settlement --- */

/* What a person was paid and has borne in the year so far. */
typedef struct Year {
  int64_t basic, outpatient, serious_base, serious, supplementary, aid, above_target, backstop;
} Year;

/* The bill of a case on its way: what is open inside the scope and in all. */
typedef struct Bill {
  int64_t in_scope, open;
} Bill;

static inline int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static inline int64_t most(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* Holds a payment between 0 and what is open, and takes it off the bill. */
static inline void pay(Bill *bill, Paid *paid, int layer, int64_t amount) {
  amount = most(amount, 0);
  if (amount > bill->open) {
    amount = bill->open;
    paid->clamped |= bits[layer];
  }
  paid->layer[layer] = amount;
  bill->open -= amount;
  bill->in_scope -= least(amount, bill->in_scope);
}

/* In hundredths of a fen. */
static inline int64_t bands_of(const Bands *bands, int64_t x) {
  return least(x, bands->upto[0]) * bands->ratio[0] +
         most(least(x, bands->upto[1]) - bands->upto[0], 0) * bands->ratio[1] +
         most(x - bands->upto[1], 0) * bands->ratio[2];
}

static inline int64_t tiered(const Terms *t, int who, int64_t base) {
  int64_t gate = t->gate[who];
  if (base <= gate) return 0;
  if (t->absolute) return bands_of(&t->bands[who], base) - bands_of(&t->bands[who], gate);
  return bands_of(&t->bands[who], base - gate);
}

static inline int64_t basic_payment(const Case *c, const Terms *t, const Year *year) {
  int64_t amount;
  if (c->kind == CHRONIC) {
    amount = least((c->in_scope * outpatient_ratio + 50) / 100, outpatient_cap - year->outpatient);
  } else {
    int64_t base = c->in_scope * t->kept[c->unreferred] - t->due[c->identity][c->level] * 100;
    amount = (most(base, 0) * t->share[c->unreferred][c->identity][c->level] + 5000) / 10000;
  }
  return least(amount, basic_cap - year->basic);
}

static inline int64_t serious_payment(const Case *c, const Terms *t, const Year *year,
                                      int64_t own) {
  int64_t sum = year->serious_base;
  if (sum <= t->gate[c->identity]) return 0;
  int64_t amount = tiered(t, c->identity, sum) - tiered(t, c->identity, sum - own);
  if (amount <= 0) return 0;
  return least((amount + 50) / 100, t->serious_cap[c->identity] - year->serious);
}

static inline bool is_backed(const Case *c, const Terms *t) {
  return t->backed[c->identity] && c->kind != CHRONIC && !c->unreferred &&
         c->place <= t->backed_area;
}

static inline void settle_case(const Case *c, const Terms *t, Year *year, Paid *paid) {
  Bill bill = {c->in_scope, c->total};
  int who = c->identity;
  *paid = (Paid){.assumed = t->assumed[who]};
  pay(&bill, paid, BASIC, basic_payment(c, t, year));

  int64_t own = bill.in_scope;
  year->serious_base += own;
  pay(&bill, paid, SERIOUS, serious_payment(c, t, year, own));

  if (t->supplementary[who] && !(c->unreferred && t->supplementary_referred))
    pay(&bill, paid, SUPPLEMENTARY,
        least((bill.in_scope * t->supplementary[who] + 50) / 100,
              t->supplementary_cap - year->supplementary));

  if (t->aid_ratio[who] && !c->unreferred)
    pay(&bill, paid, ASSISTANCE,
        least((bill.in_scope * t->aid_ratio[who] + 50) / 100, t->aid_cap[who] - year->aid));

  if (c->aid) pay(&bill, paid, AID, c->aid);

  int64_t overrun = t->overrun == 100 ? 0 : c->uncovered * 100 - c->total * t->overrun;
  int64_t borne = c->relief + (most(overrun, 0) + 50) / 100;
  if (borne) pay(&bill, paid, HOSPITAL, borne);

  if (is_backed(c, t)) {
    int64_t above = bill.open - c->total * self_pay_target / 100;
    year->above_target += above;
    pay(&bill, paid, BACKSTOP, t->backed_by_year ? year->above_target - year->backstop : above);
  }
  if (t->backed[who] && c->kind != CHRONIC) paid->assumed |= 128;
  paid->assumed |= t->backstop_assumed;
  paid->self_pay = bill.open;

  year->basic += paid->layer[BASIC];
  if (c->kind == CHRONIC) year->outpatient += paid->layer[BASIC];
  year->serious += paid->layer[SERIOUS];
  year->supplementary += paid->layer[SUPPLEMENTARY];
  year->aid += paid->layer[ASSISTANCE];
  year->backstop += paid->layer[BACKSTOP];
}

/* The negative of what the original was paid; `year` is NULL when that was another year. */
static void undo(const Case *original, const Terms *t, const Paid *was, Year *year, Paid *paid) {
  *paid = (Paid){.self_pay = -was->self_pay, .assumed = was->assumed};
  for (int i = 0; i < LAYERS; i++)
    paid->layer[i] = -was->layer[i];
  if (!year) return;
  year->basic -= was->layer[BASIC];
  if (original->kind == CHRONIC) year->outpatient -= was->layer[BASIC];
  year->serious_base -= original->in_scope - was->layer[BASIC];
  year->serious -= was->layer[SERIOUS];
  year->supplementary -= was->layer[SUPPLEMENTARY];
  year->aid -= was->layer[ASSISTANCE];
  year->backstop -= was->layer[BACKSTOP];
  if (is_backed(original, t))
    year->above_target -=
        was->self_pay + was->layer[BACKSTOP] - original->total * self_pay_target / 100;
}

static const Terms *terms_of(const County *counties, const Case *c) {
  const County *county = &counties[c->county];
  return &county->terms[c->settled >= county->change];
}

/* Cases are sorted by person, day of settlement and id. */
static void settle(const County *counties, const Case *cases, size_t count, Paid *paid) {
  Year year = {0};
  int32_t person = -1, of = 0;
  for (size_t i = 0; i < count; i++) {
    const Case *c = &cases[i];
    if (c->person != person || c->settled / 10000 != of) {
      person = c->person;
      of = c->settled / 10000;
      year = (Year){0};
    }
    if (c->refund_of < 0) {
      settle_case(c, terms_of(counties, c), &year, &paid[i]);
      continue;
    }
    const Case *original = &cases[c->refund_of];
    undo(original, terms_of(counties, original), &paid[c->refund_of],
         original->settled / 10000 == of ? &year : NULL, &paid[i]);
  }
}

/* --- the marks --- */

enum { FREQUENT, TREATABLE, LONG_STAY, SELF_PAY_HIGH, UNREFERRED, DEPOSIT, FLAGS };

static const struct {
  const char *name, *reason;
} flags[FLAGS] = {
    {"frequent_stays", "观察期内多次住院"},    {"outpatient_treatable", NULL},
    {"long_stay", "住院天数超过标准"},         {"self_pay_high", "自付比例超过提示线"},
    {"unreferred_stay", "县外住院未办理转诊"}, {"deposit_taken", "县域内住院收取押金"}};

static const struct {
  const char *code, *name;
} treatable[] = {{"J00", "急性鼻咽炎"},       {"J02", "急性咽炎"}, {"J03", "急性扁桃体炎"},
                 {"J06", "急性上呼吸道感染"}, {"K29", "胃炎"},     {"M79", "软组织疾患"}};

static const int usual_days[LEVELS] = {15, 20, 30, 45, 60};

/* Days since 1970 of a day as 20181231. */
static int32_t day_number(int32_t date) {
  int y = date / 10000, m = date / 100 % 100, d = date % 100;
  y -= m <= 2;
  int era = y / 400, of_era = y - era * 400;
  int of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Earlier cases of the person that were settled at most 30 days before and stand. */
static int recent(const Case *cases, size_t at) {
  int found = 0;
  for (size_t i = at; i-- > 0 && cases[i].person == cases[at].person;) {
    if (day_number(cases[at].settled) - day_number(cases[i].settled) > 30) break;
    found += cases[i].refund_of < 0 && !cases[i].refunded;
  }
  return found;
}

static bool is_flagged(const Case *cases, size_t at, const Paid *paid, int flag) {
  const Case *c = &cases[at];
  if (c->kind == CHRONIC || c->total < 0) return false;
  switch (flag) {
    case FREQUENT: return recent(cases, at) >= 2;
    case TREATABLE: return c->kind == INPATIENT && c->diagnosis != 0;
    case LONG_STAY: return c->days > usual_days[c->level];
    case SELF_PAY_HIGH:
      return c->identity != NONE && paid->self_pay * 100 > c->total * self_pay_target;
    case UNREFERRED: return c->identity != NONE && c->unreferred;
    default: return c->identity != NONE && c->place == IN_COUNTY && c->deposit;
  }
}

/* --- the database --- */

static void die(sqlite3 *db, const char *what) {
  fprintf(stderr, "byhand: %s%s%s\n", what, db ? ": " : "", db ? sqlite3_errmsg(db) : "");
  exit(1);
}

static void execute(sqlite3 *db, const char *sql) {
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) die(db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) die(db, sql);
  return statement;
}

static bool step(sqlite3 *db, sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) die(db, "reading");
  return code == SQLITE_ROW;
}

static void *grown(void *list, size_t count, size_t *room, size_t size) {
  if (count < *room) return list;
  *room = *room ? *room * 2 : 65536;
  list = realloc(list, *room * size);
  if (!list) die(NULL, "no memory");
  return list;
}

/* 20181231 of 2018-12-31; 0 where there is none. */
static int32_t day(sqlite3_stmt *statement, int column) {
  const unsigned char *s = sqlite3_column_text(statement, column);
  if (!s) return 0;
  if (sqlite3_column_bytes(statement, column) != 10) die(NULL, "a date is none");
  return (s[0] - '0') * 10000000 + (s[1] - '0') * 1000000 + (s[2] - '0') * 100000 +
         (s[3] - '0') * 10000 + (s[5] - '0') * 1000 + (s[6] - '0') * 100 + (s[8] - '0') * 10 +
         (s[9] - '0');
}

static int word(sqlite3_stmt *statement, int column, const char *const *words, int count) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  for (int i = 0; text && i < count; i++)
    if (strcmp(text, words[i]) == 0) return i;
  die(NULL, "a word is not known");
  return 0;
}

typedef struct Person {
  int64_t id;
  int32_t birth;
  uint8_t county, sex;
  char code[6];
  uint32_t first_held; /* place of its first identity */
} Person;

typedef struct Held {
  int64_t person;
  int32_t begins, ends;
  uint8_t identity;
} Held;

typedef struct Hospital {
  int64_t id;
  char code[6];
  uint8_t level, tier;
} Hospital;

typedef struct Data {
  Person *persons;
  Held *held;
  Hospital *hospitals;
  Case *cases;
  int64_t *refunds; /* pairs: position of the refund while reading, id of its original */
  size_t person_count, held_count, hospital_count, case_count, refund_count;
  size_t person_room, held_room, hospital_room, case_room, refund_room;
} Data;

static int county_of(const char *code) {
  for (int i = 0; i < COUNTIES; i++)
    if (memcmp(code, county_codes[i], 6) == 0) return i;
  die(NULL, "a county has no rules here");
  return 0;
}

static void read_persons(sqlite3 *db, Data *d) {
  static const char *const sexes[] = {"male", "female"};
  sqlite3_stmt *q = prepare(db, "SELECT person_id, household_id, county_code, birth, sex FROM "
                                "person ORDER BY person_id");
  while (step(db, q)) {
    d->persons = grown(d->persons, d->person_count, &d->person_room, sizeof *d->persons);
    Person *p = &d->persons[d->person_count++];
    const char *code = (const char *)sqlite3_column_text(q, 2);
    *p = (Person){.id = sqlite3_column_int64(q, 0),
                  .county = (uint8_t)county_of(code),
                  .birth = day(q, 3),
                  .sex = (uint8_t)word(q, 4, sexes, 2)};
    memcpy(p->code, code, 6);
  }
  sqlite3_finalize(q);
}

static int compare_held(const void *a, const void *b) {
  const Held *x = a, *y = b;
  return (x->person > y->person) - (x->person < y->person);
}

static void read_identities(sqlite3 *db, Data *d) {
  static const char *const kinds[] = {"none",  "registered_poor", "low_income",
                                      "dibao", "dibao_disabled",  "tekun"};
  sqlite3_stmt *q = prepare(db, "SELECT person_id, kind, begins, ends FROM identity");
  bool sorted = true;
  while (step(db, q)) {
    d->held = grown(d->held, d->held_count, &d->held_room, sizeof *d->held);
    Held *h = &d->held[d->held_count++];
    *h = (Held){sqlite3_column_int64(q, 0), day(q, 2), day(q, 3),
                (uint8_t)word(q, 1, kinds, IDENTITIES)};
    if (!h->ends) h->ends = INT32_MAX;
    if (d->held_count > 1 && h->person < h[-1].person) sorted = false;
  }
  sqlite3_finalize(q);
  if (!sorted) qsort(d->held, d->held_count, sizeof *d->held, compare_held);
  size_t at = 0;
  for (size_t i = 0; i < d->person_count; i++) {
    while (at < d->held_count && d->held[at].person < d->persons[i].id)
      at++;
    d->persons[i].first_held = (uint32_t)at;
  }
}

static void read_hospitals(sqlite3 *db, Data *d) {
  static const char *const levels[] = {"township", "primary", "secondary", "tertiary",
                                       "provincial"};
  static const char *const tiers[] = {"village", "township", "county", "prefecture", "province"};
  sqlite3_stmt *q = prepare(
      db, "SELECT hospital_id, division_code, level, tier FROM hospital ORDER BY hospital_id");
  while (step(db, q)) {
    d->hospitals = grown(d->hospitals, d->hospital_count, &d->hospital_room, sizeof *d->hospitals);
    Hospital *h = &d->hospitals[d->hospital_count++];
    *h = (Hospital){.id = sqlite3_column_int64(q, 0),
                    .level = (uint8_t)word(q, 2, levels, LEVELS),
                    .tier = (uint8_t)word(q, 3, tiers, 5)};
    memcpy(h->code, sqlite3_column_text(q, 1), 6);
  }
  sqlite3_finalize(q);
}

/* Position of an id in a sorted list whose elements begin with it; `near` is tried first. */
static size_t find(const void *list, size_t count, size_t size, int64_t id, size_t near) {
  const char *bytes = list;
  for (size_t i = near; i < near + 3 && i < count; i++)
    if (*(const int64_t *)(const void *)(bytes + i * size) == id) return i;
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (*(const int64_t *)(const void *)(bytes + middle * size) < id)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == count || *(const int64_t *)(const void *)(bytes + low * size) != id)
    die(NULL, "a person or hospital is not known");
  return low;
}

/* The highest identity held on any day of the stay. */
static uint8_t identity_of(const Data *d, size_t person, int32_t first, int32_t last) {
  uint8_t highest = NONE;
  for (size_t i = d->persons[person].first_held;
       i < d->held_count && d->held[i].person == d->persons[person].id; i++)
    if (d->held[i].begins <= last && d->held[i].ends >= first && d->held[i].identity > highest)
      highest = d->held[i].identity;
  return highest;
}

static uint8_t place_of(const char *hospital, const char *home) {
  if (memcmp(hospital, home, 6) == 0) return IN_COUNTY;
  if (memcmp(hospital, home, 4) == 0) return IN_PREFECTURE;
  return memcmp(hospital, home, 2) == 0 ? IN_PROVINCE : OUT_OF_PROVINCE;
}

static uint8_t diagnosis_of(const char *code) {
  for (uint8_t i = 0; code && i < sizeof treatable / sizeof *treatable; i++)
    if (strncmp(code, treatable[i].code, 3) == 0) return (uint8_t)(i + 1);
  return 0;
}

/* Also reads one_stop, which only targets ask for. */
static void read_cases(sqlite3 *db, Data *d, const char *sql) {
  static const char *const kinds[] = {"inpatient", "chronic_outpatient", "single_disease",
                                      "accident", "childbirth"};
  static const char *const referrals[] = {"none",      "not_needed",      "resident_elsewhere",
                                          "emergency", "referred_within", "referred_out"};
  sqlite3_stmt *q = prepare(db, sql);
  size_t person = 0, hospital = 0;
  int64_t unused = 0;
  while (step(db, q)) {
    d->cases = grown(d->cases, d->case_count, &d->case_room, sizeof *d->cases);
    Case *c = &d->cases[d->case_count];
    person =
        find(d->persons, d->person_count, sizeof *d->persons, sqlite3_column_int64(q, 1), person);
    hospital = find(d->hospitals, d->hospital_count, sizeof *d->hospitals,
                    sqlite3_column_int64(q, 2), hospital);
    const Person *p = &d->persons[person];
    const Hospital *h = &d->hospitals[hospital];
    uint8_t place = place_of(h->code, p->code);
    int32_t admission = day(q, 4), discharge = day(q, 5);
    *c = (Case){.id = sqlite3_column_int64(q, 0),
                .total = sqlite3_column_int64(q, 9),
                .uncovered = sqlite3_column_int64(q, 10),
                .in_scope = sqlite3_column_int64(q, 13),
                .aid = sqlite3_column_int64(q, 14),
                .relief = sqlite3_column_int64(q, 15),
                .person = (int32_t)person,
                .settled = day(q, 6),
                .refund_of = -1,
                .county = p->county,
                .identity = identity_of(d, person, admission, discharge),
                .level = h->level,
                .place = place,
                .kind = (uint8_t)word(q, 3, kinds, 5),
                .days = (uint16_t)(day_number(discharge) - day_number(admission) + 1),
                .diagnosis = diagnosis_of((const char *)sqlite3_column_text(q, 8)),
                .deposit = sqlite3_column_int64(q, 16) > 0,
                .unreferred = word(q, 7, referrals, 6) == 0 && place != IN_COUNTY};
    if (c->total !=
        c->uncovered + sqlite3_column_int64(q, 11) + sqlite3_column_int64(q, 12) + c->in_scope)
      die(NULL, "a bill does not add up");
    if (admission > discharge || admission > c->settled) die(NULL, "a stay ends before it begins");
    unused += sqlite3_column_int64(q, 17);
    if (sqlite3_column_type(q, 18) != SQLITE_NULL) {
      d->refunds = grown(d->refunds, d->refund_count * 2 + 2, &d->refund_room, sizeof *d->refunds);
      d->refunds[d->refund_count * 2] = c->id;
      d->refunds[d->refund_count++ * 2 + 1] = sqlite3_column_int64(q, 18);
    }
    d->case_count++;
  }
  sqlite3_finalize(q);
  if (unused == INT64_MIN) puts("");
}

static int compare_cases(const void *a, const void *b) {
  const Case *x = a, *y = b;
  if (x->person != y->person) return x->person < y->person ? -1 : 1;
  if (x->settled != y->settled) return x->settled < y->settled ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static void sort_cases(Data *d) {
  for (size_t i = 1; i < d->case_count; i++) {
    if (compare_cases(&d->cases[i - 1], &d->cases[i]) < 0) continue;
    qsort(d->cases, d->case_count, sizeof *d->cases, compare_cases);
    return;
  }
}

typedef struct Place {
  int64_t id;
  size_t at;
} Place;

static int compare_places(const void *a, const void *b) {
  const Place *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

/* Joins refunds with what they undo. */
static void join_refunds(Data *d) {
  Place *places = malloc((d->case_count + 1) * sizeof *places);
  if (!places) die(NULL, "no memory");
  bool sorted = true;
  for (size_t i = 0; i < d->case_count; i++) {
    places[i] = (Place){d->cases[i].id, i};
    if (i && places[i].id < places[i - 1].id) sorted = false;
  }
  if (!sorted) qsort(places, d->case_count, sizeof *places, compare_places);
  for (size_t i = 0; i < d->refund_count; i++) {
    Place keys[2] = {{d->refunds[2 * i], 0}, {d->refunds[2 * i + 1], 0}}, *found[2];
    for (int k = 0; k < 2; k++)
      found[k] = bsearch(&keys[k], places, d->case_count, sizeof *places, compare_places);
    if (!found[0] || !found[1]) die(NULL, "a refund has no original");
    Case *refund = &d->cases[found[0]->at];
    const Case *original = &d->cases[found[1]->at];
    if (original >= refund || original->person != refund->person ||
        original->total != -refund->total || original->in_scope != -refund->in_scope)
      die(NULL, "a refund is not that of its original");
    refund->refund_of = (int32_t)found[1]->at;
    d->cases[found[1]->at].refunded = true;
  }
  free(places);
}

#define COLUMNS                                                                                    \
  "SELECT case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, "        \
  "diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, "        \
  "temporary_aid, hospital_relief, deposit, one_stop, refund_of FROM cases "

/* The cases of the year, and the earlier ones of whoever gets money of an earlier year back. */
static void read_data(sqlite3 *db, Data *d, int year) {
  char sql[2000];
  execute(db, "BEGIN");
  read_persons(db, d);
  read_identities(db, d);
  read_hospitals(db, d);
  snprintf(sql, sizeof sql,
           COLUMNS "WHERE settled BETWEEN '%04d-01-01' AND '%04d-12-31' OR discharge BETWEEN "
                   "'%04d-01-01' AND '%04d-12-31' OR admission BETWEEN '%04d-01-01' AND "
                   "'%04d-12-31' ORDER BY case_id",
           year, year, year, year, year, year);
  read_cases(db, d, sql);
  snprintf(sql, sizeof sql,
           COLUMNS "WHERE person_id IN (SELECT o.person_id FROM cases r JOIN cases o ON o.case_id "
                   "= r.refund_of WHERE r.refund_of IS NOT NULL AND r.settled BETWEEN "
                   "'%04d-01-01' AND '%04d-12-31' AND o.settled < '%04d-01-01') AND settled < "
                   "'%04d-01-01' AND discharge < '%04d-01-01' ORDER BY case_id",
           year, year, year, year, year);
  read_cases(db, d, sql);
  execute(db, "COMMIT");
  sort_cases(d);
  join_refunds(d);
}

static sqlite3_stmt *prepare_flag(sqlite3 *db) {
  execute(db,
          "CREATE TABLE IF NOT EXISTS by_hand_flag (run_id INTEGER NOT NULL, flag TEXT NOT NULL, "
          "entity TEXT NOT NULL, row_id ANY NOT NULL, county TEXT, reason TEXT, PRIMARY KEY "
          "(run_id, flag, entity, row_id)) STRICT, WITHOUT ROWID");
  return prepare(db, "INSERT INTO by_hand_flag VALUES (1, ?, 'case', ?, ?, ?)");
}

/* The flags of cases first … past - 1, flag by flag, as they lie in the table. */
static void write_flags(sqlite3 *db, sqlite3_stmt *q, const Data *d, const Paid *paid, size_t first,
                        size_t past, int year) {
  for (int flag = 0; flag < FLAGS; flag++) {
    sqlite3_bind_text(q, 1, flags[flag].name, -1, SQLITE_STATIC);
    for (size_t i = first; i < past; i++) {
      const Case *c = &d->cases[i];
      if (c->settled / 10000 != year || !is_flagged(d->cases, i, &paid[i], flag)) continue;
      const char *reason =
          flag == TREATABLE ? treatable[c->diagnosis - 1].name : flags[flag].reason;
      sqlite3_bind_int64(q, 2, c->id);
      sqlite3_bind_text(q, 3, county_codes[c->county], 6, SQLITE_STATIC);
      sqlite3_bind_text(q, 4, reason, -1, SQLITE_STATIC);
      if (sqlite3_step(q) != SQLITE_DONE) die(db, "writing");
      sqlite3_reset(q);
    }
  }
}

/* Rows of the form of the table settlement, with the same columns. */
static void write_rows(sqlite3 *db, const Data *d, const Paid *paid, int year) {
  execute(db, "CREATE TABLE IF NOT EXISTS by_hand (run_id INTEGER NOT NULL, case_id INTEGER NOT "
              "NULL, self_pay INTEGER, status TEXT NOT NULL CHECK (status IN ('ok', 'failed')), "
              "reason TEXT, assumed INTEGER NOT NULL DEFAULT 0, clamped INTEGER NOT NULL DEFAULT "
              "0, basic INTEGER, serious_illness INTEGER, supplementary INTEGER, supplementary_out "
              "INTEGER, assistance INTEGER, temporary_aid INTEGER, hospital_borne INTEGER, "
              "backstop INTEGER, PRIMARY KEY (run_id, case_id)) STRICT, WITHOUT ROWID");
  sqlite3_stmt *q =
      prepare(db, "INSERT INTO by_hand (run_id, case_id, self_pay, status, reason, assumed, "
                  "clamped, basic, serious_illness, supplementary, supplementary_out, assistance, "
                  "temporary_aid, hospital_borne, backstop) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "0, ?, ?, ?, ?)");
  sqlite3_stmt *flag = prepare_flag(db);
  int written = 0;
  size_t first = 0;
  execute(db, "BEGIN IMMEDIATE");
  for (size_t i = 0; i < d->case_count; i++) {
    if (d->cases[i].settled / 10000 != year) continue;
    if (written++ == PIECE_ROWS) {
      write_flags(db, flag, d, paid, first, i, year);
      execute(db, "COMMIT; BEGIN IMMEDIATE");
      first = i;
      written = 1;
    }
    const Paid *p = &paid[i];
    sqlite3_bind_int64(q, 1, d->cases[i].id);
    sqlite3_bind_int64(q, 2, p->self_pay);
    sqlite3_bind_text(q, 3, "ok", 2, SQLITE_STATIC);
    sqlite3_bind_null(q, 4);
    sqlite3_bind_int64(q, 5, p->assumed);
    sqlite3_bind_int64(q, 6, p->clamped);
    for (int k = 0; k < LAYERS; k++)
      sqlite3_bind_int64(q, 7 + k, p->layer[k]);
    if (sqlite3_step(q) != SQLITE_DONE) die(db, "writing");
    sqlite3_reset(q);
  }
  write_flags(db, flag, d, paid, first, d->case_count, year);
  execute(db, "COMMIT");
  sqlite3_finalize(flag);
  sqlite3_finalize(q);
}

static sqlite3 *open_database(const char *path, bool write) {
  sqlite3 *db;
  int mode = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2(path, &db, mode | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) die(db, path);
  execute(db, "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536");
  if (write) execute(db, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
  return db;
}

/* --- the program --- */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_sums(const Data *d, const Paid *paid, int year) {
  int64_t sums[LAYERS] = {0}, self_pay = 0, count = 0;
  for (size_t i = 0; i < d->case_count; i++) {
    if (d->cases[i].settled / 10000 != year) continue;
    for (int k = 0; k < LAYERS; k++)
      sums[k] += paid[i].layer[k];
    self_pay += paid[i].self_pay;
    count++;
  }
  printf("cases %" PRId64 "\nrows %zu\n", count, d->case_count);
  for (int k = 0; k < LAYERS; k++) {
    if (k == ASSISTANCE) puts("sum_supplementary_out 0");
    printf("sum_%s %" PRId64 "\n", layer_names[k], sums[k]);
  }
  printf("sum_self_pay %" PRId64 "\n", self_pay);
}

static size_t stored_cases(const Data *d, int year) {
  size_t count = 0;
  for (size_t i = 0; i < d->case_count; i++)
    count += d->cases[i].settled / 10000 == year;
  return count;
}

int main(int count, char **words) {
  bool write = count == 4 && strcmp(words[1], "run") == 0;
  if (!write && (count != 5 || strcmp(words[1], "settle") != 0)) {
    fprintf(stderr, "usage: byhand settle DB YEAR ROUNDS | byhand run DB YEAR\n");
    return 2;
  }
  int year = atoi(words[3]), rounds = write ? 1 : atoi(words[4]);
  if (rounds < 1 || rounds > 1000) rounds = 1;
  sqlite3 *db = open_database(words[2], write);
  static County counties[COUNTIES];
  make_counties(counties);
  Data d = {0};
  double start = now();
  read_data(db, &d, year);
  double reading = now() - start;
  Paid *paid = calloc(d.case_count + 1, sizeof *paid);
  double *times = calloc((size_t)rounds, sizeof *times);
  if (!paid || !times) die(NULL, "no memory");
  for (int i = 0; i < rounds; i++) {
    start = now();
    settle(counties, d.cases, d.case_count, paid);
    times[i] = now() - start;
  }
  double first = times[0], per = 1e9 / (double)(stored_cases(&d, year) + !d.case_count);
  qsort(times, (size_t)rounds, sizeof *times, compare_doubles);
  print_sums(&d, paid, year);
  printf("reading_ns_per_case %.1f\nfirst_round_ns_per_case %.1f\nbest_ns_per_case %.2f\n"
         "median_ns_per_case %.2f\n",
         reading * per, first * per, times[0] * per, times[rounds / 2] * per);
  if (write) {
    start = now();
    write_rows(db, &d, paid, year);
    printf("writing_ns_per_case %.1f\n", (now() - start) * per);
  }
  if (sqlite3_close(db) != SQLITE_OK) die(db, "closing");
  return 0;
}
