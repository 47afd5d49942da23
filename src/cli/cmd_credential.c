/* credential: git's credential protocol (gitcredentials(7), git-credential(1)), so that git, and whatever
 * else speaks it, can use a session: the token as the password, or as a Bearer credential where the asker
 * knows that. Only a session of exactly the origin that is asked about is ever given. */
#include "base/exchange.h"
#include "cli/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INPUT_LIMIT (64u * 1024u)

typedef struct {
  char *protocol, *host, *username;
  BkSecret *password; /* "password" or "credential" */
  gboolean authtype;  /* the asker understands "authtype" and "credential" */
} Question;

static void question_clear(Question *question) {
  g_free(question->protocol);
  g_free(question->host);
  g_free(question->username);
  bk_secret_unref(question->password);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

/* ---- reading ---- */

static void take_line(Question *question, const char *line, gsize length) {
  const struct {
    const char *name;
    char **member;
  } plain[] = {
      {"protocol=", &question->protocol}, {"host=", &question->host}, {"username=", &question->username}};
  static const char *const secret[] = {"password=", "credential="};
  static const char authtype[] = "capability[]=authtype";
  for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
    gsize skip = strlen(plain[i].name);
    if (length < skip || strncmp(line, plain[i].name, skip) != 0)
      continue;
    g_free(*plain[i].member);
    *plain[i].member = g_strndup(line + skip, length - skip);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(secret); i++) {
    gsize skip = strlen(secret[i]);
    if (length < skip || strncmp(line, secret[i], skip) != 0)
      continue;
    bk_secret_unref(question->password);
    question->password = bk_secret_new(line + skip, (gssize)(length - skip));
  }
  if (length == strlen(authtype) && strncmp(line, authtype, length) == 0)
    question->authtype = TRUE;
}

/* Lines until an empty one or the end. FALSE: too much, or not readable. */
static gboolean read_question(Question *question) {
  g_autoptr(BkSecretBuilder) bytes = bk_secret_builder_new(INPUT_LIMIT);
  char chunk[1024];
  ssize_t count;
  gboolean fits = TRUE;
  while (fits && ((count = read(STDIN_FILENO, chunk, sizeof chunk)) > 0 || (count < 0 && errno == EINTR)))
    fits = count < 0 || bk_secret_builder_append(bytes, chunk, count);
  explicit_bzero(chunk, sizeof chunk);
  if (!fits || count < 0)
    return FALSE;
  const char *at = bk_secret_builder_peek(bytes), *end = at + bk_secret_builder_length(bytes);
  while (at < end) {
    const char *newline = memchr(at, '\n', (gsize)(end - at));
    const char *stop = newline ? newline : end;
    if (stop == at)
      break;
    take_line(question, at, (gsize)(stop - at));
    at = stop + 1;
  }
  return TRUE;
}

/* ---- finding ---- */

static gboolean fits(const BkCli *cli, const Question *question, const char *origin,
                     const BkSession *session) {
  return g_str_equal(session->origin, origin) && bk_cli_fits(cli, session->server, session->account) &&
         (!question->username || g_ascii_strcasecmp(question->username, session->account) == 0);
}

/* The session of that origin that was used last; told to the core. NULL: there is none (cli->stopped is OK),
 * or told. */
static const BkSessionEntry *find(BkCli *cli, const Question *question) {
  g_autofree char *url = g_strconcat(question->protocol ? question->protocol : "", "://",
                                     question->host ? question->host : "", "/", NULL);
  g_autofree char *origin = bk_origin_of(url);
  const BkSessionEntry *found = NULL;
  gint64 used_at = -1;
  for (guint i = 0; origin && i < cli->model->sessions->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(cli->model->sessions, i);
    gint64 used = bk_cli_used_at(cli, entry->session);
    if (fits(cli, question, origin, entry->session) && used > used_at) {
      found = entry;
      used_at = used;
    }
  }
  if (!found && origin)
    (void)bk_cli_can_read_store(
        cli); /* "cannot tell" is said; "there is none" is not: another helper may know */
  if (!found)
    return NULL;
  cli->options.server = g_strdup(found->session->server);
  cli->options.user = g_strdup(found->session->account);
  return bk_cli_session(cli);
}

/* ---- answering ---- */

static gboolean is_bearer(const BkCli *cli, const BkSession *session) {
  const BkServer *server = bk_server_list_find(cli->model->servers, session->server);
  return server && server->auth->kind == BK_AUTH_BEARER;
}

