#include "app/state.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEEP_EXPIRED (24 * 60 * 60)     /* seconds a reset stays in the file after its code has run out */
#define LOCK_WITHIN 2                   /* seconds, for twenty writers and a slow disk */
#define LOCK_EVERY 5                    /* milliseconds between two tries */
#define FORGET_AFTER (7 * KEEP_EXPIRED) /* and one whose end was not told, after it was asked for */

BkStateChange *bk_state_change_new(BkStateChangeKind kind) {
  BkStateChange *change = g_new0(BkStateChange, 1);
  change->kind = kind;
  return change;
}

void bk_state_change_free(BkStateChange *change) {
  if (change == NULL)
    return;
  bk_account_free(change->account);
  bk_reset_free(change->reset);
  g_free(change->id);
  g_free(change);
}

static BkState *state_new(void) {
  BkState *state = g_new0(BkState, 1);
  state->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)bk_account_free);
  state->resets = g_ptr_array_new_with_free_func((GDestroyNotify)bk_reset_free);
  state->defaults = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  state->store = -1;
  return state;
}

void bk_state_free(BkState *state) {
  if (state == NULL)
    return;
  g_clear_pointer(&state->accounts, g_ptr_array_unref);
  g_clear_pointer(&state->resets, g_ptr_array_unref);
  g_clear_pointer(&state->defaults, g_hash_table_unref);
  g_free(state);
}

/* ---- JSON <-> state. The file may have been written by anyone with the user's rights: it is read like
 * any outside input. ---- */

static char *clean_member(const cJSON *object, const char *name) {
  const cJSON *member = bk_json_member(object, name);
  return cJSON_IsString(member) ? bk_text_clean(member->valuestring, -1, 300, 1) : NULL;
}

static gint64 time_member(const cJSON *object, const char *name) {
  const cJSON *member = bk_json_member(object, name);
  return cJSON_IsString(member) ? MAX(bk_clock_parse(member->valuestring), 0) : 0;
}

static void add_time(cJSON *object, const char *name, gint64 wall) {
  g_autofree char *text = bk_clock_format(wall);
  if (wall > 0)
    cJSON_AddStringToObject(object, name, text);
}

static void read_account(BkState *state, const cJSON *object) {
  g_autofree char *email = clean_member(object, "email"), *server = clean_member(object, "server");
  if (email != NULL && server != NULL && state->accounts->len < BK_STATE_MAX_ACCOUNTS)
    g_ptr_array_add(state->accounts, bk_account_new(email, server, time_member(object, "used_at")));
}

static void read_reset(BkState *state, const cJSON *object) {
  g_autofree char *id = clean_member(object, "id"), *email = clean_member(object, "email"),
                  *server = clean_member(object, "server"), *way = clean_member(object, "way");
  BkWay parsed = BK_WAY_ONLY;
  if (id == NULL || email == NULL || server == NULL || (way != NULL && !bk_way_from_word(way, &parsed)) ||
      state->resets->len >= BK_STATE_MAX_RESETS)
    return;
  BkReset *reset = bk_reset_new(id, server, email, parsed);
  reset->asked_at = time_member(object, "asked_at");
  reset->good_until = time_member(object, "good_until");
  reset->resend_at = time_member(object, "resend_at");
  reset->origin = clean_member(object, "origin");
  reset->sentence = clean_member(object, "sentence");
  const cJSON *sent = bk_json_member(object, "sent"), *value;
  reset->sent = cJSON_IsNumber(sent) ? (guint)CLAMP(sent->valuedouble, 0, 1000) : 1;
  cJSON_ArrayForEach (value, bk_json_member(object, "kept")) {
    if (cJSON_IsString(value))
      g_hash_table_insert(reset->kept, g_strdup(value->string), g_strdup(value->valuestring));
  }
  gint64 end = reset->good_until > 0 ? reset->good_until + KEEP_EXPIRED : reset->asked_at + FORGET_AFTER;
  if (end < bk_clock_wall())
    bk_reset_free(reset);
  else
    g_ptr_array_add(state->resets, reset);
}

