#include "app/desk.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

/* Sessions: kept, used, asked about, proved dead, ended. Nothing is removed because a server is away. */

#define LONGEST                                                                                              \
  (90 * 24 * 60 * 60) /* seconds: more than any token lives; a clock that is wrong says more                 \
                       */

/* How long a session lives is told by the clock on the wall; from here on the other clock counts, so that a
 * wall clock that jumps ends nothing and saves nothing. */
static gint64 ends_at(const BkSession *session) {
  if (session->expires_at == 0)
    return 0;
  return bk_clock_monotonic() + CLAMP(session->expires_at - bk_clock_wall(), 0, LONGEST);
}

BkSessionEntry *bk_update_entry(BkSession *session, BkStoreKind kept) {
  BkSessionEntry *entry = g_new(BkSessionEntry, 1);
  *entry = (BkSessionEntry){.session = bk_session_ref(session),
                            .state = BK_SESSION_ACTIVE,
                            .kept = kept,
                            .ends_at = ends_at(session)};
  return entry;
}

void bk_update_take(BkUpdate *u, BkSession *session, BkStoreKind kept) {
  BkSessionEntry *known = bk_model_entry(u->model, session->server, session->account);
  BkSessionEntry *entry = bk_update_entry(session, kept);
  if (known == NULL) {
    g_ptr_array_insert(u->model->sessions, 0, entry);
    return;
  }
  bk_session_unref(known->session);
  *known = *entry;
  g_free(entry);
}

static void keep_session(BkUpdate *u, BkErrandKind errand, BkSession *session) {
  if (bk_update_is_foreign(u, u->model->store, session)) {
    bk_update_notice(u, BK_NOTICE_OTHER_VERSION, FALSE);
    return;
  }
  g_autoptr(BkSecret) json = bk_session_to_json(session);
  bk_update_errand(u, errand, BK_EFFECT_STORE_SAVE,
                   bk_item_new("session", session->server, session->account, "", json), 0, session);
}

static gboolean is_of(const BkSession *session, const char *server, const char *account) {
  return g_str_equal(session->server, server) && g_ascii_strcasecmp(session->account, account) == 0;
}

/* An older one of the account would come to light once the newest is gone. */
static void drop_duplicates(BkUpdate *u, const BkSession *session) {
  for (guint i = u->model->duplicates->len; i-- > 0;) {
    const BkSessionEntry *older = g_ptr_array_index(u->model->duplicates, i);
    if (!is_of(older->session, session->server, session->account))
      continue;
    bk_update_errand_at(u, older->kept, BK_ERRAND_QUIET, BK_EFFECT_STORE_REMOVE,
                        bk_item_new("session", older->session->server, older->session->account, "", NULL), 0,
                        NULL);
    g_ptr_array_remove_index(u->model->duplicates, i);
  }
}

static void drop_session(BkUpdate *u, BkErrandKind errand, BkSession *session) {
  const BkSessionEntry *entry = bk_model_entry(u->model, session->server, session->account);
  BkStoreKind store = entry != NULL && entry->kept != BK_STORE_NONE ? entry->kept : u->model->store;
  bk_update_drop_renewal(u, session);
  bk_update_forget_others(u, session);
  drop_duplicates(u, session);
  bk_update_errand_at(u, store, errand, BK_EFFECT_STORE_REMOVE,
                      bk_item_new("session", session->server, session->account, "", NULL), 0, session);
}

static void use(BkUpdate *u, BkSession *session) {
  bk_session_ref(session);
  bk_session_unref(u->model->session);
  u->model->session = session;
}

/* One of the same account that is kept in another place stays there, as an older one. */
static void keep_older(BkUpdate *u, const BkSession *session) {
  const BkSessionEntry *known = bk_model_entry(u->model, session->server, session->account);
  if (known != NULL && known->kept != BK_STORE_NONE && known->kept != u->model->store)
    g_ptr_array_add(u->model->duplicates, bk_update_entry(known->session, known->kept));
}

void bk_update_signed_in(BkUpdate *u, BkSession *session) {
  if (session == NULL) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->outcome = BK_OUTCOME_BAD_RESPONSE;
    bk_update_begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY, NULL);
    return;
  }
  keep_older(u, session);
  use(u, session);
  bk_update_take(u, session, BK_STORE_NONE);
  bk_update_stop_flow(u);
  bk_update_touch(u, session->account, session->server);
  g_array_set_size(u->model->back, 0);
  BkPlace first = BK_PLACE_EMAIL;
  g_array_append_val(u->model->back, first);
  bk_update_replace(u, BK_PLACE_SESSIONS);
  if (u->model->store == BK_STORE_NONE)
    bk_update_notice(u, BK_NOTICE_SIGNED_IN, TRUE);
  else
    keep_session(u, BK_ERRAND_KEEP_SESSION, session);
}

