#!/bin/bash
# Shell helpers of the command tests. Source it from a script that is run at the top of the checkout:
#
#   . tests/lib.sh
#   with_keyring open "$@"       runs the script again inside a private keyring of that state, if it is not
#   start_mock FILE…             backin-mock on those server files; sets BACKIN_SERVERS_PATH
#   run COMMAND…                 sets $out, $err and $rc; no terminal; stdin is empty unless redirected
#   exits 4 "what"               the last run's exit code
#   json '.a.b' 'value' "what"   a jq expression over $out, as text
#   says 'text' "what"           $out or $err holds the text
#   is GOT WANTED "what"
#   finish                       the plan, at the end
# Nothing here sleeps. What is started is stopped by its pid, whatever happens.

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  echo '1..0 # SKIP helpers, not a test'
  exit 0
fi
set -u
: "${BUILD:=build}"
export BUILD
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case $BUILD in /*) build=$BUILD ;; *) build=$top/$BUILD ;; esac
backin=$build/backin

with_keyring() { # STATE [ARGUMENTS OF THE SCRIPT]
  [ -z "${BK_TEST_INSIDE:-}" ] || return 0
  rm -rf "$folder" # exec runs no trap
  BK_TEST_INSIDE=1 exec "$top/tests/keyring/with-keyring" "$1" -- bash "$0" "${@:2}"
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/backin-test.XXXXXX") || exit 70
mock=''
clean_up() {
  [ -z "$mock" ] || { kill "$mock" && wait "$mock"; } 2>/dev/null
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 143' HUP INT TERM

# A clean home, so that no test sees the files of whoever runs it, nor another test's.
mkdir -m 700 "$folder/home" "$folder/servers"
export HOME=$folder/home
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME XDG_CACHE_HOME
unset BACKIN_LANG BACKIN_SERVER BACKIN_USER BACKIN_STORE BACKIN_NO_INPUT BACKIN_DEMO
export BACKIN_KEYRING=$build/backin-keyring TZ=UTC LC_ALL=C.UTF-8 TERM=xterm

# ---- what came out -----------------------------------------------------------------------------------
points=0 failed=0 out='' err='' rc=0 last=''
report() { # RESULT WHAT
  points=$((points + 1))
  if [ "$1" = 0 ]; then
    echo "ok $points - $2"
    return
  fi
  failed=$((failed + 1))
  echo "not ok $points - $2"
  printf '%s\n' "command: $last" "exit code: $rc" "stdout: $out" "stderr: $err" | sed 's/^/#   /'
}
run() {
  last=$*
  # Without a terminal of its own nothing can wait for an answer.
  out=$(setsid -w "$@" 2>"$folder/err")
  rc=$?
  err=$(<"$folder/err")
}
is() { # GOT WANTED WHAT
  [ "$1" = "$2" ] || echo "#   got \"$1\", wanted \"$2\""
  [ "$1" = "$2" ]
  report $? "$3"
}
exits() { # CODE WHAT
  [ "$rc" = "$1" ] || echo "#   got exit code $rc, wanted $1"
  [ "$rc" = "$1" ]
  report $? "$2"
}
json() { # EXPRESSION WANTED WHAT
  is "$(printf '%s' "$out" | jq -r "$1" 2>&1)" "$2" "$3"
}
says() { # TEXT WHAT
  [[ $out$'\n'$err == *"$1"* ]]
  report $? "$2"
}
never_says() { # TEXT WHAT
  [[ $out$'\n'$err != *"$1"* ]]
  report $? "$2"
}
finish() {
  echo "1..$points"
  exit $((failed > 0))
}

# ---- the mock ------------------------------------------------------------------------------------------
user=user@works.example admin=desk@works.example password=first-Passw0rd

# A shipped server file under a name of its own, so that tests speak of "code" and "link".
server_file() { # NN-NAME EXTENDS [MORE JSON]
  local more=${3:-}
  mkdir -p "$folder/files/providers"
  cp "$top"/servers.d/providers/*.json "$folder/files/providers/"
  printf '{"name":"%s","extends":"%s","url":"https://%s.example"%s}\n' "${1#*-}" "$2" "${1#*-}" "${more:+,$more}" \
    >"$folder/files/$1.json"
  echo "$folder/files/$1.json"
}

start_mock() { # OPTIONS AND FILES…
  local line
  exec {ready}< <(exec "$build/backin-mock" --write-servers "$folder/servers" --account "$user:$password" \
    --account "$admin:$password" "$@" </dev/null 2>"$folder/mock.err")
  mock=$!
  while read -rt 20 -u "$ready" line; do
    [[ $line != READY* ]] || { export BACKIN_SERVERS_PATH=$folder/servers && return; }
  done
  echo 'Bail out! backin-mock did not start:'
  sed 's/^/#   /' "$folder/mock.err"
  exit 1
}
origin_of() { # SERVER ID
  "$backin" servers list --json | jq -r --arg id "$1" '.servers[] | select(.id == $id) | .origin'
}
# The newest mail on a server: a field of it.
mail() { # SERVER FIELD
  curl -fsS "$(origin_of "$1")/mock/mail?to=$user" | jq -r ".[0].$2"
}
mails() { # SERVER
  curl -fsS "$(origin_of "$1")/mock/mail?to=$user" | jq length
}
