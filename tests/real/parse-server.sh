#!/bin/bash
# The main journeys by commands against a real Parse Server with PostgreSQL: a wrong password is a 404 here and
# a dead session a 400, only a form resets, and a change of password brings a new token. Mails go through a real
# SMTP server.
. tests/real/parse-server/lib.sh
[ -n "${BK_TEST_INSIDE:-}" ] || install_npm parse-server
. tests/lib.sh
with_keyring open

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example second=desk@staff.example with_app=app@staff.example unconfirmed=new@staff.example
first=first-Passw0rd

# ---- sign-in -------------------------------------------------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin <<<not-the-password
exits 4 'a wrong password is refused, though the server says 404'
says 'did not accept' 'in our words'
says 'Invalid username/password.' "and in the server's"
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
report $? 'the token is one that the server takes'

# ---- an address that was never confirmed -----------------------------------------------------------------
run "$backin" login -s real -u "$unconfirmed" --password-stdin --json <<<"$first"
json .error.code email_unverified 'who never confirmed the address is told so'
real_follows "$(real_mail "$unconfirmed" 1)"
run "$backin" login -s real -u "$unconfirmed" --password-stdin <<<"$first"
exits 0 'after the link of that mail the same password signs in'
run "$backin" logout -s real -u "$unconfirmed"
exits 0 'and out'

# ---- forgot --------------------------------------------------------------------------------------------
alike='del(.id, .account, .asked_at, .resend_at, .good_until)'
run "$backin" forgot -s real -u nobody@staff.example --json
exits 0 'forgot for an unknown address'
unknown=$(jq -c "$alike" <<<"$out")
run "$backin" reset cancel "$(jq -r .id <<<"$out")"
run "$backin" forgot -s real -u "$user" --json
exits 0 'forgot'
id=$(jq -r .id <<<"$out")
json .completes link 'a link is on its way'
is "$(jq -c "$alike" <<<"$out")" "$unknown" 'for both in the same words'
real_mail "$user" 1 >"$folder/mail.txt"
is "$(real_mails nobody@staff.example)" 0 'though only one was mailed'

# ---- the link ------------------------------------------------------------------------------------------
complete() { # LINK PASSWORD MORE…
  run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 "${@:3}" 3<<<"$1" 4<<<"$2"
}
path=parse/apps/parse/request_password_reset
complete "https://elsewhere.example/$path?token=abcdefgh" by-link-Passw0rd
exits 6 'a link to another host is refused'
says 'elsewhere.example' 'by its name'
complete "$real_url/$path?token=abcdefgh" by-link-Passw0rd --json
exits 6 'a link that the server never wrote is refused'
json .error.code code_invalid 'and it says so'
complete "$(<"$folder/mail.txt")" short --json
exits 6 'the whole mail pasted, a short password: refused'
json '.error.code, .error.server_text' $'weak_password\nPassword must have 8 characters or more.' \
  'with what the server wants of one'
complete "$(<"$folder/mail.txt")" by-link-Passw0rd --json
exits 0 'the link is still good for a better one'
json .old_session refused 'and the old session was shown to be dead'
! real_is_alive "$token"
report $? 'the server says so too'
run "$backin" login -s real -u "$user" --password-stdin <<<"$first"
exits 4 'the old password is dead'
run "$backin" login -s real -u "$user" --password-stdin <<<by-link-Passw0rd
exits 0 'the new one signs in'
run "$backin" forgot -s real -u "$user" --json
id=$(jq -r .id <<<"$out")
complete "$(<"$folder/mail.txt")" again-Passw0rd --json
exits 6 'the link of the first mail works once only'
json .error.code code_invalid 'and it says so'
complete "$(real_mail "$user" 2)" second-Passw0rd
exits 0 'that of the second mail does'
says 'The old session was tried' 'what became of the old session is said plainly'
run "$backin" login -s real -u "$user" --password-stdin <<<second-Passw0rd
exits 0 'and signs in'

# ---- change of password --------------------------------------------------------------------------------
run "$backin" token -s real
token=$out
run "$backin" password change -s real --new-stdin <<<short
exits 6 'change: a short password is refused'
real_is_alive "$token"
report $? 'and the session lives on'
run "$backin" password change -s real --new-stdin <<<changed-Passw0rd
exits 0 'change'
! real_is_alive "$token"
report $? 'the token in use is dead'
run "$backin" token -s real
real_is_alive "$out"
report $? 'the new one took its place in the keyring, and counts'
run "$backin" login -s lenient -u "$user" --password-stdin <<<second-Passw0rd
exits 4 'the old password is dead'

