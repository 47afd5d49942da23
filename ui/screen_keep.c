/* Where to keep the session, asked before anything is sent when the best place cannot be used. */
#include "ui/screen.h"

typedef struct {
  BkList places;
} Self;

/* The places left, best first. */
static guint offered(const BkModel *model, BkStoreKind kinds[4]) {
  static const BkStoreKind all[] = {BK_STORE_SESSION, BK_STORE_KERNEL, BK_STORE_MEMORY, BK_STORE_NONE};
  guint count = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
    /* Nobody who answers: then nobody has a session collection either. */
    gboolean answers =
        model->store_result == BK_STORE_RESULT_LOCKED || model->store_result == BK_STORE_RESULT_EMPTY;
    gboolean hopeless = all[i] == BK_STORE_SESSION && !answers;
    gboolean failed = all[i] == model->store && all[i] != BK_STORE_MEMORY && all[i] != BK_STORE_NONE;
    if (!hopeless && !failed)
      kinds[count++] = all[i];
  }
  return count;
}

static void enter(gpointer data, const BkModel *model G_GNUC_UNUSED) {
  bk_list_init(&((Self *)data)->places);
}

static void leave(gpointer data) {
  bk_list_clear(&((Self *)data)->places);
}

static const char *place_words(BkStoreKind kind, gboolean compact) {
  if (compact && kind == BK_STORE_SESSION)
    return BK_("In the keyring until you log out.");
  if (compact && kind == BK_STORE_KERNEL)
    return BK_("In the kernel, 30 days at most.");
  return bk_words_store(kind);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  BkStoreKind kinds[4];
  guint count = offered(model, kinds);
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < count; i++)
    g_ptr_array_add(lines, g_strdup(place_words(kinds[i], bk_page_compact(page))));
  bk_page_title(page, BK_("Where to keep your session"), bk_place_word(BK_PLACE_KEEP), 3, 3);
  gboolean locked = model->store_result == BK_STORE_RESULT_LOCKED;
  bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
               locked ? BK_("The {0} is locked.") : BK_("The {0} cannot be used."),
               bk_words_store_short(model->store), NULL);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, bk_words_store_result(model->store_result));
  if (locked)
    bk_view_headless(page, model);
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT, BK_("Nothing has been sent to the server yet."));
  bk_page_gap(page);
  bk_page_list(page, NULL, &self->places, lines, NULL);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, BK_("Keep it so"), BK_("Keep"));
  if (locked && !model->no_prompter)
    bk_page_button(page, BK_ACT_UNLOCK, BK_("Unlock the keyring"), BK_("Unlock"));
  bk_view_back(page);
  bk_page_enter(page, BK_ACT_GO);
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  BkStoreKind kinds[4];
  guint count = offered(model, kinds);
  int selected = bk_list_selected(&self->places);
  if (what == BK_ACT_UNLOCK)
    bk_post_message(post, bk_message_new(BK_MESSAGE_UNLOCK));
  else if (what == BK_ACT_GO && selected >= 0 && (guint)selected < count)
    bk_post_message(post, bk_message_keep(kinds[selected]));
  else
    return what == BK_ACT_GO;
  return TRUE;
}

const BkScreen bk_screen_keep = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
