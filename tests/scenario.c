/* scenario.c: plays the files of tests/scenarios against the flow, without a network, and prints TAP.
 * The format is in tests/scenarios/README.md. */
#include "base/clock.h"
#include "base/diagnostics.h"
#include "base/text.h"
#include "flow/flow.h"
#include "servers/servers.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FOLDER "tests/scenarios"
#define SERVERS_FOLDER "servers.d"
#define START_OF_TIME "2026-01-01T12:00:00Z"

typedef struct {
  const char *path;
  char **lines;
  guint at; /* the next line */
  BkServer *server;
  BkSession *session; /* to start with */
  BkFlow *flow;
  gint64 now;
  guint shown;            /* values that "shown" lines have named since the last end */
  gboolean session_named; /* a "session.token" line has stood since the last end */
  GString *trouble;       /* empty while all is well */
} Scenario;

typedef gboolean (*Directive)(Scenario *scenario, const char *rest);

static gboolean G_GNUC_PRINTF(2, 3) trouble(Scenario *scenario, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_string_append_printf(scenario->trouble, "%s:%u: ", scenario->path, scenario->at);
  g_string_append_vprintf(scenario->trouble, format, args);
  g_string_append_c(scenario->trouble, '\n');
  va_end(args);
  return FALSE;
}

/* "-" what was expected, "+" what came, line by line. */
static gboolean expect(Scenario *scenario, const char *what, const char *expected, const char *got) {
  if (g_strcmp0(expected, got) == 0)
    return TRUE;
  trouble(scenario, "%s is not as expected:", what);
  g_auto(GStrv) left = g_strsplit(expected != NULL ? expected : "(none)", "\n", -1);
  g_auto(GStrv) right = g_strsplit(got != NULL ? got : "(none)", "\n", -1);
  guint left_count = g_strv_length(left), right_count = g_strv_length(right);
  for (guint i = 0; i < MAX(left_count, right_count); i++) {
    gboolean same = i < left_count && i < right_count && g_str_equal(left[i], right[i]);
    if (i < left_count)
      g_string_append_printf(scenario->trouble, "  %c %s\n", same ? ' ' : '-', left[i]);
    if (i < right_count && !same)
      g_string_append_printf(scenario->trouble, "  + %s\n", right[i]);
  }
  return FALSE;
}

/* The indented lines that follow, without their indent; NULL if there are none. */
static char *read_block(Scenario *scenario) {
  GString *block = NULL;
  while (scenario->lines[scenario->at] != NULL && g_str_has_prefix(scenario->lines[scenario->at], "  ")) {
    if (block == NULL)
      block = g_string_new(NULL);
    else
      g_string_append_c(block, '\n');
    g_string_append(block, scenario->lines[scenario->at++] + 2);
  }
  return block != NULL ? g_string_free(block, FALSE) : NULL;
}

/* Splits "NAME the rest" in place. */
static char *split_word(char *text) {
  char *space = strchr(text, ' ');
  if (space == NULL)
    return text + strlen(text);
  *space = '\0';
  return space + 1;
}

/* ---- the server ---- */

static char *find_shipped(const char *id) {
  g_autoptr(GDir) dir = g_dir_open(SERVERS_FOLDER, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    const char *bare = name + strspn(name, "0123456789");
    bare += *bare == '-';
    if (g_str_has_prefix(bare, id) && g_str_equal(bare + strlen(id), ".json"))
      return g_build_filename(SERVERS_FOLDER, name, NULL);
  }
  return NULL;
}

/* Writes file with patch laid over it into a folder of its own, and gives the new file. */
static char *write_patched(Scenario *scenario, const char *file, const char *patch, char **ret_folder) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  if (!g_file_get_contents(file, &text, &length, &error)) {
    trouble(scenario, "%s", error->message);
    return NULL;
  }
  g_autoptr(cJSON) under = bk_json_parse(text, length, NULL, NULL);
  g_autoptr(cJSON) over = bk_json_parse(patch, strlen(patch), NULL, &error);
  if (under == NULL || over == NULL) {
    trouble(scenario, "%s: %s", over == NULL ? "the indented JSON" : file,
            error ? error->message : "not JSON");
    return NULL;
  }
  g_autoptr(cJSON) merged = bk_json_merge(under, over);
  g_autofree char *merged_text = cJSON_Print(merged);
  g_autofree char *base = g_path_get_basename(file);
  *ret_folder = g_dir_make_tmp("backin-scenario-XXXXXX", NULL);
  char *patched = g_build_filename(*ret_folder, base, NULL);
  g_file_set_contents(patched, merged_text, -1, NULL);
  g_chmod(patched, 0600);
  return patched;
}

