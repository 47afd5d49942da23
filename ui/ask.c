#include "ui/ask.h"

#include "words/fill.h"

void bk_asking_clear(BkAsking *asking) {
  g_clear_pointer(&asking->offers, g_ptr_array_unref);
}

void bk_asking_say(const BkAsking *asking, const char *line) {
  asking->events->say(line, asking->data);
}

static void say_rest(const BkAsking *asking, guint number) {
  g_autofree char *line = bk_ui_fill_number(BK_NP_("And {0} more.", "And {0} more.", number), number);
  bk_asking_say(asking, line);
}

static void say_numbered(const BkAsking *asking, guint number, const char *text) {
  g_autofree char *line = g_strdup_printf("%u. %s", number, text);
  bk_asking_say(asking, line);
}

/* So many lines more of a list; and the selected one, wherever it stands. */
static void say_lines(BkAsking *asking, const GPtrArray *lines, int selected) {
  guint end = MIN(lines->len, asking->listed + BK_SPOKEN_LIST);
  for (; asking->listed < end; asking->listed++)
    say_numbered(asking, asking->listed + 1, lines->pdata[asking->listed]);
  if (selected >= (int)end)
    say_numbered(asking, (guint)selected + 1, lines->pdata[selected]);
  if (end < lines->len)
    say_rest(asking, lines->len - end);
}

static void say_heading(const BkAsking *asking, const char *heading) {
  if (!heading)
    return;
  g_autofree char *line = bk_ui_fill(BK_("{0}:"), heading, NULL);
  bk_asking_say(asking, line);
}

/* text; or, for the first question of a screen, choices, in which {0} is the text. In one piece; what stands
 * in brackets may be a password that is shown, so the line is wiped. */
static void ask(BkAsking *asking, const char *text, const char *choices, const char *kept, gboolean hidden) {
  gboolean first = asking->fresh && choices;
  char *question = first ? bk_ui_fill(choices, text, NULL) : g_strdup(text);
  g_autofree char *colon = bk_ui_fill(BK_("{0}:"), "", NULL);
  char *prompt = kept ? g_strconcat(question, " [", kept, "]", colon, " ", NULL)
                      : g_strconcat(question, colon, " ", NULL);
  asking->fresh = FALSE;
  asking->events->ask(prompt, hidden, asking->data);
  g_free(question);
  bk_secret_wipe_string(prompt);
}

static void ask_field(BkAsking *asking, const BkQuestion *question) {
  const BkField *field = question->focus;
  gboolean hidden = field->masked && !field->shown;
  const char *kept = bk_field_empty(field) ? NULL : hidden ? BK_("as typed before") : bk_field_peek(field);
  g_autofree char *label = hidden ? bk_ui_fill(BK_("{0} (typing is hidden)"), question->label, NULL)
                           : question->aside ? bk_ui_fill(BK_("{0}, or a number"), question->label, NULL)
                                             : g_strdup(question->label);
  if (field->masked && field->shown && kept) {
    char *spelled = bk_words_spelled(kept);
    bk_asking_say(asking, spelled);
    bk_secret_wipe_string(spelled);
  }
  ask(asking, label, BK_("{0}, or ? for choices"), kept, hidden);
}

static void ask_list(BkAsking *asking, const BkQuestion *question) {
  int selected = bk_list_selected((const BkList *)question->focus);
  g_autofree char *number = selected >= 0 ? g_strdup_printf("%d", selected + 1) : NULL;
  if (asking->listed < question->lines->len)
    ask(asking, BK_("Choose a number, type part of a name, or + for more"),
        BK_("Choose a number, type part of a name, + for more, or ? for choices"), number, FALSE);
  else
    ask(asking, BK_("Choose a number, or type part of a name"),
        BK_("Choose a number, type part of a name, or ? for choices"), number, FALSE);
}

/* The number of Enter's action among the choices, NULL: it is not there. */
static char *usual_offer(const BkAsking *asking, const BkPage *page) {
  for (guint i = 0; !asking->menu && i < asking->offers->len; i++)
    if (((BkOffer *)asking->offers->pdata[i])->act == bk_page_get_enter(page))
      return g_strdup_printf("%u", i + 1);
  return NULL;
}

