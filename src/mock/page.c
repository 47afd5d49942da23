#include "mock/page.h"

#include "mock/challenge.h"
#include "mock/mail.h"
#include "mock/pairs.h"
#include "mock/play.h"

#include <string.h>

#define MAX_FORWARD (366 * 24 * 3600)

static BkMockAnswer *with_body(int status, const char *media_type, char *body) {
  BkMockAnswer *answer = bk_mock_answer_plain(status, "");

  g_free(answer->media_type);
  g_free(answer->body);
  answer->media_type = g_strdup(media_type);
  answer->body = body;
  bk_mock_pairs_add(answer->headers, "Cache-Control", "no-store");
  return answer;
}

/* ---- /mock/ ---- */

static BkMockAnswer *mails(BkMockPlayed *played, const GPtrArray *query) {
  g_autoptr(cJSON) list = bk_mock_mails_to_json(played->world, bk_mock_pairs_get(query, "to"));
  char *printed = cJSON_Print(list);
  char *body = g_strconcat(printed, "\n", NULL);

  cJSON_free(printed);
  return with_body(200, "application/json", body);
}

static BkMockAnswer *forward(BkMockPlayed *played, const GPtrArray *query) {
  const char *text = bk_mock_pairs_get(query, "forward");
  gint64 seconds = text ? g_ascii_strtoll(text, NULL, 10) : 0;

  if (seconds <= 0 || seconds > MAX_FORWARD)
    return bk_mock_answer_plain(400, "forward: a number of seconds is wanted.");
  played->world->forward += seconds;
  return bk_mock_answer_plain(200, "The clock is moved.");
}

static BkMockAnswer *fault(BkMockTrouble *trouble, const GPtrArray *query) {
  const char *name = bk_mock_pairs_get(query, "name");

  if (!name || !bk_mock_trouble_set(trouble, name))
    return bk_mock_answer_plain(400, "name: a fault is wanted, or \"none\".");
  return bk_mock_answer_plain(200, "From now on.");
}

static BkMockAnswer *own(BkMockPlayed *played, BkMockTrouble *trouble, const BkMockRequest *request) {
  g_autoptr(GPtrArray) query = bk_mock_pairs_parse(request->query);
  gboolean get = g_str_equal(request->method, "GET");
  gboolean post = g_str_equal(request->method, "POST");

  if (get && g_str_equal(request->path, "/mock/mail"))
    return mails(played, query);
  if (post && g_str_equal(request->path, "/mock/time"))
    return forward(played, query);
  if (post && g_str_equal(request->path, "/mock/fault"))
    return fault(trouble, query);
  return bk_mock_answer_plain(404, "There is no such page of the mock.");
}

/* ---- the page behind a mailed link ---- */

static BkMockAnswer *page(const BkMockPlayed *played, int status, const char *said, const char *target) {
  g_autofree char *name = g_markup_escape_text(played->file->name, -1);
  g_autofree char *action = target ? g_markup_escape_text(target, -1) : NULL;
  g_autofree char *form =
      action ? g_strdup_printf("<form method=\"post\" action=\"%s\">\n"
                               "<label>New password <input type=\"password\" name=\"new_password\"></label>\n"
                               "<button>Set the password</button>\n</form>\n",
                               action)
             : g_strdup("");

  return with_body(status, "text/html; charset=utf-8",
                   g_strdup_printf("<!doctype html>\n<title>%s</title>\n<h1>%s</h1>\n<p>%s</p>\n%s", name,
                                   name, said, form));
}

static BkMockAnswer *set_password(BkMockPlayed *played, BkMockChallenge *challenge,
                                  const BkMockRequest *request) {
  g_autofree char *body = g_strndup(request->body, request->length);
  g_autoptr(GPtrArray) form = bk_mock_pairs_parse(body);
  const char *password = bk_mock_pairs_get(form, "new_password");

  switch (bk_mock_set_by_link(played, challenge, password ? password : "")) {
  case BK_MOCK_SET_DONE:
    return page(played, 200, "Your password was changed. You can sign in with the new one.", NULL);
  case BK_MOCK_SET_WEAK:
    return page(played, 422, "This password is too weak. Choose another one.", challenge->target);
  case BK_MOCK_SET_DEAD:
    break;
  }
  return page(played, 410, "This link is no longer valid. Ask for a new mail.", NULL);
}

static BkMockAnswer *link_page(BkMockPlayed *played, BkMockChallenge *challenge,
                               const BkMockRequest *request) {
  if (g_str_equal(request->method, "POST"))
    return set_password(played, challenge, request);
  if (bk_mock_challenge_state(played->world, challenge) != BK_MOCK_CHALLENGE_GOOD)
    return page(played, 410, "This link is no longer valid. Ask for a new mail.", NULL);
  return page(played, 200, "Choose a new password.", challenge->target);
}

BkMockAnswer *bk_mock_page(BkMockPlayed *played, BkMockTrouble *trouble, const BkMockRequest *request) {
  g_autofree char *target = NULL;
  BkMockChallenge *challenge;

  if (g_str_has_prefix(request->path, "/mock/"))
    return own(played, trouble, request);
  if (!g_str_equal(request->method, "GET") && !g_str_equal(request->method, "POST"))
    return NULL;
  target = g_strconcat(request->path, request->query ? "?" : "", request->query, NULL);
  challenge = bk_mock_challenge_by_target(played->world, target);
  return challenge ? link_page(played, challenge, request) : NULL;
}
