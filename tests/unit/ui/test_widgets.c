/* Fields, lists and the table of keys. */
#include "ui/keymap.h"
#include "ui/list.h"
#include "ui/password.h"

#include <glib.h>
#include <locale.h>
#include <string.h>

/* ---- field --------------------------------------------------------------------------------------------- */

static char *draw(BkField *field, int width) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(width, 1, FALSE);
  bk_field_draw(field, canvas, 0, 0, width, TRUE);
  return bk_canvas_dump(canvas);
}

static void looks(BkField *field, int width, const char *expected) {
  g_autofree char *drawn = draw(field, width);
  g_assert_cmpstr(drawn, ==, expected);
}

static void test_field_edit(void) {
  BkField field;
  bk_field_init(&field, FALSE);
  g_assert_true(bk_field_insert(&field, "bö\r\nb\t\033", -1));
  g_assert_cmpstr(bk_field_peek(&field), ==, "böb");
  bk_field_act(&field, BK_ACT_LEFT);
  bk_field_act(&field, BK_ACT_RUBOUT);
  g_assert_cmpstr(bk_field_peek(&field), ==, "bb");
  looks(&field, 6, "[bb  ]|\n  ^\n");
  bk_field_act(&field, BK_ACT_HOME);
  bk_field_act(&field, BK_ACT_RUBOUT); /* nothing to the left */
  bk_field_act(&field, BK_ACT_DELETE);
  g_assert_cmpstr(bk_field_peek(&field), ==, "b");
  bk_field_act(&field, BK_ACT_END);
  bk_field_act(&field, BK_ACT_DELETE); /* nothing to the right */
  bk_field_act(&field, BK_ACT_RIGHT);
  g_assert_cmpstr(bk_field_peek(&field), ==, "b");
  bk_field_act(&field, BK_ACT_CLEAR);
  g_assert_true(bk_field_empty(&field));
  g_assert_false(bk_field_act(&field, BK_ACT_HELP));
  bk_field_clear(&field);
}

static void test_field_masked(void) {
  BkField field;
  bk_field_init(&field, TRUE);
  bk_field_insert(&field, "pä日", -1);
  looks(&field, 8, "[***   ]|\n    ^\n");
  field.shown = TRUE;
  looks(&field, 8, "[pä日  ]|\n     ^\n");
  bk_field_clear(&field);
}

static void test_field_scroll(void) {
  BkField field;
  bk_field_init(&field, FALSE);
  bk_field_insert(&field, "0123456789", -1);
  g_autofree char *first = draw(&field, 8);
  g_assert_nonnull(strstr(first, "789"));
  bk_field_act(&field, BK_ACT_HOME);
  looks(&field, 8, "[012345]|\n ^\n");
  /* Typing at the end moves the window once in a while, not for each letter. */
  bk_field_act(&field, BK_ACT_END);
  int moves = 0;
  for (int i = 0, before = field.scroll; i < 30; i++) {
    bk_field_insert(&field, "x", 1);
    g_autofree char *drawn = draw(&field, 8);
    moves += field.scroll != before;
    before = field.scroll;
  }
  g_assert_cmpint(moves, <=, 11);
  bk_field_clear(&field);
}

static void test_field_limit(void) {
  BkField field;
  bk_field_init(&field, FALSE);
  g_autofree char *much = g_strnfill(BK_FIELD_MAX, 'a');
  g_assert_true(bk_field_insert(&field, much, -1));
  g_assert_false(bk_field_insert(&field, "b", 1));
  g_assert_cmpint(bk_field_length(&field), ==, BK_FIELD_MAX);
  bk_field_clear(&field);
}

/* ---- list -----------------------------------------------------------------------------------------------
 */

static GPtrArray *numbers(guint count) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < count; i++)
    g_ptr_array_add(lines, g_strdup_printf("server-%03u", i + 1));
  return lines;
}

static void type(BkList *list, const char *text) {
  for (const char *p = text; *p; p++)
    bk_list_type(list, &(BkKey){.kind = BK_KEY_CHAR, .c = (gunichar)*p});
}

