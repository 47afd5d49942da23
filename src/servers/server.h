/* server.h: what a server file says, once it has been read, merged over its provider and checked.
 *
 * Everything here is read-only after loading and belongs to the BkServer. Strings marked "template"
 * may hold {{name}} and {{name?}}; "pointer" is a JSON Pointer (RFC 6901). The format, for people who
 * write such files, is backin-servers.d(5); format.c holds the tables that parse, check and describe it.
 */
#ifndef BK_SERVERS_SERVER_H
#define BK_SERVERS_SERVER_H

#include "base/json.h"
#include "base/outcome.h"

#include <glib.h>

G_BEGIN_DECLS

/* clang-format off */
/* X(NAME, word): what can be asked of a server. */
#define BK_ACTIONS(X)                \
  X(PROBE, "probe")                  \
  X(SIGN_IN, "sign_in")              \
  X(MFA, "mfa")                      \
  X(FORGOT, "forgot")                \
  X(RESEND, "resend")                \
  X(VERIFY, "verify")                \
  X(RESET, "reset")                  \
  X(CHANGE_PASSWORD, "change_password") \
  X(ADMIN_RESET, "admin_reset")      \
  X(WHOAMI, "whoami")                \
  X(REFRESH, "refresh")              \
  X(SIGN_OUT, "sign_out")            \
  X(SESSIONS, "sessions")            \
  X(END_SESSION, "end_session")      \
  X(END_OTHERS, "end_others")        \
  X(DEVICE, "device")
/* clang-format on */

typedef enum {
#define X(name, word) BK_ACTION_##name,
  BK_ACTIONS(X)
#undef X
      BK_ACTION_COUNT
} BkActionKind;

/* The same action can be had in several ways: a reset by code or by link, an administrator's reset
 * generated, linked, sent or set. Most actions have just BK_WAY_ONLY. */
/* clang-format off */
#define BK_WAYS(X)        \
  X(ONLY, "only")         \
  X(CODE, "code")         \
  X(LINK, "link")         \
  X(GENERATE, "generate") \
  X(SEND, "send")         \
  X(SET, "set")
/* clang-format on */

typedef enum {
#define X(name, word) BK_WAY_##name,
  BK_WAYS(X)
#undef X
      BK_WAY_COUNT
} BkWay;

const char *bk_action_word(BkActionKind kind);
gboolean bk_action_from_word(const char *word, BkActionKind *ret_kind);
const char *bk_way_word(BkWay way);
gboolean bk_way_from_word(const char *word, BkWay *ret_way);

typedef struct {
  char *name;
  char *value; /* template */
} BkPair;

/* How far the file can be trusted to describe the real server. */
typedef enum {
  BK_VERIFIED_NONE,      /* not told */
  BK_VERIFIED_SCREENS,   /* the vendor publishes no interface: modelled on what its pages show */
  BK_VERIFIED_COMMUNITY, /* other people's clients */
  BK_VERIFIED_DOCS,
  BK_VERIFIED_SOURCE,
  BK_VERIFIED_RUN, /* tried against the real thing */
} BkVerifiedBy;

typedef struct {
  BkVerifiedBy by;
  char *on;   /* date, or NULL */
  char *note; /* or NULL */
} BkVerified;

/* A value a person gives. A few names are known without being declared (bk_input_builtin). */
typedef enum {
  BK_INPUT_EMAIL,
  BK_INPUT_TEXT,
  BK_INPUT_PASSWORD,
  BK_INPUT_NEW_PASSWORD, /* typed twice, checked against BkServer.password */
  BK_INPUT_OTP,          /* second factor: digits from an app or a message */
  BK_INPUT_CODE,         /* mailed code: spaces and dashes forgiven */
  BK_INPUT_LINK,
  BK_INPUT_SECRET, /* a key or token that the person was given */
  BK_INPUT_CHOICE, /* one of values */
} BkInputKind;

typedef struct {
  char *name;
  BkInputKind kind;
  char *title;       /* label on screens; NULL: src/words has one for the name or the kind */
  gboolean secret;   /* masked, never shown, never in a trace */
  gboolean remember; /* asked once, then kept in the store for this server */
  char *fallback;    /* "default" in the file, or NULL */
  char **values;     /* BK_INPUT_CHOICE: what may be chosen */
} BkInput;

