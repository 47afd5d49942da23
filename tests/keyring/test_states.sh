#!/bin/bash
# Keyrings in every state x what a store can be asked: the word of the result, that it comes at all, and
# that no helper is left. "Cannot tell" must never read "absent" or an empty "ok".
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.." || exit 1
export BUILD=${BUILD:-build}
with=tests/keyring/with-keyring
probe=$PWD/$BUILD/tests/store_probe
case $BUILD in /*) probe=$BUILD/tests/store_probe ;; esac
folder=$(mktemp -d "${TMPDIR:-/tmp}/states.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
export probe folder

for tool in gnome-keyring-daemon dbus-run-session gdbus secret-tool; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
# A copy under a name of our own: so its processes can be told from those of other tests.
export name=bkk$$
cp "$(dirname "$(dirname "$probe")")/backin-keyring" "$folder/$name"
export BACKIN_KEYRING=$folder/$name

count=0 failed=0
check() { # WHAT EXPECTED FOUND
  count=$((count + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $count - $1"
  else
    failed=$((failed + 1))
    echo "not ok $count - $1"
    printf '%s\n' "expected: $2" "found:    $3" | sed 's/^/# /'
  fi
}
helpers() { # living processes of our helper
  local file stat
  for file in /proc/[0-9]*/comm; do
    [ "$(cat "$file" 2>/dev/null)" = "$name" ] || continue
    stat=$(sed 's/.*) //' "${file%comm}stat" 2>/dev/null)
    case $stat in '' | Z*) ;; *) echo "$file" ;; esac
  done
}
# A killed helper goes when the kernel comes to it: given it 10 s, which it never needs.
check_gone() {
  local end=$((SECONDS + 10))
  while [ -n "$(helpers)" ] && [ $SECONDS -lt $end ]; do :; done
  check "$1: no helper is left" "" "$(helpers)"
}

# ---- what runs inside a keyring --------------------------------------------------------------------
word() { printf '%s ' "${1%% *}"; } # of a result line
ask() { "$probe" "$@" </dev/null 2>&1; }
save() { printf '{"n":%s}' "$5" | "$probe" "$1" save session "$2" "$3" "$4" 2>&1; }
every_operation() { # KIND
  word "$(ask "$1" probe)"
  word "$(ask "$1" list | head -1)"
  word "$(save "$1" acme ann@example.org '' 1)"
  word "$(ask "$1" list session | tail -n +2 | tr -d '\n ')"
  word "$(ask "$1" remove session acme ann@example.org '')"
  word "$(ask "$1" remove session acme ann@example.org '')"
  word "$(ask "$1" unlock)"
}
every_operation_at_once() { # KIND: where each takes its whole deadline
  local operation
  for operation in probe list unlock; do
    ask "$1" $operation >"$folder/once-$operation" &
  done
  save "$1" acme ann@example.org '' 1 >"$folder/once-save" &
  ask "$1" remove session acme ann@example.org '' >"$folder/once-remove" &
  wait
  for operation in probe list unlock save remove; do word "$(head -1 "$folder/once-$operation")"; done
}
wait_for() {
  local end=$((SECONDS + 20))
  until "$@"; do [ $SECONDS -lt $end ] || { echo "gave up waiting for: $*" && return 1; }; done 2>/dev/null
}
is_dead() { ! grep -q '^State:.[^Z]' "/proc/$1/status"; }
# Runs a list, and something else as soon as the provider has been asked for it.
during_a_list() { # COMMAND…
  ask keyring list >"$folder/during" &
  local list=$!
  wait_for grep -q SearchItems "$folder/log"
  "$@" >/dev/null 2>&1
  wait $list
  word "$(head -1 "$folder/during")"
}
bus_pid() {
  gdbus call --session --dest org.freedesktop.DBus --object-path / \
    --method org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.DBus | sed -n 's/.*uint32 \([0-9]*\).*/\1/p'
}
cancelled_unlock() {
  STORE_PROBE_CANCEL=$folder/cancel ask keyring unlock >"$folder/unlock" &
  local unlock=$!
  wait_for grep -q "$1" "$folder/log"
  touch "$folder/cancel"
  wait $unlock
  cat "$folder/unlock"
}
late_unlock() {
  local unlock
  ask keyring unlock >"$folder/unlock" &
  unlock=$!
  wait_for grep -q Prompt "$folder/log"
  kill -ALRM "$(helpers | cut -d/ -f3)"
  wait $unlock
  cat "$folder/unlock"
}
export -f helpers late_unlock is_dead word ask save every_operation every_operation_at_once wait_for during_a_list bus_pid cancelled_unlock
# STATE OPTIONS… -- SHELL COMMAND: its output on one line
inside() {
  local state=()
  while [ "$1" != -- ]; do state+=("$1") && shift; done
  rm -f "$folder/log" "$folder/cancel"
  "$with" "${state[@]}" -- bash -c "$2" 2>&1 | tr '\n' ' ' | sed 's/ *$//'
}

# ---- states x operations -----------------------------------------------------------------------------
#            probe list save list remove remove unlock
while read -r state kind expected; do
  check "$state, $kind: every operation" "$expected" "$(inside "$state" -- "every_operation $kind")"
