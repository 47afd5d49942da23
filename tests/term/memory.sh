#!/bin/bash
# By keys: at each screen, the secrets that were typed, pasted or shown before stand nowhere in memory but in
# pages of their own, and there only as long as they are needed.
source "$(dirname "$0")/lib.sh"
source tests/memory/lib.sh
start_mock

start_watched() { # ENVIRONMENT AND OPTIONS
  fresh_terminal
  term new-session -d -x 80 -y 24 "env LD_PRELOAD=$watcher LD_BIND_NOW=1 TERM=tmux-256color LANG=C.UTF-8 \
    $BUILD/backin --servers-dir $folder/servers $*; echo \"ended with \$?\"; exec cat"
  term set-option -g remain-on-exit on
  term set-option -g status off
  see_or_bail 'mail'
}
has_looked() { [ "$(looked)" -gt 0 ]; }
clean() { # WHAT
  : >"$MEMORY_FOUND"
  kill -USR2 "$(pgrep -f "^$BUILD/backin --servers-dir $folder/servers")"
  until_true has_looked || bail "nobody looked: $1"
  found | sed 's/^/# /'
  ok "$1" test -z "$(found)"
}

secret password old-Passw0rd
start_watched
sign_in_at ann@studio.example 4
type old-Passw0rd
clean 'a password is being typed'
key C-t
see old-Passw0rd
key C-t
until_true lacks old-Passw0rd
clean 'it was shown, and hidden again'
key Enter
see 'Project 1'
key Enter
at sessions
clean 'signed in'
key C-y
at admin
type bob@studio.example
key Tab
type bob@studio.example
key Enter
at shown
made=$(screen | grep -oE '^ *[A-Za-z0-9]{4}(  [A-Za-z0-9]{1,4})+ *$' | tr -d ' ' | head -n 1)
secret made "$made"
secret made-in-groups "${made:0:4}  ${made:4:4}"
key Space
at admin
clean 'a made password was shown once'
key C-x
see 'ended with 0'

start_watched
sign_in_at ann@studio.example 2
key C-f
at forgot
type ann@studio.example
key Enter
at inbox
key Enter
at code
link=$(mail_of daxium ann@studio.example link)
secret link "${link##*[=/]}"
paste "$(mail_of daxium ann@studio.example text)"
at new-password
clean 'a mail was pasted'
secret new newly-Passw0rd-1
secret other other-Passw0rd-2
type newly-Passw0rd-1
key C-t
see newly-Passw0rd-1
clean 'a new password is shown while it is typed'
key Tab
type other-Passw0rd-2
see other-Passw0rd-2
key C-t
until_true lacks newly-Passw0rd-1
clean 'both are hidden again'
key Enter
at new-password
key C-u
type newly-Passw0rd-1
key Enter
at done
clean 'the new password is set'
ok 'and what it took has gone' test -z "$(held)"
key C-x
see 'ended with 0'

# The same spoken, line by line.
say() { # TEXT
  type "$1"
  key Enter
}
start_watched --plain
say ann@studio.example
see_or_bail 'or ? for choices ['
say diaf
see_or_bail 'Password (typing'
secret wrong wrong-Passw0rd
say wrong-Passw0rd
see_or_bail 'did not accept'
clean 'spoken: a wrong password'
say '?'
see_or_bail 'Choose a number'
say forgot
see_or_bail 'Confirm your e-mail'
key Enter
see_or_bail 'Code, or the link'
code=$(mail_of diaflow ann@studio.example code)
secret code "$code"
say "$code"
see_or_bail 'New password (typing'
clean 'spoken: a code was read'
secret spoken spoken-Passw0rd
say spoken-Passw0rd
see_or_bail 'Again (typing'
clean 'spoken: a new password'
say spoken-Passw0rd
see_or_bail 'is changed'
clean 'spoken: it is set'
ok 'spoken: and what it took has gone' test -z "$(held)"
key C-c
see 'ended with 2'

# A command that asks.
fresh_terminal
term new-session -d -x 80 -y 24 "env LD_PRELOAD=$watcher LD_BIND_NOW=1 TERM=tmux-256color LANG=C.UTF-8 \
  $BUILD/backin login --servers-dir $folder/servers -s diaflow -u ann@studio.example; echo \"ended with \$?\"; exec cat"
see_or_bail 'assword'
: >"$MEMORY_FOUND"
say spoken-Passw0rd
see 'ended with 0'
ok 'a command that asks for a password: its memory is looked through' test "$(looked)" = 1
ok 'and holds nothing of it' test -z "$(found)"
finish
