#!/bin/bash
# The store's contract on a real gnome-keyring: its default collection and its session collection.
set -u
build=${BUILD:-build}
cd "$(dirname "$0")/../.." || exit 1
for tool in gnome-keyring-daemon dbus-run-session gdbus; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
tests/keyring/with-keyring open -- env BACKIN_CONTRACT="keyring session" "$build/tests/store/test_contract" --tap
