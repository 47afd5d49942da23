/* The state file, as any program of the same user could have left it: it is read or set aside, and a
 * change to it loses nothing that could be read. */
#include "app/state.h"
#include "base/clock.h"
#include "base/json.h"
#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_start(void) {
  g_setenv("XDG_STATE_HOME", fuzz_folder(), TRUE);
  bk_json_init();
  bk_clock_freeze(1767268800, 1000);
}

static void check_state(const BkState *state) {
  HOLDS(state->accounts->len <= BK_STATE_MAX_ACCOUNTS && state->resets->len <= BK_STATE_MAX_RESETS);
  for (guint i = 0; i < state->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(state->accounts, i);
    HOLDS(fuzz_is_printable(account->email) && fuzz_is_printable(account->server));
    HOLDS(strchr(account->email, '\n') == NULL && account->used_at >= 0);
  }
  for (guint i = 0; i < state->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(state->resets, i);
    HOLDS(fuzz_is_printable(reset->id) && fuzz_is_printable(reset->email));
    HOLDS(fuzz_is_printable(reset->server) && fuzz_is_printable(reset->sentence));
    HOLDS(reset->asked_at >= 0 && reset->good_until >= 0 && reset->resend_at >= 0);
  }
}

static gboolean has_account(const BkState *state, const char *server, const char *email) {
  for (guint i = 0; i < state->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(state->accounts, i);
    if (strcmp(account->server, server) == 0 && g_ascii_strcasecmp(account->email, email) == 0)
      return TRUE;
  }
  return FALSE;
}

void fuzz_one(const char *bytes, gsize length) {
  g_free(fuzz_write("backin/state.json", bytes, length));
  g_autoptr(BkState) before = bk_state_read();
  check_state(before);
  BkStateChange *change = bk_state_change_new(BK_STATE_TOUCH_ACCOUNT);
  change->account = bk_account_new("new@example.org", "new", 1767268800);
  HOLDS(bk_state_write(change, NULL));
  bk_state_change_free(change);
  g_autoptr(BkState) after = bk_state_read();
  check_state(after);
  HOLDS(has_account(after, "new", "new@example.org"));
  HOLDS(after->resets->len == before->resets->len && after->store == before->store);
  for (guint i = 0; i + 1 < before->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(before->accounts, i);
    HOLDS(has_account(after, account->server, account->email));
  }
}
