#!/bin/bash
# The tree keeps the rules of `make lint`.
cd "$(dirname "$0")/../.." || exit 1
if output=$(tests/lint/run 2>&1); then
  echo 'ok 1 - borders, banned calls, formatting'
  status=0
else
  echo 'not ok 1 - borders, banned calls, formatting'
  status=1
fi
sed 's/^/# /' <<<"$output"
echo '1..1'
exit $status
