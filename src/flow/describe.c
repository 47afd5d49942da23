#include "flow/machine.h"
#include "flow/template.h"

/* "word: a, b, c" for the names of what is sent; nothing where there is nothing. */
static void add_list(GString *text, const char *word, const GPtrArray *names) {
  if (names->len == 0)
    return;
  g_string_append_printf(text, "; %s", word);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf(text, "%s %s", i > 0 ? "," : "", (const char *)g_ptr_array_index(names, i));
}

static void add_pairs(GString *text, const char *word, const GPtrArray *pairs) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    g_ptr_array_add(names, ((const BkPair *)g_ptr_array_index(pairs, i))->name);
  add_list(text, word, names);
}

static void add_json(GString *text, const cJSON *json) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  const cJSON *member;
  cJSON_ArrayForEach (member, json) {
    g_ptr_array_add(names, member->string != NULL ? member->string : (char *)"…");
  }
  add_list(text, "json", names);
}

char *bk_flow_describe(const BkFlow *flow) {
  static const char *const auths[] = {"", "session", "bearer", "basic", "header", "cookie"};
  const BkRequestTemplate *request = flow->step->request;
  g_autoptr(GString) text = g_string_new(request->method);
  /* The path as the file writes it: its names stand where the values will. */
  g_string_append_printf(text, " %s%s", request->url != NULL ? request->url : "",
                         *request->path != '\0' || request->url != NULL ? request->path : "/");
  add_pairs(text, "query", request->query);
  add_pairs(text, "headers", request->headers);
  if (request->auth->kind != BK_AUTH_NONE)
    g_string_append_printf(text, "; auth %s", auths[request->auth->kind]);
  add_pairs(text, "form", request->form);
  if (request->json != NULL)
    add_json(text, request->json);
  return g_string_free(g_steal_pointer(&text), FALSE);
}
