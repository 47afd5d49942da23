#!/bin/bash
# The terminal is given back as it was found, however the screens end; it may change its size, stop and go on,
# be tiny, have no cursor to move or no name; a paste is not typing.
source "$(dirname "$0")/lib.sh"

# shell: a shell in the terminal, which notes the terminal's modes before and says when a command has ended.
shell() {
  fresh_terminal
  term new-session -d -x 80 -y 24 "env LANG=C.UTF-8 PS1='ready> ' bash --norc --noprofile"
  see_or_bail 'ready>'
  line "stty -g >$folder/before"
}
line() {
  type "$1"
  key Enter
}
screens_in_shell() { # TERM
  line "clear; TERM=${1:-tmux-256color} $BUILD/backin --servers-dir $folder/servers; echo \"ended with \$?\""
}
same_modes() {
  line "clear; stty -g | cmp - $folder/before && echo same modes"
  until_true shows 'same modes'
}
pid_of_screens() { pgrep -f "^$BUILD/backin --servers-dir $folder/servers"; }

ends_by() { # SIGNAL STATUS
  screens_in_shell
  at email
  kill -s "$1" "$(pid_of_screens)"
  ok "SIG$1 ends it with $2" until_true shows "ended with $2"
  ok "SIG$1 leaves the terminal as it was found" same_modes
}

start_mock
shell
screens_in_shell
at email
type 'secret@example.org'
key C-c
ok '^C ends it with 2' until_true shows 'ended with 2'
ok '^C leaves the terminal as it was found' same_modes
ok 'what was typed is not in the scrollback' kept_nowhere 'secret@example.org'

for pair in TERM:143 HUP:129 QUIT:131 ABRT:134 SEGV:139; do
  ends_by "${pair%:*}" "${pair#*:}"
done

screens_in_shell
at email
type 'bob@stu'
until_true shows '[bob@stu'
key C-z
ok '^Z stops it' until_true shows 'ready>'
ok '^Z leaves the terminal as it was found' same_modes
line fg
at email
type 'dio.example'
ok 'fg goes on where it stopped' until_true shows '[bob@studio.example'

term resize-window -x 40 -y 12
ok 'a smaller size is drawn at once' until_true shows 'email 1/3'
term resize-window -x 10 -y 3
ok 'a tiny one says so' until_true shows 'Too small'
term resize-window -x 132 -y 50
ok 'a larger one is drawn at once' until_true shows 'step 1 of 3'
ok 'what was typed is still there' shows '[bob@studio.example'

key C-u
paste 'bob@
studio.example
'
ok 'a line end in a paste is not Enter' until_true shows '[bob@studio.example'
at email
key C-x
until_true shows 'ready>'
line 'echo "ended with $?"' # the shell gave up the rest of the line at ^Z
ok '^X ends it with 0' until_true shows 'ended with 0'
ok '^X leaves the terminal as it was found' same_modes

for name in dumb no-such-terminal; do
  screens_in_shell "$name"
  ok "TERM=$name: spoken" until_true shows 'E-mail address'
  key C-c
  ok "TERM=$name: ^C ends it with 2" until_true shows 'ended with 2'
  ok "TERM=$name: leaves the terminal as it was found" same_modes
done
screens_in_shell vt220
at email
pid=$(pid_of_screens)
term kill-server
ended() { ! kill -0 "$pid" 2>/dev/null; }
ok 'the screens end when the line is gone' until_true ended

finish
