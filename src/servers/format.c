/* The tables of servers, providers and actions (those of steps are in format_step.c). A new key is one
 * row here and one field in server.h. */
#include "servers/format.h"

#include "servers/fill.h"
#include "servers/parts.h"
#include "servers/server.h"
#include "servers/shapes.h"
#include "servers/texts.h"

#include <string.h>

/* ---- who says so ---- */

static const BkWord verified_words[] = {
    {"run", BK_VERIFIED_RUN},         {"docs", BK_VERIFIED_DOCS},
    {"source", BK_VERIFIED_SOURCE},   {"community", BK_VERIFIED_COMMUNITY},
    {"screens", BK_VERIFIED_SCREENS}, {NULL, 0}};
static const BkShape verified_by = BK_WORDS(verified_words);
static const BkKey verified_keys[] = {{"by", &verified_by, BK_KEY_REQUIRED, BK_AT(BkVerified, by),
                                       .doc = "`run`: tried against the real thing; `docs`: the vendor's "
                                              "documentation; `source`: its source code; "
                                              "`community`: other people's clients; `screens`: nothing is "
                                              "published, modelled on what its pages show"},
                                      {"on", &bk_shape_date, 0, BK_AT(BkVerified, on), .doc = "when"},
                                      {"note", &bk_shape_text, 0, BK_AT(BkVerified, note),
                                       .doc = "what should be known about it; shown to people"},
                                      BK_END};
static const BkObject verified_object = {.name = "verified",
                                         .what = "a statement of who says so",
                                         .doc =
                                             "How far the file can be trusted to describe the real server.",
                                         .keys = verified_keys};
static const BkShape verified = BK_OBJECT(verified_object, bk_fill_inside);

/* ---- actions ---- */

static const BkKey mail_code_keys[] = {
    {"length", &bk_shape_count, 0, BK_AT(BkMail, code_length), .doc = "how many characters it has"},
    {"digits", &bk_shape_flag, 0, BK_AT(BkMail, code_digits), .doc = "it has only digits"},
    BK_END};
static const BkObject mail_code_object = {.name = "mail_code",
                                          .what = "a mailed code",
                                          .doc = "What a mailed code looks like.",
                                          .keys = mail_code_keys};
static const BkShape mail_code = BK_OBJECT(mail_code_object, bk_fill_inside);

static const BkShape path_segment = {.kind = BK_SHAPE_NUMBER, .min = -50, .max = 50, .store = bk_fill_number};
static const BkKey link_keys[] = {
    {"query", &bk_shape_some_text, 0, BK_AT(BkLinkValue, query), .doc = "a parameter of its query"},
    {"fragment", &bk_shape_some_text, 0, BK_AT(BkLinkValue, fragment),
     .doc = "a parameter of its fragment (after `#`)"},
    {"path", &path_segment, 0, BK_AT(BkLinkValue, path),
     .doc = "a segment of its path: from 1, or from the end with -1; empty ones, as after a slash at the "
            "end, do not count"},
    {"fragment_path", &path_segment, 0, BK_AT(BkLinkValue, fragment_path),
     .doc = "a segment of the path that its fragment is (`#/reset/TOKEN`), counted so too"},
    BK_END};
static const char *const link_one_of[] = {"query", "fragment", "path", "fragment_path", NULL};
static const BkObject link_object = {.name = "link",
                                     .what = "a place in a link",
                                     .doc = "Where a value stands in the mailed link. Of several places the "
                                            "first one in the order of this table that the link has: the "
                                            "same value before and after the link was opened in a browser.",
                                     .keys = link_keys,
                                     .one_of = link_one_of,
                                     .one_required = TRUE,
                                     .several = TRUE,
                                     .size = sizeof(BkLinkValue),
                                     .name_offset = G_STRUCT_OFFSET(BkLinkValue, name),
                                     .free = (GDestroyNotify)bk_link_value_free};
static const BkShape link_value = BK_OBJECT(link_object, NULL);
static const BkShape link_values = BK_NAMED(link_value, bk_fill_map);

