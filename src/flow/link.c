#include "flow/link.h"

#include "base/exchange.h"
#include "base/text.h"
#include "flow/code.h"

#include <string.h>

#define LINK_MAX (8u * 1024u)
#define LINKS_MAX 500u
#define VALUE_MAX (4u * 1024u)
#define TOKEN_MIN 8 /* shorter words are not what a link holds */
/* RFC 2045 6.7 allows 76; a longer line was never quoted-printable. */
#define QUOTED_LINE_MAX 78

/* Everything here is a secret for as long as it lives: strings are wiped when they go. */
typedef char SecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretText, bk_secret_wipe_string)

/* ---- the text as it was before the mail carried it ---- */

static gboolean is_upper_hex(char c) {
  return g_ascii_isdigit(c) || (c >= 'A' && c <= 'F');
}

static SecretText *with_plain_newlines(const char *text) {
  SecretText *plain = g_malloc(strlen(text) + 1);
  char *out = plain;
  for (const char *at = text; *at != '\0'; at++) {
    if (at[0] == '\r' && at[1] == '\n')
      continue;
    *out++ = *at == '\r' ? '\n' : *at; /* terminals paste a carriage return for a newline */
  }
  *out = '\0';
  return plain;
}

/* Quoted-printable is told by every "=": each is a soft break or stands before two upper-case hex
 * digits, and there is at least one break or "=3D". "?token=ab" in a plain mail is neither. */
static gboolean is_quoted_printable(const char *text) {
  gboolean sure = FALSE;
  for (const char *line = text; *line != '\0';) {
    gsize length = strcspn(line, "\n");
    if (length > QUOTED_LINE_MAX && memchr(line, '=', length) != NULL)
      return FALSE;
    line += length + (line[length] == '\n');
  }
  for (const char *at = strchr(text, '='); at != NULL; at = strchr(at + 1, '=')) {
    gboolean soft = at[1] == '\n';
    if (!soft && !(is_upper_hex(at[1]) && is_upper_hex(at[2])))
      return FALSE;
    sure = sure || soft || (at[1] == '3' && at[2] == 'D');
  }
  return sure;
}

static void undo_quoted_printable(SecretText *text) {
  char *out = text;
  for (const char *at = text; *at != '\0';) {
    if (at[0] == '=' && at[1] == '\n') {
      at += 2;
    } else if (at[0] == '=') {
      char byte = (char)(g_ascii_xdigit_value(at[1]) << 4 | g_ascii_xdigit_value(at[2]));
      *out++ = byte != '\0' ? byte : ' ';
      at += 3;
    } else {
      *out++ = *at++;
    }
  }
  *out = '\0';
}

/* "&amp;" and its numbers; nothing else of HTML belongs into a link. */
static void undo_ampersands(SecretText *link) {
  static const char *const entities[] = {"&amp;", "&#38;", "&#x26;"};
  char *out = link;
  for (const char *at = link; *at != '\0';) {
    gsize skip = 1;
    for (guint i = 0; i < G_N_ELEMENTS(entities); i++) {
      if (g_ascii_strncasecmp(at, entities[i], strlen(entities[i])) == 0)
        skip = strlen(entities[i]);
    }
    *out++ = *at;
    at += skip;
  }
  *out = '\0';
}

/* Tags become line breaks, so that what they hold stands alone. */
static void drop_tags(SecretText *text) {
  for (char *at = text; (at = strchr(at, '<')) != NULL;) {
    char *end = g_ascii_isalpha(at[1]) || at[1] == '/' || at[1] == '!' ? strchr(at, '>') : NULL;
    if (end == NULL) {
      at++;
      continue;
    }
    memset(at, '\n', end + 1 - at);
    at = end + 1;
  }
}

/* ---- links ---- */

static gboolean starts_link(const char *text) {
  return g_ascii_strncasecmp(text, "https://", 8) == 0 || g_ascii_strncasecmp(text, "http://", 7) == 0;
}

static gboolean ends_link(char c) {
  return (guchar)c <= ' ' || c == 0x7f || strchr("<>\"`", c) != NULL;
}

