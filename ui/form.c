#include "ui/form.h"

#include "ui/password.h"

#include <string.h>

#define AGAIN "again"
#define CONFIRM "confirm"

typedef struct {
  char *name, *label;
  gboolean is_list; /* a choice: one of values */
  BkField field;
  BkList list;
  char **values;
} Row;

static void row_free(gpointer data) {
  Row *row = data;
  g_free(row->name);
  g_free(row->label);
  bk_field_clear(&row->field);
  bk_list_clear(&row->list);
  g_strfreev(row->values);
  g_free(row);
}

void bk_form_init(BkForm *form) {
  *form = (BkForm){.rows = g_ptr_array_new_with_free_func(row_free)};
}

void bk_form_clear(BkForm *form) {
  g_clear_pointer(&form->rows, g_ptr_array_unref);
}

static Row *find(const GPtrArray *rows, const char *name) {
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal(((Row *)rows->pdata[i])->name, name))
      return rows->pdata[i];
  return NULL;
}

/* Takes the row of that name out of old, or makes one. */
static Row *take_row(GPtrArray *old, const char *name, const char *label, gboolean masked) {
  Row *row = find(old, name);
  if (row) {
    guint index = 0;
    g_ptr_array_find(old, row, &index);
    return g_ptr_array_steal_index(old, index);
  }
  row = g_new0(Row, 1);
  row->name = g_strdup(name);
  row->label = g_strdup(label);
  bk_field_init(&row->field, masked);
  bk_list_init(&row->list);
  return row;
}

/* A mailed code and the digits of an app are read off and typed: seeing them prevents mistakes, and they
 * work once. Passwords, keys and links are masked. */
static gboolean is_masked(const BkInput *input) {
  return input->secret && input->kind != BK_INPUT_CODE && input->kind != BK_INPUT_OTP;
}

static void add_input(GPtrArray *rows, GPtrArray *old, const BkInput *input) {
  gboolean fresh = find(old, input->name) == NULL;
  Row *row = take_row(old, input->name, bk_words_input(input), is_masked(input));
  g_ptr_array_add(rows, row);
  if (!fresh)
    return;
  if (input->kind == BK_INPUT_CHOICE && input->values) {
    row->is_list = TRUE;
    row->values = g_strdupv(input->values);
  } else if (input->fallback)
    bk_field_set(&row->field, input->fallback);
}

static GPtrArray *rows_for(const BkModel *model, const GPtrArray *inputs, GPtrArray *old) {
  GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
  gboolean target = FALSE;
  for (guint i = 0; i < inputs->len; i++) {
    const BkInput *input = inputs->pdata[i];
    add_input(rows, old, input);
    if (input->kind == BK_INPUT_NEW_PASSWORD)
      g_ptr_array_add(rows, take_row(old, AGAIN, BK_("Again"), TRUE));
    target |= g_str_equal(input->name, "target");
  }
  if (target && model->action && model->action->confirm)
    g_ptr_array_add(rows, take_row(old, CONFIRM, BK_("Account again"), FALSE));
  return rows;
}

static BkFocus first_empty(const BkForm *form) {
  for (guint i = 0; i < form->rows->len; i++) {
    Row *row = form->rows->pdata[i];
    if (!row->is_list && bk_field_empty(&row->field))
      return &row->field;
  }
  return NULL;
}

static gboolean same_names(const GPtrArray *rows, const GPtrArray *others) {
  gboolean same = rows->len == others->len;
  for (guint i = 0; same && i < rows->len; i++)
    same = rows->pdata[i] == others->pdata[i];
  return same;
}

BkFocus bk_form_sync(BkForm *form, const BkModel *model) {
  gboolean answered = form->busy && !model->busy;
  form->busy = model->busy;
  if (model->busy)
    return NULL;
  for (guint i = 0; answered && i < form->rows->len; i++) {
    Row *row = form->rows->pdata[i];
    if (row->field.masked || g_str_equal(row->name, "code") || g_str_equal(row->name, "otp"))
      bk_field_clear(&row->field);
  }
  g_autoptr(GPtrArray) inputs = bk_model_form(model);
  g_autoptr(GPtrArray) before = g_ptr_array_copy(form->rows, NULL, NULL);
  g_ptr_array_set_free_func(before, NULL);
  GPtrArray *rows = rows_for(model, inputs, form->rows);
  gboolean changed = !same_names(rows, before);
  g_ptr_array_unref(form->rows); /* those whose names are gone, wiped */
  form->rows = rows;
  bk_form_show(form, form->shown && !answered);
  form->made &= !answered;
  if (model->notice.kind == BK_NOTICE_EMPTY && model->notice.text && find(rows, model->notice.text))
    return &find(rows, model->notice.text)->field;
  return answered || changed ? first_empty(form) : NULL;
}

static GPtrArray *lines_of(const Row *row) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (char **value = row->values; *value; value++)
    g_ptr_array_add(lines, g_strdup(*value));
  return lines;
}

