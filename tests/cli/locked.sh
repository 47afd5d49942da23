#!/bin/bash
# A locked keyring: not the same as an empty one, never unlocked without a person, and it costs neither a
# reset nor the choice of server.
. tests/lib.sh
with_keyring locked

start_mock "$(server_file 10-code diaflow)"
run "$backin" login -s code -u "$user" --password-stdin --json --no-input <<<"$password"
exits 9 'login: the keyring is locked'
json .error.code store_locked 'in one word'
run "$backin" status --json --no-input
exits 9 'status: cannot tell'
run "$backin" forgot -s code -u "$user" --json --no-input
exits 0 'forgot: needs no keyring'
run "$backin" reset list --json --no-input
json '.resets | length' 1 'reset list: is there'
run "$backin" servers explain -u "$user" --json --no-input
json .because history 'the choice of server is known'
run "$backin" doctor --json --no-input
exits 10 'doctor: says so'
json '[.checks[] | select(.name == "store") | .value] | any(startswith("keyring: locked"))' true 'in one word'
finish
