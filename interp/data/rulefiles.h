/* The texts of a set of rules: read from a folder, or from the record of a run. Sorted by path, so
 * that the hash does not depend on the order of a folder. Nothing here understands Lua. */
#ifndef GUIZE_DATA_RULEFILES_H
#define GUIZE_DATA_RULEFILES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/store.h"

/* One file; `path` is relative to the folder. */
typedef struct RuleFile {
  char *path, *text;
  size_t size;
} RuleFile;

/* `folder` is what is put before a path in messages ("rules/"); "" for stored texts. */
typedef struct RuleFiles {
  char *folder;
  RuleFile *files; /* rules */
  size_t count;
  RuleFile *tests; /* *.test.lua, and *.test.csv once asked for */
  size_t test_count;
  json_t *scenario; /* list of { path, text } laid over the rules, or NULL; not part of the hash */
  char hash[HASH_TEXT]; /* over paths and texts of the rules, not the tests */
} RuleFiles;

/* Reads every *.lua below a folder. Faults: E110 no such folder or no rules in it, E107 not UTF-8. */
bool rulefiles_read(RuleFiles *files, const char *folder, Fault *fault);

/* Reads the sheets of tests (*.test.csv) of the folder too, and sorts all tests by path. Other commands
 * leave them alone: a sheet that is not UTF-8 (E107) must not keep anybody from settling. */
bool rulefiles_read_sheets(RuleFiles *files, Fault *fault);

/* Reads one file of tests that lies elsewhere, in place of those of the folder; `path` ends in .test.lua or
 * .test.csv. */
bool rulefiles_read_test(RuleFiles *files, const char *path, Fault *fault);

/* The folder of rules in which a folder or file lies: the nearest one, itself or above, that holds
 * parameters.lua or model.lua; the folder itself when there is none. `*below` is the path from there
 * ("": the folder itself). The caller frees both. */
void rulefiles_root(const char *path, char **root, char **below);

/* Reads the texts that are stored with a run. */
bool rulefiles_load(RuleFiles *files, Store *store, int64_t run_id, Fault *fault);

/* Stores the texts with a run, inside the caller's transaction. */
bool rulefiles_save(const RuleFiles *files, Store *store, int64_t run_id, Fault *fault);

/* The request {"op":"load","files":[{"path","text"}],"values":…}; the caller owns it. */
json_t *rulefiles_request(const RuleFiles *files, bool values);

/* Puts the folder before the path of a fault's place, and shows the line if it is not shown. A scenario, or
 * whatever else is no file of the folder, stays as it was named. */
void rulefiles_place(const RuleFiles *files, Fault *fault);

/* Frees what it holds. Zeros are fine. */
void rulefiles_free(RuleFiles *files);

#endif
