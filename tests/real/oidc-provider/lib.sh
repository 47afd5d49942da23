# What the tests against a real oidc-provider share. Source it before tests/lib.sh or tests/term/lib.sh.
#
#   start_real                    the server, and server files "real" and "hasty" for it in $folder/servers:
#                                 with the second, codes and access tokens live for seconds
#   real_person ACCOUNT LINK      approves, as the person with the other device does
#   real_person_refuses LINK
#   real_is_alive TOKEN           whether the server still takes it
#   real_used                     the refresh tokens that were used, one a line
#   real_revoke ACCOUNT           an administrator ends all that was granted to it
. tests/real/lib.sh

start_real() {
  launch oidc-provider node "${BUILD:-build}/real/oidc-provider/server.mjs"
  real_server 10-real '{ "name": "Real", "extends": "oidc", "url": "'"$real_url"'",
    "variables": { "client_id": "backin" }, "email_domains": ["staff.example"] }'
  real_server 20-hasty '{ "name": "Hasty", "extends": "oidc", "url": "'"$real_url"'",
    "variables": { "client_id": "hasty" } }'
}

# A browser: page after page, each form with its hidden fields and what a person adds, until one says END.
browse() { # LINK END MORE…: "name=value" for the page that has a field or a button of that name
  local page address field more form tries=8 end=$2
  rm -f "$folder/cookies"
  page=$(real_curl -L -b "$folder/cookies" -c "$folder/cookies" "$1")
  shift 2
  until [[ $page == *"$end"* ]]; do
    address=$(sed -n 's/.*<form.* action="\([^"]*\)".*/\1/p' <<<"$page" | head -n 1)
    ((tries-- > 0)) && [ -n "$address" ] || return 1
    form=()
    while read -r field; do
      form+=(--data-urlencode "$field")
    done < <(sed -n 's/.*<input type="hidden" name="\([^"]*\)" value="\([^"]*\)".*/\1=\2/p' <<<"$page")
    for more in "$@"; do
      [[ $page != *"name=\"${more%%=*}\""* ]] || form+=(--data-urlencode "$more")
    done
    page=$(real_curl -L -b "$folder/cookies" -c "$folder/cookies" "${form[@]}" "$address")
  done
}
real_person() { # ACCOUNT LINK
  browse "$2" 'was successful' "login=$1" password=any-Passw0rd
}
real_person_refuses() { # LINK
  browse "$1" 'was interrupted' abort=yes
}

real_is_alive() { # TOKEN, which is no secret here
  real_curl -f -o /dev/null -H "Authorization: Bearer $1" "$real_url/me" 2>/dev/null
}
real_used() {
  real_curl -f "$real_url/used" | jq -r '.[]'
}
real_revoke() { # ACCOUNT
  real_curl -f -o /dev/null "$real_url/revoke?of=$1"
}