done <<'END'
open   keyring ok ok ok session|acme|ann@example.org||{"n":1} ok absent ok
open   session ok ok ok session|acme|ann@example.org||{"n":1} ok absent ok
locked keyring locked locked locked  locked locked denied
locked session ok ok ok session|acme|ann@example.org||{"n":1} ok absent ok
empty  keyring empty empty empty  empty empty empty
empty  session ok ok ok session|acme|ann@example.org||{"n":1} ok absent ok
none   keyring unavailable unavailable unavailable  unavailable unavailable unavailable
none   session unavailable unavailable unavailable  unavailable unavailable unavailable
nobus  keyring no_bus no_bus no_bus  no_bus no_bus no_bus
hang   keyring locked locked locked  locked locked denied
fake   keyring ok ok ok session|acme|ann@example.org||{"n":1} ok absent ok
END
check_gone "states"

check "mute: every operation ends with its deadline" "timeout timeout timeout timeout timeout" \
  "$(inside mute -- 'every_operation_at_once keyring')"
check_gone "mute"

# ---- the environment does not steer it --------------------------------------------------------------
check "nobus with a display: no bus is started" "no_bus" "$(inside nobus -- 'export DISPLAY=:97; word "$(ask keyring probe)"')"
check "an autolaunch address is no bus" "no_bus" \
  "$(inside nobus -- 'export DISPLAY=:97 DBUS_SESSION_BUS_ADDRESS=autolaunch:; word "$(ask keyring list)"')"
check "an address that is none" "no_bus" \
  "$(inside nobus -- 'export DBUS_SESSION_BUS_ADDRESS=nonsense; word "$(ask keyring list)"')"
check "a bus that is not there" "no_bus" \
  "$(inside nobus -- 'export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus; word "$(ask keyring list)"')"