static cJSON *write_reset(const BkReset *reset) {
  cJSON *object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "id", reset->id);
  cJSON_AddStringToObject(object, "server", reset->server);
  if (reset->origin != NULL)
    cJSON_AddStringToObject(object, "origin", reset->origin);
  cJSON_AddStringToObject(object, "email", reset->email);
  cJSON_AddStringToObject(object, "way", bk_way_word(reset->way));
  add_time(object, "asked_at", reset->asked_at);
  add_time(object, "good_until", reset->good_until);
  add_time(object, "resend_at", reset->resend_at);
  cJSON_AddNumberToObject(object, "sent", reset->sent);
  if (reset->sentence != NULL)
    cJSON_AddStringToObject(object, "sentence", reset->sentence);
  cJSON *kept = cJSON_AddObjectToObject(object, "kept");
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, reset->kept);
  while (g_hash_table_iter_next(&iter, &name, &value))
    cJSON_AddStringToObject(kept, name, value);
  return object;
}

static char *state_to_json(const BkState *state) {
  g_autoptr(cJSON) root = cJSON_CreateObject();
  cJSON_AddNumberToObject(root, "version", BK_STATE_VERSION);
  if (state->store >= 0)
    cJSON_AddStringToObject(root, "store", bk_store_word((BkStoreKind)state->store));
  cJSON *places = cJSON_AddArrayToObject(root, "places");
  for (guint store = 0; store <= BK_STORE_NONE; store++) {
    if (state->places & (1u << store))
      cJSON_AddItemToArray(places, cJSON_CreateString(bk_store_word((BkStoreKind)store)));
  }
  cJSON *defaults = cJSON_AddObjectToObject(root, "defaults");
  GHashTableIter iter;
  gpointer server, email;
  g_hash_table_iter_init(&iter, state->defaults);
  while (g_hash_table_iter_next(&iter, &server, &email))
    cJSON_AddStringToObject(defaults, server, email);
  cJSON *accounts = cJSON_AddArrayToObject(root, "accounts");
  for (guint i = 0; i < state->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(state->accounts, i);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "email", account->email);
    cJSON_AddStringToObject(object, "server", account->server);
    add_time(object, "used_at", account->used_at);
    cJSON_AddItemToArray(accounts, object);
  }
  cJSON *resets = cJSON_AddArrayToObject(root, "resets");
  for (guint i = 0; i < state->resets->len; i++)
    cJSON_AddItemToArray(resets, write_reset(g_ptr_array_index(state->resets, i)));
  char *printed = cJSON_Print(root);
  char *text = g_strconcat(printed, "\n", NULL);
  cJSON_free(printed);
  return text;
}

static gboolean state_from_json(BkState *state, const char *text, gsize length) {
  g_autoptr(cJSON) root = bk_json_parse(text, length, NULL, NULL);
  const cJSON *version = bk_json_member(root, "version"), *entry;
  if (!cJSON_IsNumber(version) || version->valuedouble != BK_STATE_VERSION)
    return FALSE;
  BkStoreKind store;
  const cJSON *word = bk_json_member(root, "store");
  if (cJSON_IsString(word) && bk_store_from_word(word->valuestring, &store))
    state->store = (int)store;
  cJSON_ArrayForEach (entry, bk_json_member(root, "defaults")) {
    if (cJSON_IsString(entry) && g_hash_table_size(state->defaults) < BK_STATE_MAX_ACCOUNTS)
      g_hash_table_replace(state->defaults, bk_text_clean_line(entry->string),
                           bk_text_clean(entry->valuestring, -1, 300, 1));
  }
  cJSON_ArrayForEach (entry, bk_json_member(root, "places")) {
    if (cJSON_IsString(entry) && bk_store_from_word(entry->valuestring, &store))
      state->places |= 1u << store;
  }
  cJSON_ArrayForEach (entry, bk_json_member(root, "accounts")) {
    read_account(state, entry);
  }
  cJSON_ArrayForEach (entry, bk_json_member(root, "resets")) {
    read_reset(state, entry);
  }
  return TRUE;
}

/* ---- the file ---- */

static char *state_path(const char *name) {
  return g_build_filename(g_get_user_state_dir(), "backin", name, NULL);
}

/* NULL: it is no file of a size that was written here. What stands under its name may be a FIFO, which would
 * be waited for, or without end. */
