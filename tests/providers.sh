#!/bin/bash
# Every provider file is linted, and backin-mock shows of each that some reply reaches every one of its rules.
# The servers that stand beside the providers' scenarios are what is played. TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0 failed=0

# A directory of the user's own, with the providers of this checkout in it.
mkdir -p "$work/config/backin"
cp -r servers.d "$work/config/backin/servers.d"
chmod -R go-w "$work/config"

check() { # check TEXT COMMAND...
  local text=$1
  shift
  count=$((count + 1))
  if XDG_CONFIG_HOME="$work/config" "$@" >"$work/out" 2>&1; then echo "ok $count - $text"; else
    echo "not ok $count - $text" && failed=1
    sed 's/^/# /' "$work/out"
  fi
}

for file in servers.d/providers/*.json; do
  check "$file is clean" "$build/backin" servers lint "$file"
done
for file in tests/scenarios/providers/*/*.json; do
  check "a reply reaches every rule of $file" "$build/backin-mock" --check "$file"
done
# One at a time: most of these files have the same name.
leads_home() { # leads_home FILE: whatever is written for it leads to this machine
  rm -rf "$work/written"
  "$build/backin-mock" --write-servers "$work/written" --until-eof "$1" </dev/null || return
  jq -r '.url // empty, (.urls // {})[]' "$work"/written/*.json "$work"/written/providers/*.json >"$work/urls"
  [ -s "$work/urls" ] && ! grep -v '^http://127\.0\.0\.1:[0-9]*' "$work/urls"
}
for file in tests/scenarios/providers/*/*.json; do
  check "$file is played on this machine alone" leads_home "$file"
done
echo "1..$count"
exit $failed
