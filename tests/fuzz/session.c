/* A session as a keyring gives it back: read like a server's answer. */
#include "base/session.h"
#include "base/exchange.h"
#include "base/json.h"
#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_start(void) {
  bk_json_init();
}

void fuzz_one(const char *bytes, gsize length) {
  g_autoptr(BkSecret) json = bk_secret_new(bytes, (gssize)length);
  g_autoptr(GError) error = NULL;
  g_autoptr(BkSession) session = json != NULL ? bk_session_from_json(json, &error) : NULL;
  HOLDS(json == NULL || (session == NULL) == (error != NULL));
  if (session == NULL)
    return;
  HOLDS(bk_secret_length(session->token) >= BK_SESSION_TOKEN_MIN);
  HOLDS(strpbrk(bk_secret_peek(session->token), "\r\n\033") == NULL);
  g_autofree char *origin = bk_origin_of(session->origin);
  HOLDS(g_strcmp0(origin, session->origin) == 0);
  g_autoptr(BkSecret) written = bk_session_to_json(session);
  g_autoptr(BkSession) again = bk_session_from_json(written, NULL);
  HOLDS(again != NULL);
  g_autoptr(BkSecret) twice = bk_session_to_json(again);
  HOLDS(bk_secret_length(twice) == bk_secret_length(written)); /* values may change places */
  HOLDS(strcmp(session->account, again->account) == 0 && strcmp(session->server, again->server) == 0);
}
