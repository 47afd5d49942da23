#!/bin/bash
# 500 servers in the list: all are asked how they are, those on the screen first, while keys and filter are
# served; some servers are slow, some are not there. Nothing about the person is said to any of them.
source "$(dirname "$0")/lib.sh"

start_many() { # the servers, none of which answers until it is let
  [ -z "$mock" ] || { kill "$mock" && wait "$mock"; } 2>/dev/null
  rm -rf "$folder"/{servers,asked,heads,commands}
  mkfifo "$folder/commands"
  exec {ready}< <(exec /usr/bin/python3 tests/term/many.py "$folder" <"$folder/commands" 2>"$folder/mock.err")
  mock=$!
  exec {commands}>"$folder/commands"
  local line
  read -rt 60 -u "$ready" line && [ "$line" = READY ] && return
  sed 's/^/# /' "$folder/mock.err"
  bail 'the servers did not start'
}
let_answer() { echo "let $1" >&"$commands"; }
was_asked() { grep -qx "$1" "$folder/asked"; }
asked_are() { [ "$(sort -u "$folder/asked" | wc -l)" -eq "$1" ]; }
requests_are() { [ "$(wc -l <"$folder/asked")" -eq "$1" ]; }
# Numbers of the servers in the list on the screen that are there at all.
on_screen() { screen | sed -n 's/^.\{1,8\}Site 0*\([0-9]*\) .*/\1/p' | grep -v '3$'; }
all_on_screen() { # COMMAND NUMBER…: holds for each
  local numbers number
  numbers=$(on_screen)
  [ -n "$numbers" ] || return 1
  for number in $numbers; do "$@" "$number" || return 1; done
}
says() { screen | grep -F "Site $(printf %03d "$1") " | grep -qE "$2"; } # NUMBER WORDS
has_words() { says "$1" 'answers, [0-9]+ ms'; }
asked_before() { [ "$(grep -nx "$1" "$folder/asked" | cut -d: -f1)" -lt "$(grep -nx "$2" "$folder/asked" | cut -d: -f1)" ]; }
asked_twice() { [ "$(grep -cx "$1" "$folder/asked")" -eq 2 ]; }
page_has() { on_screen | grep -qx "$1"; }

journey() { # SIZE
  start_many
  start "$1"
  type ann@site250.example
  key Enter
  at server
  ok 'the list opens at the suggested server' page_has 250
  ok 'those on the screen are asked while nobody has answered' until_true all_on_screen was_asked
  ok 'and few others are, as yet' test "$(wc -l <"$folder/asked")" -lt 60
  see 'Suggested: Site 250'

  key End
  ok 'keys are served while all wait' until_true page_has 500
  let_answer 250
  ok 'an answer makes room for those that are on the screen now' until_true was_asked "$(on_screen | head -n 1)"
  type '/site 30'
  see '10/500'
  ok 'the filter is served while all wait' until_true page_has 300
  key Escape
  let_answer quick
  ok 'all that are there are asked, though some never answer' until_true asked_are 450
  ok 'each once' requests_are 450
  ok 'those that came on the screen before those that nobody saw' asked_before 500 480
  type '/site 25'
  ok 'a dead one is said to be away' until_true says 253 'not reached'
  [ "$1" = 40x12 ] || ok 'one that does not answer in time is said so' until_true says 257 'no answer'
  ok 'the filter does not look at how they are' eval 'key C-u; type answer; until_true shows "0/500"'
  key Escape
  let_answer all
  type '/site 49'
  until_true page_has 491
  key C-r
  ok 'they are asked again on a key, those on the screen first' until_true asked_twice 491
  ok 'and say how they are' until_true has_words 491
  ok 'nobody was told who is asking' eval '! grep -qiE "ann|site250.example" "$folder/heads"'
  key C-x
  see 'ended with 0'
}
both_sizes journey

# Descriptors for a few questions at once: all are asked, none is called away for want of one.
start_many
let_answer all
ulimit -Sn 90
start 80x24
type ann@site1.example
key Enter
at server
ok 'with few descriptors: all are asked' until_true asked_are 450
type '/site 1'
ok 'with few descriptors: all on the screen have their words' until_true all_on_screen has_words
ok 'with few descriptors: nobody is asked twice' requests_are 450
finish
