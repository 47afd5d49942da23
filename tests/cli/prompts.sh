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

talk "see clear it" "$backin" token -s code
exits 0 'token, on a terminal'
says 'It now stands on your screen' 'warns'
run "$backin" token -s code
never_says 'your screen' 'and into a pipe it does not'
run "$backin" logout -s code

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

# ---- a file's actions, one after another ---------------------------------------------------------------------
talk "see Try sign_in? (yes or no)
type yes
see typing is hidden
echo off
type wrong-Passw0rd
see a person reads
see Try sign_in again?
type y
see typing is hidden
type second-Passw0rd
see takes session.token
see Try whoami?
type y
see Try sign_out?
type n
see Try forgot? code may send a message.
type y
see Try verify?
type n
see Try reset? It changes something on code.
type n
see Try change_password? It changes something on code.
type n
see does what the file says" "$backin" servers try "$folder/servers/10-code.json" -u "$user"
exits 0 'servers try: offered one at a time; the last try counts'
never_says Passw0rd 'no password stood on the terminal'
says '"‹password›"' 'but its name'
says '[echo on]' 'and the echo is back'
talk "see Try sign_in?
type y
see typing is hidden
key \\x03" "$backin" servers try "$folder/servers/10-code.json" -u "$user"
exits 2 'servers try: ^C ends with 2'
talk "see Try sign_in?
type y
see typing is hidden
type $password
see Project 1
see Choose a number
type 1
see Try whoami
type n
see Try admin_reset.generate? It changes
type y
see Account to reset
type $user
see Type the account to confirm
type $user
see shown once: password
see cannot be viewed again
key x
see Try sign_out?
type n
see does what the file says" "$backin" servers try "$folder/servers/40-shown.json" -u "$admin"
exits 0 'servers try: what is made is shown once, not lost'
after=${out##*$'\e[?1049l'}
shown=${out##*$'\e[?1049h'}
shown=${shown%%$'\e[?1049l'*}
value=$(sed -n 's/^      \([^ ]*\)$/\1/p' <<<"$shown" | head -n 1)
before=${out%%$'\e[?1049h'*}
[ ${#value} -ge 8 ] && [[ $before$after != *"$value"* ]]
report $? 'and stands nowhere else'

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
