/* screen.h: what a screen is: a row of bk_screens[], one for each BkPlace, a file each.
 *
 * A screen owns a little state of its own (self: fields, lists), made when the person comes to its place
 * and wiped when they leave. It reads the model and says what is to be seen (view); an action may change
 * its state and post messages to the core, nothing else. */
#ifndef BK_UI_SCREEN_H
#define BK_UI_SCREEN_H

#include "app/message.h"
#include "app/model.h"
#include "ui/page.h"

#include <glib.h>

G_BEGIN_DECLS

/* What an action wants done. */
typedef struct {
  GQueue messages; /* BkMessage*: in order, taken by whoever runs the screens */
  BkFocus focus;   /* where the focus goes, NULL: it stays */
  gboolean redraw; /* the terminal is to be painted anew */
} BkPost;

typedef struct {
  gsize size; /* of self, zeroed before enter */
  void (*enter)(gpointer self, const BkModel *model);
  void (*leave)(gpointer self); /* frees what self owns, not self */
  /* After each drawing: messages that follow from what is to be seen now; may be NULL. Not on a slow line,
   * where nothing comes by itself. */
  void (*seen)(gpointer self, const BkModel *model, BkPost *post);
  /* The model changed: bring fields into step. Returns where the focus is to go, NULL: it stays. */
  BkFocus (*sync)(gpointer self, const BkModel *model);
  /* Lists what is on the screen. May not change the model; self only as widgets do. */
  void (*view)(gpointer self, const BkModel *model, BkPage *page);
  /* TRUE: done. Only actions whose button or key the page shows come here, and BACK, first. */
  gboolean (*act)(gpointer self, const BkModel *model, BkAct act, BkFocus focus, BkPost *post);
  /* The selection of a list moved; may be NULL. */
  void (*moved)(gpointer self, const BkModel *model, const BkList *list, BkPost *post);
  /* A paste that the screen wants whole; FALSE: into the field. May be NULL. */
  gboolean (*paste)(gpointer self, const BkModel *model, BkSecret *text, BkPost *post);
  /* Every 10 s; may be NULL: then nothing ticks. The screen is drawn after it. */
  void (*tick)(gpointer self, const BkModel *model, BkPost *post);
  /* A printable key or Enter before anything else sees it; may be NULL. TRUE: taken. */
  gboolean (*key)(gpointer self, const BkModel *model, const BkKey *key, BkPost *post);
  gboolean acts_while_busy; /* its buttons count while a server is being asked, which the view tells itself */
  gboolean tells_notice;    /* the view shows the model's notice itself */
} BkScreen;

extern const BkScreen bk_screen_email, bk_screen_server, bk_screen_keep, bk_screen_sign_in, bk_screen_forgot,
    bk_screen_inbox, bk_screen_code, bk_screen_new_password, bk_screen_done, bk_screen_sessions,
    bk_screen_others, bk_screen_change, bk_screen_admin, bk_screen_shown, bk_screen_elsewhere,
    bk_screen_device, bk_screen_mail;

extern const BkScreen *const bk_screens[BK_PLACE_COUNT];

void bk_post_message(BkPost *post, BkMessage *message); /* takes */
void bk_post_clear(BkPost *post);                       /* frees what nobody took */

/* ---- parts that screens share (screen_parts.c) ---- */

/* The text with {0} and {1} filled in. */
char *bk_ui_fill(const char *text, const char *zero, const char *one) G_GNUC_WARN_UNUSED_RESULT;
char *bk_ui_fill_number(const char *text, gint64 zero) G_GNUC_WARN_UNUSED_RESULT;

/* Lines of a table: cells (char*, owned by the array) row by row; columns as wide as they need, cut where
 * width is short, from the widest. */
GPtrArray *bk_ui_table(const GPtrArray *cells, guint columns, int width) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a page: the column of a screen that is width cells narrower than its texts; or, spoken, with
 * commas. */
GPtrArray *bk_view_table(const BkPage *page, const GPtrArray *cells, guint columns,
                         int narrower) G_GNUC_WARN_UNUSED_RESULT;

/* "Account" and "Server" with its state, and how far its interface is known. */
void bk_view_account(BkPage *page, const BkModel *model);
void bk_view_server(BkPage *page, const BkModel *model);
void bk_view_verified(BkPage *page, const BkModel *model, const BkAction *action);
/* Whom to ask: address and phone of the server's file, with_page: its page as well. NULL: it names none. */
char *bk_support_of(const BkServer *server, gboolean with_page) G_GNUC_WARN_UNUSED_RESULT;
/* How a forgotten password comes back, in few words: "code by mail"; and of a whole server. */
const char *bk_short_way(const BkAction *forgot);
char *bk_short_ways(const BkServer *server) G_GNUC_WARN_UNUSED_RESULT;
/* A password made here: it is shown, and a spoken page cannot take that back. */
void bk_view_make(BkPage *page);
/* Where no window can be shown: how a keyring that is locked is opened from a shell. */
void bk_view_headless(BkPage *page, const BkModel *model);
/* "Back". The last button of most screens. */
void bk_view_back(BkPage *page);
/* What may be wrong when no mail comes. */
void bk_view_nothing_came(BkPage *page, const BkModel *model);

G_END_DECLS

#endif
