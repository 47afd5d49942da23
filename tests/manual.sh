#!/bin/bash
# The manuals are well formed, and the one of server files tells every key of the schema.
: "${BUILD:=build}"
number=0
report() { # STATUS TEXT
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || { echo "not ok $number - $2"; failed=1; }
}
failed=0
for page in packaging/man/*.1 "$BUILD/man/backin-servers.d.5"; do
  warnings=$(MANWIDTH=100 LC_ALL=C.UTF-8 man --warnings=w -l "$page" 2>&1 >/dev/null)
  [ -z "$warnings" ]
  report $? "$(basename "$page") is well formed"
  sed 's/^/# /' <<<"$warnings"
done
text=$(sed 's/\\-/-/g' "$BUILD/man/backin-servers.d.5")
missing=$("$BUILD/backin" servers schema | jq -r '[.. | objects | .properties? // empty | keys[]] | unique[]' |
  grep -vxE '\$schema|comment' | while read -r key; do grep -qx -- "\\\\fB$key\\\\fR" <<<"$text" || echo "$key"; done)
[ -z "$missing" ]
report $? 'every key of the schema is in the manual'
sed 's/^/# missing: /' <<<"$missing"
outcomes=$("$BUILD/backin" servers schema --provider | jq -r '[.. | objects | .outcome? | objects | .enum? // empty] | add | unique[]')
missing=$(for word in $outcomes; do grep -qF "\`$word\`" servers.d/README.md || echo "$word"; done)
[ -n "$outcomes" ] && [ -z "$missing" ]
report $? 'every outcome is told of'
sed 's/^/# missing: /' <<<"$missing"
echo "1..$number"
exit $failed
