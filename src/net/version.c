#include "net/http.h"

#include "base/text.h"
#include "net/libcurl.h"

#include <curl/curl.h>

/* libcurl names itself, its TLS library, then two dozen more that matter to nobody. */
char *bk_http_version(void) {
  if (!bk_libcurl_start())
    return g_strdup("libcurl: cannot be loaded");
  g_auto(GStrv) parts = g_strsplit(curl_version(), " ", 3);
  g_autofree char *two = g_strjoin(" ", parts[0], parts[1], NULL);
  return bk_text_clean_line(two);
}
