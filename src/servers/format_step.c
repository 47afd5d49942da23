/* The tables of steps: requests, replies, and what is taken out of them. A new key is one row here and
 * one field in server.h. */
#include "servers/format.h"

#include "servers/fill.h"
#include "servers/parts.h"
#include "servers/server.h"
#include "servers/shapes.h"
#include "servers/texts.h"

#include <string.h>

/* ---- where a value is in a reply ---- */

static const BkShape test_map; /* pointer -> test, below */

static const BkKey find_keys[] = {
    {"in", &bk_shape_pointer, BK_KEY_REQUIRED, BK_AT(BkSource, in), .doc = "the array"},
    {"where", &test_map, BK_KEY_REQUIRED, BK_AT(BkSource, tests),
     .doc = "what the member must pass: pointers inside it -> tests"},
    {"take", &bk_shape_pointer, BK_KEY_REQUIRED, BK_AT(BkSource, where),
     .doc = "the value, as a pointer inside the member"},
    BK_END};
static const BkObject find_object = {.name = "find",
                                     .what = "a search in an array",
                                     .doc = "The first member of an array that passes all tests.",
                                     .keys = find_keys};
static const BkShape find = BK_OBJECT(find_object, bk_fill_inside);

static const BkKey source_keys[] = {
    {"body", &bk_shape_pointer, 0, BK_AT(BkSource, where), .doc = "the value at this pointer of the answer"},
    {"header", &bk_shape_answer_header, 0, BK_AT(BkSource, where),
     .doc = "the value of this header of the answer"},
    {"cookie", &bk_shape_some_text, 0, BK_AT(BkSource, where),
     .doc = "the value of this cookie that the answer sets"},
    {"find", &find, 0, 0, .doc = "a value inside a member of an array"},
    {"value", &bk_shape_template_text, 0, BK_AT(BkSource, where),
     .doc = "nothing of the answer but a template, to keep what is known already under another name: "
            "`{{random}}`, an earlier capture"},
    {"after", &bk_shape_some_text, 0, BK_AT(BkSource, after), .doc = "keep only what follows this text"},
    {"before", &bk_shape_some_text, 0, BK_AT(BkSource, before),
     .doc = "keep only what stands before this text"},
    BK_END};
static const char *const source_one_of[] = {"body", "header", "cookie", "find", "value", NULL};
const BkObject bk_format_source = {.name = "source",
                                   .what = "a source",
                                   .doc = "Where a value is in an answer. A text alone is a pointer into its "
                                          "body; in a list of sources the first "
                                          "that is present wins.",
                                   .keys = source_keys,
                                   .one_of = source_one_of,
                                   .one_required = TRUE,
                                   .size = sizeof(BkSource),
                                   .finish = bk_finish_source,
                                   .free = (GDestroyNotify)bk_source_free};
static const BkShape source_object = BK_OBJECT(bk_format_source, NULL);
static const BkShape *const one_source_either[] = {&bk_shape_pointer, &source_object, NULL};
static const BkShape one_source = {.kind = BK_SHAPE_EITHER, .either = one_source_either};
static const BkShape source_list = {.kind = BK_SHAPE_LIST, .of = &one_source, .min = 1};
static const BkShape *const source_either[] = {&bk_shape_pointer, &source_list, &source_object, NULL};
static const BkShape source = {.kind = BK_SHAPE_EITHER,
                               .note = "a JSON Pointer, a [source](#source), or a list of these",
                               .either = source_either,
                               .store = bk_fill_sources};

static const BkKey capture_keys[] = {{"optional", &bk_shape_flag, 0, BK_AT(BkCapture, optional),
                                      .doc = "its absence is no mistake of the server"},
                                     {"keep", &bk_shape_flag, 0, BK_AT(BkCapture, keep),
                                      .doc = "not secret: it survives with a pending reset"},
                                     BK_END};
