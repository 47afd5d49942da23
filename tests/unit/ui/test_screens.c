/* Every screen in its main states, at 80x24 and 40x12, against tests/screens/NAME.WxH.screen: the rows with
 * "|" at the right edge, and "^" beneath the cursor. BK_GOLDEN=write writes them again. */
#include "stories.h"

typedef struct {
  guint state;
  int width, height;
} Case;

/* A cursor inside, and no line beyond the edge. */
static void check_sound(const BkCanvas *canvas) {
  int x, y;
  g_assert_true(bk_canvas_get_cursor(canvas, &x, &y));
  g_assert_cmpint(x, <, bk_canvas_width(canvas));
  g_assert_cmpint(y, <, bk_canvas_height(canvas));
}

static void test_golden(gconstpointer data) {
  const Case *wanted = data;
  g_autoptr(Fixture) f = fixture_new(wanted->width, wanted->height, FALSE);
  states[wanted->state].story(f);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  check_sound(canvas);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_autofree char *file = g_strdup_printf("tests/screens/%s.%dx%d.screen", states[wanted->state].name,
                                          wanted->width, wanted->height);
  if (g_strcmp0(g_getenv("BK_GOLDEN"), "write") == 0) {
    g_assert_true(g_file_set_contents(file, drawn, -1, NULL));
    return;
  }
  g_autofree char *expected = NULL;
  if (!g_file_get_contents(file, &expected, NULL, NULL))
    g_test_fail_printf("%s is not there: make golden writes it", file);
  else if (!g_str_equal(drawn, expected))
    g_test_fail_printf("%s differs; drawn was:\n%s", file, drawn);
}

/* Any size, thin or not: it draws, with a cursor; keys do no harm. */
static void test_sizes(gconstpointer data) {
  guint state = GPOINTER_TO_UINT(data);
  static const int sizes[][2] = {{1, 1},   {7, 3},   {20, 8},   {24, 30},
                                 {63, 17}, {80, 24}, {132, 50}, {400, 200}};
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autoptr(Fixture) f = fixture_new(sizes[i][0], sizes[i][1], i % 2);
    states[state].story(f);
    for (int key = 0; key < 12; key++) {
      g_autoptr(BkCanvas) canvas = fixture_draw(f);
      check_sound(canvas);
      fixture_press(f, BK_KEY_TAB);
    }
  }
}

/* What the person typed as a secret is nowhere on the canvas. */
static void test_masked(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  story_sign_in(f);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_null(strstr(drawn, "secret"));
  g_assert_nonnull(strstr(drawn, "[***********  "));
  fixture_control(f, 'T');
  g_autoptr(BkCanvas) shown = fixture_draw(f);
  g_autofree char *text = bk_canvas_dump(shown);
  g_assert_nonnull(strstr(text, "[secret wörd  "));
}

static int changed_cells(const BkCanvas *a, const BkCanvas *b) {
  int changed = 0;
  for (int y = 0; y < bk_canvas_height(a); y++)
    for (int x = 0; x < bk_canvas_width(a); x++)
      changed += !bk_cell_equal(bk_canvas_cell(a, x, y), bk_canvas_cell(b, x, y));
  return changed;
}

/* On a slow line a step in a list changes the marker and nothing else, and a typed letter one cell. */
static void test_thin(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, TRUE);
  fixture_start(f, BK_STORE_RESULT_OK);
  g_autoptr(BkCanvas) empty = fixture_draw(f);
  fixture_type(f, "b");
  g_autoptr(BkCanvas) typed = fixture_draw(f);
  g_assert_cmpint(changed_cells(empty, typed), ==, 1);
  fixture_type(f, "ob@works.example");
  fixture_press(f, BK_KEY_ENTER);
  g_autoptr(BkCanvas) first = fixture_draw(f);
  fixture_press(f, BK_KEY_DOWN);
  g_autoptr(BkCanvas) second = fixture_draw(f);
  g_assert_cmpint(changed_cells(first, second), ==, 2);
}

/* Known and unknown addresses: the same screen to the last cell. */
static void test_neutral(void) {
  char *drawn[2];
  const char *answers[] = {"{\"message\":\"Look into your mail.\"}",
                           "{\"message\":\"Look into your mail.\"}"};
  for (int i = 0; i < 2; i++) {
    g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
    fixture_at_sign_in(f, "1");
    fixture_control(f, 'F');
    fixture_press(f, BK_KEY_ENTER);
    fixture_reply(f, i ? 202 : 200, answers[i]);
    g_autoptr(BkCanvas) canvas = fixture_draw(f);
    drawn[i] = bk_canvas_dump(canvas);
  }
  g_assert_cmpstr(drawn[0], ==, drawn[1]);
  g_free(drawn[0]);
  g_free(drawn[1]);
}

/* After a refusal the secret field is empty and has the focus; the screen stays. */
static void test_refused_clears(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  story_sign_in_refused(f);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_null(strstr(drawn, "*"));
  g_assert_nonnull(strstr(drawn, "Server says: \"Wrong e-mail address or password.\""));
}

/* While a server is asked nothing can be sent twice; Esc cancels, and typing is not lost on the next screen.
 */