static const BkKey mail_keys[] = {
    {"from", &bk_shape_text, 0, BK_AT(BkMail, from), .doc = "its sender, as people see it"},
    {"subject", &bk_shape_text, 0, BK_AT(BkMail, subject), .doc = "its subject, as people see it"},
    {"code", &mail_code, 0, 0, .doc = "the code in it"},
    {"good_for", &bk_shape_seconds, 0, BK_AT(BkMail, good_for),
     .doc = "seconds until its code or link expires"},
    {"resend_after", &bk_shape_seconds, 0, BK_AT(BkMail, resend_after), .fallback = "60",
     .doc = "seconds before asking again makes sense"},
    {"tries", &bk_shape_count, 0, BK_AT(BkMail, tries),
     .doc = "wrong codes after which the server ends the reset"},
    {"link", &link_values, 0, BK_AT(BkMail, link_values),
     .doc = "names -> where in the mailed link each value stands. `verify` and `reset` use the names as "
            "templates, "
            "`{{NAME}}`, and the person is asked for the link. It may lead to the hosts of `url` and `urls` "
            "and to "
            "`link_hosts`"},
    BK_END};
const BkObject bk_format_mail = {.name = "mail",
                                 .what = "a description of the mail",
                                 .doc = "What is known of the mail that the action causes.",
                                 .keys = mail_keys,
                                 .size = sizeof(BkMail),
                                 .free = (GDestroyNotify)bk_mail_free};
static const BkShape mail = BK_OBJECT(bk_format_mail, bk_fill_struct);

static const BkWord disclosure_words[] = {{"hidden", BK_DISCLOSURE_HIDDEN},
                                          {"revealed", BK_DISCLOSURE_REVEALED},
                                          {"setting", BK_DISCLOSURE_SETTING},
                                          {NULL, 0}};
static const BkShape disclosure = BK_WORDS(disclosure_words);
static const BkWord completes_words[] = {{"nothing", BK_COMPLETES_NOTHING}, {"code", BK_COMPLETES_CODE},
                                         {"link", BK_COMPLETES_LINK},       {"browser", BK_COMPLETES_BROWSER},
                                         {"shown", BK_COMPLETES_SHOWN},     {NULL, 0}};
static const BkShape completes = BK_WORDS(completes_words);
static const BkWord ends_words[] = {{"others", BK_ENDS_OTHERS}, {"unknown", BK_ENDS_UNKNOWN}, {NULL, 0}};
static const BkShape ends_word = {.kind = BK_SHAPE_WORD, .words = ends_words, .note = ", true, false"};
static const BkShape *const ends_either[] = {&bk_shape_flag, &ends_word, NULL};
static const BkShape ends_sessions = {.kind = BK_SHAPE_EITHER, .either = ends_either, .store = bk_fill_ends};

static const BkKey way_keys[] = {
    {"verified", &verified, 0, BK_AT(BkAction, verified),
     .doc = "who says so, where it differs from the provider's"},
    {"disclosure", &disclosure, 0, BK_AT(BkAction, disclosure), .fallback = "hidden",
     .doc = "`forgot` and `resend`: whether the answer tells if an account exists (`setting`: it depends on "
            "how the server is set up)"},
    {"completes", &completes, 0, BK_AT(BkAction, completes),
     .doc = "`forgot` and `admin_reset`: what the person does next: type a mailed `code`, paste a mailed "
            "`link`, open it in a `browser`, read what is `shown`, or `nothing`; the ways `code`, `link` and "
            "`generate` imply it"},
    {"ends_sessions", &ends_sessions, 0, BK_AT(BkAction, ends_sessions), .fallback = "unknown",
     .doc = "`reset`, `change_password`, and a `forgot` that a browser completes: which sessions of the "
            "account the server ends: "
            "`true` all, "
            "`false` none, `\"others\"` all but the asking one, or but the new one that the answer brings "
            "(`session`). People are told so beforehand; with `true` the session kept here is removed. Where "
            "there "
            "is a `whoami`, the old session is tried afterwards and what came of it is said"},
    {"confirm", &bk_shape_flag, 0, BK_AT(BkAction, confirm),
     .doc = "the person types the account again before anything is sent"},
    {"mail", &mail, 0, BK_AT(BkAction, mail), .doc = "`forgot` and `resend`: what is known of the mail"},
    {"steps", &bk_shape_steps, 0, BK_AT(BkAction, steps), .doc = "its steps, the first one first"},
    BK_END};
