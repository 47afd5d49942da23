#!/bin/bash
# The sessions that a server knows of an account: listed, ended one by one or all others, and looked for once
# more before they are said to be over.
. tests/lib.sh
with_keyring open

start_mock --verbose "$(server_file 10-one better-auth)" "$(server_file 20-two diaflow)"
export BACKIN_NO_INPUT=1
requests() { grep -c "^one: [A-Z]* $1 (" "$folder/mock.err"; }
others() { jq -c '[.sessions[] | select(.this_one | not)] | length' <<<"$out"; }
# A session of the same account in another place, as a browser or a phone has one.
elsewhere() { HOME=$folder/elsewhere-$1 run "$backin" login -s one -u "$user" --password-stdin --store none <<<"$password"; }

run "$backin" login -s one -u "$user" --password-stdin <<<"$password"
exits 0 'signed in'
run "$backin" sessions list --elsewhere -s one --json
exits 0 'sessions list --elsewhere'
json '.schema + " " + .server + " " + .account' "backin.elsewhere/1 one $user" 'of that account'
json '[.sessions[] | .this_one] | @json' '[true]' 'this one alone'
elsewhere 1
elsewhere 2
elsewhere 3
run "$backin" sessions list --elsewhere -s one --json
is "$(others)" 3 'three others'
json '[.sessions[] | select((.id | test("^[0-9a-f]{8}$")) and .name and .address and .since and .last_used)] | length' 4 \
  'each with what the server tells'
id=$(jq -r '[.sessions[] | select(.this_one | not)][0].id' <<<"$out")
mine=$(jq -r '[.sessions[] | select(.this_one)][0].id' <<<"$out")
run "$backin" token -s one
token=$out
run "$backin" sessions list --elsewhere -s one
says 'this one' 'in words: which is ours'
says "$id" 'and how the others are named'
never_says "$token" 'no token is shown'
listed=$("$backin" sessions list --elsewhere -s one --json | jq -c ".sessions[] | select(.id == \"$id\")")
run "$backin" sessions show -s one "$id" --json
exits 0 'sessions show ID'
json '.schema + " " + .server + " " + .account' "backin.elsewhere/1 one $user" 'is of the account'
is "$(jq -c '.sessions[]' <<<"$out")" "$listed" 'what the list says of it, and of no other'
run "$backin" sessions show -s one "${id^^}"
exits 0 'in words'
for fact in id name address; do
  says "$(jq -r ".$fact" <<<"$listed")" "its $fact"
done
never_says 'this one' 'is another'
run "$backin" sessions show -s one "$mine"
says 'this one' 'ours is told to be that'
never_says "$token" 'without its token'
run "$backin" sessions show -s one 00000000 --json
exits 64 'one that is not listed'
json .error.code unknown_session 'in a word'
run "$backin" sessions end -s one "$id" --json
exits 0 'sessions end ID'
is "$(others)" 2 'one less'
says 'no longer lists it' 'because the list says so'
run "$backin" sessions end -s one "$id"
exits 64 'once more: there is no such session'
run "$backin" sessions end -s one "$mine"
exits 64 'ours is ended by signing out'
run "$backin" sessions end -s one --others
exits 0 'sessions end --others'
run "$backin" sessions list --elsewhere -s one --json
is "$(others)" 0 'none is left elsewhere'
run "$backin" status --check -s one
exits 0 'and ours is alive'
run "$backin" sessions end -s one --others "$id"
exits 64 'one of them at a time'

# ---- where it does not go well -----------------------------------------------------------------------------
elsewhere 4
curl -fsS -X POST "$(origin_of one)/mock/fault?name=html" >/dev/null
run "$backin" sessions list --elsewhere -s one --json
exits 5 'a server that is not itself'
run "$backin" status -s one
exits 0 'ends nothing here'
curl -fsS -X POST "$(origin_of one)/mock/fault?name=none" >/dev/null
curl -fsS -X POST "$(origin_of one)/mock/time?forward=4000" >/dev/null
run "$backin" sessions list --elsewhere -s one --json
exits 4 'a session that the server no longer takes'
run "$backin" login -s two -u "$user" --password-stdin <<<"$password"
run "$backin" sessions list --elsewhere -s two --json
exits 8 'a server that cannot be asked'
json .error.code unsupported 'in a word'
run "$backin" sessions show -s two 00000000
exits 8 'nor for one session'
run "$backin" sessions end -s two
exits 0 'without ID: the same as logout'
run "$backin" status -s two
exits 4 'signed out'
finish
