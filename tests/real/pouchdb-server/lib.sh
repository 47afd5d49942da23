# What the tests against a real PouchDB Server share. Source it before tests/lib.sh.
#
#   start_real              the server, and a server file "real" for it in $folder/servers. Its provider is not
#                           a shipped one.
#   real_roles ACCOUNT PASSWORD   the roles that the server has for who signs in so
#   real_is_alive COOKIE    whether the server still takes the session
. tests/real/lib.sh

start_real() {
  launch 'PouchDB Server' node "${BUILD:-build}/real/pouchdb-server/server.mjs" \
    "$folder/pouchdb"
  real_server 10-real '{ "name": "Real", "extends": "couchdb", "url": "'"$real_url"'",
    "email_domains": ["staff.example"] }'
  cp tests/real/pouchdb-server/providers/*.json "$folder/servers/providers/"
}

real_roles() { # ACCOUNT PASSWORD
  real_curl -u "$1:$2" "$real_url/_session" | jq -c .userCtx.roles
}
real_is_alive() { # COOKIE, which is no secret here
  real_curl -b "$1" "$real_url/_session" | jq -e .userCtx.name >/dev/null
}
