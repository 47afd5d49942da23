#!/bin/bash
# By keys: the browser finishes the reset and the old session is shown dead; second factor; accounts that
# live elsewhere.
source "$(dirname "$0")/lib.sh"

set_in_the_browser() { # PASSWORD: what the person does with the mailed link
  curl -sS --noproxy '*' -o /dev/null --data-urlencode "new_password=$1" "$(mail_of auth0 ann@studio.example link)"
}

forgot_in_the_browser() { # SIZE
  start "$1"
  sign_in_at ann@studio.example 3
  type "$password"
  key Enter
  at sessions
  see active
  key Escape
  at email
  sign_in_at ann@studio.example 3
  key C-f
  at forgot
  key Enter
  at inbox
  see 'browser'
  password=browser-Passw0rd-$1
  set_in_the_browser "$password"
  key Enter
  at done
  see 'refused'
  pass "$1: the old session is shown dead"
  key Enter
  at sign-in
  type "$password"
  key Enter
  at sessions
  pass "$1: signed in with the password set in the browser"
}

second_factor() { # SIZE
  start "$1"
  sign_in_at two@studio.example 3
  type two-Passw0rd
  key Enter
  until_true lacks '****'
  see 'factor'
  type 000000
  key Enter
  see 'code'
  at sign-in
  type 123456
  key Enter
  at sessions
  pass "$1: a second factor at sign-in"
}

elsewhere() { # SIZE
  start "$1"
  type jo@bigcorp.example
  key Enter
  at server
  type 3
  key Enter
  at elsewhere
  see 'id.bigcorp.example'
  pass "$1: an enterprise account is led elsewhere"

  start "$1"
  sign_in_at ann@studio.example 3
  key C-k
  see 'Google'
  key Enter
  at elsewhere
  see 'Google'
  pass "$1: a social account is led elsewhere, on the person's word"
}

journey() {
  forgot_in_the_browser "$1"
  second_factor "$1"
  elsewhere "$1"
}
password=old-Passw0rd
start_mock --account two@studio.example:two-Passw0rd --second-factor two@studio.example
both_sizes journey
finish
