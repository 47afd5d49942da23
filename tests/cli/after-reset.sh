#!/bin/bash
# After a reset or a change: the sessions of that account on that server are dropped here, the old one is tried
# once and what came of it is said; nothing else is touched.
. tests/lib.sh
with_keyring open

second=second@works.example
start_mock --verbose --account "$second:$password" \
  "$(server_file 10-one diaflow '"actions":{"reset":{"ends_sessions":true}}')" "$(server_file 20-two diaflow)"
export BACKIN_NO_INPUT=1
login() { run "$backin" login -s "$1" -u "${2:-$user}" --password-stdin <<<"$password"; }
reset() { # SERVER ACCOUNT
  run "$backin" forgot -s "$1" -u "$2" --json
  local id
  id=$(jq -r .id <<<"$out")
  run "$backin" reset complete "$id" --code-fd 3 --password-fd 4 --json 4<<<"a-new-Passw0rd" \
    3< <(user=$2 mail "$1" code)
}

login one
login one "$second"
login two
login two "$second"
run "$backin" token -s one -u "$second"
neighbour=$out
run "$backin" token -s two -u "$user"
other=$out
reset one "$user"
exits 0 'reset'
json .old_session refused 'the old session was tried, and is refused'
json .old_sessions 1 'that one alone'
is "$(grep -c '^one: [A-Z]* whoami (' "$folder/mock.err")" 1 'once'
is "$(grep -c '^two: [A-Z]* whoami (' "$folder/mock.err")" 0 'and no other server was asked'
run "$backin" status -s one -u "$user"
exits 4 'it is dropped here'
run "$backin" token -s one -u "$second"
is "$out" "$neighbour" 'another account of the same server is untouched'
run "$backin" token -s two -u "$user"
is "$out" "$other" 'the same account on another server is untouched'
run "$backin" login -s one -u "$user" --password-stdin <<<a-new-Passw0rd
exits 0 'nobody was signed in by itself; the new password does'

# ---- an old session that lives ---------------------------------------------------------------------------
reset two "$user"
json .old_session alive 'a server that leaves the old session alive: that is said'
login two "$second"
run "$backin" forgot -s two -u "$second" --json
id=$(jq -r .id <<<"$out")
run "$backin" reset complete "$id" --code-fd 3 --password-fd 4 4<<<a-new-Passw0rd 3< <(user=$second mail two code)
says 'it still works on two' 'in words'
says 'End all sessions' 'with what to do about it'
says 'Next: backin login' 'and the next step'
run "$backin" status -s two
exits 4 'here it is dropped all the same'
login one "$second"

# ---- the account of a server ---------------------------------------------------------------------------------
login one "$second"
run "$backin" login -s one -u "$user" --password-stdin <<<a-new-Passw0rd
run "$backin" sessions show -s one --json
json .account "$user" 'without a choice: the account that was used last'
run "$backin" switch -s one -u "$second"
exits 0 'switch'
run "$backin" login -s one -u "$user" --password-stdin <<<a-new-Passw0rd
run "$backin" sessions show -s one --json
json .account "$second" 'signing in with another one does not change the choice'
run "$backin" sessions show -s one -u "$user" --json
json .account "$user" 'naming one does, for once'
mv "$HOME/.local/state/backin" "$HOME/.local/state/away"
touch "$HOME/.local/state/backin"
run "$backin" switch -s one -u "$user"
exits 1 'a choice that cannot be written is no choice'
says 'backin: ' 'and why is said'
rm "$HOME/.local/state/backin"
mv "$HOME/.local/state/away" "$HOME/.local/state/backin"
run "$backin" sessions show -s one --json
json .account "$second" 'the choice before stands'
run "$backin" logout -s one -u "$second"
run "$backin" sessions show -s one --json
json .account "$user" 'a chosen one that is signed out is no choice'
finish
