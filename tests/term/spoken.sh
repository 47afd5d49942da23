#!/bin/bash
# The screens as questions and answers: the main journeys line by line, with ACCESSIBLE=1, --plain and on
# terminals that are not for drawing. Every byte that the program writes is kept by script(1): no escape
# sequence, nothing painted twice. And the terminal is given back as it was found.
source "$(dirname "$0")/lib.sh"
backin="$BUILD/backin --servers-dir $folder/servers"
heard=$folder/heard

# conversation COMMAND…: in a terminal, with the modes before and after, all bytes in $heard.
conversation() {
  fresh_terminal
  rm -f "$folder"/{before,after,status,heard}
  from=1
  term new-session -d -x "${columns:-80}" -y "${rows:-24}" \
    "stty -g >$folder/before; LANG=C.UTF-8 script -qefc '$*' $heard; echo \$? >$folder/status; stty -g >$folder/after; exec cat"
}
# The same without script(1) between, for what concerns the terminal's modes.
bare_conversation() {
  fresh_terminal
  rm -f "$folder"/{before,after,status}
  term new-session -d -x 80 -y 24 \
    "stty -g >$folder/before; LANG=C.UTF-8 $*; echo \$? >$folder/status; stty -g >$folder/after; exec cat"
}
left_as_found() { until_true test -s "$folder/after" && cmp -s "$folder/before" "$folder/after"; }
status_is() { until_true test -s "$folder/status" && [ "$(<"$folder/status")" = "$1" ]; }
pid_of_backin() { pgrep -f "^$backin" | head -n 1; }
echoes() { [[ " $(stty -a <"$(term display-message -p '#{pane_tty}')") " == *" $1 "* ]]; }

