/* The counts by county. Published, for the prefecture as a whole: 204 upgrades with 110 unfinished, 396
 * villages due with 61 unfinished, 4 clinics under area, six of eight counties with incomplete ledgers;
 * for 广南县: 52 village doctors short; for 田林县: 165 villages, 157 clinics, 132 doctors, 25 clinics
 * without one, 68 poor villages, every coverage at 100%. How the sums of the prefecture fall on its
 * counties, and every other number, is made up (样例). */
#include "job/synth_counts.h"

/* clang-format off */
const SynthCounts synth_counts[SYNTH_COUNTIES] = {
  /*           vill large poor  due   upgr unf due  small rooms equip  w/o        doctors cert off   contract  unins  visits  ledger  illness decline */
  /* 文山市 */ { 137,  52,  38,  30,   18,   8,  4,  0,     0,   0,    0,  0,      0,  2,  1,   980000,     0,  40000, true,     4210,  120 },
  /* 砚山县 */ { 102,  47,  52,  40,   22,  11,  6,  0,     0,   0,    0,  0,      0,  1,  2,   965000,     0,  60000, true,     5380,  150 },
  /* 西畴县 */ {  72,  21,  48,  41,   16,   8,  5,  0,     0,   0,    0,  0,      0,  0,  1,   990000,     0,  15000, false,    3960,  170 },
  /* 麻栗坡 */ {  93,  26,  60,  47,   24,  12,  7,  1,     0,   0,    0,  0,      0,  1,  0,   970000,     0,  50000, true,     4470,  140 },
  /* 马关县 */ { 125,  38,  68,  56,   27,  15,  8,  0,     0,   0,    0,  0,      0,  0,  2,   975000,     0,  25000, false,    5120,  160 },
  /* 丘北县 */ {  99,  49,  64,  50,   28,  17,  9,  1,     0,   0,    0,  0,      0,  3,  1,   955000,     0,  80000, true,     6240,   90 },
  /* 广南县 */ { 176,  70, 115,  80,   43,  25, 14,  2,     0,   0,    0,  0,    194, 11,  7,   960000,  3000,  90000, true,    10850,   60 },
  /* 富宁县 */ { 145,  44,  75,  52,   26,  14,  8,  0,     0,   0,    0,  0,      0,  2,  2,   965000,  1200,  70000, true,     5730,    4 },
  /* 田林县 */ { 165,  30,  68,   0,    0,   0,  0,  0,    21,   6,    8, 25,    132,  0,  0,  1000000,     0,   5000, false,    3480,  180 },
};
/* clang-format on */
