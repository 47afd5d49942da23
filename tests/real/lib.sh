# What the tests against real servers share. Each server's own lib.sh sources it, before anything changes
# HOME: npm must see its user's own settings.
#
#   install_npm NAME              tests/real/NAME by its lock file, into $BUILD/real/NAME
#   launch NAME COMMAND…          starts it and waits for its line "READY PORT"; sets $real_url
#   stop_real                     all that was launched, by pid; also at the end of the test, whatever happens
#   catch_mails                   a real SMTP server; sets $smtp_port. Then:
#   real_mails ADDRESS            how many there are to it
#   real_mail ADDRESS [N]         the newest, as a mail program shows it; or waits for the Nth
#   real_code ADDRESS N           the six digits in the Nth
#   real_server NN-ID JSON        a server file in $folder/servers, and all shipped providers beside it
#   real_curl CURL ARGUMENTS…     on loopback, whatever proxy there is
#   device_start NAME ARGUMENTS…  backin login --device in the background; sets $device_link, the whole one
#   device_end NAME               waits for it; sets $out, $err and $rc, as run of tests/lib.sh does
#   refresh_at_once SERVER        eight programs do; a refresh token that two of them used would end the session
real=()

install_npm() { # NAME
  local to=${BUILD:-build}/real/$1
  mkdir -p "$to"
  # Two tests of one server at once: the second waits, and writes nothing that the first is reading.
  (flock 9 && npm_ci "tests/real/$1" "$to") 9>"$to/lock" || exit
}
npm_ci() { # FROM TO
  cp --update "$1"/*.mjs "$2/"
  if cmp -s "$1/package.json" "$2/package.json" && cmp -s "$1/package-lock.json" "$2/installed.json"; then
    return
  fi
  cp "$1/package.json" "$1/package-lock.json" "$2/"
  echo "# npm installs ${1##*/} into the folder of the build"
  (cd "$2" && npm ci --cache ./cache --ignore-scripts --no-audit --no-fund --no-update-notifier \
    --loglevel=error) >"$2/npm.log" 2>&1 || {
    sed 's/^/# /' "$2/npm.log"
    echo "Bail out! npm could not install ${1##*/}"
    return 1
  }
  cp "$1/package-lock.json" "$2/installed.json"
}

launch() { # NAME COMMAND…
  local name=$1 line
  shift
  # shellcheck disable=SC2154 # folder is of the library that was sourced before
  exec {real_out}< <(exec "$@" </dev/null 2>"$folder/real.err")
  real+=($!)
  trap 'stop_real; clean_up' EXIT
  while read -rt 60 -u "$real_out" line; do
    case $line in READY*)
      real_url=http://127.0.0.1:${line#READY }
      return
      ;;
    esac
  done
  sed 's/^/# /' "$folder/real.err"
  echo "Bail out! $name did not start"
  exit 1
}
stop_real() {
  local one
  for one in "${real[@]}"; do
    { kill "$one" && wait "$one"; } 2>/dev/null
  done
  real=()
}

catch_mails() {
  launch 'the SMTP server' /usr/bin/python3 tests/real/catch-mails.py "$folder/mails"
  # shellcheck disable=SC2034 # for the server that sends
  smtp_port=${real_url##*:}
}
mails_to() { # ADDRESS: their files, the oldest first
  grep -lx -- "To: $1" "$folder"/mails/*.txt 2>/dev/null
}
real_mails() { # ADDRESS
  mails_to "$1" | wc -l
}
real_mail() { # ADDRESS [N]
  local end=$((SECONDS + 20))
  until [ "$(real_mails "$1")" -ge "${2:-1}" ]; do
    [ $SECONDS -lt $end ] || return 1
    read -rt 0.05 <> <(:) || :
  done
  cat "$(mails_to "$1" | sed -n "${2:-\$}p")"
}
real_code() { # ADDRESS N
  real_mail "$1" "$2" | sed -nE 's/.*code[^0-9]*([0-9]{6}).*/\1/p;T;q'
}

real_server() { # NN-ID JSON
  mkdir -p "$folder/servers/providers"
  cp servers.d/providers/*.json "$folder/servers/providers/"
  printf '%s\n' "$2" >"$folder/servers/$1.json"
}

real_curl() {
  curl -sS --noproxy '*' --max-time 20 "$@"
}

device_start() { # NAME ARGUMENTS…
  local name=$1 line
  shift
  mkfifo "$folder/$name.says"
  # shellcheck disable=SC2154 # backin is of tests/lib.sh
  setsid -w "$backin" login --device "$@" >"$folder/$name.out" 2>"$folder/$name.says" </dev/null &
  declare -g "device_pid_$name=$!"
  exec {device_says}<"$folder/$name.says"
  : >"$folder/$name.err"
  device_link=''
  while read -rt 20 -u "$device_says" line; do
    printf '%s\n' "$line" >>"$folder/$name.err"
    case $line in http*code=*)
      device_link=$line
      break
      ;;
    esac
  done
  declare -g "device_says_$name=$device_says"
}
device_end() { # NAME
  local pid=device_pid_$1 says=device_says_$1
  wait "${!pid}"
  # shellcheck disable=SC2034 # of tests/lib.sh
  rc=$?
  cat <&"${!says}" >>"$folder/$1.err"
  exec {says}<&-
  # shellcheck disable=SC2034
  out=$(<"$folder/$1.out") err=$(<"$folder/$1.err") last="backin login --device, $1"
}

refresh_at_once() { # SERVER
  local pids=() program pid refused=0
  for program in 1 2 3 4 5 6 7 8; do
    "$backin" refresh -s "$1" >"$folder/refresh.$program" 2>&1 </dev/null &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || refused=$((refused + 1))
  done
  is "$refused" 0 'eight programs refresh at once'
}
