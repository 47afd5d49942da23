#include "app/desk.h"
#include "app/lock.h"
#include "base/clock.h"

/* The life of a token. It is renewed a little before its end, or once the server refuses it; by one program
 * at a time, because a server that rotates tokens takes the second use of one for theft and ends the session:
 *
 *   LOCK -> READ (has another program renewed it meanwhile?) -> ASK -> WRITE (and read back) -> used
 *
 * The old tokens stay in the store until the new ones have replaced them. Only the server's own refusal to
 * renew ends a session; a line that is down or an answer that is none never does. */

static BkRenewal *find_serial(BkUpdate *u, guint serial) {
  for (guint i = 0; serial != 0 && i < u->desk->renewals->len; i++) {
    BkRenewal *renewal = g_ptr_array_index(u->desk->renewals, i);
    if (renewal->serial == serial)
      return renewal;
  }
  return NULL;
}

static BkRenewal *find_account(BkUpdate *u, const BkSession *session) {
  for (guint i = 0; i < u->desk->renewals->len; i++) {
    BkRenewal *renewal = g_ptr_array_index(u->desk->renewals, i);
    if (g_str_equal(renewal->session->server, session->server) &&
        g_ascii_strcasecmp(renewal->session->account, session->account) == 0)
      return renewal;
  }
  return NULL;
}

static BkSessionEntry *entry_of(BkUpdate *u, const BkSession *session) {
  return bk_model_entry(u->model, session->server, session->account);
}

/* A flow that is ready to be sent, or NULL: the server has no such action, or it wants what we do not have.
 */
static BkFlow *refresh_flow(BkUpdate *u, BkSession *session) {
  const BkServer *server = bk_server_list_find(u->model->servers, session->server);
  const BkAction *action = bk_model_action(server, BK_ACTION_REFRESH, BK_WAY_ONLY);
  BkFlow *flow = action != NULL ? bk_flow_new(server, action, session) : NULL;
  if (flow != NULL &&
      (bk_flow_state(flow) == BK_FLOW_SEND || (bk_flow_state(flow) == BK_FLOW_ASK && bk_flow_go(flow))))
    return flow;
  bk_flow_free(flow);
  return NULL;
}

gboolean bk_update_can_renew(BkUpdate *u, BkSession *session) {
  BkFlow *flow = refresh_flow(u, session);
  bk_flow_free(flow);
  return flow != NULL;
}

void bk_update_token_refused(BkUpdate *u, const BkSession *session) {
  BkSessionEntry *entry = entry_of(u, session);
  if (entry != NULL)
    entry->ends_at = bk_clock_monotonic();
}

gboolean bk_update_ends_soon(BkUpdate *u, const BkSession *session) {
  const BkSessionEntry *entry = entry_of(u, session);
  return entry != NULL && bk_model_ends_in(entry) <= BK_RENEW_AHEAD;
}

/* ---- the end of a renewal ------------------------------------------------------------------------------ */

/* How it ended, and what there is to tell. */
typedef struct {
  gboolean good;
  BkNotice told; /* NONE when good */
} Ending;

static void mark(BkUpdate *u, const BkSession *session, const Ending *ending) {
  gboolean refused =
      ending->told.kind == BK_NOTICE_OUTCOME && ending->told.outcome == BK_OUTCOME_SESSION_EXPIRED;
  bk_update_mark(u, session, refused ? BK_SESSION_EXPIRED : BK_SESSION_UNKNOWN, ending->told.failure);
}

static void tell(BkUpdate *u, const Ending *ending) {
  BkNotice *notice = bk_update_notice(u, ending->told.kind, ending->good);
  notice->outcome = ending->told.outcome;
  notice->failure = ending->told.failure;
  notice->result = ending->told.result;
  notice->store = ending->told.store;
  notice->retry_at = ending->told.retry_at;
  notice->action = BK_ACTION_REFRESH;
  notice->way = BK_WAY_ONLY;
  notice->server_text = g_strdup(ending->told.server_text);
  notice->detail = g_strdup(ending->told.detail);
}

