#!/bin/bash
# The terminal itself: any size, resizing, signals, input that ends, terminals that cannot.
source "$(dirname "$0")/lib.sh"
start_mock
backin="$BUILD/backin --servers-dir $folder/servers"

resizing() {
  start 80x24
  for size in 40x12 20x8 12x4 1x1 132x50 300x100 80x24; do
    term resize-window -x "${size%x*}" -y "${size#*x}"
  done
  see 'E-mail address'
  type ann@studio.example
  term resize-window -x 40 -y 12
  see 'ann@studio.example'
  key Enter
  at server
  term resize-window -x 20 -y 8
  see 'Diaflow'
  term resize-window -x 80 -y 24
  see 'Forgot password'
  pass 'resized on several screens, what was typed kept'
}

# A shell in the terminal, which notes how the program found and left it.
in_a_shell() { # COMMAND
  fresh_terminal
  rm -f "$folder"/{before,after,status}
  term new-session -d -x 80 -y 24 "stty -g >$folder/before; $1; echo \$? >$folder/status; stty -g >$folder/after; exec cat"
}
left_as_found() { until_true test -s "$folder/after" && cmp -s "$folder/before" "$folder/after"; }
status_is() { until_true test -s "$folder/status" && [ "$(<"$folder/status")" = "$1" ]; }
pid_of_backin() { pgrep -f "^$backin" | head -n 1; }

signals() {
  local signal
  for signal in TERM HUP INT QUIT ABRT SEGV; do
    in_a_shell "$backin"
    see 'E-mail address'
    kill -"$signal" "$(pid_of_backin)"
    ok "SIG$signal: the terminal is as it was found" left_as_found
    ok "SIG$signal: the main screen is back" until_true lacks 'E-mail address'
  done
  in_a_shell "$backin"
  see 'E-mail address'
  key C-x
  ok '^X: the terminal is as it was found' left_as_found
  ok '^X: status 0' status_is 0
}

input_ends() {
  # Nothing of a screen may go into whatever a closed descriptor is opened as next.
  for how in '</dev/null' '<&-' '>&-' '>/dev/full' '<&- >&-' "--plain >&-"; do
    in_a_shell "$backin $how 2>$folder/said"
    ok "$how: status 64" status_is 64
    ok "$how: a sentence says what is missing" grep -q '^backin: The screens need a terminal' "$folder/said"
  done
  in_a_shell "$backin <&- >&- 2>&-"
  ok 'everything closed: status 64' status_is 64
  # The terminal goes away under the program.
  start 80x24
  local pid
  pid=$(pid_of_backin)
  term kill-server
  ok 'the line drops: the program ends' until_true not_running "$pid"
  # Nobody tells it so: its input does.
  for how in '' --plain; do
    in_a_shell "trap '' HUP; $backin $how"
    see 'mail address'
    pid=$(pid_of_backin)
    term kill-server
    ok "the line drops without a signal${how:+, $how}: the program ends" until_true not_running "$pid"
  done
}
not_running() { ! kill -0 "$1" 2>/dev/null; }

terminals_that_cannot() {
  local name
  for name in TERM=dumb '-u TERM' TERM=no-such-terminal; do
    in_a_shell "env $name $backin"
    see 'line by line'
    see 'E-mail address'
    key C-c
    ok "env $name: spoken, and ^C leaves" status_is 2
    ok "env $name: the terminal is as it was found" left_as_found
  done
  # They count where the kernel knows no size.
  for name in 'LINES=30000 COLUMNS=30000' 'LINES=-1 COLUMNS=-1' 'LINES=x COLUMNS=99999999999999999999'; do
    in_a_shell "stty rows 0 cols 0; ulimit -v 500000; env $name $backin"
    see 'E-mail address'
    key C-x
    ok "$name: still a screen, in little memory" status_is 0
  done
  in_a_shell "LC_ALL=C $backin"
  see 'E-mail address'
  key C-x
  ok 'LC_ALL=C' status_is 0
}

suspend() {
  fresh_terminal
  term new-session -d -x 80 -y 24 "env PS1='shell> ' bash --norc --noprofile -i"
  see 'shell>'
  type "$backin"
  key Enter
  see 'E-mail address'
  type ann@
  see 'ann@'
  key C-z
  see 'Stopped'
  type fg
  key Enter
  see '[ann@'
  pass '^Z and fg'
}

no_keyring() {
  fresh_terminal
  term new-session -d -x 80 -y 24 "env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR=$folder XDG_STATE_HOME=$folder/state $backin"
  see 'E-mail address'
  sign_in_at bob@studio.example 1
  type bobs-Passw0rd
  key Enter
  at keep
  pass 'no keyring: asked where to keep the session before anything is sent'
  screen | sed 's/^/#   |/'
}

resizing
signals
input_ends
terminals_that_cannot
suspend
no_keyring
finish
