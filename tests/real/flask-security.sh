#!/bin/bash
# The main journeys by commands against a real Flask-Security, which no shipped file knows: its provider file
# lies beside the server, and was written from the manual by somebody who had not seen the code. Each form
# wants a value against forgery, the mailed link has its value in the path, and a second factor is mailed.
. tests/real/flask-security/lib.sh
. tests/lib.sh
with_keyring open "$@"

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example second=desk@staff.example
first=first-Passw0rd

run "$backin" servers lint "$folder"/servers/*.json tests/real/flask-security/providers/*.json
exits 0 'the files are without mistakes'
is "$out$err" '' 'and without warnings'

# ---- sign-in -------------------------------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin --json <<<not-the-password
exits 4 'a wrong password is refused'
json .error.code invalid_credentials 'for what it is'
run "$backin" login -s real -u nobody@staff.example --password-stdin --json <<<"$first"
exits 4 'an unknown address is refused'
json .error.code invalid_credentials 'and no more is said'
run "$backin" login -s real -u "$user" --password-stdin --json <<<"$first"
exits 0 'the right password signs in'
run "$backin" status --check -s real
exits 0 'the server says that the session is alive'
run "$backin" token -s real
token=$out
real_is_alive "$token"
report $? 'the token is one that the server takes'

# ---- forgot --------------------------------------------------------------------------------------------
alike='del(.id, .account, .asked_at, .resend_at, .good_until)'
run "$backin" forgot -s real -u "$user" --json
exits 0 'forgot'
id=$(jq -r .id <<<"$out")
json .completes link 'a link is on its way'
known=$(jq -c "$alike" <<<"$out")
run "$backin" forgot -s real -u nobody@staff.example --json
exits 0 'forgot for an unknown address'
is "$(jq -c "$alike" <<<"$out")" "$known" 'is told in the same words'
run "$backin" reset cancel "$(jq -r .id <<<"$out")"
is "$(real_mails "$user") $(real_mails nobody@staff.example)" '1 0' 'though nothing was mailed'

# ---- the link ------------------------------------------------------------------------------------------
real_mail "$user" >"$folder/mail.txt"
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<<<https://elsewhere.example/reset/abcdefgh \
  4<<<second-Passw0rd
exits 6 'a link to another host is refused'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<<<"$real_url/reset/abcdefgh" 4<<<second-Passw0rd
exits 6 'a link that the server never wrote is refused'
json .error.code code_invalid 'for what it is'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<short
exits 6 'a password that is too short is refused'
json .error.code password_too_short 'before anything is sent'
run "$backin" forgot -s lax -u "$user" --json
lax=$(jq -r .id <<<"$out")
run "$backin" reset complete "$lax" --link-fd 3 --password-fd 4 --json 3<<<"$(real_mail "$user")" 4<<<short
exits 6 'where the file does not tell the length, the server refuses it'
json '.error.code, .error.server_text' $'weak_password\nPassword must be at least 8 characters' 'in its own words'
run "$backin" reset cancel "$lax"
real_is_alive "$token"
report $? 'all that changed nothing'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<second-Passw0rd
exits 0 'the whole mail pasted: the new password is set'
json '.old_session, .old_sessions' $'refused\n1' 'and the old session was tried: it is dead'
! real_is_alive "$token"
report $? 'so says the server'
run "$backin" status --check -s real
exits 0 'the answer brought a new one'
run "$backin" token -s real
[ "$out" != "$token" ] && real_is_alive "$out"
report $? 'which the server takes'
run "$backin" login -s real -u "$user" --password-stdin <<<"$first"
exits 4 'the old password is dead'
run "$backin" login -s real -u "$user" --password-stdin <<<second-Passw0rd
exits 0 'the new one signs in'

run "$backin" forgot -s real -u "$user" --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<again-Passw0rd
exits 6 'the link of the first mail works once only'
json .error.code code_invalid 'and it says so'
run "$backin" reset cancel "$id"

# ---- change of password --------------------------------------------------------------------------------
run "$backin" token -s real
token=$out
run "$backin" password change -s real --current-fd 3 --new-fd 4 --json 3<<<not-the-password 4<<<changed-Passw0rd
exits 4 'change: a wrong current password is refused'
json .error.code invalid_credentials 'for what it is'
run "$backin" password change -s real --current-fd 3 --new-fd 4 --json 3<<<second-Passw0rd 4<<<second-Passw0rd
exits 6 'the same password again is refused'
json .error.code same_password 'for what it is'
run "$backin" password change -s real --current-fd 3 --new-fd 4 --json 3<<<second-Passw0rd 4<<<changed-Passw0rd
exits 0 'change'
! real_is_alive "$token"
report $? 'the old token is dead'
run "$backin" status --check -s real
exits 0 'and the session lives on with the one that came in its place'
run "$backin" token -s real
real_is_alive "$out"
report $? 'so says the server'
token=$out

# ---- sign-out ------------------------------------------------------------------------------------------
run "$backin" logout -s real
exits 0 'sign-out'
says 'no way to end a session early' 'the server cannot end a token, and that is said'
real_is_alive "$token"
report $? 'it is alive indeed'
run "$backin" status -s real
exits 4 'but no longer here'

# ---- the second factor, mailed -----------------------------------------------------------------------------
run "$backin" login -s real -u "$second" --password-stdin --json <<<"$first"
exits 64 'a second factor is wanted and nobody can be asked'
is "$(real_mails "$second")" 1 'though its mail was sent'
run "$backin" login -s real -u "$second" --password-fd 3 --otp-fd 4 --json 3<<<"$first" \
  4< <(real_code "$second" 2 | tr 0-9 1-90)
exits 6 'a wrong one is refused'
json .error.code code_invalid 'in its own word'
run "$backin" login -s real -u "$second" --password-fd 3 --otp-fd 4 --json 3<<<"$first" 4< <(real_code "$second" 3)
exits 0 'the one of the mail signs in'
json .account "$second" 'as that person'
run "$backin" status --check -s real -u "$second"
exits 0 'the server says that the session is alive'

run "$backin" forgot -s real -u "$second" --json
id=$(jq -r .id <<<"$out")
real_mail "$second" >"$folder/mail.txt"
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<second-Passw0rd
exits 0 'the reset of an account with a second factor'
json '.old_session, .old_sessions' $'refused\n1' 'the old session was tried: it is dead'
run "$backin" status -s real -u "$second"
exits 4 'and there is no new one: the second factor was not given'
run "$backin" login -s real -u "$second" --password-fd 3 --otp-fd 4 --json 3<<<second-Passw0rd \
  4< <(real_code "$second" 7)
exits 0 'with it and the new password there is'

# ---- the server goes away ------------------------------------------------------------------------------
stop_real
run "$backin" status --check -s real -u "$second"
exits 5 'unreachable is not invalid'
run "$backin" token -s real -u "$second"
exits 0 'and nothing was deleted'

finish
