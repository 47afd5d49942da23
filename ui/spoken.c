#include "ui/spoken.h"

#include "ui/speech.h"
#include "words/fill.h"

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
  gboolean fresh; /* the next question is the first of its screen */
  gboolean holds; /* nothing is said yet: see BK_SPOKEN_HOLDS */
  gboolean hasty; /* the person has waited for that long enough */

  BkQuestionKind asked;   /* what waits for an answer */
  BkFocus asked_at;       /* its field or list */
  GPtrArray *choices;     /* BkOffer*: the numbered ones, or NULL */
  gboolean menu;          /* they stand before the question: an empty line goes back to it */
  guint listed;           /* lines of the list that have been said */
  BkSecretBuilder *paste; /* lines that came together, or those of a mail; NULL: none */
};

BkSpoken *bk_spoken_new(BkUi *ui, const BkModel *model, const BkSpokenEvents *events, gpointer data) {
  BkSpoken *spoken = g_new0(BkSpoken, 1);
  *spoken = (BkSpoken){.ui = ui, .model = model, .events = events, .data = data};
  return spoken;
}

void bk_spoken_free(BkSpoken *spoken) {
  if (!spoken)
    return;
  bk_page_free(spoken->said);
  g_clear_pointer(&spoken->choices, g_ptr_array_unref);
  bk_secret_builder_free(spoken->paste);
  g_free(spoken);
}

static void say(const BkSpoken *spoken, const char *line) {
  spoken->events->say(line, spoken->data);
}

static void say_rest(const BkSpoken *spoken, guint number) {
  g_autofree char *line = bk_ui_fill_number(BK_NP_("And {0} more.", "And {0} more.", number), number);
  say(spoken, line);
}

void bk_spoken_greet(BkSpoken *spoken) {
  g_autofree char *name = bk_ui_fill(BK_("backin {0}, line by line."), BK_VERSION, NULL);
  say(spoken, name);
  say(spoken, BK_("An empty line takes what stands in brackets."));
  say(spoken, BK_("? says what else can be done. Ctrl-C leaves."));
}

/* ---- asking -------------------------------------------------------------------------------------------- */

static void say_numbered(const BkSpoken *spoken, guint number, const char *text) {
  g_autofree char *line = g_strdup_printf("%u. %s", number, text);
  say(spoken, line);
}

/* So many lines more of a list; and the selected one, wherever it stands. */
static void say_lines(BkSpoken *spoken, const GPtrArray *lines, int selected) {
  guint end = MIN(lines->len, spoken->listed + BK_SPOKEN_LIST);
  for (; spoken->listed < end; spoken->listed++)
    say_numbered(spoken, spoken->listed + 1, lines->pdata[spoken->listed]);
  if (selected >= (int)end)
    say_numbered(spoken, (guint)selected + 1, lines->pdata[selected]);
  if (end < lines->len)
    say_rest(spoken, lines->len - end);
}

static void say_heading(const BkSpoken *spoken, const char *heading) {
  if (!heading)
    return;
  g_autofree char *line = bk_ui_fill(BK_("{0}:"), heading, NULL);
  say(spoken, line);
}

/* text; or, for the first question of a screen, choices, in which {0} is the text. In one piece; what stands
 * in brackets may be a password that is shown, so the line is wiped. */
static void ask(BkSpoken *spoken, const char *text, const char *choices, const char *kept, gboolean hidden) {
  gboolean first = spoken->fresh && choices;
  char *question = first ? bk_ui_fill(choices, text, NULL) : g_strdup(text);
  char *prompt = kept ? g_strconcat(question, " [", kept, "]: ", NULL) : g_strconcat(question, ": ", NULL);
  spoken->fresh = FALSE;
  spoken->events->ask(prompt, hidden, spoken->data);
  g_free(question);
  bk_secret_wipe_string(prompt);
}