static const char *const way_one_of[] = {"steps", "request", NULL};
const BkObject bk_format_way = {.name = "way",
                                .what = "an action",
                                .doc = "One way of an action. It has `steps`, or the keys of its only step "
                                       "stand in it. A list alone is its steps.",
                                .keys = way_keys,
                                .also = &bk_format_step,
                                .one_of = way_one_of,
                                .one_required = TRUE,
                                .size = sizeof(BkAction),
                                .free = (GDestroyNotify)bk_action_free};
static const BkShape way_object = BK_OBJECT(bk_format_way, NULL);
static const BkShape *const way_either[] = {&way_object, &bk_shape_steps, NULL};
static const BkShape way = {
    .kind = BK_SHAPE_EITHER, .note = "a [way](#way), or a list of its [steps](#step)", .either = way_either};

#define WAY_DOC_ONLY NULL
#define WAY_DOC_CODE "by a mailed code"
#define WAY_DOC_LINK "by a mailed link; of an administrator: a link made and shown once"
#define WAY_DOC_GENERATE "the server makes a password, shown once"
#define WAY_DOC_SEND "the server mails the account"
#define WAY_DOC_SET "the administrator sets a password"
/* BK_WAY_ONLY, the first, is no key: it is what an action without ways has. */
G_STATIC_ASSERT(BK_WAY_ONLY == 0);
static const BkKey ways_keys[] = {
#define X(name, word) {word, &way, 0, 0, .doc = WAY_DOC_##name},
    BK_WAYS(X)
#undef X
        BK_END};
const BkObject bk_format_ways = {
    .name = "ways",
    .what = "ways of an action",
    .doc = "The ways in which the same thing can be had. Those of one name belong together: "
           "`forgot` by `code`, `verify` by `code`, `reset` by `code`.",
    .keys = ways_keys + 1};
static const BkShape ways = BK_OBJECT(bk_format_ways, NULL);
static const BkKey action_keys[] = {
    {"ways", &ways, 0, 0, .doc = "in place of all other keys: the same action in several ways"}, BK_END};
static const char *const action_one_of[] = {"ways", "steps", "request", NULL};
const BkObject bk_format_action = {
    .name = "action",
    .what = "an action",
    .doc = "What is sent and what the answers mean. It has `ways`, or `steps`, or the keys "
           "of its only step stand in it. A list alone is its steps.",
    .keys = action_keys,
    .also = &bk_format_way,
    .one_of = action_one_of,
    .one_required = TRUE};
static const BkShape action_object = BK_OBJECT(bk_format_action, NULL);
static const BkShape *const action_either[] = {&action_object, &bk_shape_steps, NULL};
static const BkShape action = {.kind = BK_SHAPE_EITHER,
                               .note = "an [action](#action), or a list of its [steps](#step)",
                               .either = action_either};

#define ACTION_DOC_PROBE "a harmless request that tells whether the server is there and itself"
#define ACTION_DOC_SIGN_IN "sign in"
#define ACTION_DOC_MFA                                                                                       \
  "a second factor as an action of its own; nothing begins it: the second factor of a sign-in is a step of " \
  "`sign_in`"
#define ACTION_DOC_FORGOT "ask for a mail with a code or a link"
#define ACTION_DOC_RESEND "ask for that mail again, where it is not `forgot` once more"
#define ACTION_DOC_VERIFY "check the mailed code or link alone, before the new password is asked for"
#define ACTION_DOC_RESET "set the new password with the mailed code or link"
#define ACTION_DOC_CHANGE_PASSWORD "change the password while signed in"
#define ACTION_DOC_ADMIN_RESET                                                                               \
  "an administrator resets another account: always in ways (generate, link, send, set)"
#define ACTION_DOC_WHOAMI                                                                                    \
  "ask whether a session is alive: `ok` says yes, `session_expired` says no; nothing else of the answer is " \
  "used"
#define ACTION_DOC_REFRESH "get a new token with the refresh token"
#define ACTION_DOC_SIGN_OUT                                                                                  \
  "end the session on the server. Left out where the server cannot: signing out then forgets it here, and "  \
  "says so"
