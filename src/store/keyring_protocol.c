#include "store/keyring_protocol.h"

#include <string.h>

struct BkFrame {
  guint8 head[4];
  gsize have; /* bytes of head */
  gsize want; /* bytes of body */
  BkSecretBuilder *body;
};

BkFrame *bk_frame_new(void) {
  return g_new0(BkFrame, 1);
}

void bk_frame_free(BkFrame *frame) {
  if (!frame)
    return;
  if (frame->body)
    bk_secret_builder_free(frame->body);
  g_free(frame);
}

static BkFrameState feed_head(BkFrame *frame, const char *bytes, gsize length, gsize *ret_used) {
  gsize part = MIN(sizeof frame->head - frame->have, length);
  memcpy(frame->head + frame->have, bytes, part);
  frame->have += part;
  *ret_used = part;
  if (frame->have < sizeof frame->head)
    return BK_FRAME_MORE;
  frame->want = (gsize)frame->head[0] << 24 | (gsize)frame->head[1] << 16 | (gsize)frame->head[2] << 8 |
                (gsize)frame->head[3];
  if (frame->want == 0 || frame->want > BK_KEYRING_MAX_FRAME)
    return BK_FRAME_BAD;
  frame->body = bk_secret_builder_new(frame->want);
  return BK_FRAME_MORE;
}

BkFrameState bk_frame_feed(BkFrame *frame, const char *bytes, gsize length, gsize *ret_used) {
  *ret_used = 0;
  if (!frame->body) {
    BkFrameState state = feed_head(frame, bytes, length, ret_used);
    if (state == BK_FRAME_BAD || !frame->body)
      return state;
  }
  gsize part = MIN(frame->want - bk_secret_builder_length(frame->body), length - *ret_used);
  if (!bk_secret_builder_append(frame->body, bytes + *ret_used, (gssize)part))
    return BK_FRAME_BAD;
  *ret_used += part;
  return bk_secret_builder_length(frame->body) == frame->want ? BK_FRAME_DONE : BK_FRAME_MORE;
}

BkSecret *bk_frame_take(BkFrame *frame) {
  BkSecret *json = bk_secret_builder_finish(g_steal_pointer(&frame->body));
  *frame = (BkFrame){0};
  return json;
}

/* ---- writing --------------------------------------------------------------------------------- */

static BkSecret *frame_of(const cJSON *document) {
  char *text = cJSON_PrintUnformatted(document);
  gsize length = strlen(text);
  BkSecret *frame = NULL;
  if (length <= BK_KEYRING_MAX_FRAME) {
    const char head[4] = {(char)(length >> 24), (char)(length >> 16), (char)(length >> 8), (char)length};
    BkSecretBuilder *builder = bk_secret_builder_new(sizeof head + length);
    bk_secret_builder_append(builder, head, sizeof head);
    bk_secret_builder_append(builder, text, (gssize)length);
    frame = bk_secret_builder_finish(builder);
  }
  cJSON_free(text); /* wipes: see bk_json_init() */
  return frame;
}

static cJSON *json_of_item(const BkItem *item) {
  cJSON *object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "kind", item->kind);
  cJSON_AddStringToObject(object, "server", item->server);
  cJSON_AddStringToObject(object, "account", item->account);
  cJSON_AddStringToObject(object, "name", item->name);
  cJSON_AddNumberToObject(object, "changed", (double)item->changed);
  if (item->data)
    cJSON_AddStringToObject(object, "data", bk_secret_peek(item->data));
  else
    cJSON_AddNullToObject(object, "data");
  return object;
}

BkSecret *bk_keyring_write_call(const BkStoreCall *call, const char *collection) {
  g_autoptr(cJSON) object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "protocol", BK_KEYRING_PROTOCOL);
  cJSON_AddStringToObject(object, "operation", bk_store_operation_word(call->operation));
  cJSON_AddStringToObject(object, "collection", collection);
  if (call->kind)
    cJSON_AddStringToObject(object, "kind", call->kind);
  if (call->item)
    cJSON_AddItemToObject(object, "item", json_of_item(call->item));
  return frame_of(object);
}

BkSecret *bk_keyring_write_answer(const BkStoreAnswer *answer) {
  g_autoptr(cJSON) object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "protocol", BK_KEYRING_PROTOCOL);
  cJSON_AddStringToObject(object, "result", bk_store_result_word(answer->result));
  cJSON_AddStringToObject(object, "detail", answer->detail);
  cJSON_AddNumberToObject(object, "items", answer->items->len);
  return frame_of(object);
}

