/* The kernel keyring: keys of type "user" in the user keyring (user-keyring(7)), in memory only.
 *
 * A key's description is seen by every process of the user, so it is a hash; fields and data are in the
 * payload, which only a possessor reads. Possession goes through the process, thread and session keyrings,
 * and not every login (no pam_keyinit, a systemd service) has the user keyring in its session: so we link
 * it into our process keyring, which works everywhere and ends with us. The system calls do not block. */
#include "base/clock.h"
#include "store/place.h"

#include <errno.h>
#include <keyutils.h>
#include <string.h>

#define PREFIX "backin:"
#define DEFAULT_SECONDS                                                                                      \
  (30 * 24 * 60 * 60) /* of an item without an end: recent kernels keep a user                               \
                         keyring until the machine stops, not until the log-out */
#define MAGIC "backin/1"
#define FIELDS 6 /* MAGIC, kind, server, account, name, changed; each ends with a NUL; the data follows */
#define MAX_PAYLOAD 32767u /* of the kernel's type "user" */

static BkStoreAnswer *answer_of_errno(int error, const char *what) {
  BkStoreResult result = BK_STORE_RESULT_FAILED;
  switch (error) {
  case ENOSYS: /* not built in */
  case EPERM:  /* kept away from it, as in most containers */
  case EOPNOTSUPP:
    result = BK_STORE_RESULT_UNAVAILABLE;
    break;
  case EACCES:
    result = BK_STORE_RESULT_DENIED;
    break;
  case EDQUOT: /* /proc/sys/kernel/keys: 20,000 bytes a user unless set otherwise */
    result = BK_STORE_RESULT_FULL;
    break;
  default:
    break;
  }
  return bk_store_answer_new(result, "%s: %s", what, g_strerror(error));
}

static BkStoreAnswer *ok(void) {
  return bk_store_answer_new(BK_STORE_RESULT_OK, "kernel user keyring");
}

/* NULL if the user keyring can be used, else what to answer. */
static BkStoreAnswer *reach(void) {
  if (keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING) < 0)
    return answer_of_errno(errno, "kernel user keyring");
  if (keyctl_read(KEY_SPEC_USER_KEYRING, NULL, 0) < 0)
    return answer_of_errno(errno, "kernel user keyring");
  return NULL;
}

/* The description of an item's key. */
static char *describe(const BkItem *item) {
  const char *const fields[] = {item->kind, item->server, item->account, item->name};
  g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
    g_checksum_update(hash, (const guchar *)fields[i], (gssize)strlen(fields[i]) + 1);
  return g_strconcat(PREFIX, g_checksum_get_string(hash), NULL);
}

static BkSecret *payload_of(const BkItem *item, gint64 changed) {
  g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, changed);
  const char *const fields[FIELDS] = {MAGIC, item->kind, item->server, item->account, item->name, when};
  BkSecretBuilder *builder = bk_secret_builder_new(MAX_PAYLOAD);
  for (guint i = 0; i < FIELDS; i++)
    bk_secret_builder_append(builder, fields[i], (gssize)strlen(fields[i]) + 1);
  bk_secret_builder_append(builder, bk_secret_peek(item->data), (gssize)bk_secret_length(item->data));
  return bk_secret_builder_finish(builder);
}

/* NULL for a payload that is not one of ours, whoever wrote it. */
static BkItem *item_of(const BkSecret *payload) {
  const char *at = bk_secret_peek(payload), *end = at + bk_secret_length(payload);
  const char *fields[FIELDS];
  guint64 changed;
  for (guint i = 0; i < FIELDS; i++) {
    const char *nul = memchr(at, '\0', (gsize)(end - at));
    if (!nul)
      return NULL;
    fields[i] = at;
    at = nul + 1;
  }
  if (strcmp(fields[0], MAGIC) != 0 ||
      !g_ascii_string_to_unsigned(fields[5], 10, 0, G_GUINT64_CONSTANT(1) << 52, &changed, NULL))
    return NULL;
  g_autoptr(BkSecret) data = bk_secret_new(at, end - at);
  g_autoptr(BkItem) item = bk_item_new(fields[1], fields[2], fields[3], fields[4], data);
  item->changed = (gint64)changed;
  if (!bk_item_has_good_fields(item) || !bk_item_data_is_good(data))
    return NULL;
  return g_steal_pointer(&item);
}

/* The payload of a key; NULL and errno when there is none to be had. */
static BkSecret *read_key(key_serial_t key) {
  char payload[MAX_PAYLOAD];
  long length = keyctl_read(key, payload, sizeof payload);
  if (length < 0)
    return NULL;
  BkSecret *secret = bk_secret_new(payload, MIN(length, (long)sizeof payload));
  explicit_bzero(payload, sizeof payload);
  return secret;
}