/* Unbuffered, so that no copy stays behind. */
static gboolean put(const char *name, const char *value, gsize length) {
  return bk_cli_write(STDOUT_FILENO, name, strlen(name)) && bk_cli_write(STDOUT_FILENO, value, length) &&
         bk_cli_write(STDOUT_FILENO, "\n", 1);
}

static BkExit answer(const BkCli *cli, const Question *question, const BkSession *session) {
  const char *token = bk_secret_peek(session->token);
  gsize length = bk_secret_length(session->token);
  g_autofree char *expiry = g_strdup_printf("%" G_GINT64_FORMAT, session->expires_at);
  gboolean good = put("protocol=", question->protocol, strlen(question->protocol)) &&
                  put("host=", question->host, strlen(question->host)) &&
                  put("username=", session->account, strlen(session->account));
  if (question->authtype && is_bearer(cli, session))
    good = good && put("capability[]=authtype", "", 0) && put("authtype=", "Bearer", strlen("Bearer")) &&
           put("ephemeral=", "1", 1) && put("credential=", token, length);
  else
    good = good && put("password=", token, length);
  if (session->expires_at > 0)
    good = good && put("password_expiry_utc=", expiry, strlen(expiry));
  return good ? BK_EXIT_OK : BK_EXIT_FAILED;
}

static BkExit get(BkCli *cli, const Question *question) {
  if (!find(cli, question))
    return cli->stopped;
  const BkSessionEntry *entry = bk_cli_fresh_session(cli);
  return entry ? answer(cli, question, entry->session) : cli->stopped;
}

/* "This one was refused": one refusal is no end yet. The server is asked, and the session renewed where it
 * can be; it is removed here once the server itself says that it is over, or when there is nothing to ask. */
static gboolean is_over(BkCli *cli, const BkSession *session) {
  const BkServer *server = bk_server_list_find(cli->model->servers, session->server);
  gboolean can_ask = server && bk_server_action(server, BK_ACTION_WHOAMI, BK_WAY_ONLY);
  gboolean can_renew = server && bk_server_action(server, BK_ACTION_REFRESH, BK_WAY_ONLY);
  g_autofree char *id = g_strdup(session->server), *account = g_strdup(session->account);
  if (!can_ask && !can_renew)
    return TRUE;
  if (!bk_cli_post(cli, can_ask ? bk_message_text(BK_MESSAGE_CHECK, id, account)
                                : bk_message_new(BK_MESSAGE_REFRESH)))
    return FALSE;
  const BkSessionEntry *entry = bk_model_entry(cli->model, id, account);
  return entry && entry->state == BK_SESSION_EXPIRED;
}

static BkExit erase(BkCli *cli, const Question *question) {
  const BkSessionEntry *entry = find(cli, question);
  if (!entry)
    return cli->stopped;
  /* Another program has renewed it since: what was refused is not here any more. */
  if (question->password && !bk_secret_equal(question->password, entry->session->token))
    return BK_EXIT_OK;
  if (!is_over(cli, entry->session))
    return cli->stopped;
  if (!bk_cli_session(cli) || !bk_cli_post(cli, bk_message_new(BK_MESSAGE_SIGN_OUT)))
    return cli->stopped;
  return bk_notice_exit(&cli->model->notice) == BK_EXIT_NO_STORE ? bk_cli_tell_refusal(cli) : BK_EXIT_OK;
}

BkExit bk_command_credential(BkCli *cli) {
  g_auto(Question) question = {0};
  const char *word = cli->arguments[0];
  if (g_str_equal(word, "capability")) {
    printf("version 0\ncapability authtype\n");
    return BK_EXIT_OK;
  }
  /* Sessions come from signing in; what others bring is not kept. Words of later versions are ignored, as
   * the protocol wants it. */
  gboolean known = g_str_equal(word, "get") || g_str_equal(word, "erase");
  if (!read_question(&question))
    return bk_cli_usage(cli, "input_unusable", "what comes on standard input is too long, or cannot be read");
  if (!known || !question.protocol || !question.host)
    return BK_EXIT_OK;
  if (!bk_cli_begin(cli, BK_WITH_STORE))
    return cli->stopped;
  return g_str_equal(word, "get") ? get(cli, &question) : erase(cli, &question);
}