/* An action brought another token. */
void bk_update_refreshed(BkUpdate *u, BkSession *session) {
  if (session == NULL)
    return;
  const BkSessionEntry *old = bk_model_entry(u->model, session->server, session->account);
  BkStoreKind kept = old != NULL ? old->kept : BK_STORE_NONE;
  use(u, session);
  bk_update_take(u, session, kept);
  if (u->model->store != BK_STORE_NONE)
    keep_session(u, BK_ERRAND_RENEW_SESSION, session);
}

void bk_update_use_session(BkUpdate *u, const char *server, const char *account) {
  BkSessionEntry *entry = bk_model_entry(u->model, server, account);
  const BkServer *known = bk_server_list_find(u->model->servers, server);
  if (entry == NULL || known == NULL || u->model->busy)
    return;
  bk_update_stop_flow(u);
  u->model->server = known;
  g_free(u->model->email);
  u->model->email = g_strdup(entry->session->account);
  use(u, entry->session);
}

/* The only thing that changes which account of a server is used when none is named; the server is the one
 * that was used last from then on. */
void bk_update_switch(BkUpdate *u) {
  const BkSession *session = u->model->session;
  if (session == NULL)
    return;
  if (u->model->defaults == NULL)
    u->model->defaults = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace(u->model->defaults, g_strdup(session->server), g_strdup(session->account));
  BkStateChange *change = bk_state_change_new(BK_STATE_SET_DEFAULT);
  change->account = bk_account_new(session->account, session->server, bk_clock_wall());
  bk_update_state(u, change);
  bk_update_touch(u, session->account, session->server);
  bk_update_notice(u, BK_NOTICE_IN_USE, TRUE)->text = g_strdup(session->account);
}

void bk_update_mark(BkUpdate *u, const BkSession *session, BkSessionState state, BkFailure failure) {
  for (guint i = 0; i < u->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if (entry->session == session) {
      entry->state = state;
      entry->asked = TRUE;
      entry->failure = failure;
    }
  }
}

/* ---- jobs: flows beside the screen ---------------------------------------------------------------- */

static void job_send(BkUpdate *u, BkJob *job) {
  job->serial = bk_update_serial(u);
  bk_update_effect(u, BK_EFFECT_SEND, job->serial)->request = bk_flow_request(job->flow);
}

/* NULL: the server cannot be asked that. */
static BkJob *start_job(BkUpdate *u, BkJobKind kind, BkActionKind action_kind, BkSession *session) {
  const BkServer *server = bk_server_list_find(u->model->servers, session->server);
  const BkAction *action = bk_model_action(server, action_kind, BK_WAY_ONLY);
  BkFlow *flow = action != NULL ? bk_flow_new(server, action, session) : NULL;
  if (flow == NULL || bk_flow_state(flow) == BK_FLOW_DONE ||
      (bk_flow_state(flow) == BK_FLOW_ASK && !bk_flow_go(flow))) {
    bk_flow_free(flow);
    return NULL;
  }
  BkJob *job = g_new0(BkJob, 1);
  *job = (BkJob){.kind = kind, .flow = flow, .session = bk_session_ref(session)};
  g_ptr_array_add(u->desk->jobs, job);
  job_send(u, job);
  return job;
}

static gboolean says_refused(BkOutcome outcome) {
  return outcome == BK_OUTCOME_SESSION_EXPIRED || outcome == BK_OUTCOME_INVALID_CREDENTIALS ||
         outcome == BK_OUTCOME_REAUTH_REQUIRED;
}

/* The worst news of several sessions is the news. */
static void add_proof(BkUpdate *u, BkProof proof) {
  static const int weight[] = {[BK_PROOF_NONE] = 0,
                               [BK_PROOF_ASKING] = 0,
                               [BK_PROOF_REFUSED] = 1,
                               [BK_PROOF_UNKNOWN] = 2,
                               [BK_PROOF_ALIVE] = 3};
  if (weight[proof] > weight[u->model->proof])
    u->model->proof = proof;
}

static void proved(BkUpdate *u, const BkJob *job) {
  BkOutcome outcome = bk_flow_outcome(job->flow);
  if (outcome == BK_OUTCOME_OK)
    add_proof(u, BK_PROOF_ALIVE);
  else
    add_proof(u, says_refused(outcome) ? BK_PROOF_REFUSED : BK_PROOF_UNKNOWN);
}

