/* A person's entries in the ledgers of village, township and county and in the insurance system. Where a
 * county's ledgers differ, now and then an entry is missing, one field is another, or one is there
 * twice: by the person's number in the county, so that every size has some. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "job/synth_registers.h"

enum { TIERS = 4 };

static const char *const tiers[TIERS] = {"village", "township", "county", "insurance"};

/* Bytes of the code of the division that keeps the ledger. */
static const size_t widths[TIERS] = {12, 9, 6, 6};

typedef enum Wrong {
  RIGHT,
  WRONG_NAME,
  WRONG_ID,
  WRONG_BIRTH,
  WRONG_SIZE,
  WRONG_CAUSE,
  WRONG_INSURED,
  WRONGS
} Wrong;

struct SynthLedgers {
  SynthSink *sink;
  SynthTable entry;
};

/* What befalls a person's entries: numbers of tiers, -1 none. */
typedef struct Fate {
  int missing, doubled, differs;
  Wrong wrong;
} Fate;

SynthLedgers *ledgers_open(SynthSink *sink) {
  SynthLedgers *l = memory_new(sizeof *l);
  l->sink = sink;
  if (table_open(&l->entry, sink, "ledger_entry",
                 "ledger_entry_id, tier, division_code, person_id, name, id_number, sex, birth, "
                 "household_size, identity, cause, registered_year, insured, contracted, "
                 "disease"))
    return l;
  ledgers_close(l);
  return NULL;
}

void ledgers_close(SynthLedgers *l) {
  if (!l) return;
  table_close(&l->entry);
  free(l);
}

/* A name with its last character lost, as when a rare character could not be typed. */
static void spoil_name(char *name) {
  size_t size = strlen(name);
  if (size > 3) name[size - 3] = 0;
}

/* Two neighbouring digits of the sequence exchanged, or one changed: the check digit tells. */
static void spoil_id(char *id_number) {
  char kept = id_number[15];
  id_number[15] = id_number[16];
  id_number[16] = kept;
  if (kept == id_number[15]) id_number[15] = (char)('0' + (kept - '0' + 1) % 10);
}

static const char *other_cause(const SynthResident *who) {
  return who->cause && strcmp(who->cause, "illness") == 0 ? "labour" : "illness";
}

static bool write_entry(SynthLedgers *l, const SynthResident *who, int tier, Wrong wrong) {
  char division[13] = {0}, name[64] = {0}, id_number[19] = {0};
  memcpy(division, who->division, widths[tier]);
  strncpy(name, who->name, sizeof name - 1);
  strncpy(id_number, who->id_number, sizeof id_number - 1);
  if (wrong == WRONG_NAME) spoil_name(name);
  if (wrong == WRONG_ID) spoil_id(id_number);
  row_number(&l->entry);
  row_text(&l->entry, tiers[tier]);
  row_text(&l->entry, division);
  if (wrong == WRONG_ID)
    row_null(&l->entry);
  else
    row_int(&l->entry, who->id);
  row_text(&l->entry, name);
  row_text(&l->entry, id_number);
  row_text(&l->entry, who->sex);
  row_day(&l->entry, who->birth + (wrong == WRONG_BIRTH ? 9 : 0));
  row_int(&l->entry, who->household_size + (wrong == WRONG_SIZE));
  row_text(&l->entry, who->identity);
  row_text(&l->entry, wrong == WRONG_CAUSE ? other_cause(who) : who->cause);
  if (who->registered_year)
    row_int(&l->entry, who->registered_year);
  else
    row_null(&l->entry);
  row_int(&l->entry, who->insured != (wrong == WRONG_INSURED));
  row_int(&l->entry, who->contracted);
  row_text(&l->entry, who->illness ? who->illness : who->chronic);
  return row_write(&l->entry, l->sink);
}

static Fate fate_of(const SynthResident *who) {
  Fate fate = {-1, -1, -1, RIGHT};
  int64_t n = who->number;
  if (!synth_counts[who->county].ledgers_differ) return fate;
  if (n % 53 == 7)
    fate.missing = (int)(n / 53 % TIERS);
  else if (n % 61 == 9)
    fate.differs = (int)(n / 61 % TIERS);
  else if (n % 211 == 11)
    fate.doubled = (int)(n / 211 % TIERS);
  if (fate.differs >= 0) fate.wrong = (Wrong)(1 + n / 61 / TIERS % (WRONGS - 1));
  return fate;
}

bool ledgers_write(SynthLedgers *l, const SynthResident *who) {
  if (!who->poor) return true;
  Fate fate = fate_of(who);
  for (int tier = 0; tier < TIERS; tier++) {
    if (tier == fate.missing) continue;
    Wrong wrong = tier == fate.differs ? fate.wrong : RIGHT;
    if (!write_entry(l, who, tier, wrong)) return false;
    if (tier == fate.doubled && !write_entry(l, who, tier, RIGHT)) return false;
  }
  return true;
}
