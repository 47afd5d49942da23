# What the tests against a real better-auth share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real OPTIONS…     the server, and a server file "real" for it in $folder/servers
#   real_mail ADDRESS FIELD of the newest mail: text, code or link
#   real_totp ADDRESS       what the account's authenticator app shows
#   real_is_alive TOKEN     whether the server still takes it
. tests/real/lib.sh

start_real() { # OPTIONS…
  launch better-auth node "${BUILD:-build}/real/better-auth/server.mjs" "$@"
  real_server 10-real '{ "name": "Real", "extends": "better-auth", "url": "'"$real_url/api/auth"'",
    "email_domains": ["staff.example"] }'
}

real_get() { # PATH
  real_curl -f "$real_url$1"
}
real_mail() { # ADDRESS FIELD
  real_get "/outbox?to=$1" | jq -r ".[0].$2"
}
real_mails() { # ADDRESS: how many
  real_get "/outbox?to=$1" | jq length
}
real_totp() { # ADDRESS
  real_get "/totp?of=$1" | jq -r .code
}
real_is_alive() { # TOKEN, which is no secret here
  real_curl -f -H "Authorization: Bearer $1" "$real_url/api/auth/get-session" |
    jq -e '.user.id' >/dev/null
}