static void send_form_again(BkUpdate *u, BkSession *session) {
  if (u->model->action == NULL)
    return;
  g_autoptr(GHashTable) values = g_hash_table_ref(u->desk->form);
  BkActionKind kind = u->model->action->kind;
  BkWay way = u->model->action->way;
  g_hash_table_unref(u->desk->form);
  u->desk->form = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
  if (bk_update_begin(u, kind, way, session)) {
    u->desk->form_renewed = TRUE;
    bk_update_give(u, values);
  }
}

/* Those who waited for it are served. renewal is no longer in the list. */
static void serve(BkUpdate *u, guint wishes, BkSession *session, const Ending *ending) {
  gboolean on_screen = wishes & (BK_RENEW_FRESH | BK_RENEW_TELL | BK_RENEW_FORM);
  const BkSessionEntry *entry = entry_of(u, session);
  gboolean still_good = !ending->good && entry != NULL && entry->state != BK_SESSION_EXPIRED &&
                        ending->told.kind != BK_NOTICE_NO_SESSION && bk_model_ends_in(entry) > 0;
  if (on_screen)
    u->model->busy = FALSE;
  if (wishes & BK_RENEW_CHECK) {
    if (ending->good)
      bk_update_check_again(u, entry != NULL ? entry->session : session);
    else
      mark(u, session, ending);
  }
  if ((wishes & BK_RENEW_TELL) || (!ending->good && (wishes & BK_RENEW_FRESH) && !still_good))
    tell(u, ending);
  if ((wishes & BK_RENEW_FORM) && (ending->good || (still_good && !u->desk->form_renewed)))
    send_form_again(u, entry != NULL ? entry->session : session);
  else if (wishes & BK_RENEW_FORM)
    tell(u, ending);
}

/* Takes it out of the list, lets the next program go, serves. */
static void finish(BkUpdate *u, BkRenewal *renewal, const Ending *ending) {
  g_autoptr(BkSession) session = bk_session_ref(renewal->session);
  guint wishes = renewal->wishes;
  if (renewal->lock != 0)
    bk_update_effect(u, BK_EFFECT_RELEASE, renewal->lock);
  g_ptr_array_remove(u->desk->renewals, renewal);
  serve(u, wishes, session, ending);
}

static void finish_good(BkUpdate *u, BkRenewal *renewal) {
  finish(u, renewal, &(Ending){.good = TRUE, .told = {.kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_OK}});
}

static void finish_store(BkUpdate *u, BkRenewal *renewal, BkStoreKind store, const BkMessage *message) {
  finish(u, renewal,
         &(Ending){.told = {.kind = BK_NOTICE_STORE,
                            .store = store,
                            .result = message->result,
                            .detail = message->text}});
}

static void finish_refused(BkUpdate *u, BkRenewal *renewal, const char *server_text) {
  bk_update_mark(u, renewal->session, BK_SESSION_EXPIRED, BK_FAILURE_NONE);
  g_autofree char *text = g_strdup(server_text); /* the flow's, which goes with the renewal */
  finish(
      u, renewal,
      &(Ending){
          .told = {.kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_SESSION_EXPIRED, .server_text = text}});
}

/* ---- WRITE --------------------------------------------------------------------------------------------- */

/* In place of the old one, wherever that was in use. */
static void take_over(BkUpdate *u, BkSession *old, BkSession *fresh, BkStoreKind kept) {
  const BkSession *used = u->model->session;
  gboolean in_use = used != NULL && g_str_equal(used->server, old->server) &&
                    g_ascii_strcasecmp(used->account, old->account) == 0;
  bk_update_take(u, fresh, kept);
  if (in_use) {
    bk_session_unref(u->model->session);
    u->model->session = bk_session_ref(fresh);
  }
}

/* Signed out meanwhile, by another program or here; here the entry goes when it has been removed. */
static void finish_gone(BkUpdate *u, BkRenewal *renewal) {
  BkSessionEntry *entry = renewal->unwanted ? NULL : entry_of(u, renewal->session);
  if (entry != NULL && u->model->session == entry->session)
    g_clear_pointer(&u->model->session, bk_session_unref);
  g_ptr_array_remove(u->model->sessions, entry);
  finish(u, renewal, &(Ending){.told = {.kind = BK_NOTICE_NO_SESSION}});
}