/* email, password, new_password, current_password, code, otp, link, target (the account an
 * administrator acts on), other (the listed session that end_session ends; nobody types it). NULL for any
 * other name. */
const BkInput *bk_input_builtin(const char *name);

typedef struct {
  char *name;
  char *title; /* or NULL */
  char *value; /* the server's, else the provider's default, else NULL while unset */
} BkVariable;

/* Where a value in a reply is. */
typedef enum {
  BK_SOURCE_BODY,   /* where: pointer */
  BK_SOURCE_HEADER, /* where: header name */
  BK_SOURCE_COOKIE, /* where: cookie name */
  BK_SOURCE_FIND,  /* the first member of the array at in that passes where_tests; where: pointer inside it */
  BK_SOURCE_VALUE, /* where: template; nothing of the reply, but what the flow knows already */
} BkSourceKind;

typedef struct {
  BkSourceKind kind;
  char *where;
  char *in;             /* FIND: pointer to the array */
  const cJSON *tests;   /* FIND: {pointer: test}, as in "when" */
  char *after, *before; /* keep only what follows / precedes this text, or NULL */
} BkSource;

typedef struct {
  char *name;
  GPtrArray *sources; /* BkSource*: the first that is present wins */
  gboolean optional;  /* absent is no error */
  gboolean keep;      /* not secret, and kept with a pending reset ("keep": true) */
} BkCapture;

typedef enum {
  BK_AUTH_NONE,
  BK_AUTH_SESSION, /* as BkServer.auth says, with the session's values */
  BK_AUTH_BEARER,  /* value */
  BK_AUTH_BASIC,   /* user, value */
  BK_AUTH_HEADER,  /* header, value */
  BK_AUTH_COOKIE,  /* value: "name=value; …", sent with the cookies of the flow, which are newer */
} BkAuthKind;

typedef struct {
  BkAuthKind kind;
  char *header;
  char *user;  /* template */
  char *value; /* template */
} BkAuth;

typedef struct {
  char *method;
  char *at;           /* key of BkServer.urls, or NULL: BkServer.url */
  char *url;          /* "{{name}}" of a whole URL that an answer told, in place of at; or NULL */
  char *path;         /* template; begins with "/" or is empty */
  GPtrArray *query;   /* BkPair* */
  GPtrArray *headers; /* BkPair*; the server's own headers come first, same name replaces */
  GPtrArray *form;    /* BkPair*, or NULL when the body is not a form */
  const cJSON *json;  /* any JSON whose strings are templates, or NULL */
  BkAuth *auth;       /* never NULL */
} BkRequestTemplate;

/* How the end of a session is told, all as wall-clock seconds in the end. */
typedef enum {
  BK_EXPIRY_NONE,
  BK_EXPIRY_IN, /* seconds from now; numbers or numeric strings */
  BK_EXPIRY_IN_MS,
  BK_EXPIRY_AT,    /* epoch seconds or ISO 8601 */
  BK_EXPIRY_AT_MS, /* epoch milliseconds */
  BK_EXPIRY_JWT,   /* "exp" of the JWT found there, unverified: a hint */
} BkExpiry;

typedef struct {
  GPtrArray *token;   /* BkSource*; empty: cookies are the token */
  GPtrArray *cookies; /* char*: names (templates); the first must be there. The token is then
                         "name=value; …" of those that the flow holds */
  GPtrArray *refresh; /* BkSource*, may be empty: the old one is kept */
  GPtrArray *account; /* BkSource*: whose it is, where the person has not said or chosen; may be empty */
  BkExpiry expiry;
  GPtrArray *expires; /* BkSource* */
  GPtrArray *values;  /* BkPair*: name -> template, kept with the session */
} BkSessionRule;

/* What any answer to a request that sent the session may replace in it. */
typedef struct {
  GPtrArray *token;   /* BkSource*; given, and no token in an answer: the answer replaces nothing */
  GPtrArray *refresh; /* BkSource* */
  BkExpiry expiry;
  GPtrArray *expires; /* BkSource* */
  GPtrArray *values;  /* BkCapture* */
} BkSessionUpdate;

