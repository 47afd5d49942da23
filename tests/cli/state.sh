#!/bin/bash
# The state file's folder in every shape that somebody may give it: no command waits for what does not come,
# follows a link into somebody's file, or takes what it could not read for nothing.
. tests/lib.sh
with_keyring open

start_mock "$(server_file 10-code diaflow)"
export BACKIN_NO_INPUT=1 BACKIN_STORE=none
state=$HOME/.local/state/backin number=0
anew() { # the folder, empty
  rm -rf "$state"
  mkdir -p -m 700 "$state"
}
ask() { # for a reset of another account each time
  number=$((number + 1))
  run timeout -s KILL 20 "$backin" forgot -s code -u "user$number@works.example" --json
}
known() { "$backin" reset list --json | jq -r '[.resets[].account] | join(" ")'; }

ask
exits 0 'where there is no folder'
is "$(stat -c %a "$state" "$state/state.json" | tr '\n' ' ')" '700 600 ' 'it is made for its owner alone'
is "$(known)" "user$number@works.example" 'and the reset is in it'

anew
mkfifo "$state/state.json"
run timeout -s KILL 20 "$backin" reset list --json
exits 0 'a FIFO in the place of the file is not waited for'
ask
is "$(known)" "user$number@works.example" 'and is moved out of the way'
anew
# The sanitizers need addresses without end.
memory='ulimit -v 1000000'
! ldd "$backin" | grep -q libasan || memory=:
truncate -s 3G "$state/state.json"
run bash -c "$memory"'; exec timeout -s KILL 20 "$@"' bash "$backin" reset list --json
exits 0 'a file of three gigabytes is not read'
anew
ln -s /dev/zero "$state/state.json"
run bash -c "$memory"'; exec timeout -s KILL 20 "$@"' bash "$backin" reset list --json
exits 0 'nor is one without end'

anew
echo precious >"$folder/precious"
ln -s "$folder/precious" "$state/state.json"
ask
is "$(<"$folder/precious")" precious 'what a link leads to is not written'
anew
ln -s "$folder/made" "$state/lock"
ask
[ ! -e "$folder/made" ]
report $? 'nor made'

anew
ask
exec {held}<"$state/lock"
flock "$held"
before=$(known)
ask
exits 0 'another program keeps the lock: the message is asked for all the same'
json .kept false 'and that it is not kept is said'
is "$(known)" "$before" 'which is true'
exec {held}<&-
ask
is "$(known)" "user$number@works.example $before" 'and the next one is noted again'

anew
ask
mv "$state/state.json" "$folder/one"
for writer in {1..20}; do
  "$backin" forgot -s code -u "writer$writer@works.example" >/dev/null 2>&1 &
  writers[writer]=$!
done
wait "${writers[@]}"
is "$(known | wc -w)" 20 'twenty writers at once: nothing is lost'
finish
