/* drive.c: an action from its first form to its end. The forms are those of the screens: the inputs
 * that the server's templates still lack. */
#include "cli/run.h"

#include "base/text.h"
#include "words/words.h"

#include <string.h>

#define PASTE_LIMIT (256u * 1024u)

/* ---- forms ----------------------------------------------------------------------------------------- */

static BkSecret *address_of(BkCli *cli) {
  return cli->model->email ? bk_secret_new(cli->model->email, -1) : NULL;
}

static BkSecret *value_for(BkCli *cli, const BkInput *input) {
  gboolean target = g_str_equal(input->name, "target");
  if (target && cli->options.user)
    return bk_secret_new(cli->options.user, -1);
  /* The address was given on the command line or at its own question: that is its confirmation. */
  if (g_str_equal(input->name, "email") && cli->model->email)
    return address_of(cli);
  return bk_cli_value(cli, input);
}

BkSecret *bk_cli_confirmation(BkCli *cli) {
  if (cli->options.yes)
    return bk_secret_new(cli->options.yes, -1);
  if (!bk_cli_has_person(cli)) {
    bk_cli_usage(cli, "input_missing", "confirm by naming the account once more: --yes EMAIL");
    return NULL;
  }
  cli->prompted = TRUE;
  BkSecret *typed = bk_terminal_ask(bk_console(BK_SAY_CONFIRM_ACCOUNT), FALSE);
  if (!typed) {
    BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
    cli->stopped = bk_cli_tell(cli, &notice);
  }
  return typed;
}

static gboolean send_form(BkCli *cli) {
  g_autoptr(BkMessage) message = bk_message_form();
  g_autoptr(GPtrArray) form = bk_model_form(cli->model);
  cli->prompted = FALSE;
  gboolean acts_on_another = FALSE;
  for (guint i = 0; i < form->len; i++) {
    const BkInput *input = g_ptr_array_index(form, i);
    g_autoptr(BkSecret) value = value_for(cli, input);
    if (!value)
      return FALSE;
    bk_message_give(message, input->name, value);
    acts_on_another = acts_on_another || g_str_equal(input->name, "target");
  }
  if (acts_on_another && cli->model->action && cli->model->action->confirm) {
    g_autoptr(BkSecret) again = bk_cli_confirmation(cli);
    if (!again)
      return FALSE;
    bk_message_give(message, "confirm", again);
  }
  return bk_cli_post(cli, g_steal_pointer(&message));
}

/* ---- choices --------------------------------------------------------------------------------------- */

static int named_choice(const BkFlow *flow, const char *wanted) {
  const GPtrArray *choices = bk_flow_choices(flow);
  char *end = NULL;
  gint64 number = g_ascii_strtoll(wanted, &end, 10);
  g_autoptr(BkSecret) value = bk_secret_new(wanted, -1);
  for (guint i = 0; i < choices->len; i++)
    if (g_ascii_strcasecmp(g_ptr_array_index(choices, i), wanted) == 0 ||
        bk_secret_equal(bk_flow_choice_value(flow, i), value))
      return (int)i;
  return *wanted && !*end && number >= 1 && number <= choices->len ? (int)number - 1 : -1;
}

gboolean bk_cli_choose(BkCli *cli) {
  GPtrArray *choices = bk_flow_choices(cli->model->flow);
  const char *wanted = cli->options.choose ? cli->options.choose[cli->chosen] : NULL;
  int index = -1;
  if (wanted) {
    cli->chosen++;
    index = named_choice(cli->model->flow, wanted);
  } else if (bk_cli_has_person(cli)) {
    const char *title = bk_flow_choice_title(cli->model->flow);
    index = bk_terminal_choose(title ? title : bk_console(BK_SAY_WHICH_OFFER), choices,
                               choices->len == 1 ? 0 : -1);
  }
  if (!wanted && index < 0 && !bk_cli_has_person(cli))
    index = bk_flow_choice_fallback(cli->model->flow);
  if (index >= 0)
    return bk_cli_post(cli, bk_message_pick((guint)index));
  g_autoptr(GString) offers = g_string_new(NULL);
  for (guint i = 0; i < choices->len; i++)
    g_string_append_printf(offers, "%s\"%s\"", i ? ", " : "", (const char *)g_ptr_array_index(choices, i));
  bk_cli_usage(cli, "choice_missing", "the server offers a choice: say --choose with one of %s", offers->str);
  return FALSE;
}

/* ---- to the end ------------------------------------------------------------------------------------ */

static gboolean is_end(const BkCli *cli, BkPlace place) {
  const BkNotice *notice = &cli->model->notice;
  gboolean goes_on = notice->kind == BK_NOTICE_OUTCOME && notice->outcome == BK_OUTCOME_MFA_REQUIRED;
  return cli->model->place != place || !cli->model->flow || (notice->kind != BK_NOTICE_NONE && !goes_on);
}

/* A refusal that the person can mend is told, and the question comes again. */
static gboolean may_try_again(BkCli *cli, int tries) {
  if (!cli->prompted || tries >= BK_CLI_TRIES || !cli->model->flow)
    return FALSE;
  g_autoptr(GPtrArray) form = bk_model_form(cli->model);
  BkExit exit = bk_notice_exit(&cli->model->notice);
  if (form->len == 0 || (exit != BK_EXIT_CREDENTIALS && exit != BK_EXIT_REFUSED && exit != BK_EXIT_USAGE))
    return FALSE;
  bk_cli_warn(cli, &cli->model->notice);
  return TRUE;
}

