/* Who runs the program, for what is recorded: never a reason to allow or refuse something. */
#ifndef GUIZE_BASE_WHO_H
#define GUIZE_BASE_WHO_H

/* "zhang (张三)": the name of the system's user and, where the system knows it, the real name; else what USER
 * says, or the user's number. The caller frees. */
char *who_runs(void);

#endif
