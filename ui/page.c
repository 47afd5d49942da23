#include "ui/page.h"

#include "ui/part.h"
#include "words/fill.h"

#include <string.h>

#define LONG_LIST 30

static void button_free(gpointer data) {
  BkButton *button = data;
  g_free(button->label);
  g_free(button->brief);
  g_free(button);
}

/* A text may be the value that is shown once, so all of them are wiped. */
static void part_free(gpointer data) {
  BkPart *part = data;
  g_free(part->label);
  bk_secret_wipe_string(part->text);
  g_free(part->say);
  g_clear_pointer(&part->lines, g_ptr_array_unref);
  g_clear_pointer(&part->buttons, g_ptr_array_unref);
  g_free(part);
}

BkPage *bk_page_new(int width, int height, gboolean thin) {
  BkPage *page = g_new0(BkPage, 1);
  page->width = width;
  page->height = height;
  page->thin = thin;
  page->compact = thin || width < 64 || height < 18;
  page->parts = g_ptr_array_new_with_free_func(part_free);
  page->status = g_ptr_array_new_with_free_func(part_free);
  page->keys = g_ptr_array_new_with_free_func(button_free);
  return page;
}

BkPage *bk_page_new_spoken(void) {
  BkPage *page = bk_page_new(BK_CANVAS_MAX_WIDTH, BK_CANVAS_MAX_HEIGHT, FALSE);
  page->spoken = TRUE;
  return page;
}

void bk_page_free(BkPage *page) {
  if (!page)
    return;
  g_ptr_array_unref(page->parts);
  g_ptr_array_unref(page->status);
  g_ptr_array_unref(page->keys);
  g_free(page->title);
  g_free(page->name);
  g_free(page->say);
  g_free(page->paste);
  g_free(page);
}

gboolean bk_page_spoken(const BkPage *page) {
  return page->spoken;
}

gboolean bk_page_compact(const BkPage *page) {
  return page->compact;
}

gboolean bk_page_thin(const BkPage *page) {
  return page->thin;
}

int bk_page_width(const BkPage *page) {
  return MAX(1, page->width - (page->compact ? 0 : 4));
}

void bk_page_title(BkPage *page, const char *title, const char *name, int step, int steps) {
  g_free(page->title);
  g_free(page->name);
  page->title = g_strdup(title);
  page->name = g_strdup(name);
  page->step = step;
  page->steps = steps;
}

static BkPart *add_part(BkPage *page, BkPartKind kind, BkKeep keep) {
  BkPart *part = g_new0(BkPart, 1);
  part->kind = kind;
  part->keep = keep;
  g_ptr_array_add(page->parts, part);
  return part;
}

void bk_page_text(BkPage *page, BkKeep keep, BkRole role, const char *text) {
  if (!text || !text[0])
    return;
  BkPart *part = add_part(page, BK_PART_TEXT, keep);
  part->role = role;
  part->text = g_strdup(text);
}

void bk_page_fill(BkPage *page, BkKeep keep, BkRole role, const char *text, const char *zero,
                  const char *one) {
  g_autofree char *filled = bk_words_fill(text, (BkWord[]){{"0", zero}, {"1", one}, {NULL, NULL}});
  bk_page_text(page, keep, role, filled);
}

void bk_page_gap(BkPage *page) {
  BkPart *last = page->parts->len ? page->parts->pdata[page->parts->len - 1] : NULL;
  if (last && last->kind != BK_PART_GAP)
    add_part(page, BK_PART_GAP, BK_KEEP_NICE);
}

void bk_page_pair(BkPage *page, BkKeep keep, const char *label, const char *value) {
  if (!value || !value[0])
    return;
  BkPart *part = add_part(page, BK_PART_PAIR, keep);
  part->label = g_strdup(label);
  part->text = g_strdup(value);
}

void bk_page_address(BkPage *page, const char *url) {
  add_part(page, BK_PART_ADDRESS, BK_KEEP_ALWAYS)->text = g_strdup(url);
}

void bk_page_picture(BkPage *page, GPtrArray *lines) {
  add_part(page, BK_PART_PICTURE, BK_KEEP_ALWAYS)->lines = lines;
}

void bk_page_server_says(BkPage *page, const char *text) {
  if (text && text[0])
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_HINT, BK_("Server says: \"{0}\""), text, NULL);
}

void bk_page_field(BkPage *page, const char *label, BkField *field, const char *say) {
  BkPart *part = add_part(page, BK_PART_FIELD, BK_KEEP_ALWAYS);
  part->label = g_strdup(label);
  part->field = field;
  field->open = page->thin; /* brackets cost a move of the cursor each time */
  part->say = g_strdup(say);
}

void bk_page_list(BkPage *page, const char *heading, BkList *list, GPtrArray *lines, const char *say) {
  BkPart *part = add_part(page, BK_PART_LIST, BK_KEEP_ALWAYS);
  part->label = g_strdup(heading);
  part->list = list;
  part->lines = lines;
  part->say = g_strdup(say);
  /* Numbers of hundreds of lines would all be sent anew with each page; there the filter is the way. */
  list->lit = !page->thin;
  list->plain |= page->thin && lines->len > LONG_LIST;
  bk_list_show(list, lines);
}