/* Between angle brackets a link may be broken over lines (RFC 3986 C); elsewhere it ends at a space. */
static gsize link_length(const char *start, gboolean bracketed) {
  const char *end = start;
  if (bracketed) {
    const char *close = strchr(start, '>');
    gsize inside = close != NULL ? (gsize)(close - start) : 0;
    if (inside > 0 && inside <= LINK_MAX && strcspn(start, "<\" \t") >= inside)
      return inside;
  }
  while (*end != '\0' && !ends_link(*end))
    end++;
  return end - start;
}

/* What a sentence puts behind a link is not part of it. */
static void trim_end(SecretText *link) {
  gsize length = strlen(link);
  while (length > 0) {
    char last = link[length - 1];
    gboolean opened =
        (last == ')' && strchr(link, '(') != NULL) || (last == ']' && strchr(link, '[') != NULL);
    if (opened || strchr(".,;:!?)]}'*", last) == NULL)
      break;
    link[--length] = '\0';
  }
}

static SecretText *copy_link(const char *start, gsize length) {
  SecretText *link = g_malloc(length + 1);
  gsize count = 0;
  for (gsize i = 0; i < length; i++) {
    if (start[i] != '\n')
      link[count++] = start[i];
  }
  link[count] = '\0';
  undo_ampersands(link);
  trim_end(link);
  return link;
}

/* The next link in a text, or NULL. Longer ones than LINK_MAX are passed over. */
static SecretText *next_link(const char **cursor, const char *text) {
  for (const char *at = *cursor; (at = strpbrk(at, "hH")) != NULL; at++) {
    if (!starts_link(at))
      continue;
    gsize length = link_length(at, at > text && at[-1] == '<');
    *cursor = at + length;
    if (length <= LINK_MAX && g_utf8_validate(at, (gssize)length, NULL))
      return copy_link(at, length);
    at += length - 1;
  }
  return NULL;
}

/* "scheme://authority" of a link: all that says where it leads. */
static char *front_of(const SecretText *link) {
  const char *authority = strstr(link, "://") + 3;
  return g_strndup(link, authority + strcspn(authority, "/?#") - link);
}

/* The host of a link. The mail has carried it already, so that http is no worse here than https: nothing
 * is sent to it, only read. NULL: it has none, or hides it behind user info. */
static char *host_of(const SecretText *link) {
  g_autofree char *front = front_of(link);
  char *host = bk_host_of(front);
  if (host != NULL || g_ascii_strncasecmp(front, "http://", 7) != 0)
    return host;
  g_autofree char *secure = g_strconcat("https://", front + 7, NULL);
  return bk_host_of(secure);
}

/* What to tell of the place a foreign link leads to; NULL: it names none, and leads nowhere. What cannot be
 * shown is written out: without it, the name might read like one of this server. */
static char *shown_host(const SecretText *link) {
  g_autofree char *host = host_of(link);
  g_autofree char *front = front_of(link);
  const char *name = host != NULL ? host : strstr(front, "://") + 3;
  g_autofree char *clean = bk_text_clean_line(name);
  g_autofree char *escaped = g_uri_escape_string(name, ":[]@", FALSE);
  if (*clean == '\0' && *name == '\0')
    return NULL;
  return g_str_equal(clean, name) ? g_steal_pointer(&clean) : bk_text_clean_line(escaped);
}

/* ---- values in a link ---- */

/* Undoes percent-encoding; NULL if the value is empty, too long or no visible text. */
static SecretText *decode(const char *start, gsize length) {
  if (length == 0 || length > VALUE_MAX)
    return NULL;
  g_autoptr(SecretText) raw = g_strndup(start, length);
  g_autoptr(SecretText) value = g_uri_unescape_string(raw, NULL);
  if (value == NULL || !g_utf8_validate(value, -1, NULL))
    return NULL;
  for (const char *at = value; *at != '\0'; at++) {
    if ((guchar)*at <= ' ' || *at == 0x7f)
      return NULL;
  }
  return g_steal_pointer(&value);
}

/* The value of name in "a=1&b=2" of that length. */
static SecretText *parameter(const char *start, gsize length, const char *name) {
  gsize name_length = strlen(name);
  const char *end = start + length;
  for (const char *at = start; at < end;) {
    gsize pair = 0;
    while (at + pair < end && at[pair] != '&')
      pair++;
    if (pair > name_length && strncmp(at, name, name_length) == 0 && at[name_length] == '=')
      return decode(at + name_length + 1, pair - name_length - 1);
    at += pair + 1;
  }
  return NULL;
}

