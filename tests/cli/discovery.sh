#!/bin/bash
# A server whose document tells where its parts are, from signing in to signing out, against backin-mock: five
# actions begin with the very same request. Its provider is found in BACKIN_SERVERS_PATH.
. tests/lib.sh
with_keyring open

mkdir -p "$folder/path/providers"
cp servers.d/providers/oidc.json "$folder/path/providers/named.json"
printf '{"name":"Idp","extends":"named","url":"https://idp.example","variables":{"client_id":"backin"}}' >"$folder/10-idp.json"
BACKIN_SERVERS_PATH=$folder/path start_mock "$folder/10-idp.json"
export BACKIN_NO_INPUT=1

run "$backin" servers list --check --json
json '.servers[].health.state' well 'its probe reads the document'
run "$backin" login -s idp -u "$user" --password-stdin <<<"$password"
exits 0 'signing in finds its endpoint there'
run "$backin" refresh -s idp -u "$user"
exits 0 'so does renewing'
run "$backin" status -s idp --check
exits 0 'so does the question whether the session is alive'
run "$backin" logout -s idp -u "$user"
exits 0 'so does signing out'
run "$backin" login -s idp -u "$user" --device
exits 0 'and so does another device'
finish