static void written(BkUpdate *u, BkRenewal *renewal, const BkMessage *message) {
  g_autoptr(BkSession) fresh = bk_session_ref(renewal->fresh);
  const BkSessionEntry *entry = entry_of(u, renewal->session);
  if (entry == NULL) {
    finish_gone(u, renewal);
    return;
  }
  BkStoreKind store = entry->kept;
  gboolean kept = message->result == BK_STORE_RESULT_OK;
  /* The server has taken the old tokens back by now: what it gave is all there is, kept or not. */
  take_over(u, renewal->session, fresh, kept ? store : BK_STORE_NONE);
  finish_good(u, renewal);
  if (!kept) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_SIGNED_IN_NOT_KEPT, FALSE);
    notice->store = store;
    notice->result = message->result;
    notice->detail = g_strdup(message->text);
  }
}

static void write_fresh(BkUpdate *u, BkRenewal *renewal, BkSession *fresh) {
  const BkSessionEntry *entry = entry_of(u, renewal->session);
  if (entry == NULL || renewal->unwanted) {
    finish_gone(u, renewal);
    return;
  }
  BkStoreKind store = entry->kept;
  if (store == BK_STORE_NONE) {
    take_over(u, renewal->session, fresh, store);
    finish_good(u, renewal);
    return;
  }
  renewal->step = BK_RENEWAL_WRITE;
  renewal->fresh = bk_session_ref(fresh);
  g_autoptr(BkSecret) json = bk_session_to_json(fresh);
  renewal->serial =
      bk_update_errand_at(u, store, BK_ERRAND_RENEWAL, BK_EFFECT_STORE_SAVE,
                          bk_item_new("session", fresh->server, fresh->account, "", json), 0, fresh);
}

/* ---- ASK ----------------------------------------------------------------------------------------------- */

/* The words for "these tokens are worth nothing any more". */
static gboolean says_over(BkOutcome outcome) {
  return outcome == BK_OUTCOME_SESSION_EXPIRED || outcome == BK_OUTCOME_INVALID_CREDENTIALS ||
         outcome == BK_OUTCOME_REAUTH_REQUIRED;
}

static void send_request(BkUpdate *u, BkRenewal *renewal) {
  renewal->serial = bk_update_serial(u);
  bk_update_effect(u, BK_EFFECT_SEND, renewal->serial)->request = bk_flow_request(renewal->flow);
}

static void ask(BkUpdate *u, BkRenewal *renewal) {
  renewal->step = BK_RENEWAL_ASK;
  renewal->flow = refresh_flow(u, renewal->session);
  if (renewal->flow != NULL)
    send_request(u, renewal);
  else
    finish(u, renewal, &(Ending){.told = {.kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_UNSUPPORTED}});
}

static void failed(BkUpdate *u, BkRenewal *renewal, const char *detail) {
  const BkFlow *flow = renewal->flow;
  BkFailure failure = bk_flow_failure(flow);
  g_autofree char *text = g_strdup(bk_flow_server_text(flow)), *why = g_strdup(detail);
  Ending ending = {
      .told = {.kind = failure != BK_FAILURE_NONE ? BK_NOTICE_FAILURE : BK_NOTICE_OUTCOME,
               .failure = failure,
               .outcome = failure != BK_FAILURE_NONE ? bk_failure_outcome(failure) : bk_flow_outcome(flow),
               .retry_at = bk_flow_retry_at(flow),
               .server_text = text,
               .detail = why}};
  finish(u, renewal, &ending);
}

/* The same token lives on; until when was not told. */
static void lengthened(BkUpdate *u, BkRenewal *renewal) {
  BkSessionEntry *entry = entry_of(u, renewal->session);
  if (entry != NULL) {
    entry->state = BK_SESSION_ACTIVE;
    entry->ends_at = 0;
  }
  finish_good(u, renewal);
}

