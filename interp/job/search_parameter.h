/* The parameters that are looked for: one numeric value (with its keys), what it may be, and what it is
 * today in each county of the cases. A newcomer forgets that "today" may be several values: counties
 * differ, and within a year too. */
#ifndef GUIZE_JOB_SEARCH_PARAMETER_H
#define GUIZE_JOB_SEARCH_PARAMETER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "job/search_range.h"

struct Search;

/* What holds in a county from a day on ("": always), until a day ("": until the next). */
typedef struct SearchHold {
  char county[16], begins[12], ends[12];
  int64_t value;
} SearchHold;

/* `name` with its keys. `low` … `usual` … `high`: values at the end of the year over the counties, the usual
 * one in most of them; only if `known`. `scaled`: a scenario below changes what the rules give, so that no value
 * is told. `readers`: bits of SearchReader. */
typedef struct SearchParameter {
  char name[160], title[160], unit_name[16];
  SearchUnit unit;
  bool has_least, has_most, known, scaled;
  int64_t least, most, low, high, usual;
  bool
      today_known; /* `today_low`, `today_high`: the same by the rules alone; told apart from `low` and `high` */
  int64_t today_low, today_high; /* where scenarios lie under */
  int readers;
  SearchHold *holds;
  size_t hold_count;
} SearchParameter;

/* Who reads a parameter: something that pays or adds up; a target that is a goal; anything else. */
enum SearchReader { SEARCH_PAYS = 1, SEARCH_GOAL = 2, SEARCH_OTHER = 4 };

/* Finds one by its name (English or Chinese, with keys). E261 when there is none (the worker's fault), E650
 * when it is not numeric, E651 when a key is missing. */
bool search_parameter_find(struct Search *search, const char *name, SearchParameter *parameter,
                           Fault *fault);

/* Reads "NAME=FROM..TO[/STEP]": the parameter and its range. E652 to E654. Without a range only where
 * `open`: then all that the parameter may be. */
bool search_parameter_range(struct Search *search, const char *word, bool open,
                            SearchParameter *parameter, SearchRange *range, Fault *fault);

/* All numeric parameters with a value or scaled, in the order of the rules; the caller frees with
 * search_parameters_free. *others: how many with a value are no numbers. NULL with a fault. */
SearchParameter *search_parameters(struct Search *search, size_t *count, size_t *others,
                                   Fault *fault);

/* Frees what a parameter holds; a list of them. */
void search_parameter_free(SearchParameter *parameter);
void search_parameters_free(SearchParameter *list, size_t count);

/* Adds a scenario's text that sets it: to `value` at places (none: everywhere), or every value that holds
 * `by` more, kept within what it may be; false when that changes nothing. */
void search_parameter_set(Buffer *text, const SearchParameter *parameter, int64_t value,
                          const char *const *places, int place_count);
bool search_parameter_move(Buffer *text, const SearchParameter *parameter, int64_t by);

#endif
