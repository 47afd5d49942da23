#!/bin/bash
# What the compiler and the linker were asked for has come into the programs: flags are easily lost.
: "${BUILD:=build}"
if [ -n "${SANITIZE:-}" ]; then
  echo '1..0 # SKIP the sanitizers have guards of their own'
  exit 0
fi
points=0 failed=0
holds() { # WHAT COMMAND…
  points=$((points + 1))
  if "${@:2}"; then
    echo "ok $points - $1"
  else
    failed=$((failed + 1))
    echo "not ok $points - $1"
  fi
}
has() { # PATTERN TEXT
  grep -qE -- "$1" <<<"$2"
}
has_not() {
  ! has "$@"
}

for program in backin backin-keyring backin-mock; do
  file=$BUILD/$program
  header=$(readelf -hW "$file") segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file")
  imports=$(readelf --dyn-syms -W "$file")
  holds "$program: is placed at random (PIE)" has 'Type: +DYN' "$header"
  holds "$program: its tables are read-only once it runs (RELRO)" has 'GNU_RELRO' "$segments"
  holds "$program: all of them, because all is bound at the start (BIND_NOW)" has 'BIND_NOW|Flags:.*NOW' "$dynamic"
  holds "$program: the stack holds no code" has 'GNU_STACK.* RW  ' "$segments"
  holds "$program: nothing can be written and run" has_not 'LOAD.* RWE ' "$segments"
  holds "$program: no code is patched when it starts" has_not 'TEXTREL' "$dynamic"
  holds "$program: libraries come from where the system says" has_not 'R(UN)?PATH' "$dynamic"
  holds "$program: stacks are guarded" has '__stack_chk_fail' "$imports"
  holds "$program: copies are checked against sizes (fortify)" has '__[a-z_]+_chk@' "$imports"
  holds "$program: names no folder of this machine" has_not "$PWD/(src|ui)/" "$(strings -a "$file")"
done
# What the screen's process must not know: see src/README.md.
needed=$(readelf -dW "$BUILD/backin" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
holds 'backin: no curl, D-Bus or keyring before they are needed' has_not 'curl|dbus|gio|secret|ssl' "$needed"
echo "1..$points"
exit $((failed > 0))
