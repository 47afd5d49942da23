#include "ui/spoken.h"

#include "ui/ask.h"

#include <string.h>

struct BkSpoken {
  BkUi *ui;
  const BkModel *model;
  const BkSpokenEvents *events;
  gpointer data;
  BkPage *said;   /* the page of the screen as it was said last; NULL: not yet */
  BkPlace place;  /* of said */
  BkFocus at;     /* the question that is next; NULL: the first one */
  gboolean acted; /* the person did something since the notice was said */
  gboolean holds; /* nothing is said yet: see BK_SPOKEN_HOLDS */
  gboolean hasty; /* the person has waited for that long enough */

  BkAsking asking;
  BkSecretBuilder *paste; /* lines that came together, or those of a mail; NULL: none */
};

BkSpoken *bk_spoken_new(BkUi *ui, const BkModel *model, const BkSpokenEvents *events, gpointer data) {
  BkSpoken *spoken = g_new0(BkSpoken, 1);
  *spoken = (BkSpoken){.ui = ui, .model = model, .events = events, .data = data};
  spoken->asking = (BkAsking){.events = events, .data = data};
  return spoken;
}

void bk_spoken_free(BkSpoken *spoken) {
  if (!spoken)
    return;
  bk_page_free(spoken->said);
  bk_asking_clear(&spoken->asking);
  bk_secret_builder_free(spoken->paste);
  g_free(spoken);
}

static void say(const BkSpoken *spoken, const char *line) {
  spoken->events->say(line, spoken->data);
}

void bk_spoken_greet(BkSpoken *spoken) {
  g_autofree char *name = bk_ui_fill(BK_("backin {0}, line by line."), BK_VERSION, NULL);
  say(spoken, name);
  say(spoken, BK_("An empty line takes what stands in brackets."));
  say(spoken, BK_("? says what else can be done. Ctrl-C leaves."));
}

static BkPage *page_of(const BkSpoken *spoken) {
  return bk_ui_page(spoken->ui, spoken->model);
}

void bk_spoken_again(BkSpoken *spoken) {
  bk_ui_sync(spoken->ui, spoken->model);
  g_autoptr(BkPage) page = page_of(spoken);
  bk_asking_again(&spoken->asking, page);
}

/* ---- telling ------------------------------------------------------------------------------------------- */

static void on_line(const char *line, gpointer data) {
  say(data, line);
}

static guint tell(BkSpoken *spoken, BkPage *page, BkSpeak how) {
  gboolean other = bk_page_is_other(page, spoken->said);
  if (other)
    say(spoken, "");
  spoken->asking.fresh |= other;
  guint lines = bk_page_speak(page, spoken->said, how, on_line, spoken);
  spoken->acted = FALSE;
  bk_page_free(spoken->said);
  spoken->said = page;
  return lines;
}

/* A server is being asked, and there is nothing to do but to wait. */
static gboolean is_waiting(const BkModel *model) {
  return model->busy && !bk_screens[model->place]->acts_while_busy;
}

static gboolean asks_servers(const BkModel *model) {
  GHashTableIter each;
  gpointer health;
  g_hash_table_iter_init(&each, model->health);
  while (model->place == BK_PLACE_SERVER && g_hash_table_iter_next(&each, NULL, &health))
    if (((BkHealth *)health)->state == BK_HEALTH_ASKING)
      return TRUE;
  return FALSE;
}

/* What was just done is still being kept, or proved; or the servers are being asked how they are. */
static gboolean is_settling(const BkModel *model) {
  return model->pending_store > 0 || model->proof == BK_PROOF_ASKING || asks_servers(model);
}

static void deliver(BkSpoken *spoken, BkPost *post) {
  BkMessage *message;
  while ((message = g_queue_pop_head(&post->messages))) {
    spoken->acted = TRUE;
    spoken->events->post(message, spoken->data);
    bk_ui_sync(spoken->ui, spoken->model);
  }
  bk_post_clear(post);
}

