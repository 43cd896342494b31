/* Days of the Gregorian calendar as numbers, 1970-01-01 being 0. Years 1 to 9999. No clock, no zone. */
#ifndef GUIZE_BASE_DATE_H
#define GUIZE_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads "2018-07-01", exactly these ten characters and a day that exists. False leaves *days. */
bool date_parse(const char *iso, size_t size, int32_t *days);

/* Writes "2018-07-01". Days outside the years 1 to 9999 are written as "0000-00-00". */
void date_format(int32_t days, char out[11]);

/* Parts of a day; month and day of the month from 1. */
int date_year(int32_t days);
int date_month(int32_t days);
int date_day(int32_t days);

/* The day with these parts, which must be date_valid. */
int32_t date_from(int year, int month, int day);
bool date_valid(int year, int month, int day);

#endif