static void ask_field(BkSpoken *spoken, const BkQuestion *question) {
  const BkField *field = question->focus;
  gboolean hidden = field->masked && !field->shown;
  const char *kept = bk_field_empty(field) ? NULL : hidden ? BK_("as typed before") : bk_field_peek(field);
  g_autofree char *label = hidden ? bk_ui_fill(BK_("{0} (typing is hidden)"), question->label, NULL)
                           : question->aside ? bk_ui_fill(BK_("{0}, or a number"), question->label, NULL)
                                             : g_strdup(question->label);
  if (field->masked && field->shown && kept) {
    char *spelled = bk_words_spelled(kept);
    say(spoken, spelled);
    bk_secret_wipe_string(spelled);
  }
  ask(spoken, label, BK_("{0}, or ? for choices"), kept, hidden);
}

static void ask_list(BkSpoken *spoken, const BkQuestion *question) {
  int selected = bk_list_selected((const BkList *)question->focus);
  g_autofree char *number = selected >= 0 ? g_strdup_printf("%d", selected + 1) : NULL;
  if (spoken->listed < question->lines->len)
    ask(spoken, BK_("Choose a number, type part of a name, or + for more"),
        BK_("Choose a number, type part of a name, + for more, or ? for choices"), number, FALSE);
  else
    ask(spoken, BK_("Choose a number, or type part of a name"),
        BK_("Choose a number, type part of a name, or ? for choices"), number, FALSE);
}

/* The number of Enter's action among the choices, NULL: it is not there. */
static char *usual_choice(const BkSpoken *spoken, const BkPage *page) {
  for (guint i = 0; !spoken->menu && i < spoken->choices->len; i++)
    if (((BkOffer *)spoken->choices->pdata[i])->act == bk_page_get_enter(page))
      return g_strdup_printf("%u", i + 1);
  return NULL;
}

static void ask_choice(BkSpoken *spoken, const BkPage *page) {
  g_autofree char *usual = usual_choice(spoken, page);
  ask(spoken, BK_("Choose a number"), spoken->menu ? NULL : BK_("{0}, or ? for more"), usual, FALSE);
}

/* Only the line with the question. */
static void ask_shortly(BkSpoken *spoken, const BkPage *page, const BkQuestion *question) {
  if (spoken->choices) {
    ask_choice(spoken, page);
    return;
  }
  switch (question->kind) {
  case BK_QUESTION_FIELD:
    ask_field(spoken, question);
    break;
  case BK_QUESTION_LIST:
    ask_list(spoken, question);
    break;
  case BK_QUESTION_PASTE:
    ask(spoken, question->label, BK_("{0}, or ? for choices"), NULL, FALSE);
    break;
  case BK_QUESTION_LINES:
    spoken->events->ask("", TRUE, spoken->data);
    break;
  case BK_QUESTION_ACT:
  case BK_QUESTION_NONE:
    break;
  }
}

static void say_choices(BkSpoken *spoken, GPtrArray *choices) {
  g_clear_pointer(&spoken->choices, g_ptr_array_unref);
  spoken->choices = choices;
  for (guint i = 0; i < choices->len; i++)
    say_numbered(spoken, i + 1, ((BkOffer *)choices->pdata[i])->label);
}

static void ask_question(BkSpoken *spoken, const BkPage *page, const BkQuestion *question) {
  spoken->asked = question->kind;
  spoken->asked_at = question->focus;
  spoken->listed = 0;
  spoken->menu = FALSE;
  g_clear_pointer(&spoken->choices, g_ptr_array_unref);
  if (question->lines) {
    const BkList *list = question->aside ? question->aside : question->focus;
    say_heading(spoken, question->heading);
    say_lines(spoken, question->lines, question->aside ? -1 : bk_list_selected(list));
  }
  const BkField *field = question->kind == BK_QUESTION_FIELD ? question->focus : NULL;
  if (question->say && !(field && field->masked && !field->shown))
    say(spoken, question->say);
  if (question->kind == BK_QUESTION_ACT)
    say_choices(spoken, bk_page_offers(page, TRUE));
  ask_shortly(spoken, page, question);
}

