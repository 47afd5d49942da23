#!/bin/bash
# The main journeys by commands against a real PouchDB Server, which no shipped file knows: its provider file
# lies beside the server, and was written from the manual by somebody who had not seen the code. A session is
# a cookie that every answer renews, and the server answers 200 to who has none.
. tests/real/pouchdb-server/lib.sh
[ -n "${BK_TEST_INSIDE:-}" ] || install_npm pouchdb-server
. tests/lib.sh
with_keyring open

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example admin=desk@staff.example
first=first-Passw0rd

run "$backin" servers lint "$folder"/servers/*.json tests/real/pouchdb-server/providers/*.json
exits 0 'the files are without mistakes'
is "$out$err" '' 'and without warnings'
run "$backin" servers try "$folder/servers/10-real.json" -u "$user" --action sign_in --action whoami --password-stdin \
  <<<"$first"
exits 0 'and the server does what they say'
run "$backin" servers list --check --json
json '.servers[0].health.state' well 'the server is there'

# ---- sign-in -------------------------------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin --json <<<not-the-password
exits 4 'a wrong password is refused'
json .error.code invalid_credentials 'for what it is'
run "$backin" login -s real -u nobody@staff.example --password-stdin --json <<<"$first"
exits 4 'an unknown name is refused'
json .error.code invalid_credentials 'and no more is said'
run "$backin" login -s real -u "$user" --password-stdin --json <<<"$first"
exits 0 'the right password signs in'
json '(.expires_at | fromdate) - (.signed_in_at | fromdate)' 600 'for ten minutes'
run "$backin" status --check -s real
exits 0 'the server says that the session is alive'
run "$backin" token -s real
token=$out
real_is_alive "$token"
report $? 'the token is a cookie that the server takes'

# ---- change of password --------------------------------------------------------------------------------
run "$backin" password change -s real --current-fd 3 --new-fd 4 --json 3<<<not-the-password 4<<<changed-Passw0rd
exits 4 'change: a wrong current password is refused'
json .error.code invalid_credentials 'for what it is'
real_is_alive "$token"
report $? 'and the session lives on'
run "$backin" password change -s real --current-fd 3 --new-fd 4 --json 3<<<"$first" 4<<<changed-Passw0rd
exits 0 'change'
is "$(real_roles "$user" changed-Passw0rd)" '["staff"]' 'the account has its new password, and its role still'
! real_is_alive "$token"
report $? 'the old session is dead'
run "$backin" status --check -s real
exits 0 'one with the new password has taken its place'
run "$backin" token -s real
token=$out

# Where nobody answers any more once the password is written.
jq '.urls.gone = "http://127.0.0.1:1" | .actions.change_password.steps[2].request.at = "gone"' \
  "$folder/servers/providers/couchdb.json" >"$folder/servers/providers/torn.json"
real_server 20-torn '{ "name": "Torn", "extends": "torn", "url": "'"$real_url"'" }'
run "$backin" login -s torn -u "$user" --password-stdin <<<changed-Passw0rd
run "$backin" password change -s torn --current-fd 3 --new-fd 4 --json 3<<<changed-Passw0rd 4<<<torn-Passw0rd
exits 5 'a change of several steps, of which the last is lost'
json .error.code unknown_effect 'is no failed change: nobody knows'
is "$(real_roles "$user" torn-Passw0rd)" '["staff"]' 'and it has happened indeed'
rm "$folder/servers/20-torn.json"
run "$backin" login -s real -u "$user" --password-stdin <<<torn-Passw0rd
run "$backin" token -s real
token=$out

# ---- sign-out ------------------------------------------------------------------------------------------
run "$backin" logout -s real
exits 0 'sign-out'
says 'no way to end a session early' 'the server would only take the cookie back, and that is said'
run "$backin" status -s real
exits 4 'the session is gone from here'
real_is_alive "$token"
report $? 'there it lives on until its time is over'

# ---- an administrator sets a password --------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin <<<torn-Passw0rd
exits 0 'a person signs in'
run "$backin" token -s real
token=$out
run "$backin" login -s real -u "$admin" --password-stdin <<<"$first"
exits 0 'and an administrator'
run "$backin" admin reset --set -s real -u "$user" --as "$admin" --yes "$user" --new-fd 3 --json 3<<<given-Passw0rd
exits 0 'sets the password of the other'
! real_is_alive "$token"
report $? 'whose session is dead'
is "$(real_roles "$user" given-Passw0rd)" '["staff"]' 'whose new password is good, and whose role is there still'
run "$backin" admin reset --set -s real -u nobody@staff.example --as "$admin" --yes nobody@staff.example --new-fd 3 --json \
  3<<<given-Passw0rd
exits 4 'there is no such account'
json .error.code unknown_account 'and an administrator is told so'
run "$backin" status --check -s real -u "$user" --json
exits 4 'and the session of that person is known to be over'
json '.sessions[0].state' expired 'though the server answered 200'

# ---- the server goes away ------------------------------------------------------------------------------
stop_real
run "$backin" status --check -s real -u "$admin"
exits 5 'unreachable is not invalid'
run "$backin" token -s real -u "$admin"
exits 0 'and nothing was deleted'

finish
