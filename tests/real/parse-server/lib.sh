# What the tests against a real Parse Server share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real              the server with its PostgreSQL, and server files "real", "lenient" and "hasty" for its
#                           three applications in $folder/servers
#   real_is_alive TOKEN     whether the server still takes it
#   real_ends TOKEN         ends the session, as another program of the account would
#   real_app FIELD          of app@staff.example: code, what its authenticator app shows; or recovery[0]
#   real_follows MAIL       opens the link in it, as a person does with a browser
. tests/real/lib.sh

node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || {
  echo 'Bail out! Parse Server needs Node 20.19 or newer'
  exit 1
}

start_real() {
  local at=${BUILD:-build}/real/parse-server
  catch_mails
  # Each test has a folder of its own.
  launch 'Parse Server' node "$at/server.mjs" "$at/data-of-$(basename "$0" .sh)" "$smtp_port"
  application 10-real Real parse ', "email_domains": ["staff.example"]'
  application 20-lenient Lenient lenient
  application 30-hasty Hasty hasty
}
application() { # NN-ID NAME APPLICATION [MORE JSON]
  real_server "$1" '{ "name": "'"$2"'", "extends": "parse-server", "url": "'"$real_url/$3"'",
    "variables": { "app_id": "'"$3"'", "rest_key": "rest-key" }'"${4:-}"' }'
}

real_as() { # TOKEN, which is no secret here, PATH, CURL ARGUMENTS…
  real_curl -f -o /dev/null -H 'X-Parse-Application-Id: parse' -H 'X-Parse-REST-API-Key: rest-key' \
    -H "X-Parse-Session-Token: $1" "${@:3}" "$real_url/parse/$2" 2>/dev/null
}
real_is_alive() {
  real_as "$1" users/me
}
real_ends() {
  real_as "$1" logout -X POST
}
real_app() {
  real_curl -f "$real_url/app" | jq -r ".$1"
}
real_follows() {
  real_curl -f -o /dev/null "$(grep -oE 'https?://[^ ]*' <<<"$1")"
}
