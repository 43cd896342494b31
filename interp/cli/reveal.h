/* Showing names and ID numbers in full leaves a trace. */
#ifndef GUIZE_CLI_REVEAL_H
#define GUIZE_CLI_REVEAL_H

/* Says on stderr that names of the database (NULL: none is open) are shown in full, and puts it with the
 * time into the person's history. A history that cannot be written is told, and no more. */
void reveal_record(const char *db);

#endif
