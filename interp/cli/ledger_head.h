/* The head that documents about stored runs share with those of studies ("guize.KIND.v1": see
 * job/document.h), and how they are printed. Keys stand in the order in which they are added. */
#ifndef GUIZE_CLI_LEDGER_HEAD_H
#define GUIZE_CLI_LEDGER_HEAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What a document rests on. `folder`: "" for rules that are stored with a run. Lists belong to the caller;
 * `db` is shown by its base name. */
typedef struct LedgerHead {
  const char *kind, *folder, *rules_hash, *db, *data_hash;
  int year;
  int64_t cases, persons, bad;
  json_t *counties, *layers, *assumed;
} LedgerHead;

/* A new document with nothing but its head; the caller's. */
json_t *ledger_head(const LedgerHead *head);

/* A layer as it stands in the head. */
json_t *ledger_head_layer(const char *name, const char *title, const char *fund, bool reimburses);

/* Prints it on stdout and frees it. */
void ledger_print(json_t *document);

#endif
