#include "scenario.h"

#include <stdlib.h>
#include <string.h>

char *wanted_names(const Scenario *scenario) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(scenario->flow);
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < wanted->len; i++) {
    const BkInput *input = g_ptr_array_index(wanted, i);
    g_string_append_printf(names, "%s%s", i > 0 ? " " : "", input->name);
  }
  return g_string_free(g_steal_pointer(&names), FALSE);
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

gboolean do_request(Scenario *scenario, const char *rest) {
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

gboolean do_reply(Scenario *scenario, const char *rest) {
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

gboolean do_fail(Scenario *scenario, const char *rest) {
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