/* One refusal is no end yet, where another token can be had. */
static void checked(BkUpdate *u, const BkJob *job) {
  BkOutcome outcome = bk_flow_outcome(job->flow);
  if (outcome == BK_OUTCOME_OK) {
    bk_update_mark(u, job->session, BK_SESSION_ACTIVE, BK_FAILURE_NONE);
  } else if (says_refused(outcome) && !job->second && bk_update_can_renew(u, job->session)) {
    bk_update_token_refused(u, job->session);
    bk_update_renew(u, job->session, BK_RENEW_CHECK);
  } else {
    bk_update_mark(u, job->session, says_refused(outcome) ? BK_SESSION_EXPIRED : BK_SESSION_UNKNOWN,
                   bk_flow_failure(job->flow));
  }
}

static void signed_out(BkUpdate *u, const BkJob *job) {
  BkOutcome outcome = bk_flow_outcome(job->flow);
  /* A session that the server no longer knows is as ended as one it ends now. */
  u->desk->signed_out = says_refused(outcome) ? BK_OUTCOME_OK : outcome;
  drop_session(u, BK_ERRAND_DROP_SESSION, job->session);
}

static BkJob *find_job(BkUpdate *u, guint serial) {
  for (guint i = 0; serial != 0 && i < u->desk->jobs->len; i++) {
    BkJob *job = g_ptr_array_index(u->desk->jobs, i);
    if (job->serial == serial)
      return job;
  }
  return NULL;
}

static void take_mails(BkUpdate *u, const BkMessage *message);

static void job_ended(BkUpdate *u, BkJob *job) {
  switch (job->kind) {
  case BK_JOB_PROOF:
    proved(u, job);
    break;
  case BK_JOB_CHECK:
    checked(u, job);
    break;
  case BK_JOB_SIGN_OUT:
    signed_out(u, job);
    break;
  case BK_JOB_MAIL:
    break;
  }
  g_ptr_array_remove(u->desk->jobs, job);
}

gboolean bk_update_job_answer(BkUpdate *u, const BkMessage *message) {
  BkJob *job = find_job(u, message->serial);
  if (job == NULL)
    return FALSE;
  if (job->kind == BK_JOB_MAIL) {
    take_mails(u, message);
    job_ended(u, job);
    return TRUE;
  }
  if (message->kind == BK_MESSAGE_REPLY)
    bk_flow_reply(job->flow, message->reply, bk_clock_wall());
  else
    bk_flow_fail(job->flow, message->failure);
  bk_update_roll(u, job->flow, &job->session);
  if (bk_flow_state(job->flow) == BK_FLOW_ASK)
    (void)bk_flow_go(job->flow);
  if (bk_flow_state(job->flow) == BK_FLOW_SEND) {
    job_send(u, job);
    return TRUE;
  }
  if (bk_flow_state(job->flow) != BK_FLOW_DONE)
    bk_flow_cancel(job->flow); /* nobody is there to answer questions of a job */
  job_ended(u, job);
  return TRUE;
}

/* ---- what starts them -------------------------------------------------------------------------------- */

static void prove_dead(BkUpdate *u, BkSession *session) {
  u->model->proof_count++;
  if (start_job(u, BK_JOB_PROOF, BK_ACTION_WHOAMI, session) == NULL)
    add_proof(u, BK_PROOF_UNKNOWN);
}

static void prove_older_dead(BkUpdate *u, const char *server, const char *account) {
  for (guint i = 0; i < u->model->duplicates->len; i++) {
    const BkSessionEntry *older = g_ptr_array_index(u->model->duplicates, i);
    if (is_of(older->session, server, account))
      prove_dead(u, older->session);
  }
}

void bk_update_password_changed(BkUpdate *u, const char *server, const char *account, BkEndsSessions ends,
                                BkSession *mine) {
  u->model->proof = BK_PROOF_NONE;
  u->model->proof_count = 0;
  u->model->set_there = FALSE;
  gboolean mine_lives = mine != NULL && ends != BK_ENDS_ALL;
  for (guint i = u->model->sessions->len; i-- > 0;) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if (!is_of(entry->session, server, account) || (mine_lives && entry->session == mine))
      continue;
    prove_older_dead(u, server, account);
    prove_dead(u, entry->session);
    drop_session(u, BK_ERRAND_QUIET, entry->session);
    if (u->model->session == entry->session)
      g_clear_pointer(&u->model->session, bk_session_unref);
    g_ptr_array_remove_index(u->model->sessions, i);
  }
  if (u->model->proof == BK_PROOF_NONE && u->model->proof_count > 0)
    u->model->proof = BK_PROOF_ASKING;
  /* A reset whose answer is a session: the server file says so, and so it is kept like any other. */
  if (mine_lives && bk_model_entry(u->model, server, account) == NULL) {
    use(u, mine);
    bk_update_take(u, mine, BK_STORE_NONE);
    keep_session(u, BK_ERRAND_RENEW_SESSION, mine);
  }
  bk_update_back_to_first(u);
  bk_update_replace(u, BK_PLACE_DONE);
  bk_update_notice(u, BK_NOTICE_PASSWORD_CHANGED, TRUE);
}

