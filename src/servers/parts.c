#include "servers/parts.h"

static void unref_array(GPtrArray *array) {
  if (array != NULL)
    g_ptr_array_unref(array);
}

void bk_pair_free(BkPair *pair) {
  if (pair == NULL)
    return;
  g_free(pair->name);
  g_free(pair->value);
  g_free(pair);
}

void bk_variable_free(BkVariable *variable) {
  if (variable == NULL)
    return;
  g_free(variable->name);
  g_free(variable->title);
  g_free(variable->value);
  g_free(variable);
}

void bk_input_free(BkInput *input) {
  if (input == NULL)
    return;
  g_free(input->name);
  g_free(input->title);
  g_free(input->fallback);
  g_strfreev(input->values);
  g_free(input);
}

void bk_source_free(BkSource *source) {
  if (source == NULL)
    return;
  g_free(source->where);
  g_free(source->in);
  g_free(source->after);
  g_free(source->before);
  g_free(source);
}

void bk_capture_free(BkCapture *capture) {
  if (capture == NULL)
    return;
  g_free(capture->name);
  unref_array(capture->sources);
  g_free(capture);
}

void bk_auth_free(BkAuth *auth) {
  if (auth == NULL)
    return;
  g_free(auth->header);
  g_free(auth->user);
  g_free(auth->value);
  g_free(auth);
}

void bk_request_template_free(BkRequestTemplate *request) {
  if (request == NULL)
    return;
  g_free(request->method);
  g_free(request->at);
  g_free(request->url);
  g_free(request->path);
  unref_array(request->query);
  unref_array(request->headers);
  unref_array(request->form);
  bk_auth_free(request->auth);
  g_free(request);
}

void bk_session_rule_free(BkSessionRule *rule) {
  if (rule == NULL)
    return;
  unref_array(rule->token);
  unref_array(rule->cookies);
  unref_array(rule->refresh);
  unref_array(rule->account);
  unref_array(rule->expires);
  unref_array(rule->values);
  g_free(rule);
}

void bk_session_update_free(BkSessionUpdate *update) {
  if (update == NULL)
    return;
  unref_array(update->token);
  unref_array(update->refresh);
  unref_array(update->expires);
  unref_array(update->values);
  g_free(update);
}

void bk_choice_option_free(BkChoiceOption *option) {
  if (option == NULL)
    return;
  g_free(option->value);
  g_free(option->label);
  g_free(option->then);
  g_free(option);
}

void bk_retry_rule_free(BkRetryRule *rule) {
  if (rule == NULL)
    return;
  unref_array(rule->from);
  g_free(rule);
}

void bk_choice_free(BkChoice *choice) {
  if (choice == NULL)
    return;
  g_free(choice->from);
  g_free(choice->value);
  unref_array(choice->label);
  unref_array(choice->options);
  g_free(choice->as);
  g_free(choice->title);
  g_free(choice);
}

void bk_session_list_free(BkSessionList *list) {
  if (list == NULL)
    return;
  g_free(list->from);
  g_free(list->id);
  unref_array(list->name);
  g_free(list->address);
  g_free(list->since);
  g_free(list->seen);
  unref_array(list->mine);
  g_free(list);
}

void bk_shown_free(BkShown *shown) {
  if (shown == NULL)
    return;
  unref_array(shown->from);
  g_free(shown->as);
  g_free(shown);
}

void bk_reply_rule_free(BkReplyRule *rule) {
  if (rule == NULL)
    return;
  unref_array(rule->captures);
  g_free(rule->then);
  unref_array(rule->ask);
  bk_session_rule_free(rule->session);
  bk_choice_free(rule->choose);
  bk_session_list_free(rule->list);
  bk_retry_rule_free(rule->retry);
  unref_array(rule->show);
  g_free(rule);
}

void bk_step_free(BkStep *step) {
  if (step == NULL)
    return;
  g_free(step->name);
  bk_request_template_free(step->request);
  unref_array(step->replies);
  g_free(step->poll_every_from);
  g_free(step->poll_for_from);
  g_free(step);
}

void bk_link_value_free(BkLinkValue *value) {
  if (value == NULL)
    return;
  g_free(value->name);
  g_free(value->query);
  g_free(value->fragment);
  g_free(value);
}

void bk_mail_free(BkMail *mail) {
  if (mail == NULL)
    return;
  g_free(mail->from);
  g_free(mail->subject);
  unref_array(mail->link_values);
  g_free(mail);
}

void bk_action_free(BkAction *action) {
  if (action == NULL)
    return;
  g_free(action->verified.on);
  g_free(action->verified.note);
  bk_mail_free(action->mail);
  unref_array(action->steps);
  g_free(action);
}

void bk_elsewhere_free(BkElsewhere *elsewhere) {
  if (elsewhere == NULL)
    return;
  g_free(elsewhere->title);
  g_strfreev(elsewhere->email_domains);
  g_free(elsewhere->url);
  g_free(elsewhere);
}