static BkPage *page_of(const BkSpoken *spoken) {
  return bk_ui_page(spoken->ui, spoken->model);
}

void bk_spoken_again(BkSpoken *spoken) {
  if (spoken->asked == BK_QUESTION_NONE)
    return;
  g_autoptr(BkPage) page = page_of(spoken);
  BkQuestion question = bk_page_question(page, spoken->asked_at);
  ask_shortly(spoken, page, &question);
}

/* ---- telling ------------------------------------------------------------------------------------------- */

static void on_line(const char *line, gpointer data) {
  say(data, line);
}

static guint tell(BkSpoken *spoken, BkPage *page, BkSpeak how) {
  gboolean other = bk_page_is_other(page, spoken->said);
  if (other)
    say(spoken, "");
  spoken->fresh |= other;
  guint lines = bk_page_speak(page, spoken->said, how, on_line, spoken);
  spoken->acted = FALSE;
  bk_page_free(spoken->said);
  spoken->said = page;
  return lines;
}

/* Whether the buttons are still those that were numbered. */
static gboolean same_choices(const BkSpoken *spoken, const BkPage *page) {
  g_autoptr(GPtrArray) now = bk_page_offers(page, TRUE);
  gboolean same = spoken->choices && spoken->choices->len == now->len;
  for (guint i = 0; same && i < now->len; i++)
    same = ((BkOffer *)now->pdata[i])->act == ((BkOffer *)spoken->choices->pdata[i])->act;
  return same;
}

static gboolean still_asked(const BkSpoken *spoken, const BkPage *page, const BkQuestion *question) {
  return spoken->asked == question->kind && spoken->asked_at == question->focus &&
         (question->kind != BK_QUESTION_ACT || spoken->menu || same_choices(spoken, page));
}

/* A server is being asked, and there is nothing to do but to wait. */
static gboolean is_waiting(const BkModel *model) {
  return model->busy && !bk_screens[model->place]->acts_while_busy;
}

/* What was just done is still being kept, or proved. */
static gboolean is_settling(const BkModel *model) {
  return model->pending_store > 0 || model->proof == BK_PROOF_ASKING;
}

/* In step with the model: another place, or where the screen wants the focus after what was done. */
static void follow(BkSpoken *spoken) {
  bk_ui_sync(spoken->ui, spoken->model);
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
    spoken->asked = BK_QUESTION_NONE;
    return;
  }
  spoken->hasty = FALSE;
  BkPage *page = page_of(spoken);
  guint lines = tell(spoken, page,
                     (unasked ? BK_SPEAK_NEWS : BK_SPEAK_HINTS) |
                         (spoken->acted ? BK_SPEAK_HINTS | BK_SPEAK_NOTICE : BK_SPEAK_NEWS));
  BkQuestion question = bk_page_question(page, spoken->at);
  if (!unasked || lines > 0 || !still_asked(spoken, page, &question))
    ask_question(spoken, page, &question);
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

static void deliver(BkSpoken *spoken, BkPost *post) {
  BkMessage *message;
  while ((message = g_queue_pop_head(&post->messages))) {
    spoken->acted = TRUE;
    spoken->events->post(message, spoken->data);
    bk_ui_sync(spoken->ui, spoken->model);
  }
  bk_post_clear(post);
}

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
  BkFocus focus = spoken->asked_at;
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
static int find_line(BkSpoken *spoken, const char *text, const GPtrArray *lines) {
  guint number = bk_speech_number(text, lines->len);
  if (number > 0)
    return (int)number - 1;
  g_autoptr(GArray) found = bk_speech_matches(text, lines);
  if (found->len == 1)
    return (int)g_array_index(found, guint, 0);
  if (found->len == 0) {
    refuse(spoken, BK_("That is none of them."));
    return -1;
  }
  guint told = MIN(found->len, BK_SPOKEN_LIST);
  for (guint i = 0; i < told; i++) {
    guint line = g_array_index(found, guint, i);
    say_numbered(spoken, line + 1, lines->pdata[line]);
  }
  if (told < found->len)
    say_rest(spoken, found->len - told);
  bk_spoken_again(spoken);
  return -1;
}