static gboolean read_server(Scenario *scenario, const char *file, const char *providers_beside) {
  g_autofree char *dirs = g_strjoin(":", providers_beside, SERVERS_FOLDER, NULL);
  g_autoptr(GPtrArray) path = bk_servers_path(dirs);
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  scenario->server = bk_server_read(file, path, problems);
  for (guint i = 0; i < bk_diagnostics_count(problems) && scenario->server == NULL; i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    trouble(scenario, "%s", line);
  }
  return scenario->server != NULL || trouble(scenario, "%s cannot be used", file);
}

static gboolean do_server(Scenario *scenario, const char *rest) {
  g_autofree char *folder = g_path_get_dirname(scenario->path);
  g_autofree char *file =
      g_str_has_suffix(rest, ".json") ? g_build_filename(folder, rest, NULL) : find_shipped(rest);
  if (file == NULL)
    return trouble(scenario, "there is no server \"%s\" in %s", rest, SERVERS_FOLDER);
  g_autofree char *beside = g_path_get_dirname(file);
  g_autofree char *patch = read_block(scenario);
  if (patch == NULL)
    return read_server(scenario, file, beside);
  g_autofree char *temporary = NULL;
  g_autofree char *patched = write_patched(scenario, file, patch, &temporary);
  gboolean done = patched != NULL && read_server(scenario, patched, beside);
  if (patched != NULL)
    g_remove(patched);
  if (temporary != NULL)
    g_rmdir(temporary);
  return done;
}

/* ---- before the action ---- */

static gboolean do_now(Scenario *scenario, const char *rest) {
  scenario->now = bk_clock_parse(rest);
  return scenario->now >= 0 || trouble(scenario, "\"%s\" is not a time like %s", rest, START_OF_TIME);
}

static void set_string(char **string, const char *value) {
  g_free(*string);
  *string = g_strdup(value);
}

static gboolean do_with(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  if (scenario->server == NULL || scenario->flow != NULL || !g_str_has_prefix(name, "session."))
    return trouble(scenario, "write \"with session.NAME VALUE\" after the server and before the action");
  if (scenario->session == NULL)
    scenario->session = bk_session_new(scenario->server->id, scenario->server->origin, "ana@example.com");
  BkSession *session = scenario->session;
  const char *member = name + strlen("session.");
  if (g_str_equal(member, "token"))
    session->token = bk_secret_new(value, -1);
  else if (g_str_equal(member, "refresh"))
    session->refresh = bk_secret_new(value, -1);
  else if (g_str_equal(member, "account"))
    set_string(&session->account, value);
  else if (g_str_equal(member, "origin"))
    set_string(&session->origin, value);
  else if (g_str_equal(member, "expires"))
    session->expires_at = bk_clock_parse(value);
  else
    g_hash_table_insert(session->values, g_strdup(member), bk_secret_new(value, -1));
  return TRUE;
}

static gboolean do_action(Scenario *scenario, const char *rest) {
  g_autofree char *word = g_strdup(rest);
  const char *way_word = split_word(word);
  BkActionKind kind;
  BkWay way = BK_WAY_ONLY;
  if (scenario->server == NULL)
    return trouble(scenario, "the server comes first");
  if (!bk_action_from_word(word, &kind) || (*way_word != '\0' && !bk_way_from_word(way_word, &way)))
    return trouble(scenario, "\"%s\" is no action or way", rest);
  const BkAction *action = bk_server_action(scenario->server, kind, way);
  if (action == NULL)
    return trouble(scenario, "the server does not offer \"%s\"", rest);
  g_clear_pointer(&scenario->flow, bk_flow_free);
  scenario->flow = bk_flow_new(scenario->server, action, scenario->session);
  return TRUE;
}

/* ---- while it runs ---- */

static gboolean do_give(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  g_autofree char *block = read_block(scenario);
  g_autoptr(BkSecret) secret = bk_secret_new(block != NULL ? block : value, -1);
  bk_flow_give(scenario->flow, name, secret);
  return TRUE;
}

