/* form.h: fields for whatever inputs bk_model_form() names: the screens follow the data. */
#ifndef BK_UI_FORM_H
#define BK_UI_FORM_H

#include "ui/screen.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GPtrArray *rows; /* one for each field */
  gboolean shown;  /* "Show what I type" */
  gboolean made;   /* the password in it was made by bk_form_make_password() */
  gboolean busy;   /* when last in step */
} BkForm;

void bk_form_init(BkForm *form);
void bk_form_clear(BkForm *form); /* frees and wipes */

/* Brings the fields into step with the model. What was typed stays where the name stays; secrets are
 * emptied when an answer has come. Adds a field to type a new password again and, where the action asks
 * for it, one to type the account again. Returns where the focus should go, NULL: where it is. */
BkFocus bk_form_sync(BkForm *form, const BkModel *model);

void bk_form_view(const BkForm *form, BkPage *page);
/* A toggle for what is masked, if anything is. */
void bk_form_view_toggle(const BkForm *form, BkPage *page);
/* Another label than the one for the input. */
void bk_form_label(BkForm *form, const char *name, const char *label);
void bk_form_show(BkForm *form, gboolean shown);
gboolean bk_form_empty(const BkForm *form);                   /* it has no fields */
BkField *bk_form_field(const BkForm *form, const char *name); /* NULL: it has none of that name */
/* BK_MESSAGE_GIVE with all that was typed. */
BkMessage *bk_form_message(const BkForm *form) G_GNUC_WARN_UNUSED_RESULT;

/* What a new password must be, each as words with "ok" or "not yet", live; and whether both are the same. */
void bk_form_view_rules(const BkForm *form, const BkServer *server, BkPage *page);
/* Makes a password within the server's limits and shows it in both fields. */
void bk_form_make_password(BkForm *form, const BkServer *server);

G_END_DECLS

#endif
