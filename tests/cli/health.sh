#!/bin/bash
# How the servers are, asked all at once and without a word about any person; and the page that a server names
# for changing passwords where it cannot do so by its interface.
. tests/lib.sh

mkdir "$folder/given"
cat >"$folder/given/10-probed.json" <<'JSON'
{ "name": "Probed", "url": "https://a.works.example/api",
  "actions": { "probe": { "request": { "method": "GET", "path": "/health" } } } }
JSON
cat >"$folder/given/20-plain.json" <<'JSON'
{ "name": "Plain", "url": "https://b.works.example/api",
  "actions": { "sign_in": { "request": { "method": "POST", "path": "/in", "json": { "e": "{{email}}", "p": "{{password}}" } },
    "replies": [{ "when": { "status": 200 }, "outcome": "ok", "session": { "token": "/t" } }] } } }
JSON
start_mock "$folder/given/10-probed.json" "$folder/given/20-plain.json"
export BACKIN_NO_INPUT=1 BACKIN_STORE=none

run "$backin" servers list --json
json '[.servers[] | has("health")] | any' false 'without --check nobody is asked'
run "$backin" servers list --check --json
exits 0 'all of them answer'
json '.servers[] | .id + " " + .health.state' $'probed well\nplain answers' 'by its probe, or by the mere fact'
json '[.servers[].health.milliseconds | type] | unique[]' number 'and how long it took'
run "$backin" servers list --check
says 'answers, ' 'in words for a person'
printf '{"name":"Gone","url":"http://127.0.0.1:9"}\n' >"$BACKIN_SERVERS_PATH/30-gone.json"
run "$backin" servers list --check --json
exits 5 'one is not reached'
json '.servers[] | select(.id == "gone").health | .state, .failure, .milliseconds' $'away\nno_route\nnull' 'and it says why'
run "$backin" forgot -s plain -u "$user" --json
exits 8 'no reset, and no page for it: not here'
json .error.next null 'nothing is made up'
finish