# Waits until it is said after what was heard before.
is_heard() {
  local at
  at=$(tail -c "+$from" "$heard" 2>/dev/null | grep -obaF -m 1 -- "$1" | head -n 1 | cut -d: -f1)
  [ -z "$at" ] || from=$((from + at + ${#1}))
  [ -n "$at" ]
}
hear() {
  until_true is_heard "$1" && return
  tail -c "+$from" "$heard" | sed 's/^/#   heard |/'
  bail "should be heard: $1"
}
say() {
  type "$1"
  key Enter
}
never_heard() { ! grep -qaF -- "$1" "$heard"; }
# script writes a first and a last line of its own.
only_lines() {
  ! sed '1d;$d' "$heard" | LC_ALL=C grep -qaP '[^\n\r\x20-\x7e\x80-\xff]|\r.'
}
ends_well() { # WHAT
  key C-c
  ok "$1: ^C leaves with 2" status_is 2
  ok "$1: no escape sequence, no repaint" only_lines
  ok "$1: the terminal is as it was found" left_as_found
}

to_password() { # ADDRESS SERVER
  hear 'E-mail address'
  hear ': '
  say "$1"
  hear 'or ? for choices ['
  say "$2"
}

reset_by_code() { # VARIABLE
  local new="code-Passw0rd-$1"
  conversation "env $1 $backin"
  to_password ann@studio.example diaf
  hear 'Password (typing is hidden), or ? for choices: '
  say not-the-password
  hear 'did not accept'
  hear 'Password (typing is hidden): '
  say '?'
  hear 'Choose a number: '
  say forgot
  hear 'Confirm your e-mail address, or ? for choices [ann@studio.example]: '
  key Enter
  hear 'Reference: BK-'
  hear 'Code, or the link, or ? for choices: '
  say 000-000
  hear 'Code from the message'
  say "$(mail_of diaflow ann@studio.example code)"
  hear 'New password (typing is hidden), or ? for choices: '
  say "$new"
  hear 'Again (typing is hidden): '
  say "other-$new"
  hear 'not the same'
  hear '[as typed before]: '
  say "$new"
  hear 'Again'
  say "$new"
  hear 'Your password on Diaflow is changed.'
  hear '1. Sign in now'
  hear '[1]: '
  key Enter
  hear 'Password (typing is hidden), or ? for choices: '
  say "$new"
  hear 'active'
  pass "$1: a new password by mailed code, and signed in with it"
  hear '[1]: '
  password=$new
}

change_while_signed_in() { # VARIABLE
  local new="changed-Passw0rd-$1"
  say 'change password'
  hear 'Current password (typing is hidden), or ? for choices: '
  say "$password"
  hear 'New password (typing is hidden): '
  say "$new"
  hear 'Again (typing is hidden): '
  say "$new"
  hear 'is changed.'
  pass "$1: changed while signed in"
  hear '[1]: '
  ok "$1: no password was shown" never_heard "$password"
  ends_well "$1"
}

reset_by_link() {
  local how='backin --plain' new=link-Passw0rd
  conversation "$backin --plain"
  to_password ann@studio.example 2
  hear '(typing is hidden), or ? for choices: '
  say '?'
  hear 'Choose a number: '
  say 'forgot'
  hear 'Confirm your e-mail address'
  say ann@studio.example
  hear 'Link from the message, or ? for choices: '
  say 'https://evil.example/reset?token=abcdefgh'
  hear 'evil.example, not to'
  hear 'Link from the message'
  # The whole mail, pasted into a terminal that does not say what is pasted.
  say "$(mail_of daxium ann@studio.example text)"
  hear 'New password (typing is hidden), or ? for choices: '
  say "$new"
  hear 'Again'
  say "$new"
  hear 'is changed.'
  pass "$how: the whole pasted mail"
  hear '[1]: '
  ends_well "$how"
}

second_factor() {
  conversation "env ACCESSIBLE=1 $backin"
  to_password two@studio.example 3
  hear 'Password (typing is hidden), or ? for choices: '
  say two-Passw0rd
  hear 'Second factor'
  hear ', or ? for choices: '
  say 000000
  hear 'did not accept'
  hear ': '
  say 123456
  hear 'active'
  pass 'a second factor at sign-in'
  hear '[1]: '
  ends_well 'second factor'
}

elsewhere() {
  conversation "env ACCESSIBLE=1 $backin"
  to_password jo@bigcorp.example 3
  hear 'Somewhere else'
  hear 'https://id.bigcorp.example'
  hear 'Nothing was sent. Nothing was changed.'
  pass 'an enterprise account is led elsewhere'
  hear ']: '
  ends_well 'elsewhere'
}

generate() {
  local password
  conversation "env ACCESSIBLE=1 $backin"
  to_password ann@studio.example glesys
  hear 'Password (typing is hidden), or ? for choices: '
  say old-Passw0rd
  hear '1. Project 1'
  hear '[1]: '
  key Enter
  hear 'or ? for choices [1]: ' # of several sessions
  key Enter
  hear '[1]: '
  say administrator
  hear 'cannot be taken off this terminal'
  hear 'Account to reset, or ? for choices: '
  say bob@studio.example
  hear 'Account again: '
  say bob@studio.example
  hear 'Left unseen it is gone'
  hear 'Choose a number, or ? for more: '
  key Enter
  hear 'Choose a number: '
  say 1
  hear 'It cannot be viewed again.'
  password=$(tr -d '\r' <"$heard" | grep -aE '^[A-Za-z0-9]{4}(  [A-Za-z0-9]{1,4})+ *$' | tr -d ' ')
  hear '[1]: '
  ends_well 'generate'

  conversation "env ACCESSIBLE=1 $backin"
  to_password bob@studio.example 4
  hear 'Password (typing is hidden), or ? for choices: '
  say "$password"
  hear 'Project 1'
  pass 'a password shown once, on demand, that works'
}

cancels() {
  local url
  url=$(jq -r .url "$folder/servers/"*-diaflow.json | sed 's|\(//[^/]*\).*|\1|')
  conversation "env ACCESSIBLE=1 $backin"
  to_password ann@studio.example 1
  hear 'Password (typing is hidden), or ? for choices: '
  curl -sS --noproxy '*' -o /dev/null -X POST "$url/mock/fault?name=slow"
  say old-Passw0rd
  hear 'Asking Diaflow. Ctrl-C cancels.'
  key Enter # impatience answers nothing
  key C-c
  hear 'Password (typing is hidden): '
  pass '^C cancels a question to a server'
  curl -sS --noproxy '*' -o /dev/null -X POST "$url/mock/fault?name=none"
  ends_well 'cancelled'
}

# At a hidden question, in the end as well.
at_hidden_question() {
  bare_conversation "ACCESSIBLE=1 $backin"
  see_or_bail 'E-mail address'
  say ann@studio.example
  see_or_bail 'or ? for choices ['
  say 1
  see_or_bail 'Password (typing'
  ok 'the question is hidden' until_true echoes -echo
}
manners() {
  local signal
  for signal in TERM HUP INT QUIT ABRT SEGV; do
    at_hidden_question
    kill -"$signal" "$(pid_of_backin)"
    ok "SIG$signal: the terminal is as it was found" left_as_found
  done
  at_hidden_question
  key C-d
  ok 'the end of input: 2' status_is 2
  ok 'the end of input: the terminal is as it was found' left_as_found
}

job_control() {
  fresh_terminal
  term new-session -d -x 80 -y 24 "env PS1='shell> ' LANG=C.UTF-8 ACCESSIBLE=1 bash --norc --noprofile -i"
  see 'shell>'
  say "$backin"
  see 'E-mail address'
  say ann@studio.example
  see 'or ? for choices ['
  say 1
  see 'Password (typing'
  key C-z
  see 'Stopped'
  say "clear; echo it 'echoes'"
  see 'it echoes'
  say 'clear; fg'
  see 'Password (typing is hidden):'
  ok '^Z and fg: asked again, hidden' until_true echoes -echo
}

line_drops() {
  local pid
  at_hidden_question
  pid=$(pid_of_backin)
  term kill-server
  ok 'the line drops: the program ends' until_true not_running "$pid"
}
not_running() { ! kill -0 "$1" 2>/dev/null; }

who_gets_it() {
  columns=19 rows=24 conversation "$backin"
  hear 'E-mail address'
  ends_well '19x24'
  columns=80 rows=7 conversation "$backin"
  hear 'E-mail address'
  ends_well '80x7'
  conversation "env TERM=dumb $backin"
  hear 'E-mail address'
  ends_well 'TERM=dumb'
  conversation "env -u TERM $backin"
  hear 'E-mail address'
  ends_well 'no TERM'
  # Paper whose right edge is the end: nothing may be printed beyond it.
  columns=40 rows=24 conversation "env TERM=tty33 $backin"
  hear 'E-mail address'
  hear 'choices'
  ok 'TERM=tty33: no line is longer than the paper is wide' sh -c "! sed 1d $heard | tr -d '\r' | grep -qE '.{41}'"
  ends_well 'TERM=tty33'
  bare_conversation "LC_ALL=C ACCESSIBLE=yes $backin"
  see 'E-mail address'
  key C-c
  ok 'LC_ALL=C' status_is 2
  for value in '' 0 false; do
    bare_conversation "ACCESSIBLE=$value $backin"
    ok "ACCESSIBLE=$value: the screens" until_true is_at email
  done
}

# Without tmux: a terminal that tests/talk.py makes, on which nothing but lines may come.
on_a_bare_terminal() {
  cat >"$folder/dialogue" <<'END'
see E-mail address
type ann@studio.example
see or ? for choices [
type nowhere
see That is none of them.
type 1
see Password (typing is hidden)
echo off
key \x03
END
  TERM=dumb LANG=C.UTF-8 python3 tests/talk.py "$folder/dialogue" "$BUILD/backin" --servers-dir "$folder/servers" >"$folder/talk"
  ok 'TERM=dumb on a bare terminal' grep -qF '[exit 2]' "$folder/talk"
  ok 'nothing but lines' sh -c "! LC_ALL=C grep -qaP '[^\\n\\x20-\\x7e\\x80-\\xff]' $folder/talk"
}

start_mock --account two@studio.example:two-Passw0rd --second-factor two@studio.example
for way in ACCESSIBLE=1 TERM=dumb; do
  reset_by_code "$way"
  change_while_signed_in "$way"
done
reset_by_link
second_factor
elsewhere
generate
cancels
manners
job_control
line_drops
who_gets_it
on_a_bare_terminal
finish