/* One of the options that a file itself names. */
typedef struct {
  char *value;
  char *label;       /* NULL: the value */
  char *then;        /* the step that follows when it is chosen; NULL: the rule's */
  const cJSON *when; /* offered only if this holds for the answer; NULL: always */
} BkChoiceOption;

typedef struct {
  char *from;         /* pointer to the array; NULL: options */
  const cJSON *tests; /* of the members of from, {pointer: test}; NULL: all may be chosen */
  char *value;        /* pointer inside a member; "": the member itself */
  GPtrArray *label;   /* char*: pointers inside a member, first present wins */
  GPtrArray *options; /* BkChoiceOption* */
  char *as;           /* the value's name from then on */
  char *title;        /* or NULL */
} BkChoice;

/* Where an answer lists the sessions of an account. Times are seconds or milliseconds since 1970, or dates.
 */
typedef struct {
  char *from;      /* pointer to the array */
  char *id;        /* pointers inside a member: what end_session ends it by … */
  GPtrArray *name; /* char*: … what it is (a device, a program), the first present wins … */
  char *address;   /* … from where, since when, when it was seen last; each may be NULL */
  char *since, *seen;
  GPtrArray *mine; /* BkPair*: pointer -> template; the asking session is where all are equal */
} BkSessionList;

/* A hint of the body when trying again makes sense. */
typedef struct {
  BkExpiry kind;   /* IN, IN_MS or AT */
  GPtrArray *from; /* BkSource* */
} BkRetryRule;

/* A value that is shown to a person once and never stored. */
typedef struct {
  GPtrArray *from; /* BkSource* */
  char *as;        /* "password", "link", "code" or "complete_link" (a link that holds the code) */
  gboolean optional;
} BkShown;

typedef struct {
  const cJSON *when; /* NULL: always. {"status":…, "code":…, "message":…, "header NAME":…, "/pointer":…} */
  BkOutcome outcome;
  GPtrArray *captures;    /* BkCapture* */
  char *then;             /* the step that follows; NULL: the action ends with outcome */
  GPtrArray *ask;         /* char*: inputs to ask for (again), then the same step is sent again */
  BkSessionRule *session; /* or NULL */
  BkChoice *choose;       /* or NULL */
  BkSessionList *list;    /* or NULL */
  BkRetryRule *retry;     /* or NULL: headers alone tell */
  GPtrArray *show;        /* BkShown* */
} BkReplyRule;

typedef struct {
  char *name;
  BkRequestTemplate *request;
  GPtrArray *replies;    /* BkReplyRule*, in order; the first whose "when" holds decides */
  int poll_every;        /* seconds between polls after outcome pending; 0: this step never waits */
  char *poll_every_from; /* name of a capture with seconds that replaces poll_every, or NULL */
  int poll_for;          /* seconds after which polling ends, at most 3600 */
  char *poll_for_from;   /* name of a capture with seconds that replaces poll_for, or NULL */
} BkStep;

typedef enum { BK_DISCLOSURE_HIDDEN, BK_DISCLOSURE_REVEALED, BK_DISCLOSURE_SETTING } BkDisclosure;

typedef enum {
  BK_COMPLETES_NOTHING, /* done when the reply says so */
  BK_COMPLETES_CODE,    /* a mailed code, typed here */
  BK_COMPLETES_LINK,    /* a mailed link, pasted here (or opened elsewhere) */
  BK_COMPLETES_BROWSER, /* a mailed link that only a browser can finish */
  BK_COMPLETES_SHOWN,   /* the answer holds what is needed; shown once */
} BkCompletes;

typedef enum { BK_ENDS_UNKNOWN, BK_ENDS_NONE, BK_ENDS_OTHERS, BK_ENDS_ALL } BkEndsSessions;

/* How a value is taken out of a mailed link: in the first of these places that it has. */
typedef struct {
  char *name;
  char *query;       /* name of a query parameter, or NULL */
  char *fragment;    /* name of a parameter in the fragment, or NULL */
  int path;          /* nth path segment from 1, negative from the end; 0: not from the path */
  int fragment_path; /* the same of a fragment that is a path */
} BkLinkValue;

