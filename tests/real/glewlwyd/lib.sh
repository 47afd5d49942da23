# What the tests against a real Glewlwyd share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real              the server, and server files for it in $folder/servers: "real" for its accounts,
#                           "device" for its OpenID Connect
#   real_mail ADDRESS       the newest mail to it, whole
#   real_mails ADDRESS      how many there are
#   real_is_alive COOKIE    whether the server still takes the session
#   real_person ADDRESS PASSWORD LINK   approves, as the person with the other device does
. tests/real/lib.sh

start_real() {
  real_folder=${BUILD:-build}/real/glewlwyd
  launch Glewlwyd /usr/bin/python3 tests/real/glewlwyd/server.py "$real_folder" "$@"
  real_server 10-real '{ "name": "Real", "extends": "glewlwyd", "url": "'"$real_url"'",
    "email_domains": ["staff.example"] }'
  real_server 20-device '{ "name": "Device", "extends": "oidc", "url": "'"$real_url/api/oidc"'",
    "variables": { "client_id": "backin", "scope": "openid g_profile" } }'
}

# A Maildir: the names of its files begin with the time.
mails_to() { # ADDRESS
  grep -lix -- "To: $1" "$real_folder"/mail/new/* 2>/dev/null
}
real_mail() {
  cat "$(mails_to "$1" | sort | tail -n 1)"
}
real_mails() {
  mails_to "$1" | wc -l
}

real_is_alive() { # COOKIE, which is no secret here
  real_curl -f -o /dev/null -b "$1" "$real_url/api/profile_list" 2>/dev/null
}

# The pages are scripts in a browser; these are the calls that they make.
real_person() { # ADDRESS PASSWORD LINK
  local json='Content-Type: application/json' jar=$folder/cookies
  rm -f "$jar"
  real_curl -f -c "$jar" -H "$json" -d "{\"username\":\"$1\",\"password\":\"$2\"}" "$real_url/api/auth" &&
    real_curl -f -b "$jar" -H "$json" -X PUT -d '{"scope":"openid g_profile"}' "$real_url/api/auth/grant/backin" &&
    real_curl -f -b "$jar" -D - -o /dev/null "$3&g_continue" | grep -q 'prompt=deviceComplete'
}