/* "#token=…", and "#/reset?token=…" of pages that route by their fragment. */
static SecretText *fragment_parameter(const char *fragment, const char *name) {
  SecretText *value = parameter(fragment, strlen(fragment), name);
  const char *query = strchr(fragment, '?');
  return value == NULL && query != NULL ? parameter(query + 1, strlen(query + 1), name) : value;
}

/* The nth segment of a path, counted from 1, from the end when n is negative; empty ones do not count. */
static SecretText *path_segment(const char *path, gsize length, int n) {
  g_autoptr(GPtrArray) starts = g_ptr_array_new();
  for (gsize i = 0; i < length; i++) {
    if (path[i] != '/' && (i == 0 || path[i - 1] == '/'))
      g_ptr_array_add(starts, (gpointer)(path + i));
  }
  int index = n > 0 ? n - 1 : (int)starts->len + n;
  if (index < 0 || index >= (int)starts->len)
    return NULL;
  const char *start = g_ptr_array_index(starts, index);
  gsize rest = length - (start - path);
  const char *slash = memchr(start, '/', rest);
  return decode(start, slash != NULL ? (gsize)(slash - start) : rest);
}

static SecretText *link_value(const SecretText *link, const BkLinkValue *wanted) {
  const char *after_scheme = strstr(link, "://") + 3;
  const char *path = after_scheme + strcspn(after_scheme, "/?#");
  gsize path_length = strcspn(path, "?#");
  const char *query = path[path_length] == '?' ? path + path_length + 1 : "";
  const char *hash = strchr(path, '#');
  SecretText *value = NULL;
  if (wanted->query != NULL)
    value = parameter(query, strcspn(query, "#"), wanted->query);
  if (value == NULL && wanted->fragment != NULL && hash != NULL)
    value = fragment_parameter(hash + 1, wanted->fragment);
  if (value == NULL && wanted->path != 0)
    value = path_segment(path, path_length, wanted->path);
  if (value == NULL && wanted->fragment_path != 0 && hash != NULL && hash[1] == '/')
    value = path_segment(hash + 1, strcspn(hash + 1, "?"), wanted->fragment_path);
  return value;
}

/* ---- the whole ---- */

typedef struct {
  const BkServer *server;
  const BkMail *mail;
  GHashTable *values; /* name -> BkSecret: what was found */
  char *foreign;      /* the first host that is not trusted, clean, or NULL */
  gboolean trusted;   /* a link of this server was met */
} Reader;

static void put_value(Reader *reader, const char *name, const char *text) {
  g_hash_table_replace(reader->values, g_strdup(name), bk_secret_new(text, -1));
}

/* TRUE when the link holds all that its mail says; then values is complete. */
static gboolean read_values(Reader *reader, const SecretText *link) {
  for (guint i = 0; i < reader->mail->link_values->len; i++) {
    const BkLinkValue *wanted = g_ptr_array_index(reader->mail->link_values, i);
    g_autoptr(SecretText) value = link_value(link, wanted);
    if (value == NULL) {
      g_hash_table_remove_all(reader->values);
      return FALSE;
    }
    put_value(reader, wanted->name, value);
  }
  put_value(reader, "link", link);
  return TRUE;
}

static gboolean is_trusted(const Reader *reader, const SecretText *link) {
  g_autofree char *host = host_of(link);
  return host != NULL && bk_server_trusts_link_host(reader->server, host);
}

/* Mail filters wrap links into their own ("https://filter.example/?url=https%3A%2F%2F…"): a link of
 * this server inside one, or NULL. */
static SecretText *unwrap(const Reader *reader, const SecretText *link) {
  for (const char *at = strchr(link, '='); at != NULL; at = strchr(at + 1, '=')) {
    g_autoptr(SecretText) inner = decode(at + 1, strcspn(at + 1, "&#"));
    if (inner != NULL && starts_link(inner) && is_trusted(reader, inner))
      return g_steal_pointer(&inner);
  }
  return NULL;
}

