/* keyring_protocol.h: what backin and backin-keyring say to each other over a socket pair.
 *
 * Frames: four bytes of length, big-endian, then that many bytes of JSON (at most BK_JSON_MAX_BYTES).
 * backin sends one frame, the call:
 *   {"protocol": 1, "operation": "save", "collection": "default", "item": {ITEM}}
 *   "item" only for save and remove; "kind" only for a list of one kind.
 * The helper sends one frame, the answer, and then one frame for each item:
 *   {"protocol": 1, "result": "ok", "detail": "a technical line", "items": 2}
 *   {"kind": "session", "server": "acme", "account": "ann@example.org", "name": "", "changed": 1763000000,
 *    "data": "{…}"}            "data" is null where it cannot be read
 * and closes. Both sides check what they read like a server's answer. One operation, then both forget
 * each other. Frames hold secrets: they live in BkSecrets only. */
#ifndef BK_STORE_KEYRING_PROTOCOL_H
#define BK_STORE_KEYRING_PROTOCOL_H

#include "base/json.h"
#include "store/call.h"

G_BEGIN_DECLS

#define BK_KEYRING_PROTOCOL 1
#define BK_KEYRING_MAX_FRAME BK_JSON_MAX_BYTES
#define BK_KEYRING_FD 0 /* of the helper: the socket, for both ways */

/* Gathers one frame out of bytes as they come. */
typedef struct BkFrame BkFrame;
typedef enum { BK_FRAME_MORE, BK_FRAME_DONE, BK_FRAME_BAD } BkFrameState;

BkFrame *bk_frame_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_frame_free(BkFrame *frame); /* accepts NULL */
/* Takes bytes up to the end of the frame; *ret_used says how many. BAD: empty or over the limit. */
BkFrameState bk_frame_feed(BkFrame *frame, const char *bytes, gsize length, gsize *ret_used);
/* The JSON of a frame that is DONE; the frame is empty again. */
BkSecret *bk_frame_take(BkFrame *frame) G_GNUC_WARN_UNUSED_RESULT;

/* Whole frames, with their length in front. An answer's says how many item frames follow it. NULL if it
 * would be over the limit (an item whose data is within bounds never is). */
BkSecret *bk_keyring_write_call(const BkStoreCall *call, const char *collection) G_GNUC_WARN_UNUSED_RESULT;
BkSecret *bk_keyring_write_answer(const BkStoreAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
BkSecret *bk_keyring_write_item(const BkItem *item) G_GNUC_WARN_UNUSED_RESULT;

/* The inverse, of a frame's JSON; NULL for anything that is not exactly that. */
BkStoreCall *bk_keyring_read_call(const BkSecret *json, char **ret_collection) G_GNUC_WARN_UNUSED_RESULT;
BkStoreAnswer *bk_keyring_read_answer(const BkSecret *json, guint *ret_items) G_GNUC_WARN_UNUSED_RESULT;
BkItem *bk_keyring_read_item(const BkSecret *json) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkFrame, bk_frame_free)

G_END_DECLS

#endif
