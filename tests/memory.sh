#!/bin/bash
# When a command ends, nothing of a password, code, link or token is left in its memory: freed, on the stack, in
# that of a library, or in pages for secrets.
. tests/lib.sh
with_keyring open
. tests/memory/lib.sh

second=Second-Passw0rd-83d0 third=Third-Passw0rd-5e66
secret password "$password"
secret second "$second"
secret third "$third"
start_mock "$(server_file 10-code diaflow)" "$(server_file 20-browser auth0 '"variables":{"client_id":"c"}')" \
  "$(server_file 30-link daxium-air '"variables":{"client_id":"c","app":"a"}')" "$(server_file 40-shown glesys)"
export BACKIN_NO_INPUT=1
given() { secret "$1" "$("$backin" token -s "$2")"; } # NAME SERVER: the token as it is now
clean() { # EXIT-CODE WHAT
  exits "$1" "$2"
  is "$(looked)" 1 "$2: its memory is looked through"
  is "$(found; held)" '' "$2: nothing is left"
  : >"$MEMORY_FOUND"
}

watch run "$backin" login -s code -u "$user" --password-stdin <<<"$password"
clean 0 'login'
given token code
watch run "$backin" token -s code
clean 0 'token'
watch run "$backin" status -s code --check
clean 0 'status'
watch run "$backin" password change -s code --current-fd 3 --new-fd 4 3<<<"$password" 4<<<"$second"
clean 0 'change'
watch run "$backin" login -s code -u "$user" --password-stdin <<<"$password"
clean 4 'login with the old password'
watch run "$backin" forgot -s code -u "$user" --json
clean 0 'forgot'
secret code "$(mail code code)"
watch run "$backin" reset verify --code-stdin <<<"$(mail code code)"
clean 0 'verify'
watch run "$backin" reset complete --password-stdin <<<"$third"
clean 0 'complete'

run "$backin" forgot -s link -u "$user" --json
link=$(mail link link)
secret link "${link##*[=/]}"
watch run "$backin" reset verify --link-stdin <<<"$(mail link text)"
clean 0 'verify by a whole mail'
watch run "$backin" reset complete --password-stdin <<<"$second"
clean 0 'complete by link'

watch run "$backin" login -s browser -u "$user" --password-fd 5 --json 5<<<"$password"
clean 0 'login in JSON'
given before browser
watch run "$backin" refresh -s browser
given after browser
clean 0 'refresh'
host=$(origin_of browser)
watch run "$backin" credential get <<<"protocol=http
host=${host#http://}"
says "password=$("$backin" token -s browser)" 'a credential is given'
clean 0 'credential'

run "$backin" login -s shown -u "$admin" --password-stdin --choose 1 <<<"$password"
watch run "$backin" admin reset --generate -s shown -u "$user" --yes "$user" --out-fd 5 5>"$folder/shown"
secret made "$(<"$folder/shown")"
clean 0 'a password is made'
secret longer "$(<"$folder/shown")-and-more"
watch run "$backin" login -s shown -u "$user" --password-stdin <<<"$(<"$folder/shown")-and-more"
clean 4 'a wrong one'
watch run "$backin" logout --all
clean 0 'logout'

# ---- does the watch see at all? ----------------------------------------------------------------------------------
BACKIN_USER=$second watch run "$backin" --version
is "$(found | cut -d ' ' -f 1,2 | sort -u)" 'found second' 'what stands in an environment would have been seen'
finish
