/* What a person pastes from a mail, or was made to paste. */
#include "base/exchange.h"
#include "base/json.h"
#include "flow/link.h"
#include "fuzz/fuzz.h"
#include "servers/servers.h"

#include <string.h>

#define SERVER(mail, completes, value)                                                                       \
  "{\"name\":\"Test\",\"url\":\"https://api.example.com\",\"link_hosts\":[\"app.example.com\"],"             \
  "\"actions\":{\"forgot\":{\"completes\":\"" completes "\",\"mail\":" mail ","                              \
  "\"request\":{\"method\":\"POST\",\"path\":\"/forgot\",\"json\":{\"email\":\"{{email}}\"}}},"              \
  "\"reset\":{\"request\":{\"method\":\"POST\",\"path\":\"/reset\","                                         \
  "\"json\":{\"value\":\"" value "\",\"password\":\"{{new_password}}\"}}}}}"

static const char *const files[] = {
    SERVER("{\"link\":{\"token\":{\"query\":\"token\"}}}", "link", "{{token}}"),
    SERVER("{\"link\":{\"uid\":{\"path\":-1},\"token\":{\"fragment\":\"t\"}}}", "link", "{{uid}}{{token}}"),
    SERVER("{\"code\":{\"length\":6,\"digits\":true}}", "code", "{{code}}"),
    SERVER("{\"code\":{\"length\":8,\"digits\":false}}", "code", "{{code}}"),
};
static BkServer *servers[G_N_ELEMENTS(files)];

void fuzz_start(void) {
  g_autoptr(GPtrArray) path = bk_servers_path(fuzz_folder());
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  bk_json_init();
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *file = fuzz_write("10-test.json", files[i], strlen(files[i]));
    servers[i] = bk_server_read(file, path, problems);
    HOLDS(servers[i] != NULL);
  }
}

static void check_link(const BkServer *server, const BkSecret *link) {
  if (link == NULL)
    return;
  g_autofree char *host = bk_host_of(bk_secret_peek(link));
  HOLDS(host == NULL || bk_server_trusts_link_host(server, host));
}

static void check_values(const BkServer *server, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    const char *text = bk_secret_peek(value);
    HOLDS(*text != '\0' && strlen(text) == bk_secret_length(value));
    HOLDS(g_utf8_validate(text, -1, NULL));
    for (; *text != '\0'; text++)
      HOLDS(!g_ascii_iscntrl(*text));
  }
  check_link(server, g_hash_table_lookup(values, "link"));
}

static void check_code(const BkSecret *text) {
  g_autoptr(BkSecret) code = bk_code_normalise(text);
  if (code == NULL)
    return;
  g_autoptr(BkSecret) again = bk_code_normalise(code);
  HOLDS(bk_secret_equal(code, again));
  HOLDS(bk_secret_length(code) > 0 && strpbrk(bk_secret_peek(code), " \r\n\t") == NULL);
}

void fuzz_one(const char *bytes, gsize length) {
  g_autoptr(BkSecret) text = bk_secret_new(bytes, (gssize)length);
  if (text == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(servers); i++) {
    const BkAction *forgot = bk_server_action(servers[i], BK_ACTION_FORGOT, BK_WAY_ONLY);
    g_autoptr(GHashTable) values = NULL;
    g_autofree char *host = NULL;
    BkPasteResult result = bk_paste_parse(servers[i], forgot, text, &values, &host);
    HOLDS((result == BK_PASTE_VALUES) == (values != NULL));
    HOLDS((result == BK_PASTE_FOREIGN_HOST) == (host != NULL));
    HOLDS(fuzz_is_printable(host) && (host == NULL || *host != '\0'));
    HOLDS(host == NULL || !bk_server_trusts_link_host(servers[i], host));
    if (values != NULL)
      check_values(servers[i], values);
  }
  check_code(text);
}
