#!/bin/bash
# The way to a forgotten password, to the answer, on every terminal that Debian describes (ncurses-base and
# ncurses-term), counted: each is played by a model that does what the description says and nothing else, and must
# show, cell by cell, what a vt220 of its size shows (rules and attributes: tests/unit/ui/test_painter.c). Those that
# cannot are listed with the reason; there the program asks line by line.
. "$(dirname "$0")/lib.sh"
. "$top/tests/bench/lib.sh"

descriptions() {
  { dpkg -L ncurses-base ncurses-term | grep -E '/terminfo/[^/]/[^/]+$' || find /lib/terminfo /usr/share/terminfo -type f; } 2>/dev/null
}
# Many are called by several names: one of them is tried.
name_of_each() {
  descriptions | tr '\n' '\0' | xargs -0 md5sum | sort | awk '!seen[$1]++ { sub(".*/", ""); print }'
}
# By somebody who was never here.
meter_at_once() { # OPTIONS…
  local home status
  home=$(mktemp -d "$folder/home.XXXXXX")
  HOME=$home "$meter" --baud 9600 "$@" "$journeys/any-terminal" -- "$backin" --servers-dir "$folder/5"
  status=$?
  rm -rf "$home"
  return $status
}
# The screens that all have to show, for each size.
references() {
  local size
  mkdir "$folder/screens"
  while read -r size; do
    meter_at_once --quiet 150 --size "$size" --dump "$folder/screens/$size" >/dev/null || return
  done < <(xargs "$meter" --sizes <"$folder/names" | sort -u | awk -Fx '$1 >= 20 && $2 >= 8')
}

bench_servers
export BACKIN_STORE=memory meter journeys backin folder
export -f meter_at_once
name_of_each >"$folder/names"
references
report $? 'the screens of a vt220 at each of the sizes'
xargs -P 6 -I TERM bash -c 'meter_at_once "$@"' bash --described --quiet 2 --any --expect "$folder/screens" --term TERM \
  <"$folder/names" >"$folder/verdicts" 2>"$folder/wrong"

count() { awk -F'\t' -v verdict="$1" '$2 == verdict' "$folder/verdicts" | wc -l; }
echo "# $(descriptions | wc -l) names, $(wc -l <"$folder/names") terminals: $(count ok) show the screens, $(count unfit) cannot:"
awk -F'\t' '$2 == "unfit" { names[$3] = names[$3] " " $1; n[$3]++ }
  END { for (reason in n) print "# " n[reason] " " reason ":" names[reason] }' "$folder/verdicts" | sort -k2,2nr | fold -sw 150 | sed '/^#/!s/^/#   /'
is "$(($(count ok) + $(count unfit)))" "$(wc -l <"$folder/names")" 'every terminal shows the screens or cannot'
awk -F'\t' '$2 == "wrong" { print "# wrong: " $1 ": " $3 }' "$folder/verdicts"
[ "$(count wrong)" -eq 0 ] || head -n 60 "$folder/wrong" | sed 's/^/#   /'
[ "$(count ok)" -ge 1500 ]
report $? 'at least 1500 of them were tried'

# One of each kind that cannot: there the first question is asked line by line, in plain text.
asks_plainly() { # TERM
  journey 5 9600 --term "$1" --raw "$folder/raw" --patience 1 >/dev/null 2>&1
  grep -q 'E-mail address' "$folder/raw" && ! grep -q "$(printf '\033')" "$folder/raw"
}
for term in dumb tty33 tek4014 unknown xterm+keypad; do
  asks_plainly $term
  report $? "$term: asked line by line"
done
finish
