# What the tests against a real better-auth share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real              the server, and server files "real" and "hasty" for its two applications in
#                           $folder/servers
#   real_mails ADDRESS      how many there are to it
#   real_mail ADDRESS FIELD [N]   of the newest mail: text, code or link; or waits for the Nth
#   real_totp ADDRESS       what the account's authenticator app shows
#   real_backup ADDRESS N   the Nth of its backup codes
#   real_person ADDRESS PASSWORD LINK approve|deny   what the person with the other device does
#   real_is_alive TOKEN     whether the server still takes it
. tests/real/lib.sh

start_real() {
  launch better-auth node "${BUILD:-build}/real/better-auth/server.mjs"
  real_server 10-real '{ "name": "Real", "extends": "better-auth", "url": "'"$real_url/api/auth"'",
    "email_domains": ["staff.example"] }'
  real_server 20-hasty '{ "name": "Hasty", "extends": "better-auth", "url": "'"$real_url/api/hasty"'" }'
}

real_get() { # PATH
  real_curl -f "$real_url$1"
}
real_mails() {
  real_get "/outbox?to=$1" | jq length
}
real_mail() {
  local end=$((SECONDS + 20))
  until [ "$(real_mails "$1")" -ge "${3:-1}" ]; do
    [ $SECONDS -lt $end ] || return 1
    read -rt 0.05 <> <(:) || :
  done
  real_get "/outbox?to=$1" | jq -r ".[0].$2"
}
real_totp() {
  real_get "/app?of=$1" | jq -r .code
}
real_backup() {
  real_get "/app?of=$1" | jq -r ".backup[$2 - 1]"
}
# The page that a browser would show asks for this.
page() { # TOKEN CURL ARGUMENTS…
  real_curl -f -H "Authorization: Bearer $1" -H 'Content-Type: application/json' "${@:2}"
}
real_person() {
  local token code=${3##*=}
  token=$(page none -d "{\"email\":\"$1\",\"password\":\"$2\"}" "$real_url/api/auth/sign-in/email" | jq -r .token)
  page "$token" -o /dev/null "$real_url/api/auth/device?user_code=$code" &&
    page "$token" -d "{\"userCode\":\"$code\"}" "$real_url/api/auth/device/$4" | jq -e .success >/dev/null
}
real_is_alive() { # TOKEN, which is no secret here
  real_curl -f -H "Authorization: Bearer $1" "$real_url/api/auth/get-session" |
    jq -e '.user.id' >/dev/null
}
