#!/bin/bash
# Questions on the terminal: secrets without echo, the terminal put back whatever happens, refusals asked
# again, and what is shown once gone afterwards.
. tests/lib.sh
with_keyring open

start_mock "$(server_file 10-code diaflow)" "$(server_file 40-shown glesys)"

# talk 'ORDERS' COMMAND…: like run, on a terminal; $out is what stood on it.
talk() {
  printf '%s\n' "$1" >"$folder/dialogue"
  shift
  last=$*
  out=$(/usr/bin/python3 tests/talk.py "$folder/dialogue" "$@" 2>"$folder/err")
  err=$(<"$folder/err")
  rc=$(sed -n 's/^\[exit \([0-9]*\)\]$/\1/p' <<<"$out")
}

talk "see E-mail address
type $user
see Which server?
see [
type code
see typing is hidden
echo off
type $password
see signed in" "$backin" login
exits 0 'login: asks for address, server, password'
says '[echo on]' 'and the echo is back'
never_says "$password" 'the password never stood on the terminal'

talk "see typing is hidden
type wrong-Passw0rd
see did not accept
see typing is hidden
type $password
see signed in" "$backin" login -s code -u "$user"
exits 0 'a refused password is asked for again'

talk "see typing is hidden
echo off
key \\x03" "$backin" login -s code -u "$user"
exits 2 '^C ends with 2'
says '[echo on]' 'and the echo is back'
talk "see typing is hidden
echo off
signal SIGTERM" "$backin" login -s code -u "$user"
exits 2 'so does SIGTERM'
says '[echo on]' 'and the echo is back'
talk "see typing is hidden
key \\x04" "$backin" login -s code -u "$user"
exits 2 'and the end of input'

talk "see Reference
see Support will never ask" "$backin" forgot -s code -u "$user"
exits 0 'forgot'
talk "see Code, or the link
type 000 000
see did not accept this code
see Code, or the link
type $(mail code code | sed 's/\(...\)/\1 /')
see New password
type second-Passw0rd
see again
type something-Else1
see are not the same
see New password
type second-Passw0rd
see again
type second-Passw0rd
see is changed" "$backin" reset resume
exits 0 'resume: code and new password in one sitting, slips forgiven'
never_says second-Passw0rd 'the new password never stood on the terminal'

# ---- shown once --------------------------------------------------------------------------------------------
talk "see typing is hidden
type $password
see Project 1
see Choose a number
type 1
see signed in" "$backin" login -s shown -u "$admin"
exits 0 'the administrator signs in and takes the first choice'
talk "see Type the account to confirm
type $user
see cannot be viewed again
key x
see is gone" "$backin" admin reset --generate -s shown -u "$user"
exits 0 'what is shown once is shown'
after=${out##*$'\e[?1049l'}
shown=${out##*$'\e[?1049h'}
shown=${shown%%$'\e[?1049l'*}
[[ $after == *'is gone'* && $after != *'cannot be viewed'* ]]
report $? 'on the alternate screen, which is left'
value=$(sed -n 's/^      \([^ ]*\)$/\1/p' <<<"$shown" | head -n 1)
[ ${#value} -ge 8 ] && [[ $shown == *$'\e[2J\e[3J'* ]]
report $? 'and cleared before'
[[ $after != *"$value"* ]]
report $? 'the value stands nowhere after it'
talk "see Type the account to confirm
type $admin
see not the one above
see Type the account to confirm
key \\x03" "$backin" admin reset --generate -s shown -u "$user"
exits 2 'a slip in the confirmation changes nothing'

# ---- the store -----------------------------------------------------------------------------------------------
talk "see Where should the session be kept?
see kernel
type kernel
see typing is hidden
type $password
see signed in" env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR="$folder" "$backin" login -s shown -u "$admin" --choose 1
says 'keyring' 'no keyring: asked before the password'
run "$backin" logout -s shown --no-input # the kernel's keyring outlives this test
exits 0 'and found again there'
finish
