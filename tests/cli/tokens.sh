#!/bin/bash
# The life of a token: renewed before its end and after a refusal, by one program at a time, and ended by
# nothing but the server's own word.
. tests/lib.sh
with_keyring open

start_mock --verbose "$(server_file 10-one auth0 '"variables":{"client_id":"c"}')" \
  "$(server_file 20-two auth0 '"variables":{"client_id":"c"}')" "$(server_file 30-plain diaflow)"
export BACKIN_NO_INPUT=1
requests() { # SERVER ACTION: how many of them the server has answered so far
  grep -c "^$1: [A-Z]* $2 (" "$folder/mock.err"
}
later() { # SECONDS COMMAND…: the same, with this machine's clocks so much later
  local seconds=$1
  shift
  run tests/later "$seconds" "$@"
}
forward() { curl -fsS -X POST "$(origin_of "$1")/mock/time?forward=$2" >/dev/null; }
fault() { curl -fsS -X POST "$(origin_of one)/mock/fault?name=$1" >/dev/null; }
login() { run "$backin" login -s "$1" -u "$user" --password-stdin <<<"$password"; }

login one
exits 0 'signed in; the token lives for an hour'
run "$backin" token -s one
first=$out
is "$(requests one refresh)" 0 'a token that is good is given as it is'

# ---- before its end ----------------------------------------------------------------------------------
later 3500 "$backin" token -s one
is "$out" "$first" 'ten minutes before its end: as it is'
later 3570 "$backin" token -s one
exits 0 'half a minute before its end'
[ "$out" != "$first" ] && [[ $out =~ ^[!-~]{8,}$ ]]
report $? 'another one is given'
second=$out
is "$(requests one refresh)" 1 'after one request'
later 3570 "$backin" token -s one
is "$out" "$second" 'which is kept: the next program is given the same'
is "$(requests one refresh)" 1 'without a request'

# ---- several programs at once -------------------------------------------------------------------------
together() { # COUNT COMMAND…: their outputs, sorted, equal ones once
  local count=$1 i pids=()
  shift
  for ((i = 0; i < count; i++)); do
    setsid -w "$@" >"$folder/together.$i" 2>"$folder/together.err.$i" </dev/null &
    pids+=($!)
  done
  wait "${pids[@]}" # the mock is a child too
  for ((i = 0; i < count; i++)); do cat "$folder/together.$i" "$folder/together.err.$i"; done | sort -u
}
given=$(together 2 tests/later 7150 "$backin" token -s one)
is "$(requests one refresh)" 2 'two programs at once: one request'
[ "$(wc -l <<<"$given")" = 1 ] && [ "$given" != "$second" ]
report $? 'and both are given the new token'
given=$(together 12 tests/later 10750 "$backin" token -s one)
is "$(requests one refresh)" 3 'twelve at once: one request'
is "$(wc -l <<<"$given")" 1 'and the same token for all'
given=$(together 4 "$backin" refresh -s one --json | jq -r .state | sort -u)
is "$given" active '"refresh" four times at once: none is taken for theft'
ls "$HOME/.local/state/backin"/renew-*.lock >/dev/null
report $? 'the lock is a file'
never_says "$user" 'whose name holds no address'
exec {held}<"$(ls "$HOME/.local/state/backin"/renew-*.lock)"
flock "$held"
run timeout --preserve-status -s INT 3 tests/later 18000 "$backin" token -s one
exits 2 'another program has the lock: waiting can be ended'
exec {held}<&-

# ---- what ends nothing -----------------------------------------------------------------------------------
run "$backin" token -s one
good=$out
count=$(requests one refresh)
while read -r name exit; do
  fault "$name"
  later 20000 "$backin" token -s one
  exits "$exit" "past its end, $name: exit code"
  is "$out" '' "$name: no token is given"
  later 3570 "$backin" token -s one
  is "$out" "$good" "a little before its end, $name: the old one is good enough"
  exits 0 'and given without a complaint'
done <<'END'
html 5
500 1
garbage 5
END
fault none
later 20000 "$backin" status -s one
exits 0 'nothing was ended'
later 3570 "$backin" token -s one
exits 0 'and once the server is itself again'
[ "$out" != "$good" ]
report $? 'the session is renewed'

# ---- one refusal, and the last word --------------------------------------------------------------------------
run "$backin" token -s one
good=$out count=$(requests one refresh)
forward one 4000
run "$backin" status --check -s one
exits 0 'the server has forgotten the token early: renewed, and asked again'
is "$(requests one refresh)" $((count + 1)) 'once'
run "$backin" token -s one
[ "$out" != "$good" ]
report $? 'and the new token is kept'
login two
is "$(requests two whoami)" 0 '"status --check -s one" asked one server only'
run "$backin" status --check -s two -u somebody@else.example
is "$(requests two whoami)" 0 'and one account only'
run "$backin" logout -s two
login two
# An answer that was lost on its way: the server has taken the old tokens back, and only it can say so.
fault cut
later 20000 "$backin" token -s two
exits 5 'the answer is lost: that is not a refusal'
fault none
run "$backin" token -s two
exits 0 'what is kept is still given while its time lasts'
later 3570 "$backin" refresh -s two
exits 4 'and is over when the server says so'
says 'is over' 'in a sentence'
says 'Sign in again' 'with the way out'
login plain
forward plain 4000
run "$backin" token -s plain
exits 0 'a server without a way to renew: the token is given, our clock has nothing against it'
run "$backin" status --check -s plain
exits 4 'but the server has'
finish
