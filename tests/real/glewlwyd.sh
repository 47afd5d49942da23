#!/bin/bash
# The main journeys by commands against a real Glewlwyd, a server written in C whose sessions are cookies and
# whose refusals are empty; mails go through a real SMTP server.
. tests/real/glewlwyd/lib.sh
. tests/lib.sh
with_keyring open

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example second=desk@staff.example
first=first-Passw0rd

# ---- sign-in -------------------------------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin --json <<<not-the-password
exits 4 'a wrong password is refused'
json '.error.code, .error.server_text' $'invalid_credentials\nnull' 'and the server said nothing'
run "$backin" login -s real -u nobody@staff.example --password-stdin --json <<<"$first"
exits 4 'an unknown address is refused'
json .error.code invalid_credentials 'and no more is said'
run "$backin" login -s real -u "$user" --password-stdin --json <<<"$first"
exits 0 'the right password signs in'
json '.state, .store' $'active\nkeyring' 'the session is in the keyring'
run "$backin" status --check -s real
exits 0 'the server says that the session is alive'
run "$backin" token -s real
exits 0 'token'
token=$out
real_is_alive "$token"
report $? 'the token is a cookie that the server takes'

# ---- forgot --------------------------------------------------------------------------------------------
alike='del(.id, .account, .asked_at, .resend_at, .good_until)'
run "$backin" forgot -s real -u "$user" --json
exits 0 'forgot'
id=$(jq -r .id <<<"$out")
json .completes link 'a link is on its way'
known=$(jq -c "$alike" <<<"$out")
run "$backin" forgot -s real -u nobody@staff.example --json
exits 0 'forgot for an unknown address, to which the server answers 500'
is "$(jq -c "$alike" <<<"$out")" "$known" 'is told in the same words'
unknown_id=$(jq -r .id <<<"$out")
is "$(real_mails "$user") $(real_mails nobody@staff.example)" '1 0' 'though nothing was mailed'
run "$backin" reset cancel "$unknown_id"

# ---- the link ------------------------------------------------------------------------------------------
real_mail "$user" >"$folder/mail.txt"
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<<<"https://elsewhere.example/reset?token=abcdefgh" \
  4<<<by-link-Passw0rd
exits 6 'a link to another host is refused'
says 'elsewhere.example' 'by its name'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<<<"$real_url/reset?token=abcdefgh" 4<<<by-link-Passw0rd
exits 6 'a link that the server never wrote is refused'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<by-link-Passw0rd
exits 0 'the whole mail pasted: the new password is set'
json .old_session alive 'and the old session was shown to be alive'
real_is_alive "$token"
report $? 'so says the server'
run "$backin" status -s real
exits 4 'it is gone from here'
run "$backin" login -s real -u "$user" --password-stdin <<<"$first"
exits 4 'the old password is dead'
run "$backin" login -s real -u "$user" --password-stdin <<<by-link-Passw0rd
exits 0 'the new one signs in'

run "$backin" forgot -s real -u "$user" --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<again-Passw0rd
exits 6 'the link of the first mail works once only'
json .error.code code_invalid 'and it says so'
run "$backin" login -s real -u "$user" --password-stdin <<<again-Passw0rd
exits 4 'nothing was changed'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<<<"$(real_mail "$user")" 4<<<second-Passw0rd
exits 0 'that of the second mail does'
says 'The old session was tried: it still works' 'what became of the old session is said plainly'
run "$backin" login -s real -u "$user" --password-stdin <<<second-Passw0rd
exits 0 'and signs in'

# ---- change of password --------------------------------------------------------------------------------
run "$backin" password change -s real --current-fd 3 --new-fd 4 3<<<not-the-password 4<<<changed-Passw0rd
exits 4 'change: a wrong current password is refused'
run "$backin" status --check -s real
exits 0 'and the session lives on'
run "$backin" password change -s real --current-fd 3 --new-fd 4 3<<<second-Passw0rd 4<<<changed-Passw0rd
exits 0 'change'
run "$backin" status --check -s real
exits 0 'the session lives on'
run "$backin" login -s real -u "$user" --password-stdin <<<changed-Passw0rd
exits 0 'the changed password signs in'

# ---- sign-out ------------------------------------------------------------------------------------------
run "$backin" token -s real
cookie=$out
real_is_alive "$cookie"
report $? 'the session is alive'
run "$backin" logout -s real
exits 0 'sign-out'
! real_is_alive "$cookie"
report $? 'there'
run "$backin" status -s real
exits 4 'and here'
real_is_alive "$token"
report $? 'the session from before the reset is alive to this day'

# ---- with another device, by its OpenID Connect ---------------------------------------------------------
# Its page has no way to refuse: who does not want it leaves it.
device_start approved -s device -u "$second" --json
link=$device_link
device_start late -s hasty -u "$second" --json
real_person "$second" "$first" "$link"
report $? 'a person signs in with the other device, and approves'
device_end approved
exits 0 'signed in'
json .account "$second" 'as that person'
run "$backin" status --check -s device
exits 0 'the server says that the session is alive'
run "$backin" token -s device
token=$out
run "$backin" refresh -s device
exits 0 'refresh'
run "$backin" token -s device
[ "$out" != "$token" ]
report $? 'there is another token'
run "$backin" refresh -s device
exits 0 'and once more: the refresh token that came with it is good'
before=$(real_refreshes)
refresh_at_once device
[ "$(real_refreshes)" -gt "$before" ]
report $? 'the server gave new tokens'
is "$(real_refusals)" 0 'and was shown none that was used before'
run "$backin" status --check -s device
exits 0 'the session is alive'
real_revoke "$second" "$first"
run "$backin" refresh -s device --json
exits 4 'after the person has ended it there, it cannot be refreshed'
json .error.code session_expired 'and the answer is to sign in again, though the server said nothing'
is "$(real_refusals)" 1 'which is what the server counts'
device_end late
exits 6 'nobody came: the code has run out'
json .error.code code_expired 'in its own word'
run "$backin" status -s hasty
exits 4 'and no session came of it'

# ---- the server goes away ------------------------------------------------------------------------------
run "$backin" login -s real -u "$second" --password-stdin <<<"$first"
stop_real
run "$backin" status --check -s real
exits 5 'unreachable is not invalid'
run "$backin" token -s real
exits 0 'and nothing was deleted'

# ---- the second factor, mailed, on a server that wants it ------------------------------------------------
start_real --second-factor
run "$backin" login -s real -u "$user" --password-stdin --json <<<"$first"
exits 64 'a second factor is wanted and nobody can be asked'
is "$(real_mails "$user")" 1 'though its mail was sent'
run "$backin" login -s real -u "$user" --password-fd 3 --otp-fd 4 --json 3<<<"$first" 4< <(real_code "$user" 2 | tr 0-9 1-90)
exits 6 'a wrong one is refused'
json .error.code code_invalid 'in its own word'
run "$backin" login -s real -u "$user" --password-fd 3 --otp-fd 4 3<<<"$first" 4< <(real_code "$user" 3)
exits 0 'the one of the mail signs in'
run "$backin" status --check -s real -u "$user"
exits 0 'the server says that the session is alive'
run "$backin" password change -s real --current-fd 3 --new-fd 4 3<<<"$first" 4<<<changed-Passw0rd
exits 0 'and it can do what the password alone could not'

finish