const BkObject bk_format_capture = {
    .name = "capture",
    .what = "a capture",
    .doc =
        "A source whose value gets a name for later templates: in later steps of the same action and, of "
        "`forgot`, `resend` and `verify`, in what follows of the same reset. Nothing else goes from one "
        "action to another, cookies neither: an action repeats the steps that it needs, or a session keeps "
        "the value (`values`). In a list of sources, `optional` and `keep` of one count for all.",
    .keys = capture_keys,
    .also = &bk_format_source,
    .one_of = source_one_of,
    .one_required = TRUE};
static const BkShape capture_object = BK_OBJECT(bk_format_capture, NULL);
static const BkShape *const one_capture_either[] = {&bk_shape_pointer, &capture_object, NULL};
static const BkShape one_capture = {.kind = BK_SHAPE_EITHER, .either = one_capture_either};
static const BkShape capture_list = {.kind = BK_SHAPE_LIST, .of = &one_capture, .min = 1};
static const BkShape *const capture_either[] = {&bk_shape_pointer, &capture_list, &capture_object, NULL};
static const BkShape capture = {.kind = BK_SHAPE_EITHER,
                                .note = "a JSON Pointer, a [capture](#capture), or a list of these",
                                .either = capture_either};
static const BkShape captures = BK_NAMED(capture, bk_fill_captures);

/* ---- tests on a reply ---- */

static const BkShape any_number = {.kind = BK_SHAPE_SCALAR};
static const BkShape *const literal_either[] = {&bk_shape_any_text, &any_number, &bk_shape_flag, NULL};
static const BkShape literal = {.kind = BK_SHAPE_EITHER,
                                .what = "text, a number, true or false",
                                .note = "a value",
                                .either = literal_either};
static const BkShape literals = {.kind = BK_SHAPE_LIST, .of = &literal, .min = 1};
static const BkShape *const literal_or_list[] = {&bk_shape_any_text, &any_number, &bk_shape_flag, &literals,
                                                 NULL};
static const BkShape not_literal = {
    .kind = BK_SHAPE_EITHER, .note = "a value, or a list of values", .either = literal_or_list};
static const BkShape test;
static const BkShape test_map = {.kind = BK_SHAPE_MAP,
                                 .check = bk_check_pointer,
                                 .pattern = BK_POINTER_PATTERN,
                                 .min = 1,
                                 .of = &test,
                                 .store = bk_fill_json};

static const BkKey test_keys[] = {
    {"exists", &bk_shape_only_true, 0, 0, .doc = "there is a value, not null"},
    {"absent", &bk_shape_only_true, 0, 0, .doc = "there is none, or null"},
    {"in", &literals, 0, 0, .doc = "equal to one of these"},
    {"not", &not_literal, 0, 0, .doc = "present and different from this, or from all of these"},
    {"starts_with", &bk_shape_some_text, 0, 0, .doc = "a text that begins so"},
    {"contains", &bk_shape_some_text, 0, 0, .doc = "a text that holds this"},
    {"any", &test_map, 0, 0,
     .doc = "an array of which some member passes all of these: pointers inside it -> tests"},
    BK_END};
static const BkObject test_object = {
    .name = "test",
    .what = "a test",
    .doc =
        "A value that stands alone must be equal (a number and the same number in a text are equal); a list: "
        "equal to one of them; an object: all its keys must hold. `null` counts as absent.",
    .keys = test_keys};
static const BkShape test_table = BK_OBJECT(test_object, NULL);
static const BkShape *const test_either[] = {&bk_shape_any_text, &any_number, &bk_shape_flag,
                                             &literals,          &test_table, NULL};
static const BkShape test = {.kind = BK_SHAPE_EITHER,
                             .what = "a value, a list of values or a test",
                             .note = "a value, a list of values, or a [test](#test)",
                             .either = test_either};

static const BkShape status_number = {.kind = BK_SHAPE_NUMBER, .min = 200, .max = 599};
static const BkShape status_list = {.kind = BK_SHAPE_LIST, .of = &status_number, .min = 1};
static const BkShape status_class = {.kind = BK_SHAPE_TEXT,
                                     .what = "a class such as \"2xx\"",
                                     .check = bk_check_status_class,
                                     .pattern = "^[2-5]xx$"};
