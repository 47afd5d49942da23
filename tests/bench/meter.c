/* meter: runs a program on a terminal of its own (a pty), plays a script of keys, and counts.
 *
 *   meter [OPTION...] SCRIPT -- COMMAND [ARGUMENT...]
 *
 * The script has a line for each step: LABEL | what is done | what is waited for
 *   start |                       | see Sign in
 *   typed | type bob@example.org
 *   moved | key Down 3
 *   next  | key Enter             | see Choose
 *   left  | key ^X                | end
 * After each key it waits for an answer, then until the line is quiet, so that two runs count the same.
 * Prints for each step: label, keys, bytes, the most bytes of a key, the ideal painter's bytes, milliseconds
 * to the last byte of the last key; tabs between; then the same for all, with questions put to the terminal.
 * Every wait ends after a while with the screen on standard error and status 1. */
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define SLICE 3 /* ms between two looks at memory */

static char *term, *size, *dump_file, *raw_file, *expect_file, *pss_file;
static int baud = 9600, quiet = 25, patience = 20;
static gboolean described, any, sizes;

static const GOptionEntry entries[] = {
    {"term", 't', 0, G_OPTION_ARG_STRING, &term, "TERM (vt220)", "NAME"},
    {"size", 's', 0, G_OPTION_ARG_STRING, &size, "Size (80x24)", "COLUMNSxLINES"},
    {"baud", 'b', 0, G_OPTION_ARG_INT, &baud, "Speed that the line names (9600)", "N"},
    {"quiet", 'q', 0, G_OPTION_ARG_INT, &quiet, "A step is over after this silence (25)", "MS"},
    {"patience", 'p', 0, G_OPTION_ARG_INT, &patience, "What is waited for comes within this, or not (20)",
     "S"},
    {"described", 0, 0, G_OPTION_ARG_NONE, &described,
     "The terminal does what its description says, and has its size, up to --size; one line says how it went",
     NULL},
    {"sizes", 0, 0, G_OPTION_ARG_NONE, &sizes, "Only print the sizes of the terminals that are named", NULL},
    {"dump", 'd', 0, G_OPTION_ARG_FILENAME, &dump_file, "The screen after each step", "FILE"},
    {"raw", 'r', 0, G_OPTION_ARG_FILENAME, &raw_file, "The bytes", "FILE"},
    {"expect", 'e', 0, G_OPTION_ARG_FILENAME, &expect_file,
     "Each step waits for its screen in this dump; of a folder, in the one of the size", "FILE"},
    {"pss", 0, 0, G_OPTION_ARG_FILENAME, &pss_file,
     "The most memory of the program and its children at once, kB, and all page faults", "FILE"},
    {"any", 0, 0, G_OPTION_ARG_NONE, &any, "A key need not be answered", NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL}};

typedef struct {
  int master;
  pid_t child;
  Screen *screen;
  Vt *vt;
  Described *described;
  gint64 bytes, born, last; /* when it was started, when the last byte came */
  gboolean ended;
  FILE *dump, *raw;
  long pss;
} Run;

typedef struct {
  int keys, ideal;
  gint64 bytes, most, microseconds;
} Count;

/* ---- the terminal ------------------------------------------------------------------------------------- */

static speed_t speed_of(int number) {
  return number <= 1200    ? B1200
         : number <= 2400  ? B2400
         : number <= 9600  ? B9600
         : number <= 19200 ? B19200
                           : B38400;
}

static void start(Run *run, char **command) {
  struct winsize window = {.ws_col = (unsigned short)run->screen->width,
                           .ws_row = (unsigned short)run->screen->height};
  int slave;
  struct termios modes;
  if (openpty(&run->master, &slave, NULL, NULL, &window) != 0)
    g_error("no pty: %s", g_strerror(errno));
  tcgetattr(slave, &modes);
  cfsetispeed(&modes, speed_of(baud));
  cfsetospeed(&modes, speed_of(baud));
  tcsetattr(slave, TCSANOW, &modes);
  fcntl(run->master, F_SETFD, FD_CLOEXEC);
  run->born = g_get_monotonic_time();
  run->child = fork();
  if (run->child == 0) {
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
      dup2(slave, fd);
    if (slave > 2)
      close(slave);
    g_setenv("TERM", term, TRUE);
    g_unsetenv("LINES");
    g_unsetenv("COLUMNS");
    execvp(command[0], command);
    _exit(127);
  }
  close(slave);
}

