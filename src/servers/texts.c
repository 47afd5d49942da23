#include "servers/texts.h"

#include "base/exchange.h"
#include "base/json.h"
#include "base/text.h"
#include "servers/format.h"
#include "servers/names.h"

#include <string.h>

#define NAME_PATTERN "letters, digits and \"_\", not beginning with a digit"

char *bk_check_sentence(const char *text) {
  g_autofree char *clean = bk_text_clean(text, -1, BK_TEXT_MAX, 1);
  if (strcmp(clean, text) == 0)
    return NULL;
  return g_strdup("holds characters that cannot be shown on one line (control, bidi, zero-width)");
}

static gboolean consists_of(const char *text, const char *others) {
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum(*c) && strchr(others, *c) == NULL)
      return FALSE;
  return text[0] != '\0';
}

char *bk_check_name(const char *text) {
  if (!consists_of(text, "_") || g_ascii_isdigit(text[0]) || strlen(text) > BK_NAME_MAX)
    return g_strdup_printf("is not a name: %s, at most %u characters", NAME_PATTERN, BK_NAME_MAX);
  if (g_str_equal(text, "random") || g_str_equal(text, "uuid") || g_str_equal(text, "device"))
    return g_strdup("is a name that is always generated; choose another one");
  return NULL;
}

char *bk_check_step_name(const char *text) {
  if (consists_of(text, "_-") && strlen(text) <= BK_NAME_MAX)
    return NULL;
  return g_strdup_printf("is not a step name: letters, digits, \"_\" and \"-\", at most %u characters",
                         BK_NAME_MAX);
}

char *bk_check_provider_name(const char *text) {
  if (consists_of(text, "_-.") && text[0] != '.' && strlen(text) <= 64)
    return NULL;
  return g_strdup("is not a provider: the name of a file in \"providers\", without \".json\"");
}

char *bk_check_template(const char *text) {
  return bk_names_scan(text, NULL, NULL);
}

char *bk_check_line(const char *text) {
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl(*c))
      return g_strdup("holds a control character or a line break");
  return bk_check_template(text);
}

char *bk_check_path(const char *text) {
  if (text[0] != '\0' && text[0] != '/')
    return g_strdup_printf("\"%s\" must begin with \"/\" or be empty; it is appended to the URL", text);
  guint depth = 0;
  for (const char *c = text; *c != '\0'; c++) {
    if (g_str_has_prefix(c, "{{") || g_str_has_prefix(c, "}}")) {
      depth = *c == '{';
      c++;
    } else if (depth == 0 && *c == '?') {
      return g_strdup("holds a \"?\"; what follows it belongs in \"query\"");
    } else if (depth == 0 && (*c == '#' || *c == ' ' || *c == '\\')) {
      return g_strdup_printf("holds a \"%c\", which cannot stand in a path", *c);
    }
  }
  return bk_check_line(text);
}

char *bk_check_url_name(const char *text) {
  gsize length = strlen(text);
  if (length > 4 && g_str_has_prefix(text, "{{") && strcspn(text, "}?") == length - 2 &&
      strcspn(text + 2, "{") == length - 2)
    return bk_check_line(text);
  return g_strdup_printf(
      "\"%s\" must be one name, \"{{NAME}}\", whose value is a whole URL; what a file itself "
      "knows belongs in \"urls\"",
      text);
}

char *bk_check_pointer(const char *text) {
  if (bk_json_is_pointer(text))
    return NULL;
  return g_strdup_printf("\"%s\" is not a JSON Pointer: \"\" for the whole answer, else \"/member/0/…\" with "
                         "\"~1\" for \"/\" and \"~0\" for \"~\"",
                         text);
}