static gboolean read_link(Reader *reader, const SecretText *link) {
  if (is_trusted(reader, link)) {
    reader->trusted = TRUE;
    return read_values(reader, link);
  }
  g_autoptr(SecretText) inner = unwrap(reader, link);
  if (inner != NULL) {
    reader->trusted = TRUE;
    return read_values(reader, inner);
  }
  if (reader->foreign == NULL)
    reader->foreign = shown_host(link);
  return FALSE;
}

static gboolean read_links(Reader *reader, const SecretText *text) {
  const char *cursor = text;
  for (guint count = 0; count < LINKS_MAX; count++) {
    g_autoptr(SecretText) link = next_link(&cursor, text);
    if (link == NULL)
      return FALSE;
    if (read_link(reader, link))
      return TRUE;
  }
  return FALSE;
}

static gboolean wants_code(const BkAction *forgot) {
  return forgot->completes == BK_COMPLETES_CODE || forgot->way == BK_WAY_CODE ||
         forgot->mail->code_length > 0;
}

/* A bare token: what stands for the one value of a link, copied without the link around it. */
static gboolean read_token(Reader *reader, const SecretText *text) {
  if (reader->mail->link_values->len != 1 || strlen(text) < TOKEN_MIN || strpbrk(text, " \n\t") != NULL ||
      strstr(text, "://") != NULL)
    return FALSE;
  const BkLinkValue *wanted = g_ptr_array_index(reader->mail->link_values, 0);
  g_autoptr(SecretText) value = decode(text, strlen(text));
  if (value != NULL)
    put_value(reader, wanted->name, value);
  return value != NULL;
}

static gboolean read_code(Reader *reader, SecretText *text) {
  BkSecret *code = bk_code_alone(text, reader->mail);
  if (code == NULL) {
    drop_tags(text);
    code = bk_code_find(text, reader->mail);
  }
  if (code != NULL)
    g_hash_table_replace(reader->values, g_strdup("code"), code);
  return code != NULL;
}

/* A link whose mail says nothing about it is taken as it stands. */
static gboolean read_plain_link(Reader *reader, const BkAction *forgot, const SecretText *text) {
  gboolean found = read_links(reader, text); /* in any case to know where it leads */
  if (found && wants_code(forgot)) {
    g_hash_table_remove_all(reader->values);
    return FALSE;
  }
  return found;
}

static gboolean read_all(Reader *reader, const BkAction *forgot, SecretText *text) {
  gboolean has_link_values = reader->mail->link_values->len > 0;
  if (has_link_values && read_links(reader, text))
    return TRUE;
  if (!has_link_values && read_plain_link(reader, forgot, text))
    return TRUE;
  return (wants_code(forgot) && read_code(reader, text)) || read_token(reader, text);
}

static SecretText *prepare(const BkSecret *text) {
  const char *peek = bk_secret_peek(text);
  gsize length = bk_secret_length(text);
  if (length == 0 || length > BK_PASTE_MAX || strlen(peek) != length)
    return NULL;
  SecretText *plain = with_plain_newlines(peek);
  if (is_quoted_printable(plain))
    undo_quoted_printable(plain);
  g_strstrip(plain);
  return plain;
}

BkPasteResult bk_paste_parse(const BkServer *server, const BkAction *forgot, const BkSecret *text,
                             GHashTable **ret_values, char **ret_host) {
  g_autoptr(GHashTable) values =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
  g_autoptr(SecretText) plain = forgot->mail != NULL ? prepare(text) : NULL;
  Reader reader = {.server = server, .mail = forgot->mail, .values = values};
  gboolean found = plain != NULL && *plain != '\0' && read_all(&reader, forgot, plain);
  g_autofree char *foreign = reader.foreign;
  gboolean leads_elsewhere = foreign != NULL;
  if (ret_values != NULL)
    *ret_values = found ? g_steal_pointer(&values) : NULL;
  if (ret_host != NULL)
    *ret_host = !found && !reader.trusted ? g_steal_pointer(&foreign) : NULL;
  if (found)
    return BK_PASTE_VALUES;
  if (reader.trusted)
    return BK_PASTE_NO_VALUE;
  return leads_elsewhere ? BK_PASTE_FOREIGN_HOST : BK_PASTE_NOTHING;
}
