/* parts.h: freeing the parts of a BkServer. Each accepts NULL. */
#ifndef BK_SERVERS_PARTS_H
#define BK_SERVERS_PARTS_H

#include "servers/server.h"

G_BEGIN_DECLS

void bk_pair_free(BkPair *pair);
void bk_variable_free(BkVariable *variable);
void bk_input_free(BkInput *input);
void bk_source_free(BkSource *source);
void bk_capture_free(BkCapture *capture);
void bk_auth_free(BkAuth *auth);
void bk_request_template_free(BkRequestTemplate *request);
void bk_session_rule_free(BkSessionRule *rule);
void bk_session_update_free(BkSessionUpdate *update);
void bk_choice_option_free(BkChoiceOption *option);
void bk_choice_free(BkChoice *choice);
void bk_session_list_free(BkSessionList *list);
void bk_retry_rule_free(BkRetryRule *rule);
void bk_shown_free(BkShown *shown);
void bk_reply_rule_free(BkReplyRule *rule);
void bk_step_free(BkStep *step);
void bk_link_value_free(BkLinkValue *value);
void bk_mail_free(BkMail *mail);
void bk_action_free(BkAction *action);
void bk_elsewhere_free(BkElsewhere *elsewhere);

G_END_DECLS

#endif
