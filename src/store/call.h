/* call.h: what a store is asked and what it answers, as plain data, inside this room and for
 * backin-keyring. store.c checks both ends: a call before it leaves, an answer before it is believed. */
#ifndef BK_STORE_CALL_H
#define BK_STORE_CALL_H

#include "store/store.h"

G_BEGIN_DECLS

#define BK_STORE_MAX_ITEMS 512u                /* of a list; the oldest are left out */
#define BK_STORE_MAX_LIST (4u * 1024u * 1024u) /* bytes of data of a list, together */
#define BK_STORE_MAX_KIND 32u                  /* bytes of the fields of an item */
#define BK_STORE_MAX_FIELD 320u /* the longest e-mail address (RFC 5321 4.5.3.1: 64 + 1 + 255) */

/* X(NAME, word) */
#define BK_STORE_OPERATIONS(X)                                                                               \
  X(PROBE, "probe")                                                                                          \
  X(LIST, "list")                                                                                            \
  X(SAVE, "save")                                                                                            \
  X(REMOVE, "remove")                                                                                        \
  X(UNLOCK, "unlock")

typedef enum {
#define X(name, word) BK_STORE_OP_##name,
  BK_STORE_OPERATIONS(X)
#undef X
} BkStoreOperation;

const char *bk_store_operation_word(BkStoreOperation operation);
gboolean bk_store_operation_from_word(const char *word, BkStoreOperation *ret_operation);
gboolean bk_store_result_from_word(const char *word, BkStoreResult *ret_result);

typedef struct {
  BkStoreOperation operation;
  char *kind;     /* LIST: only this kind, or NULL for all */
  BkItem *item;   /* SAVE: the whole; REMOVE: its name, without data; else NULL */
  gint64 seconds; /* SAVE: how long it need be kept; 0: no limit */
} BkStoreCall;

BkStoreCall *bk_store_call_new(BkStoreOperation operation) G_GNUC_WARN_UNUSED_RESULT;
void bk_store_call_free(BkStoreCall *call); /* accepts NULL */

typedef struct {
  BkStoreResult result;
  GPtrArray *items; /* BkItem*, owned, never NULL */
  char *detail;     /* a technical line, clean, never NULL */
} BkStoreAnswer;

/* The text is cleaned and cut to one line. */
BkStoreAnswer *bk_store_answer_new(BkStoreResult result, const char *format, ...)
    G_GNUC_PRINTF(2, 3) G_GNUC_WARN_UNUSED_RESULT;
void bk_store_answer_free(BkStoreAnswer *answer); /* accepts NULL */
/* Newest first, at most BK_STORE_MAX_ITEMS and BK_STORE_MAX_LIST; what was left out (besides `left_out`
 * that the place itself did not take) is told in the detail. */
void bk_store_answer_settle(BkStoreAnswer *answer, guint left_out);

/* Whether an item's fields are what every place can keep: kind not empty, UTF-8 without controls, within
 * the limits. Holds for items that are saved and for items that are found. */
gboolean bk_item_has_good_fields(const BkItem *item);
/* Whether data is UTF-8 text without NUL of at most BK_STORE_MAX_SECRET bytes. FALSE for NULL. */
gboolean bk_item_data_is_good(const BkSecret *data);
gboolean bk_item_same(const BkItem *a, const BkItem *b); /* kind, server, account and name */
BkItem *bk_item_copy(const BkItem *item) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkItem, bk_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkStoreCall, bk_store_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkStoreAnswer, bk_store_answer_free)

G_END_DECLS

#endif
