#include "ui/talk.h"

#include "ui/signals.h"
#include "ui/spoken.h"
#include "ui/teletype.h"
#include "ui/terminal.h"

#include <signal.h>

typedef struct {
  BkRuntime *runtime;
  BkTeletype *teletype;
  BkUi *ui;
  BkSpoken *spoken;
  guint wait;          /* timer, 0: nothing is waited for, or it has been for long enough */
  guint paste;         /* timer, 0: no line waits for those pasted with it */
  BkSpokenState state; /* when last looked at */
  gboolean ended;
  int exit, signal;
} Talk;

/* ---- what the conversation wants ------------------------------------------------------------------------
 */

static void on_say(const char *line, gpointer data) {
  bk_teletype_say(((Talk *)data)->teletype, line);
}

static void on_ask(const char *prompt, gboolean hidden, gpointer data) {
  bk_teletype_ask(((Talk *)data)->teletype, prompt, hidden);
}

static void on_post(BkMessage *message, gpointer data) {
  bk_runtime_post(((Talk *)data)->runtime, message);
}

static const BkSpokenEvents spoken_events = {.say = on_say, .ask = on_ask, .post = on_post};

/* ---- what happens -------------------------------------------------------------------------------------- */

static gboolean on_wait(gpointer data);
static gboolean on_paste(gpointer data);

/* Timers for what has begun: a request that takes its time, lines that may have been pasted together. */
static void arm(Talk *talk) {
  BkSpokenState state = bk_spoken_state(talk->spoken);
  if (state != talk->state) {
    g_clear_handle_id(&talk->wait, g_source_remove);
    talk->wait = state == BK_SPOKEN_ASKS ? 0 : g_timeout_add(BK_UI_PATIENCE, on_wait, talk);
  }
  talk->state = state;
  g_clear_handle_id(&talk->paste, g_source_remove);
  guint pending = bk_spoken_pending(talk->spoken);
  if (pending > 0)
    talk->paste = g_timeout_add(pending, on_paste, talk);
}

static gboolean on_wait(gpointer data) {
  Talk *talk = data;
  talk->wait = 0;
  bk_spoken_wait(talk->spoken);
  arm(talk);
  return G_SOURCE_REMOVE;
}

static gboolean on_paste(gpointer data) {
  Talk *talk = data;
  talk->paste = 0;
  bk_spoken_flush(talk->spoken);
  arm(talk);
  return G_SOURCE_REMOVE;
}

static void on_change(const BkModel *model, gpointer data) {
  Talk *talk = data;
  if (talk->ended || model->quit)
    return;
  bk_spoken_changed(talk->spoken);
  arm(talk);
}

static void end(Talk *talk, int status) {
  talk->ended = TRUE;
  talk->exit = status;
  bk_runtime_stop(talk->runtime);
}

static void on_line(BkSecret *line, gpointer data) {
  Talk *talk = data;
  if (talk->ended || bk_runtime_model(talk->runtime)->quit)
    return;
  if (bk_spoken_line(talk->spoken, line))
    arm(talk);
  else
    end(talk, BK_EXIT_CANCELLED);
}

/* ^C cancels a question to a server; when none is under way it leaves. */
static void on_end(int number, gpointer data) {
  Talk *talk = data;
  if (number == SIGINT && bk_runtime_model(talk->runtime)->busy) {
    bk_runtime_post(talk->runtime, bk_message_new(BK_MESSAGE_CANCEL));
    return;
  }
  talk->signal = number;
  end(talk, number == SIGINT ? BK_EXIT_CANCELLED : BK_EXIT_FAILED);
}

static void on_again(gpointer data) {
  bk_spoken_again(((Talk *)data)->spoken);
}

static const BkTeletypeEvents teletype_events = {.line = on_line, .end = on_end, .again = on_again};

int bk_talk_run(const BkRuntimeOptions *options, gboolean *ret_talked) {
  Talk talk = {.teletype = bk_teletype_open(bk_terminal_margin())};
  *ret_talked = talk.teletype != NULL;
  if (!talk.teletype)
    return BK_EXIT_USAGE;
  talk.ui = bk_ui_new(FALSE);
  talk.runtime = bk_runtime_new(options);
  talk.spoken = bk_spoken_new(talk.ui, bk_runtime_model(talk.runtime), &spoken_events, &talk);
  bk_runtime_on_change(talk.runtime, on_change, &talk);
  bk_teletype_listen(talk.teletype, &teletype_events, &talk);
  bk_spoken_greet(talk.spoken);
  bk_spoken_changed(talk.spoken);
  bk_runtime_run(talk.runtime);
  g_clear_handle_id(&talk.wait, g_source_remove);
  g_clear_handle_id(&talk.paste, g_source_remove);
  bk_spoken_free(talk.spoken);
  bk_teletype_close(talk.teletype);
  bk_ui_free(talk.ui);
  bk_runtime_free(talk.runtime);
  if (talk.signal == SIGTERM || talk.signal == SIGHUP)
    bk_signals_end_by(talk.signal);
  return talk.exit;
}
