#include "base/clock.h"
#include "base/text.h"
#include "flow/capture.h"
#include "flow/expiry.h"
#include "flow/machine.h"

/* The sessions of an account as its server lists them. All of it is the server's word. */

#define LISTED_MAX 200u   /* more sessions than one account has; the rest is left out */
#define KEY_CHARS 8       /* of the hash of an id: enough for the sessions of one account */
#define ADDRESS_CHARS 60u /* the longest IPv6 address with a zone */

static void listed_free(gpointer data) {
  BkListedSession *listed = data;
  bk_secret_unref(listed->id);
  g_free(listed->key);
  g_free(listed->name);
  g_free(listed->address);
  g_free(listed);
}

static char *key_of(const BkSecret *id) {
  g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bk_secret_peek(id),
                                                      bk_secret_length(id));
  return g_strndup(hash, KEY_CHARS);
}

/* Clean, never NULL. */
static char *text_at(const cJSON *member, const char *pointer, gsize chars) {
  g_autofree char *text = pointer != NULL ? bk_json_scalar(bk_json_at(member, pointer)) : NULL;
  return bk_text_clean(text != NULL ? text : "", -1, chars, 1);
}

static char *name_of(const BkSessionList *list, const cJSON *member) {
  for (guint i = 0; i < list->name->len; i++) {
    g_autofree char *name = text_at(member, g_ptr_array_index(list->name, i), BK_TEXT_SERVER_CHARS);
    if (*name != '\0')
      return g_steal_pointer(&name);
  }
  return g_strdup("");
}

static gint64 time_at(const cJSON *member, const char *pointer) {
  g_autofree char *text = pointer != NULL ? bk_json_scalar(bk_json_at(member, pointer)) : NULL;
  return text != NULL ? bk_expiry_moment(text) : 0;
}

static gboolean is_mine(BkFlow *flow, const GPtrArray *mine, const cJSON *member) {
  gboolean session_used = flow->session_used; /* of the request; what is looked up now does not count */
  gboolean all = mine->len > 0;
  for (guint i = 0; all && i < mine->len; i++) {
    const BkPair *pair = g_ptr_array_index(mine, i);
    g_autoptr(BkSecret) wanted = bk_template_expand(pair->value, BK_ENCODE_NONE, bk_flow_value, flow, NULL);
    g_autoptr(BkSecret) found = bk_capture_scalar(bk_json_at(member, pair->name));
    all = wanted != NULL && found != NULL && bk_secret_equal(wanted, found);
  }
  flow->session_used = session_used;
  return all;
}

gboolean bk_flow_list_sessions(BkFlow *flow, const BkSessionList *list, const BkAnswer *answer,
                               const char **ret_why) {
  const cJSON *array = bk_json_at(answer->document, list->from), *member;
  g_autoptr(GPtrArray) listed = g_ptr_array_new_with_free_func(listed_free);
  *ret_why = "the reply has no array of sessions";
  if (!cJSON_IsArray(array))
    return FALSE;
  *ret_why = "a session of the list has no id";
  cJSON_ArrayForEach (member, array) {
    g_autoptr(BkSecret) id = bk_capture_scalar(bk_json_at(member, list->id));
    if (id == NULL)
      return FALSE;
    if (listed->len >= LISTED_MAX)
      break;
    BkListedSession *one = g_new(BkListedSession, 1);
    *one = (BkListedSession){.id = bk_secret_ref(id),
                             .key = key_of(id),
                             .name = name_of(list, member),
                             .address = text_at(member, list->address, ADDRESS_CHARS),
                             .since = time_at(member, list->since),
                             .seen = time_at(member, list->seen),
                             .mine = is_mine(flow, list->mine, member)};
    g_ptr_array_add(listed, one);
  }
  g_clear_pointer(&flow->listed, g_ptr_array_unref);
  flow->listed = g_steal_pointer(&listed);
  return TRUE;
}
