/* What a correction does, and what was corrected. */
#include "cli/correction_text.h"

#include <stdio.h>

#include "base/text.h"
#include "data/fieldtext.h"

static void add_value(Buffer *out, const Field *field, const char *stored, bool masked) {
  Buffer plain = {0};
  fieldtext_add(&plain, field, stored, masked);
  if (plain.size)
    text_escape(out, plain.data, plain.size);
  else
    buffer_add_text(out, "—");
  buffer_free(&plain);
}

void correction_say(Buffer *out, const Correction *c, bool masked) {
  for (size_t i = 0; i < c->count; i++) {
    const CorrectionField *f = &c->fields[i];
    buffer_format(out, "%s (%s) %s: %s (%s) ", c->entity->name, c->entity->title, c->key,
                  f->field->name, f->field->title);
    add_value(out, f->field, f->old, masked);
    buffer_add_text(out, " → ");
    add_value(out, f->field, f->new, masked);
    buffer_add_text(out, "\n");
  }
}

/* --- the history ---------------------------------------------------------------------------------- */

enum { COLUMNS = 10 };

typedef struct History {
  Shown *shown;
  const Schema *schema;
  bool masked;
} History;

static void add_change(const Change *change, void *data) {
  History *history = data;
  const Entity *entity = schema_entity(history->schema, change->entity);
  const Field *field = entity ? entity_field(entity, change->field) : NULL;
  Buffer old = {0}, new = {0};
  char id[24];
  snprintf(id, sizeof id, "%lld", (long long)change->id);
  if (field) fieldtext_add(&old, field, change->old, history->masked);
  if (field) fieldtext_add(&new, field, change->new, history->masked);
  shown_add(history->shown,
            (const char *[]){id, change->made_at, change->who, change->how, change->entity,
                             change->key, change->field, old.data, new.data, change->reason});
  buffer_free(&old);
  buffer_free(&new);
}

Shown *correction_history(Store *store, const Schema *schema, const char *entity, const char *key,
                          bool masked, Fault *fault) {
  static const char *const columns[COLUMNS][2] = {
      {"change", "编号"}, {"made_at", "时间"}, {"who", "何人"}, {"how", "方式"}, {"entity", "实体"},
      {"key", "主键"},    {"field", "字段"},   {"old", "原值"}, {"new", "新值"}, {"reason", "理由"},
  };
  History history = {shown_new(COLUMNS), schema, masked};
  for (int i = 0; i < COLUMNS; i++)
    shown_column(history.shown, i, columns[i][0], columns[i][1], i ? TABLE_TEXT : TABLE_NUMBER);
  if (changelog_each(store, entity, key, add_change, &history, fault)) return history.shown;
  shown_free(history.shown);
  return NULL;
}
