#!/bin/bash
# By keys: the sessions kept here and those that a server knows elsewhere: renewed, used, ended, and none of them
# removed because a server is away.
source "$(dirname "$0")/lib.sh"

mkdir -p "$folder/files/providers"
cp servers.d/providers/better-auth.json "$folder/files/providers/"
printf '{"name":"Better","extends":"better-auth","url":"https://better.example"}\n' >"$folder/files/50-better.json"

backin() { "$BUILD/backin" "$@" --servers-dir "$folder/servers" --no-input 2>/dev/null; }
kept() { backin status --json | jq '.sessions | length'; }

journey() { # SIZE
  start_mock "$folder/files/50-better.json"
  start "$1"
  sign_in_at ann@studio.example 3
  type old-Passw0rd
  key Enter
  at sessions
  see 'Acme Europe'
  key Escape
  at email
  sign_in_at bob@studio.example 5
  type bobs-Passw0rd
  key Enter
  at sessions
  see 'Better'
  type 2
  key C-f
  see 'is renewed'
  key Enter
  see 'From now on'
  type 1
  key C-o
  at others
  see 'this one'
  HOME=$folder backin login -s better -u bob@studio.example --store none --password-stdin <<<bobs-Passw0rd >/dev/null
  key Enter
  see 'Browser 2'
  type 2
  key C-d
  see 'no longer lists it'
  ok 'it is gone from the list' until_true lacks 'Browser 2'
  key Escape
  at sessions
  see 'Elsewhere: 0 sessions'
  { kill "$mock" && wait "$mock"; } 2>/dev/null
  mock=''
  key C-r
  see 'UNKNOWN'
  see 'Nothing was removed'
  ok "$1: both are kept" [ "$(kept)" = 2 ]
  type 2
  key C-d
  see 'could not be told'
  ok "$1: signing out removes that one, whether its server can be told or not" [ "$(kept)" = 1 ]
  backin logout --all >/dev/null
}

both_sizes journey
finish
