/* The changes that are not in the rules yet: kept by the host, so that no worker that is lost takes them
 * along; laid over the rules at every question; saved as a scenario. */
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/prompt.h"
#include "cli/spoken.h"
#include "io/file.h"

/* A change is a value, or (with its text under "scenario") a file that does more than give values. */
static bool is_value(const json_t *change) {
  return !json_object_get(change, "scenario");
}

static size_t count_values(const Prompt *prompt) {
  size_t i, count = 0;
  json_t *change;
  json_array_foreach(prompt->pending, i, change) count += is_value(change);
  return count;
}

/* Places in the order of their first change, each with its changes. */
static void add_changes(const json_t *pending, Buffer *out) {
  const char *at = NULL;
  size_t i;
  json_t *change;
  json_array_foreach(pending, i, change) {
    if (!is_value(change)) continue;
    if (!at || strcmp(at, field_text(change, "at")) != 0) {
      at = field_text(change, "at");
      buffer_format(out, "%sat \"%s\"\n", out->size ? "\n" : "", *at ? at : "everywhere");
    }
    buffer_format(out, "%s = %s\n", field_text(change, "name"), field_text(change, "source"));
  }
}

json_t *prompt_scenario(const Prompt *prompt) {
  if (json_array_size(prompt->pending) == 0) return NULL;
  json_t *list = json_array(), *change;
  size_t i;
  json_array_foreach(prompt->pending, i, change) {
    if (!is_value(change))
      json_array_append_new(list, json_pack("{s:s,s:O}", "path", field_text(change, "name"), "text",
                                            json_object_get(change, "scenario")));
  }
  Buffer text = {0};
  add_changes(prompt->pending, &text);
  if (text.size)
    json_array_append_new(list, json_pack("{s:s,s:s}", "path", "pending", "text", text.data));
  buffer_free(&text);
  return list;
}

void prompt_scenario_text(const Prompt *prompt, Buffer *out) {
  buffer_format(out, "-- A scenario over %s: values that stand in place of those of the rules.\n",
                prompt->folder ? prompt->folder : "the rules");
  Buffer text = {0};
  add_changes(prompt->pending, &text);
  if (text.size) buffer_add(out, text.data, text.size);
  buffer_free(&text);
}

static void keep_for_undo(Prompt *prompt) {
  json_array_append_new(prompt->undo, json_deep_copy(prompt->pending));
}

static void put(json_t *pending, json_t *change) {
  size_t i, place = 0;
  json_t *other;
  json_array_foreach(pending, i, other) {
    bool same_place = strcmp(field_text(other, "at"), field_text(change, "at")) == 0;
    if (same_place && strcmp(field_text(other, "name"), field_text(change, "name")) == 0) {
      json_t *old = json_object_get(other, "old"); /* what the rules say, not the change before */
      if (old) json_object_set(change, "old", old);
      json_array_set_new(pending, i, change);
      return;
    }
    if (same_place) place = i + 1;
  }
  if (place)
    json_array_insert_new(pending, place, change);
  else
    json_array_append_new(pending, change);
}

void prompt_change(Prompt *prompt, const json_t *changes) {
  if (json_array_size(changes) == 0) return;
  keep_for_undo(prompt);
  size_t i;
  json_t *change;
  json_array_foreach(changes, i, change) {
    spoken_set_choice(change, "text", "choice"); /* what is saved is the source */
    spoken_set_choice(change, "old", "old_choice");
    put(prompt->pending, json_deep_copy(change));
  }
}

bool prompt_undo(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument;
  size_t count = json_array_size(prompt->undo);
  if (count == 0) return fault_set(fault, EXIT_USAGE, "E643", "there is no change to take back");
  json_decref(prompt->pending);
  prompt->pending = json_incref(json_array_get(prompt->undo, count - 1));
  json_array_remove(prompt->undo, count - 1);
  prompt_say(prompt, _("the last change is taken back; %zu pending\n"),
             json_array_size(prompt->pending));
  return true;
}

bool prompt_reset(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument, (void)fault;
  if (json_array_size(prompt->pending) > 0) {
    keep_for_undo(prompt);
    json_decref(prompt->pending);
    prompt->pending = json_array();
  }
  prompt_say(prompt,
             _("the rules are as they stand in the files; .undo brings the changes back\n"));
  return true;
}

