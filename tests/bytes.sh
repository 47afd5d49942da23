#!/bin/bash
# What the way to a forgotten password costs on the line, counted by a terminal of the test's own: type the
# address, choose the 4th of 5 servers, Forgot, confirm, read the answer, leave. The ceilings are shares of what
# peers spend on the same way (tests/bench/README.md has their figures and dates):
#   30 % of whiptail with curl and half of a form in w3m; on the Linux console 8 % of whiptail; with 500 servers
#   45 % of it; a fifth more than the ideal painter (tests/bench/ideal.c).
. "$(dirname "$0")/lib.sh"
. "$top/tests/bench/lib.sh"

at_most() { # NUMBER CEILING WHAT
  [ -n "$1" ] && [ "$1" -le "$2" ] || echo "#   got \"$1\", wanted at most $2"
  [ -n "$1" ] && [ "$1" -le "$2" ]
  report $? "$3"
}

count_journey() { # TERM SERVERS CEILING
  local first what="$1, $2 servers"
  first=$(journey "$2" 9600 --term "$1" --dump "$folder/dump.$1.$2" --raw "$folder/raw.$1.$2")
  counted=$(journey "$2" 9600 --term "$1")
  last="journey $2 9600 --term $1" out=$counted
  is "$(bytes_only "$first")" "$(bytes_only "$counted")" "$what: two runs count the same"
  at_most "$(of total bytes)" "$3" "$what: $(of total bytes) bytes, at most $3"
  at_most $((10 * $(of total bytes))) $((12 * $(of total ideal))) "$what: at most 1.2 of the ideal $(of total ideal)"
  is "$(of typed most)/$(of typed bytes)" "1/$(of typed keys)" "$what: a byte for each typed character"
  at_most "$(of moved most)" 10 "$what: at most 10 bytes for each move in the list"
  is "$(of questions keys)" 0 "$what: nothing is asked of the terminal"
}
bytes_only() { printf '%s\n' "$1" | cut -f 1-5; }

bench_servers
count_journey vt220 5 1212
is "$(awk '$1 == "backin" && $2 ~ /^##+$/ { print $3 }' README.md)" "$(of total bytes)" 'README.md shows the same (else: make bench prints its chart)'
count_journey vt100 5 1231
count_journey linux 5 1464
count_journey xterm-256color 5 1760
count_journey vt220 500 2533
count_journey vt100 500 2533

# What should be on the screens is there, and the same everywhere.
screens() { cat "$folder/dump.$1.$2"; }
for term in vt100 linux xterm-256color; do
  is "$(screens $term 5 | cksum)" "$(screens vt220 5 | cksum)" "$term: the screens of a vt220"
done
out=$(screens vt220 5)
says '|E-mail address  bob@example.org' 'the address stands where it was typed'
says '|>4 server-004.example.net' 'the 4th server was chosen'
says '|Please check bob@example.org for instructions.' 'the answer came'
says '|If it is known on server-004.example.net, a message is on its way.' 'and gives nothing away'

# The line chooses the look, and the person over it.
rule='────'
looks() { # BAUD yes|no WHAT OPTIONS…
  local baud=$1 wanted=$2 what=$3 found=no
  shift 3
  journey 5 "$baud" --term xterm-256color --dump "$folder/dump.look" -- "$@" >/dev/null
  grep -q "$rule" "$folder/dump.look" && found=yes
  is "$found" "$wanted" "$what"
}
looks 38400 yes 'a fast line has rules'
looks 9600 no 'a slow line has none'
looks 38400 no '--slow: as on a slow line' --slow
looks 9600 yes '--rich: as on a fast line' --rich
BACKIN_SLOW=1 looks 38400 no 'BACKIN_SLOW=1: as on a slow line'
BACKIN_SLOW=0 looks 9600 yes 'BACKIN_SLOW=0: as on a fast line'
# At most the eight colours that every terminal with colours has; none where none are wanted, or none are there.
colours() { # yes|no WHAT TERM
  local found=no
  journey 5 38400 --term "$3" --raw "$folder/raw.look" >/dev/null
  grep -q $'\033\\[3[0-7]m' "$folder/raw.look" && found=yes
  grep -qE $'\033\\[(38|48|9[0-7]|10[0-7])[;m]' "$folder/raw.look" && found='more than eight'
  is "$found" "$1" "$2"
}
colours yes 'a fast line has colours' xterm-256color
NO_COLOR=1 colours no 'NO_COLOR=1: none' xterm-256color
NO_COLOR='' colours yes 'NO_COLOR without a value says nothing' xterm-256color
colours no 'a vt220 has none' vt220
BACKIN_SLOW=1 looks 38400 yes 'an option goes before BACKIN_SLOW' --rich
finish