static long memory_of(pid_t pid) {
  g_autofree char *maps = g_strdup_printf("/proc/%d/smaps_rollup", pid);
  g_autofree char *kin = g_strdup_printf("/proc/%d/task/%d/children", pid, pid);
  g_autofree char *text = NULL, *children = NULL;
  long pss = 0;
  if (g_file_get_contents(maps, &text, NULL, NULL) && strstr(text, "\nPss:"))
    pss = strtol(strstr(text, "\nPss:") + 5, NULL, 10);
  if (g_file_get_contents(kin, &children, NULL, NULL))
    for (char *p = children, *end; strtol(p, &end, 10) > 0 && end > p; p = end)
      pss += memory_of((pid_t)strtol(p, NULL, 10));
  return pss;
}

/* Reads what comes within ms. FALSE: nothing came. */
static gboolean take(Run *run, int ms) {
  struct pollfd poll_fd = {.fd = run->master, .events = POLLIN};
  char bytes[8192];
  if (run->ended || poll(&poll_fd, 1, ms) <= 0)
    return FALSE;
  ssize_t count = read(run->master, bytes, sizeof bytes);
  if (count <= 0) {
    run->ended = count == 0 || errno == EIO;
    return FALSE;
  }
  run->bytes += count;
  run->last = g_get_monotonic_time();
  if (run->raw)
    fwrite(bytes, 1, (gsize)count, run->raw);
  if (run->described)
    described_feed(run->described, bytes, (gsize)count);
  else
    vt_feed(run->vt, bytes, (gsize)count);
  return TRUE;
}

