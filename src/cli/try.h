/* try.h: what `backin servers try` shows of a trial (app/trial.h): lines for who writes the file, or one JSON
 * object. In English, like what lint says: it is read beside a vendor's pages and a file. */
#ifndef BK_CLI_TRY_H
#define BK_CLI_TRY_H

#include "cli/run.h"

G_BEGIN_DECLS

/* "forgot", "forgot.code" where there are several ways. Free it. */
char *bk_try_name(const BkAction *action) G_GNUC_WARN_UNUSED_RESULT;

/* The headline of an action, before anything is sent. */
void bk_try_show_action(const BkAction *action, gboolean first);
/* An exchange, as far as it has come: both parts at once, or the reply later. */
void bk_try_show_request(const BkTrial *trial, const BkTrialExchange *exchange);
void bk_try_show_reply(const BkTrial *trial, const BkTrialExchange *exchange);
/* What came of the action. */
void bk_try_show_end(const BkTrial *trial, const BkFlow *flow);

/* The action under way as a member of "actions" of backin.try/1. */
cJSON *bk_try_report(const BkTrial *trial, const BkFlow *flow, BkExit result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
