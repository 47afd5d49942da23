#!/bin/bash
# Nothing is lost: programs that are killed (SIGKILL) at each step that changes the world leave the old or the
# new behind, whole; and twenty programs that write at once lose nothing of each other.
. tests/lib.sh
if ! strace -o /dev/null -e trace=getpid -e inject=getpid:signal=KILL true 2>/dev/null; then
  echo '1..0 # SKIP strace cannot trace here'
  exit 0
fi
with_keyring open

accounts=()
for i in {1..20}; do accounts+=(--account "user$i@works.example:$password"); done
start_mock "${accounts[@]}" "$(server_file 10-one auth0 '"variables":{"client_id":"c"}')"
export BACKIN_NO_INPUT=1
state=$HOME/.local/state/backin/state.json
login() { run "$backin" login -s one -u "$user" --password-stdin <<<"$password"; }

# What leaves the process: what it says to servers and to the keyring, and what it does to files. strace counts
# each call. BK_TEST_CALLS=write,… names others: with write there are some fifty more, and two minutes.
calls=${BK_TEST_CALLS:-sendto,sendmsg,sendmmsg,rename,renameat,renameat2,unlink,fsync,fdatasync,ftruncate}
killed_at() { # N CALLS COMMAND…: FALSE once the command comes to its end
  local n=$1 set=$2
  shift 2
  # In a shell of its own, which keeps its word about the killed one to itself.
  (strace -o /dev/null -e "trace=$set" -e "inject=$set:signal=KILL:when=$n" "$@" </dev/null || exit) >/dev/null 2>&1
  [ $? = 137 ]
}
problems=$folder/problems
# What must be there whatever happened.
look() { # WHERE
  run "$backin" status -s one -u "$user" --json
  [ "$rc" = 0 ] && [ "$(jq '(.sessions | length) == 1 and .older == 0 and .other_versions == 0' <<<"$out")" = true ] ||
    echo "$1: status: exit code $rc: $out$err" >>"$problems"
  jq -e ".accounts | map(.email) | index(\"$user\")" "$state" >/dev/null ||
    echo "$1: the state file is broken" >>"$problems"
}
whole() { # WHAT
  sed 's/^/#   /' "$problems" 2>/dev/null
  [ ! -e "$problems" ]
  report $? "$1"
  rm -f "$problems"
}

login
exits 0 'signed in'
n=1
while killed_at $n "$calls" "$backin" refresh -s one; do
  look "refresh, killed at call $n"
  # Where the server's answer was lost with the program, the server may have ended the session.
  run "$backin" refresh -s one
  [ "$rc" = 0 ] || login
  n=$((n + 1))
done
[ $n -gt 3 ]
report $? "refresh was killed at each of $((n - 1)) calls"
whole 'and the old session or the new one was there each time'

n=1
while killed_at $n "$calls" "$backin" login -s one -u "$user" --password-fd 3 3<<<"$password"; do
  look "login, killed at call $n"
  n=$((n + 1))
done
[ $n -gt 3 ]
report $? "login was killed at each of $((n - 1)) calls"
whole 'and the old session or the new one was there each time'

# The keyring's helper dies in place of the program: then nothing may be taken for kept that is not.
cat >"$folder/helper" <<END
#!/bin/sh
exec strace -o /dev/null -e trace=$calls -e inject=$calls:signal=KILL:when=\$KILL_AT $BACKIN_KEYRING
END
chmod +x "$folder/helper"
n=1
while [ $n -lt 200 ]; do
  KILL_AT=$n BACKIN_KEYRING=$folder/helper run "$backin" refresh -s one
  [ "$rc" != 0 ] || break
  look "refresh, helper killed at call $n"
  run "$backin" refresh -s one
  [ "$rc" = 0 ] || login
  n=$((n + 1))
done
[ $n -gt 2 ] && [ $n -lt 200 ]
report $? "the helper was killed at each of $((n - 1)) calls"
whole 'and the old session or the new one was there each time'

# ---- twenty at once ---------------------------------------------------------------------------------------
run "$backin" logout --all
pids=()
for i in {1..20}; do
  "$backin" login -s one -u "user$i@works.example" --password-fd 3 3<<<"$password" >/dev/null 2>&1 </dev/null &
  pids+=($!)
done
codes=''
for pid in "${pids[@]}"; do
  wait "$pid"
  codes+=$?
done
is "$codes" 00000000000000000000 'twenty sign in at once'
run "$backin" status --json
json '.sessions | length' 20 'and all of their sessions are kept'
is "$(jq '[.accounts[].email | select(startswith("user"))] | unique | length' "$state")" 21 'and all of their choices'
pids=()
for i in {1..20}; do
  "$backin" login -s one -u "$user" --password-fd 3 3<<<"$password" >/dev/null 2>&1 </dev/null &
  pids+=($!)
done
wait "${pids[@]}"
run "$backin" status -u "$user" --json
json '(.sessions | length) + .older' 1 'twenty times the same account: one session'
run "$backin" status -u "$user" --check
exits 0 'that the server knows'
finish
