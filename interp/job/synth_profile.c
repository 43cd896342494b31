/* The tunable numbers. Codes and names of divisions are the real ones; hospitals, amounts and shares
 * are invented (样例 marks the hospitals) and say nothing about the real places. */
#include "job/synth_profile.h"

/* clang-format off */
const SynthProfile synth_profile = {
  .places = {
    /*                    share     median   sigma  uncov  limit  first  unref  emerg  resid  onestp deposit days */
    [PLACE_TOWNSHIP]   = {360,   180000, 450000,   6000,  1000, 20000,      0,     0,     0, 980000,  10000, 2, 12 },
    [PLACE_COUNTY]     = {420,   450000, 550000,  14000,  3000, 40000,      0,     0,     0, 970000,  30000, 3, 18 },
    [PLACE_PREFECTURE] = {140,   950000, 650000,  28000,  6000, 60000, 100000, 60000, 10000, 700000, 300000, 4, 25 },
    [PLACE_PROVINCE]   = { 50,  2000000, 700000,  60000, 10000, 80000, 125000, 60000, 30000, 350000, 500000, 5, 30 },
    [PLACE_ELSEWHERE]  = { 12,  1800000, 700000,  80000, 12000, 90000, 220000, 80000, 300000, 50000, 700000, 5, 30 },
  },
  /* inpatient, chronic_outpatient, single_disease, accident, childbirth */
  .kinds = { 830, 100, 30, 22, 18 },
  .members = { 10, 18, 24, 26, 14, 8 },
  .stays = { 40, 36, 13, 5, 3, 1, 1, 1 },
  .years = { 3, 94, 3 },
  .poor_household_ppm = 520000,
  .dibao_ppm = 120000,
  .low_income_ppm = 60000,
  .tekun_ppm = 12000,
  .disabled_ppm = 60000,
  .identity_change_ppm = 15000,
  .frequent_ppm = 4000,
  .costly_ppm = 1500,
  .costly_factor = 6,
  .refund_ppm = 6000,
  .late_ppm = 150000,
  .aid_ppm = 10000,
  .relief_ppm = 12000,
  .aid_low_fen = 50000, .aid_high_fen = 500000,
  .relief_low_fen = 5000, .relief_high_fen = 100000,
  .outpatient_median_fen = 45000,
};

const SynthCounty synth_counties[SYNTH_COUNTIES] = {
  { "532601", "文山市",   "532600", 500, 1000000, 1000000 },
  { "532622", "砚山县",   "532600", 475, 1050000, 1000000 },
  { "532623", "西畴县",   "532600", 260, 1000000,  950000 },
  { "532624", "麻栗坡县", "532600", 285, 1000000, 1050000 },
  { "532625", "马关县",   "532600", 375,  950000, 1000000 },
  { "532626", "丘北县",   "532600", 490, 1050000, 1050000 },
  { "532627", "广南县",   "532600", 800, 1000000, 1100000 },
  { "532628", "富宁县",   "532600", 415, 1000000, 1100000 },
  { "451029", "田林县",   "451000", 400,  900000,  800000 },
};

const SynthDivision synth_divisions[SYNTH_DIVISIONS] = {
  { "530000", "云南省", "province", 0 },
  { "530100", "昆明市", "prefecture", "530000" },
  { "530102", "五华区", "county", "530100" },
  { "532600", "文山壮族苗族自治州", "prefecture", "530000" },
  { "450000", "广西壮族自治区", "province", 0 },
  { "450100", "南宁市", "prefecture", "450000" },
  { "450103", "青秀区", "county", "450100" },
  { "451000", "百色市", "prefecture", "450000" },
  { "451002", "右江区", "county", "451000" },
  { "520000", "贵州省", "province", 0 },
  { "520100", "贵阳市", "prefecture", "520000" },
  { "520103", "云岩区", "county", "520100" },
};

const SynthHospital synth_hospitals[SYNTH_HOSPITALS] = {
  { "州人民医院（样例）",     "tertiary",   "532601", "prefecture", "532600", PLACE_PREFECTURE },
  { "州中医医院（样例）",     "secondary",  "532601", "prefecture", "532600", PLACE_PREFECTURE },
  { "百色市第一医院（样例）", "tertiary",   "451002", "prefecture", "451000", PLACE_PREFECTURE },
  { "百色市第二医院（样例）", "secondary",  "451002", "prefecture", "451000", PLACE_PREFECTURE },
  { "云南省级医院（样例）",   "provincial", "530102", "province",   "532600", PLACE_PROVINCE },
  { "昆明市级医院（样例）",   "tertiary",   "530102", "province", "532600", PLACE_PROVINCE },
  { "广西区级医院（样例）",   "provincial", "450103", "province",   "451000", PLACE_PROVINCE },
  { "南宁市级医院（样例）",   "tertiary",   "450103", "province", "451000", PLACE_PROVINCE },
  { "贵阳市级医院（样例）",   "provincial", "520103", "province",   0,        PLACE_ELSEWHERE },
};
/* clang-format on */