/* What is known of the mail that a forgot action causes. Everything may be unknown (0, NULL, empty). */
typedef struct {
  char *from, *subject;
  int code_length;
  gboolean code_digits; /* only digits */
  int good_for;         /* seconds */
  int resend_after;     /* seconds before asking again makes sense; default 60 */
  int tries;
  GPtrArray *link_values; /* BkLinkValue* */
} BkMail;

typedef struct {
  BkActionKind kind;
  BkWay way;
  BkVerified verified; /* its own, else the provider's */
  BkDisclosure disclosure;
  BkCompletes completes;
  BkEndsSessions ends_sessions;
  gboolean confirm; /* the person types the account again before anything is sent */
  BkMail *mail;     /* forgot and resend: never NULL; else NULL */
  GPtrArray *steps; /* BkStep*, at least one */
} BkAction;

/* Accounts whose password lives somewhere else. */
typedef struct {
  char *title;          /* "Google", "BigCorp single sign-on" */
  char **email_domains; /* may be empty: then only the person can say so */
  char *url;            /* where the password is changed, or NULL */
} BkElsewhere;

typedef struct {
  char *id;       /* file name without "NN-" and ".json" */
  char *file;     /* as shown in messages */
  char *owner;    /* "package", "administrator", "you": who the directory belongs to */
  char *name;     /* clean, at most 60 characters */
  char *provider; /* its word, or NULL */
  char *title;    /* of the provider, or the name */
  BkVerified verified;
  char *url;              /* base: origin and perhaps a path, no "/" at the end */
  char *origin;           /* of url */
  char *host;             /* of url, ASCII, with the port if it is not the default */
  GPtrArray *urls;        /* BkPair*: further named bases */
  char **origins;         /* every origin this server's files list: the only ones anything is sent to */
  char **session_urls;    /* keys of urls among which, and url, a session is shared */
  char **session_origins; /* their origins and that of url; empty: a session stays where it came from */
  char **link_hosts;      /* hosts a mailed link may lead to: those of origins and "link_hosts" */
  char *ca_file;          /* or NULL */
  char **email_domains;
  char *support_email, *support_phone, *support_url; /* each may be NULL */
  char *lost_second_factor;                          /* the vendor's rule in a sentence, or NULL */
  GPtrArray *elsewhere;                              /* BkElsewhere* */
  GPtrArray *variables;                              /* BkVariable* */
  GPtrArray *inputs;                                 /* BkInput*: declared ones */
  GPtrArray *headers;                                /* BkPair*: sent with every request */
  BkAuth *auth;                    /* how a session is sent; never NULL, bearer by default */
  BkSessionUpdate *session_update; /* or NULL: only actions renew a session */
  char **error_code;               /* pointers, first present wins */
  char **error_message;            /* pointers, first present wins */
  int password_min, password_max;  /* 0: not told */
  char *password_note;             /* further rules in a sentence, or NULL */
  GPtrArray *actions;              /* BkAction* */
  cJSON *document;                 /* the merged file; everything that says const cJSON points into it */
  gpointer shared; /* private: the provider that lends actions, inputs, headers and auth, or NULL */
} BkServer;

/* The action, or NULL if the server does not offer it (that way). BK_WAY_ONLY finds the first way. */
const BkAction *bk_server_action(const BkServer *server, BkActionKind kind, BkWay way);
const BkInput *bk_server_input(const BkServer *server,
                               const char *name); /* declared, else builtin, else NULL */
const BkVariable *bk_server_variable(const BkServer *server, const char *name);
const BkStep *bk_action_step(const BkAction *action, const char *name);
/* Whether another step follows the rule, at least after one of its choices. */
gboolean bk_reply_goes_on(const BkReplyRule *rule);
/* Whether a template in the action needs the session ({{session.…}} or "auth": "session"). */
gboolean bk_action_needs_session(const BkServer *server, const BkAction *action);
/* Whether a host (ASCII, lower case, perhaps with a port) is one a link of this server may lead to. */
gboolean bk_server_trusts_link_host(const BkServer *server, const char *host);
/* The entry whose email_domains hold the address's domain, or NULL. */
const BkElsewhere *bk_server_elsewhere(const BkServer *server, const char *email);

void bk_server_free(BkServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkServer, bk_server_free)

G_END_DECLS

#endif