static char *wanted_names(const Scenario *scenario) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(scenario->flow);
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < wanted->len; i++) {
    const BkInput *input = g_ptr_array_index(wanted, i);
    g_string_append_printf(names, "%s%s", i > 0 ? " " : "", input->name);
  }
  return g_string_free(g_steal_pointer(&names), FALSE);
}

static gboolean do_wants(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) != BK_FLOW_ASK)
    return trouble(scenario, "the flow does not ask now");
  g_autofree char *names = wanted_names(scenario);
  return expect(scenario, "what is asked for", rest, names);
}

static gint compare_lines(gconstpointer a, gconstpointer b) {
  return g_ascii_strcasecmp(*(char *const *)a, *(char *const *)b);
}

/* "METHOD URL", the headers in order of name, an empty line, the body. */
static char *request_text(const char *first, GPtrArray *headers, const char *body) {
  g_ptr_array_sort(headers, compare_lines);
  g_autoptr(GString) text = g_string_new(first);
  for (guint i = 0; i < headers->len; i++)
    g_string_append_printf(text, "\n%s", (char *)g_ptr_array_index(headers, i));
  if (body != NULL)
    g_string_append_printf(text, "\n\n%s", body);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *sent_text(const BkRequest *request) {
  g_autoptr(GPtrArray) headers = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < request->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(request->headers, i);
    g_ptr_array_add(headers, g_strdup_printf("%s: %s", header->name, bk_secret_peek(header->value)));
  }
  g_autofree char *first = g_strdup_printf("%s %s", request->method, bk_secret_peek(request->url));
  return request_text(first, headers, request->body != NULL ? bk_secret_peek(request->body) : NULL);
}

/* One message as it is written after ">" or "<". */
typedef struct {
  char *first;
  GPtrArray *headers; /* char*, "Name: value" */
  GString *body;      /* NULL: none */
} Message;

static void message_clear(Message *message) {
  g_free(message->first);
  g_ptr_array_unref(message->headers);
  if (message->body != NULL)
    g_string_free(message->body, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Message, message_clear)

static void add_body_line(Message *message, char mark, const char *line, gboolean first) {
  if (!first)
    g_string_append_c(message->body, '\n');
  const char *text = line + 1;
  gboolean escaped = mark == '<' && *text == '\\';
  text += escaped;
  text += *text == ' ';
  g_autofree char *bytes = escaped ? g_strcompress(text) : g_strdup(text);
  g_string_append(message->body, bytes);
}

/* Reads on from the line before at, whose text after the mark is first. */
static Message read_message(Scenario *scenario, char mark, const char *first) {
  Message message = {.first = g_strdup(first), .headers = g_ptr_array_new_with_free_func(g_free)};
  gboolean first_line = TRUE;
  for (const char *line; (line = scenario->lines[scenario->at]) != NULL && line[0] == mark; scenario->at++) {
    if (message.body != NULL) {
      add_body_line(&message, mark, line, first_line);
      first_line = FALSE;
    } else if (line[1] == '\0') {
      message.body = g_string_new(NULL);
    } else {
      g_ptr_array_add(message.headers, g_strstrip(g_strdup(line + 1)));
    }
  }
  return message;
}

static gboolean do_request(Scenario *scenario, const char *rest) {
  g_auto(Message) message = read_message(scenario, '>', rest);
  if (bk_flow_state(scenario->flow) == BK_FLOW_ASK && !bk_flow_go(scenario->flow) &&
      bk_flow_state(scenario->flow) == BK_FLOW_ASK) {
    g_autofree char *names = wanted_names(scenario);
    return trouble(scenario, "nothing is sent: the flow still wants %s", names);
  }
  g_autoptr(BkRequest) request = bk_flow_request(scenario->flow);
  if (request == NULL)
    return trouble(scenario, "nothing is sent: %s (%s)", bk_outcome_word(bk_flow_outcome(scenario->flow)),
                   bk_flow_why(scenario->flow));
  g_autofree char *expected =
      request_text(message.first, message.headers, message.body != NULL ? message.body->str : NULL);
  g_autofree char *sent = sent_text(request);
  return expect(scenario, "the request", expected, sent);
}

static void add_reply_header(BkReply *reply, const char *line) {
  g_auto(GStrv) parts = g_strsplit(line, ":", 2);
  const char *text = parts[1] != NULL ? g_strstrip(parts[1]) : "";
  g_autoptr(BkSecret) value = bk_secret_new(text, -1);
  g_ptr_array_add(reply->headers, bk_header_new(parts[0], value));
  if (g_ascii_strcasecmp(parts[0], "content-type") != 0)
    return;
  g_auto(GStrv) media = g_strsplit(text, ";", 2);
  g_free(reply->media_type);
  reply->media_type = g_ascii_strdown(g_strstrip(media[0]), -1);
}

static gboolean do_reply(Scenario *scenario, const char *rest) {
  g_auto(Message) message = read_message(scenario, '<', rest);
  if (bk_flow_state(scenario->flow) != BK_FLOW_SEND)
    return trouble(scenario, "a reply without a request");
  g_autoptr(BkReply) reply = bk_reply_new(atoi(message.first));
  for (guint i = 0; i < message.headers->len; i++)
    add_reply_header(reply, g_ptr_array_index(message.headers, i));
  if (message.body != NULL) {
    bk_secret_unref(reply->body);
    reply->body = bk_secret_new(message.body->str, (gssize)message.body->len);
  }
  bk_flow_reply(scenario->flow, reply, scenario->now);
  return TRUE;
}

static gboolean do_fail(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) != BK_FLOW_SEND)
    return trouble(scenario, "a failure without a request");
  for (int failure = BK_FAILURE_NONE + 1; failure <= BK_FAILURE_CANCELLED; failure++) {
    if (!g_str_equal(bk_failure_word((BkFailure)failure), rest))
      continue;
    bk_flow_fail(scenario->flow, (BkFailure)failure);
    return TRUE;
  }
  return trouble(scenario, "\"%s\" is no failure", rest);
}

