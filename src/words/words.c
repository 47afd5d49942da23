/* words.c: labels of inputs, actions, places and times. */
#include "words/words.h"

#include "base/clock.h"
#include "words/fill.h"

/* ---- inputs and actions -------------------------------------------------------------------------- */

static const char *input_of_kind(BkInputKind kind) {
  switch (kind) {
  case BK_INPUT_EMAIL:
    return BK_("E-mail address");
  case BK_INPUT_TEXT:
    return BK_("Value");
  case BK_INPUT_PASSWORD:
    return BK_("Password");
  case BK_INPUT_NEW_PASSWORD:
    return BK_("New password");
  case BK_INPUT_OTP:
    return BK_("Code from your app");
  case BK_INPUT_CODE:
    return BK_("Code");
  case BK_INPUT_LINK:
    return BK_("Link");
  case BK_INPUT_SECRET:
    return BK_("Key");
  case BK_INPUT_CHOICE:
    return BK_("Choice");
  }
  g_assert_not_reached();
}

const char *bk_words_input(const BkInput *input) {
  if (input->title && *input->title)
    return input->title;
  if (g_str_equal(input->name, "current_password"))
    return BK_("Current password");
  if (g_str_equal(input->name, "target"))
    return BK_("Account to reset");
  if (input->kind == BK_INPUT_TEXT || input->kind == BK_INPUT_SECRET || input->kind == BK_INPUT_CHOICE)
    return input->name; /* the file's author gave no title: the name says more than "Value" */
  return input_of_kind(input->kind);
}

static const char *admin_action(BkWay way) {
  switch (way) {
  case BK_WAY_GENERATE:
    return BK_("Make a password for a user");
  case BK_WAY_LINK:
    return BK_("Make a reset link for a user");
  case BK_WAY_SEND:
    return BK_("Mail a user a reset link");
  case BK_WAY_SET:
    return BK_("Set a user's password");
  case BK_WAY_ONLY:
  case BK_WAY_CODE:
  case BK_WAY_COUNT:
    return BK_("Reset a user's password");
  }
  g_assert_not_reached();
}

const char *bk_words_action(BkActionKind action, BkWay way) {
  switch (action) {
  case BK_ACTION_PROBE:
    return BK_("Check the server");
  case BK_ACTION_SIGN_IN:
    return BK_("Sign in");
  case BK_ACTION_MFA:
    return BK_("Second factor");
  case BK_ACTION_FORGOT:
    return way == BK_WAY_CODE   ? BK_("Forgot password: code by mail")
           : way == BK_WAY_LINK ? BK_("Forgot password: link by mail")
                                : BK_("Forgot password");
  case BK_ACTION_RESEND:
    return BK_("Send again");
  case BK_ACTION_VERIFY:
    return way == BK_WAY_LINK ? BK_("Check the link") : BK_("Check the code");
  case BK_ACTION_RESET:
    return way == BK_WAY_CODE   ? BK_("Reset by code")
           : way == BK_WAY_LINK ? BK_("Reset by link")
                                : BK_("New password");
  case BK_ACTION_CHANGE_PASSWORD:
    return BK_("Change password");
  case BK_ACTION_ADMIN_RESET:
    return admin_action(way);
  case BK_ACTION_WHOAMI:
    return BK_("Check the session");
  case BK_ACTION_REFRESH:
    return BK_("Renew the session");
  case BK_ACTION_SIGN_OUT:
    return BK_("Sign out");
  case BK_ACTION_SESSIONS:
    return BK_("List the sessions");
  case BK_ACTION_END_SESSION:
    return BK_("End a session elsewhere");
  case BK_ACTION_END_OTHERS:
    return BK_("End all sessions elsewhere");
  case BK_ACTION_DEVICE:
    return BK_("Sign in on another device");
  case BK_ACTION_COUNT:
    break;
  }
  return "";
}

const char *bk_words_admin_way(BkWay way) {
  switch (way) {
  case BK_WAY_SEND:
    return BK_("Mail the user a reset link");
  case BK_WAY_LINK:
    return BK_("Make a link for me to hand over");
  case BK_WAY_SET:
    return BK_("Set a password I type");
  case BK_WAY_GENERATE:
    return BK_("Let the server make a password");
  case BK_WAY_ONLY:
  case BK_WAY_CODE:
  case BK_WAY_COUNT:
    return BK_("Reset the password");
  }
  g_assert_not_reached();
}