static char *read_all(int fd, gsize *ret_length) {
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > (off_t)BK_JSON_MAX_BYTES)
    return NULL;
  char *text = g_malloc((gsize)info.st_size + 1);
  ssize_t got;
  gsize length = 0;
  while (length < (gsize)info.st_size &&
         ((got = read(fd, text + length, (gsize)info.st_size - length)) > 0 || (got < 0 && errno == EINTR)))
    length += got > 0 ? (gsize)got : 0;
  text[length] = '\0';
  *ret_length = length;
  return text;
}

BkState *bk_state_read(void) {
  BkState *state = state_new();
  g_autofree char *path = state_path("state.json");
  gsize length = 0;
  int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0)
    return state;
  g_autofree char *text = read_all(fd, &length);
  close(fd);
  if (text != NULL && state_from_json(state, text, length))
    return state;
  /* Never overwrite what we could not read: somebody may still want it. */
  g_autofree char *aside = g_strconcat(path, ".broken", NULL);
  (void)g_rename(path, aside);
  bk_state_free(state);
  return state_new();
}

static void touch_account(BkState *state, const BkAccount *account) {
  for (guint i = 0; i < state->accounts->len; i++) {
    const BkAccount *old = g_ptr_array_index(state->accounts, i);
    if (g_str_equal(old->server, account->server) && g_ascii_strcasecmp(old->email, account->email) == 0) {
      g_ptr_array_remove_index(state->accounts, i);
      break;
    }
  }
  g_ptr_array_insert(state->accounts, 0, bk_account_new(account->email, account->server, account->used_at));
  if (state->accounts->len > BK_STATE_MAX_ACCOUNTS)
    g_ptr_array_set_size(state->accounts, BK_STATE_MAX_ACCOUNTS);
}

static void drop_reset(BkState *state, const char *id) {
  for (guint i = 0; i < state->resets->len; i++) {
    if (g_str_equal(((BkReset *)g_ptr_array_index(state->resets, i))->id, id)) {
      g_ptr_array_remove_index(state->resets, i);
      return;
    }
  }
}

void bk_state_apply(BkState *state, const BkStateChange *change) {
  switch (change->kind) {
  case BK_STATE_TOUCH_ACCOUNT:
    touch_account(state, change->account);
    break;
  case BK_STATE_PUT_RESET:
    drop_reset(state, change->reset->id);
    g_ptr_array_insert(state->resets, 0, bk_reset_copy(change->reset));
    if (state->resets->len > BK_STATE_MAX_RESETS)
      g_ptr_array_set_size(state->resets, BK_STATE_MAX_RESETS);
    break;
  case BK_STATE_DROP_RESET:
    drop_reset(state, change->id);
    break;
  case BK_STATE_SET_DEFAULT:
    g_hash_table_replace(state->defaults, g_strdup(change->account->server),
                         g_strdup(change->account->email));
    break;
  case BK_STATE_USE_PLACE:
    state->places |= 1u << change->store;
    break;
  case BK_STATE_SET_STORE:
    state->store = change->store;
    break;
  }
}

/* A change takes milliseconds: who holds the lock for longer has been stopped, and may be for ever. */
static gboolean lock_soon(int fd) {
  gint64 until = g_get_monotonic_time() + LOCK_WITHIN * G_USEC_PER_SEC;
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || g_get_monotonic_time() > until)
      return FALSE;
    poll(NULL, 0, LOCK_EVERY);
  }
  return TRUE;
}

static int lock_state(GError **error) {
  g_autofree char *folder = state_path(NULL), *path = state_path("lock");
  int fd = g_mkdir_with_parents(folder, 0700) == 0
               ? g_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)
               : -1;
  if (fd >= 0 && lock_soon(fd))
    return fd;
  int cause = errno;
  if (fd >= 0)
    close(fd);
  g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s: %s", folder, g_strerror(cause));
  return -1;
}

gboolean bk_state_write(const BkStateChange *change, GError **error) {
  int lock = lock_state(error);
  if (lock < 0)
    return FALSE;
  g_autoptr(BkState) state = bk_state_read();
  bk_state_apply(state, change);
  g_autofree char *path = state_path("state.json"), *text = state_to_json(state);
  /* CONSISTENT: temporary file, fsync, rename. */
  gboolean written = g_file_set_contents_full(
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  close(lock);
  return written;
}