static gboolean do_wait(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) != BK_FLOW_WAIT)
    return trouble(scenario, "the flow does not wait now");
  g_autofree char *seconds = g_strdup_printf("%d", bk_flow_wait_seconds(scenario->flow));
  if (!expect(scenario, "the wait", rest, seconds))
    return FALSE;
  scenario->now += bk_flow_wait_seconds(scenario->flow);
  bk_flow_wake(scenario->flow);
  return TRUE;
}

static gboolean do_choices(Scenario *scenario, const char *rest) {
  GPtrArray *choices = bk_flow_choices(scenario->flow);
  g_autoptr(GString) labels = g_string_new(NULL);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    g_string_append_printf(labels, "%s%s", i > 0 ? " | " : "", (char *)g_ptr_array_index(choices, i));
  return expect(scenario, "the choice", rest, labels->str);
}

static gboolean do_choose(Scenario *scenario, const char *rest) {
  GPtrArray *choices = bk_flow_choices(scenario->flow);
  for (guint i = 0; choices != NULL && i < choices->len; i++) {
    if (!g_str_equal(g_ptr_array_index(choices, i), rest))
      continue;
    bk_flow_choose(scenario->flow, i);
    return TRUE;
  }
  return trouble(scenario, "\"%s\" cannot be chosen", rest);
}

static gboolean do_cancel(Scenario *scenario, const char *rest) {
  (void)rest;
  bk_flow_cancel(scenario->flow);
  return TRUE;
}

/* Sessions and shown values are never let through unseen. */
static gboolean nothing_unnamed(Scenario *scenario) {
  if (bk_flow_session(scenario->flow) != NULL && !scenario->session_named)
    return trouble(scenario, "there is a new session: name its session.token");
  if (bk_flow_shown(scenario->flow)->len != scenario->shown)
    return trouble(scenario, "%u values are shown, %u are named", bk_flow_shown(scenario->flow)->len,
                   scenario->shown);
  return TRUE;
}

static gboolean do_again(Scenario *scenario, const char *rest) {
  (void)rest;
  if (bk_flow_state(scenario->flow) != BK_FLOW_DONE || !bk_flow_can_try_again(scenario->flow))
    return trouble(scenario, "the flow cannot go on with other inputs");
  if (!nothing_unnamed(scenario))
    return FALSE;
  bk_flow_again(scenario->flow);
  scenario->shown = 0;
  scenario->session_named = FALSE;
  return TRUE;
}

/* ---- what came of it ---- */

