#!/bin/bash
# The worked example of servers.d/README.md: done as an administrator does it, and what the text shows is what the
# program prints.
. tests/lib.sh
with_keyring open

mkdir -p "$folder/final/providers"
/usr/bin/python3 tests/cli/worked_example.py servers.d/README.md final "$folder/final"
start_mock --account "ann@works.example:$password" "$folder/final/70-little.json"
unset BACKIN_SERVERS_PATH
here=$HOME/.config/backin/servers.d
mkdir -p "$here/providers"
cp servers.d/providers/auth0.json "$here/providers/"
PATH=$build:$PATH /usr/bin/python3 tests/cli/worked_example.py servers.d/README.md play "$here" \
  https://little.example/api "$(jq -r .url "$folder/servers/70-little.json")" "$password"
