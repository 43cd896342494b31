/* Stored values as people read them, and the names by which people call entities and fields. */
#include "data/fieldtext.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/money.h"
#include "base/text.h"
#include "data/mask.h"

static void add_value(Buffer *out, const Field *field, const char *stored) {
  int index = enumeration_index(field->of, stored, strlen(stored));
  buffer_add_text(out, index < 0 ? stored : field->of->values[index].title);
}

void fieldtext_add(Buffer *out, const Field *field, const char *stored, bool masked) {
  char money[MONEY_ROOM];
  if (!stored) return;
  if (field->type == FIELD_ENUM) {
    add_value(out, field, stored);
  } else if (field->type == FIELD_MONEY) {
    money_format(strtoll(stored, NULL, 10), money, sizeof money, false);
    buffer_add_text(out, money);
  } else if (field->type == FIELD_FLAG) {
    buffer_add_text(out, strcmp(stored, "0") == 0 ? "否" : "是");
  } else if (field->personal && masked && strstr(field->name, "number")) {
    mask_number_beside_birth(out, stored);
  } else if (field->personal && masked) {
    mask_name(out, stored);
  } else {
    buffer_add_text(out, stored);
  }
}

static void hint_near(const char *name, const char **names, size_t count, Fault *fault) {
  Buffer near = {0};
  if (text_near(name, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
}

const Entity *fieldtext_entity(const Schema *schema, const char *name, Fault *fault) {
  size_t count = schema_entity_count(schema), known = 0;
  const char **names = memory_new(2 * count * sizeof *names);
  const Entity *found = NULL;
  for (size_t i = 0; i < count; i++) {
    const Entity *entity = schema_entity_at(schema, i);
    if (strcmp(entity->name, name) == 0 || strcmp(entity->title, name) == 0) found = entity;
    names[known++] = entity->name;
    names[known++] = entity->title;
  }
  if (!found) {
    fault_set(fault, EXIT_USAGE, "E566", "there is no entity “%s”", name);
    hint_near(name, names, known, fault);
  }
  free(names);
  return found;
}

const Field *fieldtext_field(const Entity *entity, const char *name, Fault *fault) {
  const Field *found = entity_match(entity, name, strlen(name));
  if (found) return found;
  size_t known = 0;
  const char **names = memory_new(2 * entity->field_count * sizeof *names);
  for (size_t i = 0; i < entity->field_count; i++) {
    names[known++] = entity->fields[i].name;
    names[known++] = entity->fields[i].title;
  }
  fault_set(fault, EXIT_USAGE, "E566", "%s (%s) has no field “%s”", entity->name, entity->title,
            name);
  hint_near(name, names, known, fault);
  free(names);
  return NULL;
}
