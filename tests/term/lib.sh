# For tests that drive the real backin by keys in a real terminal (tmux), against backin-mock, with a real
# gnome-keyring on a private bus. Source it first: it runs the script again inside the keyring, which is open, or
# what BK_TERM_KEYRING says (tests/keyring/with-keyring).
#
#   start 80x24          (BK_TERM_UNDER: what to run backin under) a terminal with backin on the mock's servers
#   type TEXT, key NAME  as tmux names keys: Enter, C-f, Escape
#   see TEXT             waits until the screen shows it; a failed wait shows the screen and ends the test
#   screen               what is on the screen now
#   ok TEXT COMMAND…     one test point
# Nothing here sleeps: every wait is for something, and gives up after 20 s.

: "${BUILD:=build}"
export BUILD
if [ -z "${BK_TERM_INSIDE:-}" ]; then
  export BK_TERM_INSIDE=1
  exec tests/keyring/with-keyring "${BK_TERM_KEYRING:-open}" -- bash "$0" "$@"
fi
set -u

points=0 failed=0
ok() { # TEXT COMMAND…
  local text=$1
  shift
  points=$((points + 1))
  if "$@"; then
    echo "ok $points - $text"
  else
    failed=$((failed + 1))
    echo "not ok $points - $text"
    screen 2>/dev/null | sed 's/^/#   |/'
  fi
}
pass() { ok "$1" true; }
bail() {
  echo "not ok $((points + 1)) - $1"
  screen 2>/dev/null | sed 's/^/#   |/'
  echo "1..$((points + 1))"
  exit 1
}
finish() {
  echo "1..$points"
  exit $((failed > 0))
}

socket=backin-$$ terminals=0
term() { tmux -L "$socket" -f /dev/null "$@"; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/backin-term.XXXXXX")
mock=''
clean_up() {
  term kill-server 2>/dev/null
  [ -z "$mock" ] || { kill "$mock" && wait "$mock"; } 2>/dev/null
  rm -rf "$folder"
}
trap clean_up EXIT

# until_true COMMAND…: polls, with a pause that is a wait on a pipe nobody writes to.
until_true() {
  local end=$((SECONDS + 20))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    read -rt 0.05 <> <(:) || :
  done
}

start_mock() { # MORE ARGUMENTS…: with ann and bob on the shipped servers
  exec {ready}< <(exec "$BUILD/backin-mock" --write-servers "$folder/servers" --account ann@studio.example:old-Passw0rd \
    --account bob@studio.example:bobs-Passw0rd "$@" servers.d/*.json 2>"$folder/mock.err" </dev/null)
  mock=$!
  local line
  while read -rt 20 -u "$ready" line; do
    [[ $line == READY* ]] && return
  done
  sed 's/^/# /' "$folder/mock.err"
  bail 'the mock did not start'
}
mail_of() { # SERVER ADDRESS FIELD: of the newest mail
  local url
  url=$(jq -r .url "$folder/servers/"*"-$1.json" | sed 's|\(//[^/]*\).*|\1|')
  curl -sS --noproxy '*' "$url/mock/mail?to=$2" | jq -r ".[0].$3"
}
mails_of() { # SERVER ADDRESS: how many
  local url
  url=$(jq -r .url "$folder/servers/"*"-$1.json" | sed 's|\(//[^/]*\).*|\1|')
  curl -sS --noproxy '*' "$url/mock/mail?to=$2" | jq length
}

start() { # COLUMNSxLINES ARGUMENTS…
  local size=$1
  shift
  fresh_terminal
  term new-session -d -x "${size%x*}" -y "${size#*x}" \
    "env TERM=${BK_TERM:-tmux-256color} LANG=C.UTF-8 ${BK_TERM_UNDER:-} $BUILD/backin --servers-dir $folder/servers $*; echo \"ended with \$?\"; exec cat"
  term set-option -g remain-on-exit on 2>/dev/null
  term set-option -g status off
  see_or_bail 'mail'
}
# None of an earlier one is left: not even a tmux that is still ending.
fresh_terminal() {
  term kill-server 2>/dev/null
  terminals=$((terminals + 1))
  socket=backin-$$-$terminals
}
screen() { term capture-pane -p; }
shows() { screen | grep -qF -- "$1"; }
see() { ok "shows: $1" until_true shows "$1"; }
see_or_bail() { until_true shows "$1" || bail "should show: $1"; }
lacks() { ! shows "$1"; }
type() { term send-keys -l -- "$1"; }
key() { term send-keys "$@"; }
paste() { # as a terminal pastes, bracketed where the program asked for it
  printf %s "$1" >"$folder/paste"
  term load-buffer "$folder/paste"
  term paste-buffer -p -r -d
}
# The place a person is at: its word stands in the first line of every screen.
is_at() { screen | head -n 1 | grep -qE -- "(^|[ ,])$1(\$|[ ,])"; }
at() { until_true is_at "$1" || bail "should be at: $1"; }
# To the sign-in of a server: its number in the list.
sign_in_at() { # ADDRESS NUMBER
  key C-u
  type "$1"
  key Enter
  at server
  type "$2"
  key Enter
  at sign-in
}
both_sizes() { # FUNCTION: once for each designed size
  for size in 80x24 40x12; do
    echo "# at $size"
    "$1" $size
  done
}
# Whether a text is anywhere in what the terminal keeps, its scrollback included.
kept_anywhere() { term capture-pane -p -S - -E - | grep -qF -- "$1"; }
kept_nowhere() { ! kept_anywhere "$1"; }
