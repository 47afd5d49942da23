# For the tests that count: after tests/lib.sh.
#
#   bench_servers          backin-mock, and server files for it: $folder/5 and $folder/500
#   meter OPTIONS…         the journey by a new user, counted; its rows to standard output
#   of ROW COLUMN          from what meter said last, in $counted: bytes, most, ideal, keys
meter=$build/tests/bench/meter
journeys=$top/tests/bench/journeys

bench_servers() {
  local count i text
  start_mock --account bob@example.org:first-Passw0rd "$top/tests/bench/server.json"
  text=$(<"$folder/servers/server.json")
  for count in 5 500; do
    mkdir -m 700 "$folder/$count"
    for ((i = 1; i <= count; i++)); do
      printf -v name 'server-%03d' "$i"
      printf '%s\n' "${text/\"server\"/\"$name.example.net\"}" >"$folder/$count/$name.json"
    done
  done
}
journey() { # SERVERS BAUD METER'S OPTIONS… [-- BACKIN'S OPTIONS…]: of a person who was never here
  local servers=$1 baud=$2 options=()
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  rm -rf "$folder/new"
  mkdir -m 700 "$folder/new"
  HOME=$folder/new BACKIN_STORE=memory "$meter" --baud "$baud" "${options[@]}" "$journeys/forgot-$servers" -- \
    "$backin" --servers-dir "$folder/$servers" "$@"
}
of() { # ROW COLUMN
  printf '%s\n' "$counted" | awk -F'\t' -v row="$1" -v column="$2" '
    BEGIN { split("keys bytes most ideal ms", names, " "); for (i in names) at[names[i]] = i + 1 }
    $1 == row { print $at[column] }'
}