/* In step with the model: another place, or where the screen wants the focus after what was done. */
static void follow(BkSpoken *spoken) {
  BkPost post = {0};
  bk_ui_sync(spoken->ui, spoken->model);
  bk_ui_seen(spoken->ui, spoken->model, &post);
  deliver(spoken, &post);
  BkFocus wish = bk_ui_take_focus(spoken->ui);
  if (spoken->said && spoken->place != spoken->model->place) {
    g_clear_pointer(&spoken->said, bk_page_free);
    spoken->at = NULL;
  }
  spoken->place = spoken->model->place;
  if (wish && spoken->acted)
    spoken->at = wish;
}

/* Says what is new and asks what is next. unasked: only if there is something new, or another question. */
static void attend(BkSpoken *spoken, gboolean unasked) {
  follow(spoken);
  gboolean answers = spoken->acted || !spoken->said;
  spoken->holds = answers && !spoken->hasty && is_settling(spoken->model);
  if (is_waiting(spoken->model) || spoken->model->quit || spoken->holds) {
    spoken->asking.kind = BK_QUESTION_NONE;
    return;
  }
  spoken->hasty = FALSE;
  BkPage *page = page_of(spoken);
  guint lines = tell(spoken, page,
                     (unasked ? BK_SPEAK_NEWS : BK_SPEAK_HINTS) |
                         (spoken->acted ? BK_SPEAK_HINTS | BK_SPEAK_NOTICE : BK_SPEAK_NEWS));
  BkQuestion question = bk_page_question(page, spoken->at);
  if (!unasked || lines > 0 || !bk_asking_is(&spoken->asking, page, &question))
    bk_asking_put(&spoken->asking, page, &question);
}

void bk_spoken_changed(BkSpoken *spoken) {
  attend(spoken, TRUE);
}

BkSpokenState bk_spoken_state(const BkSpoken *spoken) {
  if (is_waiting(spoken->model))
    return BK_SPOKEN_BUSY;
  return spoken->holds ? BK_SPOKEN_HOLDS : BK_SPOKEN_ASKS;
}

void bk_spoken_wait(BkSpoken *spoken) {
  if (is_waiting(spoken->model)) {
    const BkServer *server = spoken->model->server;
    g_autofree char *line = bk_ui_fill(BK_("Asking {0}. Ctrl-C cancels."), server ? server->name : "", NULL);
    say(spoken, line);
  } else if (spoken->holds) {
    spoken->hasty = TRUE;
    attend(spoken, TRUE);
  }
}

/* ---- doing --------------------------------------------------------------------------------------------- */

/* What lies over the screen is said, and the screen goes on where it was. */
static void tell_overlay(BkSpoken *spoken, BkAct act) {
  BkPost post = {0};
  g_autoptr(BkPage) beneath = page_of(spoken);
  bk_ui_act(spoken->ui, spoken->model, beneath, act, NULL, &post);
  g_autoptr(BkPage) over = page_of(spoken);
  bk_page_speak(over, NULL, BK_SPEAK_NEWS, on_line, spoken);
  bk_ui_act(spoken->ui, spoken->model, over, BK_ACT_BACK, NULL, &post);
  bk_post_clear(&post);
  attend(spoken, FALSE);
}

static void perform(BkSpoken *spoken, BkAct act, BkFocus focus) {
  BkPost post = {0};
  if (act == BK_ACT_HELP || act == BK_ACT_COMMAND) {
    tell_overlay(spoken, act);
    return;
  }
  if (act == BK_ACT_REDRAW)
    g_clear_pointer(&spoken->said, bk_page_free);
  if (act != BK_ACT_SHOW)
    spoken->at = NULL; /* should the screen stay, it is asked from the top: Enter keeps what was typed */
  g_autoptr(BkPage) page = page_of(spoken);
  bk_ui_act(spoken->ui, spoken->model, page, act, focus, &post);
  deliver(spoken, &post);
  attend(spoken, FALSE);
}

/* The field or list has its answer. */
static void go_on(BkSpoken *spoken) {
  BkQuestion next;
  BkFocus focus = spoken->asking.focus;
  bk_ui_sync(spoken->ui, spoken->model);
  g_autoptr(BkPage) page = page_of(spoken);
  if (!bk_page_next_question(page, focus, &next)) {
    perform(spoken, bk_page_get_enter(page), focus);
    return;
  }
  spoken->at = next.focus ? next.focus : BK_FOCUS_BUTTON(bk_page_get_enter(page));
  attend(spoken, FALSE);
}