# ---- a server that leaves sessions alone -----------------------------------------------------------------
run "$backin" login -s lenient -u "$user" --password-stdin <<<changed-Passw0rd
exits 0 'the changed one signs in'
run "$backin" token -s lenient
token=$out
run "$backin" password change -s lenient --new-stdin <<<lenient-Passw0rd
exits 0 'change, where sessions are left alone'
real_is_alive "$token"
report $? 'the token from before lives'
run "$backin" token -s lenient
[ "$out" != "$token" ] && real_is_alive "$out"
report $? 'and so does the one that took its place'
token=$out
run "$backin" forgot -s lenient -u nobody@staff.example --json
exits 0 'forgot for an unknown address, which this server gives away'
unknown=$(jq -c "$alike" <<<"$out")
run "$backin" forgot -s lenient -u "$user" --json
is "$(jq -c "$alike" <<<"$out")" "$unknown" 'is told in the same words as for a known one'
id=$(jq -r .id <<<"$out")
complete "$(real_mail "$user" 3)" third-Passw0rd --json
exits 0 'a new password by link'
json .old_session alive 'and the old session was shown to be alive'
real_is_alive "$token"
report $? 'so says the server'

# ---- a server whose links run out, and that counts -------------------------------------------------------
run "$backin" forgot -s hasty -u "$user" --json
id=$(jq -r .id <<<"$out")
complete "$(real_mail "$user" 4)" late-Passw0rd --json
exits 6 'a link that has run out'
json .error.code code_expired 'in its own word'
for other in one two; do
  run "$backin" forgot -s hasty -u "$other@staff.example"
done
run "$backin" forgot -s hasty -u three@staff.example --json
exits 7 'one request too many'
json '.error.code, (.error.retry_after | . > 0 and . <= 600)' $'rate_limited\ntrue' 'and how long to wait'

# ---- the second factor ---------------------------------------------------------------------------------
run "$backin" login -s real -u "$with_app" --password-stdin --json <<<"$first"
exits 64 'a second factor is wanted and nobody can be asked'
code=$(real_app code)
wrong=$((10#$code == 111111 ? 222222 : 111111))
sign_in_with() { # FACTOR
  run "$backin" login -s real -u "$with_app" --password-fd 3 --otp-fd 4 --json 3<<<"$first" 4<<<"$1"
}
sign_in_with "$wrong"
exits 6 'a wrong one is refused'
json .error.code code_invalid 'in its own word'
sign_in_with "$(real_app code)"
exits 0 'the one of the app signs in'
recovery=$(real_app 'recovery[0]')
sign_in_with "$recovery"
exits 0 'and so does a recovery code'
sign_in_with "$recovery"
exits 6 'once'
run "$backin" status --check -s real -u "$with_app"
exits 0 'the server says that the session is alive'
run "$backin" logout -s real -u "$with_app"
exits 0 'sign-out of it'

# ---- an administrator, by the key of the application -----------------------------------------------------
run "$backin" login -s real -u "$user" --password-stdin <<<third-Passw0rd
run "$backin" token -s real
token=$out
set_for() { # ADDRESS KEY MORE…
  run "$backin" admin reset --set -s real -u "$1" --yes "$1" --new-fd 3 --input-fd master_key=4 "${@:3}" \
    3<<<by-desk-Passw0rd 4<<<"$2"
}
set_for "$user" not-the-key
exits 4 'an administrator with a wrong key is refused'
set_for nobody@staff.example a-fixed-master-key-is-fine-in-a-test --json
json .error.code unknown_account 'one with the right key is told that nobody has an address'
set_for "$user" a-fixed-master-key-is-fine-in-a-test
exits 0 'and sets a password'
! real_is_alive "$token"
report $? 'which ends the sessions'
run "$backin" status --check -s real --json
json '.sessions[0].state' expired 'a session that was ended there is shown as over'
run "$backin" login -s real -u "$user" --password-stdin <<<by-desk-Passw0rd
exits 0 'and that password signs in'

# ---- sign-out ------------------------------------------------------------------------------------------
run "$backin" token -s real
token=$out
real_is_alive "$token"
report $? 'the new token is alive'
run "$backin" logout -s real
exits 0 'sign-out'
! real_is_alive "$token"
report $? 'there'
run "$backin" status -s real
exits 4 'and here'
run "$backin" login -s real -u "$user" --password-stdin <<<by-desk-Passw0rd
run "$backin" token -s real
real_ends "$out"
run "$backin" logout -s real
exits 0 'sign-out of what was ended there already'

# ---- an account that locks -----------------------------------------------------------------------------
for try in 1 2 3; do
  run "$backin" login -s real -u "$second" --password-stdin <<<not-the-password
  exits 4 "wrong password, number $try"
done
run "$backin" login -s real -u "$second" --password-stdin --json <<<"$first"
exits 7 'after three of them the right one is not taken either'
json '.error.code, .error.server_text' \
  $'account_locked\nYour account is locked due to multiple failed login attempts. Please try again after 1 minute(s)' \
  'and it says why'

# ---- the server goes away ------------------------------------------------------------------------------
run "$backin" login -s lenient -u "$user" --password-stdin <<<by-desk-Passw0rd
stop_real
run "$backin" status --check -s lenient
exits 5 'unreachable is not invalid'
run "$backin" token -s lenient
exits 0 'and nothing was deleted'

finish
