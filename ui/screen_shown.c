/* A value that is shown once: grouped and spelled, gone with any key or after two minutes. */
#include "base/clock.h"
#include "ui/screen.h"

#define SHOWN_SECONDS 120

typedef struct {
  gint64 since;     /* monotonic */
  gboolean printed; /* spoken: the person has asked for it */
} Self;

static void enter(gpointer data, const BkModel *model G_GNUC_UNUSED) {
  ((Self *)data)->since = bk_clock_monotonic();
}

static void leave(gpointer data G_GNUC_UNUSED) {
}

static void view_value(const BkShownValue *value, BkPage *page) {
  const char *text = bk_secret_peek(value->value);
  if (g_str_equal(value->as, "link")) {
    bk_page_address(page, text);
    return;
  }
  char *grouped = bk_words_grouped(text), *spelled = bk_words_spelled(text);
  char *indented = g_strconcat("    ", grouped, NULL);
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_TITLE, bk_page_compact(page) ? grouped : indented);
  bk_page_gap(page);
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, spelled);
  bk_secret_wipe_string(grouped);
  bk_secret_wipe_string(spelled);
  bk_secret_wipe_string(indented);
}

/* What has been said cannot be taken back, so it is asked first. */
static void view_question(BkPage *page) {
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
               BK_("It can be printed here, once. Nothing can take it off this terminal again."));
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
               BK_("Left unseen it is gone, and the reset must be done again."));
  bk_page_button(page, BK_ACT_SHOW, BK_("Print it here"), NULL);
  bk_page_button(page, BK_ACT_GO, BK_("Leave it unseen"), NULL);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  const Self *self = data;
  gboolean link = FALSE;
  for (guint i = 0; model->shown && i < model->shown->len; i++)
    link |= g_str_equal(((BkShownValue *)model->shown->pdata[i])->as, "link");
  bk_page_title(page, link ? BK_("Link, shown once") : BK_("New password, shown once"),
                bk_place_word(BK_PLACE_SHOWN), 0, 0);
  bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("{0} on {1}"), model->target ? model->target : "",
               model->server ? model->server->name : "");
  bk_page_gap(page);
  if (bk_page_spoken(page) && !self->printed) {
    view_question(page);
    return;
  }
  for (guint i = 0; model->shown && i < model->shown->len; i++)
    view_value(model->shown->pdata[i], page);
  bk_page_gap(page);
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_BAD, BK_("It cannot be viewed again. Write it down now."));
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN,
               BK_("If you reset again, a new one is made and this one stops working."));
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, bk_page_spoken(page) ? BK_("It is written down") : BK_("Clear it"),
                 BK_("Clear"));
  bk_page_enter(page, BK_ACT_GO);
  if (!bk_page_spoken(page))
    bk_page_say(page, BK_("Any key clears it; else 2 minutes do."));
}

static gboolean act(gpointer data, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  if (what == BK_ACT_SHOW) {
    ((Self *)data)->printed = TRUE;
    return TRUE;
  }
  bk_post_message(post, bk_message_new(BK_MESSAGE_SHOWN_SEEN));
  return TRUE;
}

static gboolean key(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED,
                    const BkKey *pressed G_GNUC_UNUSED, BkPost *post) {
  bk_post_message(post, bk_message_new(BK_MESSAGE_SHOWN_SEEN));
  return TRUE;
}

static void tick(gpointer data, const BkModel *model G_GNUC_UNUSED, BkPost *post) {
  if (bk_clock_monotonic() - ((Self *)data)->since >= SHOWN_SECONDS)
    bk_post_message(post, bk_message_new(BK_MESSAGE_SHOWN_SEEN));
}

const BkScreen bk_screen_shown = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act, .key = key, .tick = tick};