static void choose_line(BkSpoken *spoken, BkList *list, guint line) {
  BkPost post = {0};
  bk_ui_choose(spoken->ui, spoken->model, list, line, &post);
  deliver(spoken, &post);
}

/* ---- answers ------------------------------------------------------------------------------------------- */

static void refuse(BkSpoken *spoken, const char *why) {
  say(spoken, why);
  bk_spoken_again(spoken);
}

/* Index of the one line that was meant, or -1 after saying why it is not one. */
static int find_line(BkSpoken *spoken, const BkPage *page, const char *text, const GPtrArray *lines) {
  guint number = bk_speech_number(text, lines->len);
  if (number > 0)
    return (int)number - 1;
  g_autoptr(GArray) found = bk_speech_matches(text, lines);
  if (found->len == 1)
    return (int)g_array_index(found, guint, 0);
  if (found->len == 0)
    refuse(spoken, BK_("That is none of them."));
  else
    bk_asking_some(&spoken->asking, page, lines, found);
  return -1;
}

static void answer_offer(BkSpoken *spoken, const BkPage *page, const BkQuestion *question, const char *text) {
  BkAsking *asking = &spoken->asking;
  BkAct enter = bk_page_get_enter(page);
  if (text[0] == '\0' && (asking->menu || enter == BK_ACT_NONE))
    bk_asking_put(asking, page, question);
  else if (text[0] == '\0')
    perform(spoken, enter, NULL);
  else if (g_str_equal(text, "?") && !asking->menu)
    bk_asking_menu(asking, page);
  else {
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (guint i = 0; i < asking->offers->len; i++)
      g_ptr_array_add(labels, ((BkOffer *)asking->offers->pdata[i])->label);
    int chosen = find_line(spoken, page, text, labels);
    if (chosen >= 0)
      perform(spoken, ((BkOffer *)asking->offers->pdata[chosen])->act, NULL);
  }
}

static void answer_list(BkSpoken *spoken, const BkPage *page, const BkQuestion *question, const char *text) {
  BkList *list = (BkList *)question->focus;
  if (g_str_equal(text, "+") && bk_asking_more(&spoken->asking, page))
    return;
  int line = text[0] ? find_line(spoken, page, text, question->lines) : bk_list_selected(list);
  if (line >= 0 && text[0])
    choose_line(spoken, list, (guint)line);
  if (line >= 0)
    go_on(spoken);
}

static void answer_field(BkSpoken *spoken, const BkPage *page, const BkQuestion *question, BkSecret *line,
                         const char *text) {
  BkField *field = (BkField *)question->focus;
  guint number = question->aside ? bk_speech_number(text, question->lines->len) : 0;
  if (number > 0) {
    choose_line(spoken, question->aside, number - 1);
    perform(spoken, bk_page_get_enter(page), question->aside);
    return;
  }
  if (bk_secret_length(line) > 0) {
    gboolean shown = field->shown;
    bk_field_clear(field);
    field->shown = shown;
    if (!bk_field_paste(field, line)) {
      refuse(spoken, BK_("That line is too long. Nothing of it was taken."));
      return;
    }
  }
  go_on(spoken);
}

static void paste(BkSpoken *spoken, BkSecret *text) {
  BkPost post = {0};
  if (!bk_ui_paste(spoken->ui, spoken->model, text, &post)) {
    refuse(spoken, BK_("That is none of them."));
    return;
  }
  spoken->at = NULL;
  deliver(spoken, &post);
  attend(spoken, FALSE);
}

