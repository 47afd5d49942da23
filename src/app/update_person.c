#include "app/desk.h"
#include "base/text.h"

#include <string.h>

/* What a person wants, one function an intent: e-mail, server, actions, moving about. */

/* ---- e-mail and server ----------------------------------------------------------------------------- */

static gboolean looks_like_address(const char *email) {
  const char *at = email != NULL ? strrchr(email, '@') : NULL;
  return at != NULL && at > email && at[1] != '\0' && strlen(email) <= 254 &&
         strpbrk(email, " \t\r\n") == NULL && g_utf8_validate(email, -1, NULL);
}

static void suggest(BkModel *model) {
  model->suggested = NULL;
  for (guint i = 0; i < model->accounts->len && model->suggested == NULL; i++) {
    const BkAccount *account = g_ptr_array_index(model->accounts, i);
    if (g_ascii_strcasecmp(account->email, model->email) == 0)
      model->suggested = bk_server_list_find(model->servers, account->server);
  }
  model->suggested_because = "history";
  if (model->suggested == NULL) {
    model->suggested = bk_server_list_suggest(model->servers, model->email);
    model->suggested_because = "domain";
  }
  if (model->suggested == NULL && model->accounts->len > 0) {
    const BkAccount *last = g_ptr_array_index(model->accounts, 0);
    model->suggested = bk_server_list_find(model->servers, last->server);
    model->suggested_because = "last";
  }
  if (model->suggested == NULL && model->servers->servers->len > 0) {
    model->suggested = g_ptr_array_index(model->servers->servers, 0);
    model->suggested_because = "first";
  }
}

static gboolean take_email(BkUpdate *u, const char *text) {
  g_autofree char *email = g_strstrip(g_strdup(text != NULL ? text : ""));
  if (!looks_like_address(email)) {
    bk_update_notice(u, BK_NOTICE_BAD_ADDRESS, FALSE);
    return FALSE;
  }
  if (g_strcmp0(u->model->email, email) != 0) {
    g_free(u->model->email);
    u->model->email = g_steal_pointer(&email);
    g_clear_pointer(&u->model->session, bk_session_unref);
  }
  suggest(u->model);
  return TRUE;
}

static void on_email(BkUpdate *u, const BkMessage *message) {
  bk_notice_clear(&u->model->notice);
  if (!take_email(u, message->text))
    return;
  if (u->model->servers->servers->len == 0)
    bk_update_notice(u, BK_NOTICE_NO_SERVERS, FALSE);
  else
    bk_update_go(u, BK_PLACE_SERVER);
}

static gboolean take_server(BkUpdate *u, const char *id) {
  const BkServer *server = bk_server_list_find(u->model->servers, id);
  if (server == NULL) {
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < u->model->servers->servers->len; i++)
      g_ptr_array_add(ids, ((BkServer *)g_ptr_array_index(u->model->servers->servers, i))->id);
    g_ptr_array_add(ids, NULL);
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_UNKNOWN_SERVER, FALSE);
    notice->detail = g_strdup(id);
    notice->text = g_strdup(bk_text_nearest(id, (const char *const *)ids->pdata));
    return FALSE;
  }
  if (u->model->server != server) {
    bk_update_stop_flow(u);
    g_clear_pointer(&u->model->session, bk_session_unref);
    u->model->server = server;
  }
  BkSessionEntry *entry =
      u->model->email != NULL ? bk_model_entry(u->model, server->id, u->model->email) : NULL;
  if (entry != NULL && u->model->session == NULL)
    u->model->session = bk_session_ref(entry->session);
  BkEffect *connect = bk_update_effect(u, BK_EFFECT_CONNECT, 0);
  connect->text = g_strdup(server->origin);
  connect->ca_file = g_strdup(server->ca_file);
  return TRUE;
}

static void start_sign_in(BkUpdate *u) {
  bk_update_begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY, NULL);
  bk_update_go(u, BK_PLACE_SIGN_IN);
}

static void lead_elsewhere(BkUpdate *u, BkElsewhereReason reason, const BkElsewhere *entry) {
  bk_update_stop_flow(u);
  u->model->elsewhere = reason;
  u->model->elsewhere_entry = entry;
  g_clear_pointer(&u->model->change_page, g_free);
  if (reason == BK_ELSEWHERE_NO_FORGOT)
    bk_update_find_change_page(u);
  bk_update_go(u, BK_PLACE_ELSEWHERE);
}

static void on_server(BkUpdate *u, const BkMessage *message) {
  bk_notice_clear(&u->model->notice);
  if ((message->text != NULL && !take_email(u, message->text)) || !take_server(u, message->id))
    return;
  const BkElsewhere *entry =
      u->model->email != NULL ? bk_server_elsewhere(u->model->server, u->model->email) : NULL;
  if (entry != NULL)
    lead_elsewhere(u, BK_ELSEWHERE_DOMAIN, entry);
  else
    start_sign_in(u);
}

