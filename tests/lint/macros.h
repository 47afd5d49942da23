/* macros.h: the macros of libraries, as simply as cppcheck needs to know them (tests/lint/analyse). */
#define cJSON_ArrayForEach(element, array)                                                                   \
  for (element = (array) ? (array)->child : NULL; element != NULL; element = element->next)
#define G_GNUC_PRINTF(format, arguments)
#define G_GNUC_WARN_UNUSED_RESULT
#define G_GNUC_NORETURN
#define G_GNUC_UNUSED
