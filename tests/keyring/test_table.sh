#!/bin/bash
# What every command says in every state of the keyring is what tests/keyring/table.txt says it should be.
cd "$(dirname "$0")/../.." || exit 70
echo 1..1
if difference=$(bash tests/keyring/table.sh | diff tests/keyring/table.txt -); then
  echo 'ok 1 - states x commands'
else
  echo 'not ok 1 - states x commands'
  printf '%s\n' "$difference" 'if that is right: tests/keyring/table.sh >tests/keyring/table.txt' | sed 's/^/# /'
  exit 1
fi
