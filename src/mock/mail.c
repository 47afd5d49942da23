#include "mock/mail.h"

#include "base/clock.h"
#include "mock/challenge.h"

void bk_mock_mail_free(BkMockMail *mail) {
  g_free(mail->to);
  g_free(mail->subject);
  g_free(mail->text);
  g_free(mail->code);
  g_free(mail->link);
  g_free(mail);
}

static char *duration(gint64 seconds) {
  if (seconds >= 7200)
    return g_strdup_printf("%d hours", (int)(seconds / 3600));
  if (seconds >= 120)
    return g_strdup_printf("%d minutes", (int)(seconds / 60));
  return g_strdup_printf("%d seconds", (int)seconds);
}

static char *mail_text(const BkMockWorld *world, const BkMockChallenge *challenge, const char *code) {
  g_autofree char *time = duration(challenge->expires_at - bk_mock_now(world));
  GString *text = g_string_new("Hello,\n\n");

  g_string_append_printf(text, "Somebody asked for a new password for %s at %s.\n\n", challenge->email,
                         world->server->name);
  if (code)
    g_string_append_printf(text, "Your code is %s\n\n", code);
  if (challenge->link)
    g_string_append_printf(
        text, "%s\n%s\n\n",
        code ? "Or open this link:" : "To choose a new password, open this link:", challenge->link);
  g_string_append_printf(text,
                         "It can be used once and is good for %s. A newer mail makes it void.\n"
                         "If it was not you, ignore this mail: nothing has changed.\n",
                         time);
  return g_string_free(text, FALSE);
}

void bk_mock_mail_send(BkMockWorld *world, const BkMockChallenge *challenge) {
  const BkMail *told = bk_mock_mail_of(world->server, challenge->action);
  const char *code = challenge->typed_code ? g_hash_table_lookup(challenge->values, "code") : NULL;
  BkMockMail *mail = g_new0(BkMockMail, 1);

  mail->to = g_strdup(challenge->email);
  mail->subject = g_strdup(told && told->subject ? told->subject : "Your new password");
  mail->text = mail_text(world, challenge, code);
  mail->code = g_strdup(code);
  mail->link = g_strdup(challenge->link);
  mail->at = bk_mock_now(world);
  if (world->mails->len >= BK_MOCK_KEEP)
    g_ptr_array_remove_index(world->mails, 0);
  g_ptr_array_add(world->mails, mail);
}

cJSON *bk_mock_mails_to_json(const BkMockWorld *world, const char *to) {
  cJSON *list = cJSON_CreateArray();

  for (guint i = world->mails->len; i-- > 0;) {
    const BkMockMail *mail = g_ptr_array_index(world->mails, i);
    g_autofree char *at = bk_clock_format(mail->at);
    cJSON *item;

    if (to && g_ascii_strcasecmp(to, mail->to) != 0)
      continue;
    item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "to", mail->to);
    cJSON_AddStringToObject(item, "subject", mail->subject);
    cJSON_AddStringToObject(item, "text", mail->text);
    cJSON_AddItemToObject(item, "code", mail->code ? cJSON_CreateString(mail->code) : cJSON_CreateNull());
    cJSON_AddItemToObject(item, "link", mail->link ? cJSON_CreateString(mail->link) : cJSON_CreateNull());
    cJSON_AddStringToObject(item, "at", at);
    cJSON_AddItemToArray(list, item);
  }
  return list;
}
