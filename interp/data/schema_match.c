/* What a name or a header of a file means: fields of an entity, values of an enumeration. */
#include <string.h>

#include "data/schema.h"

const Field *entity_field(const Entity *entity, const char *name) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (strcmp(entity->fields[i].name, name) == 0) return &entity->fields[i];
  return NULL;
}

bool field_means(const Field *field, const char *header, size_t size) {
  const char *names[] = {field->name, field->title, field->national};
  for (size_t i = 0; i < 3; i++)
    if (names[i] && strlen(names[i]) == size && memcmp(names[i], header, size) == 0) return true;
  for (size_t i = 0; i < field->alias_count; i++)
    if (strlen(field->aliases[i]) == size && memcmp(field->aliases[i], header, size) == 0)
      return true;
  return false;
}

/* ASCII blanks and the ideographic space around a text. */
static void trim(const char **text, size_t *size) {
  for (;;) {
    if (*size >= 1 && strchr(" \t\r\n", **text))
      (*text)++, (*size)--;
    else if (*size >= 3 && memcmp(*text, "\xE3\x80\x80", 3) == 0)
      *text += 3, *size -= 3;
    else if (*size >= 1 && strchr(" \t\r\n", (*text)[*size - 1]))
      (*size)--;
    else if (*size >= 3 && memcmp(*text + *size - 3, "\xE3\x80\x80", 3) == 0)
      *size -= 3;
    else
      return;
  }
}

const Field *entity_match(const Entity *entity, const char *header, size_t size) {
  trim(&header, &size);
  for (size_t i = 0; i < entity->field_count; i++)
    if (field_means(&entity->fields[i], header, size)) return &entity->fields[i];
  return NULL;
}

static bool same(const char *text, const char *other, size_t size) {
  return text && strlen(text) == size && memcmp(text, other, size) == 0;
}

int enumeration_index(const Enumeration *enumeration, const char *name, size_t size) {
  for (size_t i = 0; i < enumeration->count; i++)
    if (same(enumeration->values[i].name, name, size)) return (int)i;
  return -1;
}

int enumeration_match(const Enumeration *enumeration, const char *text, size_t size) {
  trim(&text, &size);
  for (size_t i = 0; i < enumeration->count; i++) {
    const EnumerationValue *value = &enumeration->values[i];
    if (same(value->name, text, size) || same(value->title, text, size) ||
        same(value->code, text, size) || same(value->alias, text, size))
      return (int)i;
  }
  return -1;
}