static void open_menu(BkSpoken *spoken) {
  g_autoptr(BkPage) page = page_of(spoken);
  BkQuestion question = bk_page_question(page, spoken->asked_at);
  GPtrArray *choices =
      question.kind == BK_QUESTION_ACT ? bk_page_offers(page, TRUE) : bk_page_offers(page, FALSE);
  if (question.kind == BK_QUESTION_ACT) /* those have been said: the rest follows under its own numbers */
    g_ptr_array_set_size(choices, 0);
  bk_page_more_offers(page, choices);
  say_choices(spoken, choices);
  spoken->menu = TRUE;
  ask_choice(spoken, page);
}

static void answer_choice(BkSpoken *spoken, const char *text) {
  g_autoptr(BkPage) page = page_of(spoken);
  BkAct enter = bk_page_get_enter(page);
  if (text[0] == '\0' && (spoken->menu || enter == BK_ACT_NONE)) {
    BkQuestion question = bk_page_question(page, spoken->asked_at);
    spoken->fresh = FALSE;
    ask_question(spoken, page, &question);
  } else if (text[0] == '\0')
    perform(spoken, enter, NULL);
  else if (g_str_equal(text, "?") && !spoken->menu)
    open_menu(spoken);
  else {
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (guint i = 0; i < spoken->choices->len; i++)
      g_ptr_array_add(labels, ((BkOffer *)spoken->choices->pdata[i])->label);
    int chosen = find_line(spoken, text, labels);
    if (chosen >= 0)
      perform(spoken, ((BkOffer *)spoken->choices->pdata[chosen])->act, NULL);
  }
}

static void answer_list(BkSpoken *spoken, const BkQuestion *question, const char *text) {
  BkList *list = (BkList *)question->focus;
  if (g_str_equal(text, "+") && spoken->listed < question->lines->len) {
    say_lines(spoken, question->lines, -1);
    bk_spoken_again(spoken);
    return;
  }
  int line = text[0] ? find_line(spoken, text, question->lines) : bk_list_selected(list);
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
  BkQuestion question = bk_page_question(page, spoken->asked_at);
  if (spoken->choices)
    answer_choice(spoken, text);
  else if (g_str_equal(text, "?"))
    open_menu(spoken);
  else if (question.kind == BK_QUESTION_LIST)
    answer_list(spoken, &question, text);
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
  return !spoken->choices && bk_page_takes_paste(page);
}

gboolean bk_spoken_line(BkSpoken *spoken, BkSecret *line) {
  if (spoken->asked == BK_QUESTION_NONE)
    return line != NULL; /* an impatient Enter is no answer to what nobody has asked yet */
  gboolean dot = line && bk_secret_length(line) == 1 && bk_secret_peek(line)[0] == '.';
  gboolean mail = spoken->asked == BK_QUESTION_LINES;
  if (mail && (!line || dot))
    end_mail(spoken);
  else if (line && (mail || may_be_mail(spoken)))
    add_line(spoken, line);
  else if (line)
    answer_line(spoken, line);
  return line || mail;
}

guint bk_spoken_pending(const BkSpoken *spoken) {
  return spoken->paste && spoken->asked != BK_QUESTION_LINES ? BK_SPOKEN_PASTE_MS : 0;
}

void bk_spoken_flush(BkSpoken *spoken) {
  if (bk_spoken_pending(spoken) == 0)
    return;
  g_autoptr(BkSecret) text = bk_secret_builder_finish(g_steal_pointer(&spoken->paste));
  if (strchr(bk_secret_peek(text), '\n'))
    paste(spoken, text);
  else
    answer_line(spoken, text);
}
