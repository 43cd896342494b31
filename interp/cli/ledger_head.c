/* Documents about stored runs. */
#include "cli/ledger_head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guize.h"

json_t *ledger_head_layer(const char *name, const char *title, const char *fund, bool reimburses) {
  return json_pack("{s:s,s:s,s:s,s:b}", "name", name, "title", title, "fund", fund, "reimburses",
                   (int)reimburses);
}

json_t *ledger_head(const LedgerHead *head) {
  char schema[64];
  const char *slash = strrchr(head->db, '/');
  snprintf(schema, sizeof schema, "guize.%s.v1", head->kind);
  json_t *file = json_string(slash ? slash + 1 : head->db);
  return json_pack("{s:s,s:s,s:s,s:i,s:O,s:{s:s,s:s},s:{s:o,s:s,s:I,s:I,s:I},s:O,s:O}", "schema",
                   schema, "engine", "guize " GUIZE_VERSION, "money", "fen", "year", head->year,
                   "counties", head->counties, "rules", "folder", head->folder, "hash",
                   head->rules_hash, "data", "file", file ? file : json_null(), "hash",
                   head->data_hash, "cases", (json_int_t)head->cases, "persons",
                   (json_int_t)head->persons, "bad", (json_int_t)head->bad, "layers", head->layers,
                   "assumed", head->assumed);
}

void ledger_print(json_t *document) {
  char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  printf("%s\n", text ? text : "null");
  free(text);
  json_decref(document);
}
