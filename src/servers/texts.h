/* texts.h: what single texts of a server file must look like. Each function gives NULL when the text
 * is good, else what is wrong and what is allowed, for the author; free with g_free(). */
#ifndef BK_SERVERS_TEXTS_H
#define BK_SERVERS_TEXTS_H

#include <glib.h>

G_BEGIN_DECLS

char *bk_check_sentence(const char *text); /* shown to people: nothing that cannot be shown */
char *bk_check_name(const char *text);     /* of an input, variable, capture or value */
char *bk_check_step_name(const char *text);
char *bk_check_provider_name(const char *text);
char *bk_check_template(const char *text); /* well-formed braces */
char *bk_check_line(const char *text);     /* a template that must stay on one line: path parts, headers */
char *bk_check_path(const char *text);     /* a template for the path of a request */
char *bk_check_url_name(const char *text); /* "{{name}}" and nothing else */
char *bk_check_pointer(const char *text);  /* RFC 6901 */
char *bk_check_url(const char *text);      /* a base: https, or http on loopback; origin and path only */
char *bk_check_page(const char *text);     /* a page for a browser: the same, query and fragment allowed */
char *bk_check_date(const char *text);     /* YYYY-MM-DD */
char *bk_check_domain(const char *text);   /* what follows the "@" of an address */
char *bk_check_host(const char *text);     /* a host name, perhaps with ":port" */
char *bk_check_header(const char *text);   /* the name of a header that a request may set */
char *bk_check_answer_header(const char *text);
char *bk_check_status_class(const char *text); /* "2xx" */

G_END_DECLS

#endif
