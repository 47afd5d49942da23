/* backin: without a command on a terminal the screens, with one the commands. */
#include "base/process.h"
#include "cli/cli.h"
#include "ui/run.h"
#include "ui/talk.h"
#include "words/words.h"

#include <string.h>

/* The value of "--name VALUE" or "--name=VALUE" at *at, which moves to the last argument it used. */
static const char *value_of(char **argv, int *at, const char *name) {
  gsize length = strlen(name);
  const char *word = argv[*at];
  if (g_str_has_prefix(word, name) && word[length] == '=')
    return word + length + 1;
  if (g_str_equal(word, name) && argv[*at + 1])
    return argv[++*at];
  return NULL;
}

/* ACCESSIBLE asks for speech with any value but these. Else the line's speed is measured, unless the person
 * knows better: BACKIN_SLOW=1 or 0. Before all of them come the options. */
static BkLook usual_look(void) {
  const char *accessible = g_getenv("ACCESSIBLE");
  if (accessible && accessible[0] && !g_str_equal(accessible, "0") &&
      g_ascii_strcasecmp(accessible, "false") != 0)
    return BK_LOOK_SPOKEN;
  const char *slow = g_getenv("BACKIN_SLOW");
  if (!slow || !slow[0])
    return BK_LOOK_MEASURED;
  return g_str_equal(slow, "0") ? BK_LOOK_RICH : BK_LOOK_SLOW;
}

static gboolean is_look(const char *word, BkLook *look) {
  static const struct {
    const char *word;
    BkLook look;
  } known[] = {{"--slow", BK_LOOK_SLOW}, {"--rich", BK_LOOK_RICH}, {"--plain", BK_LOOK_SPOKEN}};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
    if (g_str_equal(word, known[i].word)) {
      *look = known[i].look;
      return TRUE;
    }
  return FALSE;
}

/* Whether the arguments ask for the screens: none, or only those that say how they look, and where to read
 * and keep things. */
static gboolean wants_screens(char **argv, BkRuntimeOptions *options, BkLook *look) {
  const char *store = g_getenv("BACKIN_STORE");
  BkStoreKind kind;
  for (int i = 1; argv[i]; i++) {
    if (is_look(argv[i], look))
      continue;
    const char *dirs = value_of(argv, &i, "--servers-dir");
    const char *place = dirs ? NULL : value_of(argv, &i, "--store");
    if (!dirs && !place)
      return FALSE;
    options->servers_dirs = dirs ? dirs : options->servers_dirs;
    store = place ? place : store;
  }
  if (store && store[0]) {
    if (!bk_store_from_word(store, &kind))
      return FALSE; /* the commands say what is wrong with it */
    options->store = (int)kind;
  }
  return TRUE;
}

/* Drawn, or where that is not wanted or not possible, spoken: the program is the same. FALSE in *ret_ran:
 * there is no terminal. */
static int run_screens(const BkRuntimeOptions *options, BkLook look, gboolean *ret_ran) {
  BkTerminalResult result = BK_TERMINAL_CANNOT;
  int status = look == BK_LOOK_SPOKEN ? 0 : bk_screens_run(options, look, &result);
  switch (result) {
  case BK_TERMINAL_OK:
  case BK_TERMINAL_NONE:
    *ret_ran = result == BK_TERMINAL_OK;
    return status;
  case BK_TERMINAL_UNKNOWN:
  case BK_TERMINAL_CANNOT:
  case BK_TERMINAL_SMALL:
    return bk_talk_run(options, ret_ran);
  }
  g_assert_not_reached();
}

int main(int argc, char **argv) {
  if (!bk_process_guard())
    return BK_EXIT_FAILED;
  BkRuntimeOptions options = {.store = -1, .demo = g_getenv("BACKIN_DEMO")};
  BkLook look = usual_look();
  gboolean ran = FALSE;
  if (argc < 1 || !wants_screens(argv, &options, &look))
    return bk_cli_main(argc, argv);
  bk_words_init();
  int status = run_screens(&options, look, &ran);
  return ran ? status : bk_cli_main(1, (char *[]){argv[0], NULL});
}