const char *bk_words_admin_way_note(BkWay way) {
  switch (way) {
  case BK_WAY_SEND:
    return BK_("the user chooses, you see nothing");
  case BK_WAY_LINK:
    return BK_("shown once; hand it over safely");
  case BK_WAY_SET:
    return BK_("the user should change it soon");
  case BK_WAY_GENERATE:
    return BK_("shown once; again makes another");
  case BK_WAY_ONLY:
  case BK_WAY_CODE:
  case BK_WAY_COUNT:
    return "";
  }
  g_assert_not_reached();
}

static char *forgot_way(const BkAction *action) {
  switch (action->completes) {
  case BK_COMPLETES_CODE: {
    if (!action->mail || action->mail->code_length <= 0)
      return g_strdup(BK_("code by mail"));
    g_autofree char *length = g_strdup_printf("%d", action->mail->code_length);
    int count = action->mail->code_length;
    const char *text =
        action->mail->code_digits
            ? BK_NP_("{number}-digit code by mail", "{number}-digit code by mail", count)
            : BK_NP_("{number}-character code by mail", "{number}-character code by mail", count);
    return bk_words_fill(text, (BkWord[]){{"number", length}, {NULL, NULL}});
  }
  case BK_COMPLETES_LINK:
    return g_strdup(BK_("link by mail, pasted here"));
  case BK_COMPLETES_BROWSER:
    return g_strdup(BK_("link by mail, opened in a browser"));
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return g_strdup(BK_("new password by mail"));
  }
  g_assert_not_reached();
}

char *bk_words_forgot(const BkServer *server) {
  char *text = NULL;
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->kind != BK_ACTION_FORGOT)
      continue;
    g_autofree char *before = text, *way = forgot_way(action);
    text = before ? bk_words_fill(BK_("{0} or {1}"), (BkWord[]){{"0", before}, {"1", way}, {NULL, NULL}})
                  : g_strdup(way);
  }
  return text ? text : g_strdup(BK_("not here"));
}

char *bk_words_verified(const BkVerified *verified) {
  switch (verified->by) {
  case BK_VERIFIED_SCREENS:
    return g_strdup(BK_("Modelled on the vendor's pages: it publishes no interface. It may not work."));
  case BK_VERIFIED_COMMUNITY:
    return g_strdup(BK_("Taken from other people's programs, not from the vendor. It may not work."));
  case BK_VERIFIED_NONE:
    return g_strdup(BK_("Nobody has said how this was checked. It may not work."));
  case BK_VERIFIED_DOCS:
  case BK_VERIFIED_SOURCE:
  case BK_VERIFIED_RUN:
    return g_strdup("");
  }
  g_assert_not_reached();
}

/* ---- places to keep things ----------------------------------------------------------------------- */

const char *bk_words_store(BkStoreKind kind) {
  switch (kind) {
  case BK_STORE_KEYRING:
    return BK_("Kept in your keyring.");
  case BK_STORE_SESSION:
    return BK_("Kept in the keyring until you log out of this machine.");
  case BK_STORE_KERNEL:
    return BK_("Kept in memory by the kernel, 30 days at most or until a restart.");
  case BK_STORE_MEMORY:
    return BK_("Kept until this program ends.");
  case BK_STORE_NONE:
    return BK_("Not kept.");
  }
  g_assert_not_reached();
}

const char *bk_words_store_short(BkStoreKind kind) {
  switch (kind) {
  case BK_STORE_KEYRING:
    return BK_("keyring");
  case BK_STORE_SESSION:
    return BK_("session keyring");
  case BK_STORE_KERNEL:
    return BK_("kernel keyring");
  case BK_STORE_MEMORY:
    return BK_("memory");
  case BK_STORE_NONE:
    return BK_("store");
  }
  g_assert_not_reached();
}

