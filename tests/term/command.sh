#!/bin/bash
# By keys: the command behind each screen (^E) works as it stands, typed into another terminal of the same
# person: it asks for what is secret, and for nothing that the screen knows already.
source "$(dirname "$0")/lib.sh"
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
PATH=$BUILD:$PATH

other() { tmux -L "$socket-other" -f /dev/null "$@"; }
trap 'other kill-server 2>/dev/null; clean_up' EXIT
typed() { other capture-pane -p | grep -qF -- "$1"; }

# The command as a person reads it off the screen; then the screen again.
command_here() {
  key C-e
  see_or_bail 'The command behind this screen'
  command=$(screen | grep '^backin ')
  key Escape
  until_true lacks 'The command behind this screen' || bail 'the command stays on the screen'
}

# What the command of this screen comes to, and the key that ends it there.
comes_to() { # TEXT [KEY]
  command_here
  other new-session -d -x 132 -y 24 "PS1='typed> ' exec bash --norc --noprofile -i"
  until_true typed 'typed>' || bail 'no shell'
  other send-keys -l -- "$command; echo \"ended with \$?\""
  other send-keys Enter
  ok "$(is_at_word): ${command%% --servers-dir*}" until_true typed "$1"
  if [ -n "${2:-}" ]; then
    other send-keys "$2"
    until_true typed 'ended with 2'
  fi
  other capture-pane -p | sed -n '/./s/^/#   |/p'
  other kill-server
}
is_at_word() { screen | head -n 1 | sed 's/.*  *\([a-z][a-z-]*\)\(, step.*\)\{0,1\} *$/\1/'; }

journey() {
  start 132x24
  at email
  comes_to 'E-mail address:' C-c
  type ann@studio.example
  key Enter
  at server
  comes_to 'ended with 0'
  type 1
  key Enter
  at sign-in
  comes_to 'Password (typing is hidden):' C-c
  type old-Passw0rd
  key Enter
  at sessions
  comes_to 'ended with 0'
  key C-k
  at change
  comes_to 'Current password (typing is hidden):' C-c
  key Escape
  at sessions
  key Escape
  at email
  sign_in_at ann@studio.example 1
  key C-f
  at forgot
  comes_to 'Reference  BK-'
  key Enter
  at inbox
  comes_to 'Code, or the link (typing is hidden):' C-c
  key Enter
  at code
  comes_to 'Code, or the link (typing is hidden):' C-c
  type "$(mail_of diaflow ann@studio.example code)"
  key Enter
  at new-password
  # What this program knows of the code another one does not: it asks for it again.
  comes_to 'Code, or the link (typing is hidden):' C-c
  type new-Passw0rd
  key Tab
  type new-Passw0rd
  key Enter
  at done
  comes_to 'Password (typing is hidden):' C-c
}


administrator() {
  start 132x24
  sign_in_at ann@studio.example 4
  key C-f
  at elsewhere
  comes_to 'ended with 0'
  key Escape
  at sign-in
  type old-Passw0rd
  key Enter
  see 'Project 1'
  key Enter
  at sessions
  key C-y
  at admin
  comes_to 'Account to reset:' C-c
}

start_mock
journey
administrator
finish
