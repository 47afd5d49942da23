#include "app/about.h"

#include "net/http.h"

char *bk_about_http(void) {
  return bk_http_version();
}

char *bk_about_proxy(const char *origin) {
  return bk_http_proxy(origin);
}
