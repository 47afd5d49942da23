#include "flow/link.h"
#include "flow/machine.h"

#include <string.h>

/* Typed codes are forgiven their spaces and dashes; what is no code as a person types one (a long
 * token that happens to be called "code") stays as it is. */
static BkSecret *as_typed(const BkFlow *flow, const char *name, BkSecret *value) {
  const BkInput *input = bk_server_input(flow->server, name);
  gboolean typed = input != NULL && (input->kind == BK_INPUT_CODE || input->kind == BK_INPUT_OTP);
  BkSecret *code = typed ? bk_code_normalise(value) : NULL;
  return code != NULL ? code : bk_secret_ref(value);
}

static void keep_given(BkFlow *flow, const char *name, BkSecret *value) {
  g_hash_table_remove(flow->captures, name);
  g_hash_table_replace(flow->given, g_strdup(name), as_typed(flow, name, value));
}

/* A link gives what its mail says it holds; one that leads elsewhere gives nothing. */
static void give_link(BkFlow *flow, BkSecret *text) {
  const BkAction *forgot = bk_flow_mail_action(flow->server, flow->action);
  g_autoptr(GHashTable) values = NULL;
  if (forgot == NULL || bk_paste_parse(flow->server, forgot, text, &values, NULL) != BK_PASTE_VALUES)
    return;
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    keep_given(flow, name, value);
}

void bk_flow_give(BkFlow *flow, const char *name, BkSecret *value) {
  if (flow->state == BK_FLOW_SEND || value == NULL)
    return;
  if (bk_secret_length(value) == 0)
    g_hash_table_remove(flow->given, name);
  else if (g_str_equal(name, "link"))
    give_link(flow, value);
  else
    keep_given(flow, name, value);
}

gboolean bk_flow_has(const BkFlow *flow, const char *name) {
  return g_hash_table_contains(flow->given, name) || g_hash_table_contains(flow->captures, name);
}

static gboolean contains(const GPtrArray *array, gconstpointer item) {
  return g_ptr_array_find((GPtrArray *)array, item, NULL);
}

static gboolean captures(const BkStep *step, const char *name) {
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);
    for (guint k = 0; rule->captures != NULL && k < rule->captures->len; k++) {
      if (g_str_equal(((const BkCapture *)g_ptr_array_index(rule->captures, k))->name, name))
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean will_be_captured(const GPtrArray *before, const char *name) {
  for (guint i = 0; i < before->len; i++) {
    if (captures(g_ptr_array_index((GPtrArray *)before, i), name))
      return TRUE;
  }
  return FALSE;
}

/* What a step lacks that the steps before it, which are still to be sent, do not bring. */
static GPtrArray *lacking(const BkFlow *flow, const BkStep *step, const GPtrArray *before) {
  GPtrArray *wanted = g_ptr_array_new();
  g_autoptr(GPtrArray) names = bk_flow_step_names(flow->server, step);
  for (guint i = 0; flow->state != BK_FLOW_DONE && i < names->len; i++) {
    char *name = g_ptr_array_index(names, i);
    gboolean optional = g_str_has_suffix(name, "?");
    if (optional)
      name[strlen(name) - 1] = '\0';
    if (!bk_flow_lacks(flow, name) || will_be_captured(before, name))
      continue;
    const BkInput *input = bk_flow_input_for(flow->server, name);
    gboolean offered = !optional || input->fallback != NULL || g_hash_table_contains(flow->asked, name);
    if (offered && !contains(wanted, input))
      g_ptr_array_add(wanted, (gpointer)input);
  }
  return wanted;
}

GPtrArray *bk_flow_wanted(const BkFlow *flow) {
  g_autoptr(GPtrArray) before = g_ptr_array_new();
  return lacking(flow, flow->step, before);
}

/* The step that follows when all goes well; NULL: none. */
static const BkStep *next_step(const BkFlow *flow, const BkStep *step) {
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);
    if (rule->outcome == BK_OUTCOME_OK && rule->then != NULL)
      return bk_action_step(flow->action, rule->then);
  }
  return NULL;
}

GPtrArray *bk_flow_form(const BkFlow *flow) {
  g_autoptr(GPtrArray) before = g_ptr_array_new();
  for (const BkStep *step = flow->step; step != NULL && !contains(before, step);
       step = next_step(flow, step)) {
    GPtrArray *wanted = lacking(flow, step, before);
    if (wanted->len > 0)
      return wanted;
    g_ptr_array_unref(wanted);
    g_ptr_array_add(before, (gpointer)step);
  }
  return g_ptr_array_new();
}