static void answered(BkUpdate *u, BkRenewal *renewal, const BkMessage *message) {
  BkFlow *flow = renewal->flow;
  if (message->kind == BK_MESSAGE_REPLY)
    bk_flow_reply(flow, message->reply, bk_clock_wall());
  else
    bk_flow_fail(flow, message->failure);
  if (bk_flow_state(flow) == BK_FLOW_ASK)
    (void)bk_flow_go(flow);
  if (bk_flow_state(flow) == BK_FLOW_SEND) {
    send_request(u, renewal);
    return;
  }
  if (bk_flow_state(flow) != BK_FLOW_DONE)
    bk_flow_cancel(flow); /* nobody is there to answer questions of a renewal */
  g_autoptr(BkSession) fresh = bk_session_ref(bk_flow_session(flow));
  if (bk_flow_outcome(flow) == BK_OUTCOME_OK && fresh != NULL)
    write_fresh(u, renewal, fresh);
  else if (bk_flow_outcome(flow) == BK_OUTCOME_OK)
    lengthened(u, renewal);
  else if (bk_flow_failure(flow) == BK_FAILURE_NONE && says_over(bk_flow_outcome(flow)))
    finish_refused(u, renewal, bk_flow_server_text(flow));
  else
    failed(u, renewal, message->text);
}

/* ---- READ ---------------------------------------------------------------------------------------------- */

/* The newest item of that account, or NULL. */
static const BkItem *find_item(const GPtrArray *items, const BkSession *session) {
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const BkItem *item = g_ptr_array_index(items, i);
    if (g_str_equal(item->kind, "session") && g_str_equal(item->server, session->server) &&
        g_ascii_strcasecmp(item->account, session->account) == 0)
      return item;
  }
  return NULL;
}

static void take_theirs(BkUpdate *u, BkRenewal *renewal, BkSession *theirs) {
  take_over(u, renewal->session, theirs, entry_of(u, renewal->session)->kept);
  bk_session_unref(renewal->session);
  renewal->session = bk_session_ref(theirs);
  if (bk_update_ends_soon(u, theirs))
    ask(u, renewal);
  else
    finish_good(u, renewal);
}

static void read_again(BkUpdate *u, BkRenewal *renewal, const BkMessage *message) {
  const BkSessionEntry *entry = entry_of(u, renewal->session);
  if (entry == NULL || renewal->unwanted) {
    finish_gone(u, renewal);
    return;
  }
  BkStoreKind store = entry->kept;
  gboolean looked = message->result == BK_STORE_RESULT_OK || message->result == BK_STORE_RESULT_ABSENT;
  const BkItem *item = looked ? find_item(message->items, renewal->session) : NULL;
  g_autoptr(BkSession) theirs =
      item != NULL && item->data != NULL ? bk_session_from_json(item->data, NULL) : NULL;
  if (!looked)
    finish_store(u, renewal, store,
                 message); /* what cannot be read cannot be written: better the old token */
  else if (item == NULL)
    finish_gone(u, renewal);
  else if (theirs == NULL || !g_str_equal(theirs->server, renewal->session->server))
    finish(u, renewal,
           &(Ending){.told = {.kind = BK_NOTICE_STORE, .store = store, .result = BK_STORE_RESULT_FAILED}});
  else if (!bk_secret_equal(theirs->token, renewal->session->token))
    take_theirs(u, renewal, theirs);
  else
    ask(u, renewal);
}

/* ---- LOCK ---------------------------------------------------------------------------------------------- */

static void had_lock(BkUpdate *u, BkRenewal *renewal, BkStoreResult result) {
  if (result == BK_STORE_RESULT_TIMEOUT) {
    finish(u, renewal, &(Ending){.told = {.kind = BK_NOTICE_RENEWED_ELSEWHERE}});
    return;
  }
  /* Where locks cannot be had at all, going on without is what every other program does. */
  renewal->lock = result == BK_STORE_RESULT_OK ? renewal->serial : 0;
  const BkSessionEntry *entry = entry_of(u, renewal->session);
  if (renewal->unwanted) {
    finish_gone(u, renewal);
    return;
  }
  if (entry == NULL || entry->kept == BK_STORE_NONE || entry->kept == BK_STORE_MEMORY) {
    ask(u, renewal); /* nobody else knows it */
    return;
  }
  renewal->step = BK_RENEWAL_READ;
  renewal->serial =
      bk_update_errand_at(u, entry->kept, BK_ERRAND_RENEWAL, BK_EFFECT_STORE_LIST, NULL, 0, NULL);
}

