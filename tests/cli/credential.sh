#!/bin/bash
# Sessions for other programs: in a descriptor, in git's protocol, as an ExecCredential.
. tests/lib.sh
with_keyring open

start_mock --verbose "$(server_file 10-one auth0 '"variables":{"client_id":"c"}')" "$(server_file 20-plain diaflow)"
export BACKIN_NO_INPUT=1 GIT_CONFIG_GLOBAL=$folder/gitconfig GIT_CONFIG_SYSTEM=/dev/null GIT_TERMINAL_PROMPT=0
login() { run "$backin" login -s "$1" -u "$user" --password-stdin <<<"$password"; }
login one
run "$backin" token -s one
token=$out
host=$(origin_of one)
host=${host#http://}

# ---- exec ----------------------------------------------------------------------------------------------
run "$backin" exec -s one -- sh -c 'cat <&"$BACKIN_TOKEN_FD"; cat "/proc/self/fd/$BACKIN_TOKEN_FD"'
exits 0 'exec'
is "$out" "$token$token" 'the token is in the descriptor, to be read as often as one likes'
run "$backin" exec -s one -- sh -c 'tr "\0" "\n" </proc/$$/environ; tr "\0" "\n" </proc/$$/cmdline; exit 7'
exits 7 'the exit code of the command'
never_says "$token" 'and not in its environment or arguments'
run "$backin" exec -s one -- sh -c 'echo x >&"$BACKIN_TOKEN_FD"'
[ "$rc" != 0 ]
report $? 'nobody can write over it'
run "$backin" exec -s one --env API_TOKEN -- sh -c 'echo "$API_TOKEN ${BACKIN_TOKEN_FD:-none}"'
is "$out" "$token none" '--env: in that variable, and in no descriptor'
run "$backin" exec -s one --env 'A=B' -- true
exits 64 '--env: not a name'
run sh -c 'ls /proc/self/fd | wc -w'
before=$out
run "$backin" exec -s one -- sh -c 'ls /proc/self/fd | wc -w'
is "$out" $((before + 1)) 'nothing else of ours is open in it'
run bash -c 'exec 9</dev/null; "$1" exec -s one -- sh -c "readlink /proc/self/fd/9"' - "$backin"
is "$out" /dev/null 'and what was open before still is'
run "$backin" exec -s one -- sh -c 'kill -PIPE $$'
exits 141 'signals are as they were'
run "$backin" exec -s one -- no-such-command --help
exits 127 'a command that is not there'
run "$backin" exec -s one -- "$folder"
exits 126 'one that cannot be run'
run "$backin" exec -s plain -- touch "$folder/ran"
exits 4 'no session'
[ ! -e "$folder/ran" ]
report $? 'nothing is run'
run "$backin" exec -s one
exits 64 'no command'

# ---- git's protocol ------------------------------------------------------------------------------------
ask() { # WORD LINES…
  local word=$1
  shift
  run "$backin" credential "$word" < <(printf '%s\n' "$@" '')
}
ask get protocol=http "host=$host" capability[]=state
exits 0 'get'
is "$(grep -c . <<<"$out")" 5 'five lines'
is "$(sed -n 's/^password=//p' <<<"$out")" "$token" 'the token is the password'
is "$(sed -n 's/^username=//p' <<<"$out")" "$user" 'the account is the user'
until=$(sed -n 's/^password_expiry_utc=//p' <<<"$out")
[ "$until" -gt "$(date +%s)" ]
report $? 'and until when'
ask get protocol=http "host=$host" username=somebody@else.example
is "$rc$out$err" 0 'another user: nothing, so that another helper is asked'
ask get protocol=https "host=$host"
is "$rc$out$err" 0 'another scheme: nothing'
ask get protocol=http "host=${host%:*}:1"
is "$rc$out$err" 0 'another port: nothing'
ask get protocol=http "host=$host.evil.example"
is "$rc$out$err" 0 'another host: nothing'
ask get protocol=http "host=user@$host"
is "$rc$out$err" 0 'a host that is none: nothing'
ask get protocol=http "host=$host" 'capability[]=authtype'
is "$(sed -n 's/^authtype=//p' <<<"$out")" Bearer 'an asker that knows "authtype" is told that it is a Bearer token'
is "$(sed -n 's/^credential=//p' <<<"$out")" "$token" 'which stands in "credential"'
is "$(grep -c ^password= <<<"$out")" 0 'and is no password then'
run "$backin" credential capability
says 'capability authtype' 'capability'
ask store protocol=http "host=$host" username=x password=another-password
is "$rc$out$err" 0 'store: nothing'
run "$backin" token -s one
is "$out" "$token" 'is changed'
ask get protocol=http
is "$rc$out" 0 'half a question: nothing'
ask frobnicate protocol=http "host=$host"
is "$rc$out" 0 'a word of a later version: nothing'
run "$backin" credential get < <(head -c 200000 /dev/zero | tr '\0' x)
exits 64 'a flood is no question'
ask erase protocol=http "host=$host" "username=$user" password=an-older-token
exits 0 'erase, of a token that is not here any more'
run "$backin" token -s one
is "$out" "$token" 'changes nothing'
ask erase protocol=http "host=$host" "username=$user" "password=$token"
run "$backin" token -s one
is "$out" "$token" 'erase, of a token that the server still takes: changes nothing'
curl -fsS -X POST "$(origin_of one)/mock/time?forward=4000" >/dev/null
ask erase protocol=http "host=$host" "username=$user" "password=$token"
exits 0 'erase, of one that it refuses'
run "$backin" token -s one
[ "$rc" = 0 ] && [ "$out" != "$token" ]
report $? 'it was renewed'
curl -fsS -X POST "$(origin_of one)/mock/fault?name=html" >/dev/null
token=$out
ask erase protocol=http "host=$host" "username=$user" "password=$token"
curl -fsS -X POST "$(origin_of one)/mock/fault?name=none" >/dev/null
run "$backin" token -s one
is "$out" "$token" 'a server that is not itself: nothing is removed'
login plain
run "$backin" token -s plain
token=$out plain=$(origin_of plain)
curl -fsS -X POST "$plain/mock/time?forward=4000" >/dev/null
ask erase protocol=http "host=${plain#http://}" "username=$user" "password=$token"
exits 0 'erase, where nothing can be renewed and the server refuses it too'
run "$backin" status -s plain
exits 4 'the session is gone'
cat >"$GIT_CONFIG_GLOBAL" <<END
[credential]
	helper = !$backin credential
END
run git credential fill < <(printf 'protocol=http\nhost=%s\n\n' "$host")
exits 0 'git itself'
run "$backin" token -s one
token=$out
run git credential fill < <(printf 'protocol=http\nhost=%s\n\n' "$host")
is "$(sed -n 's/^password=//p' <<<"$out")" "$token" 'is given the token'
run git credential fill < <(printf 'protocol=http\nhost=127.0.0.1:1\n\n')
[ "$rc" != 0 ]
report $? 'and nothing for another port'

# ---- ExecCredential ------------------------------------------------------------------------------------
run "$backin" token -s one --exec-credential
exits 0 'ExecCredential'
json .apiVersion client.authentication.k8s.io/v1 'version'
json .kind ExecCredential 'kind'
json .status.token "$token" 'the token'
json '.status.expirationTimestamp | fromdate > now' true 'until when'
export KUBERNETES_EXEC_INFO='{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"interactive":false}}'
run "$backin" token -s one --exec-credential
json .apiVersion client.authentication.k8s.io/v1beta1 'the version that is asked for'
KUBERNETES_EXEC_INFO='{"apiVersion":"x/v9"}' run "$backin" token -s one --exec-credential
json .apiVersion client.authentication.k8s.io/v1 'but none that there is not'
finish