/* References are random and clocks go on: "?" for each of their characters. */
static char *without_chance(char *dump) {
  g_autoptr(GRegex) chance = g_regex_new("BK-[0-9A-Z]+|[0-9]{2}:[0-9]{2}", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  for (g_regex_match(chance, dump, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
    int from, to;
    g_match_info_fetch_pos(match, 0, &from, &to);
    memset(dump + from, '?', (gsize)(to - from));
  }
  return dump;
}

static char *dump_of(Run *run, const char *label) {
  if (run->described)
    described_settle(run->described);
  g_autofree char *screen = without_chance(screen_dump(run->screen));
  return g_strdup_printf("== %s\n%s", label, screen);
}

/* ---- waiting ------------------------------------------------------------------------------------------- */

typedef struct {
  const char *see;      /* text, or NULL */
  const char *expected; /* a whole dump, or NULL */
  gboolean end;
} Wanted;

static gboolean is_there(Run *run, const Wanted *wanted, const char *label) {
  if (wanted->end)
    return run->ended;
  if (wanted->expected) {
    g_autofree char *now = dump_of(run, label);
    return g_str_has_prefix(wanted->expected, now);
  }
  return !wanted->see || screen_shows(run->screen, wanted->see);
}

/* After a key: an answer, what is wanted, and silence. */
static gboolean wait_for(Run *run, const Wanted *wanted, const char *label, gint64 before) {
  gint64 begin = g_get_monotonic_time();
  gboolean exact = wanted->expected != NULL;
  for (;;) {
    gboolean came = take(run, pss_file ? SLICE : exact || wanted->end ? 1000 : quiet);
    gint64 now = g_get_monotonic_time();
    long memory = pss_file ? memory_of(run->child) : 0;
    run->pss = MAX(run->pss, memory);
    if (!exact && !run->ended && (came || now - MAX(begin, run->last) < quiet * 1000))
      continue;
    gboolean answered = any || run->bytes > before || run->ended;
    if (answered && is_there(run, wanted, label))
      return TRUE;
    if ((run->ended && !wanted->end) || now - begin > patience * G_USEC_PER_SEC)
      return FALSE;
    if (run->described && described_trouble(run->described))
      return FALSE;
  }
}

/* ---- the script ------------------------------------------------------------------------------------------
 */

static const struct {
  const char *name, *bytes;
} keys[] = {{"Enter", "\r"},     {"Tab", "\t"},      {"Esc", "\033"},     {"Space", " "},
            {"Up", "\033[A"},    {"Down", "\033[B"}, {"Right", "\033[C"}, {"Left", "\033[D"},
            {"PgDn", "\033[6~"}, {"PgUp", "\033[5~"}};

static char *key_bytes(const char *name) {
  gboolean application = g_str_has_prefix(term, "xterm") || g_str_has_prefix(term, "vt100");
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
    if (g_str_equal(keys[i].name, name)) {
      char *bytes = g_strdup(keys[i].bytes);
      if (application && bytes[1] == '[' && g_ascii_isupper(bytes[2]))
        bytes[1] = 'O';
      return bytes;
    }
  if (name[0] == '^' && name[1])
    return g_strdup_printf("%c", name[1] & 31);
  return g_strdup(name);
}

/* What the words of a step press, key by key. */
static GPtrArray *presses_of(const char *words) {
  GPtrArray *presses = g_ptr_array_new_with_free_func(g_free);
  if (g_str_has_prefix(words, "type "))
    for (const char *p = words + 5; *p; p = g_utf8_next_char(p))
      g_ptr_array_add(presses, g_strndup(p, (gsize)(g_utf8_next_char(p) - p)));
  else if (g_str_has_prefix(words, "key ")) {
    g_auto(GStrv) parts = g_strsplit(words + 4, " ", 2);
    gint64 times = parts[1] ? g_ascii_strtoll(parts[1], NULL, 10) : 1;
    for (gint64 i = 0; i < times; i++)
      g_ptr_array_add(presses, key_bytes(parts[0]));
  } else if (words[0])
    g_error("the script says \"%s\"", words);
  return presses;
}

/* One press, or the start. FALSE: what was wanted did not come. */
static gboolean press(Run *run, const char *bytes, const Wanted *wanted, const char *label, Count *count) {
  Screen *before = bytes ? screen_copy(run->screen) : NULL;
  gint64 had = bytes ? run->bytes : 0, begin = bytes ? g_get_monotonic_time() : run->born;
  if (bytes && write(run->master, bytes, strlen(bytes)) < 0)
    return FALSE;
  gboolean fine = wait_for(run, wanted, label, had);
  gint64 came = run->bytes - had;
  count->keys += bytes != NULL;
  count->bytes += came;
  count->most = MAX(count->most, came);
  count->microseconds = run->bytes > had ? run->last - begin : 0;
  count->ideal += ideal_bytes(before, run->screen);
  screen_free(before);
  return fine;
}

static void print_count(const char *label, const Count *count) {
  if (!described)
    printf("%s\t%d\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%d\t%.2f\n", label, count->keys, count->bytes,
           count->most, count->ideal, (double)count->microseconds / 1000);
}

static gboolean failed(Run *run, const char *label) {
  g_autofree char *screen = dump_of(run, label);
  fprintf(stderr, "meter: %s: the step \"%s\" failed\n%s", term, label, screen);
  return FALSE;
}

static gboolean step(Run *run, const char *line, const char **expected, Count *all) {
  g_auto(GStrv) parts = g_strsplit(line, "|", 3);
  for (char **part = parts; *part; part++)
    g_strstrip(*part);
  const char *then = parts[1] && parts[2] ? parts[2] : "", *see = strstr(then, "see ");
  g_autoptr(GPtrArray) presses = presses_of(parts[1] ? parts[1] : "");
  Wanted wanted = {see ? see + 4 : NULL, *expected, g_str_equal(then, "end")}, none = {NULL, NULL, FALSE};
  Count count = {0};
  gboolean fine = presses->len > 0 || press(run, NULL, &wanted, parts[0], &count);
  for (guint i = 0; i < presses->len && fine; i++)
    fine = press(run, presses->pdata[i], i + 1 == presses->len ? &wanted : &none, parts[0], &count);
  if (!fine)
    return failed(run, parts[0]);
  print_count(parts[0], &count);
  all->keys += count.keys;
  all->bytes += count.bytes;
  all->most = MAX(all->most, count.most);
  all->ideal += count.ideal;
  g_autofree char *screen = dump_of(run, parts[0]);
  if (run->dump)
    fputs(screen, run->dump);
  if (*expected && !wanted.end)
    *expected += strlen(screen);
  return TRUE;
}

static gboolean play(Run *run, const char *script) {
  g_autofree char *text = NULL, *expected_text = NULL;
  if (!g_file_get_contents(script, &text, NULL, NULL) ||
      (expect_file && !g_file_get_contents(expect_file, &expected_text, NULL, NULL)))
    g_error("cannot read the script");
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  const char *expected = expected_text;
  Count all = {0};
  for (char **line = lines; *line; line++)
    if (**line && **line != '#' && !step(run, *line, &expected, &all))
      return FALSE;
  print_count("total", &all);
  if (!described)
    printf("questions\t%u\n", vt_questions(run->vt));
  return TRUE;
}

/* ---- from the beginning to the end ------------------------------------------------------------------------
 */

static FILE *open_for_writing(const char *name) {
  FILE *file = name ? fopen(name, "we") : NULL;
  if (name && !file)
    g_error("%s: %s", name, g_strerror(errno));
  return file;
}

static void finish(Run *run) {
  int status;
  struct rusage used = {0};
  if (!run->ended)
    kill(run->child, SIGHUP);
  gint64 begin = g_get_monotonic_time();
  while (!run->ended && g_get_monotonic_time() - begin < patience * G_USEC_PER_SEC)
    take(run, 100);
  kill(run->child, SIGKILL);
  wait4(run->child, &status, 0, &used);
  if (pss_file) {
    g_autofree char *text = g_strdup_printf("%ld %ld\n", run->pss, used.ru_minflt);
    g_file_set_contents(pss_file, text, -1, NULL);
  }
}

/* As large as it is, up to the size at hand. Gives the columns that are no use. */
static int fit(const char *name, int *width, int *height) {
  int cols, rows, spare;
  described_size(name, &cols, &rows, &spare);
  *width = cols > 0 ? MIN(*width, cols) : *width;
  *height = rows > 0 ? MIN(*height, rows) : *height;
  return spare;
}

static int print_sizes(char **names, int width, int height) {
  for (; *names; names++) {
    int own_width = width, own_height = height;
    int spare = fit(*names, &own_width, &own_height);
    printf("%dx%d\n", own_width - spare, own_height);
  }
  return 0;
}

/* For a sweep over many terminals: TERM, verdict, reason. */
static int verdict(const char *word, const char *reason) {
  printf("%s\t%s\t%s\n", term, word, reason);
  return g_str_equal(word, "wrong");
}

static int sweep(Run *run, const char *script, char **command) {
  run->described = described_new(run->screen, term);
  if (!run->described)
    return verdict("wrong", "no such terminal");
  if (described_unfit(run->described))
    return verdict("unfit", described_unfit(run->described));
  if (run->screen->width < 20 || run->screen->height < 8)
    return verdict("unfit", "smaller than 20x8");
  start(run, command);
  gboolean fine = play(run, script);
  const char *trouble = described_trouble(run->described);
  finish(run);
  return verdict(fine ? "ok" : "wrong", fine ? "" : trouble ? trouble : "another screen");
}

/* The one journey on a VT220 or one of its kin. */
static int count(Run *run, const char *script, char **command) {
  run->vt = vt_new(run->screen);
  start(run, command);
  gboolean fine = play(run, script);
  finish(run);
  return fine ? 0 : 1;
}

static void forget(Run *run) {
  g_clear_pointer(&run->described, described_free);
  g_clear_pointer(&run->vt, vt_free);
  screen_free(run->screen);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_autoptr(GOptionContext) context = g_option_context_new("SCRIPT -- COMMAND [ARGUMENT...]");
  g_autoptr(GError) error = NULL;
  int width = 80, height = 24;
  g_option_context_add_main_entries(context, entries, NULL);
  g_option_context_set_strict_posix(context, TRUE);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < (sizes ? 2 : 3)) {
    fprintf(stderr, "meter: %s\n", error ? error->message : "SCRIPT -- COMMAND");
    return 64;
  }
  term = term ? term : g_strdup("vt220");
  if (size) {
    width = (int)g_ascii_strtoll(size, NULL, 10);
    height = strchr(size, 'x') ? (int)g_ascii_strtoll(strchr(size, 'x') + 1, NULL, 10) : height;
  }
  if (sizes)
    return print_sizes(argv + 1, width, height);
  int spare = described ? fit(term, &width, &height) : 0;
  Run run = {.screen = screen_new(CLAMP(width, 1, 400), CLAMP(height, 1, 200))};
  if (expect_file && g_file_test(expect_file, G_FILE_TEST_IS_DIR))
    expect_file = g_strdup_printf("%s/%dx%d", expect_file, width - spare, height);
  run.dump = open_for_writing(dump_file);
  run.raw = open_for_writing(raw_file);
  char **command = argv + 2 + g_str_equal(argv[2], "--");
  int status = described ? sweep(&run, argv[1], command) : count(&run, argv[1], command);
  forget(&run);
  return status;
}
