#!/bin/bash
# A field that may stay empty: a server that does not say whether an account has a second factor has it asked
# for with the password. Drawn, spoken and by command.
source "$(dirname "$0")/lib.sh"

mkdir "$folder/files"
cat >"$folder/files/10-plant.json" <<'JSON'
{ "name": "Plant", "url": "https://plant.example", "email_domains": ["studio.example"],
  "inputs": { "otp": { "kind": "otp", "title": "Code, if you have one", "default": "" } },
  "actions": { "sign_in": {
    "request": { "method": "POST", "path": "/in", "form": { "e": "{{email}}", "p": "{{password}}", "otp": "{{otp?}}" } },
    "replies": [{ "when": { "status": 200 }, "outcome": "ok", "session": { "token": "/token" } },
                { "when": { "status": 401 }, "outcome": "invalid_credentials" }] } } }
JSON
exec {ready}< <(exec "$BUILD/backin-mock" --write-servers "$folder/servers" --account bob@studio.example:bobs-Passw0rd \
  --verbose "$folder/files/10-plant.json" 2>"$folder/mock.err" </dev/null)
mock=$!
read -rt 20 -u "$ready" line && [ "$line" = READY ] || bail 'the mock did not start'

journey() { # SIZE
  start "$1"
  key C-u
  type bob@studio.example
  key Enter
  at server
  key Enter
  at sign-in
  see 'Code, if you have one'
  type wrong
  key Enter Enter
  ok 'a wrong password is refused, and the code is not asked for more than before' until_true shows 'did not accept'
  type bobs-Passw0rd
  key Enter Enter
  at sessions
  pass 'the field that is left empty keeps nobody out'
  key C-x
  see 'ended with 0'
}
both_sizes journey

printf '%s\n' 'see E-mail address' 'type bob@studio.example' 'see or ? for choices [' 'type 1' 'see Password' 'type bobs-Passw0rd' \
  'see Code, if you have one' 'type ' 'see You are signed in' 'type \x03' >"$folder/dialogue"
ok 'spoken: an empty line goes on' eval 'TERM=dumb LANG=C.UTF-8 XDG_STATE_HOME=$folder/state python3 tests/talk.py \
  "$folder/dialogue" "$BUILD/backin" --servers-dir "$folder/servers" >"$folder/talk"'
finish