static gboolean is_gone(int error) {
  return error == ENOKEY || error == EKEYEXPIRED || error == EKEYREVOKED;
}

/* The description of a key ("user;UID;GID;RIGHTS;backin:…") that may be ours, else NULL. */
static char *describe_key(key_serial_t key) {
  char text[256];
  long length = keyctl_describe(key, text, sizeof text);
  if (length < 0 || (gsize)length > sizeof text || !g_str_has_prefix(text, "user;"))
    return NULL;
  const char *description = strrchr(text, ';') + 1;
  return g_str_has_prefix(description, PREFIX) ? g_strdup(description) : NULL;
}

/* Adds the item of a key to a list, if it is one and of that kind. FALSE: it looks like ours, but is not. */
static gboolean add_key_to(GPtrArray *items, key_serial_t key, const char *kind) {
  g_autofree char *description = describe_key(key);
  if (!description)
    return TRUE;
  g_autoptr(BkSecret) payload = read_key(key);
  if (!payload)
    return is_gone(errno);
  g_autoptr(BkItem) item = item_of(payload);
  g_autofree char *should_be = item ? describe(item) : NULL;
  if (g_strcmp0(description, should_be) != 0)
    return FALSE;
  if (!kind || g_str_equal(item->kind, kind))
    g_ptr_array_add(items, g_steal_pointer(&item));
  return TRUE;
}

static BkStoreAnswer *list(const char *kind) {
  g_autofree void *keys = NULL;
  int length = keyctl_read_alloc(KEY_SPEC_USER_KEYRING, &keys);
  if (length < 0)
    return answer_of_errno(errno, "kernel user keyring");
  BkStoreAnswer *answer = ok();
  guint left_out = 0;
  for (gsize i = 0; i < (gsize)length / sizeof(key_serial_t); i++)
    left_out += !add_key_to(answer->items, ((const key_serial_t *)keys)[i], kind);
  bk_store_answer_settle(answer, left_out);
  return answer;
}

static BkStoreAnswer *save(const BkStoreCall *call) {
  g_autofree char *description = describe(call->item);
  g_autoptr(BkSecret) payload = payload_of(call->item, bk_clock_wall());
  key_serial_t key =
      add_key("user", description, bk_secret_peek(payload), bk_secret_length(payload), KEY_SPEC_USER_KEYRING);
  if (key < 0)
    return answer_of_errno(errno, "add_key");
  gint64 seconds = call->seconds > 0 ? MIN(call->seconds, DEFAULT_SECONDS) : DEFAULT_SECONDS;
  if (keyctl_set_timeout(key, (unsigned)seconds) < 0) {
    BkStoreAnswer *answer = answer_of_errno(errno, "keyctl_set_timeout");
    keyctl_unlink(key, KEY_SPEC_USER_KEYRING); /* rather not kept than kept for ever */
    return answer;
  }
  g_autoptr(BkSecret) kept = read_key(key);
  if (!bk_secret_equal(kept, payload))
    return bk_store_answer_new(BK_STORE_RESULT_NOT_KEPT, "the kernel gave something else back");
  return ok();
}

static BkStoreAnswer *remove_item(const BkItem *item) {
  g_autofree char *description = describe(item);
  long key = keyctl_search(KEY_SPEC_USER_KEYRING, "user", description, 0);
  if (key < 0 && is_gone(errno))
    return bk_store_answer_new(BK_STORE_RESULT_ABSENT, "kernel user keyring");
  if (key < 0)
    return answer_of_errno(errno, "keyctl_search");
  if (keyctl_unlink((key_serial_t)key, KEY_SPEC_USER_KEYRING) < 0)
    return answer_of_errno(errno, "keyctl_unlink");
  if (keyctl_search(KEY_SPEC_USER_KEYRING, "user", description, 0) >= 0)
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "still there after keyctl_unlink");
  return ok();
}

static BkStoreAnswer *perform(const BkStoreCall *call) {
  BkStoreAnswer *trouble = reach();
  if (trouble)
    return trouble;
  switch (call->operation) {
  case BK_STORE_OP_LIST:
    return list(call->kind);
  case BK_STORE_OP_SAVE:
    return save(call);
  case BK_STORE_OP_REMOVE:
    return remove_item(call->item);
  case BK_STORE_OP_PROBE:
  case BK_STORE_OP_UNLOCK:
    break;
  }
  return ok();
}

static void start(gpointer place, const BkStoreCall *call, BkPlaceAnswer answer, gpointer data) {
  (void)place;
  answer(perform(call), data);
}

static void free_nothing(gpointer place) {
  (void)place;
}

BkPlace bk_place_kernel(void) {
  static const BkPlaceClass class = {start, NULL, free_nothing};
  return (BkPlace){&class, NULL};
}