gboolean bk_cli_drive(BkCli *cli) {
  BkPlace place = cli->model->place;
  int tries = 1;
  /* A bound, for a server whose steps lead in a circle of questions. */
  for (int round = 0; round < BK_FLOW_MAX_REQUESTS && cli->model->flow && cli->model->place == place;
       round++) {
    BkFlowState state = bk_flow_state(cli->model->flow);
    if (state == BK_FLOW_ASK ? !send_form(cli) : state == BK_FLOW_CHOOSE ? !bk_cli_choose(cli) : TRUE)
      break;
    if (bk_cli_refused(cli) && may_try_again(cli, tries++))
      continue;
    if (is_end(cli, place))
      break;
  }
  if (cli->stopped != BK_EXIT_OK)
    return FALSE;
  if (bk_cli_refused(cli)) {
    cli->stopped = bk_cli_tell_refusal(cli);
    return FALSE;
  }
  return TRUE;
}

/* ---- the code or link of a message ------------------------------------------------------------------ */

gboolean bk_cli_take_code(BkCli *cli) {
  for (int tries = 1; tries <= BK_CLI_TRIES; tries++) {
    g_autoptr(BkSecret) pasted = NULL;
    gboolean asked = FALSE;
    if (!bk_cli_slot(cli, BK_SLOT_CODE, PASTE_LIMIT, &pasted) ||
        (!pasted && !bk_cli_slot(cli, BK_SLOT_LINK, PASTE_LIMIT, &pasted)))
      return FALSE;
    if (!pasted && !bk_cli_has_person(cli)) {
      bk_cli_usage(cli, "input_missing",
                   "the code or the link is missing: give it with --code-stdin, --code-fd N, --link-stdin or "
                   "--link-fd N");
      return FALSE;
    }
    if (!pasted) {
      asked = TRUE;
      pasted = bk_terminal_ask(bk_console(BK_SAY_CODE_OR_LINK), TRUE);
    }
    if (!pasted) {
      BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
      cli->stopped = bk_cli_tell(cli, &notice);
      return FALSE;
    }
    if (!bk_cli_post(cli, bk_message_paste(pasted)))
      return FALSE;
    if (!bk_cli_refused(cli))
      return TRUE;
    if (!asked || tries == BK_CLI_TRIES || cli->model->place != BK_PLACE_CODE)
      break;
    bk_cli_warn(cli, &cli->model->notice);
  }
  cli->stopped = bk_cli_tell_refusal(cli);
  return FALSE;
}

/* ---- elsewhere ------------------------------------------------------------------------------------- */

static const char *elsewhere_word(BkElsewhereReason reason) {
  switch (reason) {
  case BK_ELSEWHERE_DOMAIN:
  case BK_ELSEWHERE_SOCIAL:
    return "elsewhere";
  case BK_ELSEWHERE_SECOND_FACTOR:
    return "second_factor";
  case BK_ELSEWHERE_NONE:
  case BK_ELSEWHERE_NO_FORGOT:
    return "unsupported";
  }
  g_assert_not_reached();
}

static char *elsewhere_sentence(const BkModel *model) {
  const BkElsewhere *entry = model->elsewhere_entry;
  if (!entry)
    return bk_console_say(BK_SAY_NO_FORGOT, "server", model->server->name, NULL);
  return bk_console_say(BK_SAY_LIVES_ELSEWHERE, "account", model->email ? model->email : "", "server",
                        model->server->name, "title", entry->title, NULL);
}

static void print_support(const BkServer *server) {
  const char *const ways[] = {server->support_email, server->support_phone, server->support_url};
  for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
    g_autofree char *clean = ways[i] ? bk_text_clean_line(ways[i]) : NULL;
    if (clean)
      g_print("%s %s\n", bk_console(BK_SAY_ASK_SUPPORT), clean);
  }
}

BkExit bk_cli_tell_elsewhere(BkCli *cli) {
  const BkElsewhere *entry = cli->model->elsewhere_entry;
  g_autofree char *sentence = elsewhere_sentence(cli->model);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.error/1");
    cJSON *error = cJSON_AddObjectToObject(object, "error");
    bk_json_text(error, "code", elsewhere_word(cli->model->elsewhere));
    cJSON_AddNumberToObject(error, "exit", BK_EXIT_UNSUPPORTED);
    bk_json_text(error, "message", sentence);
    bk_json_text(error, "next", entry ? entry->url : cli->model->change_page);
    bk_json_text(error, "ref", NULL);
    bk_json_text(error, "server", cli->model->server->id);
    bk_json_text(error, "title", entry ? entry->title : NULL);
    bk_cli_print_json(object);
    return BK_EXIT_UNSUPPORTED;
  }
  g_printerr("backin: %s\n", sentence);
  const char *page = entry ? entry->url : cli->model->change_page;
  g_autofree char *url = page ? bk_text_clean(page, -1, 2000, 1) : NULL;
  if (url) /* an address stands alone on its line, never wrapped */
    g_print("%s\n%s\n", bk_console(BK_SAY_SET_THERE), url);
  if (cli->model->server->lost_second_factor) {
    g_autofree char *clean = bk_text_clean(cli->model->server->lost_second_factor, -1, 300, 1);
    g_autofree char *rule = bk_console_say(BK_SAY_LOST_FACTOR, "rule", clean, NULL);
    bk_cli_note(cli, rule);
  }
  print_support(cli->model->server);
  return BK_EXIT_UNSUPPORTED;
}