#define ACTION_DOC_SESSIONS "list the sessions that the server knows of the account: a rule of it has `list`"
#define ACTION_DOC_END_SESSION "end one of them: `{{other}}` is the `id` that was listed"
#define ACTION_DOC_END_OTHERS "end all of them but the asking one"
#define ACTION_DOC_DEVICE "sign in with a code that is typed on another device"
static const BkKey actions_keys[] = {
#define X(name, word) {word, &action, 0, 0, .doc = ACTION_DOC_##name},
    BK_ACTIONS(X)
#undef X
        BK_END};
const BkObject bk_format_actions = {.name = "actions",
                                    .what = "actions",
                                    .doc = "What can be asked of the server. Only what is here is offered.",
                                    .keys = actions_keys};
static const BkShape actions = BK_OBJECT(bk_format_actions, bk_fill_actions);

/* ---- inputs and variables ---- */

static const BkWord input_words[] = {
    {"email", BK_INPUT_EMAIL},       {"text", BK_INPUT_TEXT},
    {"password", BK_INPUT_PASSWORD}, {"new_password", BK_INPUT_NEW_PASSWORD},
    {"otp", BK_INPUT_OTP},           {"code", BK_INPUT_CODE},
    {"link", BK_INPUT_LINK},         {"secret", BK_INPUT_SECRET},
    {"choice", BK_INPUT_CHOICE},     {NULL, 0},
};
static const BkShape input_kind = BK_WORDS(input_words);
static const BkKey input_keys[] = {
    {"kind", &input_kind, 0, BK_AT(BkInput, kind), .fallback = "text",
     .doc = "what is typed; `password`, `new_password`, `otp`, `code`, `link` and `secret` are secret by "
            "themselves"},
    {"title", &bk_shape_short_text, 0, BK_AT(BkInput, title), .doc = "its label on screens"},
    {"secret", &bk_shape_flag, 0, BK_AT(BkInput, secret), .doc = "masked, never shown, never written down"},
    {"remember", &bk_shape_flag, 0, BK_AT(BkInput, remember),
     .doc = "asked once for this server, then kept in the store"},
    {"default", &bk_shape_any_text, 0, BK_AT(BkInput, fallback),
     .doc = "what stands in the field at first; of a secret only `\"\"`. `{{name?}}` of an input that has a "
            "default is asked for from the start, and left out when it is answered with nothing"},
    {"values", &bk_shape_some_texts, 0, BK_AT(BkInput, values), .doc = "`choice`: what may be chosen"},
    BK_END};
static const BkObject input_object = {
    .name = "input",
    .what = "an input",
    .doc = "A value that a person gives. Known without being declared: `email`, `password`, `new_password`, "
           "`current_password`, `code`, `otp`, `link`, `target` (the account an administrator acts on). "
           "`other` is "
           "what `end_session` ends; no person types it.",
    .keys = input_keys,
    .size = sizeof(BkInput),
    .name_offset = G_STRUCT_OFFSET(BkInput, name),
    .finish = bk_finish_input,
    .free = (GDestroyNotify)bk_input_free};
static const BkShape input = BK_OBJECT(input_object, NULL);
static const BkShape inputs = BK_NAMED(input, bk_fill_map);

static const BkKey variable_keys[] = {
    {"title", &bk_shape_short_text, 0, BK_AT(BkVariable, title), .doc = "what it is, for who fills it in"},
    {"default", &bk_shape_any_text, 0, BK_AT(BkVariable, value),
     .doc = "its value where the server gives none"},
    BK_END};
const BkObject bk_format_variable = {
    .name = "variable",
    .what = "a declared variable",
    .doc = "A value that every server of this provider gives. A text alone is the value.",
    .keys = variable_keys};
static const BkShape variable_object = BK_OBJECT(bk_format_variable, NULL);
static const BkShape *const variable_either[] = {&bk_shape_any_text, &variable_object, NULL};
static const BkShape variable = {
    .kind = BK_SHAPE_EITHER, .note = "text, or a [variable](#variable)", .either = variable_either};
static const BkShape variables = BK_NAMED(variable, bk_fill_variables);

/* ---- the file itself ---- */

