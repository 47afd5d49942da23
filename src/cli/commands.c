/* commands.c: the table of commands. */
#include "cli/command.h"

#include "base/text.h"

#include <string.h>

#define WHO (BK_TAKES_ACCOUNT | BK_TAKES_STORE)

const BkCommand bk_commands[] = {
    {"login", "", "Sign in and keep the session",
     "backin login -s eu-test -u user@works.example\n"
     "backin login -s eu-test -u user@works.example --password-stdin < secret\n"
     "backin login -s eu-test -u user@works.example --password-fd 3 --otp-fd 4 3<secret 4<otp\n"
     "backin login -s auth-us -u user@works.example --device\n",
     bk_command_login, WHO | BK_TAKES_PASSWORD | BK_TAKES_OTP | BK_TAKES_INPUTS | BK_TAKES_DEVICE, 0, 0},
    {"logout", "", "End a session, there and here",
     "backin logout -s eu-test -u user@works.example\n"
     "backin logout --all\n",
     bk_command_logout, WHO | BK_TAKES_ALL, 0, 0},
    {"status", "", "Say which sessions are kept here and how they are",
     "backin status\n"
     "backin status --check -s eu-test --json\n",
     bk_command_status, WHO | BK_TAKES_CHECK, 0, 0},
    {"token", "", "Print the token of a session, for another program",
     "printf 'Authorization: Bearer %s' \"$(backin token -s eu-test)\" |\n"
     "curl -H @- https://eu-test.works.example/api\n",
     bk_command_token, WHO | BK_TAKES_EXEC_CREDENTIAL, 0, 0},
    {"exec", "COMMAND...", "Run a command that can use a session",
     "backin exec -s eu-test -- sh -c 'printf \"Authorization: Bearer %s\" \"$(cat <&$BACKIN_TOKEN_FD)\" |\n"
     "  curl -H @- https://eu-test.works.example/api'\n"
     "backin exec -s eu-test --env API_TOKEN -- deploy\n",
     bk_command_exec, WHO | BK_TAKES_ENV, 1, -1},
    {"credential", "get|store|erase", "Give sessions to git and other programs, in git's protocol",
     "git config --global credential.https://eu-test.works.example.helper '!backin credential'\n"
     "printf 'protocol=https\\nhost=eu-test.works.example\\n\\n' | backin credential get\n",
     bk_command_credential, WHO, 1, 1},
    {"refresh", "", "Renew a session before it ends", "backin refresh -s eu-test\n", bk_command_refresh, WHO,
     0, 0},
    {"switch", "", "Choose the account of a server that is used by default",
     "backin switch -s eu-prod -u user@works.example\n", bk_command_switch, WHO, 0, 0},
    {"sessions list", "", "List every session that is kept here, older copies too",
     "backin sessions list\n"
     "backin sessions list --elsewhere -s eu-test\n",
     bk_command_sessions_list, WHO | BK_TAKES_ELSEWHERE, 0, 0},
    {"sessions show", "[ID]", "Say what is known about one session, here or elsewhere",
     "backin sessions show -s eu-test\n"
     "backin sessions show -s eu-test 5f0c21aa\n",
     bk_command_sessions_show, WHO, 0, 1},
    {"sessions end", "[ID]", "End a session elsewhere; without ID the same as logout",
     "backin sessions end -s eu-test 5f0c21aa\n"
     "backin sessions end -s eu-test --others\n"
     "backin sessions end -s eu-test -u user@works.example\n",
     bk_command_sessions_end, WHO | BK_TAKES_ALL | BK_TAKES_OTHERS, 0, 1},
    {"sessions prune", "", "Remove older copies of sessions that nobody uses", "backin sessions prune\n",
     bk_command_sessions_prune, WHO, 0, 0},
    {"sessions keep", "keyring|session|kernel|memory|none|ask",
     "Choose where sessions are kept on this machine",
     "backin sessions keep kernel\n"
     "backin sessions keep ask\n",
     bk_command_sessions_keep, 0, 1, 1},
    {"forgot", "", "Ask for a reset message (the same as reset request)",
     "backin forgot -s eu-test -u user@works.example\n"
     "id=$(backin forgot -s eu-test -u user@works.example --json | jq -r .id)\n",
     bk_command_forgot, WHO | BK_TAKES_BY | BK_TAKES_INPUTS, 0, 0},
    {"reset request", "", "Ask for a reset message",
     "backin reset request -s eu-test -u user@works.example\n"
     "backin reset request -s eu-test -u user@works.example --by code --json\n",
     bk_command_forgot, WHO | BK_TAKES_BY | BK_TAKES_INPUTS, 0, 0},
    {"reset verify", "[ID]", "Check the code or the link of the message",
     "printf %s \"$CODE\" | backin reset verify BK-7Q4M --code-stdin\n"
     "backin reset verify BK-7Q4M --link-stdin < mail.txt\n",
     bk_command_reset_verify, WHO | BK_TAKES_CODE | BK_TAKES_LINK | BK_TAKES_INPUTS, 0, 1},
    {"reset complete", "[ID]", "Set the new password",
     "backin reset complete BK-7Q4M --password-stdin < newsecret\n"
     "backin reset complete BK-7Q4M --code-fd 3 --password-fd 4 3<code 4<newsecret\n",
     bk_command_reset_complete,
     WHO | BK_TAKES_PASSWORD | BK_TAKES_NEW | BK_TAKES_CODE | BK_TAKES_LINK | BK_TAKES_INPUTS, 0, 1},
    {"reset list", "", "List the resets that wait for their message",
     "backin reset list\n"
     "backin reset list --json | jq -r '.resets[].id'\n",
     bk_command_reset_list, WHO, 0, 0},
    {"reset resume", "[ID]", "Go on with a reset where it was left", "backin reset resume BK-7Q4M\n",
     bk_command_reset_resume,
     WHO | BK_TAKES_PASSWORD | BK_TAKES_NEW | BK_TAKES_CODE | BK_TAKES_LINK | BK_TAKES_INPUTS, 0, 1},
    {"reset cancel", "[ID]", "Forget a reset that waits; the server is not told",
     "backin reset cancel BK-7Q4M\n", bk_command_reset_cancel, WHO, 0, 1},
    {"password change", "", "Change the password while signed in",
     "backin password change -s eu-test\n"
     "backin password change -s eu-test --current-fd 3 --new-fd 4 3<old 4<new\n",
     bk_command_password_change, WHO | BK_TAKES_CURRENT | BK_TAKES_NEW | BK_TAKES_OTP | BK_TAKES_INPUTS, 0,
     0},
    {"admin reset", "", "Reset another user's password, as an administrator",
     "backin admin reset --send -s eu-prod -u client@shop.example\n"
     "backin admin reset --set -s eu-prod -u client@shop.example --new-fd 3 3<temporary\n"
     "backin admin reset --generate -s mail-se -u client@shop.example --yes client@shop.example --out-fd 3 "
     "3>secret\n",
     bk_command_admin_reset,
     WHO | BK_TAKES_WAY | BK_TAKES_PASSWORD | BK_TAKES_NEW | BK_TAKES_OTP | BK_TAKES_INPUTS, 0, 0},
    {"servers list", "", "List the servers that can be chosen",
     "backin servers list\n"
     "backin servers list --check --json | jq '.servers[] | {id, health}'\n",
     bk_command_servers_list, BK_TAKES_CHECK, 0, 0},
    {"servers show", "ID", "Print a server's file, laid over its provider",
     "backin servers show eu-test | jq .actions\n", bk_command_servers_show, 0, 1, 1},
    {"servers explain", "", "Say which server is suggested for an address, and why",
     "backin servers explain -u user@works.example\n"
     "backin servers explain -u jo@bigcorp.example -s auth-us\n",
     bk_command_servers_explain, BK_TAKES_ACCOUNT, 0, 0},
    {"servers lint", "FILE...", "Name every mistake of server and provider files",
     "backin servers lint servers.d/*.json servers.d/providers/*.json\n", bk_command_servers_lint, 0, 1, -1},
    {"servers try", "FILE", "Try a file's actions on the real server, secrets hidden",
     "backin servers try 70-little.json -u user@works.example\n"
     "backin servers try 70-little.json -u user@works.example --action sign_in --action whoami "
     "--password-stdin < secret\n"
     "backin servers try 70-little.json -u user@works.example --action forgot --json\n",
     bk_command_servers_try,
     BK_TAKES_USER | BK_TAKES_ACTIONS | BK_TAKES_PASSWORD | BK_TAKES_NEW | BK_TAKES_CURRENT | BK_TAKES_CODE |
         BK_TAKES_LINK | BK_TAKES_OTP | BK_TAKES_INPUTS,
     1, 1},
    {"servers schema", "", "Print the JSON Schema of server files, for editors",
     "backin servers schema > server.schema.json\n"
     "backin servers schema --provider > provider.schema.json\n",
     bk_command_servers_schema, BK_TAKES_PROVIDER, 0, 0},
    {"servers format", "", "Print every key of server files and what it means",
     "backin servers format > format.md\n", bk_command_servers_format, 0, 0, 0},
    {"doctor", "", "Look at what backin needs, and say what is wrong",
     "backin doctor\n"
     "backin doctor --json\n",
     bk_command_doctor, BK_TAKES_STORE, 0, 0},
    {"completion", "bash|zsh|fish", "Print the completion for a shell",
     "mkdir -p ~/.local/share/bash-completion/completions\n"
     "backin completion bash > ~/.local/share/bash-completion/completions/backin\n",
     bk_command_completion, 0, 1, 1},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, 0},
};

