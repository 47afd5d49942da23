#!/bin/bash
# By keys: a password made by the server is shown once, and gone from the screen and the scrollback; an
# administrator makes a link and sets a password.
source "$(dirname "$0")/lib.sh"

shown_password() { # the groups of four in the screen, together
  screen | grep -oE '^ *[A-Za-z0-9]{4}(  [A-Za-z0-9]{1,4})+ *$' | tr -d ' ' | head -n 1
}

generate() { # SIZE
  start "$1"
  sign_in_at ann@studio.example 4
  type old-Passw0rd
  key Enter
  see 'Project 1'
  key Enter
  at sessions
  key C-y
  at admin
  type bob@studio.example
  key Tab
  type bob@studio.exampl
  key Enter
  see 'not the'
  at admin
  type e
  key Enter
  at shown
  local group password
  password=$(shown_password)
  group=${password:0:4}
  ok "$1: the password is on the screen" test -n "$password"
  key Space
  at admin
  ok "$1: and after a key it is not" lacks "$group"
  key C-x
  see 'ended with 0'
  ok "$1: nor in the scrollback" kept_nowhere "$group"
  start "$1"
  sign_in_at bob@studio.example 4
  type "$password"
  key Enter
  see 'Project 1'
  pass "$1: bob signs in with it"
}

link_and_set() { # SIZE
  start "$1"
  see 'Sessions'
  sign_in_at ann@studio.example 3
  key C-y
  at admin
  key Tab
  type bob@studio.example
  key Tab
  # Asked once, remembered for the other size; a form that stands before the keyring is read has it too, and
  # may be left empty there.
  [ "$1" != 80x24 ] || type management-key
  ! shows Management || key Tab
  type bob@studio.example
  key Enter
  at shown
  see 'http://127.0.0.1'
  pass "$1: a link, shown once"
  key Space
  at admin
  ok "$1: and gone" lacks 'http://127.0.0.1'
  key C-x
  see 'ended with 0'

  # The key is remembered by now; the account is looked up before the new password is asked for.
  start "$1"
  see 'Sessions' # what the keyring holds has been read
  sign_in_at ann@studio.example 3
  key C-y
  at admin
  key Down
  key Tab
  type bob@studio.example
  key Tab
  type bob@studio.example
  key Enter
  see 'ew password'
  type "set-Passw0rd-$1"
  key Tab
  type "set-Passw0rd-$1"
  key Enter
  see 'is set on'
  start "$1"
  sign_in_at bob@studio.example 3
  type "set-Passw0rd-$1"
  key Enter
  at sessions
  pass "$1: a password set by an administrator"
}

start_mock
both_sizes generate
both_sizes link_and_set
finish