static const BkKey errors_keys[] = {{"code", &bk_shape_pointers, 0, BK_AT(BkServer, error_code),
                                     .doc = "where answers have their error code; the first that is present"},
                                    {"message", &bk_shape_pointers, 0, BK_AT(BkServer, error_message),
                                     .doc = "where they have their sentence"},
                                    BK_END};
static const BkObject errors_object = {.name = "errors",
                                       .what = "error pointers",
                                       .doc = "Where refusals say what is wrong.",
                                       .keys = errors_keys};
static const BkShape errors = BK_OBJECT(errors_object, bk_fill_inside);

static const BkKey password_keys[] = {
    {"min", &bk_shape_count, 0, BK_AT(BkServer, password_min), .doc = "fewest characters of a new password"},
    {"max", &bk_shape_count, 0, BK_AT(BkServer, password_max), .doc = "most characters"},
    {"note", &bk_shape_text, 0, BK_AT(BkServer, password_note), .doc = "further rules, in a sentence"},
    BK_END};
static const BkObject password_object = {
    .name = "password",
    .what = "rules for new passwords",
    .doc =
        "What the server wants of a new password. `min` and `max` are checked here, before anything is sent; "
        "the `note` is shown.",
    .keys = password_keys};
static const BkShape password = BK_OBJECT(password_object, bk_fill_inside);

static const BkKey elsewhere_keys[] = {
    {"title", &bk_shape_short_text, BK_KEY_REQUIRED, BK_AT(BkElsewhere, title),
     .doc = "who has the password"},
    {"email_domains", &bk_shape_domains, 0, BK_AT(BkElsewhere, email_domains),
     .doc = "addresses that belong there; without any only the person can say so"},
    {"url", &bk_shape_page, 0, BK_AT(BkElsewhere, url), .doc = "the page where it is changed"},
    BK_END};
static const BkObject elsewhere_object = {.name = "elsewhere",
                                          .what = "an account elsewhere",
                                          .doc = "Accounts whose password lives somewhere else.",
                                          .keys = elsewhere_keys,
                                          .size = sizeof(BkElsewhere),
                                          .free = (GDestroyNotify)bk_elsewhere_free};
static const BkShape elsewhere_entry = BK_OBJECT(elsewhere_object, NULL);
static const BkShape elsewhere = BK_LIST_OF(elsewhere_entry, bk_fill_list);

static const BkShape session_url_names = {
    .kind = BK_SHAPE_LIST, .of = &bk_shape_value_name, .min = 1, .store = bk_fill_strv};
static const BkKey provider_keys[] = {
    {"title", &bk_shape_short_text, BK_KEY_REQUIRED, BK_AT(BkServer, title),
     .doc = "the name of the product or service"},
    {"extends", &bk_shape_provider_name, 0, BK_AT(BkServer, provider),
     .doc = "the provider that this file is laid over"},
    {"verified", &verified, 0, BK_AT(BkServer, verified), .doc = "who says so"},
    {"urls", &bk_shape_url_map, 0, BK_AT(BkServer, urls),
     .doc = "further bases by name, for a request's `at`"},
    {"variables", &variables, 0, BK_AT(BkServer, variables),
     .doc = "names -> values, or declarations of what a server must give"},
    {"inputs", &inputs, 0, BK_AT(BkServer, inputs),
     .doc = "names -> values that people give, besides those always known"},
    {"headers", &bk_shape_header_map, 0, BK_AT(BkServer, headers), .doc = "sent with every request"},
    {"auth", &bk_shape_auth, 0, BK_AT(BkServer, auth),
     .doc = "how a session is sent; default `{\"bearer\": \"{{session.token}}\"}`"},
    {"session_update", &bk_shape_session_update, 0, BK_AT(BkServer, session_update),
     .doc = "what of a session any answer may replace"},
    {"session_urls", &session_url_names, 0, BK_AT(BkServer, session_urls),
     .doc =
         "names of `urls` to which a session is sent too; without it a session goes only to the origin "
         "that issued it. A session is shared among these and `url`, and only if it came from one of them"},
    {"errors", &errors, 0, 0, .doc = "where answers say what is wrong"},
    {"password", &password, 0, 0, .doc = "rules for new passwords"},
    {"lost_second_factor", &bk_shape_text, 0, BK_AT(BkServer, lost_second_factor),
     .doc = "what to do without the second factor, in a sentence"},
    {"elsewhere", &elsewhere, 0, BK_AT(BkServer, elsewhere),
     .doc = "accounts whose password lives somewhere else"},
    {"actions", &actions, 0, BK_AT(BkServer, actions), .doc = "what can be asked of the server"},
    BK_END};
