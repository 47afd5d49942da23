#include "store/call.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

static const char *const kind_words[] = {
#define X(name, word) word,
    BK_STORE_KINDS(X)
#undef X
};

static const char *const result_words[] = {
#define X(name, word) word,
    BK_STORE_RESULTS(X)
#undef X
};

static const char *const operation_words[] = {
#define X(name, word) word,
    BK_STORE_OPERATIONS(X)
#undef X
};

static gboolean find_word(const char *const *words, guint count, const char *word, guint *ret_index) {
  for (guint i = 0; word && i < count; i++)
    if (strcmp(words[i], word) == 0) {
      *ret_index = i;
      return TRUE;
    }
  return FALSE;
}

const char *bk_store_word(BkStoreKind kind) {
  g_assert((guint)kind < G_N_ELEMENTS(kind_words));
  return kind_words[kind];
}

gboolean bk_store_from_word(const char *word, BkStoreKind *ret_kind) {
  guint index;
  if (!find_word(kind_words, G_N_ELEMENTS(kind_words), word, &index))
    return FALSE;
  *ret_kind = (BkStoreKind)index;
  return TRUE;
}

const char *bk_store_result_word(BkStoreResult result) {
  g_assert((guint)result < G_N_ELEMENTS(result_words));
  return result_words[result];
}

gboolean bk_store_result_from_word(const char *word, BkStoreResult *ret_result) {
  guint index;
  if (!find_word(result_words, G_N_ELEMENTS(result_words), word, &index))
    return FALSE;
  *ret_result = (BkStoreResult)index;
  return TRUE;
}

const char *bk_store_operation_word(BkStoreOperation operation) {
  g_assert((guint)operation < G_N_ELEMENTS(operation_words));
  return operation_words[operation];
}

gboolean bk_store_operation_from_word(const char *word, BkStoreOperation *ret_operation) {
  guint index;
  if (!find_word(operation_words, G_N_ELEMENTS(operation_words), word, &index))
    return FALSE;
  *ret_operation = (BkStoreOperation)index;
  return TRUE;
}

BkItem *bk_item_new(const char *kind, const char *server, const char *account, const char *name,
                    BkSecret *data) {
  BkItem *item = g_new0(BkItem, 1);
  item->kind = g_strdup(kind ? kind : "");
  item->server = g_strdup(server ? server : "");
  item->account = g_strdup(account ? account : "");
  item->name = g_strdup(name ? name : "");
  item->data = bk_secret_ref(data);
  item->changed = bk_clock_wall();
  return item;
}

void bk_item_free(BkItem *item) {
  if (!item)
    return;
  g_free(item->kind);
  g_free(item->server);
  g_free(item->account);
  g_free(item->name);
  bk_secret_unref(item->data);
  g_free(item);
}

BkItem *bk_item_copy(const BkItem *item) {
  BkItem *copy = bk_item_new(item->kind, item->server, item->account, item->name, item->data);
  copy->changed = item->changed;
  return copy;
}

gboolean bk_item_same(const BkItem *a, const BkItem *b) {
  return strcmp(a->kind, b->kind) == 0 && strcmp(a->server, b->server) == 0 &&
         strcmp(a->account, b->account) == 0 && strcmp(a->name, b->name) == 0;
}

static gboolean is_good_field(const char *text, gsize limit) {
  gsize length = strlen(text);
  if (length > limit || !g_utf8_validate(text, (gssize)length, NULL))
    return FALSE;
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    if (g_unichar_iscntrl(g_utf8_get_char(p)))
      return FALSE;
  return TRUE;
}

gboolean bk_item_has_good_fields(const BkItem *item) {
  return *item->kind && is_good_field(item->kind, BK_STORE_MAX_KIND) &&
         is_good_field(item->server, BK_STORE_MAX_FIELD) &&
         is_good_field(item->account, BK_STORE_MAX_FIELD) && is_good_field(item->name, BK_STORE_MAX_FIELD);
}

gboolean bk_item_data_is_good(const BkSecret *data) {
  return data && bk_secret_length(data) <= BK_STORE_MAX_SECRET &&
         g_utf8_validate_len(bk_secret_peek(data), bk_secret_length(data), NULL);
}

BkStoreCall *bk_store_call_new(BkStoreOperation operation) {
  BkStoreCall *call = g_new0(BkStoreCall, 1);
  call->operation = operation;
  return call;
}

void bk_store_call_free(BkStoreCall *call) {
  if (!call)
    return;
  g_free(call->kind);
  bk_item_free(call->item);
  g_free(call);
}

BkStoreAnswer *bk_store_answer_new(BkStoreResult result, const char *format, ...) {
  BkStoreAnswer *answer = g_new0(BkStoreAnswer, 1);
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  answer->result = result;
  answer->items = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
  answer->detail = bk_text_clean(text, -1, BK_TEXT_SERVER_CHARS, 1);
  return answer;
}

void bk_store_answer_free(BkStoreAnswer *answer) {
  if (!answer)
    return;
  g_ptr_array_unref(answer->items);
  g_free(answer->detail);
  g_free(answer);
}

static int by_age(gconstpointer left, gconstpointer right) {
  const BkItem *a = *(BkItem *const *)left, *b = *(BkItem *const *)right;
  return a->changed == b->changed ? 0 : a->changed > b->changed ? -1 : 1;
}

void bk_store_answer_settle(BkStoreAnswer *answer, guint left_out) {
  GPtrArray *items = answer->items;
  gsize bytes = 0;
  guint kept = 0;
  g_ptr_array_sort(items, by_age); /* a merge sort: equals stay in order */
  while (kept < items->len && kept < BK_STORE_MAX_ITEMS) {
    const BkItem *item = g_ptr_array_index(items, kept);
    bytes += bk_secret_length(item->data);
    if (bytes > BK_STORE_MAX_LIST)
      break;
    kept++;
  }
  left_out += items->len - kept;
  g_ptr_array_set_size(items, (int)kept);
  if (left_out == 0)
    return;
  char *detail = g_strdup_printf("%s%s%u left out", answer->detail, *answer->detail ? "; " : "", left_out);
  g_free(answer->detail);
  answer->detail = detail;
}