bool prompt_pending(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument;
  if (json_array_size(prompt->pending) == 0) {
    prompt_say(prompt, _("no change is pending\n"));
    return true;
  }
  Shown *shown = shown_new(4);
  shown_column(shown, 0, "place", "区划", TABLE_TEXT);
  shown_column(shown, 1, "parameter", "参数", TABLE_TEXT);
  shown_column(shown, 2, "rules", "规则", TABLE_NUMBER);
  shown_column(shown, 3, "pending", "待定", TABLE_NUMBER);
  size_t i;
  json_t *change;
  json_array_foreach(prompt->pending, i, change) {
    const char *at = field_text(change, "at"), *old = field_text(change, "old");
    if (!is_value(change)) {
      shown_add(shown, (const char *[]){NULL, field_text(change, "name"), NULL, _("a scenario")});
      continue;
    }
    shown_add(shown, (const char *[]){*at ? at : _("everywhere"), field_text(change, "name"),
                                      *old ? old : NULL, field_text(change, "text")});
  }
  return prompt_show(prompt, shown, fault);
}

/* What stands in the scenario's file as far as we know: over that alone it may be written again. */
static void keep_saved(Prompt *prompt, const char *text) {
  char *copy = memory_copy_text(text);
  free(prompt->saved);
  prompt->saved = copy;
}

bool prompt_save(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) return fault_set(fault, EXIT_USAGE, "E644", ".save needs a file");
  size_t count = count_values(prompt);
  if (count == 0)
    return fault_set(fault, EXIT_USAGE, "E643",
                     "no change is pending, so there is nothing to save");
  Buffer text = {0}, old = {0};
  Fault absent = {0}; /* what is too large or cannot be read is there */
  bool there = file_read(argument, &old, 1 << 20, &absent) || strcmp(absent.code, "E451") != 0;
  bool ours = prompt->saved && old.data && strcmp(old.data, prompt->saved) == 0;
  prompt_scenario_text(prompt, &text);
  bool ok = true;
  if (there && !ours) {
    ok = fault_set(fault, EXIT_DATA, "E645", "%s is there already", argument);
    fault_hint(fault, "choose another name, or .load it first; nothing was written");
  }
  ok = ok && file_save(argument, text.data, text.size, fault);
  if (ok) {
    keep_saved(prompt, text.data);
    prompt_say(prompt,
               language_plural("%zu change saved in %s\n", "%zu changes saved in %s\n", count),
               count, argument);
    if (count < json_array_size(prompt->pending))
      prompt_say(prompt,
                 _("the scenarios that were loaded are files of their own; lay this over "
                   "them: FILE+%s\n"),
                 argument);
  }
  buffer_free(&text);
  buffer_free(&old);
  return ok;
}

/* A file that does more than give values is kept whole, under the values. */
static void take_whole(Prompt *prompt, const char *path, json_t *text) {
  keep_for_undo(prompt);
  put(prompt->pending, json_pack("{s:s,s:s,s:O}", "at", "", "name", path, "scenario", text));
}

bool prompt_load_scenario(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) return fault_set(fault, EXIT_USAGE, "E644", ".load needs a file");
  Buffer text = {0};
  if (!file_read(argument, &text, 1 << 20, fault)) return false;
  json_t *request = json_pack("{s:s,s:s}", "file", argument, "text", text.data ? text.data : "");
  if (request) keep_saved(prompt, text.data ? text.data : "");
  buffer_free(&text);
  if (!request) return fault_set(fault, EXIT_DATA, "E107", "%s is not UTF-8", argument);
  json_t *whole = json_incref(json_object_get(request, "text"));
  json_t *kept = prompt->pending; /* the changes in the file are held against the rules alone */
  prompt->pending = json_array();
  json_t *reply = prompt_ask(prompt, "scenario", request, fault);
  json_decref(prompt->pending);
  prompt->pending = kept;
  if (json_is_true(json_object_get(reply, "whole"))) take_whole(prompt, argument, whole);
  json_decref(whole);
  if (!reply) return false;
  prompt_change(prompt, json_object_get(reply, "changes"));
  json_decref(reply);
  return prompt_pending(prompt, "", fault);
}