static void ask_offers(BkAsking *asking, const BkPage *page) {
  g_autofree char *usual = usual_offer(asking, page);
  ask(asking, BK_("Choose a number"), asking->menu ? NULL : BK_("{0}, or ? for more"), usual, FALSE);
}

/* Only the line with the question. */
static void ask_shortly(BkAsking *asking, const BkPage *page, const BkQuestion *question) {
  if (asking->offers) {
    ask_offers(asking, page);
    return;
  }
  switch (question->kind) {
  case BK_QUESTION_FIELD:
    ask_field(asking, question);
    break;
  case BK_QUESTION_LIST:
    ask_list(asking, question);
    break;
  case BK_QUESTION_PASTE:
    ask(asking, question->label, BK_("{0}, or ? for choices"), NULL, FALSE);
    break;
  case BK_QUESTION_LINES:
    asking->events->ask("", TRUE, asking->data);
    break;
  case BK_QUESTION_ACT:
  case BK_QUESTION_NONE:
    break;
  }
}

static void say_offers(BkAsking *asking, GPtrArray *offers) {
  g_clear_pointer(&asking->offers, g_ptr_array_unref);
  asking->offers = offers;
  for (guint i = 0; i < offers->len; i++)
    say_numbered(asking, i + 1, ((BkOffer *)offers->pdata[i])->label);
}

void bk_asking_put(BkAsking *asking, const BkPage *page, const BkQuestion *question) {
  asking->kind = question->kind;
  asking->focus = question->focus;
  asking->listed = 0;
  asking->menu = FALSE;
  g_clear_pointer(&asking->offers, g_ptr_array_unref);
  if (question->lines) {
    const BkList *list = question->aside ? question->aside : question->focus;
    say_heading(asking, question->heading);
    say_lines(asking, question->lines, question->aside ? -1 : bk_list_selected(list));
  }
  const BkField *field = question->kind == BK_QUESTION_FIELD ? question->focus : NULL;
  if (question->say && !(field && field->masked && !field->shown))
    bk_asking_say(asking, question->say);
  if (question->kind == BK_QUESTION_ACT)
    say_offers(asking, bk_page_offers(page, TRUE));
  ask_shortly(asking, page, question);
}

void bk_asking_again(BkAsking *asking, const BkPage *page) {
  BkQuestion question = bk_page_question(page, asking->focus);
  if (asking->kind != BK_QUESTION_NONE)
    ask_shortly(asking, page, &question);
}

void bk_asking_menu(BkAsking *asking, const BkPage *page) {
  GPtrArray *offers = bk_page_offers(page, FALSE);
  if (asking->kind == BK_QUESTION_ACT) /* those have been said: the rest follows under its own numbers */
    g_ptr_array_set_size(offers, 0);
  bk_page_more_offers(page, offers);
  say_offers(asking, offers);
  asking->menu = TRUE;
  ask_offers(asking, page);
}

gboolean bk_asking_more(BkAsking *asking, const BkPage *page) {
  BkQuestion question = bk_page_question(page, asking->focus);
  if (question.kind != BK_QUESTION_LIST || asking->listed >= question.lines->len)
    return FALSE;
  say_lines(asking, question.lines, -1);
  ask_shortly(asking, page, &question);
  return TRUE;
}

void bk_asking_some(BkAsking *asking, const BkPage *page, const GPtrArray *lines, const GArray *some) {
  guint said = MIN(some->len, BK_SPOKEN_LIST);
  for (guint i = 0; i < said; i++) {
    guint line = g_array_index(some, guint, i);
    say_numbered(asking, line + 1, lines->pdata[line]);
  }
  if (said < some->len)
    say_rest(asking, some->len - said);
  bk_asking_again(asking, page);
}

static gboolean same_offers(const BkAsking *asking, const BkPage *page) {
  g_autoptr(GPtrArray) now = bk_page_offers(page, TRUE);
  gboolean same = asking->offers && asking->offers->len == now->len;
  for (guint i = 0; same && i < now->len; i++)
    same = ((BkOffer *)now->pdata[i])->act == ((BkOffer *)asking->offers->pdata[i])->act;
  return same;
}

gboolean bk_asking_is(const BkAsking *asking, const BkPage *page, const BkQuestion *question) {
  return asking->kind == question->kind && asking->focus == question->focus &&
         (question->kind != BK_QUESTION_ACT || asking->menu || same_offers(asking, page));
}
