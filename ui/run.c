#include "ui/run.h"

#include "ui/signals.h"
#include "ui/ui.h"

#include <signal.h>

#define TICK_SECONDS 10

typedef struct {
  BkRuntime *runtime;
  BkTerminal *terminal;
  BkUi *ui;
  guint paint;   /* idle source, 0: nothing to paint */
  guint tick;    /* timer, 0: nothing ticks */
  guint wait;    /* timer, 0: no server is being asked, or it has been said */
  gboolean busy; /* when last painted */
  gboolean anew; /* the next paint sends everything */
  gboolean ended;
  int exit, signal;
} Run;

static const BkModel *model_of(const Run *run) {
  return bk_runtime_model(run->runtime);
}

static gboolean on_tick(gpointer data);
static void on_woken(gpointer data);

/* Clocks on a screen tick every 10 s, and nothing ticks where there is none. */
static void arm_tick(Run *run) {
  gboolean wanted = bk_ui_ticks(run->ui);
  if (wanted && run->tick == 0)
    run->tick = g_timeout_add_seconds(TICK_SECONDS, on_tick, run);
  if (!wanted && run->tick != 0) {
    g_source_remove(run->tick);
    run->tick = 0;
  }
}

static gboolean on_wait(gpointer data) {
  Run *run = data;
  run->wait = 0;
  bk_ui_wait(run->ui);
  on_woken(run);
  return G_SOURCE_REMOVE;
}

static void arm_wait(Run *run) {
  gboolean busy = model_of(run)->busy;
  if (busy && !run->busy)
    run->wait = g_timeout_add(BK_UI_PATIENCE, on_wait, run);
  if (!busy && run->wait != 0) {
    g_source_remove(run->wait);
    run->wait = 0;
  }
  run->busy = busy;
}

static void deliver(Run *run, BkPost *post);

static BkCanvas *draw(Run *run, int width, int height) {
  BkCanvas *canvas = bk_canvas_new(width, height, bk_terminal_ascii(run->terminal));
  bk_ui_draw(run->ui, model_of(run), canvas);
  return canvas;
}

static void paint(Run *run) {
  int width, height;
  if (run->ended || model_of(run)->quit)
    return;
  bk_terminal_size(run->terminal, &width, &height);
  bk_ui_sync(run->ui, model_of(run));
  g_autoptr(BkCanvas) canvas = draw(run, width, height);
  BkPost post = {0};
  bk_ui_seen(run->ui, model_of(run), &post);
  if (!g_queue_is_empty(&post.messages)) {
    deliver(run, &post);
    bk_canvas_free(canvas);
    canvas = draw(run, width, height); /* one picture with what came of it, not two in a row */
  }
  bk_terminal_paint(run->terminal, canvas, run->anew);
  run->anew = FALSE;
  arm_tick(run);
  arm_wait(run);
}

static gboolean on_paint(gpointer data) {
  Run *run = data;
  run->paint = 0;
  paint(run);
  return G_SOURCE_REMOVE;
}

/* Once per wake-up, however much happened in it. */
static void on_woken(gpointer data) {
  Run *run = data;
  if (run->paint == 0)
    run->paint = g_idle_add_full(G_PRIORITY_DEFAULT, on_paint, run, NULL);
}

static void on_change(const BkModel *model G_GNUC_UNUSED, gpointer data) {
  on_woken(data);
}

static void deliver(Run *run, BkPost *post) {
  BkMessage *message;
  run->anew |= post->redraw;
  while ((message = g_queue_pop_head(&post->messages))) {
    bk_runtime_post(run->runtime, message);
    bk_ui_sync(run->ui, model_of(run));
  }
  bk_post_clear(post);
}

static void on_key(const BkKey *key, gpointer data) {
  Run *run = data;
  BkPost post = {0};
  int width, height;
  if (run->ended || model_of(run)->quit)
    return;
  bk_terminal_size(run->terminal, &width, &height);
  bk_ui_sync(run->ui, model_of(run));
  bk_ui_key(run->ui, model_of(run), width, height, key, &post);
  deliver(run, &post);
}

static gboolean on_tick(gpointer data) {
  Run *run = data;
  BkPost post = {0};
  bk_ui_tick(run->ui, model_of(run), &post);
  deliver(run, &post);
  on_woken(run);
  return G_SOURCE_CONTINUE;
}

static void on_end(BkTerminalEnd why, int number, gpointer data) {
  Run *run = data;
  run->ended = TRUE;
  run->signal = why == BK_TERMINAL_END_SIGNAL ? number : 0;
  run->exit = run->signal == SIGINT ? BK_EXIT_CANCELLED : BK_EXIT_FAILED;
  bk_runtime_stop(run->runtime);
}

static const BkTerminalEvents events = {.key = on_key, .woken = on_woken, .end = on_end};

int bk_screens_run(const BkRuntimeOptions *options, BkLook look, BkTerminalResult *ret_terminal) {
  Run run = {.terminal = bk_terminal_open(look, ret_terminal)};
  if (!run.terminal)
    return BK_EXIT_USAGE;
  run.ui = bk_ui_new(bk_terminal_thin(run.terminal));
  BkRuntimeOptions later = *options;
  later.later = TRUE;
  run.runtime = bk_runtime_new(&later);
  bk_runtime_on_change(run.runtime, on_change, &run);
  bk_terminal_listen(run.terminal, &events, &run);
  on_woken(&run);
  bk_runtime_run(run.runtime);
  if (run.paint != 0)
    g_source_remove(run.paint);
  if (run.tick != 0)
    g_source_remove(run.tick);
  if (run.wait != 0)
    g_source_remove(run.wait);
  bk_terminal_close(run.terminal);
  bk_ui_free(run.ui);
  bk_runtime_free(run.runtime);
  if (run.signal == SIGTERM || run.signal == SIGHUP)
    bk_signals_end_by(run.signal);
  return run.exit;
}