void bk_form_view(const BkForm *form, BkPage *page) {
  for (guint i = 0; i < form->rows->len; i++) {
    Row *row = form->rows->pdata[i];
    if (row->is_list)
      bk_page_list(page, row->label, &row->list, lines_of(row), NULL);
    else if (row->field.masked && !row->field.shown) {
      g_autofree char *say = bk_ui_fill(BK_("{0}: typing is hidden."), row->label, NULL);
      bk_page_field(page, row->label, &row->field, say);
    } else
      bk_page_field(page, row->label, &row->field, NULL);
  }
}

void bk_form_view_toggle(const BkForm *form, BkPage *page) {
  for (guint i = 0; i < form->rows->len; i++)
    if (((Row *)form->rows->pdata[i])->field.masked) {
      bk_page_toggle(page, BK_ACT_SHOW, BK_("Show what I type"), BK_("Show"), form->shown);
      return;
    }
}

void bk_form_label(BkForm *form, const char *name, const char *label) {
  Row *row = find(form->rows, name);
  if (row) {
    g_free(row->label);
    row->label = g_strdup(label);
  }
}

void bk_form_show(BkForm *form, gboolean shown) {
  form->shown = shown;
  for (guint i = 0; i < form->rows->len; i++)
    ((Row *)form->rows->pdata[i])->field.shown = shown;
}

gboolean bk_form_empty(const BkForm *form) {
  return form->rows->len == 0;
}

BkField *bk_form_field(const BkForm *form, const char *name) {
  Row *row = find(form->rows, name);
  return row && !row->is_list ? &row->field : NULL;
}

BkMessage *bk_form_message(const BkForm *form) {
  BkMessage *message = bk_message_form();
  for (guint i = 0; i < form->rows->len; i++) {
    const Row *row = form->rows->pdata[i];
    int selected = row->is_list ? bk_list_selected(&row->list) : -1;
    g_autoptr(BkSecret) value =
        selected >= 0 ? bk_secret_new(row->values[selected], -1) : bk_field_secret(&row->field);
    bk_message_give(message, row->name, value);
  }
  return message;
}

/* ---- new passwords ------------------------------------------------------------------------------------ */

static Row *new_password_row(const BkForm *form) {
  for (guint i = 1; i < form->rows->len; i++) /* the one before "again" */
    if (g_str_equal(((Row *)form->rows->pdata[i])->name, AGAIN))
      return form->rows->pdata[i - 1];
  return NULL;
}

static void add_rule(GPtrArray *cells, char *rule, const char *state) {
  g_ptr_array_add(cells, rule);
  g_ptr_array_add(cells, g_strdup(state));
}

/* Spoken, a rule has no state before there is something typed, and the second question speaks for itself. */
static GPtrArray *rules_of(const BkForm *form, const Row *row, const BkServer *server, gboolean spoken) {
  GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
  int length = bk_field_length(&row->field);
  const BkField *again = bk_form_field(form, AGAIN);
  const char *ok = BK_("ok"), *not_yet = spoken && length == 0 ? "" : BK_("not yet");
  int least = server->password_min, most = server->password_max;
  if (least > 0)
    add_rule(cells,
             bk_ui_fill_number(BK_NP_("at least {0} character", "at least {0} characters", least), least),
             length >= least ? ok : not_yet);
  if (most > 0 && length > most)
    add_rule(cells, bk_ui_fill_number(BK_NP_("at most {0} character", "at most {0} characters", most), most),
             BK_("too long"));
  if (!spoken)
    add_rule(cells, g_strdup(BK_("both are the same")),
             length > 0 && g_str_equal(bk_field_peek(&row->field), bk_field_peek(again)) ? ok : not_yet);
  return cells;
}

void bk_form_view_rules(const BkForm *form, const BkServer *server, BkPage *page) {
  const Row *row = new_password_row(form);
  if (!row || !server)
    return;
  g_autoptr(GPtrArray) cells = rules_of(form, row, server, bk_page_spoken(page));
  g_autoptr(GPtrArray) lines = bk_view_table(page, cells, 2, 0);
  for (guint i = 0; i < lines->len; i++)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, lines->pdata[i]);
  if (form->made)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Made here: write it down before you set it."));
  if (server->password_note)
    bk_page_fill(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("The server decides: {0}"), server->password_note,
                 NULL);
}

void bk_form_make_password(BkForm *form, const BkServer *server) {
  Row *row = new_password_row(form);
  BkField *again = bk_form_field(form, AGAIN);
  if (!row || !again)
    return;
  g_autoptr(BkSecret) made =
      bk_password_make(server ? server->password_min : 0, server ? server->password_max : 0);
  bk_field_set_secret(&row->field, made);
  bk_field_set_secret(again, made);
  bk_form_show(form, TRUE);
  form->made = TRUE;
}
