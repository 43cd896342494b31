/* The command that looks at the machine and at the parts of guize. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/rows.h"

/* Characters whose width a program cannot know: the terminal decides, so a person looks. */
static void print_width_test(void) {
  static const char *const samples[] = {"abcdefghij", "规则医保报", "“”…·×①±℃→■"};
  printf("\n%s\n", _("The bars stand in one column if this terminal draws as guize counts. A "
                     "last bar farther right:\nthe terminal draws ambiguous characters two cells "
                     "wide; set it to narrow."));
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    Buffer padded = {0};
    text_pad(&padded, samples[i], 10, false);
    printf("  %s|\n", padded.data);
    buffer_free(&padded);
  }
}

int command_doctor(const Options *options, Fault *fault) {
  (void)fault;
  Doctor doctor = {.table = table_new(doctor_columns, DOCTOR_COLUMNS),
                   .people = rows_for_people(options->format)};
  doctor_versions(&doctor);
  doctor_worker(&doctor);
  doctor_terminal(&doctor);
  doctor_machine(&doctor);
  doctor_rules(&doctor, options->rules, options->rules_named);
  doctor_database(&doctor, options->db);
  table_print(doctor.table, options->format, stdout);
  table_free(doctor.table);
  if (strcmp(options->format, "table") == 0) print_width_test();
  return doctor.findings ? EXIT_FINDINGS : EXIT_DONE;
}