static void check_one(BkUpdate *u, BkSessionEntry *entry) {
  const BkServer *server = bk_server_list_find(u->model->servers, entry->session->server);
  gboolean can_ask = bk_model_action(server, BK_ACTION_WHOAMI, BK_WAY_ONLY) != NULL;
  if (can_ask && bk_update_ends_soon(u, entry->session) && bk_update_can_renew(u, entry->session))
    bk_update_renew(u, entry->session, BK_RENEW_CHECK);
  else if (can_ask && start_job(u, BK_JOB_CHECK, BK_ACTION_WHOAMI, entry->session) == NULL)
    bk_update_mark(u, entry->session, BK_SESSION_UNKNOWN,
                   BK_FAILURE_NONE); /* it may not go where the file leads */
  else if (!can_ask && entry->state == BK_SESSION_ACTIVE)
    entry->asked = FALSE; /* the server has no such question: our own word stands */
}

void bk_update_check(BkUpdate *u, const char *server, const char *account) {
  for (guint i = 0; i < u->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if ((server == NULL || g_str_equal(entry->session->server, server)) &&
        (account == NULL || g_ascii_strcasecmp(entry->session->account, account) == 0))
      check_one(u, entry);
  }
}

void bk_update_check_again(BkUpdate *u, BkSession *session) {
  BkJob *job = start_job(u, BK_JOB_CHECK, BK_ACTION_WHOAMI, session);
  if (job != NULL)
    job->second = TRUE;
}

void bk_update_sign_out(BkUpdate *u) {
  BkSession *session = u->model->session;
  if (session == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return;
  }
  bk_notice_clear(&u->model->notice);
  if (start_job(u, BK_JOB_SIGN_OUT, BK_ACTION_SIGN_OUT, session) == NULL) {
    u->desk->signed_out = BK_OUTCOME_UNSUPPORTED;
    drop_session(u, BK_ERRAND_DROP_SESSION, session);
  }
}

/* ---- the demo's mails -----------------------------------------------------------------------------------
 */

void bk_update_fetch_mail(BkUpdate *u) {
  gboolean local = u->model->server != NULL && g_str_has_prefix(u->model->server->origin, "http://");
  if (!u->model->demo || !local || u->model->email == NULL)
    return; /* plain http is loopback: nobody else's mail is ever asked for */
  g_autofree char *to = g_uri_escape_string(u->model->email, NULL, FALSE);
  g_autofree char *url = g_strdup_printf("%s/mock/mail?to=%s", u->model->server->origin, to);
  g_autoptr(BkSecret) secret = bk_secret_new(url, -1);
  BkJob *job = g_new0(BkJob, 1);
  *job = (BkJob){.kind = BK_JOB_MAIL, .serial = bk_update_serial(u)};
  g_ptr_array_add(u->desk->jobs, job);
  bk_update_effect(u, BK_EFFECT_SEND, job->serial)->request = bk_request_new("GET", secret);
  bk_notice_clear(&u->model->notice);
}

static char *clean_text(const cJSON *mail, const char *name, gsize chars, guint lines) {
  const cJSON *member = bk_json_member(mail, name);
  return bk_text_clean(cJSON_IsString(member) ? member->valuestring : "", -1, chars, lines);
}

static void take_mails(BkUpdate *u, const BkMessage *message) {
  if (message->kind != BK_MESSAGE_REPLY) {
    bk_update_notice(u, BK_NOTICE_FAILURE, FALSE)->failure = message->failure;
    return;
  }
  BkSecret *body = message->reply->body;
  cJSON *list = bk_json_parse(bk_secret_peek(body), bk_secret_length(body), NULL, NULL);
  g_clear_pointer(&u->model->mails, g_ptr_array_unref);
  u->model->mails = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mail_entry_free);
  const cJSON *mail;
  cJSON_ArrayForEach (mail, list) {
    BkMailEntry *entry = g_new0(BkMailEntry, 1);
    entry->subject = clean_text(mail, "subject", 100, 1);
    entry->at = clean_text(mail, "at", 40, 1);
    entry->text = clean_text(mail, "text", 2000, 40);
    entry->paste = bk_secret_new(entry->text, -1);
    g_ptr_array_add(u->model->mails, entry);
  }
  cJSON_Delete(list);
  if (u->model->mails->len == 0)
    bk_update_notice(u, BK_NOTICE_NO_MAIL, FALSE);
  else
    bk_update_go(u, BK_PLACE_MAIL);
}
