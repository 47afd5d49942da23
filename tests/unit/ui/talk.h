/* talk.h: the screens of a fixture spoken without a terminal: lines go in, what is said and asked comes out.
 */
#ifndef BK_TESTS_UI_TALK_H
#define BK_TESTS_UI_TALK_H

#include "fixture.h"

#include "ui/spoken.h"

typedef struct {
  Fixture *f;
  BkSpoken *spoken;
  GString *heard;  /* all of it, as a terminal with echo would have it */
  gsize from_here; /* what hears() has not looked at yet */
  char *prompt;    /* the last one; NULL: nothing is asked */
  gboolean hidden; /* it does not echo */
  gboolean deaf;   /* messages are counted and thrown away, and what follows is not heard */
  guint posted;
} Talk;

/* Nothing that a terminal could take for anything but text. */
static inline void check_text(const char *text) {
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    g_assert_true(g_unichar_isprint(g_utf8_get_char(p)) || *p == ' ');
}

static inline void end_prompt(Talk *talk) {
  if (talk->prompt)
    g_string_append_c(talk->heard, '\n');
  g_clear_pointer(&talk->prompt, g_free);
}

static inline void talk_say(const char *line, gpointer data) {
  Talk *talk = data;
  check_text(line);
  if (talk->deaf && talk->posted)
    return;
  end_prompt(talk);
  g_string_append_printf(talk->heard, "%s\n", line);
}

static inline void talk_ask(const char *prompt, gboolean hidden, gpointer data) {
  Talk *talk = data;
  check_text(prompt);
  if (talk->deaf && talk->posted)
    return;
  end_prompt(talk);
  g_string_append(talk->heard, prompt);
  talk->prompt = g_strdup(prompt);
  talk->hidden = hidden;
}

static inline void talk_post(BkMessage *message, gpointer data) {
  Talk *talk = data;
  talk->posted++;
  if (talk->deaf)
    bk_message_free(message);
  else
    fixture_post(talk->f, message);
}

static const BkSpokenEvents talk_events = {.say = talk_say, .ask = talk_ask, .post = talk_post};

/* f is taken. */
static inline Talk *talk_new(Fixture *f) {
  Talk *talk = g_new0(Talk, 1);
  talk->f = f;
  talk->heard = g_string_new(NULL);
  BkPost arrival = {0}; /* as in the drawn stories, the screen has been come to before */
  bk_ui_sync(talk->f->ui, talk->f->model);
  bk_ui_seen(talk->f->ui, talk->f->model, &arrival);
  bk_post_clear(&arrival);
  talk->spoken = bk_spoken_new(talk->f->ui, talk->f->model, &talk_events, talk);
  bk_spoken_changed(talk->spoken);
  if (bk_spoken_state(talk->spoken) == BK_SPOKEN_HOLDS)
    bk_spoken_wait(talk->spoken);
  return talk;
}

static inline void talk_free(Talk *talk) {
  bk_spoken_free(talk->spoken);
  fixture_free(talk->f);
  g_string_free(talk->heard, TRUE);
  g_free(talk->prompt);
  g_free(talk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Talk, talk_free)

static inline void type_line(Talk *talk, const char *text) {
  g_autoptr(BkSecret) line = bk_secret_new(text, -1);
  g_string_append(talk->heard, text[0] == '\0' ? "<Enter>" : talk->hidden ? "<hidden>" : text);
  g_string_append_c(talk->heard, '\n');
  g_clear_pointer(&talk->prompt, g_free);
  g_assert_true(bk_spoken_line(talk->spoken, line));
}

/* As a person does: nothing follows at once, and what a keyring has to say is not waited for for long. */
static inline void answer(Talk *talk, const char *text) {
  type_line(talk, text);
  bk_spoken_flush(talk->spoken);
  if (bk_spoken_state(talk->spoken) == BK_SPOKEN_HOLDS)
    bk_spoken_wait(talk->spoken);
}

/* What is said and the first question, "?" and what that lists, then Enter until something would be sent. */
static inline void talk_through(Talk *talk) {
  g_autofree char *before = NULL;
  talk->deaf = TRUE;
  if (!talk->prompt)
    bk_spoken_wait(talk->spoken);
  if (talk->prompt && talk->prompt[0])
    answer(talk, "?");
  while (talk->prompt && talk->posted == 0 && g_strcmp0(talk->prompt, before) != 0) {
    g_free(before);
    before = g_strdup(talk->prompt);
    answer(talk, talk->prompt[0] ? "" : ".");
  }
  if (talk->prompt)
    g_string_append(talk->heard, "<waits>\n");
}

#endif
