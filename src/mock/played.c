#include "mock/played.h"

#include <string.h>

/* Every name that some reply of the file can give out. */
static GHashTable *issued_names(const BkServer *file) {
  GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint a = 0; a < file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(file->actions, a);

    for (guint s = 0; s < action->steps->len; s++) {
      const BkStep *step = g_ptr_array_index(action->steps, s);

      for (guint r = 0; r < step->replies->len; r++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, r);

        for (guint c = 0; c < rule->captures->len; c++)
          g_hash_table_add(names, ((BkCapture *)g_ptr_array_index(rule->captures, c))->name);
        if (rule->choose)
          g_hash_table_add(names, rule->choose->as);
      }
    }
  }
  return names;
}

BkMockPlayed *bk_mock_played_new(BkServer *file) {
  BkMockPlayed *played = g_new0(BkMockPlayed, 1);

  played->file = file;
  played->world = bk_mock_world_new(file);
  played->issued_names = issued_names(file);
  return played;
}

void bk_mock_played_listen(BkMockPlayed *played, int port) {
  g_autofree char *prefix = bk_mock_prefix(played->file, NULL);

  g_free(played->base);
  g_free(played->url);
  played->base = g_strdup_printf("http://127.0.0.1:%d", port);
  played->url = g_strconcat(played->base, prefix, NULL);
}

void bk_mock_played_free(BkMockPlayed *played) {
  if (!played)
    return;
  bk_mock_world_free(played->world);
  g_hash_table_unref(played->issued_names);
  bk_server_free(played->file);
  g_free(played->base);
  g_free(played->url);
  g_free(played);
}

char *bk_mock_prefix_of(const char *name, const char *url) {
  const char *authority = strstr(url, "://");
  const char *slash = authority ? strchr(authority + 3, '/') : NULL;
  g_autofree char *path = g_strdup(slash ? slash : "");
  gsize length = strlen(path);

  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';
  return name ? g_strconcat("/at/", name, path, NULL) : g_strdup(path);
}

char *bk_mock_prefix(const BkServer *file, const char *at) {
  for (guint i = 0; at && i < file->urls->len; i++) {
    const BkPair *url = g_ptr_array_index(file->urls, i);

    if (g_str_equal(url->name, at))
      return bk_mock_prefix_of(at, url->value);
  }
  return bk_mock_prefix_of(NULL, file->url);
}