check "the bus of the runtime directory is found" "ok" \
  "$(inside open -- 'ln "${DBUS_SESSION_BUS_ADDRESS##*=}" "$XDG_RUNTIME_DIR/bus" 2>/dev/null
     path=${DBUS_SESSION_BUS_ADDRESS#*path=}; ln "${path%%,*}" "$XDG_RUNTIME_DIR/bus" 2>/dev/null
     unset DBUS_SESSION_BUS_ADDRESS; word "$(ask keyring probe)"')"
check "SECRET_BACKEND=file is not obeyed" "ok" "$(inside open -- 'export SECRET_BACKEND=file; word "$(ask keyring probe)"')"

# ---- what was kept ----------------------------------------------------------------------------------
export KEYRING_HOME=$folder/kept
mkdir -m 700 "$KEYRING_HOME"
check "a keyring is written" "ok" "$(inside open -- 'word "$(save keyring acme ann@example.org "" 7)"')"
check "and found by another run" 'session|acme|ann@example.org||{"n":7}' "$(inside open -- 'ask keyring list | tail -n +2')"
check "started locked, it is not empty" "locked locked" \
  "$(inside empty -- 'word "$(ask keyring list)"; word "$(ask keyring remove session acme ann@example.org "")"')"
check "a provider that comes back locked has nothing absent" "ok locked locked" \
  "$(inside open -- 'word "$(ask keyring probe)"; kill -KILL $KEYRING_PID; wait_for is_dead $KEYRING_PID
     word "$(ask keyring list)"; word "$(ask keyring remove session acme ann@example.org "")"')"
unset KEYRING_HOME
check "ten writers at once" "10" \
  "$(inside open -- 'for i in 1 2 3 4 5 6 7 8 9 10; do save keyring acme $i@example.org "" $i >/dev/null & done; wait
     ask keyring list | tail -n +2 | grep -c acme')"
check "ten writers of one item leave one" "1" \
  "$(inside open -- 'for i in 1 2 3 4 5 6 7 8 9 10; do save keyring acme ann@example.org "" $i >/dev/null & done; wait
     ask keyring list | tail -n +2 | grep -c acme')"
check "what a locked keyring shows carries no data" 'locked session|acme|ann@example.org||-' \
  "$(KEYRING_FILL='save() { printf "{}" | "$probe" keyring save session acme ann@example.org ""; }; save' \
     inside locked -- 'ask keyring list | sed "s/ (.*//"')"

# ---- what others wrote ------------------------------------------------------------------------------
check "items of our schema that are not ours" '7 left out) session|good|ann@example.org||{"good":1}' \
  "$(inside fake --junk -- 'ask keyring list | sed "s/.*; //"')"
check "the same in a real keyring" '2 left out) session|acme|ann@example.org||{"n":1}' \
  "$(inside open -- 'save keyring acme ann@example.org "" 1 >/dev/null
     printf "{}" | secret-tool store --label=x xdg:schema org.backin.Item kind session server "$(printf "a\033[2J")" account "" name ""
     printf "{}" | secret-tool store --label=x xdg:schema org.backin.Item kind session server odd
     ask keyring list | sed "s/.*; //"')"

# ---- providers that misbehave -------------------------------------------------------------------------
check "says yes and keeps nothing" "not_kept" "$(inside fake --forget -- 'word "$(save keyring acme "" "" 1)"')"
check "never replaces: one is left" 'ok ok session|acme|||{"n":2}' \
  "$(inside fake --twice -- 'word "$(save keyring acme "" "" 1)"; word "$(save keyring acme "" "" 2)"; ask keyring list | tail -n +2')"
check "says yes and removes nothing" "failed" \
  "$(inside fake --stubborn -- 'save keyring acme "" "" 1 >/dev/null; word "$(ask keyring remove session acme "" "")"')"
check "wants a prompt to write: refused, not shown" "denied" \
  "$(inside fake --ask "--log=$folder/log" -- 'word "$(save keyring acme "" "" 1)"; grep -x Prompt "$folder/log"')"
check "no default collection" "empty" "$(inside fake --empty -- 'word "$(ask keyring list)"')"
check "ends in the middle of a write" "ended" "$(inside fake --die=CreateItem -- 'word "$(save keyring acme "" "" 1)"')"
check "ends just after a search" "ended" "$(inside fake --drop=SearchItems -- 'word "$(ask keyring list)"')"
check "is killed in the middle of a search" "ended" \
  "$(inside fake --mute=SearchItems "--log=$folder/log" -- 'during_a_list kill -KILL $KEYRING_PID')"
check "the bus is killed in the middle of a search" "bus_ended" \
  "$(inside fake --mute=SearchItems "--log=$folder/log" -- 'bus=$(bus_pid); during_a_list kill -KILL $bus')"
for what in OpenSession ReadAlias SearchItems Locked; do
  check "answers $what with another type" "failed" "$(inside fake --wrong=$what -- 'word "$(ask keyring list)"')"
done
check "answers CreateItem with another type" "failed" "$(inside fake --wrong=CreateItem -- 'word "$(save keyring acme "" "" 1)"')"
check "answers Delete with another type" "ok failed" \
  "$(inside fake --wrong=Delete -- 'word "$(save keyring acme "" "" 1)"; word "$(ask keyring remove session acme "" "")"')"
check "withholds what is kept: it is there all the same" "not_kept session|acme|||-" \
  "$(inside fake --wrong=GetSecret -- 'word "$(save keyring acme "" "" 1)"; ask keyring list | tail -n +2')"
check "items without properties take only themselves away" "ok (Secret Service at :1.0; 8 left out)" \
  "$(inside fake --junk --wrong=GetAll -- 'ask keyring list')"
check "names an item that it did not write" "not_kept" "$(inside fake --lie -- 'word "$(save keyring acme "" "" 1)"')"
check "answers everything but a search" "timeout" "$(inside fake --mute=SearchItems -- 'word "$(ask keyring list)"')"
check_gone "misbehaving providers"

# ---- unlocking ----------------------------------------------------------------------------------------
export_display='export DISPLAY=:97;'
check "unlocked by the person" "locked ok ok" \
  "$(inside fake --locked --prompt=grant -- "$export_display"' word "$(ask keyring probe)"; word "$(ask keyring unlock)"; word "$(ask keyring probe)"')"
check "dismissed by the person" "denied locked" \
  "$(inside fake --locked --prompt=deny -- "$export_display"' word "$(ask keyring unlock)"; word "$(ask keyring probe)"')"
check "no display: no prompt is asked for" "denied" \
  "$(inside fake --locked --prompt=grant "--log=$folder/log" -- 'word "$(ask keyring unlock)"; grep -x -e Unlock -e Prompt "$folder/log"')"
check "a prompt that never ends is cancelled" "timeout (cancelled) locked" \
  "$(inside fake --locked --prompt=hang "--log=$folder/log" -- "$export_display"' cancelled_unlock Prompt; word "$(ask keyring probe)"')"
# The helper's own end of time, which its alarm brings, while the prompt is up; not waited for, but rung here.
check "the helper ends by itself when its time for the prompt is over" "timeout (the keyring does not answer) locked" \
  "$(inside fake --locked --prompt=hang "--log=$folder/log" -- "$export_display"' late_unlock; word "$(ask keyring probe)"')"
check "and gnome-keyring survives that" "timeout (cancelled) locked alive" \
  "$(PROMPTER_LOG=$folder/log inside hang -- "$export_display"' cancelled_unlock BeginPrompting; word "$(ask keyring list)"; kill -0 $KEYRING_PID && echo alive')"
check "the provider ends while its prompt is up" "ended" \
  "$(inside fake --locked --prompt=hang "--log=$folder/log" -- "$export_display"' ask keyring unlock >"$folder/unlock" & wait_for grep -q Prompt "$folder/log"
     kill -KILL $KEYRING_PID; wait; word "$(cat "$folder/unlock")"')"
check "the bus ends while a prompt is up" "bus_ended" \
  "$(inside fake --locked --prompt=hang "--log=$folder/log" -- "$export_display"' ask keyring unlock >"$folder/unlock" & unlock=$!
     wait_for grep -q Prompt "$folder/log"; kill -KILL "$(bus_pid)"; wait $unlock; word "$(cat "$folder/unlock")"')"
check_gone "unlocking"

echo "1..$count"
[ $failed -eq 0 ]