/* text: the line, without blanks around it. */
static void answer(BkSpoken *spoken, BkSecret *line, const char *text) {
  g_autoptr(BkPage) page = page_of(spoken);
  BkQuestion question = bk_page_question(page, spoken->asking.focus);
  if (question.kind != spoken->asking.kind || question.focus != spoken->asking.focus)
    attend(spoken, TRUE); /* what it answers has gone meanwhile */
  else if (spoken->asking.offers)
    answer_offer(spoken, page, &question, text);
  else if (g_str_equal(text, "?"))
    bk_asking_menu(&spoken->asking, page);
  else if (question.kind == BK_QUESTION_LIST)
    answer_list(spoken, page, &question, text);
  else if (question.kind == BK_QUESTION_FIELD)
    answer_field(spoken, page, &question, line, text);
  else if (question.kind == BK_QUESTION_PASTE && text[0])
    paste(spoken, line);
  else if (question.kind == BK_QUESTION_PASTE)
    perform(spoken, bk_page_get_enter(page), NULL);
}

static void answer_line(BkSpoken *spoken, BkSecret *line) {
  BkField typed; /* without what no field takes, and with its limit */
  bk_field_init(&typed, TRUE);
  if (bk_field_paste(&typed, line)) {
    char *text = g_strstrip(g_strdup(bk_field_peek(&typed)));
    answer(spoken, line, text);
    bk_secret_wipe_string(text);
  } else
    refuse(spoken, BK_("That line is too long. Nothing of it was taken."));
  bk_field_clear(&typed);
}

/* ---- lines --------------------------------------------------------------------------------------------- */

/* What is beyond the limit is left out: that long no mail is. */
static void add_line(BkSpoken *spoken, BkSecret *line) {
  spoken->paste = spoken->paste ? spoken->paste : bk_secret_builder_new(BK_KEY_PASTE_MAX);
  gboolean first = bk_secret_builder_length(spoken->paste) == 0;
  if (bk_secret_builder_append(spoken->paste, "\n", first ? 0 : 1))
    bk_secret_builder_append(spoken->paste, bk_secret_peek(line), (gssize)bk_secret_length(line));
}

static void end_mail(BkSpoken *spoken) {
  gboolean empty = !spoken->paste || bk_secret_builder_length(spoken->paste) == 0;
  g_autoptr(BkSecret) text = empty ? NULL : bk_secret_builder_finish(g_steal_pointer(&spoken->paste));
  if (empty)
    perform(spoken, BK_ACT_BACK, NULL);
  else
    paste(spoken, text);
}

/* Whether several lines that come at once may be one answer: a mail pasted where its code is asked for. */
static gboolean may_be_mail(BkSpoken *spoken) {
  g_autoptr(BkPage) page = page_of(spoken);
  return !spoken->asking.offers && bk_page_takes_paste(page);
}

/* An impatient Enter is no answer to what nobody has asked yet; nor is a line to a screen that has gone
 * before its successor was said. */
static gboolean is_asked(BkSpoken *spoken) {
  bk_ui_sync(spoken->ui, spoken->model);
  return spoken->asking.kind != BK_QUESTION_NONE && spoken->place == spoken->model->place &&
         !is_waiting(spoken->model);
}

gboolean bk_spoken_line(BkSpoken *spoken, BkSecret *line) {
  if (!is_asked(spoken))
    return line != NULL;
  gboolean dot = line && bk_secret_length(line) == 1 && bk_secret_peek(line)[0] == '.';
  gboolean mail = spoken->asking.kind == BK_QUESTION_LINES;
  if (mail && (!line || dot))
    end_mail(spoken);
  else if (line && (mail || may_be_mail(spoken)))
    add_line(spoken, line);
  else if (line)
    answer_line(spoken, line);
  return line || mail;
}

guint bk_spoken_pending(const BkSpoken *spoken) {
  return spoken->paste && spoken->asking.kind != BK_QUESTION_LINES ? BK_SPOKEN_PASTE_MS : 0;
}

void bk_spoken_flush(BkSpoken *spoken) {
  if (bk_spoken_pending(spoken) == 0)
    return;
  g_autoptr(BkSecret) text = bk_secret_builder_finish(g_steal_pointer(&spoken->paste));
  if (!is_asked(spoken))
    return;
  if (strchr(bk_secret_peek(text), '\n'))
    paste(spoken, text);
  else
    answer_line(spoken, text);
}
