/* Every screen at sizes from 20x8 to 300x100, with names and addresses that are long, wide or carry marks:
 * the cursor stands on what has the focus, which a sentence says, no character is cut in two, and a resize at
 * any moment keeps the focus. */
#include "focus.h"
#include "stories.h"

#define TABS 12   /* more than any screen has places for the focus */
#define RESIZED 3 /* of them, each to another size */

typedef struct {
  const char *kind, *name, *host, *email;
} Crowd;

static const Crowd crowds[] = {
    {"usual", NULL, NULL, NULL},
    {"long", "Wasser- und Schifffahrtsverwaltung, Nebenstelle Nordwest, zweiter Testserver",
     "https://"
     "a-name-as-long-as-they-come.of-a-department.of-another-department.some-administration.example:8443",
     "christopher.alexander.bartholomew.montgomery-featherstonehaugh@a-department.of-an-administration."
     "example"},
    {"wide", "東京都水道局第三浄水場管理サーバー試験用", "https://東京都水道局.例え.example",
     "山田太郎三郎@東京都水道局第三浄水場.例え.example"},
    {"marks", "Ngu\314\233\314\243o\314\202\314\211i du\314\200ng Vie\314\202\314\243t Nam",
     "https://vi\314\202\314\243t.example",
     "ngu\314\233\314\243o\314\202\314\211i.du\314\200ng@vie\314\202\314\243t.example"},
};

static const struct {
  int width, height;
} sizes[] = {{20, 8}, {21, 24}, {24, 30}, {40, 12}, {63, 17}, {80, 24}, {132, 50}, {300, 100}};

typedef struct {
  guint state, crowd;
} Case;

static void replace(char **at, const char *text) {
  if (*at && text)
    g_free(g_steal_pointer(at));
  if (!*at && text)
    *at = g_strdup(text);
}

/* Everything that is named is named so. */
static void crowd_with(Fixture *f, const Crowd *crowd) {
  BkModel *model = f->model;
  for (guint i = 0; i < model->servers->servers->len; i++) {
    BkServer *server = model->servers->servers->pdata[i];
    replace(&server->name, crowd->name);
    replace(&server->origin, crowd->host);
  }
  replace(&model->email, crowd->email);
  for (guint i = 0; i < model->accounts->len; i++)
    replace(&((BkAccount *)model->accounts->pdata[i])->email, crowd->email);
  for (guint i = 0; i < model->resets->len; i++)
    replace(&((BkReset *)model->resets->pdata[i])->email, crowd->email);
  for (guint i = 0; i < model->sessions->len; i++)
    replace(&((BkSessionEntry *)model->sessions->pdata[i])->session->account, crowd->email);
}

static void check_whole(const BkCanvas *canvas) {
  for (int y = 0; y < bk_canvas_height(canvas); y++)
    for (int x = 0; x < bk_canvas_width(canvas); x++) {
      int width = bk_canvas_cell(canvas, x, y)->width;
      gboolean half = x > 0 && bk_canvas_cell(canvas, x - 1, y)->width == 2;
      g_assert_cmpint(width == 0, ==, half);
      g_assert_false(width == 2 && x + 1 == bk_canvas_width(canvas));
    }
}

/* The line above the keys: one sentence for what has the focus. */
static gboolean says_something(const BkCanvas *canvas) {
  for (int x = 0; x < bk_canvas_width(canvas); x++)
    if (!g_unichar_isspace(focus_char(canvas, x, bk_canvas_height(canvas) - 2)))
      return TRUE;
  return FALSE;
}

static char check_drawn(Fixture *f) {
  g_autoptr(BkCanvas) canvas = fixture_draw(f);
  check_whole(canvas);
  char kind = focus_kind(canvas);
  if (kind == '-' || !says_something(canvas)) {
    g_autofree char *drawn = bk_canvas_dump(canvas);
    g_test_fail_printf("%dx%d: the cursor is on nothing, or nothing says what it is on\n%s", f->width,
                       f->height, drawn);
  }
  return kind;
}

static void resize(Fixture *f, gsize size) {
  f->width = sizes[size].width;
  f->height = sizes[size].height;
}

/* Another size, and back. The picture for a camera needs room: elsewhere there are buttons instead. */
static void check_resized(Fixture *f, gsize from, gsize to, char kind) {
  resize(f, to);
  char moved = check_drawn(f);
  resize(f, from);
  g_assert_cmpint(check_drawn(f), ==, kind);
  if (f->model->place != BK_PLACE_DEVICE)
    g_assert_cmpint(moved, ==, kind);
}

static void test_screen(gconstpointer data) {
  const Case *wanted = data;
  for (gsize size = 0; size < G_N_ELEMENTS(sizes); size++) {
    g_autoptr(Fixture) f = fixture_new(sizes[size].width, sizes[size].height, FALSE);
    states[wanted->state].story(f);
    crowd_with(f, &crowds[wanted->crowd]);
    for (int tab = 0; tab < TABS; tab++) {
      char kind = check_drawn(f);
      if (tab < RESIZED)
        check_resized(f, size, (size + 1 + (gsize)tab) % G_N_ELEMENTS(sizes), kind);
      fixture_press(f, BK_KEY_TAB);
    }
  }
}

/* Typed, not only shown: an address of 100 characters, from its field to the mail that it is sent to. */
static void test_long_address(void) {
  for (gsize size = 0; size < G_N_ELEMENTS(sizes); size++)
    for (int thin = 0; thin < 2; thin++) {
      g_autoptr(Fixture) f = fixture_new(sizes[size].width, sizes[size].height, thin);
      fixture_at_server(f, crowds[1].email);
      fixture_type(f, "1");
      fixture_press(f, BK_KEY_ENTER);
      fixture_control(f, 'F');
      fixture_press(f, BK_KEY_ENTER);
      fixture_reply(f, 200, "{}");
      g_assert_cmpint(f->model->place, ==, BK_PLACE_INBOX);
      g_assert_cmpstr(f->model->email, ==, crowds[1].email);
      g_autoptr(BkCanvas) canvas = fixture_draw(f);
      check_whole(canvas);
    }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  for (guint crowd = 0; crowd < G_N_ELEMENTS(crowds); crowd++)
    for (guint state = 0; state < G_N_ELEMENTS(states); state++) {
      Case *wanted = g_new(Case, 1);
      *wanted = (Case){state, crowd};
      g_autofree char *name = g_strdup_printf("/sizes/%s/%s", crowds[crowd].kind, states[state].name);
      g_test_add_data_func_full(name, wanted, test_screen, g_free);
    }
  g_test_add_func("/sizes/long-address", test_long_address);
  return g_test_run();
}