gboolean bk_flow_take_defaults(BkFlow *flow) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(flow);
  for (guint i = 0; i < wanted->len; i++) {
    if (((const BkInput *)g_ptr_array_index(wanted, i))->fallback == NULL)
      return FALSE;
  }
  for (guint i = 0; i < wanted->len; i++) {
    const BkInput *input = g_ptr_array_index(wanted, i);
    g_autoptr(BkSecret) value = bk_secret_new(input->fallback, -1);
    keep_given(flow, input->name, value);
  }
  return TRUE;
}

/* ---- trying again ---- */

/* Which kinds of input a refusal is about. */
static gboolean is_refused(BkOutcome outcome, BkInputKind kind) {
  switch ((int)outcome) {
  case BK_OUTCOME_INVALID_CREDENTIALS:
    return kind == BK_INPUT_PASSWORD || kind == BK_INPUT_OTP || kind == BK_INPUT_CODE ||
           kind == BK_INPUT_SECRET;
  case BK_OUTCOME_UNKNOWN_ACCOUNT:
    return kind == BK_INPUT_EMAIL || kind == BK_INPUT_PASSWORD;
  case BK_OUTCOME_WEAK_PASSWORD:
  case BK_OUTCOME_SAME_PASSWORD:
    return kind == BK_INPUT_NEW_PASSWORD;
  case BK_OUTCOME_CODE_INVALID:
  case BK_OUTCOME_CODE_EXPIRED:
    return kind == BK_INPUT_CODE || kind == BK_INPUT_OTP || kind == BK_INPUT_LINK;
  case BK_OUTCOME_MISCONFIGURED:
    return kind == BK_INPUT_SECRET; /* a key that the person was given, typed wrong */
  default:
    return FALSE;
  }
}

/* An administrator names the account that is not known; everybody else is it. */
static gboolean is_target(const BkFlow *flow, const char *name) {
  return flow->outcome == BK_OUTCOME_UNKNOWN_ACCOUNT && g_str_equal(name, "target");
}

/* A key that stands beside a password is not what "wrong password" is about. */
static gboolean is_spared(BkOutcome outcome, BkInputKind kind, gboolean has_password) {
  return outcome == BK_OUTCOME_INVALID_CREDENTIALS && kind == BK_INPUT_SECRET && has_password;
}

static gboolean mentions_password(const BkFlow *flow, const GPtrArray *names) {
  for (guint i = 0; i < names->len; i++) {
    const BkInput *input = bk_flow_input_for(flow->server, g_ptr_array_index(names, i));
    if (input != NULL && input->kind == BK_INPUT_PASSWORD)
      return TRUE;
  }
  return FALSE;
}

/* Names (char*) of what was given for this step and must be given anew. */
static GPtrArray *refused_names(const BkFlow *flow) {
  GPtrArray *refused = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) names = bk_flow_step_names(flow->server, flow->step);
  gboolean has_password = mentions_password(flow, names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_strdelimit(g_strdup(g_ptr_array_index(names, i)), "?", '\0');
    const BkInput *input = bk_flow_input_for(flow->server, name);
    if (input != NULL && g_hash_table_contains(flow->given, name) &&
        !is_spared(flow->outcome, input->kind, has_password) &&
        (is_refused(flow->outcome, input->kind) || is_target(flow, name)))
      g_ptr_array_add(refused, g_steal_pointer(&name));
  }
  return refused;
}

/* Whether the last rule names what to ask for. */
static gboolean rule_asks(const BkFlow *flow) {
  return flow->rule != NULL && flow->rule->ask != NULL && flow->rule->ask->len > 0 &&
         flow->outcome == flow->rule->outcome;
}

gboolean bk_flow_can_try_again(const BkFlow *flow) {
  if (flow->state != BK_FLOW_DONE)
    return FALSE;
  if (rule_asks(flow))
    return TRUE;
  g_autoptr(GPtrArray) refused = refused_names(flow);
  return refused->len > 0;
}

void bk_flow_again(BkFlow *flow) {
  if (flow->state != BK_FLOW_DONE || flow->outcome == BK_OUTCOME_OK)
    return;
  g_autoptr(GPtrArray) refused = NULL;
  if (rule_asks(flow)) {
    refused = g_ptr_array_ref(flow->rule->ask);
  } else {
    refused = refused_names(flow);
    g_hash_table_remove_all(flow->asked);
  }
  for (guint i = 0; i < refused->len; i++)
    g_hash_table_remove(flow->given, g_ptr_array_index(refused, i));
  bk_flow_clear_result(flow);
  flow->rule = NULL;
  flow->state = BK_FLOW_ASK;
  flow->requests = 0; /* what is limited is a chain, not a person */
  bk_flow_start_polling(flow);
}