static gboolean do_ends(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) == BK_FLOW_ASK)
    bk_flow_go(scenario->flow);
  static const char *const states[] = {"asks for input", "sends a request", "offers a choice", "waits"};
  BkFlowState state = bk_flow_state(scenario->flow);
  if (state != BK_FLOW_DONE)
    return trouble(scenario, "it has not ended: it %s (%s)", states[state], bk_flow_why(scenario->flow));
  if (expect(scenario, "the outcome", rest, bk_outcome_word(bk_flow_outcome(scenario->flow))))
    return TRUE;
  return trouble(scenario, "why: %s", bk_flow_why(scenario->flow));
}

static gboolean do_failure(Scenario *scenario, const char *rest) {
  return expect(scenario, "the failure", rest, bk_failure_word(bk_flow_failure(scenario->flow)));
}

static gboolean do_text(Scenario *scenario, const char *rest) {
  return expect(scenario, "the server's sentence", rest, bk_flow_server_text(scenario->flow));
}

static gboolean do_why(Scenario *scenario, const char *rest) {
  return g_str_has_prefix(bk_flow_why(scenario->flow), rest) ||
         expect(scenario, "the reason", rest, bk_flow_why(scenario->flow));
}

static gboolean do_retry(Scenario *scenario, const char *rest) {
  gint64 at = bk_flow_retry_at(scenario->flow);
  g_autofree char *seconds = at != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, at - scenario->now) : NULL;
  return expect(scenario, "the time to try again", rest, seconds);
}

static gboolean do_shown(Scenario *scenario, const char *rest) {
  const GPtrArray *shown = bk_flow_shown(scenario->flow);
  if (scenario->shown == shown->len)
    return trouble(scenario, "there is nothing more that is shown");
  const BkShownValue *value = g_ptr_array_index(shown, scenario->shown++);
  g_autofree char *text = g_strdup_printf("%s %s", value->as, bk_secret_peek(value->value));
  return expect(scenario, "what is shown", rest, text);
}

static gboolean do_captured(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  BkSecret *captured = g_hash_table_lookup(bk_flow_captures(scenario->flow), name);
  return expect(scenario, name, value, captured != NULL ? bk_secret_peek(captured) : NULL);
}

static char *session_value(const BkSession *session, const char *member) {
  if (session == NULL)
    return NULL;
  if (g_str_equal(member, "account"))
    return g_strdup(session->account);
  if (g_str_equal(member, "origin"))
    return g_strdup(session->origin);
  if (g_str_equal(member, "expires"))
    return session->expires_at != 0 ? bk_clock_format(session->expires_at) : NULL;
  BkSecret *value = g_str_equal(member, "token")     ? session->token
                    : g_str_equal(member, "refresh") ? session->refresh
                                                     : g_hash_table_lookup(session->values, member);
  return value != NULL ? g_strdup(bk_secret_peek(value)) : NULL;
}

static gboolean check_session(Scenario *scenario, const char *member, const char *expected) {
  g_autofree char *value = session_value(bk_flow_session(scenario->flow), member);
  g_autofree char *what = g_strdup_printf("session.%s", member);
  scenario->session_named |= g_str_equal(member, "token");
  return expect(scenario, what, expected, value);
}

static gboolean do_no(Scenario *scenario, const char *rest) {
  if (g_str_equal(rest, "text"))
    return do_text(scenario, NULL);
  if (g_str_equal(rest, "retry"))
    return do_retry(scenario, NULL);
  if (g_str_equal(rest, "again"))
    return !bk_flow_can_try_again(scenario->flow) || trouble(scenario, "other inputs could mend it");
  if (g_str_has_prefix(rest, "session."))
    return check_session(scenario, rest + strlen("session."), NULL);
  if (g_str_has_prefix(rest, "captured ")) {
    const char *name = rest + strlen("captured ");
    return !g_hash_table_contains(bk_flow_captures(scenario->flow), name) ||
           trouble(scenario, "%s has been captured", name);
  }
  return trouble(scenario, "\"no %s\" says nothing", rest);
}

/* ---- playing one ---- */

