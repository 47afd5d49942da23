# What the tests against a real better-auth share. Source it after tests/lib.sh or tests/term/lib.sh.
#
#   install_real            once, before anything changes HOME: npm must see its user's own settings
#   start_real OPTIONS…     the server, and a server file "real" for it in $folder/servers
#   real_mail ADDRESS FIELD of the newest mail: text, code or link
#   real_totp ADDRESS       what the account's authenticator app shows
#   real_is_alive TOKEN     whether the server still takes it
real_folder=${BUILD:-build}/real/better-auth
real_source=tests/real/better-auth
real=''

# From the lock file into the folder of the build; again only when one of the two files has changed.
install_real() {
  mkdir -p "$real_folder"
  cp "$real_source"/*.mjs "$real_folder/"
  if cmp -s "$real_source/package.json" "$real_folder/package.json" &&
    cmp -s "$real_source/package-lock.json" "$real_folder/installed.json"; then
    return
  fi
  cp "$real_source/package.json" "$real_source/package-lock.json" "$real_folder/"
  echo '# npm installs better-auth into the folder of the build'
  (cd "$real_folder" && npm ci --cache ./cache --ignore-scripts --no-audit --no-fund --no-update-notifier \
    --loglevel=error) >"$real_folder/npm.log" 2>&1 || {
    sed 's/^/# /' "$real_folder/npm.log"
    echo 'Bail out! npm could not install better-auth'
    exit 1
  }
  cp "$real_source/package-lock.json" "$real_folder/installed.json"
}

start_real() { # OPTIONS…
  local line
  exec {real_out}< <(exec node "$real_folder/server.mjs" "$@" </dev/null 2>"$folder/real.err")
  real=$!
  # shellcheck disable=SC2154 # folder is of the library that was sourced before
  trap 'kill "$real" 2>/dev/null; clean_up' EXIT
  while read -rt 60 -u "$real_out" line; do
    case $line in READY*)
      real_url=http://127.0.0.1:${line#READY }
      mkdir -p "$folder/servers/providers"
      cp servers.d/providers/better-auth.json "$folder/servers/providers/"
      printf '{ "name": "Real", "extends": "better-auth", "url": "%s/api/auth", "email_domains": ["staff.example"] }\n' \
        "$real_url" >"$folder/servers/10-real.json"
      return
      ;;
    esac
  done
  sed 's/^/# /' "$folder/real.err"
  echo 'Bail out! better-auth did not start'
  exit 1
}

real_get() { # PATH, on loopback whatever proxy there is
  curl -fsS --noproxy '*' --max-time 20 "$real_url$1"
}
real_mail() { # ADDRESS FIELD
  real_get "/outbox?to=$1" | jq -r ".[0].$2"
}
real_mails() { # ADDRESS: how many
  real_get "/outbox?to=$1" | jq length
}
real_totp() { # ADDRESS
  real_get "/totp?of=$1" | jq -r .code
}
real_is_alive() { # TOKEN, which is no secret here
  curl -fsS --noproxy '*' --max-time 20 -H "Authorization: Bearer $1" "$real_url/api/auth/get-session" |
    jq -e '.user.id' >/dev/null
}
