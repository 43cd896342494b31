/* What `guize help` knows beside the commands: exit codes, numbers of errors, variables of the
 * environment, files. The manual page is made of the same rows. */
#ifndef GUIZE_CLI_TOPICS_H
#define GUIZE_CLI_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A row of a topic in two languages. */
typedef struct TopicRow {
  const char *name, *english, *chinese;
} TopicRow;

typedef enum Topic {
  TOPIC_EXIT,
  TOPIC_ENVIRONMENT,
  TOPIC_FILES,
  TOPIC_MAP,
  TOPIC_ERRORS,
  TOPIC_MAN,
  TOPIC_COUNT,
} Topic;

/* Title of a topic, in one language. */
const char *topic_title(Topic topic, bool chinese);

/* Row i of the topics exit, environment and files; NULL after the last, and for the others. */
const TopicRow *topic_row(Topic topic, size_t i);

/* The name of topic i, English and Chinese in turn; NULL after the last. */
const char *topic_name(size_t i);

/* Prints what is known of a topic or of the number of an error ("E203"); false if it is neither. */
bool topic_print(const char *name, bool chinese, FILE *out);

#endif
