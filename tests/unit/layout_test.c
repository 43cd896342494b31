/* wire/layout: what a worker says of memory is believed only as far as it can be. */
#include "unit.h"

#include "wire/layout.h"

static bool read_text(Layout *layout, const char *text, Fault *fault) {
  json_error_t error;
  json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
  if (!json) fail_msg("%s in %s", error.text, text);
  bool ok = layout_read(layout, json, fault);
  json_decref(json);
  return ok;
}

static void fields_are_found_by_name_and_type(void **state) {
  (void)state;
  Fault fault = {0};
  Layout layout;
  assert_true(read_text(&layout,
                        "{\"size\": 20, \"fields\": ["
                        "{\"name\": \"id\", \"type\": \"double\", \"offset\": 0},"
                        "{\"name\": \"day\", \"type\": \"int32_t\", \"offset\": 8},"
                        "{\"name\": \"marks\", \"type\": \"uint32_t\", \"offset\": 12},"
                        "{\"name\": \"county\", \"type\": \"uint16_t\", \"offset\": 16},"
                        "{\"name\": \"kind\", \"type\": \"uint8_t\", \"offset\": 18},"
                        "{\"name\": \"one_stop\", \"type\": \"bool\", \"offset\": 19}]}",
                        &fault));
  assert_no_fault(&fault);
  assert_int_equal(layout.size, 20);
  assert_int_equal(layout.count, 6);
  assert_int_equal(layout_find(&layout, "day", LAYOUT_INT32)->offset, 8);
  assert_null(layout_find(&layout, "day", LAYOUT_UINT32));
  assert_null(layout_find(&layout, "da", LAYOUT_INT32));
  assert_int_equal(layout_offset(&layout, "county", LAYOUT_UINT16, &fault), 16);
  assert_int_equal(layout_offset(&layout, "one_stop", LAYOUT_BOOL, &fault), 19);
  assert_false(fault_isset(&fault));
}

static void the_first_missing_field_is_named(void **state) {
  (void)state;
  Fault fault = {0};
  Layout layout;
  assert_true(read_text(&layout,
                        "{\"size\": 8, \"fields\": [{\"name\": \"id\", \"type\": \"double\", "
                        "\"offset\": 0}]}",
                        &fault));
  assert_int_equal(layout_offset(&layout, "total_cost", LAYOUT_DOUBLE, &fault), 0);
  assert_fault(&fault, EXIT_DEFECT, "E740");
  assert_non_null(strstr(fault.message, "total_cost"));
  assert_int_equal(layout_offset(&layout, "kind_", LAYOUT_UINT8, &fault), 0);
  assert_int_equal(layout_offset(&layout, "id", LAYOUT_DOUBLE, &fault), 0);
  assert_non_null(strstr(fault.message, "total_cost"));
}

static void refuse(const char *text) {
  Fault fault = {0};
  Layout layout;
  if (read_text(&layout, text, &fault)) fail_msg("taken: %s", text);
  assert_fault(&fault, EXIT_DEFECT, "E740");
}

static void refuse_field(const char *field) {
  char text[400];
  snprintf(text, sizeof text, "{\"size\": 16, \"fields\": [%s]}", field);
  refuse(text);
}

static void a_field_beyond_the_struct_is_refused(void **state) {
  (void)state;
  Fault fault = {0};
  Layout layout;
  assert_true(read_text(&layout,
                        "{\"size\": 16, \"fields\": [{\"name\": \"a\", \"type\": \"double\", "
                        "\"offset\": 8}]}",
                        &fault));
  refuse_field("{\"name\": \"a\", \"type\": \"double\", \"offset\": 9}");
  refuse_field("{\"name\": \"a\", \"type\": \"int32_t\", \"offset\": 13}");
  refuse_field("{\"name\": \"a\", \"type\": \"uint16_t\", \"offset\": 15}");
  refuse_field("{\"name\": \"a\", \"type\": \"uint8_t\", \"offset\": 16}");
  refuse_field("{\"name\": \"a\", \"type\": \"uint8_t\", \"offset\": -1}");
  refuse_field("{\"name\": \"a\", \"type\": \"uint8_t\", \"offset\": 9223372036854775807}");
}

static void what_is_no_field_is_refused(void **state) {
  (void)state;
  refuse_field("{\"name\": \"a\", \"type\": \"int64_t\", \"offset\": 0}");
  refuse_field("{\"name\": \"a\", \"type\": \"\", \"offset\": 0}");
  refuse_field("{\"name\": \"a\", \"type\": \"double\", \"offset\": 0.5}");
  refuse_field("{\"name\": \"a\", \"type\": \"double\", \"offset\": \"0\"}");
  refuse_field("{\"name\": 1, \"type\": \"double\", \"offset\": 0}");
  refuse_field("{\"type\": \"double\", \"offset\": 0}");
  refuse_field("7");
  char name[65], field[200];
  memset(name, 'n', 64);
  name[64] = 0;
  snprintf(field, sizeof field, "{\"name\": \"%s\", \"type\": \"double\", \"offset\": 0}", name);
  refuse_field(field);
}

static void a_size_that_cannot_be_is_refused(void **state) {
  (void)state;
  refuse("{\"size\": 0, \"fields\": []}");
  refuse("{\"size\": -8, \"fields\": []}");
  refuse("{\"size\": 2049, \"fields\": []}");
  refuse("{\"size\": \"8\", \"fields\": []}");
  refuse("{\"fields\": []}");
  refuse("[]");
  refuse("null");
}

static void the_number_of_fields_is_bounded(void **state) {
  (void)state;
  for (int count = LAYOUT_MOST_FIELDS; count <= LAYOUT_MOST_FIELDS + 1; count++) {
    json_t *fields = json_array();
    for (int i = 0; i < count; i++)
      json_array_append_new(
          fields, json_pack("{s:s, s:s, s:i}", "name", "a", "type", "uint8_t", "offset", i));
    json_t *description = json_pack("{s:i, s:o}", "size", 2048, "fields", fields);
    Fault fault = {0};
    Layout layout;
    assert_int_equal(layout_read(&layout, description, &fault), count == LAYOUT_MOST_FIELDS);
    json_decref(description);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_are_found_by_name_and_type),
      cmocka_unit_test(the_first_missing_field_is_named),
      cmocka_unit_test(a_field_beyond_the_struct_is_refused),
      cmocka_unit_test(what_is_no_field_is_refused),
      cmocka_unit_test(a_size_that_cannot_be_is_refused),
      cmocka_unit_test(the_number_of_fields_is_bounded),
  };
  return RUN(tests);
}
