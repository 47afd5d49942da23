#include "app/desk.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

/* Questions about servers themselves. Nothing of any person is in them: no address, no session, no input. */

/* Questions on their way: a screenful at first, and one more with each that ends. So a good line has all of
 * its servers asked at once after a few round trips, and a bad one is not choked by hundreds of handshakes.
 */
#define AT_FIRST 24u
#define DEADLINE 10      /* seconds; a server that takes longer to say how it is, is not there for a person */
#define FRESH_SECONDS 60 /* what was asked so lately is not asked again without being wished */

/* Nobody has this page (W3C change-password-url 4.2): who serves it serves anything. */
#define NO_PAGE "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
#define CHANGE_PAGE "/.well-known/change-password"

/* ---- sending ---------------------------------------------------------------------------------------- */

static BkRequest *plain_question(const BkServer *server, const char *origin, const char *path) {
  g_autofree char *text = g_strconcat(origin, path, NULL);
  g_autoptr(BkSecret) url = bk_secret_new(text, -1);
  BkRequest *request = bk_request_new("GET", url);
  request->ca_file = g_strdup(server->ca_file);
  return request;
}

static BkRequest *question_of(const BkProbe *probe) {
  if (probe->flow != NULL)
    return bk_flow_request(probe->flow);
  if (probe->well_known > 0)
    return plain_question(probe->server, probe->server->origin,
                          probe->well_known == 1 ? NO_PAGE : CHANGE_PAGE);
  return plain_question(probe->server, probe->server->url, "");
}

static void send_probe(BkUpdate *u, BkProbe *probe) {
  BkRequest *request = question_of(probe);
  request->seconds = DEADLINE;
  probe->serial = bk_update_serial(u);
  bk_update_effect(u, BK_EFFECT_SEND, probe->serial)->request = request;
}

/* A flow that is ready to send, or NULL: the file has no probe, or one that wants a person. */
static BkFlow *probe_flow(const BkServer *server) {
  const BkAction *action = bk_model_action(server, BK_ACTION_PROBE, BK_WAY_ONLY);
  BkFlow *flow =
      action != NULL && !bk_action_needs_session(server, action) ? bk_flow_new(server, action, NULL) : NULL;
  if (flow != NULL && !bk_flow_go(flow))
    g_clear_pointer(&flow, bk_flow_free);
  return flow;
}

static BkHealth *health_of(BkUpdate *u, const BkServer *server) {
  BkHealth *health = g_hash_table_lookup(u->model->health, server->id);
  if (health == NULL) {
    health = g_new0(BkHealth, 1);
    g_hash_table_insert(u->model->health, g_strdup(server->id), health);
  }
  return health;
}

static void ask_next(BkUpdate *u) {
  while (u->desk->probes->len < MIN(u->desk->probes_wished, u->desk->probes_most) &&
         !g_queue_is_empty(&u->desk->probe_queue)) {
    BkProbe *probe = g_new0(BkProbe, 1);
    probe->server = g_queue_pop_head(&u->desk->probe_queue);
    probe->flow = probe_flow(probe->server);
    g_ptr_array_add(u->desk->probes, probe);
    send_probe(u, probe);
  }
}

/* ---- whom ------------------------------------------------------------------------------------------- */

/* again: also if it was asked a moment ago. FALSE: there is nothing to ask. */
static gboolean mark(BkUpdate *u, const BkServer *server, gboolean again) {
  const BkHealth *known = bk_model_health(u->model, server->id);
  gboolean asking = known != NULL && known->state == BK_HEALTH_ASKING;
  gboolean fresh = known != NULL && bk_clock_wall() - known->asked_at < FRESH_SECONDS;
  if (asking || (fresh && !again))
    return FALSE;
  *health_of(u, server) = (BkHealth){.state = BK_HEALTH_ASKING, .asked_at = bk_clock_wall()};
  return TRUE;
}

/* Before all that wait, whether it waited itself or not. */
static void put_first(BkUpdate *u, const BkServer *server) {
  if (g_queue_remove(&u->desk->probe_queue, server) || mark(u, server, FALSE))
    g_queue_push_head(&u->desk->probe_queue, (gpointer)server);
}

void bk_update_probe(BkUpdate *u, const char *first, BkProbeWish wish) {
  const GPtrArray *servers = u->model->servers->servers;
  for (guint i = 0; wish != BK_PROBE_THESE && i < servers->len; i++) {
    const BkServer *server = g_ptr_array_index(servers, i);
    if (mark(u, server, wish == BK_PROBE_AGAIN))
      g_queue_push_tail(&u->desk->probe_queue, (gpointer)server);
  }
  g_auto(GStrv) ids = g_strsplit(first != NULL ? first : "", "\n", -1);
  for (guint i = g_strv_length(ids); i-- > 0;) {
    const BkServer *server = bk_server_list_find(u->model->servers, ids[i]);
    if (server != NULL)
      put_first(u, server);
  }
  if (u->desk->probes->len == 0)
    u->desk->probes_wished = AT_FIRST;
  ask_next(u);
}

