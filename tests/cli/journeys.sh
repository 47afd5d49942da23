#!/bin/bash
# The main journeys by commands, each step a process of its own, with sessions in a real keyring.
. tests/lib.sh
with_keyring open

second=second@works.example
start_mock --account "$second:$password" --second-factor "$second" \
  "$(server_file 10-code diaflow)" "$(server_file 20-link daxium-air '"variables":{"client_id":"c","app":"a"}')" \
  "$(server_file 30-browser auth0 '"variables":{"client_id":"c"},"elsewhere":[{"title":"BigCorp","email_domains":["bigcorp.example"],"url":"https://id.bigcorp.example/"}]')" \
  "$(server_file 40-shown glesys)"
export BACKIN_NO_INPUT=1

# ---- code by mail, then sign-in ----------------------------------------------------------------------
run "$backin" forgot -s code -u "$user" --json
exits 0 'forgot: accepted'
json .schema backin.reset/1 'forgot: schema'
json .server code 'forgot: server'
json .account "$user" 'forgot: account'
json .completes code 'forgot: completes'
json '[has("way", "good_until", "resend_at", "message")] | all' true 'forgot: all members'
id=$(jq -r .id <<<"$out")
[[ $id =~ ^BK-[2-9A-HJ-NP-Z]{4}$ ]]
report $? 'forgot: a reference that can be read aloud'
known=$(jq -c 'del(.id, .account, .asked_at, .resend_at, .good_until)' <<<"$out")
run "$backin" forgot -s code -u nobody@works.example --json
exits 0 'forgot, unknown address: accepted as well'
is "$(jq -c 'del(.id, .account, .asked_at, .resend_at, .good_until)' <<<"$out")" "$known" 'and answered in the same words'
run "$backin" reset cancel "$(jq -r .id <<<"$out")"
exits 0 'cancel'
run "$backin" reset list --json
json '.resets | length' 1 'list: only the other one is left'
run "$backin" reset resume "$id" --json
exits 3 'resume with nobody to ask: waits for a person'
run "$backin" reset verify "$id" --code-stdin <<<000000
exits 6 'a wrong code is refused'
says 'did not accept this code' 'in its own words'
code=$(mail code code)
run "$backin" reset verify "$id" --code-stdin <<<"$code"
exits 0 'the mailed code is accepted'
run "$backin" reset list --json
json '.resets[0].verified' true 'list: verified'
run "$backin" reset complete "$id" --password-stdin <<<short
exits 6 'a weak password is refused'
new=second-Passw0rd
run "$backin" reset complete "$id" --password-stdin --json <<<"$new"
exits 0 'complete, in a process of its own'
json .schema backin.password/1 'complete: schema'
json .changed true 'complete: changed'
never_says "$new" 'complete: the password is nowhere in it'
run "$backin" reset verify "$id" --code-stdin <<<"$code"
exits 64 'the reset is over'
again=$("$backin" forgot -s code -u "$user" --json | jq -r .id)
run "$backin" reset verify "$again" --code-stdin <<<"$code"
exits 6 'a used code is refused in another reset'
run "$backin" reset cancel "$again"
run "$backin" login -s code -u "$user" --password-stdin <<<"$password"
exits 4 'the old password is refused'
run "$backin" login -s code -u "$user" --password-stdin --json <<<"$new"
exits 0 'the new one signs in'
json .store keyring 'and the session is in the keyring'
run "$backin" status --json
exits 0 'status: active'
json '.sessions[0] | .server, .account, .state' $'code\n'"$user"$'\nactive' 'status: server, account, state'
run "$backin" status --check
exits 0 'status: the server says so too'
run "$backin" token
exits 0 'token'
[[ $out =~ ^[!-~]{8,}$ ]]
report $? 'token: one line, nothing else'
token=$out
run "$backin" status --json
never_says "$token" 'status never holds the token'

# ---- change of password --------------------------------------------------------------------------------
third=third-Passw0rd
run "$backin" password change -s code --current-fd 3 --new-fd 4 3<<<wrong-Passw0rd 4<<<"$third"
exits 4 'change: a wrong current password is its own error'
says 'did not accept the current password' 'in its own words'
run "$backin" password change -s code --current-fd 3 --new-fd 4 3<<<"$new" 4<<<"$third"
exits 0 'change'
run "$backin" logout -s code
exits 0 'logout'
run "$backin" status -s code
exits 4 'status: no session'
run "$backin" token -s code
exits 4 'token: no session'
run "$backin" password change -s code --current-fd 3 --new-fd 4 3<<<"$new" 4<<<"$third"
exits 4 'change: not signed in'

