#include "servers/check.h"

#include "base/text.h"
#include "servers/build.h"

#include <string.h>

static void G_GNUC_PRINTF(5, 0) report(BkCheck *check, BkSeverity severity, const BkPlace *place,
                                       BkReportAt at, const char *format, va_list arguments) {
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  bk_report(check->report, severity, place, at, "%s", text);
}

void bk_check_error(BkCheck *check, const BkPlace *place, BkReportAt at, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report(check, BK_SEVERITY_ERROR, place, at, format, arguments);
  va_end(arguments);
  check->good = FALSE;
}

void bk_check_warn(BkCheck *check, const BkPlace *place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report(check, BK_SEVERITY_WARNING, place, BK_AT_VALUE, format, arguments);
  va_end(arguments);
}

char *bk_check_hint(const char *word, const GPtrArray *candidates) {
  g_autoptr(GPtrArray) list = g_ptr_array_new();
  for (guint i = 0; i < candidates->len; i++)
    if (candidates->pdata[i] != NULL)
      g_ptr_array_add(list, candidates->pdata[i]);
  g_ptr_array_add(list, NULL);
  const char *nearest = bk_text_nearest(word, (const char *const *)list->pdata);
  return nearest != NULL ? g_strdup_printf("; did you mean \"%s\"?", nearest) : g_strdup("");
}

const BkPlace *bk_chain_push(BkChain *chain, const char *key, int index) {
  g_return_val_if_fail(chain->depth < G_N_ELEMENTS(chain->at), NULL);
  BkPlace *place = &chain->at[chain->depth];
  *place = (BkPlace){.up = bk_chain_end(chain), .key = key, .index = index};
  chain->depth++;
  return place;
}

const BkPlace *bk_chain_end(const BkChain *chain) {
  return chain->depth > 0 ? &chain->at[chain->depth - 1] : NULL;
}

/* ---- inputs and variables ---- */

static void check_inputs(BkCheck *check) {
  const BkPlace inputs = {.key = "inputs"};
  for (guint i = 0; i < check->server->inputs->len; i++) {
    const BkInput *input = g_ptr_array_index(check->server->inputs, i);
    const BkPlace place = {.up = &inputs, .key = input->name};
    const BkPlace fallback = {.up = &place, .key = "default"}, values = {.up = &place, .key = "values"};
    gboolean choice = input->kind == BK_INPUT_CHOICE;
    if (input->secret && input->fallback != NULL && *input->fallback != '\0')
      bk_check_error(
          check, &fallback, BK_AT_VALUE,
          "a secret never stands in a server file: it is asked for, with \"remember\": true only once");
    if (choice && input->values[0] == NULL)
      bk_check_error(check, &values, BK_AT_MISSING, "must be given: what may be chosen");
    else if (!choice && input->values[0] != NULL)
      bk_check_error(check, &values, BK_AT_VALUE, "means nothing without \"kind\": \"choice\"");
    else if (choice && input->fallback != NULL &&
             !g_strv_contains((const char *const *)input->values, input->fallback))
      bk_check_error(check, &fallback, BK_AT_VALUE, "\"%s\" is not one of the values", input->fallback);
  }
}

/* Whether a variable without a value was declared so; else its value has the wrong type, which is told. */
static gboolean is_declaration(const BkCheck *check, const BkVariable *variable) {
  const cJSON *variables = bk_json_member(check->server->document, "variables");
  return cJSON_IsObject(bk_json_member(variables, variable->name));
}

static void check_variables(BkCheck *check) {
  const BkPlace variables = {.key = "variables"};
  for (guint i = 0; i < check->server->variables->len; i++) {
    const BkVariable *variable = g_ptr_array_index(check->server->variables, i);
    const BkPlace place = {.up = &variables, .key = variable->name};
    if (bk_check_names_secret(variable->name))
      bk_check_error(
          check, &place, BK_AT_VALUE,
          "looks like a secret, which never stands in a server file; declare an input with \"secret\": "
          "true, \"remember\": true instead");
    else if (variable->value == NULL && !check->provider && is_declaration(check, variable))
      bk_check_error(check, &place, BK_AT_TOP, "must be given%s%s", variable->title != NULL ? ": " : "",
                     variable->title != NULL ? variable->title : "");
  }
}

void bk_check_url_key(BkCheck *check, const BkPlace *place, const char *name, const char *what) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < check->server->urls->len; i++) {
    const BkPair *url = g_ptr_array_index(check->server->urls, i);
    g_ptr_array_add(names, url->name);
    if (strcmp(url->name, name) == 0)
      return;
  }
  check->open = TRUE;
  if (check->provider) /* a provider leaves it to its servers */
    return;
  const BkPlace urls = {.key = "urls"}, lacking = {.up = &urls, .key = name};
  g_autofree char *hint = bk_check_hint(name, names);
  if (hint[0] != '\0')
    bk_check_error(check, place, BK_AT_VALUE, "\"%s\" is not one of the server's urls%s", name, hint);
  else
    bk_check_error(check, &lacking, BK_AT_TOP, "must be given: where %s is sent", what);
}

static void check_session_urls(BkCheck *check) {
  const BkPlace place = {.key = "session_urls"};
  for (guint i = 0; check->server->session_urls[i] != NULL; i++)
    bk_check_url_key(check, &place, check->server->session_urls[i], "a session");
}

/* A value for a variable that nothing uses is most often a misspelt name. Only the file's own are judged. */
static void check_unused(BkCheck *check) {
  const BkPlace variables = {.key = "variables"};
  const cJSON *own = bk_json_member(check->report->layers[0]->document, "variables");
  for (guint i = 0; own != NULL && i < MIN(check->server->variables->len, 64); i++) {
    const BkVariable *variable = g_ptr_array_index(check->server->variables, i);
    if ((check->used & G_GUINT64_CONSTANT(1) << i) || variable->value == NULL ||
        bk_check_names_secret(variable->name) || bk_json_member(own, variable->name) == NULL)
      continue;
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    for (guint j = 0; j < check->server->variables->len; j++)
      if (j != i)
        g_ptr_array_add(others, ((const BkVariable *)g_ptr_array_index(check->server->variables, j))->name);
    g_autofree char *hint = bk_check_hint(variable->name, others);
    const BkPlace place = {.up = &variables, .key = variable->name};
    bk_check_warn(check, &place, "no template names this variable%s", hint);
  }
}

gboolean bk_check_server(const BkServer *server, gboolean provider, const BkReport *report_to,
                         gboolean *ret_closed) {
  BkCheck check = {.server = server, .provider = provider, .report = report_to, .good = TRUE};
  const BkPlace headers = {.key = "headers"}, auth = {.key = "auth"};
  const BkPlace password = {.key = "password"}, min = {.up = &password, .key = "min"};
  check_inputs(&check);
  check_variables(&check);
  check_session_urls(&check);
  bk_check_pairs(&check, &headers, server->headers);
  bk_check_auth(&check, &auth, server->auth);
  if (server->password_max > 0 && server->password_min > server->password_max)
    bk_check_error(&check, &min, BK_AT_VALUE, "is more than max (%d)", server->password_max);
  bk_check_actions(&check);
  check_unused(&check);
  const guint count = server->variables->len;
  if (ret_closed != NULL)
    *ret_closed = !check.open && count < 64 && check.used == (G_GUINT64_CONSTANT(1) << count) - 1;
  return check.good;
}
