#include "ui/keymap.h"

#include <string.h>

#define AT(name) BK_CONTEXT_PLACE(BK_PLACE_##name)
#define ALL BK_CONTEXT_ALL
#define FIELD BK_CONTEXT_FIELD
#define LIST BK_CONTEXT_LIST
#define BUTTON BK_CONTEXT_BUTTON

static const struct {
  const char *name, *keys;
  BkContext contexts;
  const char *help;
} acts[BK_ACT_COUNT] = {
    [BK_ACT_NONE] = {"NONE", "", 0, ""},
#define BK_ACT(name, keys, contexts, help) [BK_ACT_##name] = {#name, keys, contexts, help},
#include "ui/keys.def"
#undef BK_ACT
};

static const struct {
  BkKeyKind kind;
  const char *name;
} named[] = {
    {BK_KEY_ENTER, "Enter"},
    {BK_KEY_TAB, "Tab"},
    {BK_KEY_BACKTAB, "BackTab"},
    {BK_KEY_ESC, "Esc"},
    {BK_KEY_UP, "Up"},
    {BK_KEY_DOWN, "Down"},
    {BK_KEY_LEFT, "Left"},
    {BK_KEY_RIGHT, "Right"},
    {BK_KEY_HOME, "Home"},
    {BK_KEY_END, "End"},
    {BK_KEY_PAGE_UP, "PageUp"},
    {BK_KEY_PAGE_DOWN, "PageDown"},
    {BK_KEY_BACKSPACE, "Backspace"},
    {BK_KEY_DELETE, "Delete"},
    {BK_KEY_F1, "F1"},
};

/* The name of a key as the table writes it, into a buffer of 16 bytes. */
static void name_key(const BkKey *key, char *name) {
  name[0] = '\0';
  if (key->kind == BK_KEY_CTRL) {
    g_snprintf(name, 16, "^%c", (char)key->c);
  } else if (key->kind == BK_KEY_CHAR) {
    if (key->c == ' ')
      g_strlcpy(name, "Space", 16);
    else
      name[g_unichar_to_utf8(key->c, name)] = '\0';
  }
  for (gsize i = 0; i < G_N_ELEMENTS(named); i++)
    if (named[i].kind == key->kind)
      g_strlcpy(name, named[i].name, 16);
}

static gboolean holds(const char *keys, const char *name) {
  gsize length = strlen(name);
  for (const char *p = keys; (p = strstr(p, name)); p += length)
    if ((p == keys || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
      return TRUE;
  return FALSE;
}

BkAct bk_keymap_find(BkPlace place, BkContext widget, const BkKey *key) {
  char name[16];
  name_key(key, name);
  const BkContext order[] = {widget, BK_CONTEXT_PLACE(place), BK_CONTEXT_ALL};
  for (gsize i = 0; name[0] && i < G_N_ELEMENTS(order); i++)
    for (BkAct act = 1; act < BK_ACT_COUNT; act++)
      if ((acts[act].contexts & order[i]) && holds(acts[act].keys, name))
        return act;
  return BK_ACT_NONE;
}

const char *bk_act_key(BkAct act) {
  static char first[BK_ACT_COUNT][16];
  if (!first[act][0])
    g_strlcpy(first[act], acts[act].keys, MIN(sizeof first[act], strcspn(acts[act].keys, " ") + 1));
  return first[act];
}

const char *bk_act_keys(BkAct act) {
  return acts[act].keys;
}

const char *bk_act_help(BkAct act) {
  return BK_(acts[act].help);
}

const char *bk_act_name(BkAct act) {
  return acts[act].name;
}

BkContext bk_act_contexts(BkAct act) {
  return acts[act].contexts;
}
