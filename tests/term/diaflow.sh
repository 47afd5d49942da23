#!/bin/bash
# By keys: forgotten, mailed code, new password, signed in; then a change of password while signed in.
source "$(dirname "$0")/lib.sh"

reset_by_code() { # SIZE
  local old=$password new=new-Passw0rd-$1
  start "$1"
  sign_in_at ann@studio.example 1
  type 'not-the-password'
  key Enter
  see 'did not accept'
  ok 'the password field is empty again' lacks '****'
  key C-f
  at forgot
  key Enter
  at inbox
  see 'BK-'
  key Enter
  at code
  type 000-000
  key Enter
  see 'code'
  at code
  key C-u
  type "$(mail_of diaflow ann@studio.example code)"
  key Enter
  at new-password
  type short
  key Tab
  type short
  key Enter
  at new-password
  type "$new"
  key Tab
  type "other-$new"
  key Enter
  at new-password
  key C-u
  type "$new"
  key Enter
  at done
  pass "$1: a new password by mailed code"
  key Enter
  at sign-in
  type "$old"
  key Enter
  see 'did not accept'
  type "$new"
  key Enter
  at sessions
  see 'active'
  pass "$1: signed in with the new one"
  password=$new
}

change_while_signed_in() { # SIZE
  local new=changed-Passw0rd-$1
  key C-k
  at change
  type 'not-the-current'
  key Tab
  type "$new"
  key Tab
  type "$new"
  key Enter
  see 'did not accept'
  at change
  pass "$1: a wrong current password is its own error"
  key C-u
  type "$password"
  key Enter
  at done
  pass "$1: changed while signed in"
  password=$new
}

journey() {
  reset_by_code "$1"
  change_while_signed_in "$1"
}
password=old-Passw0rd
start_mock
both_sizes journey
finish
