#include "flow/capture.h"
#include "flow/expiry.h"
#include "flow/machine.h"

/* Sessions that change on the way: a server file says what any answer may replace; the cookies of a cookie
 * session are replaced as the server sets them. */

static gboolean put(BkSecret **field, BkSecret *value) {
  if (value == NULL || (*field != NULL && bk_secret_equal(*field, value)))
    return FALSE;
  bk_secret_unref(*field);
  *field = bk_secret_ref(value);
  return TRUE;
}

static gboolean put_value(BkSession *session, const char *name, BkSecret *value) {
  const BkSecret *old = g_hash_table_lookup(session->values, name);
  if (value == NULL || (old != NULL && bk_secret_equal(old, value)))
    return FALSE;
  g_hash_table_replace(session->values, g_strdup(name), bk_secret_ref(value));
  return TRUE;
}

static BkSecret *token_in(const GPtrArray *sources, const BkAnswer *answer) {
  BkSecret *token = bk_capture(sources, answer);
  if (token != NULL && !bk_session_is_token(token))
    g_clear_pointer(&token, bk_secret_unref);
  return token;
}

/* An answer without its token is none of those that change a session: nothing of it counts. */
static gboolean take_update(BkSession *session, const BkSessionUpdate *update, const BkAnswer *answer,
                            gint64 now) {
  g_autoptr(BkSecret) token = token_in(update->token, answer);
  if (update->token->len > 0 && token == NULL)
    return FALSE;
  g_autoptr(BkSecret) refresh = token_in(update->refresh, answer);
  gboolean changed = put(&session->token, token);
  changed |= put(&session->refresh, refresh);
  for (guint i = 0; i < update->values->len; i++) {
    const BkCapture *capture = g_ptr_array_index(update->values, i);
    g_autoptr(BkSecret) value = bk_capture(capture->sources, answer);
    changed |= put_value(session, capture->name, value);
  }
  g_autoptr(BkSecret) expires = bk_capture(update->expires, answer);
  gint64 expires_at = expires != NULL ? bk_expiry_read(update->expiry, bk_secret_peek(expires), now) : 0;
  changed |= expires_at > 0 && expires_at != session->expires_at;
  session->expires_at = expires_at > 0 ? expires_at : session->expires_at;
  return changed;
}

/* A refusal may come with the cookies of a stranger: those are not the session's. */
static gboolean take_cookies(BkFlow *flow, BkSession *session, const BkAnswer *answer) {
  int status = answer->reply->status;
  if (flow->server->auth->kind != BK_AUTH_COOKIE || status == 401 || status == 403 ||
      !bk_session_is_cookies(session->token))
    return FALSE;
  g_autoptr(BkSecret) renewed = bk_cookies_renewed(flow->cookies, flow->origin, session->token);
  return renewed != NULL && bk_session_is_cookies(renewed) && put(&session->token, renewed);
}

void bk_flow_roll(BkFlow *flow, const BkAnswer *answer, gint64 now) {
  const BkSession *session = flow->session_used ? bk_flow_current_session(flow) : NULL;
  const BkSessionUpdate *update = flow->server->session_update;
  if (session == NULL || (update == NULL && flow->server->auth->kind != BK_AUTH_COOKIE))
    return;
  g_autoptr(BkSession) changed = bk_session_copy(session);
  gboolean any = update != NULL && take_update(changed, update, answer, now);
  any |= take_cookies(flow, changed, answer);
  BkSession **field = flow->fresh != NULL ? &flow->fresh : &flow->rolled;
  if (!any)
    return;
  bk_session_unref(*field);
  *field = g_steal_pointer(&changed);
}
