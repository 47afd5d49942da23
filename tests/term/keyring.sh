#!/bin/bash
# Keyrings that hang, by keys in a real terminal: the screen stays alive, Esc ends the waiting at any time, and
# there is always a way on.
BK_TERM_KEYRING=hang
. tests/term/lib.sh
command -v tmux >/dev/null || { echo '1..0 # SKIP tmux is not installed'; exit 0; }

start_mock
helpers() { # how many the program on the screen has
  pgrep -c -x backin-keyring -P "$(pgrep -x backin -P "$(term display-message -p '#{pane_pid}')")"
}
forget_choice() { "$BUILD/backin" sessions keep ask >/dev/null; }
to_keep() { # SIZE: a password is typed and the keyring is locked
  forget_choice
  start "$1"
  sign_in_at ann@studio.example 1
  type old-Passw0rd
  key Enter
  at keep
}

# ---- locked, and nobody can be asked -----------------------------------------------------------------------
no_window() {
  to_keep "$1"
  see 'is locked'
  see 'gnome-keyring-daemon --replace --unlock'
  ok 'no button that cannot work' lacks 'Unlock the keyring'
}

# ---- a window that nobody answers --------------------------------------------------------------------------
prompt_hangs() {
  export DISPLAY=:97
  to_keep "$1"
  see 'is locked'
  key C-u
  see "Waiting for the keyring's"
  key C-g
  see 'Up and Down read on'
  pass 'help opens while the window is there'
  key Escape
  until_true lacks 'Up and Down read on'
  see "Waiting for the keyring's"
  key Escape
  see 'Stopped'
  ok 'the waiting is over, and nothing of it is left' until_true no_helpers
  at keep
  type 3
  key Enter
  at sessions
  see 'You are signed in'
  unset DISPLAY
}

# ---- a window that is answered -----------------------------------------------------------------------------
prompt_granted() {
  export DISPLAY=:97
  BK_TERM_UNDER='tests/keyring/with-keyring fake --locked --prompt=grant -- env DISPLAY=:97' to_keep "$1"
  key C-u
  at sessions
  see 'You are signed in'
  if [ "$1" = 80x24 ]; then see 'keyring  in use'; fi
  unset DISPLAY
}

# ---- a keyring that says nothing ---------------------------------------------------------------------------
mute() {
  forget_choice
  kill -STOP "$KEYRING_PID"
  start "$1"
  ok 'asked at once, in a program of its own' until_true is_asked
  type ann@studio.example
  see 'ann@studio.example'
  pass 'keys are echoed while the keyring is asked and says nothing'
  key Enter
  at server
  type 1
  key Enter
  at sign-in
  key C-t
  type old-Passw0rd
  see 'old-Passw0rd'
  key C-g
  see 'Up and Down read on'
  pass 'and every other key does what it does'
  key Escape
  until_true lacks 'Up and Down read on'
  key Enter
  at keep
  see 'cannot be used'
  ok 'after five seconds it is given up, not tried again' until_true no_helpers
  type 2
  key Enter
  at sessions
  see 'You are signed in'
  kill -CONT "$KEYRING_PID"
}
is_asked() { [ "$(helpers)" = 1 ]; }
no_helpers() { [ "$(helpers)" = 0 ]; }

both_sizes no_window
both_sizes prompt_hangs
both_sizes prompt_granted
both_sizes mute
finish
