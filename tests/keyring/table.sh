#!/bin/bash
# Prints what every command says in every state of the keyring: state, command, exit code, sentence. Nobody is
# there to be asked (--no-input). tests/keyring/table.txt is what it should print; after a change on purpose:
#
#   tests/keyring/table.sh >tests/keyring/table.txt
. tests/lib.sh

# ---- inside one state ----------------------------------------------------------------------------------
# What a person would read first. doctor marks what wants attention.
sentence() { # CODE FILE
  if [ "$1" = 0 ]; then
    echo done
  else
    grep -m 1 '^!' "$2" | sed 's/ ([^)]*)//' | grep . || head -n 1 "$2" | sed 's/^backin: //'
  fi
}
row() { # STATE NAME INPUT COMMAND…
  local state=$1 name=$2 input=$3 code
  shift 3
  "$@" >"$folder/$name.out" 2>"$folder/$name.err" <"$input"
  code=$?
  cat "$folder/$name.out" >>"$folder/$name.err"
  printf '%-12s %-14s %4d  %s\n' "$state" "$name" "$code" "$(sentence $code "$folder/$name.err")"
}
# Each row in a keyring of its own ("each"), one after the other (""), or all at once ("slow"), where every call
# takes its five seconds.
rows() { # STATE HOW [WITH-KEYRING'S ARGUMENTS…]
  local state=$1 how=$2 with=("${@:3}") pids=() count=0 file
  add() {
    file=$folder/row.$((++count))
    case $how in
    slow)
      row "$state" "$@" >"$file" &
      pids+=($!)
      ;;
    each) row "$state" "$1" "$2" tests/keyring/with-keyring "${with[@]}" -- "${@:3}" >"$file" ;;
    *) row "$state" "$@" >"$file" ;;
    esac
  }
  add login "$folder/password" "$backin" login -s one -u "$user" --password-stdin
  # Each state has an account of its own there: only the newest code works.
  "$backin" forgot -s two -u "$state@works.example" >/dev/null 2>&1
  user=$state@works.example mail two code >"$folder/code"
  add status /dev/null "$backin" status -s one
  add sessions-list /dev/null "$backin" sessions list -s one
  add token /dev/null "$backin" token -s one
  add exec /dev/null "$backin" exec -s one -- true
  add credential "$folder/question" "$backin" credential get
  add refresh /dev/null "$backin" refresh -s one
  add prune /dev/null "$backin" sessions prune
  add logout /dev/null "$backin" logout -s one
  add reset-list /dev/null "$backin" reset list
  add reset-verify "$folder/code" "$backin" reset verify --code-stdin
  add doctor /dev/null "$backin" doctor --quiet
  [ ${#pids[@]} = 0 ] || wait "${pids[@]}"
  for ((file = 1; file <= count; file++)); do cat "$folder/row.$file"; done
}
given() {
  BACKIN_SERVERS_PATH=$BK_TABLE_SERVERS
  export BACKIN_SERVERS_PATH BACKIN_NO_INPUT=1
  printf '%s' "$password" >"$folder/password"
  printf 'protocol=http\nhost=%s\n\n' "$BK_TABLE_HOST" >"$folder/question"
}
if [ "${1:-}" = --inside ]; then
  given
  rows "$2" "$3"
  exit 0
fi

# ---- all states ------------------------------------------------------------------------------------------
accounts=()
for name in open locked unanswered empty absent no-bus forgetful lying stubborn denying withholding odd dying \
  bus-dying mute silent; do
  accounts+=(--account "$name@works.example:$password")
done
start_mock "${accounts[@]}" "$(server_file 10-one auth0 '"variables":{"client_id":"c"}')" "$(server_file 20-two diaflow)"
export BK_TABLE_SERVERS=$BACKIN_SERVERS_PATH BK_TABLE_HOST
BK_TABLE_HOST=$(origin_of one)
BK_TABLE_HOST=${BK_TABLE_HOST#http://}
printf '%s' "$password" >"$folder/password"
fill="\"$backin\" login -s one -u \"$user\" --password-stdin --no-input <\"$folder/password\" >/dev/null 2>&1"

# In a state where it can be, a session is in the keyring already.
state() { # HOW NAME STATE OPTIONS…
  local how=$1 name=$2
  shift 2
  KEYRING_FILL=$fill tests/keyring/with-keyring "$@" -- bash tests/keyring/table.sh --inside "$name" "$how"
}
# Where the first call ends the keyring, each command has one of its own; what is kept in files is kept.
each() { # NAME STATE OPTIONS…
  local name=$1
  shift
  mkdir -p "$folder/each-$name"
  (
    export HOME=$folder/each-$name KEYRING_HOME=$folder/each-$name
    given
    rows "$name" each "$@"
  )
}
state slow mute mute >"$folder/mute" &
pids=($!)
state slow silent fake --mute=SearchItems >"$folder/silent" &
pids+=($!)
printf '%-12s %-14s %4s  %s\n' STATE COMMAND EXIT SENTENCE
state '' open open
state '' locked locked
state '' unanswered hang
state '' empty empty
state '' absent none
state '' no-bus nobus
state '' forgetful fake --forget
state '' stubborn fake --stubborn
state '' denying fake --ask
state '' lying fake --lie
state '' withholding fake --wrong=GetSecret
state '' odd fake --wrong=SearchItems
each dying fake --die=SearchItems
each bus-dying fake --kill-bus=SearchItems
wait "${pids[@]}"
cat "$folder/mute" "$folder/silent"
