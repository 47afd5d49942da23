#!/bin/bash
# What goes to a server, seen from the line: connected while the person still types, one round trip for each
# request, one kept connection for all of them, and no more bytes than curl needs.
source "$(dirname "$0")/lib.sh"
log=$folder/relay.log
start_mock tests/bench/server.json
file=$folder/servers/server.json
mock_port=$(jq -r .url "$file" | sed 's|.*:\([0-9]*\)/.*|\1|')
exec {from}< <(exec python3 tests/bench/peers/relay.py "$mock_port" "$log")
relay=$!
trap 'kill "$relay" 2>/dev/null; clean_up' EXIT
read -rt 20 -u "$from" port || bail 'the relay did not start'
sed -i "s|127.0.0.1:$mock_port|127.0.0.1:$port|" "$file"

count() { grep -c "^$1" "$log"; }
count_is() { [ "$(count "$1")" = "$2" ]; }
bytes_of() { awk -v n="$1" '$1 == "up" && ++i == n { print $2 }' "$log"; }

start 80x24 --slow # no server is asked how it is
type ann@studio.example
key Enter
at server
ok 'on a slow line nothing leaves before a server is chosen' count_is connect 0
type 5
key Enter
at sign-in
ok 'the connection is made while the person types' until_true count_is connect 1
ok 'and nothing is sent on it' count_is up 0
type not-the-password
key Enter
see_or_bail 'did not accept'
key C-f
at forgot
key Enter
at inbox
ok 'signing in, then asking for a reset: one connection' count_is connect 1
ok 'and a round trip for each' count_is up 2
own=$(bytes_of 2)

: >"$log"
curl -s -o "$folder/answer" --noproxy '*' -H 'Accept: application/json' -H 'Content-Type: application/json' \
  -d '{"email":"ann@studio.example"}' "http://127.0.0.1:$port/api/v1/forgot"
theirs=$(bytes_of 1)
ok "the request: $own bytes, curl's $theirs, at most 1.05 of them" [ $((100 * own)) -le $((105 * theirs)) ]
finish
