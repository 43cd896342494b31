/* What stands on a sheet of all that was measured. A target that only cuts another one by institution, month or
 * level says the same in the whole: it is told once, and its groups are found behind the other. Groups with
 * a threshold of their own stand as figures where the whole has none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/assess_inside.h"

/* --- the same figure, cut another way ------------------------------------------------------------ */

static bool same_amounts(const AssessFigure *a, const AssessFigure *b) {
  return (int64_t)a->part == (int64_t)b->part && (int64_t)a->whole == (int64_t)b->whole;
}

static bool same_figure(const AssessFigure *a, const AssessFigure *b) {
  return a->has_threshold == b->has_threshold && a->at_least == b->at_least &&
         !(a->threshold < b->threshold) && !(a->threshold > b->threshold) && same_amounts(a, b);
}

static const AssessFigure *figure_at(const Assess *assess, const char *target, const char *county) {
  for (size_t i = 0; i < assess->figure_count; i++)
    if (strcmp(assess->figures[i].target, target) == 0 &&
        strcmp(assess->figures[i].county, county) == 0)
      return &assess->figures[i];
  return NULL;
}

/* Whether two targets are the same in every place, and in one at least there are data. */
static bool same_target(const Assess *assess, const char *main, const char *other) {
  bool data = false;
  for (size_t i = 0; i < assess->figure_count; i++) {
    const AssessFigure *f = &assess->figures[i];
    if (strcmp(f->target, other) != 0) continue;
    const AssessFigure *same = figure_at(assess, main, f->county);
    if (!same || !same_figure(same, f)) return false;
    data = data || f->whole > 0;
  }
  return data;
}

/* The target that a cut one repeats, among those of the figure's county; "" for none. */
static const char *repeated(const Assess *assess, const AssessFigure *f) {
  if (!*f->by || f->stand == ASSESS_FREE) return "";
  for (size_t i = 0; i < assess->figure_count; i++) {
    const AssessFigure *main = &assess->figures[i];
    if (!*main->by && strcmp(main->county, f->county) == 0 && strcmp(main->over, f->over) == 0 &&
        strcmp(main->counts, f->counts) == 0 && same_target(assess, main->target, f->target))
      return main->target;
  }
  return "";
}

static void note_repeated(Assess *assess) {
  for (size_t i = 0; i < assess->figure_count; i++) {
    AssessFigure *f = &assess->figures[i];
    snprintf(f->repeats, sizeof f->repeats, "%s", repeated(assess, f));
  }
}

/* --- narrowing ----------------------------------------------------------------------------------- */

static bool wanted_figure(const AssessWork *work, const AssessFigure *f) {
  return work->target ? strcmp(work->target, f->target) == 0 : !*f->repeats;
}

/* A group behind the target asked for, or behind one that repeats it. */
static bool wanted_group(const AssessWork *work, const AssessFigure *group) {
  if (!work->target) return false;
  if (strcmp(work->target, group->target) == 0) return true;
  const AssessFigure *whole = figure_at(work->assess, group->target, group->county);
  return whole && strcmp(whole->repeats, work->target) == 0;
}

/* Whether a place adds up others, and a county is one of those. */
static bool is_around(const char *place, const char *county) {
  size_t size = strcmp(place + 2, "0000") == 0 ? 2 : strcmp(place + 4, "00") == 0 ? 4 : 6;
  return size < 6 && strcmp(county + 4, "00") != 0 && strncmp(place, county, size) == 0;
}

/* A hospital has the stays of one county as a rule: what a place around it adds up is then that county's. */
static bool only_repeats(const Assess *assess, const AssessFigure *sum) {
  const AssessFigure *only = NULL;
  for (size_t i = 0; i < assess->group_count; i++) {
    const AssessFigure *part = &assess->groups[i];
    if (strcmp(part->group, sum->group) != 0 || strcmp(part->target, sum->target) != 0 ||
        !is_around(sum->county, part->county))
      continue;
    if (only) return false;
    only = part;
  }
  return only && (sum->has_threshold ? same_figure(only, sum) : same_amounts(only, sum));
}

static bool own_figure(const AssessWork *work, const AssessFigure *group) {
  const AssessFigure *whole = figure_at(work->assess, group->target, group->county);
  return !work->target && group->has_threshold && whole && !whole->has_threshold;
}

void assess_narrow(AssessWork *work) {
  Assess *assess = work->assess;
  note_repeated(assess);
  size_t groups = 0, figures = 0, own = 0, count = assess->group_count;
  AssessFigure *more = memory_new((count + 1) * sizeof *more);
  AssessFigure *kept = memory_new((count + 1) * sizeof *kept);
  for (size_t i = 0; i < assess->group_count; i++)
    if (own_figure(work, &assess->groups[i])) more[own++] = assess->groups[i];
  for (size_t i = 0; i < count; i++)
    if (wanted_group(work, &assess->groups[i]) && !only_repeats(assess, &assess->groups[i]))
      kept[groups++] = assess->groups[i];
  for (size_t i = 0; i < assess->figure_count; i++)
    if (wanted_figure(work, &assess->figures[i])) assess->figures[figures++] = assess->figures[i];
  assess->figures = memory_resize(assess->figures, (figures + own + 1) * sizeof *more);
  memcpy(assess->figures + figures, more, own * sizeof *more);
  free(assess->groups);
  assess->groups = kept;
  assess->group_count = groups;
  assess->figure_count = figures + own;
  free(more);
}

