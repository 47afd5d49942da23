# For tests that look through the memory of the programs. Source it after tests/lib.sh or tests/term/lib.sh,
# which make $folder. tests/memory/watch.c does the looking.
#   secret NAME VALUE    what must not be found from now on
#   watch COMMAND…       runs it, and looks through the memory of backin
#   found                what was found so far where no secret belongs, a line each
#   held                 what was found so far where secrets belong
#   looked               how often was it looked
export MEMORY_SECRETS=$folder/secrets MEMORY_FOUND=$folder/found
: >"$MEMORY_SECRETS"
: >"$MEMORY_FOUND"
case $BUILD in /*) watcher=$BUILD/tests/memory.so ;; *) watcher=$PWD/$BUILD/tests/memory.so ;; esac
[ -e "$watcher" ] || {
  echo "Bail out! no $watcher: make it first"
  exit 1
}
if ldd "$BUILD/backin" | grep -q libasan; then
  echo '1..0 # SKIP the sanitizers keep what was freed'
  exit 0
fi
secret() { # NAME VALUE
  printf '%s %s\n' "$1" "$(perl -e 'print unpack "H*", $ARGV[0] ^ ("U" x length $ARGV[0])' -- "$2")" >>"$MEMORY_SECRETS"
}
# Libraries bound at once: the linker, binding lazily, puts the registers on the stack, with what a library has
# copied last in them; whether that is written over later is chance.
watch() { LD_PRELOAD=$watcher LD_BIND_NOW=1 "$@"; }
found() { grep '^found' "$MEMORY_FOUND" | sort -u; }
held() { grep '^held' "$MEMORY_FOUND" | sort -u; }
looked() { grep -c '^looked' "$MEMORY_FOUND"; }
