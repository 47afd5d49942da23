#!/bin/bash
# Wrong things: each a clear sentence and the right exit code, and unreachable is never invalid.
. tests/lib.sh
with_keyring open

start_mock "$(server_file 10-code diaflow)" "$(server_file 20-browser auth0 '"variables":{"client_id":"c"}')" \
  "$(server_file 30-steps kratos)"
export BACKIN_NO_INPUT=1
fault() { curl -fsS -X POST "$(origin_of code)/mock/fault?name=$1" >/dev/null; }
login() { run "$backin" login -s code -u "$user" --password-stdin --json <<<"${1:-$password}"; }

# ---- the server is not reached, or not itself ------------------------------------------------------------------
login
exits 0 'signed in'
while read -r name code exit word; do
  fault "$name"
  login
  exits "$exit" "$name: exit code"
  json .error.code "$word" "$name: word"
  [[ $(jq -r '.error.message + .error.next' <<<"$out") != *'did not accept'* ]]
  report $? "$name: nothing is said against the password"
  : "$code"
done <<'END'
html - 5 captive_portal
cut - 5 cut_answer
500 - 1 server_error
garbage - 5 bad_answer
ratelimit - 7 rate_limited
END
json '.error.retry_after > 0 and .error.retry_after <= 30' true 'rate limited: how long, in seconds'
fault redirect
login
exits 5 'a redirect to another host is not followed'
fault 500
run "$backin" status -s code --check --json
exits 5 'status: the server cannot say'
json '.sessions[0].state' unknown 'which is unknown, not over'
run "$backin" status -s code --json
json '.sessions | length' 1 'and nothing was removed'
fault cut
run "$backin" password change -s code --current-fd 3 --new-fd 4 --json 3<<<"$password" 4<<<another-Passw0rd
exits 5 'the answer to a change is lost'
json .error.code unknown_effect 'and that is what is said'
fault none
run "$backin" login -s steps -u "$user" --password-stdin <<<"$password"
exits 0 'signed in where a change begins with a question'
fault garbage
run "$backin" password change -s steps --current-fd 3 --new-fd 4 --json 3<<<"$password" 4<<<another-Passw0rd
exits 5 'the answer to the question is lost'
json .error.code bad_answer 'nothing has been sent that could change anything, and nothing else is said'
json '.error.detail | startswith("HTTP 200, ")' true 'with what was wrong'
fault none

printf '{"name":"Down","extends":"diaflow","url":"http://127.0.0.1:1"}\n' >"$folder/servers/90-down.json"
run "$backin" login -s down -u "$user" --password-stdin --json <<<"$password"
exits 5 'nobody listens'
json .error.code no_route 'no route'
printf '{"name":"No name","extends":"diaflow","url":"https://nowhere.invalid"}\n' >"$folder/servers/91-noname.json"
run "$backin" login -s noname -u "$user" --password-stdin --json <<<"$password"
exits 5 'a name that nobody knows'
json '.error.code == "dns" or .error.code == "proxy"' true 'DNS'

# ---- sessions that are over ---------------------------------------------------------------------------------------
run "$backin" login -s browser -u "$user" --password-stdin <<<"$password"
token=$("$backin" token -s browser)
run "$backin" refresh -s code
exits 8 'refresh where there is none'
run "$backin" logout -s browser
exits 0 'logout'
run "$backin" login -s browser -u "$user" --password-stdin <<<"$password"
[ "$("$backin" token -s browser)" != "$token" ]
report $? 'a new session is another one'

