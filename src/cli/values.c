/* values.c: values that come by options, descriptors and questions. Secrets never stand in argv. */
#include "cli/run.h"

#include "base/text.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define VALUE_LIMIT (16u * 1024u)

static const char *const slot_words[] = {
#define X(name, word, input) word,
    BK_SLOTS(X)
#undef X
};
static const char *const slot_inputs[] = {
#define X(name, word, input) input,
    BK_SLOTS(X)
#undef X
};

/* ---- reading ------------------------------------------------------------------------------------- */

/* Everything of a descriptor, without buffers of stdio; one newline at the end is not part of it. */
static BkSecret *read_all(int fd, gsize limit, const char **ret_why) {
  g_autoptr(BkSecretBuilder) bytes = bk_secret_builder_new(limit);
  char chunk[1024];
  ssize_t count;
  gboolean fits = TRUE;
  while (fits && ((count = read(fd, chunk, sizeof chunk)) > 0 || (count < 0 && errno == EINTR)))
    fits = count < 0 || bk_secret_builder_append(bytes, chunk, count);
  explicit_bzero(chunk, sizeof chunk);
  const char *text = bk_secret_builder_peek(bytes);
  gsize length = bk_secret_builder_length(bytes);
  if (length > 0 && text[length - 1] == '\n')
    length -= length > 1 && text[length - 2] == '\r' ? 2 : 1;
  *ret_why = !fits                                          ? "is too long"
             : count < 0                                    ? "cannot be read"
             : length == 0                                  ? "is empty"
             : memchr(text, '\0', length)                   ? "holds a NUL"
             : !g_utf8_validate(text, (gssize)length, NULL) ? "is not UTF-8"
                                                            : NULL;
  return *ret_why ? NULL : bk_secret_new(text, (gssize)length);
}

/* A secret of a descriptor that the person types at would be echoed: that is refused. */
static BkSecret *read_value(BkCli *cli, const char *option, int fd, gsize limit) {
  const char *why = NULL;
  if (fd < 0 || fcntl(fd, F_GETFD) < 0)
    why = "is not an open descriptor";
  else if (isatty(fd))
    why = "is a terminal, where it could be read over your shoulder; leave the option out to be asked";
  BkSecret *value = why ? NULL : read_all(fd, limit, &why);
  if (!value)
    bk_cli_usage(cli, "input_unusable", "--%s: what comes from there %s", option, why);
  return value;
}

gboolean bk_cli_slot(BkCli *cli, BkSlot slot, gsize limit, BkSecret **ret_secret) {
  *ret_secret = NULL;
  if (cli->options.from_stdin[slot] || cli->options.from_fd[slot] >= 0) {
    gboolean from_stdin = cli->options.from_stdin[slot];
    g_autofree char *option = g_strconcat(slot_words[slot], from_stdin ? "-stdin" : "-fd", NULL);
    *ret_secret = read_value(cli, option, from_stdin ? STDIN_FILENO : cli->options.from_fd[slot], limit);
    cli->options.from_stdin[slot] = FALSE; /* what was read is used up */
    cli->options.from_fd[slot] = -1;
    return *ret_secret != NULL;
  }
  return TRUE;
}

/* ---- checks before anything happens ---------------------------------------------------------------- */

static char *name_of(const char *pair) {
  const char *equals = strchr(pair, '=');
  return equals && equals > pair ? g_strndup(pair, (gsize)(equals - pair)) : NULL;
}

static gboolean looks_secret(const char *name) {
  const BkInput *input = bk_input_builtin(name);
  return input && input->secret;
}

