/* Where two explanations of one case part: the first layer, and in it the first parameter, line of the
 * rule, or sum that is not the same. */
#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "job/explain.h"

static bool same_text(const json_t *left, const json_t *right, const char *key) {
  return strcmp(field_text(left, key), field_text(right, key)) == 0;
}

static bool is_layer(const json_t *part) {
  return strcmp(field_text(part, "kind"), "layer") == 0;
}

/* The place of a layer among the parts of a tree; -1 when it is not there. */
static int find_layer(const json_t *tree, const char *name) {
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(tree, "parts"), i,
                     part) if (is_layer(part) &&
                               strcmp(field_text(part, "name"), name) == 0) return (int)i;
  return -1;
}

static json_t *part_at(const json_t *tree, int at) {
  return at < 0 ? NULL : json_array_get(json_object_get(tree, "parts"), (size_t)at);
}

static json_t *amount_or_null(const json_t *object, const char *key) {
  json_t *amount = json_object_get(object, key);
  return json_is_integer(amount) ? json_incref(amount) : json_null();
}

/* --- parameters --- */

/* The parameters that a layer, or an accumulator right before it, has read, in order. */
static json_t *parameters_of(const json_t *tree, int at) {
  json_t *list = json_array();
  int first = at;
  while (first > 0 && !is_layer(part_at(tree, first - 1)))
    first--;
  for (int i = first; at >= 0 && i <= at; i++)
    json_array_extend(list,
                      json_object_get(json_object_get(part_at(tree, i), "reads"), "parameters"));
  return list;
}

static json_t *find_read(const json_t *list, const json_t *wanted) {
  size_t i;
  json_t *read;
  json_array_foreach(list, i, read) if (same_text(read, wanted, "name") &&
                                        same_text(read, wanted, "key")) return read;
  return NULL;
}

static json_t *pair(const char *what, json_t *named, json_t *left, json_t *right) {
  return json_pack("{s:s,s:s*,s:s*,s:s*,s:O?,s:O?}", "what", what, "name",
                   field_text(named, "name"), "title", field_text(named, "title"), "key_title",
                   json_string_value(json_object_get(named, "key_title")), "left", left, "right",
                   right);
}

/* The first read of one list that the other has with another value, or (with `missing`) has not. */
static json_t *first_read(const char *what, const json_t *left, const json_t *right, bool missing) {
  size_t i;
  json_t *read;
  json_array_foreach(left, i, read) {
    json_t *other = find_read(right, read);
    if (other ? !same_text(read, other, "text") : missing) return pair(what, read, read, other);
  }
  if (missing) json_array_foreach(right, i, read) {
      if (!find_read(left, read)) return pair(what, read, NULL, read);
    }
  return NULL;
}

/* --- the text of the rule, and what it read --- */

static json_t *first_line(const json_t *left, const json_t *right) {
  const json_t *a = json_object_get(left, "rule"), *b = json_object_get(right, "rule");
  size_t most = json_array_size(a) > json_array_size(b) ? json_array_size(a) : json_array_size(b);
  for (size_t i = 0; i < most; i++) {
    json_t *x = json_array_get(a, i), *y = json_array_get(b, i);
    if (!x || !y || !same_text(x, y, "text")) return pair("text", NULL, x, y);
  }
  return NULL;
}

static json_t *first_difference(const json_t *left, int a, const json_t *right, int b) {
  json_t *ours = parameters_of(left, a), *theirs = parameters_of(right, b), *found;
  const json_t *part = part_at(left, a), *other = part_at(right, b);
  found = first_read("parameter", ours, theirs, false);
  if (!found && part && other) found = first_line(part, other);
  if (!found) found = first_read("parameter", ours, theirs, true);
  const char *const kinds[] = {"fields", "year", "bill", "history"};
  for (size_t i = 0; !found && i < sizeof kinds / sizeof *kinds; i++)
    found = first_read("read", json_object_get(json_object_get(part, "reads"), kinds[i]),
                       json_object_get(json_object_get(other, "reads"), kinds[i]), false);
  json_decref(ours);
  json_decref(theirs);
  return found;
}

/* --- rows --- */

static void add_row(json_t *rows, const char *name, const char *title, json_t *left,
                    json_t *right) {
  json_array_append_new(rows, json_pack("{s:s,s:s,s:o,s:o}", "name", name, "title", title, "left",
                                        left, "right", right));
}

