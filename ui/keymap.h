/* keymap.h: which action a key causes where. The table is keys.def. */
#ifndef BK_UI_KEYMAP_H
#define BK_UI_KEYMAP_H

#include "app/model.h"
#include "ui/decoder.h"
#include "words/words.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_ACT_NONE,
#define BK_ACT(name, keys, contexts, help) BK_ACT_##name,
#include "ui/keys.def"
#undef BK_ACT
  BK_ACT_COUNT
} BkAct;

/* A set of places and kinds of widgets. */
typedef guint32 BkContext;
#define BK_CONTEXT_PLACE(place) ((BkContext)1 << (place))
#define BK_CONTEXT_ALL ((BkContext)1 << 28)
#define BK_CONTEXT_FIELD ((BkContext)1 << 29)
#define BK_CONTEXT_LIST ((BkContext)1 << 30)
#define BK_CONTEXT_BUTTON ((BkContext)1 << 31)
G_STATIC_ASSERT(BK_PLACE_COUNT < 28);

/* The action of a key for a focused widget (0: none) on a place; BK_ACT_NONE: it is text, or nothing. */
BkAct bk_keymap_find(BkPlace place, BkContext widget, const BkKey *key);

/* "^F", "Enter": the key that screens name. Borrowed. */
const char *bk_act_key(BkAct act);
const char *bk_act_keys(BkAct act); /* all of them, as in the table */
const char *bk_act_help(BkAct act); /* translated */
const char *bk_act_name(BkAct act); /* "FORGOT", for tests */
BkContext bk_act_contexts(BkAct act);

G_END_DECLS

#endif