const char *const bk_command_groups[] = {"sessions", "reset", "password", "admin", "servers", NULL};

static int words_of(const char *path) {
  return strchr(path, ' ') ? 2 : 1;
}

const BkCommand *bk_command_find(char *const *words, int *ret_taken) {
  if (!words[0])
    return NULL;
  g_autofree char *two = words[1] ? g_strdup_printf("%s %s", words[0], words[1]) : NULL;
  for (const BkCommand *command = bk_commands; command->path; command++) {
    if (g_str_equal(command->path, words[0]) || (two && g_str_equal(command->path, two))) {
      *ret_taken = words_of(command->path);
      return command;
    }
  }
  return NULL;
}

const char *bk_command_nearest(char *const *words) {
  g_autoptr(GPtrArray) paths = g_ptr_array_new();
  for (const BkCommand *command = bk_commands; command->path; command++)
    g_ptr_array_add(paths, (gpointer)command->path);
  for (int i = 0; bk_command_groups[i]; i++)
    g_ptr_array_add(paths, (gpointer)bk_command_groups[i]);
  g_ptr_array_add(paths, NULL);
  g_autofree char *two = words[1] ? g_strdup_printf("%s %s", words[0], words[1]) : NULL;
  const char *near = two ? bk_text_nearest(two, (const char *const *)paths->pdata) : NULL;
  return near ? near : bk_text_nearest(words[0], (const char *const *)paths->pdata);
}
