/* field.h: one line that a person types into. Its text lives in a BkSecret whatever it is, so that no
 * field can become a leak by a change of mind. Plain struct; zeroed is not valid: bk_field_init(). */
#ifndef BK_UI_FIELD_H
#define BK_UI_FIELD_H

#include "base/secret.h"
#include "ui/canvas.h"
#include "ui/decoder.h"
#include "ui/keymap.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_FIELD_MAX 4096u /* bytes */

typedef struct {
  BkSecret *text;  /* NULL: empty */
  gsize cursor;    /* bytes */
  int scroll;      /* first cell that shows */
  gboolean masked; /* a "*" for each character … */
  gboolean shown;  /* … unless the person asked to see it */
  gboolean open;   /* drawn without brackets */
} BkField;

void bk_field_init(BkField *field, gboolean masked);
void bk_field_clear(BkField *field); /* empties and wipes; stays usable */
void bk_field_set(BkField *field, const char *text);
void bk_field_set_secret(BkField *field, BkSecret *text); /* takes a reference; NULL empties */
const char *bk_field_peek(const BkField *field);
/* What was typed, a new reference; never NULL. */
BkSecret *bk_field_secret(const BkField *field) G_GNUC_WARN_UNUSED_RESULT;
gboolean bk_field_empty(const BkField *field);
int bk_field_length(const BkField *field); /* characters */

/* Types text at the cursor; controls are left out. FALSE: it does not fit, nothing changed. */
gboolean bk_field_insert(BkField *field, const char *text, gssize length);
/* The same with a paste. */
gboolean bk_field_paste(BkField *field, BkSecret *text);
/* Whether a paste could be a code or a word to go into a field: short, one line, no "/". */
gboolean bk_field_is_short(const BkSecret *text);
/* An action of the FIELD context. FALSE: not one. */
gboolean bk_field_act(BkField *field, BkAct act);

/* "[text    ]", or "text" when it is open, in width cells; sets the canvas cursor when focused. Scrolls as
 * needed. */
void bk_field_draw(BkField *field, BkCanvas *canvas, int x, int y, int width, gboolean focused);

G_END_DECLS

#endif
