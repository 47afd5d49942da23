#include "mock/played.h"

#include <string.h>

gboolean bk_mock_is_known_already(const GPtrArray *sources) {
  for (guint i = 0; i < sources->len; i++)
    if (((BkSource *)g_ptr_array_index(sources, i))->kind != BK_SOURCE_VALUE)
      return FALSE;
  return sources->len > 0;
}

/* Every name that some reply of the file can give out. */
static GHashTable *issued_names(const BkServer *file) {
  GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint a = 0; a < file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(file->actions, a);

    for (guint s = 0; s < action->steps->len; s++) {
      const BkStep *step = g_ptr_array_index(action->steps, s);

      for (guint r = 0; r < step->replies->len; r++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, r);

        for (guint c = 0; c < rule->captures->len; c++) {
          const BkCapture *capture = g_ptr_array_index(rule->captures, c);

          if (!bk_mock_is_known_already(capture->sources))
            g_hash_table_add(names, capture->name);
        }
        if (rule->choose && rule->choose->from)
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

/* ---- URLs that replies tell ---- */

char *bk_mock_origin_of_session_value(const BkServer *file, const char *value_name) {
  for (guint a = 0; a < file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(file->actions, a);

    for (guint s = 0; s < action->steps->len; s++) {
      const GPtrArray *rules = ((BkStep *)g_ptr_array_index(action->steps, s))->replies;

      for (guint r = 0; r < rules->len; r++) {
        const BkSessionRule *session = ((BkReplyRule *)g_ptr_array_index(rules, r))->session;

        for (guint v = 0; session && session->values && v < session->values->len; v++) {
          const BkPair *pair = g_ptr_array_index(session->values, v);
          gsize length = strlen(pair->value);

          if (g_str_equal(pair->name, value_name) && length > 4 && g_str_has_prefix(pair->value, "{{") &&
              strcspn(pair->value, "}") == length - 2)
            return g_strndup(pair->value + 2, length - 4);
        }
      }
    }
  }
  return NULL;
}

/* "{{name}}" -> name, "{{session.name}}" -> what a reply called it. */
static char *told_name(const BkServer *file, const char *url_template) {
  g_autofree char *name = g_strndup(url_template + 2, strlen(url_template) - 4);
  gboolean kept = g_str_has_prefix(name, "session.");
  char *origin = kept ? bk_mock_origin_of_session_value(file, name + strlen("session.")) : NULL;

  return origin ? origin : g_steal_pointer(&name);
}

char *bk_mock_told_path(const BkServer *file, const char *url_template) {
  if (g_str_equal(url_template, "{{server.origin}}"))
    return g_strdup("");
  g_autofree char *prefix = bk_mock_prefix(file, NULL);
  g_autofree char *name = told_name(file, url_template);

  return g_strconcat(prefix, "/told/", name, NULL);
}

gboolean bk_mock_is_told_url(const BkServer *file, const char *name) {
  for (guint a = 0; a < file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(file->actions, a);

    for (guint s = 0; s < action->steps->len; s++) {
      const BkRequestTemplate *request = ((BkStep *)g_ptr_array_index(action->steps, s))->request;
      g_autofree char *told = request->url ? told_name(file, request->url) : NULL;

      if (g_strcmp0(told, name) == 0)
        return TRUE;
    }
  }
  return FALSE;
}
