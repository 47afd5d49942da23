# What the tests against a real Flask-Security share. Source it before tests/lib.sh.
#
#   start_real              the server, and server files for it in $folder/servers: "real", and "lax", which does not
#                           tell the rules for passwords. Their provider is not a shipped one.
#   real_is_alive TOKEN     whether the server still takes it
. tests/real/lib.sh

start_real() {
  catch_mails
  # Each test has a folder of its own.
  launch Flask-Security /usr/bin/python3 tests/real/flask-security/server.py \
    "${BUILD:-build}/real/$(basename "$0" .sh)" "$smtp_port"
  real_server 10-real '{ "name": "Real", "extends": "flask-security", "url": "'"$real_url"'",
    "email_domains": ["staff.example"] }'
  real_server 20-lax '{ "name": "Lax", "extends": "flask-security", "url": "'"$real_url"'", "password": null }'
  cp tests/real/flask-security/providers/*.json "$folder/servers/providers/"
}

real_is_alive() { # TOKEN, which is no secret here
  real_curl -f -o /dev/null -H 'Accept: application/json' -H "Authentication-Token: $1" "$real_url/change" 2>/dev/null
}
