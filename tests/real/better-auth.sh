#!/bin/bash
# The main journeys by commands against a real better-auth: nothing of this server was written here.
. tests/real/better-auth/lib.sh
[ -n "${BK_TEST_INSIDE:-}" ] || install_npm better-auth
. tests/lib.sh
with_keyring open

start_real
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_NO_INPUT=1
user=field@staff.example second=desk@staff.example
first=first-Passw0rd

# ---- sign-in -------------------------------------------------------------------------------------------
run "$backin" servers explain -u "$user" --json
exits 0 'the server is suggested for the address'
run "$backin" login -s real -u "$user" --password-stdin <<<not-the-password
exits 4 'a wrong password is refused'
says 'did not accept' 'in our words'
says 'Invalid email or password' "and in the server's"
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

# ---- forgot, by code -----------------------------------------------------------------------------------
run "$backin" forgot -s real -u "$user" --by code --json
exits 0 'forgot by code'
id=$(jq -r .id <<<"$out")
json .completes code 'a code is on its way'
known=$(jq -c 'del(.id, .account, .asked_at, .resend_at, .good_until)' <<<"$out")
run "$backin" forgot -s real -u nobody@staff.example --by code --json
exits 0 'forgot for an unknown address'
is "$(jq -c 'del(.id, .account, .asked_at, .resend_at, .good_until)' <<<"$out")" "$known" 'is answered in the same words'
is "$(real_mails nobody@staff.example)" 0 'though nothing was mailed'
code=$(real_mail "$user" code)
wrong=$((10#$code == 111111 ? 222222 : 111111))
run "$backin" reset verify "$id" --code-stdin <<<"$wrong"
exits 6 'a wrong code is refused'
run "$backin" reset verify "$id" --code-stdin <<<"${code:0:3} ${code:3}"
exits 0 'the mailed one is taken, with a space in it'
run "$backin" reset complete "$id" --password-stdin <<<short
exits 6 'a short password is refused'
run "$backin" reset complete "$id" --password-stdin --json <<<by-code-Passw0rd
exits 0 'the new password is set'
json .old_session refused 'and the old session was shown to be dead'
! real_is_alive "$token"
report $? 'the server says so too'
run "$backin" login -s real -u "$user" --password-stdin <<<"$first"
exits 4 'the old password is dead'
run "$backin" login -s real -u "$user" --password-stdin <<<by-code-Passw0rd
exits 0 'the new one signs in'
run "$backin" forgot -s real -u "$user" --by code --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --code-fd 3 --password-fd 4 --json 3<<<"$code" 4<<<again-Passw0rd
exits 6 'the code of the first mail works once only'
json .error.code code_invalid 'and it says so'
run "$backin" reset cancel "$id"

# ---- a code runs out of tries --------------------------------------------------------------------------
run "$backin" forgot -s real -u "$user" --by code --json
id=$(jq -r .id <<<"$out")
code=$(real_mail "$user" code)
wrong=$((10#$code == 111111 ? 222222 : 111111))
for try in 1 2 3; do
  run "$backin" reset verify "$id" --code-stdin <<<"$wrong"
  exits 6 "wrong code, number $try"
done
run "$backin" reset verify "$id" --code-stdin --json <<<"$code"
exits 6 'after three of them the right one is dead too'
json .error.code code_expired 'and the answer is to ask for another'
run "$backin" reset cancel "$id"

# ---- forgot, by link -----------------------------------------------------------------------------------
run "$backin" token -s real
token=$out
run "$backin" forgot -s real -u "$user" --by link --json
exits 0 'forgot by link'
id=$(jq -r .id <<<"$out")
json .completes link 'a link is on its way'
real_mail "$user" text >"$folder/mail.txt"
run "$backin" reset verify "$id" --link-stdin <<<'https://elsewhere.example/api/auth/reset-password/abcdefgh'
exits 6 'a link to another host is refused'
says 'elsewhere.example' 'by its name'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<"$folder/mail.txt" 4<<<short
exits 6 'the whole mail pasted, a short password: refused'
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json 3<"$folder/mail.txt" 4<<<by-link-Passw0rd
exits 0 'the whole mail pasted, a good password: set'
json .old_session refused 'and the old session was shown to be dead'
! real_is_alive "$token"
report $? 'the server says so too'
run "$backin" login -s real -u "$user" --password-stdin <<<by-link-Passw0rd
exits 0 'the new password signs in'
run "$backin" forgot -s real -u "$user" --by link --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3<"$folder/mail.txt" 4<<<again-Passw0rd
exits 6 'the link of the first mail works once only'
run "$backin" reset cancel "$id"

# ---- change of password --------------------------------------------------------------------------------
run "$backin" password change -s real --current-fd 3 --new-fd 4 3<<<not-the-password 4<<<changed-Passw0rd
exits 4 'change: a wrong current password is refused'
run "$backin" status --check -s real
exits 0 'and the session lives on'
run "$backin" token -s real
token=$out
run "$backin" password change -s real --current-fd 3 --new-fd 4 3<<<by-link-Passw0rd 4<<<changed-Passw0rd
exits 0 'change'
! real_is_alive "$token"
report $? 'the token in use is dead'
run "$backin" status --check -s real
exits 0 'the new one took its place in the keyring'

# ---- sessions elsewhere --------------------------------------------------------------------------------
elsewhere() { # USER AGENT: its token
  real_curl -A "$1" -H 'Content-Type: application/json' -d "{\"email\":\"$user\",\"password\":\"changed-Passw0rd\"}" \
    -D - -o /dev/null "$real_url/api/auth/sign-in/email" | sed -n 's/^set-auth-token: \([^\r]*\).*/\1/Ip'
}
phone=$(elsewhere 'A phone') tablet=$(elsewhere 'A tablet')
run "$backin" sessions list --elsewhere -s real --json
exits 0 'the server lists its sessions'
json '[.sessions[] | select(.this_one)] | length' 1 'ours among them'
json '[.sessions[] | select(.this_one | not) | .name] | sort | join(", ")' 'A phone, A tablet' 'and the others, by name'
json '[.sessions[] | .since, .last_used | fromdate > now - 600] | unique | @json' '[true]' 'with their times'
id=$(jq -r '.sessions[] | select(.name == "A phone").id' <<<"$out")
run "$backin" sessions end -s real "$id"
exits 0 'one of them is ended'
! real_is_alive "$phone" && real_is_alive "$tablet"
report $? 'that one alone'
run "$backin" sessions end -s real --others
exits 0 'all others are ended'
! real_is_alive "$tablet" && real_is_alive "$("$backin" token -s real)"
report $? 'but ours is not'

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

# ---- the second factor ---------------------------------------------------------------------------------
run "$backin" login -s real -u "$second" --password-stdin --json <<<"$first"
exits 64 'a second factor is wanted and nobody can be asked'
totp=$(real_totp "$second")
wrong=$((10#$totp == 111111 ? 222222 : 111111))
run "$backin" login -s real -u "$second" --password-fd 3 --otp-fd 4 3<<<"$first" 4<<<"$wrong"
exits 6 'a wrong one is refused'
run "$backin" login -s real -u "$second" --password-fd 3 --otp-fd 4 3<<<"$first" 4<<<"$(real_totp "$second")"
exits 0 'the one of the app signs in'
run "$backin" token -s real -u "$second"
real_is_alive "$out"
report $? 'with a token that the server takes, not the dead one of the first answer'

sign_in_by() { # CHOICE MORE…
  run "$backin" login -s real -u "$second" --password-fd 3 --choose "$1" --json "${@:2}" 3<<<"$first"
}
mails=$(real_mails "$second")
sign_in_by 'Code by e-mail' --input-fd code=4 4< <(real_mail "$second" code $((mails + 1)) | tr 0-9 1-90)
exits 6 'by mail instead: a wrong code is refused'
sign_in_by 'Code by e-mail' --input-fd code=4 4< <(real_mail "$second" code $((mails + 2)))
exits 0 'the mailed one signs in'
sign_in_by 'One of your backup codes' --input-fd backup_code=4 4<<<AAAAA-BBBBB
exits 6 'by backup code: a wrong one is refused'
sign_in_by 'One of your backup codes' --input-fd backup_code=4 4<<<"$(real_backup "$second" 1)"
exits 0 'a right one signs in'
sign_in_by 'One of your backup codes' --input-fd backup_code=4 4<<<"$(real_backup "$second" 1)"
exits 6 'once'
sign_in_by 'One of your backup codes' --input-fd backup_code=4 4<<<"$(real_backup "$second" 2)"
exits 0 'the next one signs in too'
run "$backin" status --check -s real -u "$second"
exits 0 'the server says that the session is alive'

# ---- with another device: approved, refused and left alone, all at once ---------------------------------
run "$backin" login -s real -u "$user" --password-stdin <<<changed-Passw0rd
run "$backin" logout -s real -u "$user"
device_start approved -s real -u "$user" --json
link=$device_link
device_start refused -s real -u "$second" --json --store none
link_to_refuse=$device_link
device_start late -s hasty -u "$second" --json
real_person "$user" changed-Passw0rd "$link" approve
report $? 'a person signs in with the other device, and approves'
real_person "$user" changed-Passw0rd "$link_to_refuse" deny
report $? 'a person refuses'
device_end approved
exits 0 'approved: signed in'
run "$backin" status --check -s real -u "$user"
exits 0 'the server says that the session is alive'
device_end refused
exits 8 'refused: not signed in'
json .error.code denied 'in its own word'
device_end late
exits 6 'nobody came: the code has run out'
json .error.code code_expired 'in its own word'
never_says 'Polling too frequently' 'and the server was never asked before its time'

# ---- a server whose mails run out, and that counts -------------------------------------------------------
mails=$(real_mails "$user")
run "$backin" forgot -s hasty -u "$user" --by code --json
id=$(jq -r .id <<<"$out")
run "$backin" reset verify "$id" --code-stdin --json <<<"$(real_mail "$user" code $((mails + 1)))"
exits 6 'a code that has run out'
json .error.code code_expired 'in its own word'
run "$backin" reset cancel "$id"
run "$backin" forgot -s hasty -u "$user" --by link --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 --json \
  3<<<"$(real_mail "$user" link $((mails + 2)))" 4<<<late-Passw0rd
exits 6 'a link that has run out'
for try in 1 2 3; do
  run "$backin" login -s hasty -u "$user" --password-stdin <<<not-the-password
  exits 4 "wrong password, number $try"
done
run "$backin" login -s hasty -u "$user" --password-stdin --json <<<changed-Passw0rd
exits 7 'one sign-in too many'
json '.error.code, (.error.retry_after | . > 0 and . <= 600)' $'rate_limited\ntrue' 'and how long to wait'

# ---- the server goes away ------------------------------------------------------------------------------
stop_real
run "$backin" status --check -s real
exits 5 'unreachable is not invalid'
run "$backin" token -s real -u "$second"
exits 0 'and nothing was deleted'

finish
