#!/bin/bash
# The store's contract on a real gnome-keyring, its default collection and its session collection, and on the
# fake of this folder: what the other tests make misbehave is a good keyring otherwise.
set -u
build=${BUILD:-build}
cd "$(dirname "$0")/../.." || exit 1
for tool in gnome-keyring-daemon dbus-run-session gdbus; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
contract() { # STATE KINDS: TAP of its own, indented as a subtest
  tests/keyring/with-keyring "$1" -- env BACKIN_CONTRACT="$2" "$build/tests/store/test_contract" --tap | sed 's/^/    /'
  if [ "${PIPESTATUS[0]}" = 0 ]; then echo "ok - $1: $2"; else echo "not ok - $1: $2"; failed=1; fi
}
failed=0
echo 1..2
contract open 'keyring session'
contract fake 'keyring session'
exit $failed
