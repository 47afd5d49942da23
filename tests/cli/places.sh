#!/bin/bash
# Where sessions are kept: the choice is remembered, what was kept in another place is found again, what is
# locked or mute is said, older copies are offered for removal, and other versions are left alone.
. tests/lib.sh
with_keyring open

start_mock "$(server_file 10-one auth0 '"variables":{"client_id":"c"}')" "$(server_file 20-two diaflow)" \
  "$(server_file "30-kernel$$" diaflow)" # the kernel's keyring is shared by all tests that run now
export BACKIN_NO_INPUT=1
login() { run "$backin" login -s "$1" -u "$user" --password-stdin "${@:2}" <<<"$password"; }
state=$HOME/.local/state/backin/state.json
without_bus() { run env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR="$folder/nowhere" "$@"; }

# ---- another place, found again --------------------------------------------------------------------------
login one --store session --json
exits 0 'kept in the session collection, by choice'
json .store session 'and told'
run "$backin" status --json
json '.sessions | length' 1 'found again without --store'
json '.sessions[0].store' session 'where it is'
json .store.kind keyring 'though new ones go elsewhere'
json .store.chosen false 'which nobody has chosen'
json .unread null 'nothing is hidden'
run "$backin" token -s one
exits 0 'token'
run "$backin" status --store keyring --json
exits 4 'a place that is named is the only one'
run tests/later 3580 "$backin" token -s one
exits 0 'renewed'
run "$backin" status --json
json '.sessions[0].store' session 'in the place where it was'
run "$backin" status --store keyring
exits 4 'and in no other'

# ---- a kernel without a bus --------------------------------------------------------------------------------
kernel=yes
login "kernel$$" --store kernel
[ "$rc" = 0 ] || kernel=''
if [ "$kernel" ]; then
  without_bus "$backin" status -s "kernel$$" --json
  exits 0 'kept by the kernel: found again, in a login without a bus'
  json '.sessions[0].store' kernel 'there'
  json '.unread.store + " " + .unread.result' 'keyring no_bus' 'and what could not be read is said'
  without_bus "$backin" status
  says 'There may be more' 'in words too'
  without_bus "$backin" token -s one
  exits 9 'a session that is elsewhere: cannot tell'
  run "$backin" logout -s "kernel$$"
  exits 0 'logout: in that place'
  run "$backin" status -s "kernel$$" --store kernel
  exits 4 'it is gone there'
fi

# ---- older copies --------------------------------------------------------------------------------------------
login one
exits 0 'the same account once more, in the keyring now'
run "$backin" status -s one --json
json '.sessions | length' 1 'one session'
json '.sessions[0].store' keyring 'the newest'
json .older 1 'and an older one'
run "$backin" status
says 'sessions prune' 'which is offered for removal'
run "$backin" sessions list -s one --json
exits 0 'sessions list'
json '[.sessions[] | .store + " " + (.older | tostring)] | sort | join(", ")' 'keyring false, session true' 'has both'
run "$backin" sessions list
says older 'in words too'
run "$backin" token -s one
token=$out
run "$backin" sessions prune --json
exits 0 'sessions prune'
json .removed 1 'removes it'
run "$backin" status --json
json .older 0 'none is left'
run "$backin" token -s one
is "$out" "$token" 'and the newest is untouched'
item() { # NAME=VALUE… of the session's JSON, changed
  secret-tool lookup xdg:schema org.backin.Item kind session server one account "$user" name "" | jq -c "$1"
}
login one --store session
run "$backin" logout -s one
exits 0 'logout'
run "$backin" status -s one --json
json '(.sessions | length) + .older' 0 'leaves no older copy behind'
login one

# ---- twice in the same place ------------------------------------------------------------------------------------
run secret-tool search --all xdg:schema org.backin.Item kind session server one
says "label = backin: one, $user" 'in the programs for keyrings a session has a label that tells what it is'
is "$(grep '^attribute' <<<"$err" | sort | tr '\n' ' ')" \
  "attribute.account = $user attribute.kind = session attribute.name =  attribute.server = one " 'and no attribute holds a secret'
