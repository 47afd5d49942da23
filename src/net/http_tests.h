/* http_tests.h: what the tests of this room may reach behind http.h. For tests alone. */
#ifndef BK_NET_HTTP_TESTS_H
#define BK_NET_HTTP_TESTS_H

#include "net/http.h"

G_BEGIN_DECLS

/* Shorter deadlines for what is sent from now on. 0 keeps one as it is. libcurl looks at the low speed
 * once a second, so low_speed_seconds of 1 takes up to two. */
void bk_http_set_deadlines_for_tests(BkHttp *http, gint64 total_ms, gint64 connect_ms,
                                     long low_speed_seconds);

/* How many requests and connections are under way. */
guint bk_http_under_way_for_tests(const BkHttp *http);

G_END_DECLS

#endif