static BkButton *add_button(BkPage *page, BkAct act, const char *label, const char *brief) {
  BkPart *row = page->parts->len ? page->parts->pdata[page->parts->len - 1] : NULL;
  if (!row || row->kind != BK_PART_BUTTONS) {
    row = add_part(page, BK_PART_BUTTONS, BK_KEEP_ALWAYS);
    row->buttons = g_ptr_array_new_with_free_func(button_free);
  }
  BkButton *button = g_new0(BkButton, 1);
  button->act = act;
  button->label = g_strdup(label);
  button->brief = g_strdup(brief ? brief : label);
  g_ptr_array_add(row->buttons, button);
  return button;
}

void bk_page_button(BkPage *page, BkAct act, const char *label, const char *brief) {
  add_button(page, act, label, brief);
}

void bk_page_toggle(BkPage *page, BkAct act, const char *label, const char *brief, gboolean on) {
  BkButton *button = add_button(page, act, label, brief);
  button->toggle = TRUE;
  button->on = on;
}

void bk_page_key(BkPage *page, BkAct act, const char *brief) {
  BkButton *key = g_new0(BkButton, 1);
  *key = (BkButton){.act = act, .brief = g_strdup(brief), .key_only = TRUE};
  g_ptr_array_add(page->keys, key);
}

void bk_page_paste(BkPage *page, const char *ask) {
  page->takes_paste = TRUE;
  g_free(page->paste);
  page->paste = g_strdup(ask);
}

gboolean bk_page_takes_paste(const BkPage *page) {
  return page->takes_paste;
}

void bk_page_lines(BkPage *page) {
  page->takes_lines = TRUE;
}

void bk_page_choose_act(BkPage *page) {
  page->choose_act = TRUE;
}

void bk_page_enter(BkPage *page, BkAct act) {
  page->enter = act;
}

BkAct bk_page_get_enter(const BkPage *page) {
  return page->enter;
}

void bk_page_start(BkPage *page, BkFocus focus) {
  page->start = focus;
}

void bk_page_say(BkPage *page, const char *text) {
  g_free(page->say);
  page->say = g_strdup(text);
}

void bk_page_status(BkPage *page, BkKeep keep, BkRole role, const char *text) {
  if (!text || !text[0])
    return;
  BkPart *part = g_new0(BkPart, 1);
  *part = (BkPart){.kind = BK_PART_TEXT, .keep = keep, .role = role, .text = g_strdup(text)};
  g_ptr_array_add(page->status, part);
}

/* ---- the ring of what takes the focus ------------------------------------------------------------- */

static GPtrArray *ring_of(const BkPage *page) {
  GPtrArray *ring = g_ptr_array_new();
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->kind == BK_PART_FIELD)
      g_ptr_array_add(ring, part->field);
    if (part->kind == BK_PART_LIST)
      g_ptr_array_add(ring, part->list);
    for (guint b = 0; part->kind == BK_PART_BUTTONS && b < part->buttons->len; b++)
      g_ptr_array_add(ring, BK_FOCUS_BUTTON(((BkButton *)part->buttons->pdata[b])->act));
  }
  return ring;
}

BkFocus bk_page_focus(const BkPage *page, BkFocus wished) {
  g_autoptr(GPtrArray) ring = ring_of(page);
  const BkFocus order[] = {wished, page->start};
  for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
    if (order[i] && g_ptr_array_find(ring, order[i], NULL))
      return order[i];
  /* Without fields and lists it begins where Enter does the usual thing. */
  BkFocus first = ring->len ? ring->pdata[0] : NULL, usual = BK_FOCUS_BUTTON(page->enter);
  gboolean only_buttons = first && bk_page_context(page, first) == BK_CONTEXT_BUTTON;
  return only_buttons && g_ptr_array_find(ring, usual, NULL) ? usual : first;
}

BkFocus bk_page_step(const BkPage *page, BkFocus from, int direction) {
  g_autoptr(GPtrArray) ring = ring_of(page);
  guint index = 0;
  if (ring->len == 0 || !g_ptr_array_find(ring, from, &index))
    return bk_page_focus(page, from);
  return ring->pdata[(index + ring->len + (guint)direction) % ring->len];
}

static const BkPart *part_of(const BkPage *page, BkFocus focus) {
  for (guint i = 0; focus && i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->field == focus || part->list == focus)
      return part;
  }
  return NULL;
}

BkField *bk_page_field_of(const BkPage *page, BkFocus focus) {
  const BkPart *part = part_of(page, focus);
  return part ? part->field : NULL;
}

BkList *bk_page_list_of(const BkPage *page, BkFocus focus) {
  const BkPart *part = part_of(page, focus);
  return part ? part->list : NULL;
}

BkContext bk_page_context(const BkPage *page, BkFocus focus) {
  const BkPart *part = part_of(page, focus);
  if (!part)
    return focus ? BK_CONTEXT_BUTTON : 0;
  return part->kind == BK_PART_FIELD ? BK_CONTEXT_FIELD : BK_CONTEXT_LIST;
}

BkFocus bk_page_next_empty(const BkPage *page, BkFocus from) {
  gboolean after = FALSE;
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->field && after && bk_field_empty(part->field))
      return part->field;
    after |= part->field && part->field == from;
  }
  return NULL;
}

gboolean bk_page_has_button(const BkPage *page, BkAct act) {
  g_autoptr(GPtrArray) ring = ring_of(page);
  for (guint i = 0; i < page->keys->len; i++)
    if (((BkButton *)page->keys->pdata[i])->act == act)
      return TRUE;
  return g_ptr_array_find(ring, BK_FOCUS_BUTTON(act), NULL);
}