static void on_account(BkUpdate *u, const BkMessage *message) {
  bk_notice_clear(&u->model->notice);
  if (!take_email(u, message->text) || !take_server(u, message->id))
    return;
  for (guint i = 0; i < u->model->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(u->model->resets, i);
    if (g_str_equal(reset->server, message->id) && g_ascii_strcasecmp(reset->email, u->model->email) == 0) {
      bk_update_resume(u, reset->id);
      return;
    }
  }
  const BkSessionEntry *entry = bk_model_entry(u->model, message->id, u->model->email);
  if (entry != NULL && entry->state != BK_SESSION_EXPIRED)
    bk_update_go(u, BK_PLACE_SESSIONS);
  else
    on_server(u, message);
}

/* ---- beginning an action --------------------------------------------------------------------------- */

static void start_admin(BkUpdate *u, BkWay way) {
  g_autoptr(GArray) ways = bk_model_ways(u->model, BK_ACTION_ADMIN_RESET);
  if (ways->len == 0) {
    lead_elsewhere(u, BK_ELSEWHERE_NO_FORGOT, NULL);
    return;
  }
  gboolean offered = FALSE;
  for (guint i = 0; i < ways->len; i++)
    offered = offered || g_array_index(ways, BkWay, i) == way;
  u->model->admin_way = offered ? way : g_array_index(ways, BkWay, 0);
  if (way != BK_WAY_ONLY && !offered) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
    notice->action = BK_ACTION_ADMIN_RESET;
    notice->way = way;
    return;
  }
  BkSession *session = u->model->session;
  const BkSessionEntry *any = bk_model_entry(u->model, u->model->server->id, NULL);
  if (session == NULL && any != NULL)
    session = any->session;
  bk_update_go(u, BK_PLACE_ADMIN);
  bk_update_begin(u, BK_ACTION_ADMIN_RESET, u->model->admin_way, session);
}

static void start_change(BkUpdate *u) {
  if (u->model->session == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return;
  }
  bk_update_go(u, BK_PLACE_CHANGE);
  bk_update_begin(u, BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY, u->model->session);
}

static void start_forgot(BkUpdate *u, BkWay way) {
  const BkElsewhere *entry =
      u->model->email != NULL ? bk_server_elsewhere(u->model->server, u->model->email) : NULL;
  if (entry != NULL)
    lead_elsewhere(u, BK_ELSEWHERE_DOMAIN, entry);
  else if (bk_update_begin(u, BK_ACTION_FORGOT, way, NULL))
    bk_update_go(u, BK_PLACE_FORGOT);
  else
    lead_elsewhere(u, BK_ELSEWHERE_NO_FORGOT, NULL);
}

static void begin(BkUpdate *u, BkActionKind action, BkWay way) {
  if (u->model->server == NULL || u->model->busy)
    return;
  bk_notice_clear(&u->model->notice);
  switch (action) {
  case BK_ACTION_SIGN_IN:
    start_sign_in(u);
    break;
  case BK_ACTION_FORGOT:
    start_forgot(u, way);
    break;
  case BK_ACTION_RESET:
    bk_update_start_new_password(u);
    break;
  case BK_ACTION_CHANGE_PASSWORD:
    start_change(u);
    break;
  case BK_ACTION_ADMIN_RESET:
    start_admin(u, way);
    break;
  case BK_ACTION_DEVICE:
    bk_update_start_device(u);
    break;
  case BK_ACTION_SESSIONS:
    bk_update_list_others(u);
    break;
  case BK_ACTION_END_OTHERS:
    bk_update_end_others(u);
    break;
  case BK_ACTION_PROBE:
  case BK_ACTION_MFA:
  case BK_ACTION_RESEND:
  case BK_ACTION_VERIFY:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_COUNT:
    break; /* parts of a journey, begun by update itself */
  }
}

static void on_refresh(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  if (u->model->session == NULL || u->model->server == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
  } else if (bk_update_can_renew(u, u->model->session)) {
    bk_notice_clear(&u->model->notice);
    bk_update_renew(u, u->model->session, BK_RENEW_TELL);
  } else {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->action = BK_ACTION_REFRESH;
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
  }
}

static void on_social(BkUpdate *u, const BkMessage *message) {
  for (guint i = 0; u->model->server != NULL && i < u->model->server->elsewhere->len; i++) {
    const BkElsewhere *entry = g_ptr_array_index(u->model->server->elsewhere, i);
    if (g_strcmp0(entry->title, message->id) == 0)
      lead_elsewhere(u, BK_ELSEWHERE_SOCIAL, entry);
  }
}

