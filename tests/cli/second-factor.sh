#!/bin/bash
# Sign-in with a second factor by `backin login` against backin-mock: every shipped provider that has one, in every
# way that it offers. What is walked is read off the files, so that a new provider is walked too.
. tests/lib.sh

factor=123456 # of every account of the mock's that has one
takes_factor='[.actions.sign_in | .. | .request? // empty | .. | strings | select(contains("{{otp"))] | length > 0'
unset_variables='[.variables // {} | to_entries[] | select(.value.default == null) | {key, value: "demo"}] | from_entries'
providers=() files=()
for file in servers.d/providers/*.json; do
  [ "$(jq "$takes_factor" "$file")" = true ] || continue
  name=$(basename "$file" .json)
  providers+=("$name")
  files+=("$(server_file "10-$name" "$name" "\"variables\":$(jq -c "$unset_variables" "$file")")")
done
[ "${#providers[@]}" -ge 17 ]
report $? "there are ${#providers[@]} providers with a second factor"
start_mock --second-factor "$user" "${files[@]}"

login() { # [OPTIONS…]: with the password in a descriptor, and the value of $given in another
  run "$backin" login -s "$name" -u "$user" --store none --no-input --password-fd 3 "$@" 3<<<"$password" 4<<<"$given"
}
offered() { # the ways that the last run might have chosen, one a line
  [[ $err == *'say --choose'* ]] && grep -o '"[^"]*"' <<<"${err#*say --choose}" | tr -d '"'
}
wanted_by() { # the option for what the last run lacked
  local named
  named=$(grep -o 'input-fd [a-z_]*=' <<<"$err")
  case $err in
    *--input-fd*) echo "--input-fd ${named#* }4" ;;
    *) echo '--otp-fd 4' ;;
  esac
}
walk() { # WAY; "1" where there is one alone, for what is chosen later
  local with what="$name, $1"
  set -- --choose "$1"
  given=
  login "$@"
  [ "$rc" = 64 ] || [ "$rc" = 4 ] # what is missing is asked for; or the server does not say what
  report $? "$what: the password alone does not do"
  with=$(wanted_by)
  given=$factor
  # shellcheck disable=SC2086 # an option and its value
  login "$@" $with
  exits 0 "$what: with the second factor"
  given=000000
  # shellcheck disable=SC2086
  login "$@" $with
  case $rc in 4 | 6 | 64) true ;; *) false ;; esac
  report $? "$what: not with another"
}
for name in "${providers[@]}"; do
  run "$backin" login -s "$name" -u "$admin" --store none --no-input --choose 1 --password-stdin <<<"$password"
  exits 0 "$name: who has no second factor is not asked for one"
  given=
  login --choose 'none of these'
  mapfile -t ways < <(offered)
  for way in "${ways[@]:-1}"; do
    walk "$way"
  done
done
finish
