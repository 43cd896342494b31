/* How a struct of the shared memory lies. */
#include "wire/layout.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  size_t size;
} types[] = {
    [LAYOUT_DOUBLE] = {"double", 8},   [LAYOUT_INT32] = {"int32_t", 4},
    [LAYOUT_UINT32] = {"uint32_t", 4}, [LAYOUT_UINT16] = {"uint16_t", 2},
    [LAYOUT_UINT8] = {"uint8_t", 1},   [LAYOUT_BOOL] = {"bool", 1},
};

static int type_find(const char *name) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(types[i].name, name) == 0) return (int)i;
  return -1;
}

static bool bad(Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E740", "the worker described memory that cannot be");
}

static bool read_field(Layout *layout, const json_t *item, Fault *fault) {
  const char *name, *type_name;
  json_int_t offset;
  if (json_unpack((json_t *)(uintptr_t)item, "{s:s,s:s,s:I}", "name", &name, "type", &type_name,
                  "offset", &offset) != 0)
    return bad(fault);
  LayoutField *field = &layout->fields[layout->count];
  int type = type_find(type_name);
  if (type < 0 || strlen(name) >= sizeof field->name || offset < 0) return bad(fault);
  if ((size_t)offset > layout->size || layout->size - (size_t)offset < types[type].size)
    return bad(fault);
  snprintf(field->name, sizeof field->name, "%s", name);
  field->type = (LayoutType)type;
  field->offset = (size_t)offset;
  layout->count++;
  return true;
}

bool layout_read(Layout *layout, const json_t *description, Fault *fault) {
  json_int_t size = json_integer_value(json_object_get(description, "size"));
  const json_t *fields = json_object_get(description, "fields");
  *layout = (Layout){0};
  if (size <= 0 || size > LAYOUT_MOST_BYTES || json_array_size(fields) > LAYOUT_MOST_FIELDS)
    return bad(fault);
  layout->size = (size_t)size;
  for (size_t i = 0; i < json_array_size(fields); i++)
    if (!read_field(layout, json_array_get(fields, i), fault)) return false;
  return true;
}

const LayoutField *layout_find(const Layout *layout, const char *name, LayoutType type) {
  for (size_t i = 0; i < layout->count; i++)
    if (layout->fields[i].type == type && strcmp(layout->fields[i].name, name) == 0)
      return &layout->fields[i];
  return NULL;
}

size_t layout_offset(const Layout *layout, const char *name, LayoutType type, Fault *fault) {
  const LayoutField *field = layout_find(layout, name, type);
  if (field) return field->offset;
  if (!fault_isset(fault))
    fault_set(fault, EXIT_DEFECT, "E740", "the worker's memory has no field %s", name);
  return 0;
}