void bk_update_stop_probing(BkUpdate *u) {
  for (const BkServer *server; (server = g_queue_pop_head(&u->desk->probe_queue)) != NULL;)
    g_hash_table_remove(u->model->health, server->id);
  for (guint i = u->desk->probes->len; i-- > 0;) {
    const BkProbe *probe = g_ptr_array_index(u->desk->probes, i);
    if (probe->well_known > 0)
      continue;
    bk_update_effect(u, BK_EFFECT_STOP, probe->serial);
    g_hash_table_remove(u->model->health, probe->server->id);
    g_ptr_array_remove_index(u->desk->probes, i);
  }
}

void bk_update_find_change_page(BkUpdate *u) {
  g_clear_pointer(&u->model->change_page, g_free);
  BkProbe *probe = g_new0(BkProbe, 1);
  *probe = (BkProbe){.server = u->model->server, .well_known = 1};
  g_ptr_array_add(u->desk->probes, probe);
  send_probe(u, probe);
}

/* ---- answers ---------------------------------------------------------------------------------------- */

static void judge_plain(BkHealth *health, const BkReply *reply) {
  health->state = reply->status >= 500 ? BK_HEALTH_ILL : BK_HEALTH_ANSWERS;
  health->outcome = reply->status >= 500 ? BK_OUTCOME_SERVER_ERROR : BK_OUTCOME_OK;
}

static void judge_flow(BkHealth *health, const BkFlow *flow) {
  health->outcome = bk_flow_outcome(flow);
  health->failure = bk_flow_failure(flow);
  health->state = health->outcome == BK_OUTCOME_OK       ? BK_HEALTH_WELL
                  : health->failure == BK_FAILURE_PORTAL ? BK_HEALTH_AWAY
                                                         : BK_HEALTH_ILL;
}

/* FALSE: its probe goes on with another step. */
static gboolean take_health(BkUpdate *u, BkProbe *probe, const BkMessage *message) {
  BkHealth *health = health_of(u, probe->server);
  gboolean answered = message->kind == BK_MESSAGE_REPLY;
  if (answered)
    probe->milliseconds += message->reply->milliseconds;
  if (answered && probe->flow != NULL)
    bk_flow_reply(probe->flow, message->reply, bk_clock_wall());
  if (answered && probe->flow != NULL && bk_flow_state(probe->flow) == BK_FLOW_ASK)
    (void)bk_flow_go(probe->flow);
  if (answered && probe->flow != NULL && bk_flow_state(probe->flow) == BK_FLOW_SEND)
    return FALSE;
  *health = (BkHealth){.asked_at = bk_clock_wall(), .milliseconds = probe->milliseconds};
  if (!answered) {
    health->state = BK_HEALTH_AWAY;
    health->failure = message->failure;
    health->outcome = bk_failure_outcome(message->failure);
  } else if (probe->flow != NULL) {
    judge_flow(health, probe->flow);
  } else {
    judge_plain(health, message->reply);
  }
  return TRUE;
}

/* Where a redirect leads, as an address to show: nobody goes there but the person, with their browser. */
static char *redirect_target(const BkServer *server, const BkReply *reply) {
  BkSecret *location = bk_headers_get(reply->headers, "location");
  const char *text = location != NULL ? bk_secret_peek(location) : "";
  g_autofree char *base = g_strconcat(server->origin, CHANGE_PAGE, NULL);
  g_autofree char *url = g_uri_resolve_relative(base, text, G_URI_FLAGS_NONE, NULL);
  g_autofree char *origin = url != NULL && *text != '\0' ? bk_origin_of(url) : NULL;
  g_autofree char *clean = origin != NULL ? bk_text_clean(url, -1, 2000, 1) : NULL;
  return clean != NULL && g_str_equal(clean, url) ? g_steal_pointer(&clean) : NULL;
}

/* FALSE: one more question. */
static gboolean take_change_page(BkUpdate *u, BkProbe *probe, const BkMessage *message) {
  int status = message->kind == BK_MESSAGE_REPLY ? message->reply->status : 0;
  if (probe->well_known == 1 && status / 100 == 4) {
    probe->well_known = 2;
    return FALSE;
  }
  if (probe->well_known != 2 || u->model->server != probe->server)
    return TRUE;
  if (status / 100 == 2)
    u->model->change_page = g_strconcat(probe->server->origin, CHANGE_PAGE, NULL);
  else if (status == 302 || status == 303 || status == 307)
    u->model->change_page = redirect_target(probe->server, message->reply);
  return TRUE;
}

static BkProbe *find_probe(BkUpdate *u, guint serial) {
  for (guint i = 0; serial != 0 && i < u->desk->probes->len; i++) {
    BkProbe *probe = g_ptr_array_index(u->desk->probes, i);
    if (probe->serial == serial)
      return probe;
  }
  return NULL;
}

gboolean bk_update_probe_answer(BkUpdate *u, const BkMessage *message) {
  BkProbe *probe = find_probe(u, message->serial);
  if (probe == NULL)
    return FALSE;
  gboolean done =
      probe->well_known > 0 ? take_change_page(u, probe, message) : take_health(u, probe, message);
  if (done) {
    g_ptr_array_remove_fast(u->desk->probes, probe);
    u->desk->probes_wished++;
  } else {
    send_probe(u, probe);
  }
  ask_next(u);
  return TRUE;
}
