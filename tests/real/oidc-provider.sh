#!/bin/bash
# The device flow, and the life of its tokens, by commands against a real oidc-provider: a server that takes
# no passwords from programs, and ends everything when a refresh token is used twice.
. tests/real/oidc-provider/lib.sh
[ -n "${BK_TEST_INSIDE:-}" ] || install_npm oidc-provider
. tests/lib.sh
with_keyring open

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example second=desk@staff.example

# ---- no passwords --------------------------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin --json <<<first-Passw0rd
exits 8 'a password is not what this server wants'
json .error.code unsupported 'and it says so'
run "$backin" forgot -s real -u "$user" --json
exits 8 'nor can it mail a new one'
json .error.code unsupported 'and it says that too'

# ---- with another device: approved, refused and left alone, all at once ---------------------------------
device_start approved -s real -u "$user" --json
link=$device_link
device_start refused -s real -u "$second" --json
link_to_refuse=$device_link
device_start late -s hasty -u "$second" --json

real_person "$user" "$link"
report $? 'a person signs in with the other device, and approves'
real_person_refuses "$link_to_refuse"
report $? 'a person refuses'
device_end approved
exits 0 'approved: signed in'
json '.state, .store, .account' $'active\nkeyring\n'"$user" 'the session is in the keyring'
says "$real_url/device" 'the address was shown'
says 'type this code: ' 'and the code'
device_end refused
exits 8 'refused: not signed in'
json .error.code denied 'in its own word'
device_end late
exits 6 'nobody came: the code has run out'
json .error.code code_expired 'in its own word'
run "$backin" status -s hasty
exits 4 'and no session came of it'

# ---- the session ---------------------------------------------------------------------------------------
run "$backin" status --check -s real
exits 0 'the server says that the session is alive'
run "$backin" token -s real
exits 0 'token'
token=$out
real_is_alive "$token"
report $? 'the token is one that the server takes'

# ---- refresh -------------------------------------------------------------------------------------------
run "$backin" refresh -s real --json
exits 0 'refresh'
run "$backin" token -s real
[ "$out" != "$token" ] && real_is_alive "$out"
report $? 'there is another token, and the server takes it'
run "$backin" refresh -s real
exits 0 'and once more: the refresh token that came with it is good'

refresh_at_once real
is "$(real_used | sort | uniq -d)" '' 'no refresh token was used twice'
[ "$(real_used | wc -l)" -ge 3 ]
report $? 'though some were used'
run "$backin" status --check -s real
exits 0 'and the session is alive'

# ---- a session that needs a new token at every turn ------------------------------------------------------
device_start hasty -s hasty -u "$user"
real_person "$user" "$device_link"
device_end hasty
exits 0 'signed in where tokens live for seconds'
before=$(real_used | wc -l)
run "$backin" token -s hasty
real_is_alive "$out"
report $? 'token gives one that is good'
[ "$(real_used | wc -l)" -gt "$before" ]
report $? 'for it was renewed before its end'

# ---- sign-out ------------------------------------------------------------------------------------------
run "$backin" token -s real
token=$out
real_is_alive "$token"
report $? 'the token is alive'
run "$backin" logout -s real
exits 0 'sign-out'
! real_is_alive "$token"
report $? 'there'
run "$backin" status -s real
exits 4 'and here'

# ---- an end that the server made -----------------------------------------------------------------------
real_revoke "$user"
run "$backin" status --check -s hasty --json
exits 4 'a session that was ended there'
json '.sessions[0].state' expired 'is shown as over'
run "$backin" refresh -s hasty --json
exits 4 'cannot be refreshed'
json .error.code session_expired 'and the answer is to sign in again'
run "$backin" token -s hasty
exits 4 'gives no token'

# ---- the server goes away ------------------------------------------------------------------------------
stop_real
run "$backin" login -s real -u "$user" --device --json
exits 5 'unreachable is not refused'

finish
