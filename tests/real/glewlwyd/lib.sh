# What the tests against a real Glewlwyd share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real [--second-factor]   the server, and server files for it in $folder/servers: "real" for its
#                           accounts, "device" for its OpenID Connect, "hasty" for another whose codes live for seconds
#   real_is_alive COOKIE    whether the server still takes the session
#   real_person ADDRESS PASSWORD LINK   approves, as the person with the other device does
#   real_refreshes          how many refresh tokens were given out
#   real_refusals           how often one was not taken, for one reason or another
#   real_revoke ADDRESS PASSWORD        ends what was granted so, as a person does on the page for it
. tests/real/lib.sh

start_real() { # [--second-factor]
  catch_mails
  real_folder=${BUILD:-build}/real/$(basename "$0" .sh) # each test its own
  launch Glewlwyd /usr/bin/python3 tests/real/glewlwyd/server.py "$real_folder" "$smtp_port" "$@"
  real_server 10-real '{ "name": "Real", "extends": "glewlwyd", "url": "'"$real_url"'",
    "email_domains": ["staff.example"] }'
  openid 20-device Device oidc
  openid 30-hasty Hasty hasty
}
openid() { # NN-ID NAME PLUGIN
  real_server "$1" '{ "name": "'"$2"'", "extends": "oidc", "url": "'"$real_url/api/$3"'",
    "variables": { "client_id": "backin", "scope": "openid g_profile" } }'
}

real_is_alive() { # COOKIE, which is no secret here
  real_curl -f -o /dev/null -b "$1" "$real_url/api/profile_list" 2>/dev/null
}

real_refreshes() {
  sqlite3 -readonly -cmd '.timeout 5000' "$real_folder/glewlwyd.db" 'SELECT count(*) FROM gpo_refresh_token'
}
real_refusals() {
  grep -c 'Security - Token invalid' "$real_folder/glewlwyd.log"
}

# The pages are scripts in a browser; these are the calls that they make.
page() { # CURL ARGUMENTS…
  real_curl -f -b "$folder/cookies" -c "$folder/cookies" -H 'Content-Type: application/json' "$@"
}
page_sign_in() { # ADDRESS PASSWORD
  rm -f "$folder/cookies"
  page -d "{\"username\":\"$1\",\"password\":\"$2\"}" "$real_url/api/auth"
}
real_person() {
  page_sign_in "$1" "$2" && page -X PUT -d '{"scope":"openid g_profile"}' "$real_url/api/auth/grant/backin" &&
    page -D - -o /dev/null "$3&g_continue" | grep -q 'prompt=deviceComplete'
}
real_revoke() {
  local hash
  page_sign_in "$1" "$2"
  while read -r hash; do
    page -X DELETE "$real_url/api/oidc/token/$hash"
  done < <(page "$real_url/api/oidc/token" | jq -r '.[] | select(.enabled) | .token_hash | @uri')
}
