/* Every screen in every language, in one that is 40 % longer and in one of characters two cells wide: Tab
 * goes through the same fields, lists and buttons as in English, the cursor stands on each, and no button,
 * title, hint or line of keys is cut. BK_SCREENS=FILE draws them all into a file, to be read. */
#include "focus.h"
#include "stories.h"
#include "talk.h"

#include <stdlib.h>

#define TABS 12u /* more than any screen has places for the focus */

typedef struct {
  const char *folder; /* below the build folder */
  const char *name;
  gboolean real; /* somebody speaks it */
} Language;

static const Language languages[] = {
    {"locale", "en", TRUE}, {"locale", "fr", TRUE},    {"locale", "sv", TRUE},    {"locale", "de", TRUE},
    {"locale", "es", TRUE}, {"pseudo", "long", FALSE}, {"pseudo", "wide", FALSE},
};

static const struct { int width, height; } sizes[] = {{40, 12}, {80, 24}};

typedef struct {
  guint state;
  const Language *language;
  int width, height;
  gboolean thin;
} Case;

/* The build folder that this program is in: BUILD/tests/ui/test_languages. */
static void speak(const Language *language) {
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(self);
  g_autofree char *catalogues = g_build_filename(folder, "..", "..", language->folder, NULL);
  if (!bk_words_speak(catalogues, language->name))
    g_error("there is no catalogue for %s: is gettext installed?", language->name);
}

static Fixture *begin(const Case *wanted, const Language *language) {
  Fixture *f = fixture_new(wanted->width, wanted->height, wanted->thin);
  speak(language);
  states[wanted->state].story(f);
  return f;
}

/* ---- what the cursor stands on --------------------------------------------------------------------- */

/* The kinds of what has the focus, one after the other. */
static char *walk(Fixture *f) {
  GString *kinds = g_string_new(NULL);
  for (guint i = 0; i < TABS; i++) {
    g_autoptr(BkCanvas) canvas = fixture_draw(f);
    g_string_append_c(kinds, focus_kind(canvas));
    fixture_press(f, BK_KEY_TAB);
  }
  return g_string_free(kinds, FALSE);
}

static void test_walk(gconstpointer data) {
  const Case *wanted = data;
  g_autoptr(Fixture) english = begin(wanted, &languages[0]);
  g_autofree char *expected = walk(english);
  g_autoptr(Fixture) f = begin(wanted, wanted->language);
  g_autofree char *kinds = walk(f);
  speak(&languages[0]);
  g_assert_cmpstr(kinds, ==, expected);
  g_assert_null(strchr(expected, '-'));
}

/* ---- what may not be cut ---------------------------------------------------------------------------- */

static int cuts_in_row(const BkCanvas *canvas, int y) {
  int cuts = 0;
  for (int x = 0; x < bk_canvas_width(canvas); x++)
    cuts += focus_char(canvas, x, y) == 0x2026;
  return cuts;
}

/* The head, the keys and the hint are whole where they are whole in English. Those of a made-up language,
 * which is longer than any, need not be. */
static void test_whole(gconstpointer data) {
  const Case *wanted = data;
  g_autoptr(Fixture) english = begin(wanted, &languages[0]);
  g_autoptr(BkCanvas) before = fixture_draw(english);
  g_autoptr(Fixture) f = begin(wanted, wanted->language);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  speak(&languages[0]);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  const int rows[] = {0, wanted->height - 1, wanted->height - 2};
  gsize count = focus_kind(canvas) == 'L' ? 2 : 3; /* a hint of a list repeats its line, however long */
  for (gsize i = 0; i < count; i++)
    if (cuts_in_row(canvas, rows[i]) > cuts_in_row(before, rows[i]))
      g_test_fail_printf("row %d is cut:\n%s", rows[i], drawn);
}

/* On a terminal without UTF-8 all is ASCII, and nothing of ours has become "?". */
static void test_ascii(gconstpointer data) {
  const Case *wanted = data;
  g_autoptr(Fixture) f = fixture_new(wanted->width, wanted->height, FALSE);
  setlocale(LC_ALL, "C");
  speak(wanted->language);
  states[wanted->state].story(f);
  g_autoptr(BkCanvas) canvas = bk_canvas_new(wanted->width, wanted->height, TRUE);
  bk_ui_sync(f->ui, f->model);
  bk_ui_draw(f->ui, f->model, canvas);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  setlocale(LC_ALL, "C.UTF-8");
  speak(&languages[0]);
  for (const char *c = drawn; *c; c++)
    if ((guchar)*c > 0x7e || (*c == '?' && c[1] == '?'))
      g_test_fail_printf("not ASCII:\n%s", drawn);
}

/* ---- all of them, for a person ------------------------------------------------------------------------ */

/* The same screen as it is said. */
static void add_spoken(GString *text, guint state, const Language *language) {
  Case wanted = {state, language, 80, 24, FALSE};
  g_autoptr(Talk) talk = talk_new(begin(&wanted, language));
  talk_through(talk);
  g_string_append_printf(text, "\n---- %s, %s, spoken\n%s", states[state].name, language->name,
                         talk->heard->str);
}

static void add_drawn(GString *text, const Case *wanted) {
  g_autoptr(Fixture) f = begin(wanted, wanted->language);
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  g_autofree char *drawn = bk_canvas_dump(canvas);
  g_string_append_printf(text, "\n---- %s, %s, %dx%d%s\n%s", states[wanted->state].name,
                         wanted->language->name, wanted->width, wanted->height,
                         wanted->thin ? ", slow line" : "", drawn);
}

static void draw_all(const char *file) {
  g_autoptr(GString) text = g_string_new("All screens of backin in all languages: \"make screens\".\n");
  for (guint state = 0; state < G_N_ELEMENTS(states); state++) {
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(sizes); i++)
      for (gsize l = 0; l < G_N_ELEMENTS(languages) && languages[l].real; l++)
        add_drawn(text, &(Case){state, &languages[l], sizes[i / 2].width, sizes[i / 2].height, i % 2});
    for (gsize l = 0; l < G_N_ELEMENTS(languages) && languages[l].real; l++)
      add_spoken(text, state, &languages[l]);
  }
  if (!g_file_set_contents(file, text->str, (gssize)text->len, NULL))
    g_error("cannot write %s", file);
}

static void add_tests(const Language *language, guint state, int width, int height) {
  static const struct {
    const char *name;
    void (*test)(gconstpointer data);
  } tests[] = {{"walk", test_walk}, {"whole", test_whole}, {"ascii", test_ascii}};
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    if (tests[i].test != test_walk && !language->real)
      continue;
    Case *wanted = g_new(Case, 1);
    *wanted = (Case){state, language, width, height, FALSE};
    g_autofree char *name = g_strdup_printf("/languages/%s/%dx%d/%s/%s", language->name, width, height,
                                            states[state].name, tests[i].name);
    g_test_add_data_func_full(name, wanted, tests[i].test, g_free);
  }
}

int main(int argc, char **argv) {
  const char *file = g_getenv("BK_SCREENS");
  if (file) {
    draw_all(file);
    return EXIT_SUCCESS;
  }
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  for (gsize l = 0; l < G_N_ELEMENTS(languages); l++)
    for (guint state = 0; state < G_N_ELEMENTS(states); state++)
      for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
        add_tests(&languages[l], state, sizes[i].width, sizes[i].height);
  return g_test_run();
}