static void add_layers(json_t *rows, const json_t *tree, const json_t *other, bool turned) {
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(tree, "parts"), i, part) {
    if (!is_layer(part)) continue;
    int at = find_layer(other, field_text(part, "name"));
    if (turned && at >= 0) continue;
    json_t *own = amount_or_null(part, "amount"),
           *its = amount_or_null(part_at(other, at), "amount");
    add_row(rows, field_text(part, "name"), field_text(part, "title"), turned ? its : own,
            turned ? own : its);
  }
}

static bool row_differs(const json_t *row) {
  const json_t *left = json_object_get(row, "left"), *right = json_object_get(row, "right");
  return json_integer_value(left) != json_integer_value(right);
}

/* --- in one line --- */

void explain_title(Buffer *out, const json_t *read) {
  const char *keys = field_text(read, "key_title");
  buffer_add_text(out, field_text(read, "title"));
  if (*keys) buffer_format(out, "（%s）", keys);
}

/* "basic.ratio.secondary" of a why's name and key. */
static json_t *full_name(const json_t *why, const json_t *side) {
  const char *key = field_text(side, "key");
  Buffer name = {0};
  buffer_format(&name, "%s%s%s", field_text(why, "name"), *key ? "." : "", key);
  for (char *bar = name.data; bar && (bar = strchr(bar, '|')) != NULL;)
    *bar = '.';
  json_t *text = json_string(name.data);
  buffer_free(&name);
  return text;
}

static json_t *text_or_null(const json_t *object, const char *key) {
  json_t *text = json_object_get(object, key);
  return json_is_string(text) ? json_incref(text) : json_null();
}

static json_t *part_of(const json_t *first, const json_t *why) {
  bool parameter = strcmp(field_text(why, "what"), "parameter") == 0;
  const json_t *old = parameter ? json_object_get(why, "left") : NULL;
  const json_t *new = parameter ? json_object_get(why, "right") : NULL;
  json_t *title = json_null();
  if (parameter) {
    Buffer text = {0};
    explain_title(&text, why);
    json_decref(title);
    title = json_string(text.data);
    buffer_free(&text);
  }
  return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:O*,s:O*}", "layer", text_or_null(first, "name"),
                   "layer_title", text_or_null(first, "title"), "parameter",
                   parameter ? full_name(why, new ? new : old) : json_null(), "parameter_title",
                   title, "old", text_or_null(old, "text"), "new", text_or_null(new, "text"),
                   "old_choice", json_object_get(old, "choice"), "new_choice",
                   json_object_get(new, "choice"));
}

json_t *explain_compare(const json_t *left, const json_t *right) {
  json_t *rows = json_array(), *row, *first = NULL, *why = NULL;
  size_t i;
  add_layers(rows, left, right, false);
  add_layers(rows, right, left, true);
  json_array_foreach(rows, i, row) {
    if (first || !row_differs(row)) continue;
    const char *name = field_text(row, "name");
    first = row;
    why = first_difference(left, find_layer(left, name), right, find_layer(right, name));
  }
  add_row(rows, "self_pay", "", amount_or_null(left, "self_pay"),
          amount_or_null(right, "self_pay"));
  bool same_status = same_text(left, right, "status");
  json_t *part = part_of(first, why);
  return json_pack(
      "{s:s,s:s,s:O?,s:b,s:s,s:s,s:s,s:s,s:O?,s:o?,s:o,s:o}", "schema", "guize.explain-compare.v1",
      "money", "fen", "case", json_object_get(left, "case"), "parts", first != NULL || !same_status,
      "left_status", field_text(left, "status"), "right_status", field_text(right, "status"),
      "left_folder", field_text(left, "folder"), "right_folder", field_text(right, "folder"),
      "first", first, "why", why, "part", part, "rows", rows);
}

bool explain_part(Store *store, const ExplainSide *left, const ExplainSide *right, int64_t case_id,
                  int year, json_t **part, Fault *fault) {
  ExplainOptions ours = {.year = year, .scenario = left->scenario};
  json_t *before = NULL, *after = NULL;
  *part = NULL;
  bool ok = explain_case(store, left->session, case_id, &ours, &before, fault);
  ExplainOptions theirs = {.year = (int)json_integer_value(json_object_get(before, "run_year")),
                           .scenario = right->scenario};
  ok = ok && explain_case(store, right->session, case_id, &theirs, &after, fault);
  if (ok) {
    json_t *comparison = explain_compare(before, after);
    *part = json_incref(json_object_get(comparison, "part"));
    json_decref(comparison);
  }
  json_decref(before);
  json_decref(after);
  return ok;
}