# ---- server files --------------------------------------------------------------------------------------------------
printf '{\n  "name": "Broken",\n  "extends": "diaflow",\n  "uri": "https://a.example"\n}\n' >"$folder/servers/95-broken.json"
run "$backin" servers lint "$folder/servers/95-broken.json"
exits 78 'lint: a broken file'
says '95-broken.json:4:3: ' 'with its place'
says 'did you mean' 'and what was meant'
run "$backin" servers lint "$folder/servers/95-broken.json" --json
exits 78 'lint --json: the same'
json '.diagnostics[0].line' 4 'and the line'
run "$backin" servers lint servers.d/*.json servers.d/providers/*.json
exits 0 'the shipped files are clean'
is "$out" '' 'and nothing is said of them'
run "$backin" servers list --json
json '[.servers[].id] | contains(["code", "browser"])' true 'a broken file takes only itself away'
json '.problems > 0' true 'and that is said'
run "$backin" servers list
says 'doctor' 'to people as well'
run "$backin" doctor --json
exits 10 'doctor: something is wrong'
json '[.checks[] | select(.good | not) | .name] | unique | join(" ")' file 'and it is that file'
json '[.checks[] | select(.name == "store") | .value] | any(startswith("keyring: ok"))' true 'the keyring is well'
rm "$folder/servers/95-broken.json"
run "$backin" doctor
exits 0 'doctor: nothing is wrong'
run "$backin" servers show code
json '[.name, .title, (.actions | has("forgot"))] | join(" ")' 'code Diaflow true' 'servers show: laid over its provider'
for kind in '' --provider; do
  run "$backin" servers schema $kind
  json '."$schema"' https://json-schema.org/draft/2020-12/schema "servers schema $kind"
done
empty=$folder/empty
mkdir "$empty"
run "$backin" login -u "$user" --servers-dir "$empty" --json
exits 78 'no servers'
json .error.code no_servers 'in one word'
run "$backin" servers list --servers-dir "$empty"
exits 0 'an empty list'
says "  $empty" 'says where server files are looked for, as the advice promises'

# ---- completion -----------------------------------------------------------------------------------------------------
run "$backin" completion bash
exits 0 'completion bash'
printf '%s\n' "$out" >"$folder/completion"
bash -n "$folder/completion"
report $? 'which is bash'
complete_with() { # WORDS… ; the last is completed
  bash -c '. "$1"; shift; PATH=$1:$PATH; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _backin; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$folder/completion" "$build" "$@" | sort | tr '\n' ' '
}
is "$(complete_with backin re)" 'refresh reset ' 'commands'
is "$(complete_with backin reset c)" 'cancel complete ' 'words of a group'
is "$(complete_with backin login --password-s)" '--password-stdin ' 'options of a command'
is "$(complete_with backin login -s c)" 'code ' 'servers'
is "$(complete_with backin servers try x.json --action si)" 'sign_in sign_out ' 'actions of a file'
is "$(complete_with backin servers show b)" 'browser ' 'servers as arguments'
run "$backin" completion zsh
exits 0 'completion zsh'
run "$backin" completion fish
exits 0 'completion fish'

# ---- nothing can be written ------------------------------------------------------------------------------------------
: >"$folder/file"
export XDG_STATE_HOME=$folder/file/state
run "$backin" forgot -s browser -u "$user"
exits 0 'a forgotten password where nothing can be written'
says 'could not be written down' 'but the reference is good for nothing, and that is said'
says "$XDG_STATE_HOME/backin" 'with the place'
run "$backin" forgot -s browser -u "$user" --json
json .kept false 'JSON: it is not kept'
run "$backin" doctor --json
exits 10 'doctor finds that'
json '[.checks[] | select(.good | not) | .name] | join(" ")' state 'and nothing else'
unset XDG_STATE_HOME
run "$backin" forgot -s browser -u "$user" --json
json .kept true 'JSON: elsewhere it is'
run env BACKIN_SERVERS_PATH="$empty" "$backin" reset resume "$(jq -r .id <<<"$out")" --json
exits 64 'a reset whose server file is gone'
json .error.code unknown_server 'is not taken for one that has run out'

# ---- no place to keep a session -------------------------------------------------------------------------------------
unset DBUS_SESSION_BUS_ADDRESS
XDG_RUNTIME_DIR=$folder/nowhere
login
exits 9 'no keyring: nothing is sent and nothing kept elsewhere'
json .error.code store_no_bus 'the keyring cannot be asked'
run "$backin" login -s code -u "$user" --password-stdin <<<"$password"
says 'backin sessions keep kernel' 'people are told how to choose another place'
run "$backin" status --json
exits 9 'status: cannot tell, which is not "none"'
run "$backin" login -s code -u "$user" --password-stdin --store none <<<another-Passw0rd
exits 0 'unless the person says so (with the password whose change had an unknown effect)'
says 'Not kept' 'and is told'
run "$backin" forgot -s code -u "$user" --json
exits 0 'a forgotten password needs no keyring'
id=$(jq -r .id <<<"$out")
run "$backin" reset verify "$id" --code-fd 3 3< <(mail code code)
exits 9 'what was verified cannot be kept'
says 'together' 'and how to do without'
run "$backin" forgot -s code -u "$user" --json
exits 7 'asked again before its countdown ends: the first mail counts'
run "$backin" reset complete "$id" --code-fd 3 --password-fd 4 3< <(mail code code) 4<<<once-More-Passw0rd
exits 0 'code and new password in one command'
finish