BkSecret *bk_keyring_write_item(const BkItem *item) {
  g_autoptr(cJSON) object = json_of_item(item);
  return frame_of(object);
}

/* ---- reading --------------------------------------------------------------------------------- */

static const char *text_at(const cJSON *object, const char *name) {
  const cJSON *value = bk_json_member(object, name);
  return cJSON_IsString(value) ? value->valuestring : NULL;
}

/* A whole number from 0 to limit, or -1. */
static gint64 number_at(const cJSON *object, const char *name, gint64 limit) {
  const cJSON *value = bk_json_member(object, name);
  if (!cJSON_IsNumber(value) || !(value->valuedouble >= 0) || value->valuedouble > (double)limit)
    return -1;
  gint64 number = (gint64)value->valuedouble;
  return (double)number == value->valuedouble ? number : -1;
}

static cJSON *object_of(const BkSecret *json) {
  cJSON *object = bk_json_parse(bk_secret_peek(json), bk_secret_length(json), NULL, NULL);
  if (cJSON_IsObject(object))
    return object;
  cJSON_Delete(object);
  return NULL;
}

static gboolean is_our_protocol(const cJSON *object) {
  return number_at(object, "protocol", BK_KEYRING_PROTOCOL) == BK_KEYRING_PROTOCOL;
}

static BkItem *item_of_json(const cJSON *object) {
  const char *kind = text_at(object, "kind"), *server = text_at(object, "server");
  const char *account = text_at(object, "account"), *name = text_at(object, "name");
  gint64 changed = number_at(object, "changed", G_GINT64_CONSTANT(1) << 52);
  const cJSON *data = bk_json_member(object, "data");
  if (!kind || !server || !account || !name || changed < 0 || !(cJSON_IsString(data) || cJSON_IsNull(data)))
    return NULL;
  g_autoptr(BkSecret) secret = cJSON_IsString(data) ? bk_secret_new(data->valuestring, -1) : NULL;
  g_autoptr(BkItem) item = bk_item_new(kind, server, account, name, secret);
  item->changed = changed;
  if (!bk_item_has_good_fields(item) || (cJSON_IsString(data) && !bk_item_data_is_good(secret)))
    return NULL;
  return g_steal_pointer(&item);
}

/* An operation has exactly the arguments it needs. */
static gboolean fits_operation(const BkStoreCall *call) {
  switch (call->operation) {
  case BK_STORE_OP_SAVE:
    return call->item && call->item->data;
  case BK_STORE_OP_REMOVE:
    return call->item && !call->item->data;
  case BK_STORE_OP_PROBE:
  case BK_STORE_OP_LIST:
  case BK_STORE_OP_UNLOCK:
    break;
  }
  return !call->item;
}

BkStoreCall *bk_keyring_read_call(const BkSecret *json, char **ret_collection) {
  g_autoptr(cJSON) object = object_of(json);
  const char *collection = text_at(object, "collection");
  const cJSON *item = bk_json_member(object, "item");
  BkStoreOperation operation;
  if (!object || !is_our_protocol(object) || !collection ||
      !bk_store_operation_from_word(text_at(object, "operation"), &operation))
    return NULL;
  g_autoptr(BkStoreCall) call = bk_store_call_new(operation);
  call->kind = g_strdup(text_at(object, "kind"));
  call->item = item ? item_of_json(item) : NULL;
  if (!fits_operation(call))
    return NULL;
  *ret_collection = g_strdup(collection);
  return g_steal_pointer(&call);
}

BkStoreAnswer *bk_keyring_read_answer(const BkSecret *json, guint *ret_items) {
  g_autoptr(cJSON) object = object_of(json);
  const char *detail = text_at(object, "detail");
  gint64 items = number_at(object, "items", BK_STORE_MAX_ITEMS);
  BkStoreResult result;
  if (!object || !is_our_protocol(object) || !detail || items < 0 ||
      !bk_store_result_from_word(text_at(object, "result"), &result))
    return NULL;
  *ret_items = (guint)items;
  return bk_store_answer_new(result, "%s", detail);
}

BkItem *bk_keyring_read_item(const BkSecret *json) {
  g_autoptr(cJSON) object = object_of(json);
  return object ? item_of_json(object) : NULL;
}
