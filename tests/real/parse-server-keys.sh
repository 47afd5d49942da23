#!/bin/bash
# By keys against a real Parse Server: signed in, forgotten, back in by the whole pasted mail after a password
# that was too weak; and an account with an authenticator app.
. tests/real/parse-server/lib.sh
[ -n "${BK_TERM_INSIDE:-}" ] || install_npm parse-server
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
set_new_password() { # NEW
  at new-password
  type "$1"
  key Tab
  type "$1"
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
key C-f
at forgot
key Enter
at inbox
see 'BK-'
key Enter
at code
paste "$(real_mail "$user" 1)" # a whole mail is taken as soon as it is there
set_new_password too-few
see 'Password must have 8 characters or more'
set_new_password by-link-Passw0rd
at done
see 'refused'
pass 'the new password is set by the same link, and the old session is shown to be dead'
key Enter
sign_in by-link-Passw0rd
pass 'signed in after the pasted mail'
key C-d
see 'signed out of Real'

key Escape
at email
sign_in_at app@staff.example 1
type "$first"
key Enter
see 'second factor'
type "$(real_app code)"
key Enter
at sessions
see 'active'
pass 'signed in by password and authenticator app'
key C-x
see 'ended with 0'

finish