/* ---- moving about ---------------------------------------------------------------------------------- */

static void on_go(BkUpdate *u, const BkMessage *message) {
  if (u->model->busy)
    return;
  bk_notice_clear(&u->model->notice);
  switch (message->place) {
  case BK_PLACE_SIGN_IN:
    begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY);
    break;
  case BK_PLACE_FORGOT:
    begin(u, BK_ACTION_FORGOT, BK_WAY_ONLY);
    break;
  case BK_PLACE_CHANGE:
    begin(u, BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY);
    break;
  case BK_PLACE_ADMIN:
    begin(u, BK_ACTION_ADMIN_RESET, BK_WAY_ONLY);
    break;
  case BK_PLACE_DEVICE:
    begin(u, BK_ACTION_DEVICE, BK_WAY_ONLY);
    break;
  case BK_PLACE_NEW_PASSWORD:
    bk_update_start_new_password(u);
    break;
  case BK_PLACE_CODE:
    bk_update_have_code(u);
    break;
  case BK_PLACE_INBOX:
    if (u->model->reset != NULL)
      bk_update_go(u, message->place);
    break;
  case BK_PLACE_EMAIL:
  case BK_PLACE_SERVER:
  case BK_PLACE_SESSIONS:
    bk_update_stop_flow(u);
    bk_update_go(u, message->place);
    break;
  case BK_PLACE_OTHERS:
    bk_update_list_others(u);
    break;
  case BK_PLACE_KEEP:
  case BK_PLACE_DONE:
  case BK_PLACE_SHOWN:
  case BK_PLACE_ELSEWHERE:
  case BK_PLACE_MAIL:
  case BK_PLACE_COUNT:
    break; /* reached by what happens, not by wish */
  }
}

static void on_back(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  if (u->model->back->len == 0)
    return;
  BkPlace place = g_array_index(u->model->back, BkPlace, u->model->back->len - 1);
  g_array_set_size(u->model->back, u->model->back->len - 1);
  bk_notice_clear(&u->model->notice);
  /* Going back from where to keep a session is not going away from the sign-in behind it. */
  if (u->model->place != BK_PLACE_MAIL && u->model->place != BK_PLACE_KEEP)
    bk_update_stop_flow(u);
  bk_update_replace(u, place);
  if (place == BK_PLACE_SIGN_IN && u->model->flow == NULL)
    bk_update_begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY, NULL);
  if (place == BK_PLACE_FORGOT)
    bk_update_begin(u, BK_ACTION_FORGOT, u->model->reset != NULL ? u->model->reset->way : BK_WAY_ONLY, NULL);
  if (place == BK_PLACE_ADMIN)
    start_admin(u, u->model->admin_way);
}

static void on_cancel(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  if (!u->model->busy)
    return;
  if (u->model->unlocking) {
    bk_update_stop_unlocking(u);
    return;
  }
  bk_update_leave_renewals(u, BK_RENEW_FRESH | BK_RENEW_TELL | BK_RENEW_FORM);
  if (u->desk->flow_serial == 0) {
    u->model->busy = FALSE;
    bk_update_notice(u, BK_NOTICE_CANCELLED, FALSE);
    return;
  }
  bk_update_effect(u, BK_EFFECT_STOP, u->desk->flow_serial);
  u->desk->flow_serial = 0;
  u->model->busy = FALSE;
  if (u->model->flow != NULL) {
    bk_flow_cancel(u->model->flow);
    bk_update_pump(u);
  }
}

static void on_pick(BkUpdate *u, const BkMessage *message) {
  BkFlow *flow = u->model->flow;
  if (flow == NULL || bk_flow_state(flow) != BK_FLOW_CHOOSE || message->index >= bk_flow_choices(flow)->len)
    return;
  bk_flow_choose(flow, message->index);
  bk_update_pump(u);
}

static void on_give(BkUpdate *u, const BkMessage *message) {
  if (u->model->busy || u->model->flow == NULL || message->values == NULL)
    return;
  gboolean signs_in = u->model->action->kind == BK_ACTION_SIGN_IN;
  if (signs_in && !u->model->store_decided) {
    /* Where to keep the session is settled before anything is sent, never after. */
    BkMessage *held = bk_message_form();
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, message->values);
    while (g_hash_table_iter_next(&iter, &name, &value))
      bk_message_give(held, name, value);
    g_clear_pointer(&u->desk->held, bk_message_free);
    u->desk->held = held;
    if (u->model->store_known)
      bk_update_go(u, BK_PLACE_KEEP);
    return;
  }
  bk_update_give(u, message->values);
}

/* ---- the other intents, each a word of a journey -------------------------------------------------- */

static void on_keep(BkUpdate *u, const BkMessage *message) {
  bk_update_keep(u, message->store);
}