static char *draw_list(BkList *list, const GPtrArray *lines, int height) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(16, height, FALSE);
  bk_list_draw(list, canvas, 0, 0, 16, height, lines, TRUE);
  return bk_canvas_dump(canvas);
}

static void test_list_moves(void) {
  g_autoptr(GPtrArray) lines = numbers(5);
  BkList list;
  bk_list_init(&list);
  bk_list_show(&list, lines);
  g_assert_false(bk_list_act(&list, BK_ACT_UP)); /* so that the focus can leave */
  g_assert_true(bk_list_act(&list, BK_ACT_DOWN));
  g_autofree char *drawn = draw_list(&list, lines, 3);
  g_assert_cmpstr(drawn, ==, " 1 server-001   |\n>2 server-002   |\n^\n 3 server-003   |\n");
  bk_list_act(&list, BK_ACT_END);
  g_assert_cmpint(bk_list_selected(&list), ==, 4);
  g_assert_false(bk_list_act(&list, BK_ACT_DOWN));
  g_autofree char *page = draw_list(&list, lines, 3);
  g_assert_cmpstr(page, ==, " 4 server-004   |\n>5 server-005   |\n^\n                |\n");
  bk_list_clear(&list);
}

static void test_list_digits(void) {
  g_autoptr(GPtrArray) lines = numbers(500);
  BkList list;
  bk_list_init(&list);
  bk_list_show(&list, lines);
  type(&list, "123");
  g_assert_cmpint(bk_list_selected(&list), ==, 122);
  type(&list, "9"); /* 1239 is none: begins anew */
  g_assert_cmpint(bk_list_selected(&list), ==, 8);
  bk_list_act(&list, BK_ACT_DOWN);
  type(&list, "2"); /* after a move too */
  g_assert_cmpint(bk_list_selected(&list), ==, 1);
  type(&list, "0x");
  g_assert_cmpint(bk_list_selected(&list), ==, 19);
  g_autofree char *drawn = draw_list(&list, lines, 10);
  bk_list_act(&list, BK_ACT_PAGE_DOWN);
  g_assert_cmpint(bk_list_selected(&list), ==, 29);
  bk_list_clear(&list);
}

static void test_list_filter(void) {
  g_autoptr(GPtrArray) lines = numbers(20);
  BkList list;
  bk_list_init(&list);
  bk_list_show(&list, lines);
  bk_list_select(&list, 11);
  bk_list_act(&list, BK_ACT_FILTER);
  type(&list, "R-01");
  bk_list_show(&list, lines);
  g_assert_cmpuint(list.shown->len, ==, 10);
  g_assert_cmpint(bk_list_selected(&list), ==, 11); /* the selection stays while it passes */
  type(&list, "9");
  bk_list_show(&list, lines);
  g_assert_cmpint(bk_list_selected(&list), ==, 18);
  type(&list, "!");
  bk_list_show(&list, lines);
  g_assert_cmpint(bk_list_selected(&list), ==, -1);
  g_autofree char *drawn = draw_list(&list, lines, 4);
  g_assert_nonnull(strstr(drawn, "No match"));
  bk_list_clear(&list);
}

/* ---- keys -------------------------------------------------------------------------------------------------
 */

static gboolean shares_key(const char *a, const char *b) {
  g_auto(GStrv) words = g_strsplit(a, " ", -1);
  g_auto(GStrv) others = g_strsplit(b, " ", -1);
  for (char **word = words; *word; word++)
    if (**word && g_strv_contains((const char *const *)others, *word))
      return TRUE;
  return FALSE;
}

static void test_keys_unique(void) {
  for (BkAct a = 1; a < BK_ACT_COUNT; a++)
    for (BkAct b = a + 1; b < BK_ACT_COUNT; b++)
      if ((bk_act_contexts(a) & bk_act_contexts(b)) && shares_key(bk_act_keys(a), bk_act_keys(b)))
        g_error("%s and %s share a key in one context", bk_act_name(a), bk_act_name(b));
}

/* A key of a place that a widget there takes first, or that the place takes from everywhere, would be dead.
 */
