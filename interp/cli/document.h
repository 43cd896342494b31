/* The head that all documents of studies share ("guize.KIND.v1"), and how a document is printed. Keys stand
 * in the order in which they are added. */
#ifndef GUIZE_CLI_DOCUMENT_H
#define GUIZE_CLI_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What a document rests on. `folder`: "" for rules that are stored with a run. Lists belong to the caller;
 * `db` is shown by its base name. */
typedef struct DocumentHead {
  const char *kind, *folder, *rules_hash, *db, *data_hash;
  int year;
  int64_t cases, persons, bad;
  json_t *counties, *layers, *assumed;
} DocumentHead;

/* A new document with nothing but its head; the caller's. */
json_t *document_new(const DocumentHead *head);

/* A layer as it stands in the head. */
json_t *document_layer(const char *name, const char *title, const char *fund, bool reimburses);

/* Prints it on stdout and frees it. */
void document_print(json_t *document);

#endif