const char *bk_words_store_result(BkStoreResult result) {
  switch (result) {
  case BK_STORE_RESULT_OK:
    return "";
  case BK_STORE_RESULT_ABSENT:
    return BK_("We looked, and nothing is there.");
  case BK_STORE_RESULT_LOCKED:
    return BK_("Unlock it, or choose another place to keep sessions.");
  case BK_STORE_RESULT_NO_BUS:
    return BK_("Log in on the desktop, or choose another place to keep sessions.");
  case BK_STORE_RESULT_UNAVAILABLE:
    return BK_("Nothing in this login provides it. Choose another place to keep sessions.");
  case BK_STORE_RESULT_EMPTY:
    return BK_("Make one in that program, or choose another place to keep sessions.");
  case BK_STORE_RESULT_ENDED:
    return BK_("Try again; it may come back locked.");
  case BK_STORE_RESULT_BUS_ENDED:
    return BK_("It does not come back by itself: log in anew, or choose another place to keep sessions.");
  case BK_STORE_RESULT_DENIED:
    return BK_("Somebody, or a rule of this machine, said no. Choose another place to keep sessions.");
  case BK_STORE_RESULT_TIMEOUT:
    return BK_("Look whether it waits for you in a window, then try again.");
  case BK_STORE_RESULT_NOT_KEPT:
    return BK_("Reading it back gave something else. Choose another place to keep sessions.");
  case BK_STORE_RESULT_FULL:
    return BK_("Sign out of a session that you no longer need, then try again.");
  case BK_STORE_RESULT_FAILED:
    return BK_("Try again, or choose another place to keep sessions.");
  }
  g_assert_not_reached();
}

/* ---- times --------------------------------------------------------------------------------------- */

static char *amount(const char *text, gint64 large, gint64 small) {
  g_autofree char *a = g_strdup_printf("%" G_GINT64_FORMAT, large);
  g_autofree char *b = g_strdup_printf("%" G_GINT64_FORMAT, small);
  return bk_words_fill(text, (BkWord[]){{"a", a}, {"b", b}, {NULL, NULL}});
}

char *bk_words_duration(gint64 seconds) {
  const gint64 minute = 60, hour = 60 * minute, day = 24 * hour;
  if (seconds < 2 * minute)
    return amount(BK_("{a} s"), MAX(0, seconds), 0);
  if (seconds < 2 * hour)
    return amount(BK_("{a} min"), seconds / minute, 0);
  if (seconds < 2 * day)
    return seconds % hour < minute ? amount(BK_("{a} h"), seconds / hour, 0)
                                   : amount(BK_("{a} h {b} min"), seconds / hour, seconds % hour / minute);
  return amount(BK_NP_("{a} day", "{a} days", seconds / day), seconds / day, 0);
}

/* Not strftime's %b: the C library knows the months of a language only where its locale was generated. */
static const char *month_name(int month) {
  static const char *const names[] = {BK_N_("Jan"), BK_N_("Feb"), BK_N_("Mar"), BK_N_("Apr"),
                                      BK_N_("May"), BK_N_("Jun"), BK_N_("Jul"), BK_N_("Aug"),
                                      BK_N_("Sep"), BK_N_("Oct"), BK_N_("Nov"), BK_N_("Dec")};
  return BK_(names[month - 1]);
}

char *bk_words_date(gint64 wall, gboolean with_year) {
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(wall);
  if (!date)
    return g_strdup("");
  g_autofree char *day = g_strdup_printf("%d", g_date_time_get_day_of_month(date));
  g_autofree char *year = g_strdup_printf("%d", g_date_time_get_year(date));
  g_autofree char *clock =
      g_strdup_printf("%02d:%02d", g_date_time_get_hour(date), g_date_time_get_minute(date));
  return bk_words_fill(with_year ? BK_("{day} {month} {year} {time}") : BK_("{day} {month} {time}"),
                       (BkWord[]){{"day", day},
                                  {"month", month_name(g_date_time_get_month(date))},
                                  {"year", year},
                                  {"time", clock},
                                  {NULL, NULL}});
}

char *bk_words_time(gint64 wall) {
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(wall);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(bk_clock_wall());
  return bk_words_date(wall, !then || !now || g_date_time_get_year(then) != g_date_time_get_year(now));
}
