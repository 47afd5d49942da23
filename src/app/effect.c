#include "app/effect.h"

BkEffect *bk_effect_new(BkEffectKind kind, guint serial) {
  BkEffect *effect = g_new0(BkEffect, 1);
  effect->kind = kind;
  effect->serial = serial;
  return effect;
}

void bk_effect_free(BkEffect *effect) {
  if (effect == NULL)
    return;
  bk_request_free(effect->request);
  g_free(effect->text);
  g_free(effect->ca_file);
  bk_item_free(effect->item);
  bk_state_change_free(effect->change);
  g_free(effect);
}
