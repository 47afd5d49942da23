#!/bin/bash
# A server file that leads elsewhere since the last command, as somebody may talk a person into: what the old
# server gave or mailed does not follow.
. tests/lib.sh
with_keyring open

start_mock --verbose "$(server_file 10-code diaflow)" "$(server_file 20-browser auth0 '"variables":{"client_id":"c"}')" \
  "$(server_file 30-elsewhere diaflow)"
export BACKIN_NO_INPUT=1
there=$(origin_of elsewhere)
asked_elsewhere() { grep -c '^elsewhere: [A-Z]' "$folder/mock.err"; }
credential() { # ORIGIN
  printf 'protocol=%s\nhost=%s\n\n' "${1%%://*}" "${1#*://}" | "$backin" credential get 2>/dev/null
}
lead_elsewhere() { # SERVER
  local file
  file=$(ls "$folder/servers/"*"-$1.json")
  jq --arg url "$there" '.url = $url' "$file" >"$folder/new" && cp "$folder/new" "$file"
}

# ---- a mailed code ---------------------------------------------------------------------------------------------
run "$backin" forgot -s code -u "$user" --json
id=$(jq -r .id <<<"$out") old=$(origin_of code) code=$(mail code code)
cp "$folder"/servers/*-code.json "$folder/before"
lead_elsewhere code
for command in verify complete resume; do
  run "$backin" reset "$command" "$id" --code-fd 3 --json 3<<<"$code"
  exits 6 "reset $command: refused"
  json .error.code reset_moved 'in one word'
done
run "$backin" reset verify "$id" --code-stdin <<<"$code"
says "$old" 'the message names where it was asked'
says 'Nothing was sent' 'and says that nothing was sent'
run "$backin" reset list --json
json '[.resets[].id] | join(" ")' "$id" 'it is still there'
cp "$folder/before" "$folder"/servers/*-code.json
run "$backin" reset complete "$id" --code-fd 3 --password-fd 4 3<<<"$code" 4<<<second-Passw0rd
exits 0 'and works once the file is as it was'

# ---- a session -------------------------------------------------------------------------------------------------
for server in code browser; do
  secret=$password
  [ "$server" != code ] || secret=second-Passw0rd
  run "$backin" login -s "$server" -u "$user" --password-stdin <<<"$secret"
  exits 0 "$server: signed in"
  is "$(credential "$(origin_of "$server")" | grep -c ^password=)" 1 "$server: its session is given for its place"
  lead_elsewhere "$server"
  is "$(credential "$there")" '' "$server: and not for the new one"
  for command in 'status --check' refresh 'logout' ; do
    run "$backin" $command -s "$server" -u "$user" --json
    [ "$rc" != 0 ] || [ "$command" = logout ]
    report $? "$server: $command of a session of another origin"
  done
done
is "$(asked_elsewhere)" 0 'the new place was asked nothing'
finish
