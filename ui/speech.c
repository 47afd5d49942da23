#include "ui/speech.h"

#include "ui/part.h"
#include "words/fill.h"

#include <string.h>

/* ---- facts --------------------------------------------------------------------------------------------- */

/* The text of a part that is said and not asked; NULL: it is none. A list of one line asks nothing where its
 * action is asked for. */
static const char *fact_of(const BkPage *page, const BkPart *part) {
  switch (part->kind) {
  case BK_PART_TEXT:
  case BK_PART_PAIR:
  case BK_PART_ADDRESS:
    return part->text;
  case BK_PART_LIST:
    return page->choose_act && part->lines->len == 1 ? part->lines->pdata[0] : NULL;
  case BK_PART_GAP:
  case BK_PART_PICTURE:
  case BK_PART_FIELD:
  case BK_PART_BUTTONS:
    return NULL;
  }
  g_assert_not_reached();
}

/* Whether that has been said: as a fact of the same kind and label. */
static gboolean was_said(const BkPage *said, const BkPart *part, const char *fact) {
  const GPtrArray *all[] = {said->parts, said->status};
  for (gsize a = 0; a < G_N_ELEMENTS(all); a++)
    for (guint i = 0; i < all[a]->len; i++) {
      const BkPart *other = all[a]->pdata[i];
      if (other->kind == part->kind && g_strcmp0(other->label, part->label) == 0 &&
          g_strcmp0(fact_of(said, other), fact) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Line by line, without the blanks that are for eyes. The text may be the value that is shown once: each of
 * its lines is handed on from where it is, or from a copy that is wiped. */
static guint say_text(const char *text, BkSayFunc say, gpointer data) {
  guint lines = 0;
  while (*text) {
    text += strspn(text, " ");
    gsize length = strcspn(text, "\n");
    char *line = g_strndup(text, length);
    if (length > 0) {
      say(line, data);
      lines++;
    }
    bk_secret_wipe_string(line);
    text += length + (text[length] ? 1 : 0);
  }
  return lines;
}

static guint say_fact(const BkPart *part, const char *fact, BkSayFunc say, gpointer data) {
  if (part->kind != BK_PART_PAIR)
    return say_text(fact, say, data);
  g_autofree char *pair =
      bk_words_fill(BK_("{0}: {1}"), (BkWord[]){{"0", part->label}, {"1", fact}, {NULL, NULL}});
  return say_text(pair, say, data);
}

gboolean bk_page_is_other(const BkPage *page, const BkPage *said) {
  return !said || g_strcmp0(page->name, said->name) != 0 || g_strcmp0(page->title, said->title) != 0;
}

static guint say_title(const BkPage *page, BkSayFunc say, gpointer data) {
  g_autofree char *step = g_strdup_printf("%d", page->step), *steps = g_strdup_printf("%d", page->steps);
  g_autofree char *where =
      page->steps > 0
          ? bk_words_fill(BK_(", step {0} of {1}"), (BkWord[]){{"0", step}, {"1", steps}, {NULL, NULL}})
          : g_strdup("");
  g_autofree char *title = g_strconcat(page->title ? page->title : "", where, NULL);
  return say_text(title, say, data);
}

guint bk_page_speak(const BkPage *page, const BkPage *said, BkSpeak how, BkSayFunc say, gpointer data) {
  guint lines = bk_page_is_other(page, said) ? say_title(page, say, data) : 0;
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    const char *fact = fact_of(page, part);
    gboolean news = (how & BK_SPEAK_HINTS) || part->role != BK_ROLE_HINT;
    if (fact && !(said && (!news || was_said(said, part, fact))))
      lines += say_fact(part, fact, say, data);
  }
  if (page->say && !(said && g_strcmp0(page->say, said->say) == 0))
    lines += say_text(page->say, say, data);
  for (guint i = 0; i < page->status->len; i++) {
    const BkPart *part = page->status->pdata[i];
    if ((how & BK_SPEAK_NOTICE) || !(said && was_said(said, part, part->text)))
      lines += say_fact(part, part->text, say, data);
  }
  return lines;
}

/* ---- offers ------------------------------------------------------------------------------------------- */

static void offer_free(gpointer data) {
  BkOffer *choice = data;
  g_free(choice->label);
  g_free(choice);
}

static void add_offer(GPtrArray *offers, BkAct act, char *label) {
  BkOffer *choice = g_new(BkOffer, 1);
  *choice = (BkOffer){act, label};
  g_ptr_array_add(offers, choice);
}

static char *label_of(const BkButton *button) {
  if (!button->toggle)
    return g_strdup(button->label);
  return bk_words_fill(button->on ? BK_("{0}: now on") : BK_("{0}: now off"),
                       (BkWord[]){{"0", button->label}, {NULL, NULL}});
}

/* What has no button: not those that come with every screen, nor those that work in a list. */
static gboolean is_own_key(BkAct act) {
  return act != BK_ACT_COMMAND && act != BK_ACT_HELP && !(bk_act_contexts(act) & BK_CONTEXT_LIST);
}

GPtrArray *bk_page_offers(const BkPage *page, gboolean enter) {
  GPtrArray *offers = g_ptr_array_new_with_free_func(offer_free);
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    for (guint b = 0; part->kind == BK_PART_BUTTONS && b < part->buttons->len; b++) {
      const BkButton *button = part->buttons->pdata[b];
      if (enter || button->act != page->enter)
        add_offer(offers, button->act, label_of(button));
    }
  }
  for (guint i = 0; i < page->keys->len; i++) {
    const BkButton *key = page->keys->pdata[i];
    if (is_own_key(key->act))
      add_offer(offers, key->act, g_strdup(key->brief));
  }
  return offers;
}

static gboolean is_offered(const GPtrArray *offers, BkAct act) {
  for (guint i = 0; i < offers->len; i++)
    if (((BkOffer *)offers->pdata[i])->act == act)
      return TRUE;
  return FALSE;
}

void bk_page_more_offers(const BkPage *page, GPtrArray *offers) {
  const struct {
    BkAct act;
    const char *label;
  } more[] = {{BK_ACT_COMMAND, BK_("The command that does the same")},
              {BK_ACT_HELP, BK_("Help")},
              {BK_ACT_REDRAW, BK_("Say it all again")},
              {BK_ACT_EXIT, BK_("Leave backin")}};
  for (gsize i = 0; i < G_N_ELEMENTS(more); i++) {
    gboolean here = more[i].act != BK_ACT_COMMAND || bk_page_has_button(page, BK_ACT_COMMAND);
    if (here && !is_offered(offers, more[i].act))
      add_offer(offers, more[i].act, g_strdup(more[i].label));
  }
}

/* ---- questions ----------------------------------------------------------------------------------------- */

/* A quiet list stands beside a field; a plain one is to be read. */
static gboolean is_question(const BkPage *page, const BkPart *part) {
  if (part->kind == BK_PART_LIST)
    return !part->list->plain && !part->list->quiet && !fact_of(page, part);
  return part->kind == BK_PART_FIELD;
}

static const BkPart *aside_of(const BkPage *page) {
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->kind == BK_PART_LIST && part->list->quiet && part->lines->len > 0)
      return part;
  }
  return NULL;
}