gboolean bk_update_renewal_answer(BkUpdate *u, const BkMessage *message) {
  BkRenewal *renewal = find_serial(u, message->serial);
  if (renewal == NULL)
    return FALSE;
  switch (renewal->step) {
  case BK_RENEWAL_LOCK:
    had_lock(u, renewal, message->result);
    break;
  case BK_RENEWAL_READ:
    read_again(u, renewal, message);
    break;
  case BK_RENEWAL_ASK:
    answered(u, renewal, message);
    break;
  case BK_RENEWAL_WRITE:
    written(u, renewal, message);
    break;
  }
  return TRUE;
}

/* ---- what starts and what stops one ----------------------------------------------------------------------
 */

void bk_update_renew(BkUpdate *u, BkSession *session, BkRenewFor wish) {
  if (wish != BK_RENEW_CHECK) {
    u->model->busy = TRUE;
    u->model->busy_since = bk_clock_wall();
  }
  BkRenewal *renewal = find_account(u, session);
  if (renewal != NULL) {
    renewal->wishes |= wish;
    return;
  }
  renewal = g_new0(BkRenewal, 1);
  *renewal = (BkRenewal){.step = BK_RENEWAL_LOCK,
                         .serial = bk_update_serial(u),
                         .wishes = wish,
                         .session = bk_session_ref(session)};
  g_ptr_array_add(u->desk->renewals, renewal);
  BkEffect *effect = bk_update_effect(u, BK_EFFECT_LOCK, renewal->serial);
  effect->text = bk_lock_name(session->server, session->account);
  effect->seconds = BK_RENEW_PATIENCE;
}

void bk_update_drop_renewal(BkUpdate *u, const BkSession *session) {
  BkRenewal *renewal = find_account(u, session);
  if (renewal != NULL)
    renewal->unwanted = TRUE;
}

void bk_update_leave_renewals(BkUpdate *u, guint wishes) {
  for (guint i = u->desk->renewals->len; i-- > 0;) {
    BkRenewal *renewal = g_ptr_array_index(u->desk->renewals, i);
    if (!(renewal->wishes & wishes))
      continue;
    renewal->wishes &= ~wishes;
    /* Once the server has been asked, its answer is waited for and kept: it may hold the only good tokens. */
    if (renewal->wishes != 0 || renewal->step == BK_RENEWAL_ASK || renewal->step == BK_RENEWAL_WRITE)
      continue;
    if (renewal->step == BK_RENEWAL_LOCK)
      bk_update_effect(u, BK_EFFECT_STOP, renewal->serial);
    if (renewal->lock != 0)
      bk_update_effect(u, BK_EFFECT_RELEASE, renewal->lock);
    g_ptr_array_remove_index(u->desk->renewals, i);
  }
}

static void over(BkUpdate *u, BkSessionEntry *entry) {
  entry->state = BK_SESSION_EXPIRED;
  BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
  notice->outcome = BK_OUTCOME_SESSION_EXPIRED;
  notice->action = BK_ACTION_WHOAMI;
}

void bk_update_fresh(BkUpdate *u) {
  BkSession *session = u->model->session;
  BkSessionEntry *entry = session != NULL ? entry_of(u, session) : NULL;
  if (entry == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return;
  }
  bk_notice_clear(&u->model->notice);
  if (entry->state == BK_SESSION_EXPIRED)
    over(u, entry);
  else if (bk_model_ends_in(entry) > BK_RENEW_AHEAD)
    return;
  else if (bk_update_can_renew(u, session))
    bk_update_renew(u, session, BK_RENEW_FRESH);
  else if (bk_model_ends_in(entry) <= 0)
    over(u, entry);
}

void bk_update_age(BkUpdate *u) {
  for (guint i = 0; i < u->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if (entry->state == BK_SESSION_ACTIVE && !entry->asked && bk_model_ends_in(entry) <= 0 &&
        !bk_update_can_renew(u, entry->session))
      entry->state = BK_SESSION_EXPIRED;
  }
}