# ---- link by mail --------------------------------------------------------------------------------------
run "$backin" forgot -s link -u "$user" --json
id=$(jq -r .id <<<"$out")
json .completes link 'link: completes'
run "$backin" reset verify "$id" --link-stdin <<<'https://evil.example/reset?token=abcdefgh12345678'
exits 6 'a link to another host is refused'
says 'evil.example' 'and its host named'
says 'Do not use it' 'with the advice'
run "$backin" reset verify "$id" --link-stdin --json <<<'https://evil.example/reset?token=abcdefgh12345678'
json .error.code foreign_link 'JSON: foreign_link'
run "$backin" reset verify "$id" --link-stdin < <(mail link link)
exits 0 'the mailed link'
run "$backin" reset complete "$id" --password-stdin <<<"$new"
exits 0 'sets the new password'
run "$backin" forgot -s link -u "$user" --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --link-fd 3 --password-fd 4 3< <(mail link text) 4<<<"$third"
exits 0 'the whole mail and the new password in one command'
run "$backin" login -s link -u "$user" --password-fd 3 --input-fd client_secret=4 3<<<"$third" 4<<<any-secret
exits 0 'and sign in'

# ---- finished in a browser, sessions end; second factor; elsewhere ------------------------------------------
run "$backin" login -s browser -u "$user" --password-stdin <<<"$password"
exits 0 'browser: signed in'
run "$backin" forgot -s browser -u "$user"
exits 0 'browser: forgot'
says 'still signed in' 'and told of the session that lives'
says 'Open the link in a browser' 'and where it ends'
run "$backin" reset verify --code-stdin <<<123456
exits 8 'browser: no code here'
run "$backin" login -s browser -u "$second" --password-stdin <<<"$password"
exits 64 'second factor: missing'
says '--otp' 'names the flag'
run "$backin" login -s browser -u "$second" --password-fd 3 --otp-fd 4 3<<<"$password" 4<<<000000
exits 6 'second factor: refused, as its own error'
run "$backin" login -s browser -u "$second" --password-fd 3 --otp-fd 4 3<<<"$password" 4<<<123456
exits 0 'second factor: signed in'
run "$backin" forgot -s browser -u jo@bigcorp.example
exits 8 'an account of another provider is led elsewhere'
says 'https://id.bigcorp.example/' 'with the address'
run "$backin" servers explain -s browser -u jo@bigcorp.example --json
exits 8 'servers explain says so too'
json .elsewhere.title BigCorp 'and where'

# ---- administrators ----------------------------------------------------------------------------------------
run "$backin" admin reset --set -s browser -u "$user" --yes "$admin" --new-fd 3 --input-fd management_token=4 \
  3<<<"$new" 4<<<any-token
exits 64 'admin: another account than the one named is no confirmation'
run "$backin" admin reset --set -s browser -u "$user" --yes "$user" --new-fd 3 --input-fd management_token=4 \
  3<<<"$new" 4<<<any-token
exits 0 'admin: sets a password'
run "$backin" login -s browser -u "$user" --password-stdin <<<"$new"
exits 0 'which signs the user in'
run "$backin" admin reset --link -s browser -u "$user" --yes "$user" --out-fd 5 --json 5>"$folder/link"
exits 0 'admin: makes a link; the key was remembered'
is "$(jq -r .shown[0] <<<"$out")" link 'JSON: what it was'
never_says http 'and not what it is'
grep -q '^http' "$folder/link"
report $? 'the link is on the descriptor'
run "$backin" admin reset --send -s browser -u "$user"
exits 8 'admin: a way that is not offered'
run "$backin" admin reset --generate -s shown -u "$user" --yes "$user" --out-fd 5 5>"$folder/shown"
exits 4 'admin: not signed in'
run "$backin" login -s shown -u "$admin" --password-stdin --choose 1 <<<"$password"
exits 0 'admin: signed in'
run "$backin" admin reset --generate -s shown -u "$user" --yes "$user" --json
exits 64 'admin: nowhere to show it, nothing changed'
run "$backin" login -s shown -u "$user" --password-stdin --choose 1 --store none <<<"$password"
exits 0 'the old password still works'
run "$backin" admin reset --generate -s shown -u "$user" --yes "$user" --out-fd 5 5>"$folder/shown"
exits 0 'admin: the server makes a password'
made=$(<"$folder/shown")
never_says "$made" 'which stands on its descriptor alone'
run "$backin" login -s shown -u "$user" --password-stdin --choose 1 --store none <<<"$made"
exits 0 'and signs the user in'

# ---- several sessions ---------------------------------------------------------------------------------------
run "$backin" switch -s browser -u "$user"
exits 0 'switch'
run "$backin" refresh
exits 0 'refresh: the session that was switched to'
run "$backin" logout --all
exits 0 'logout --all'
run "$backin" status --json
exits 4 'nothing is left'
json '.sessions | length' 0 'in the keyring'
finish