static BkQuestion question_of(const BkPage *page, const BkPart *part) {
  if (part->kind == BK_PART_LIST)
    return (BkQuestion){
        .kind = BK_QUESTION_LIST, .focus = part->list, .lines = part->lines, .heading = part->label};
  const BkPart *aside = aside_of(page);
  return (BkQuestion){.kind = BK_QUESTION_FIELD,
                      .focus = part->field,
                      .label = part->label,
                      .say = part->say,
                      .lines = aside ? aside->lines : NULL,
                      .aside = aside ? aside->list : NULL,
                      .heading = aside ? aside->label : NULL};
}

static BkQuestion last_question(const BkPage *page) {
  if (page->takes_lines)
    return (BkQuestion){.kind = BK_QUESTION_LINES};
  if (page->paste)
    return (BkQuestion){.kind = BK_QUESTION_PASTE, .label = page->paste};
  return (BkQuestion){.kind = BK_QUESTION_ACT};
}

BkQuestion bk_page_question(const BkPage *page, BkFocus focus) {
  const BkPart *first = NULL;
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (!is_question(page, part))
      continue;
    if (focus && (part->field == focus || part->list == focus))
      return question_of(page, part);
    first = first ? first : part;
  }
  gboolean act = focus && bk_page_context(page, focus) == BK_CONTEXT_BUTTON;
  if (first && !act)
    return question_of(page, first);
  BkQuestion last = last_question(page);
  last.focus = act ? focus : NULL;
  return last;
}

gboolean bk_page_next_question(const BkPage *page, BkFocus focus, BkQuestion *ret_next) {
  gboolean after = FALSE;
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (after && is_question(page, part)) {
      *ret_next = question_of(page, part);
      return TRUE;
    }
    after |= (part->field && part->field == focus) || (part->list && part->list == focus);
  }
  if (page->choose_act)
    *ret_next = last_question(page);
  return page->choose_act;
}

/* ---- answers ------------------------------------------------------------------------------------------- */

guint bk_speech_number(const char *text, guint count) {
  gsize digits = strspn(text, "0123456789");
  gboolean whole = text[digits] == '\0' || g_str_equal(text + digits, ".");
  guint64 number = digits > 0 && digits < 10 && whole ? g_ascii_strtoull(text, NULL, 10) : 0;
  return number <= count ? (guint)number : 0;
}

GArray *bk_speech_matches(const char *text, const GPtrArray *lines) {
  GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autofree char *wanted = g_utf8_casefold(text, -1);
  gsize length = strlen(wanted);
  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *line = g_utf8_casefold(lines->pdata[i], -1);
    if (g_str_has_prefix(line, wanted) && (line[length] == '\0' || line[length] == ',')) {
      g_array_set_size(found, 0);
      g_array_append_val(found, i);
      return found;
    }
    if (strstr(line, wanted))
      g_array_append_val(found, i);
  }
  return found;
}