# Another program has written the same name, and nothing was replaced.
export user password backin build
twice() {
  "$backin" login -s one -u "$user" --password-stdin <<<"$password" >/dev/null
  local bytes
  bytes=$("$build/tests/store_probe" keyring list session | sed -n 's/^session|one|[^|]*||//p' |
    jq -jc '.token = "another-token"' | od -An -v -tu1 | xargs | sed 's/ /, /g')
  gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets/collection/fake \
    --method org.freedesktop.Secret.Collection.CreateItem "{'org.freedesktop.Secret.Item.Attributes': \
      <{'xdg:schema': 'org.backin.Item', 'kind': 'session', 'server': 'one', 'account': '$user', 'name': ''}>}" \
    "(objectpath '/org/freedesktop/secrets/session/s1', @ay [], @ay [$bytes], 'text/plain')" false >/dev/null
  "$backin" status --json | jq -r '(.sessions | length | tostring) + " " + (.older | tostring)'
  "$backin" token -s one
  "$backin" sessions prune --json | jq .removed
  "$backin" status --json | jq -r '(.sessions | length | tostring) + " " + (.older | tostring)'
  "$backin" token -s one
}
export -f twice
run tests/keyring/with-keyring fake --twice -- bash -c twice
is "$(tr '\n' ' ' <<<"$out")" '1 1 another-token 1 1 0 another-token ' 'kept twice: the newest is used, the other told, and removed on request'

# ---- other versions --------------------------------------------------------------------------------------------
put() { printf %s "$1" | secret-tool store --label=x xdg:schema org.backin.Item kind session server "$2" account "$user" name ""; }
new=$(item '.version = 2 | .token = {"kept": "in another way"}')
put "$new" two
run "$backin" status --json
json .other_versions 1 'a session of a newer version is counted'
json '[.sessions[] | select(.server == "two")] | length' 0 'and not used'
login two --json
exits 9 'signed in, but what the newer version keeps is not written over'
json .error.code other_version 'in a word'
is "$(secret-tool lookup xdg:schema org.backin.Item kind session server two account "$user" name "")" "$new" 'it is as it was'
run "$backin" logout --all
is "$(secret-tool lookup xdg:schema org.backin.Item kind session server two account "$user" name "")" "$new" 'logout --all leaves it alone as well'
run "$backin" status
says 'newer backin' 'and it is said'
secret-tool clear xdg:schema org.backin.Item kind session server two
put 'not even JSON' two
run "$backin" status -s two --json
exits 4 'what is no session at all'
json .other_versions 0 'is none'
login two
exits 0 'and is written over'
run "$backin" sessions show -s two --json
json '.origin == (.origin | sub("/$"; "")) and .renews == false' true 'sessions show'
run "$backin" sessions show -s two
says 'Sent only to' 'in words'
never_says "$("$backin" token -s two)" 'without the token'

# ---- the choice for this machine -----------------------------------------------------------------------------------
run "$backin" sessions keep session --json
json .store session 'sessions keep'
login one --json
json .store session 'from then on'
run "$backin" status --json
json '.store.kind + " " + (.store.chosen | tostring)' 'session true' 'status: and who said so'
json '[.sessions[].server] | contains(["one", "two"])' true 'what is elsewhere is still found'
run "$backin" doctor --json
json '[.checks[] | select(.name == "keep") | .value] | first' session 'doctor too'
json '[.checks[] | select(.name == "prompter") | .value | startswith("DISPLAY")] | first' true 'and whether a window can be shown'
run "$backin" sessions keep nowhere
exits 64 'a place that there is not'
run "$backin" sessions keep ask
run "$backin" status --json
json '.store.kind + " " + (.store.chosen | tostring)' 'keyring false' 'the choice can be taken back'
grep -q token "$state"
is $? 1 'the state file holds no token'

# ---- locked, and mute --------------------------------------------------------------------------------------------------
gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
  --method org.freedesktop.Secret.Service.Lock "[objectpath '/org/freedesktop/secrets/collection/login']" >/dev/null
run "$backin" status -s one --json
exits 0 'the keyring is locked: what is in the session collection is seen'
json '[.sessions[].server] | join(" ")' one 'and used'
json .unread.result locked 'what is locked is said'
run "$backin" token -s two
exits 9 'a session in the locked one: cannot tell'
says 'is locked' 'in words'
says '--replace --unlock' 'and how it is opened where no window can be shown'
run "$backin" logout --all
exits 9 'logout --all ends nothing that it cannot see'
kill -STOP "$KEYRING_PID"
run "$backin" status -s two --json
exits 9 'a provider that is mute: cannot tell'
json .error.code store_timeout 'in a word'
kill -CONT "$KEYRING_PID"
finish