static void test_keys_reachable(void) {
  const BkContext widgets = BK_CONTEXT_FIELD | BK_CONTEXT_LIST | BK_CONTEXT_BUTTON;
  for (BkAct a = 1; a < BK_ACT_COUNT; a++)
    for (BkAct b = 1; b < BK_ACT_COUNT; b++) {
      gboolean of_place = (bk_act_contexts(a) & ~(widgets | BK_CONTEXT_ALL)) != 0;
      if (of_place && (bk_act_contexts(b) & BK_CONTEXT_ALL))
        g_assert_false(shares_key(bk_act_keys(a), bk_act_keys(b)));
    }
}

static void test_keys_never(void) {
  const char *never[] = {"^S", "^Q", "^Z", "^A", "^B", "^]", "^^", "^C", "^\\", "^[", "^M", "^I", "^H", "~"};
  for (BkAct act = 1; act < BK_ACT_COUNT; act++)
    for (gsize i = 0; i < G_N_ELEMENTS(never); i++)
      g_assert_false(shares_key(bk_act_keys(act), never[i]));
}

static void test_keys_help(void) {
  for (BkAct act = 1; act < BK_ACT_COUNT; act++)
    g_assert_true(act == BK_ACT_GO || (bk_act_help(act)[0] && bk_act_key(act)[0]));
}

static void test_keys_find(void) {
  BkKey control_f = {.kind = BK_KEY_CTRL, .c = 'F'}, letter = {.kind = BK_KEY_CHAR, .c = 'k'},
        down = {.kind = BK_KEY_DOWN}, space = {.kind = BK_KEY_CHAR, .c = ' '},
        caret = {.kind = BK_KEY_CHAR, .c = '^'};
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SIGN_IN, BK_CONTEXT_FIELD, &control_f), ==, BK_ACT_FORGOT);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_EMAIL, BK_CONTEXT_FIELD, &control_f), ==, BK_ACT_NONE);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SERVER, BK_CONTEXT_LIST, &letter), ==, BK_ACT_UP);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_EMAIL, BK_CONTEXT_FIELD, &letter), ==, BK_ACT_NONE);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SERVER, BK_CONTEXT_LIST, &down), ==, BK_ACT_DOWN);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SERVER, BK_CONTEXT_BUTTON, &down), ==, BK_ACT_NEXT);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SERVER, BK_CONTEXT_BUTTON, &space), ==, BK_ACT_PUSH);
  g_assert_cmpint(bk_keymap_find(BK_PLACE_SERVER, BK_CONTEXT_LIST, &caret), ==, BK_ACT_NONE);
}

/* ---- made passwords
 * ---------------------------------------------------------------------------------------- */

static void test_password(void) {
  g_autoptr(BkSecret) usual = bk_password_make(12, 0), again = bk_password_make(12, 0),
                      shorter = bk_password_make(0, 10), longer = bk_password_make(40, 64);
  g_assert_cmpuint(bk_secret_length(usual), ==, 24);
  g_assert_false(bk_secret_equal(usual, again));
  g_assert_cmpuint(bk_secret_length(shorter), ==, 10);
  g_assert_cmpuint(bk_secret_length(longer), ==, 40);
  g_assert_null(strpbrk(bk_secret_peek(longer), "0O1lIi"));
  g_assert_nonnull(strpbrk(bk_secret_peek(shorter), "23456789"));
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/field/edit", test_field_edit);
  g_test_add_func("/field/masked", test_field_masked);
  g_test_add_func("/field/scroll", test_field_scroll);
  g_test_add_func("/field/limit", test_field_limit);
  g_test_add_func("/list/moves", test_list_moves);
  g_test_add_func("/list/digits", test_list_digits);
  g_test_add_func("/list/filter", test_list_filter);
  g_test_add_func("/keys/unique", test_keys_unique);
  g_test_add_func("/keys/reachable", test_keys_reachable);
  g_test_add_func("/keys/never", test_keys_never);
  g_test_add_func("/keys/help", test_keys_help);
  g_test_add_func("/keys/find", test_keys_find);
  g_test_add_func("/password/made", test_password);
  return g_test_run();
}
