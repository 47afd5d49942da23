#include "app/model.h"

#include <string.h>

/* The command behind the screen: what support can read aloud and a tester can paste. */

static void add_quoted(GString *line, const char *option, const char *value) {
  if (value == NULL)
    return;
  g_autofree char *quoted = g_shell_quote(value);
  /* Plain words need no quotes, and are easier to read aloud. */
  gboolean plain =
      value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._+-/:")] == '\0';
  g_string_append_printf(line, " %s%s%s", option, option[0] != '\0' ? " " : "", plain ? value : quoted);
}

static void add_server(GString *line, const BkModel *model) {
  add_quoted(line, "-s", model->server != NULL ? model->server->id : NULL);
}

static void add_who(GString *line, const BkModel *model) {
  add_server(line, model);
  add_quoted(line, "-u", model->email);
}

static void admin_command(GString *line, const BkModel *model) {
  g_string_append_printf(line, " admin reset --%s", bk_way_word(model->admin_way));
  add_server(line, model);
  add_quoted(line, "-u", model->target);
  add_quoted(line, "--as", model->session != NULL ? model->session->account : NULL);
}

static void forgot_command(GString *line, const BkModel *model) {
  g_string_append(line, " forgot");
  add_who(line, model);
  if (model->action != NULL && model->action->way != BK_WAY_ONLY)
    g_string_append_printf(line, " --by %s", bk_way_word(model->action->way));
}

static void reset_command(GString *line, const BkModel *model, const char *verb) {
  g_string_append_printf(line, " reset %s", verb);
  add_quoted(line, "", model->reset != NULL ? model->reset->id : NULL);
}

/* What the screens were started with counts for the command as well. */
static void add_given(GString *line, const BkModel *model) {
  gboolean of_servers = model->place == BK_PLACE_SERVER || model->place == BK_PLACE_ELSEWHERE;
  add_quoted(line, "--servers-dir", model->servers_dirs);
  if (model->store_given >= 0 && !of_servers) /* those commands keep nothing */
    add_quoted(line, "--store", bk_store_word((BkStoreKind)model->store_given));
}

/* Secrets are left out: the command asks for them, so that it works as it stands. */
char *bk_model_command(const BkModel *model) {
  GString *line = g_string_new("backin");
  switch (model->place) {
  case BK_PLACE_EMAIL:
    g_string_append(line, " login");
    break;
  case BK_PLACE_SERVER:
    g_string_append(line, " servers list --check");
    break;
  case BK_PLACE_KEEP:
  case BK_PLACE_SIGN_IN:
  case BK_PLACE_DONE:
    g_string_append(line, " login");
    add_who(line, model);
    break;
  case BK_PLACE_DEVICE:
    g_string_append(line, " login --device");
    add_who(line, model);
    break;
  case BK_PLACE_FORGOT:
    forgot_command(line, model);
    break;
  case BK_PLACE_INBOX:
    reset_command(line, model, "resume");
    break;
  case BK_PLACE_CODE:
    reset_command(line, model, "verify");
    break;
  case BK_PLACE_NEW_PASSWORD:
    reset_command(line, model, "complete");
    break;
  case BK_PLACE_SESSIONS:
    g_string_append(line, " status --check");
    break;
  case BK_PLACE_OTHERS:
    g_string_append(line, " sessions list --elsewhere");
    add_who(line, model);
    break;
  case BK_PLACE_CHANGE:
    g_string_append(line, " password change");
    add_who(line, model);
    break;
  case BK_PLACE_ADMIN:
    admin_command(line, model);
    break;
  case BK_PLACE_ELSEWHERE:
    g_string_append(line, " servers explain");
    add_who(line, model);
    break;
  case BK_PLACE_SHOWN:
  case BK_PLACE_MAIL:
  case BK_PLACE_COUNT:
    g_string_free(line, TRUE);
    return NULL;
  }
  add_given(line, model);
  return g_string_free(line, FALSE);
}
