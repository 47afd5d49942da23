#!/bin/bash
# By keys against a real better-auth: signed in, forgotten, back in by mailed code, and again by the whole
# pasted mail.
. tests/real/better-auth/lib.sh
[ -n "${BK_TERM_INSIDE:-}" ] || install_npm better-auth
. tests/term/lib.sh

user=field@staff.example
first=first-Passw0rd

sign_in() { # PASSWORD
  at sign-in
  type "$1"
  key Enter
  at sessions
  see 'active'
}
# From the sign-in to the page for the code or the link. The list of ways stands before the address.
ask_for_mail() { # WAY: code or link
  at sign-in
  key C-f
  at forgot
  if [ "$1" = link ]; then
    key BTab
    type 2
    see 'mails a link'
  fi
  key Enter
  at inbox
  see 'BK-'
  key Enter
  at code
}
set_new_password() { # NEW
  at new-password
  type "$1"
  key Tab
  type "$1"
  key Enter
  at done
  see 'refused'
  pass 'the new password is set, and the old session is shown to be dead'
  key Enter
}

start_real
start 80x24

sign_in_at "$user" 1
type 'not-the-password'
key Enter
see 'did not accept'
sign_in "$first"
pass 'signed in'

key Escape
at email
sign_in_at "$user" 1
ask_for_mail code
code=$(real_mail "$user" code)
type $((10#$code == 111111 ? 222222 : 111111))
key Enter
see 'did not accept this code'
type "$code"
key Enter
set_new_password by-code-Passw0rd
sign_in by-code-Passw0rd
pass 'signed in after the code'

key Escape
at email
sign_in_at "$user" 1
ask_for_mail link
paste "$(real_mail "$user" text)" # a whole mail is taken as soon as it is there
set_new_password by-link-Passw0rd
sign_in by-link-Passw0rd
pass 'signed in after the pasted mail'

key C-d
see 'signed out of Real'
key Escape
at email
key C-x
see 'ended with 0'

finish
