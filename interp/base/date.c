/* Days and their parts, by counting eras of 400 years from 0000-03-01 (so that February is last). */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum { ERA_DAYS = 146097, DAYS_TO_1970 = 719468, DAY_FIRST = -719162, DAY_LAST = 2932896 };

static int month_days(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool date_valid(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
  return day >= 1 && day <= month_days(year, month);
}

int32_t date_from(int year, int month, int day) {
  int shifted = month > 2 ? year : year - 1;
  int era = shifted / 400, of_era = shifted % 400;
  int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970;
}

static void split(int32_t days, int *year, int *month, int *day) {
  int64_t shifted = (int64_t)days + DAYS_TO_1970;
  int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
  int of_era = (int)(shifted - era * ERA_DAYS);
  int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
  int of_year = of_era - (365 * years + years / 4 - years / 100);
  int shifted_month = (5 * of_year + 2) / 153;
  *day = of_year - (153 * shifted_month + 2) / 5 + 1;
  *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  *year = (int)(era * 400) + years + (*month <= 2);
}

static bool digits(const char *text, int count, int *number) {
  *number = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *number = *number * 10 + (text[i] - '0');
  }
  return true;
}

bool date_parse(const char *iso, size_t size, int32_t *days) {
  int year, month, day;
  if (size != 10 || iso[4] != '-' || iso[7] != '-') return false;
  if (!digits(iso, 4, &year) || !digits(iso + 5, 2, &month) || !digits(iso + 8, 2, &day)) {
    return false;
  }
  if (!date_valid(year, month, day)) return false;
  *days = date_from(year, month, day);
  return true;
}

void date_format(int32_t days, char out[11]) {
  if (days < DAY_FIRST || days > DAY_LAST) {
    memcpy(out, "0000-00-00", 11);
    return;
  }
  int year, month, day;
  split(days, &year, &month, &day);
  snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
           (unsigned)day % 100);
}

int date_year(int32_t days) {
  int year, month, day;
  split(days, &year, &month, &day);
  return year;
}

int date_month(int32_t days) {
  int year, month, day;
  split(days, &year, &month, &day);
  return month;
}

int date_day(int32_t days) {
  int year, month, day;
  split(days, &year, &month, &day);
  return day;
}
