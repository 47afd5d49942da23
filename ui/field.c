#include "ui/field.h"

#include "base/text.h"

#include <string.h>

void bk_field_init(BkField *field, gboolean masked) {
  *field = (BkField){.masked = masked};
}

void bk_field_clear(BkField *field) {
  g_clear_pointer(&field->text, bk_secret_unref);
  field->cursor = 0;
  field->scroll = 0;
  field->shown = FALSE;
}

const char *bk_field_peek(const BkField *field) {
  return bk_secret_peek(field->text);
}

BkSecret *bk_field_secret(const BkField *field) {
  return field->text ? bk_secret_ref(field->text) : bk_secret_new("", 0);
}

gboolean bk_field_empty(const BkField *field) {
  return bk_field_peek(field)[0] == '\0';
}

int bk_field_length(const BkField *field) {
  return (int)g_utf8_strlen(bk_field_peek(field), -1);
}

/* Replaces length bytes at start. */
static gboolean splice(BkField *field, gsize start, gsize length, const char *added, gsize added_length) {
  const char *old = bk_field_peek(field);
  gsize old_length = strlen(old);
  g_autoptr(BkSecretBuilder) builder = bk_secret_builder_new(BK_FIELD_MAX);
  if (!bk_secret_builder_append(builder, old, (gssize)start) ||
      !bk_secret_builder_append(builder, added, (gssize)added_length) ||
      !bk_secret_builder_append(builder, old + start + length, (gssize)(old_length - start - length)))
    return FALSE;
  bk_secret_unref(field->text);
  field->text = bk_secret_builder_finish(g_steal_pointer(&builder));
  field->cursor = start + added_length;
  return TRUE;
}

void bk_field_set(BkField *field, const char *text) {
  bk_field_clear(field);
  bk_field_insert(field, text ? text : "", -1);
}

void bk_field_set_secret(BkField *field, BkSecret *text) {
  bk_field_clear(field);
  field->text = bk_secret_ref(text);
  field->cursor = bk_secret_length(text);
}

gboolean bk_field_insert(BkField *field, const char *text, gssize length) {
  gsize size = length < 0 ? strlen(text) : (gsize)length;
  if (size > BK_FIELD_MAX)
    return FALSE;
  char *clean = g_malloc(size + 1);
  gsize used = 0;
  for (gsize i = 0; i < size;) {
    gunichar c = g_utf8_get_char_validated(text + i, (gssize)(size - i));
    if (c >= (gunichar)-2) {
      i++;
      continue;
    }
    gsize bytes = (gsize)g_unichar_to_utf8(c, NULL);
    if (!g_unichar_iscntrl(c)) {
      memcpy(clean + used, text + i, bytes);
      used += bytes;
    }
    i += bytes;
  }
  gboolean fits = splice(field, field->cursor, 0, clean, used);
  explicit_bzero(clean, size + 1);
  g_free(clean);
  return fits;
}

gboolean bk_field_paste(BkField *field, BkSecret *text) {
  return bk_field_insert(field, bk_secret_peek(text), (gssize)bk_secret_length(text));
}

gboolean bk_field_is_short(const BkSecret *text) {
  return bk_secret_length(text) <= 64 && !strpbrk(bk_secret_peek(text), "\n/");
}

static gsize step_left(const BkField *field) {
  const char *text = bk_field_peek(field);
  const char *before = g_utf8_find_prev_char(text, text + field->cursor);
  return before ? (gsize)(before - text) : 0;
}

static gsize step_right(const BkField *field) {
  const char *text = bk_field_peek(field);
  return text[field->cursor] ? (gsize)(g_utf8_next_char(text + field->cursor) - text) : field->cursor;
}

gboolean bk_field_act(BkField *field, BkAct act) {
  gsize left = step_left(field), right = step_right(field);
  switch ((int)act) {
  case BK_ACT_LEFT:
    field->cursor = left;
    return TRUE;
  case BK_ACT_RIGHT:
    field->cursor = right;
    return TRUE;
  case BK_ACT_HOME:
    field->cursor = 0;
    return TRUE;
  case BK_ACT_END:
    field->cursor = strlen(bk_field_peek(field));
    return TRUE;
  case BK_ACT_RUBOUT:
    splice(field, left, field->cursor - left, "", 0);
    return TRUE;
  case BK_ACT_DELETE: {
    gsize cursor = field->cursor;
    splice(field, cursor, right - cursor, "", 0);
    return TRUE;
  }
  case BK_ACT_CLEAR: {
    gboolean shown = field->shown;
    bk_field_clear(field);
    field->shown = shown;
    return TRUE;
  }
  default:
    return FALSE;
  }
}

static int cells_of(const BkField *field, gunichar c) {
  return field->masked && !field->shown ? 1 : MAX(1, bk_text_char_width(c));
}

/* Jumps by half the field, so that typing at its end costs one character on the line most of the time. */
static void follow_cursor(BkField *field, int cursor, int width) {
  if (cursor < field->scroll || cursor >= field->scroll + width)
    field->scroll = cursor < width ? 0 : cursor - width / 2;
}

void bk_field_draw(BkField *field, BkCanvas *canvas, int x, int y, int width, gboolean focused) {
  int inner = MAX(1, width - (field->open ? 0 : 2)), start = x + (field->open ? 0 : 1);
  const char *text = bk_field_peek(field);
  int cursor = 0;
  for (const char *p = text; p < text + field->cursor; p = g_utf8_next_char(p))
    cursor += cells_of(field, g_utf8_get_char(p));
  follow_cursor(field, cursor, inner);
  if (!field->open)
    bk_canvas_put(canvas, x, y, BK_ROLE_PLAIN, "[");
  int at = -field->scroll;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    int cells = cells_of(field, c);
    if (at >= 0 && at + cells <= inner) {
      char shown[8] = "*";
      if (!field->masked || field->shown)
        shown[g_unichar_to_utf8(bk_text_char_width(c) > 0 ? c : 0xfffd, shown)] = '\0';
      bk_canvas_put(canvas, start + at, y, BK_ROLE_PLAIN, shown);
      explicit_bzero(shown, sizeof shown);
    }
    at += cells;
  }
  if (!field->open)
    bk_canvas_put(canvas, start + inner, y, BK_ROLE_PLAIN, "]");
  if (focused)
    bk_canvas_set_cursor(canvas, start + cursor - field->scroll, y);
}
