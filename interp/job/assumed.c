/* Asked county by county; what several of them inherit is told once. */
#include "job/assumed.h"

#include <string.h>

#include "base/buffer.h"
#include "base/field.h"

enum { ASK_SECONDS = 30 };

static void add_value(json_t *list, json_t *met, const json_t *value) {
  Buffer name = {0}, mark = {0};
  const char *key = field_text(value, "key");
  buffer_format(&name, "%s%s%s", field_text(value, "name"), *key ? "." : "", key);
  for (char *sign = name.data; *sign; sign++)
    if (*sign == '|') *sign = '.';
  buffer_format(&mark, "%s %s", field_text(value, "path"), name.data);
  if (!json_object_get(met, mark.data)) {
    json_object_set_new(met, mark.data, json_true());
    json_array_append_new(
        list, json_pack("{s:s,s:s,s:s,s:s,s:s}", "name", name.data, "title",
                        field_text(value, "full"), "place", field_text(value, "place"), "value",
                        field_text(value, "shown"), "source", field_text(value, "source")));
  }
  buffer_free(&name);
  buffer_free(&mark);
}

json_t *assumed_values(Session *session, const json_t *counties, int32_t day, Fault *fault) {
  json_t *list = json_array(), *met = json_object();
  for (size_t i = 0; list && i < json_array_size(counties); i++) {
    const char *code = json_string_value(json_array_get(counties, i));
    if (!model_jurisdiction(&session->model, code)) continue;
    json_t *request = json_pack("{s:s,s:s,s:i}", "op", "params", "county", code, "day", (int)day);
    json_t *answer = session_ask(session, request, ASK_SECONDS, fault);
    size_t k;
    json_t *value;
    json_array_foreach(json_object_get(answer, "values"), k, value) {
      if (json_is_true(json_object_get(value, "assumed"))) add_value(list, met, value);
    }
    if (!answer) {
      json_decref(list);
      list = NULL;
    }
    json_decref(answer);
  }
  json_decref(met);
  return list;
}
