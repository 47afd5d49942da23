#include "app/message.h"

BkMessage *bk_message_new(BkMessageKind kind) {
  BkMessage *message = g_new0(BkMessage, 1);
  message->kind = kind;
  return message;
}

BkMessage *bk_message_text(BkMessageKind kind, const char *id, const char *text) {
  BkMessage *message = bk_message_new(kind);
  message->id = g_strdup(id);
  message->text = g_strdup(text);
  return message;
}

BkMessage *bk_message_start(BkActionKind action, BkWay way) {
  BkMessage *message = bk_message_new(BK_MESSAGE_START);
  message->action = action;
  message->way = way;
  return message;
}

BkMessage *bk_message_go(BkPlace place) {
  BkMessage *message = bk_message_new(BK_MESSAGE_GO);
  message->place = place;
  return message;
}

BkMessage *bk_message_pick(guint index) {
  BkMessage *message = bk_message_new(BK_MESSAGE_PICK);
  message->index = index;
  return message;
}

BkMessage *bk_message_end_other(guint index) {
  BkMessage *message = bk_message_new(BK_MESSAGE_END_OTHER);
  message->index = index;
  return message;
}

BkMessage *bk_message_keep(BkStoreKind store) {
  BkMessage *message = bk_message_new(BK_MESSAGE_KEEP);
  message->store = store;
  return message;
}

BkMessage *bk_message_paste(BkSecret *secret) {
  BkMessage *message = bk_message_new(BK_MESSAGE_PASTE);
  message->secret = bk_secret_ref(secret);
  return message;
}

BkMessage *bk_message_form(void) {
  BkMessage *message = bk_message_new(BK_MESSAGE_GIVE);
  message->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
  return message;
}

void bk_message_give(BkMessage *form, const char *name, BkSecret *value) {
  if (value != NULL)
    g_hash_table_replace(form->values, g_strdup(name), bk_secret_ref(value));
}

void bk_message_free(BkMessage *message) {
  if (message == NULL)
    return;
  g_free(message->id);
  g_free(message->text);
  g_clear_pointer(&message->values, g_hash_table_unref);
  bk_secret_unref(message->secret);
  bk_reply_free(message->reply);
  g_clear_pointer(&message->items, g_ptr_array_unref);
  g_free(message);
}