static const BkShape *const status_either[] = {&status_number, &status_list, &status_class, NULL};
static const BkShape status = {
    .kind = BK_SHAPE_EITHER, .note = "a number, a list of numbers, or a class", .either = status_either};
static const BkShape *const code_either[] = {&bk_shape_some_text, &bk_shape_some_texts, NULL};
static const BkShape code = {
    .kind = BK_SHAPE_EITHER, .note = "text, or a list of texts", .either = code_either};
static const BkWord body_words[] = {{"empty", 0}, {"json", 0}, {"text", 0}, {"html", 0}, {NULL, 0}};
static const BkShape body_word = {.kind = BK_SHAPE_WORD, .words = body_words};
static const BkShape body_list = {.kind = BK_SHAPE_LIST, .of = &body_word, .min = 1};
static const BkShape *const body_either[] = {&body_word, &body_list, NULL};
static const BkShape body_kind = {.kind = BK_SHAPE_EITHER, .either = body_either};

static gboolean is_header_test(const char *key) {
  if (!g_str_has_prefix(key, "header "))
    return FALSE;
  g_autofree char *wrong = bk_check_answer_header(key + strlen("header "));
  return wrong == NULL;
}

static const BkKey when_keys[] = {
    {"status", &status, 0, 0,
     .doc = "the HTTP status: a number, a list of numbers, or a class such as `\"2xx\"`"},
    {"code", &code, 0, 0, .doc = "the value at `errors.code`: this text or one of these"},
    {"message", &test, 0, 0, .doc = "the text at `errors.message`"},
    {"body", &body_kind, 0, 0, .doc = "what the body is, or a list of what it may be"},
    {"header NAME", &test, 0, 0, .doc = "the value of a header", .matches = is_header_test,
     .pattern = "^header [!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
    {"/pointer", &test, 0, 0, .doc = "the value at this JSON Pointer of the body; `\"\"` is the whole body",
     .matches = bk_json_is_pointer, .pattern = BK_POINTER_PATTERN},
    BK_END};
static const BkObject when_object = {
    .name = "when",
    .what = "a condition",
    .doc = "All that is given must hold. A plain text body is seen as one JSON text.",
    .keys = when_keys};
static const BkShape when = BK_OBJECT(when_object, bk_fill_json);

/* ---- what follows from a reply ---- */

#define EXPIRY_KEYS(type)                                                                                    \
  {"expires_in", &source, 0, BK_AT(type, expires), .doc = "seconds from now"},                               \
      {"expires_in_ms", &source, 0, BK_AT(type, expires), .doc = "milliseconds from now"},                   \
      {"expires_at", &source, 0, BK_AT(type, expires), .doc = "seconds since 1970, or an ISO 8601 date"},    \
      {"expires_at_ms", &source, 0, BK_AT(type, expires), .doc = "milliseconds since 1970"}, {               \
    "expires_jwt", &source, 0, BK_AT(type, expires), .doc = "a JWT whose `exp` tells"                        \
  }
static const BkShape cookie_name = {
    .kind = BK_SHAPE_TEXT, .what = "a template", .check = bk_check_line, .min = 1, .store = bk_fill_text};
static const BkShape cookie_names = {
    .kind = BK_SHAPE_LIST, .of = &cookie_name, .min = 1, .max = 10, .store = bk_fill_texts};
static const BkKey session_keys[] = {
    {"token", &source, 0, BK_AT(BkSessionRule, token), .doc = "the token of the session"},
    {"cookies", &cookie_names, 0, BK_AT(BkSessionRule, cookies),
     .doc = "in place of `token`, names of the cookies that are the session; the first must have come. "
            "`session.token` is then `NAME=VALUE; …`, ready for an `auth` of `cookie`"},
    {"refresh", &source, 0, BK_AT(BkSessionRule, refresh),
     .doc = "the refresh token; without one the old one is kept"},
    {"account", &source, 0, BK_AT(BkSessionRule, account),
     .doc = "whose session it is, where somebody else than the person at this terminal may have said so, as "
            "in `device`; default: the address that was given"},
    EXPIRY_KEYS(BkSessionRule),
    {"values", &bk_shape_value_map, 0, BK_AT(BkSessionRule, values),
     .doc = "kept with the session: names -> templates, later `{{session.NAME}}`"},
    BK_END};
static const char *const session_one_of[] = {"expires_in",    "expires_in_ms", "expires_at",
                                             "expires_at_ms", "expires_jwt",   NULL};
static const BkObject session_object = {
    .name = "session",
    .what = "a session",
    .doc = "The new session that this reply brings: in `sign_in`, `device` and `refresh`, and in `reset` and "
           "`change_password` where the answer signs in again. There it takes the place of the old one, and "
           "`ends_sessions` is `\"others\"`.",
    .keys = session_keys,
    .one_of = session_one_of,
    .size = sizeof(BkSessionRule),
    .finish = bk_finish_session,
    .free = (GDestroyNotify)bk_session_rule_free};
static const BkShape session = BK_OBJECT(session_object, bk_fill_struct);

static const BkKey update_keys[] = {
    {"token", &source, 0, BK_AT(BkSessionUpdate, token),
     .doc = "the new token; an answer that lacks it replaces nothing"},
    {"refresh", &source, 0, BK_AT(BkSessionUpdate, refresh), .doc = "the new refresh token"},
    EXPIRY_KEYS(BkSessionUpdate),
    {"values", &captures, 0, BK_AT(BkSessionUpdate, values),
     .doc = "names -> sources of what the session's `values` hold"},
    BK_END};
const BkObject bk_format_session_update = {
    .name = "session_update",
    .what = "an update of sessions",
    .doc = "For servers that change a session on the way. What is found in any answer to a request that "
           "sent the session, good or bad, replaces the same in the session; the rest stays. Cookies of a "
           "cookie session need no rule: they are replaced as the server sets them.",
    .keys = update_keys,
    .one_of = session_one_of,
    .size = sizeof(BkSessionUpdate),
    .finish = bk_finish_session_update,
    .free = (GDestroyNotify)bk_session_update_free};
const BkShape bk_shape_session_update = BK_OBJECT(bk_format_session_update, bk_fill_struct);

static const BkKey retry_keys[] = {
    {"after", &source, 0, BK_AT(BkRetryRule, from), .doc = "seconds from now"},
    {"after_ms", &source, 0, BK_AT(BkRetryRule, from), .doc = "milliseconds from now"},
    {"at", &source, 0, BK_AT(BkRetryRule, from), .doc = "seconds since 1970, or an ISO 8601 date"},
    BK_END};
static const char *const retry_one_of[] = {"after", "after_ms", "at", NULL};
static const BkObject retry_object = {
    .name = "retry",
    .what = "a hint when to try again",
    .doc = "Where the answer says when trying again makes sense. The headers `Retry-After`, "
           "`X-Retry-After`, `RateLimit` and `X-RateLimit-Reset` are read without being told.",
    .keys = retry_keys,
    .one_of = retry_one_of,
    .one_required = TRUE,
    .size = sizeof(BkRetryRule),
    .finish = bk_finish_retry,
    .free = (GDestroyNotify)bk_retry_rule_free};
static const BkShape retry = BK_OBJECT(retry_object, bk_fill_struct);

static const BkKey option_keys[] = {
    {"value", &bk_shape_some_text, BK_KEY_REQUIRED, BK_AT(BkChoiceOption, value),
     .doc = "the value, also for `--choose`"},
    {"label", &bk_shape_short_text, 0, BK_AT(BkChoiceOption, label),
     .doc = "what people see; default: the value"},
    {"then", &bk_shape_step_name, 0, BK_AT(BkChoiceOption, then),
     .doc = "the step that follows; default: the rule's `then`"},
    {"when", &when, 0, BK_AT(BkChoiceOption, when), .doc = "offered only if this holds for the answer"},
    BK_END};
static const BkObject option_object = {.name = "option",
                                       .what = "an option",
                                       .doc = "One of the things to choose from that the file itself names.",
                                       .keys = option_keys,
                                       .size = sizeof(BkChoiceOption),
                                       .free = (GDestroyNotify)bk_choice_option_free};
static const BkShape option = BK_OBJECT(option_object, NULL);
static const BkShape options = BK_LIST_OF(option, bk_fill_list);

static const BkKey choose_keys[] = {
    {"from", &bk_shape_pointer, 0, BK_AT(BkChoice, from), .doc = "the array of the answer to choose from"},
    {"where", &test_map, 0, BK_AT(BkChoice, tests),
     .doc = "`from`: which members may be chosen: pointers inside a member -> tests; default: all"},
    {"options", &options, 0, BK_AT(BkChoice, options),
     .doc = "or the options themselves, each perhaps with a step of its own: the ways of a second factor"},
    {"value", &bk_shape_pointer, 0, BK_AT(BkChoice, value),
     .doc = "`from`: the value, as a pointer inside a member; without it the member itself"},
    {"label", &bk_shape_label_pointers, 0, BK_AT(BkChoice, label),
     .doc = "what people see: a pointer inside a member, or several of which the first present wins; "
            "default: the value"},
    {"as", &bk_shape_value_name, BK_KEY_REQUIRED, BK_AT(BkChoice, as),
     .doc = "the name of the value from then on"},
    {"title", &bk_shape_text, 0, BK_AT(BkChoice, title), .doc = "the question"},
    BK_END};
static const char *const choose_one_of[] = {"from", "options", NULL};
static const BkObject choose_object = {
    .name = "choose",
    .what = "a choice",
    .doc = "The person chooses one member of an array of the answer, or one of the options that the file "
           "names; one alone is taken without asking.",
    .keys = choose_keys,
    .one_of = choose_one_of,
    .one_required = TRUE,
    .size = sizeof(BkChoice),
    .free = (GDestroyNotify)bk_choice_free};
static const BkShape choose = BK_OBJECT(choose_object, bk_fill_struct);

static const BkShape mine_map = {.kind = BK_SHAPE_MAP,
                                 .check = bk_check_pointer,
                                 .pattern = BK_POINTER_PATTERN,
                                 .of = &bk_shape_template_text,
                                 .min = 1,
                                 .store = bk_fill_pairs};
static const BkKey list_keys[] = {
    {"from", &bk_shape_pointer, BK_KEY_REQUIRED, BK_AT(BkSessionList, from), .doc = "the array"},
    {"id", &bk_shape_pointer, BK_KEY_REQUIRED, BK_AT(BkSessionList, id),
     .doc = "what `end_session` ends it by, as `{{other}}`; never shown, it may be a token"},
    {"name", &bk_shape_label_pointers, 0, BK_AT(BkSessionList, name),
     .doc = "what people see: a device or a program; the first present wins"},
    {"address", &bk_shape_pointer, 0, BK_AT(BkSessionList, address), .doc = "from where it was begun"},
    {"since", &bk_shape_pointer, 0, BK_AT(BkSessionList, since),
     .doc = "when: seconds or milliseconds since 1970, or an ISO 8601 date"},
    {"seen", &bk_shape_pointer, 0, BK_AT(BkSessionList, seen),
     .doc = "when it was used last, in the same forms"},
    {"mine", &mine_map, 0, BK_AT(BkSessionList, mine),
     .doc = "which of them is the asking one: pointers -> templates that are equal there. Without it all are "
            "others"},
    BK_END};
static const BkObject list_object = {
    .name = "list",
    .what = "a list of sessions",
    .doc =
        "`sessions`: where the answer lists the sessions of the account; pointers besides `from` are inside "
        "a member.",
    .keys = list_keys,
    .size = sizeof(BkSessionList),
    .free = (GDestroyNotify)bk_session_list_free};
static const BkShape list = BK_OBJECT(list_object, bk_fill_struct);

static const BkWord shown_words[] = {
    {"password", 0}, {"link", 0}, {"code", 0}, {"complete_link", 0}, {NULL, 0}};
static const BkShape shown_as = {.kind = BK_SHAPE_WORD, .words = shown_words, .store = bk_fill_text};
static const BkKey show_keys[] = {
    {"from", &source, BK_KEY_REQUIRED, BK_AT(BkShown, from), .doc = "the value"},
    {"as", &shown_as, BK_KEY_REQUIRED, BK_AT(BkShown, as),
     .doc = "what it is; `complete_link`: a `link` that holds the `code` already"},
    {"optional", &bk_shape_flag, 0, BK_AT(BkShown, optional),
     .doc = "its absence is no mistake of the server"},
    BK_END};
static const BkObject show_object = {
    .name = "show",
    .what = "a value to show",
    .doc = "A value of the answer that is shown to the person once and never stored.",
    .keys = show_keys,
    .size = sizeof(BkShown),
    .free = (GDestroyNotify)bk_shown_free};
static const BkShape show = BK_OBJECT(show_object, NULL);
static const BkShape shows = BK_LIST_OF(show, bk_fill_list);

/* The words from NETWORK on are the client's own: the list ends before them. */
static const BkWord outcome_words[] = {
#define X(name, word, exit) {BK_OUTCOME_##name < BK_OUTCOME_NETWORK ? word : NULL, BK_OUTCOME_##name},
    BK_OUTCOMES(X)
#undef X
};
static const BkShape outcome = BK_WORDS(outcome_words);

static const BkKey reply_keys[] = {
    {"when", &when, 0, BK_AT(BkReplyRule, when), .doc = "what must hold; without it the rule holds always"},
    {"outcome", &outcome, BK_KEY_REQUIRED, BK_AT(BkReplyRule, outcome),
     .doc = "what the answer means. `unknown_account` is told to administrators alone: to others the address "
            "looks like one that is known, and in a step that has such a rule the server's sentence about "
            "either is withheld"},
    {"capture", &captures, 0, BK_AT(BkReplyRule, captures),
     .doc = "names -> sources of values for later templates"},
    {"then", &bk_shape_step_name, 0, BK_AT(BkReplyRule, then),
     .doc = "the step that follows: a later one, or this one again; without it the action ends"},
    {"ask", &bk_shape_names, 0, BK_AT(BkReplyRule, ask),
     .doc = "inputs to ask for; then the same step is sent again"},
    {"session", &session, 0, BK_AT(BkReplyRule, session), .doc = "the new session"},
    {"choose", &choose, 0, BK_AT(BkReplyRule, choose),
     .doc = "a choice, from an array of the answer or of options"},
    {"list", &list, 0, BK_AT(BkReplyRule, list), .doc = "`sessions`: the sessions that the server knows"},
    {"retry", &retry, 0, BK_AT(BkReplyRule, retry), .doc = "where the answer says when to try again"},
    {"show", &shows, 0, BK_AT(BkReplyRule, show), .doc = "values to show once"},
    BK_END};
static const char *const reply_one_of[] = {"then", "ask", NULL};
static const BkObject reply_object = {
    .name = "reply",
    .what = "a reply rule",
    .doc = "The first rule whose `when` holds decides. When none does: 401 `invalid_credentials` "
           "(`session_expired` "
           "if a session was sent), 403 `denied`, 404 `unsupported`, 400 and 422 `misconfigured`, 423 "
           "`account_locked`, 429 `rate_limited`, other 4xx and 5xx `server_error`; a 2xx is `ok` only in a "
           "step "
           "that has no rule with the outcome `ok` or with `then`, and not when it is HTML.",
    .keys = reply_keys,
    .one_of = reply_one_of,
    .size = sizeof(BkReplyRule),
    .free = (GDestroyNotify)bk_reply_rule_free};
static const BkShape reply = BK_OBJECT(reply_object, NULL);
static const BkShape replies = BK_LIST_OF(reply, bk_fill_list);

/* ---- requests ---- */

static const BkKey basic_keys[] = {
    {"user", &bk_shape_template_line, BK_KEY_REQUIRED, BK_AT(BkAuth, user), .doc = "the user"},
    {"password", &bk_shape_template_line, BK_KEY_REQUIRED, BK_AT(BkAuth, value), .doc = "the password"},
    BK_END};
static const BkObject basic_object = {.name = "basic",
                                      .what = "a user and a password",
                                      .doc = "HTTP Basic authentication.",
                                      .keys = basic_keys};
static const BkShape basic = BK_OBJECT(basic_object, bk_fill_inside);
static const BkKey auth_header_keys[] = {
    {"name", &bk_shape_header_name, BK_KEY_REQUIRED, BK_AT(BkAuth, header), .doc = "the header"},
    {"value", &bk_shape_template_line, BK_KEY_REQUIRED, BK_AT(BkAuth, value), .doc = "its value"},
    BK_END};
static const BkObject auth_header_object = {.name = "auth_header",
                                            .what = "a header and its value",
                                            .doc = "A header that proves who is asking.",
                                            .keys = auth_header_keys};
static const BkShape auth_header = BK_OBJECT(auth_header_object, bk_fill_inside);
static const BkKey auth_keys[] = {
    {"bearer", &bk_shape_template_line, 0, BK_AT(BkAuth, value),
     .doc = "`Authorization: Bearer` and this token"},
    {"basic", &basic, 0, 0, .doc = "`Authorization: Basic` with a user and a password"},
    {"header", &auth_header, 0, 0, .doc = "any other header"},
    {"cookie", &bk_shape_template_line, 0, BK_AT(BkAuth, value),
     .doc = "`Cookie` with this, `NAME=VALUE; …`: `{{session.token}}` of a session of `cookies`. Newer "
            "cookies of the same action take the place of those of the same name"},
    BK_END};
static const char *const auth_one_of[] = {"bearer", "basic", "header", "cookie", NULL};
const BkObject bk_format_auth = {.name = "auth",
                                 .what = "a way to prove who is asking",
                                 .doc = "How a request proves who is asking.",
                                 .keys = auth_keys,
                                 .one_of = auth_one_of,
                                 .one_required = TRUE,
                                 .size = sizeof(BkAuth),
                                 .finish = bk_finish_auth,
                                 .free = (GDestroyNotify)bk_auth_free};
const BkShape bk_shape_auth = BK_OBJECT(bk_format_auth, bk_fill_auth);
static const BkWord auth_words[] = {{"none", BK_AUTH_NONE}, {"session", BK_AUTH_SESSION}, {NULL, 0}};
static const BkShape auth_word = {.kind = BK_SHAPE_WORD, .words = auth_words, .note = ", or an object"};
static const BkShape *const request_auth_either[] = {&auth_word, &bk_shape_auth, NULL};
static const BkShape request_auth = {
    .kind = BK_SHAPE_EITHER, .either = request_auth_either, .store = bk_fill_auth};

static const BkWord method_words[] = {{"GET", 0},   {"POST", 0},   {"PUT", 0},
                                      {"PATCH", 0}, {"DELETE", 0}, {NULL, 0}};
static const BkShape method = {.kind = BK_SHAPE_WORD, .words = method_words, .store = bk_fill_text};
static const BkShape url_template = {.kind = BK_SHAPE_TEXT,
                                     .what = "one name",
                                     .note = "`{{NAME}}`",
                                     .check = bk_check_url_name,
                                     .pattern = "^\\{\\{[A-Za-z0-9_.]+\\}\\}$",
                                     .store = bk_fill_text};
static const BkKey request_keys[] = {
    {"method", &method, BK_KEY_REQUIRED, BK_AT(BkRequestTemplate, method), .doc = "the HTTP method"},
    {"at", &bk_shape_value_name, 0, BK_AT(BkRequestTemplate, at),
     .doc = "which of the server's `urls` it goes to; default: `url`"},
    {"url", &url_template, 0, BK_AT(BkRequestTemplate, url),
     .doc =
         "in place of `at`: a name whose value is a whole URL, such as an endpoint that an answer told, or "
         "`{{server.origin}}` for a path that does not begin with that of the server's `url`. "
         "It is used only if its origin is that of the server's `url` or one of its `urls`"},
    {"path", &bk_shape_template_path, 0, BK_AT(BkRequestTemplate, path),
     .doc =
         "appended to that URL; values are percent-encoded, text outside the braces is sent as written. No "
         "`?` and no `#`: parameters stand in `query`. **required** without `url`"},
    {"query", &bk_shape_template_line_map, 0, BK_AT(BkRequestTemplate, query),
     .doc = "query parameters; one without a value is `\"NAME\": \"\"`, sent as `NAME=`"},
    {"headers", &bk_shape_header_map, 0, BK_AT(BkRequestTemplate, headers),
     .doc = "further headers; the same name replaces one of the server's `headers`"},
    {"form", &bk_shape_template_map, BK_KEY_NULLABLE, BK_AT(BkRequestTemplate, form),
     .doc = "a body of `application/x-www-form-urlencoded`"},
    {"json", &bk_shape_any_json, 0, BK_AT(BkRequestTemplate, json),
     .doc =
         "a JSON body: any JSON whose texts are templates, and stay texts; `\"{{counter}}\"` alone is sent "
         "as a number"},
    {"auth", &request_auth, 0, BK_AT(BkRequestTemplate, auth), .fallback = "none",
     .doc = "`session`: as the provider's `auth` says; or a way of its own"},
    BK_END};
static const char *const request_one_of[] = {"form", "json", NULL};
static const BkObject request_object = {.name = "request",
                                        .what = "a request",
                                        .doc = "A member or pair that is exactly `{{name?}}` is left out "
                                               "when the name has no value or an empty one. The inputs that "
                                               "these templates still lack are what the person is asked for.",
                                        .keys = request_keys,
                                        .one_of = request_one_of,
                                        .size = sizeof(BkRequestTemplate),
                                        .finish = bk_finish_request,
                                        .free = (GDestroyNotify)bk_request_template_free};
static const BkShape request = BK_OBJECT(request_object, bk_fill_struct);

static const BkKey poll_keys[] = {{"every", &bk_shape_few_seconds, 0, BK_AT(BkStep, poll_every),
                                   .fallback = "5", .doc = "seconds between polls"},
                                  {"every_from", &bk_shape_value_name, 0, BK_AT(BkStep, poll_every_from),
                                   .doc = "a capture with these seconds, instead"},
                                  {"for", &bk_shape_few_seconds, 0, BK_AT(BkStep, poll_for),
                                   .fallback = "900", .doc = "seconds after which polling ends"},
                                  {"for_from", &bk_shape_value_name, 0, BK_AT(BkStep, poll_for_from),
                                   .doc = "a capture with these seconds, instead"},
                                  BK_END};
static const BkObject poll_object = {.name = "poll",
                                     .what = "a rule for polling",
                                     .doc = "After the outcome `pending` the step is sent again.",
                                     .keys = poll_keys};
static const BkShape poll = BK_OBJECT(poll_object, bk_fill_inside);

static const BkKey step_keys[] = {
    {"step", &bk_shape_step_name, 0, BK_AT(BkStep, name), .fallback = "1", .doc = "its name, for `then`"},
    {"request", &request, BK_KEY_REQUIRED, BK_AT(BkStep, request), .doc = "what is sent"},
    {"replies", &replies, 0, BK_AT(BkStep, replies), .doc = "what the answers mean, in order"},
    {"poll", &poll, 0, 0, .doc = "for a step that waits for something"},
    BK_END};
const BkObject bk_format_step = {.name = "step",
                                 .what = "a step",
                                 .doc = "One request of an action.",
                                 .keys = step_keys,
                                 .size = sizeof(BkStep),
                                 .free = (GDestroyNotify)bk_step_free};
static const BkShape step = BK_OBJECT(bk_format_step, NULL);
const BkShape bk_shape_steps = {
    .kind = BK_SHAPE_LIST, .of = &step, .min = 1, .max = 20, .store = bk_fill_list};
