/* shown.c: what is shown once: never in JSON, in no log, not in the scrollback. */
#include "base/text.h"
#include "cli/run.h"
#include "words/words.h"

#include <string.h>

#define SHOWN_SECONDS 120

static void append(BkSecretBuilder *page, const char *text) {
  (void)bk_secret_builder_append(page, text, -1);
}

/* Text that held a secret for a moment, on lines of its own. */
static void append_secret(BkSecretBuilder *page, const char *margin, char *text) {
  append(page, margin);
  append(page, text);
  append(page, "\n\n");
  bk_secret_wipe_string(text);
}

static void append_value(BkSecretBuilder *page, const BkShownValue *shown) {
  /* Cleaned, for a server must not move the cursor; exact for every password that can be typed. */
  char *clean = bk_text_clean(bk_secret_peek(shown->value), (gssize)bk_secret_length(shown->value), 4000, 1);
  gboolean password = g_str_equal(shown->as, "password");
  char *grouped = password ? bk_words_grouped(clean) : NULL;
  char *spelled = password ? bk_words_spelled(clean) : NULL;
  append_secret(page, password ? "      " : "", clean);
  if (password) {
    append_secret(page, "      ", grouped);
    append_secret(page, "  ", spelled);
  }
}

static BkSecret *page_of(const BkCli *cli, const GPtrArray *values, const char *account) {
  BkSecretBuilder *page = bk_secret_builder_new(64 * 1024);
  g_autofree char *title =
      bk_console_say(BK_SAY_SHOWN_TITLE, "account", account, "server", cli->model->server->name, NULL);
  g_autofree char *time = bk_words_duration(SHOWN_SECONDS);
  g_autofree char *key = bk_console_say(BK_SAY_SHOWN_KEY, "seconds", time, NULL);
  append(page, "  ");
  append(page, title);
  append(page, "\n\n");
  for (guint i = 0; i < values->len; i++)
    append_value(page, g_ptr_array_index(values, i));
  const char *const lines[] = {bk_console(BK_SAY_SHOWN_ONCE), bk_console(BK_SAY_SHOWN_REPEAT), "", key};
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    append(page, "  ");
    append(page, lines[i]);
    append(page, "\n");
  }
  return bk_secret_builder_finish(page);
}

static gboolean write_to(int fd, const GPtrArray *shown) {
  for (guint i = 0; i < shown->len; i++) {
    const BkSecret *value = ((const BkShownValue *)g_ptr_array_index(shown, i))->value;
    if (!bk_cli_write(fd, bk_secret_peek(value), bk_secret_length(value)) || !bk_cli_write(fd, "\n", 1))
      return FALSE;
  }
  return TRUE;
}

gboolean bk_cli_hand_over(BkCli *cli, const GPtrArray *shown, const char *account) {
  if (cli->options.out_fd >= 0)
    return write_to(cli->options.out_fd, shown);
  g_autoptr(BkSecret) page = page_of(cli, shown, account ? account : "");
  return bk_terminal_show_once(page, SHOWN_SECONDS);
}
