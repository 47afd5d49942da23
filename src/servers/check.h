/* check.h: shared by the files that judge the meaning of a server: check.c (servers, inputs, variables),
 * check_action.c (actions, steps, rules), check_names.c (templates). */
#ifndef BK_SERVERS_CHECK_H
#define BK_SERVERS_CHECK_H

#include "servers/report.h"
#include "servers/server.h"

G_BEGIN_DECLS

typedef struct {
  const BkServer *server;
  gboolean provider; /* what its servers will give may still lack */
  const BkReport *report;
  gboolean good;
  guint64 used;           /* bit i: some template names the server's variable i (of the first 64) */
  gboolean open;          /* a provider's request goes to a URL that only its servers can give */
  const BkAction *action; /* whose templates are looked at; NULL: the server's own */
  guint step;             /* index of its step */
  gboolean names_other;   /* a template of it names the session that end_session ends */
} BkCheck;

void bk_check_error(BkCheck *check, const BkPlace *place, BkReportAt at, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void bk_check_warn(BkCheck *check, const BkPlace *place, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "; did you mean "x"?", or "" when nothing is near. Free with g_free(). */
char *bk_check_hint(const char *word, const GPtrArray *candidates) G_GNUC_WARN_UNUSED_RESULT;

/* A place below a fixed number of others, kept on the stack. */
typedef struct {
  BkPlace at[12];
  guint depth;
} BkChain;

/* Adds one and gives it; key NULL: an element of a list. */
const BkPlace *bk_chain_push(BkChain *chain, const char *key, int index);
const BkPlace *bk_chain_end(const BkChain *chain);

/* ---- check_names.c ---- */

/* Whether action brings forth a value of that name in its steps up to last (index). */
gboolean bk_check_is_captured(const BkAction *action, guint last, const char *name);
/* A template: its names must be known at this point of the action. NULL text is nothing. */
void bk_check_template_names(BkCheck *check, const BkPlace *place, const char *text);
/* The same for every member, and no literal may stand under a name that tells of a secret. */
void bk_check_pairs(BkCheck *check, const BkPlace *place, const GPtrArray *pairs);
void bk_check_json_template(BkCheck *check, const BkPlace *place, const cJSON *json);
void bk_check_auth(BkCheck *check, const BkPlace *place, const BkAuth *auth);
/* Whether a name tells of a secret: it ends in "secret", "password", "token" … */
gboolean bk_check_names_secret(const char *name);

/* Whether one of the server's urls has that name; where none has, an error at place, or what is lacking is
 * left to the servers of a provider. what: for the message. */
void bk_check_url_key(BkCheck *check, const BkPlace *place, const char *name, const char *what);

/* ---- check_action.c ---- */

void bk_check_actions(BkCheck *check);

G_END_DECLS

#endif
