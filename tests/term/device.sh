#!/bin/bash
# Signing in with another device: the address alone on its line, the code, the picture where it fits, the time
# that is left; refused there, run out, cancelled, approved. Found from the sign-in and from "elsewhere".
source "$(dirname "$0")/lib.sh"

mkdir "$folder/servers"
mkfifo "$folder/commands"
exec {port_of}< <(exec /usr/bin/python3 tests/term/device.py <"$folder/commands" 2>"$folder/mock.err")
mock=$!
exec {commands}>"$folder/commands"
read -rt 20 -u "$port_of" port || bail 'the server did not start'
becomes() { echo "$1" >&"$commands"; }
address=http://127.0.0.1:$port/activate

cat >"$folder/servers/10-dev.json" <<JSON
{ "name": "Devices", "url": "http://127.0.0.1:$port", "email_domains": ["works.example"], "errors": { "code": "/error" },
  "elsewhere": [{ "title": "BigCorp", "email_domains": ["bigcorp.example"], "url": "https://id.bigcorp.example/" }],
  "actions": {
    "sign_in": { "request": { "method": "POST", "path": "/in", "form": { "e": "{{email}}", "p": "{{password}}" } },
      "replies": [{ "when": { "status": 200 }, "outcome": "ok", "session": { "token": "/access_token" } }] },
    "device": [
      { "step": "ask", "request": { "method": "POST", "path": "/device", "form": { "client_id": "abc" } },
        "replies": [{ "when": { "status": 200 }, "outcome": "pending", "then": "poll",
          "capture": { "device_code": "/device_code", "interval": "/interval", "expires_in": "/expires_in" },
          "show": [{ "from": "/verification_uri", "as": "link" }, { "from": "/user_code", "as": "code" },
                   { "from": "/verification_uri_complete", "as": "complete_link" }] }] },
      { "step": "poll", "poll": { "every_from": "interval", "for_from": "expires_in" },
        "request": { "method": "POST", "path": "/token", "form": { "device_code": "{{device_code}}" } },
        "replies": [{ "when": { "code": "authorization_pending" }, "outcome": "pending" },
          { "when": { "code": "access_denied" }, "outcome": "denied" },
          { "when": { "code": "expired_token" }, "outcome": "code_expired" },
          { "when": { "status": 200 }, "outcome": "ok", "session": { "token": "/access_token" } }] } ] } }
JSON

alone_on_its_line() { screen | grep -qx "$1"; }
sees_a_code() {
  at device
  see 'WDJB-MJHT'
}
ends_as() { # WHAT THE OTHER DEVICE DOES, WHAT IS SAID
  becomes "$1"
  see "$2"
  ok "$1: what to do next stands below" until_true shows 'Get a code'
  becomes wait
}

journey() { # SIZE
  start "$1"
  type "jo-$1@works.example"
  key Enter
  at server
  key Enter
  at sign-in
  key C-d
  sees_a_code
  ok 'the address is alone on its line, from the first column' alone_on_its_line "$address"
  see 'left.'
  if [ "$1" = 80x24 ]; then
    see 'Picture for a camera'
    key C-r
    ok 'the picture fits, in half blocks' until_true shows '█▀'
    key Escape
    see 'WDJB-MJHT'
  else
    ok 'no picture is offered where it does not fit' lacks Picture
  fi
  key Escape
  ok 'cancelled' until_true shows 'Get a code'
  key Enter
  see 'WDJB-MJHT'
  ends_as refuse 'refused on'
  key Enter
  see 'WDJB-MJHT'
  ends_as expire 'code has run out'
  key Enter
  see 'WDJB-MJHT'
  becomes approve
  at sessions
  ok 'the code the server keeps for itself is on no screen' kept_nowhere secret-device-code
  key C-x
  see 'ended with 0'
  becomes wait
}
both_sizes journey

start 80x24
type jo@bigcorp.example
key Enter
at server
key Enter
at elsewhere
see 'Sign in with another device'
key C-d
sees_a_code
becomes approve
at sessions
finish