/* --- what people call the groups ------------------------------------------------------------------ */

static const Enumeration *enumeration_of(const AssessWork *work, const AssessFigure *f) {
  const Schema *schema = work->walk.session.schema;
  const Entity *entity = schema_entity(schema, f->over);
  const Field *known = entity ? entity_field(entity, f->by) : NULL;
  return known && known->of ? known->of : schema_enumeration(schema, f->by);
}

/* The name of what a code stands for in a table of names; NULL where the field is none of them. */
static const char *naming_query(const AssessWork *work, const AssessFigure *f) {
  const Entity *entity = schema_entity(work->walk.session.schema, f->over);
  const Field *known = entity ? entity_field(entity, f->by) : NULL;
  const char *to = known && known->type == FIELD_REF ? known->to->name
                   : known && known == entity->key   ? entity->name
                                                     : f->by;
  if (strcmp(to, "hospital") == 0) return "SELECT name FROM hospital WHERE hospital_id = ?";
  if (strcmp(to, "disease") == 0) return "SELECT name FROM disease WHERE disease_code = ?";
  if (strcmp(to, "division") == 0 || strcmp(to, "village") == 0)
    return "SELECT name FROM division WHERE division_code = ?";
  return NULL;
}

static bool title_group(const AssessWork *work, AssessFigure *figure, Fault *fault) {
  const Enumeration *values = enumeration_of(work, figure);
  const char *sql = naming_query(work, figure);
  snprintf(figure->group_title, sizeof figure->group_title, "%s", figure->group);
  for (size_t i = 0; values && i < values->count; i++)
    if (strcmp(values->values[i].name, figure->group) == 0)
      snprintf(figure->group_title, sizeof figure->group_title, "%s", values->values[i].title);
  if (values || !sql) return true;
  Query *query = store_query(work->walk.store, sql, fault);
  if (!query) return false;
  query_bind_text(query, 1, figure->group, -1);
  int step = query_step(query, fault);
  if (step == 1)
    snprintf(figure->group_title, sizeof figure->group_title, "%s", query_text(query, 0, NULL));
  query_free(query);
  return step >= 0;
}

/* What rows can be cut by and no table of the schema has. */
static const char *calendar_title(const char *by) {
  if (strcmp(by, "month") == 0) return "月份";
  return strcmp(by, "quarter") == 0 ? "季度" : NULL;
}

static void title_by(const AssessWork *work, AssessFigure *figure) {
  const Schema *schema = work->walk.session.schema;
  const Entity *entity = schema_entity(schema, figure->over);
  const Field *field = entity ? entity_field(entity, figure->by) : NULL;
  const Enumeration *values = schema_enumeration(schema, figure->by);
  const Entity *named = schema_entity(schema, figure->by);
  const char *calendar = calendar_title(figure->by);
  snprintf(figure->by_title, sizeof figure->by_title, "%s",
           field      ? field->title
           : values   ? values->title
           : named    ? named->title
           : calendar ? calendar
                      : figure->by);
}

static const AssessFigure *group_of(const Assess *assess, const char *name) {
  for (size_t i = 0; i < assess->group_count; i++)
    if (strcmp(assess->groups[i].target, assess->target) == 0 &&
        strcmp(assess->groups[i].group, name) == 0)
      return &assess->groups[i];
  return NULL;
}

/* Rows come with the groups as the rules have them; many of a group stand one after the other. */
static void title_rows(Assess *assess) {
  const AssessFigure *group = NULL;
  for (size_t i = 0; i < assess->rows_named; i++) {
    AssessRow *row = &assess->rows[i];
    if (!*row->group) continue;
    if (!group || strcmp(group->group, row->group) != 0) group = group_of(assess, row->group);
    if (group) snprintf(row->group, sizeof row->group, "%s", group->group_title);
  }
}

bool assess_title_groups(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  const Entity *entity = schema_entity(work->walk.session.schema, assess->entity);
  snprintf(assess->entity_title, sizeof assess->entity_title, "%s",
           entity ? entity->title : assess->entity);
  for (size_t i = 0; i < assess->group_count; i++) {
    title_by(work, &assess->groups[i]);
    if (!title_group(work, &assess->groups[i], fault)) return false;
  }
  title_rows(assess);
  for (size_t i = 0; i < assess->figure_count; i++) {
    AssessFigure *f = &assess->figures[i];
    size_t size = strlen(f->title);
    if (!*f->group) continue;
    if (!title_group(work, f, fault)) return false;
    snprintf(f->title + size, sizeof f->title - size, "（%.60s）", f->group_title);
  }
  return true;
}