static const struct {
  const char *word;
  Directive run;
  gboolean needs_flow;
} DIRECTIVES[] = {
    {"server", do_server, FALSE},  {"now", do_now, FALSE},          {"with", do_with, FALSE},
    {"action", do_action, FALSE},  {"give", do_give, TRUE},         {"wants", do_wants, TRUE},
    {">", do_request, TRUE},       {"<", do_reply, TRUE},           {"fail", do_fail, TRUE},
    {"wait", do_wait, TRUE},       {"choices", do_choices, TRUE},   {"choose", do_choose, TRUE},
    {"cancel", do_cancel, TRUE},   {"again", do_again, TRUE},       {"ends", do_ends, TRUE},
    {"failure", do_failure, TRUE}, {"text", do_text, TRUE},         {"retry", do_retry, TRUE},
    {"shown", do_shown, TRUE},     {"captured", do_captured, TRUE}, {"no", do_no, TRUE},
    {"why", do_why, TRUE},
};

static gboolean run_line(Scenario *scenario, const char *line) {
  g_autofree char *word = g_strdup(line);
  char *rest = split_word(word);
  if (g_str_has_prefix(word, "session.") && scenario->flow != NULL)
    return check_session(scenario, word + strlen("session."), rest);
  for (guint i = 0; i < G_N_ELEMENTS(DIRECTIVES); i++) {
    if (!g_str_equal(word, DIRECTIVES[i].word))
      continue;
    if (DIRECTIVES[i].needs_flow && scenario->flow == NULL)
      return trouble(scenario, "the action comes first");
    return DIRECTIVES[i].run(scenario, rest);
  }
  return trouble(scenario, "\"%s\" is not known: tests/scenarios/README.md lists the words", word);
}

static void play(Scenario *scenario) {
  while (scenario->lines[scenario->at] != NULL) {
    const char *line = scenario->lines[scenario->at++];
    if (line[0] == '\0' || line[0] == '#')
      continue;
    if (!run_line(scenario, line))
      return;
  }
  if (scenario->flow == NULL || bk_flow_state(scenario->flow) != BK_FLOW_DONE)
    trouble(scenario, "the scenario stops before the action has ended");
  else
    nothing_unnamed(scenario);
}

static char *title_of(char **lines) {
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == '#')
      return bk_text_clean_line(lines[i] + strspn(lines[i], "# "));
  }
  return g_strdup("");
}

static gboolean play_file(const char *path, guint number, const char *program) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_print("not ok %u - %s\n# %s\n", number, path, error->message);
    return FALSE;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autofree char *title = title_of(lines);
  g_autoptr(GString) said = g_string_new(NULL);
  Scenario scenario = {.path = path, .lines = lines, .now = bk_clock_parse(START_OF_TIME), .trouble = said};
  play(&scenario);
  g_print("%sok %u - %s: %s\n", said->len > 0 ? "not " : "", number, path, title);
  if (said->len > 0) {
    g_auto(GStrv) complaint = g_strsplit(said->str, "\n", -1);
    for (guint i = 0; complaint[i] != NULL; i++)
      g_print(complaint[i][0] != '\0' ? "# %s\n" : "%s", complaint[i]);
    g_print("# run this one again: %s %s\n", program, path);
  }
  bk_flow_free(scenario.flow);
  bk_session_unref(scenario.session);
  bk_server_free(scenario.server);
  return said->len == 0;
}

/* ---- which ones ---- */

static gint compare_paths(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void gather(GPtrArray *files, const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  if (dir == NULL) {
    g_ptr_array_add(files, g_strdup(path));
    return;
  }
  const char *name;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *inside = g_build_filename(path, name, NULL);
    if (g_str_has_suffix(name, ".scenario") || g_file_test(inside, G_FILE_TEST_IS_DIR))
      gather(files, inside);
  }
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  gboolean named = FALSE;
  for (int i = 1; i < argc; i++) {
    if (g_str_equal(argv[i], "--tap")) /* tests/run says so to every program; here it is always TAP */
      continue;
    gather(files, argv[i]);
    named = TRUE;
  }
  if (!named)
    gather(files, DEFAULT_FOLDER);
  g_ptr_array_sort(files, compare_paths);
  g_print("1..%u\n", files->len);
  guint failed = 0;
  for (guint i = 0; i < files->len; i++)
    failed += !play_file(g_ptr_array_index(files, i), i + 1, argv[0]);
  if (files->len == 0)
    g_print("Bail out! no scenarios found\n");
  return failed > 0 || files->len == 0;
}