static void test_busy(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  story_sign_in(f);
  fixture_press(f, BK_KEY_ENTER);
  guint sent = f->effects->len;
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "x");
  g_assert_cmpuint(f->effects->len, ==, sent);
  g_assert_true(f->model->busy);
  fixture_press(f, BK_KEY_ESC);
  g_assert_false(f->model->busy);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SIGN_IN);
  g_assert_cmpint(f->model->notice.kind, ==, BK_NOTICE_CANCELLED);
}

/* Any key takes away what is shown once, from the model and from the canvas; so do two minutes. */
static void test_shown_once(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  story_shown(f);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SHOWN);
  g_assert_true(bk_ui_ticks(f->ui));
  fixture_type(f, "x");
  g_assert_cmpint(f->model->place, !=, BK_PLACE_SHOWN);
  g_assert_null(f->model->shown);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_null(strstr(drawn, "kR7w"));
}

static void test_shown_two_minutes(void) {
  g_autoptr(Fixture) f = fixture_new(40, 12, FALSE);
  story_shown(f);
  BkPost post = {0};
  bk_clock_freeze(FIXTURE_NOW + 119, 1119);
  bk_ui_tick(f->ui, f->model, &post);
  g_assert_true(g_queue_is_empty(&post.messages));
  bk_clock_freeze(FIXTURE_NOW + 120, 1120);
  bk_ui_tick(f->ui, f->model, &post);
  g_assert_cmpuint(g_queue_get_length(&post.messages), ==, 1);
  g_assert_cmpint(((BkMessage *)g_queue_peek_head(&post.messages))->kind, ==, BK_MESSAGE_SHOWN_SEEN);
  bk_post_clear(&post);
}

/* A whole mail typed through a terminal that cannot bracket it: its line ends are not Enter. */
static void test_mail_by_lines(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  fixture_at_inbox(f, "1");
  fixture_press(f, BK_KEY_ENTER);
  fixture_control(f, 'V');
  fixture_type(f, "Hello,");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "Your code is 481207");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_CODE);
  fixture_control(f, 'D');
  g_assert_cmpint(f->model->place, ==, BK_PLACE_NEW_PASSWORD);
}

static void test_paste_too_long(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  fixture_start(f, BK_STORE_RESULT_OK);
  fixture_press(f, BK_KEY_PASTE); /* without text: too long */
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_nonnull(strstr(drawn, "too long"));
}

/* Fields beyond the first: Enter goes through the empty ones and only then sends. */
static void test_enter_walks(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  fixture_at_new_password(f);
  fixture_type(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_false(f->model->busy);
  fixture_type(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_true(f->model->busy);
}

/* A made password is in both fields, shown, within the server's limits. */
static void test_make(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  fixture_at_new_password(f);
  fixture_control(f, 'Y');
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_nonnull(strstr(drawn, "write it down"));
  g_assert_null(strstr(drawn, "not yet"));
  fixture_press(f, BK_KEY_ENTER);
  g_assert_true(f->model->busy);
}

/* Keys whose button is not there do nothing. */
static void test_no_button_no_key(void) {
  g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
  fixture_at_sign_in(f, "1");
  fixture_control(f, 'K'); /* other ways: this server has none */
  fixture_control(f, 'W'); /* lost second factor: none is asked for */
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SIGN_IN);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_assert_nonnull(strstr(drawn, "[ ] Show"));
}

/* Nothing that a person can come to is left out of the stories, and so of `make screens`. */
static void test_every_place(void) {
  gboolean seen[BK_PLACE_COUNT] = {FALSE};
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autoptr(Fixture) f = fixture_new(80, 24, FALSE);
    states[i].story(f);
    seen[f->model->place] = TRUE;
  }
  for (BkPlace place = 0; place < BK_PLACE_COUNT; place++)
    if (!seen[place])
      g_test_fail_printf("no story comes to \"%s\"", bk_place_word(place));
}

static void add_golden_tests(int width, int height) {
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    Case *wanted = g_new(Case, 1);
    *wanted = (Case){i, width, height};
    g_autofree char *name = g_strdup_printf("/screens/%dx%d/%s", width, height, states[i].name);
    g_test_add_data_func_full(name, wanted, test_golden, g_free);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  add_golden_tests(80, 24);
  add_golden_tests(40, 12);
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autofree char *name = g_strdup_printf("/screens/any-size/%s", states[i].name);
    g_test_add_data_func(name, GUINT_TO_POINTER(i), test_sizes);
  }
  g_test_add_func("/ui/every-place", test_every_place);
  g_test_add_func("/ui/masked", test_masked);
  g_test_add_func("/ui/thin", test_thin);
  g_test_add_func("/ui/neutral", test_neutral);
  g_test_add_func("/ui/refused-clears", test_refused_clears);
  g_test_add_func("/ui/busy", test_busy);
  g_test_add_func("/ui/shown-once", test_shown_once);
  g_test_add_func("/ui/shown-two-minutes", test_shown_two_minutes);
  g_test_add_func("/ui/mail-by-lines", test_mail_by_lines);
  g_test_add_func("/ui/paste-too-long", test_paste_too_long);
  g_test_add_func("/ui/enter-walks", test_enter_walks);
  g_test_add_func("/ui/make", test_make);
  g_test_add_func("/ui/no-button-no-key", test_no_button_no_key);
  return g_test_run();
}
