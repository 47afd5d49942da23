#!/bin/bash
# The linter's own test: plants one breach after the other in a small tree and sees that each is named.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{src/{base,flow,net,app},ui,tests/lint,packaging}
cp "$top/Makefile" "$top/.clang-format" "$tree/"
cp "$top/tests/lint/run" "$top/tests/lint/c-rules.pl" "$tree/tests/lint/"

number=0
check() { # check NAME WANTED (a pattern in the output, or "clean")
  number=$((number + 1))
  local output
  output=$(bash "$tree/tests/lint/run" 2>&1)
  if { [ "$2" = clean ] && [ "${output##*, }" = 'nothing wrong' ]; } || grep -qE -- "$2" <<<"$output"; then
    echo "ok $number - $1"
  else
    echo "not ok $number - $1"
    sed 's/^/# /' <<<"$output"
  fi
}
# plant NAME FILE WANTED, the text on stdin: the breach is there for one check only
plant() {
  cat >"$tree/$2"
  check "$1" "$3"
  rm "$tree/$2"
}

check 'a clean tree' clean
plant 'a room looks up' src/net/a.c 'src/net/a.c:1: room net may not include app/model.h' <<<'#include "app/model.h"'
plant 'a room looks aside' src/net/a.c 'a.c:1: room net may not include flow/flow.h' <<<'#include "flow/flow.h"'
plant 'a screen reaches the store' ui/a.c 'a.c:1: screens and commands reach store' <<<'#include "store/store.h"'
plant 'a screen knows libcurl' ui/a.c 'a.c:1: room ui may not know libcurl' <<<'#include <curl/curl.h>'
plant 'ncurses outside ui' src/app/a.c 'a.c:1: room app may not know ncurses' <<<'#include <ncursesw/ncurses.h>'
plant 'a vendor in C' src/app/a.c "a.c:1: a vendor's name in C: Auth""0" <<<'/* for Auth''0 */'
plant 'a banned call' src/base/a.c 'a.c:2: strcpy\(\): unbounded copy' <<<$'int x;\nint y = strcpy(a, b);'
plant 'a banned word in a comment or a string is no call' src/base/a.c clean <<<$'/* strcpy(a, b) */\nconst char *x = "strcpy(a, b)";'
plant 'a loop outside its place' src/app/a.c 'a.c:1: g_main_loop_run\(\)' <<<'int x = g_main_loop_run(y);'
plant 'a loop in its place' src/app/runtime.c clean <<<'int x = g_main_loop_run(y);'
plant 'a secret read by a screen' ui/a.c 'a.c:1: bk_secret_peek\(\): reads a secret' <<<'int x = bk_secret_peek(y);'
plant 'a test that sleeps' tests/a.sh 'tests/a.sh:1: sleeps' <<<'slee''p 1'
plant 'a path of one machine' tests/a.sh 'tests/a.sh:1: a path of one machine' <<<'cd /hom''e/somebody'
plant 'a registry' packaging/a 'packaging/a:1: names a package registry' <<<'https://registr''y.example.org'
plant 'formatting' src/base/a.c 'a.c:1: not formatted' <<<'int    x;'
plant 'a shell script that does not parse' tests/a.sh 'tests/a.sh:[0-9]+: .*unexpected' <<<'if true; then'
plant 'JSON that does not parse' tests/a.json 'tests/a.json:1: ' <<<'{'
plant 'blanks at the end' tests/a.sh 'a.sh:1: blanks' <<<'true '
echo "1..$number"