const BkObject bk_format_provider = {.name = "provider",
                                     .what = "a provider",
                                     .doc = "`providers/NAME.json`: how a family of servers is talked to.",
                                     .keys = provider_keys};

static const BkKey support_keys[] = {
    {"email", &bk_shape_text, 0, BK_AT(BkServer, support_email), .doc = "an address"},
    {"phone", &bk_shape_text, 0, BK_AT(BkServer, support_phone), .doc = "a number"},
    {"url", &bk_shape_page, 0, BK_AT(BkServer, support_url), .doc = "a page"},
    BK_END};
static const BkObject support_object = {.name = "support",
                                        .what = "ways to get help",
                                        .doc = "Who helps when nothing else does.",
                                        .keys = support_keys};
static const BkShape support = BK_OBJECT(support_object, bk_fill_inside);

static const BkKey server_keys[] = {
    {"name", &bk_shape_short_text, BK_KEY_REQUIRED, BK_AT(BkServer, name),
     .doc = "what people see in the list"},
    {"url", &bk_shape_base_url, BK_KEY_REQUIRED, BK_AT(BkServer, url), .doc = "where it is"},
    {"email_domains", &bk_shape_domains, 0, BK_AT(BkServer, email_domains),
     .doc = "it is suggested for addresses of these domains"},
    {"link_hosts", &bk_shape_hosts, 0, BK_AT(BkServer, link_hosts),
     .doc = "further hosts that its mailed links may lead to"},
    {"ca_file", &bk_shape_some_text, 0, BK_AT(BkServer, ca_file),
     .doc =
         "a certificate authority to trust besides the system's: a PEM file, beside this file or absolute"},
    {"support", &support, 0, 0, .doc = "who helps"},
    BK_END};
const BkObject bk_format_server = {
    .name = "server",
    .what = "a server",
    .doc = "`NN-name.json`: one server that people can choose. It is laid over its provider as an RFC 7396 "
           "merge "
           "patch: it may hold every key of a provider, and `null` takes one away.",
    .keys = server_keys,
    .also = &bk_format_provider};

/* ---- looking up ---- */

const BkKey *bk_format_key(const BkObject *object, const char *key) {
  for (const BkObject *o = object; o != NULL; o = o->also)
    for (const BkKey *row = o->keys; row->key != NULL; row++)
      if (row->matches == NULL && strcmp(row->key, key) == 0)
        return row;
  for (const BkObject *o = object; o != NULL; o = o->also)
    for (const BkKey *row = o->keys; row->key != NULL; row++)
      if (row->matches != NULL && row->matches(key))
        return row;
  return NULL;
}

gboolean bk_format_is_comment(const char *key) {
  return strcmp(key, "comment") == 0 || strcmp(key, "$schema") == 0;
}

gboolean bk_format_fits(const BkShape *shape, const cJSON *value) {
  switch (shape->kind) {
  case BK_SHAPE_TEXT:
  case BK_SHAPE_WORD:
    return cJSON_IsString(value);
  case BK_SHAPE_NUMBER:
  case BK_SHAPE_SCALAR:
    return cJSON_IsNumber(value);
  case BK_SHAPE_FLAG:
  case BK_SHAPE_TRUE:
    return cJSON_IsBool(value);
  case BK_SHAPE_LIST:
    return cJSON_IsArray(value);
  case BK_SHAPE_MAP:
  case BK_SHAPE_OBJECT:
    return cJSON_IsObject(value);
  case BK_SHAPE_EITHER:
    for (guint i = 0; shape->either[i] != NULL; i++)
      if (bk_format_fits(shape->either[i], value))
        return TRUE;
    return FALSE;
  case BK_SHAPE_ANY:
    return TRUE;
  }
  g_return_val_if_reached(FALSE);
}
