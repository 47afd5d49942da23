#!/bin/bash
# make demo: reaches the first screen, and whatever way it ends, no process and no file stays behind.
set -u
: "${BUILD:=build}"
folder=$(mktemp -d "${TMPDIR:-/tmp}/backin-term.XXXXXX")
mkdir "$folder/tmp"
term() { tmux -L "backin-demo-$$" -f /dev/null "$@"; }
trap 'term kill-server 2>/dev/null; rm -rf "$folder"' EXIT

points=0 failed=0
ok() { # TEXT COMMAND…
  local text=$1 what='ok'
  shift
  points=$((points + 1))
  "$@" || { what='not ok' && failed=1; }
  echo "$what $points - $text"
  [ "$what" = ok ] || { screen && find "$folder/tmp" && left_processes; } 2>/dev/null | sed 's/^/#   |/'
}
until_true() {
  local end=$((SECONDS + 40))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    read -rt 0.05 <> <(:) || :
  done
}
screen() { term capture-pane -p 2>/dev/null; }
shows() { screen | grep -qF -- "$1"; }
script() { # the pid of tests/demo
  cat "$folder/pid"
}
# Whatever was started has TMPDIR in its environment.
left_processes() { grep -lsaF "TMPDIR=$folder/tmp" /proc/[0-9]*/environ | grep -v "/$$/"; }
nothing_left() { [ -z "$(ls -A "$folder/tmp")" ] && [ -z "$(left_processes)" ]; }

begin() { # MORE ENVIRONMENT…
  term kill-server 2>/dev/null
  until_true eval '! term has-session 2>/dev/null'
  term new-session -d -x 80 -y 24 "env -u TMUX TERM=screen LANG=C.UTF-8 TMPDIR=$folder/tmp BUILD=$BUILD $* \
    sh -c 'echo \$\$ >$folder/pid; exec tests/demo'; echo \"ended with \$?\"; exec cat"
  term set-option -g status off
  ok 'the first screen' until_true shows '^G Help'
}
ends() { # HOW STATUS
  ok "$1: it ends" until_true shows "ended with $2"
  ok "$1: nothing stays behind" until_true nothing_left
}

begin
ok 'while it runs, there is something to leave behind' eval '! nothing_left && [ -n "$(left_processes)" ]'
term send-keys C-x
ok 'the accounts are told' until_true shows 'Password: demo-Passw0rd'
ends 'left by key' 0
begin
kill -TERM "$(script)"
ends 'told to stop' 143
begin
term kill-server
ok 'line lost: nothing stays behind' until_true nothing_left
begin
kill -KILL "$(cat "$folder"/tmp/backin-demo.*/pid)"
ends 'screens killed' 137

mkdir "$folder/without"
printf '#!/bin/sh\nexit 1\n' >"$folder/without/gnome-keyring-daemon"
printf '#!/bin/sh\nexit 1\n' >"$folder/without/dbus-run-session"
chmod +x "$folder"/without/*
begin "PATH=$folder/without:$PATH"
term send-keys C-x
ends 'without a keyring' 0
echo "1..$points"
exit $failed