static void on_unlock(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_unlock(u);
}

static void on_start(BkUpdate *u, const BkMessage *message) {
  begin(u, message->action, message->way);
}

static void on_again(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  if (u->model->action != NULL && !u->model->busy)
    begin(u, u->model->action->kind, u->model->action->way);
}

static void on_resend(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_resend(u);
}

static void on_paste(BkUpdate *u, const BkMessage *message) {
  if (!u->model->busy)
    bk_update_paste(u, message->secret);
}

static void on_elsewhere_done(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_finished_elsewhere(u);
}

static void on_resume(BkUpdate *u, const BkMessage *message) {
  bk_update_resume(u, message->id);
}

static void on_drop_reset(BkUpdate *u, const BkMessage *message) {
  bk_update_drop_reset(u, message->id);
}

static void on_keep_reset(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_keep_reset(u);
}

static void on_session(BkUpdate *u, const BkMessage *message) {
  bk_update_use_session(u, message->id, message->text);
}

static void on_switch(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_switch(u);
}

static void on_check(BkUpdate *u, const BkMessage *message) {
  bk_update_check(u, message->id, message->text);
}

static void on_prune(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_prune(u);
}

static void on_fresh(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_fresh(u);
}

static void on_end_other(BkUpdate *u, const BkMessage *message) {
  bk_update_end_other(u, message->index);
}

static void on_sign_out(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_sign_out(u);
}

static void on_lost_factor(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  lead_elsewhere(u, BK_ELSEWHERE_SECOND_FACTOR, NULL);
}

static void on_fetch_mail(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_fetch_mail(u);
}

static void on_shown_seen(BkUpdate *u, const BkMessage *message) {
  if (u->model->place != BK_PLACE_SHOWN)
    return;
  on_back(u, message);
  /* The form is empty again, yet something was changed. */
  bk_update_notice(u, BK_NOTICE_OUTCOME, TRUE)->outcome = BK_OUTCOME_OK;
}

static void on_probe(BkUpdate *u, const BkMessage *message) {
  bk_update_probe(u, message->text, (BkProbeWish)message->index);
}

static void on_quit(BkUpdate *u, const BkMessage *message G_GNUC_UNUSED) {
  bk_update_replace(u, BK_PLACE_EMAIL); /* leaving a place wipes what must not outlive it */
  u->model->quit = TRUE;
}

void bk_update_person(BkUpdate *u, const BkMessage *message) {
  static void (*const intents[])(BkUpdate *, const BkMessage *) = {
      [BK_MESSAGE_EMAIL] = on_email,
      [BK_MESSAGE_ACCOUNT] = on_account,
      [BK_MESSAGE_SERVER] = on_server,
      [BK_MESSAGE_KEEP] = on_keep,
      [BK_MESSAGE_UNLOCK] = on_unlock,
      [BK_MESSAGE_START] = on_start,
      [BK_MESSAGE_GIVE] = on_give,
      [BK_MESSAGE_PICK] = on_pick,
      [BK_MESSAGE_AGAIN] = on_again,
      [BK_MESSAGE_RESEND] = on_resend,
      [BK_MESSAGE_PASTE] = on_paste,
      [BK_MESSAGE_ELSEWHERE_DONE] = on_elsewhere_done,
      [BK_MESSAGE_RESUME] = on_resume,
      [BK_MESSAGE_DROP_RESET] = on_drop_reset,
      [BK_MESSAGE_KEEP_RESET] = on_keep_reset,
      [BK_MESSAGE_SESSION] = on_session,
      [BK_MESSAGE_SWITCH] = on_switch,
      [BK_MESSAGE_CHECK] = on_check,
      [BK_MESSAGE_REFRESH] = on_refresh,
      [BK_MESSAGE_FRESH] = on_fresh,
      [BK_MESSAGE_PRUNE] = on_prune,
      [BK_MESSAGE_END_OTHER] = on_end_other,
      [BK_MESSAGE_SIGN_OUT] = on_sign_out,
      [BK_MESSAGE_SOCIAL] = on_social,
      [BK_MESSAGE_LOST_FACTOR] = on_lost_factor,
      [BK_MESSAGE_FETCH_MAIL] = on_fetch_mail,
      [BK_MESSAGE_SHOWN_SEEN] = on_shown_seen,
      [BK_MESSAGE_GO] = on_go,
      [BK_MESSAGE_BACK] = on_back,
      [BK_MESSAGE_CANCEL] = on_cancel,
      [BK_MESSAGE_PROBE] = on_probe,
      [BK_MESSAGE_QUIT] = on_quit,
  };
  if ((guint)message->kind < G_N_ELEMENTS(intents) && intents[message->kind] != NULL)
    intents[message->kind](u, message);
}
