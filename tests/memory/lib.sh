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
if [ ! -e "$watcher" ] || ldd "$BUILD/backin" | grep -q libasan; then
  echo '1..0 # SKIP the sanitizers keep what was freed'
  exit 0
fi
secret() { # NAME VALUE
  printf '%s %s\n' "$1" "$(perl -e 'print unpack "H*", $ARGV[0] ^ ("U" x length $ARGV[0])' -- "$2")" >>"$MEMORY_SECRETS"
}
watch() { LD_PRELOAD=$watcher "$@"; }
found() { grep '^found' "$MEMORY_FOUND" | sort -u; }
held() { grep '^held' "$MEMORY_FOUND" | sort -u; }
looked() { grep -c '^looked' "$MEMORY_FOUND"; }
