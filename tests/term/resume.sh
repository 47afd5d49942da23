#!/bin/bash
# The line drops while a reset waits for its mail, in every way it can, again and again: another terminal, of another
# kind and size, goes on with it after one key; spoken, after two short answers.
source "$(dirname "$0")/lib.sh"
start_mock

pid_of_backin() { pgrep -f "^$BUILD/backin --servers-dir $folder/servers"; }
not_running() { ! kill -0 "$1" 2>/dev/null; }
ends() { # HOW
  local pid
  pid=$(pid_of_backin)
  case $1 in
    line) term kill-server ;;
    *) kill -s "$1" "$pid" ;;
  esac
  until_true not_running "$pid" || bail "$1: the program has not ended"
}

start 80x24
sign_in_at ann@studio.example 1
key C-f
at forgot
key Enter
at inbox

for how in line HUP TERM KILL SEGV; do
  ends $how
  BK_TERM=vt220 start 40x12
  key C-r
  ok "$how: one key, and the code is asked for" until_true is_at code
done

ends KILL
BK_TERM=dumb start 80x24
see_or_bail 'or ? for choices'
type '?'
key Enter
see_or_bail '1. Resume the reset'
type 1
key Enter
ok 'spoken: two answers, and the code is asked for' until_true shows 'Code from the message, or the whole link'

ends line
start 80x24
key C-r
at code
type "$(mail_of diaflow ann@studio.example code)"
key Enter
at new-password
type new-Passw0rd-1
key Enter
type new-Passw0rd-1
key Enter
at done
pass 'and the reset comes to its end there'
finish
