/* Looks through the memory of backin, into which it is loaded (LD_PRELOAD): when it ends, and when it is sent
 * SIGUSR2. What else it is loaded into is let be; the helper is killed as soon as it has answered, and
 * nothing outlives that. What is found is added to the file MEMORY_FOUND:
 *
 *   held NAME WHERE   a secret stands in memory of its own (src/base/secret.c: such pages stay out of dumps,
 * and by that they are known) found NAME WHERE  it stands elsewhere looked WHEN       each time, after those
 * lines; WHEN: "at its end" or "on a signal"
 *
 * The secrets are in the file MEMORY_SECRETS, "NAME HEX" a line, each byte xor 0x55, so that looking for them
 * does not itself put them there. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASK 0x55
#define SECRETS_MAX 40
#define BYTES_MAX 256
#define AREAS_MAX 2000

typedef struct {
  char name[40];
  size_t length;
  char masked[BYTES_MAX];
} Secret;

typedef struct {
  char *start, *end;
  char where[80];
  int writable, own;
} Area;

static Secret secrets[SECRETS_MAX];
static Area areas[AREAS_MAX];

static int read_secrets(void) {
  const char *path = getenv("MEMORY_SECRETS");
  FILE *file = path ? fopen(path, "re") : NULL;
  char hex[2 * BYTES_MAX + 1];
  int count = 0;
  while (file && count < SECRETS_MAX && fscanf(file, "%39s %512s", secrets[count].name, hex) == 2) {
    Secret *secret = &secrets[count++];
    secret->length = strlen(hex) / 2;
    for (size_t i = 0; i < secret->length; i++) {
      const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
      secret->masked[i] = (char)strtol(digits, NULL, 16);
    }
  }
  if (file)
    fclose(file);
  return count;
}

static int read_areas(void) {
  FILE *file = fopen("/proc/self/smaps", "re");
  char line[600];
  int count = 0;
  while (file && count < AREAS_MAX && fgets(line, sizeof line, file)) {
    unsigned long start, end;
    char rights[8];
    int behind = 0;
    if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %n", &start, &end, rights, &behind) == 3 && behind > 0) {
      line[strcspn(line, "\n")] = '\0';
      Area *area = &areas[count++];
      *area = (Area){.start = (char *)start, .end = (char *)end, .writable = strncmp(rights, "rw", 2) == 0};
      snprintf(area->where, sizeof area->where, "%s", line[behind] ? line + behind : "unnamed");
    } else if (count > 0 && strncmp(line, "VmFlags:", 8) == 0) {
      areas[count - 1].own = strstr(line, " dd") != NULL;
    }
  }
  if (file)
    fclose(file);
  return count;
}

static int holds(const Area *area, const Secret *secret) {
  for (const char *at = area->start; at + secret->length <= area->end; at++) {
    size_t i = 0;
    while (i < secret->length && (at[i] ^ MASK) == secret->masked[i])
      i++;
    if (i == secret->length)
      return 1;
  }
  return 0;
}

static int is_backin(void) {
  return strcmp(program_invocation_short_name, "backin") == 0;
}

static void look(const char *when) {
  const char *path = getenv("MEMORY_FOUND");
  FILE *found = path && is_backin() ? fopen(path, "ae") : NULL;
  if (!found)
    return;
  int secret_count = read_secrets(), area_count = read_areas();
  for (int i = 0; i < area_count; i++)
    for (int j = 0; j < secret_count && areas[i].writable; j++)
      if (holds(&areas[i], &secrets[j]))
        fprintf(found, "%s %s %s\n", areas[i].own ? "held" : "found", secrets[j].name, areas[i].where);
  fprintf(found, "looked %s\n", when);
  fclose(found);
}

static void on_signal(int number) {
  (void)number;
  look("on a signal");
}

__attribute__((constructor)) static void start(void) {
  if (is_backin())
    sigaction(SIGUSR2, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART}, NULL);
}

__attribute__((destructor)) static void stop(void) {
  look("at its end");
}
