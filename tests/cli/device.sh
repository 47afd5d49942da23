#!/bin/bash
# Signing in with another device, by command: the address and the code come at once, the session at the end.
. tests/lib.sh

mkdir "$folder/given"
cat >"$folder/given/10-dev.json" <<'JSON'
{ "name": "Devices", "url": "https://id.works.example",
  "errors": { "code": "/error" },
  "elsewhere": [{ "title": "BigCorp", "email_domains": ["bigcorp.example"] }],
  "actions": {
    "device": [
      { "step": "ask",
        "request": { "method": "POST", "path": "/device", "form": { "client_id": "abc" } },
        "replies": [
          { "when": { "status": 200 }, "outcome": "pending", "then": "poll",
            "capture": { "device_code": "/device_code", "interval": "/interval", "expires_in": "/expires_in" },
            "show": [{ "from": "/verification_uri", "as": "link" }, { "from": "/user_code", "as": "code" }] } ] },
      { "step": "poll", "poll": { "every_from": "interval", "for_from": "expires_in" },
        "request": { "method": "POST", "path": "/token", "form": { "device_code": "{{device_code}}" } },
        "replies": [
          { "when": { "code": "authorization_pending" }, "outcome": "pending" },
          { "when": { "code": "slow_down" }, "outcome": "slow_down" },
          { "when": { "status": 200, "/access_token": { "exists": true } }, "outcome": "ok",
            "session": { "token": "/access_token" } } ] } ] } }
JSON
start_mock --verbose "$folder/given/10-dev.json" "$(server_file 20-plain diaflow)"
export BACKIN_NO_INPUT=1 BACKIN_STORE=none

run "$backin" login -s dev -u jo@bigcorp.example --device --json
exits 0 'an account that lives elsewhere gets in with another device'
json .schema backin.session/1 'the result is the session'
json .account jo@bigcorp.example 'of the address that was given'
[[ $err == *'Open this address'*$'\n'http://127.0.0.1:* ]]
report $? 'the address stands alone on its line, on stderr'
says 'type this code: ' 'and the code'
grep -q '^dev: .* -> pending 400' "$folder/mock.err" && ! grep -q '^dev: .* slow_down ' "$folder/mock.err"
report $? 'polled, and never before its time'
run "$backin" login -s dev -u jo@bigcorp.example
exits 8 'without it the account is led elsewhere'
run "$backin" login -s plain -u "$user" --device
exits 8 'a server that cannot do it says so'
finish