static char *check_origin(const char *text) {
  g_autofree char *origin = bk_origin_of(text);
  if (origin != NULL)
    return NULL;
  g_autofree char *lower = g_ascii_strdown(text, -1);
  const char *scheme_end = strstr(lower, "://");
  const char *authority = scheme_end != NULL ? scheme_end + 3 : "";
  gsize length = strcspn(authority, "/?#");
  if (g_str_has_prefix(lower, "http://") && memchr(authority, '@', length) == NULL)
    return g_strdup_printf("\"%s\" must start with https:// (http:// is for loopback only)", text);
  if (!g_str_has_prefix(lower, "https://") && !g_str_has_prefix(lower, "http://"))
    return g_strdup_printf("\"%s\" must start with https://", text);
  if (memchr(authority, '@', length) != NULL)
    return g_strdup("must not hold a user name or password");
  return g_strdup_printf("\"%s\" is not a URL: https://host, perhaps with :port and /path", text);
}

char *bk_check_url(const char *text) {
  char *wrong = check_origin(text);
  if (wrong == NULL && strpbrk(text, "?#{}") != NULL)
    wrong = g_strdup_printf(
        "\"%s\" must be a base without \"?\", \"#\" or a template; requests add their path", text);
  return wrong;
}

char *bk_check_page(const char *text) {
  return check_origin(text);
}

char *bk_check_date(const char *text) {
  static const char digits[] = "0000-00-00";
  gboolean shaped = strlen(text) == strlen(digits);
  for (guint i = 0; shaped && text[i] != '\0'; i++)
    shaped = digits[i] == '0' ? g_ascii_isdigit(text[i]) : text[i] == digits[i];
  GDate date;
  g_date_clear(&date, 1);
  if (shaped)
    g_date_set_parse(&date, text);
  if (g_date_valid(&date))
    return NULL;
  return g_strdup_printf("\"%s\" is not a date: YYYY-MM-DD", text);
}

/* A host name as people write it: labels of letters and digits in any script, dots between them. */
static gboolean is_host_name(const char *text) {
  if (text[0] == '\0' || text[0] == '.' || strstr(text, "..") != NULL ||
      strpbrk(text, " @/:?#\\*{}[]\"%") != NULL)
    return FALSE;
  g_autofree char *ascii = g_hostname_to_ascii(text);
  return ascii != NULL && strlen(ascii) <= 253;
}

char *bk_check_domain(const char *text) {
  if (is_host_name(text))
    return NULL;
  return g_strdup_printf(
      "\"%s\" is not a domain: what follows the \"@\" of an address, such as \"acme.example\"", text);
}

char *bk_check_host(const char *text) {
  const char *colon = strrchr(text, ':');
  guint64 port;
  g_autofree char *host = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);
  if (is_host_name(host) &&
      (colon == NULL || g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &port, NULL)))
    return NULL;
  return g_strdup_printf(
      "\"%s\" is not a host: a name, perhaps with \":port\", without \"https://\" and path", text);
}

char *bk_check_answer_header(const char *text) {
  if (consists_of(text, "!#$%&'*+-.^_`|~"))
    return NULL;
  return g_strdup_printf("\"%s\" is not the name of a header", text);
}

char *bk_check_header(const char *text) {
  /* These are the transport's business: a file that sets them could smuggle a second request. */
  static const char *const reserved[] = {"Host",       "Content-Length", "Transfer-Encoding",
                                         "Connection", "Expect",         "Upgrade",
                                         "TE",         "Trailer",        "Accept-Encoding"};
  for (guint i = 0; i < G_N_ELEMENTS(reserved); i++)
    if (g_ascii_strcasecmp(text, reserved[i]) == 0)
      return g_strdup("is a header that backin sets itself");
  return bk_check_answer_header(text);
}

char *bk_check_status_class(const char *text) {
  if (strlen(text) == 3 && text[0] >= '2' && text[0] <= '5' && g_str_equal(text + 1, "xx"))
    return NULL;
  return g_strdup_printf(
      "\"%s\" is not a class of status: \"2xx\", \"3xx\", \"4xx\" or \"5xx\"; a single status is "
      "a number",
      text);
}