static gboolean check_pairs(BkCli *cli, char **pairs, const char *option, gboolean fds) {
  for (int i = 0; pairs && pairs[i]; i++) {
    g_autofree char *name = name_of(pairs[i]);
    if (!name) {
      bk_cli_usage(cli, "usage", "--%s wants NAME=%s", option, fds ? "N" : "VALUE");
      return FALSE;
    }
    const char *value = strchr(pairs[i], '=') + 1;
    if (fds && !g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT, NULL, NULL)) {
      bk_cli_usage(cli, "usage", "--%s=%s=N wants the number of a descriptor", option, name);
      return FALSE;
    }
    if (!fds && looks_secret(name)) {
      bk_cli_usage(cli, "secret_in_arguments",
                   "--input %s: secrets are never arguments, every user of this machine can read those; use "
                   "--input-fd %s=N",
                   name, name);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean bk_cli_check_values(BkCli *cli) {
  const char *first = NULL;
  for (int slot = 0; slot < BK_SLOT_COUNT; slot++) {
    if (cli->options.from_stdin[slot] && first) {
      bk_cli_usage(cli, "usage",
                   "--%s-stdin and --%s-stdin: standard input can bring one value only; use --%s-fd N", first,
                   slot_words[slot], slot_words[slot]);
      return FALSE;
    }
    if (cli->options.from_stdin[slot])
      first = slot_words[slot];
    if (cli->options.from_stdin[slot] && cli->options.from_fd[slot] >= 0) {
      bk_cli_usage(cli, "usage", "--%s-stdin or --%s-fd, not both", slot_words[slot], slot_words[slot]);
      return FALSE;
    }
  }
  return check_pairs(cli, cli->options.inputs, "input", FALSE) &&
         check_pairs(cli, cli->options.input_fds, "input-fd", TRUE);
}

/* ---- one value ------------------------------------------------------------------------------------- */

/* Marks a pair as used: a refused value must not be sent a second time by itself. */
static const char *take_pair(char **pairs, const char *name) {
  for (int i = 0; pairs && pairs[i]; i++) {
    g_autofree char *its_name = name_of(pairs[i]);
    if (g_strcmp0(its_name, name) == 0)
      return strchr(pairs[i], '=') + 1;
  }
  return NULL;
}

static int slot_of(const BkCli *cli, const BkInput *input) {
  /* "reset complete --password-stdin" brings the only password there is: the new one. */
  gboolean only_new =
      input->kind == BK_INPUT_NEW_PASSWORD && (cli->command->takes & BK_TAKES_PASSWORD) &&
      (cli->options.from_stdin[BK_SLOT_PASSWORD] || cli->options.from_fd[BK_SLOT_PASSWORD] >= 0);
  if (only_new)
    return BK_SLOT_PASSWORD;
  for (int slot = 0; slot < BK_SLOT_COUNT; slot++)
    if (g_str_equal(slot_inputs[slot], input->name))
      return slot;
  return -1;
}

static gboolean takes_from_stdin(const BkCommand *command, const char *word) {
  g_autofree char *name = g_strconcat(word, "-stdin", NULL);
  g_autoptr(GPtrArray) options = bk_command_options(command);
  for (guint i = 0; i < options->len; i++)
    if (g_str_equal(((const BkOption *)g_ptr_array_index(options, i))->name, name))
      return TRUE;
  return FALSE;
}

static char *option_for(const BkCli *cli, const BkInput *input) {
  if (g_str_equal(input->name, "email") || g_str_equal(input->name, "target"))
    return g_strdup("--user EMAIL");
  for (int slot = 0; slot < BK_SLOT_COUNT; slot++) {
    if (!g_str_equal(slot_inputs[slot], input->name))
      continue;
    const char *word =
        slot == BK_SLOT_NEW && !(cli->command->takes & BK_TAKES_NEW) ? "password" : slot_words[slot];
    if (takes_from_stdin(cli->command, word))
      return g_strdup_printf("--%s-stdin or --%s-fd N", word, word);
  }
  return g_strdup_printf(input->secret ? "--input-fd %s=N" : "--input %s=VALUE", input->name);
}

static BkSecret *ask_choice(const BkInput *input) {
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  int first = -1;
  for (int i = 0; input->values[i]; i++) {
    g_ptr_array_add(labels, bk_text_clean_line(input->values[i]));
    if (g_strcmp0(input->values[i], input->fallback) == 0)
      first = i;
  }
  int index = bk_terminal_choose(bk_words_input(input), labels, first);
  return index < 0 ? NULL : bk_secret_new(input->values[index], -1);
}

/* A new password is typed twice; the second is compared here and wiped. */
static BkSecret *ask_new_password(BkCli *cli, const char *label) {
  for (int tries = 0; tries < BK_CLI_TRIES; tries++) {
    g_autoptr(BkSecret) first = bk_terminal_ask(label, TRUE);
    if (!first)
      return NULL;
    g_autofree char *again = g_strdup_printf("%s, %s", label, bk_console(BK_SAY_AGAIN));
    g_autoptr(BkSecret) second = bk_terminal_ask(again, TRUE);
    if (!second)
      return NULL;
    if (bk_secret_equal(first, second))
      return g_steal_pointer(&first);
    BkNotice notice = {.kind = BK_NOTICE_MISMATCH};
    bk_cli_warn(cli, &notice);
  }
  return NULL;
}

static BkSecret *ask_value(BkCli *cli, const BkInput *input) {
  g_autofree char *label = bk_text_clean_line(bk_words_input(input));
  cli->prompted = TRUE;
  BkSecret *value = input->kind == BK_INPUT_CHOICE && input->values ? ask_choice(input)
                    : input->kind == BK_INPUT_NEW_PASSWORD          ? ask_new_password(cli, label)
                                                                    : bk_terminal_ask(label, input->secret);
  if (!value) {
    BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
    cli->stopped = bk_cli_tell(cli, &notice);
    return NULL;
  }
  if (bk_secret_length(value) == 0 && input->fallback) {
    bk_secret_unref(value);
    value = bk_secret_new(input->fallback, -1);
  }
  return value;
}

static BkSecret *fallback_or_usage(BkCli *cli, const BkInput *input) {
  if (input->fallback)
    return bk_secret_new(input->fallback, -1);
  g_autofree char *option = option_for(cli, input);
  bk_cli_usage(cli, "input_missing", "%s is missing: give it with %s", bk_words_input(input), option);
  return NULL;
}

BkSecret *bk_cli_value(BkCli *cli, const BkInput *input) {
  BkSecret *value = NULL;
  int slot = slot_of(cli, input);
  if (slot >= 0 && !bk_cli_slot(cli, (BkSlot)slot, VALUE_LIMIT, &value))
    return NULL;
  if (value)
    return value;
  const char *text = take_pair(cli->options.inputs, input->name);
  if (text && input->secret) {
    bk_cli_usage(cli, "secret_in_arguments", "--input %s: secrets are never arguments; use --input-fd %s=N",
                 input->name, input->name);
    return NULL;
  }
  if (text)
    return bk_secret_new(text, -1);
  const char *fd = take_pair(cli->options.input_fds, input->name);
  if (fd) {
    g_autofree char *option = g_strdup_printf("input-fd %s", input->name);
    return read_value(cli, option, (int)g_ascii_strtoull(fd, NULL, 10), VALUE_LIMIT);
  }
  return bk_cli_has_person(cli) ? ask_value(cli, input) : fallback_or_usage(cli, input);
}
