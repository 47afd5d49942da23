#!/bin/bash
# backin-mock plays server files of many shapes (tests/mock), asked by curl. TAP.
# Nothing here sleeps: the mock says READY, and its clock is moved from outside.
set -u
cd "$(dirname "$0")/.." || exit 1
mock=${BUILD:-build}/backin-mock
work=$(mktemp -d) || exit 1
ada=ada@example.org eve=eve@example.org ben=ben@example.org
count=0 failed=0

ok() { # ok TEXT, after a command
  local status=$?
  count=$((count + 1))
  if [ $status -eq 0 ]; then echo "ok $count - $1"; else
    echo "not ok $count - $1" && failed=1
    { cat "$work/head" "$work/body" && echo; } 2>/dev/null | sed "s/^/# /"
  fi
}
is() { # is GOT WANTED TEXT
  [ "$1" = "$2" ]
  ok "$3" || true
  [ "$1" = "$2" ] || printf '# got "%s", wanted "%s"\n' "$1" "$2"
}

mkfifo "$work/ready"
"$mock" --write-servers "$work/servers.d" --account "$ada:right password" --account "$eve:eve's password" \
  --account "$ben:ben's password" --second-factor "$eve" --disabled "$ben" -v tests/mock/*.json \
  >"$work/ready" 2>"$work/log" &
pid=$!
trap 'kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
read -r -t 30 ready <"$work/ready"
is "$ready" READY "READY stands alone on the first line"

url() { jq -r .url "$work/servers.d/$1.json"; }
origin() { url "$1" | grep -o '^http://[^/]*'; }
# ask METHOD URL [curl options]: status in $status, reply in $work/body, headers in $work/head
ask() {
  local method=$1 url=$2
  shift 2
  status=$(curl -sS -o "$work/body" -D "$work/head" -w '%{http_code}' -X "$method" "$@" "$url")
}
json() { # json METHOD URL BODY [curl options]
  local method=$1 url=$2 body=$3
  shift 3
  ask "$method" "$url" -H 'Content-Type: application/json' -d "$body" "$@"
}
get() { jq -r "$1" "$work/body"; }
header() { grep -i "^$1:" "$work/head" | tr -d '\r' | cut -d' ' -f2-; }
mail() { curl -sS "$(origin "$1")/mock/mail?to=$2" | jq -r "$3"; }
forward() { curl -sS -o /dev/null -X POST "$(origin "$1")/mock/time?forward=$2"; }

# ---- the written files ----
is "$(stat -c %a "$work/servers.d/10-flat.json")" 644 "written files can be read by all and written by one"
url 10-flat | grep -qx 'http://127.0.0.1:[0-9]*/api/v1'
ok "the path of the url is kept"
jq -e '.urls.tokens | test("^http://127.0.0.1:[0-9]+/at/tokens/v2$")' "$work/servers.d/20-oauth.json" >/dev/null
ok "further urls lead to the same port"
jq -e '.link_hosts == null and .variables.client == "demo-client"' "$work/servers.d/20-oauth.json" >/dev/null
ok "real hosts are gone, variables stay"
"$mock" --check "$work"/servers.d/*.json >/dev/null 2>&1
ok "the written files are good server files, and a reply reaches each of their rules"
"$mock" --check servers.d/*.json
ok "a reply reaches each rule of the shipped servers"

# ---- flat JSON: sign-in, code by mail, sessions ----
flat=$(url 10-flat)
login() { json POST "$flat/login" "{\"email\":\"$1\",\"password\":\"$2\"}"; }
ask GET "$flat/health"
is "$status" 200 "probe is answered"
login $ada "right password"
is "$status" 200 "the right password signs in"
token=$(get .token) refresh=$(get .refresh)
is "$(get .expires)" 3600 "the session says when it ends"
login $ada "wrong password" && cp "$work/body" "$work/wrong"
is "$status" 401 "a wrong password is 401"
login nobody@example.org "wrong password"
cmp -s "$work/body" "$work/wrong"
ok "an unknown address gets the same bytes"
login $ben "ben's password"
is "$status $(get .error)" "403 closed" "a closed account is told apart once the password is right"
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 200 "the session is known"
ask GET "$flat/me" -H "Authorization: Bearer no-such-token"
is "$status" 401 "another token is not"
ask GET "$flat/me"
is "$status" 401 "neither is none"
json POST "$flat/refresh" "{\"refresh\":\"$refresh\"}"
is "$status" 200 "the refresh token gives a new session"
new=$(get .token)
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 401 "the old session is over"
json POST "$flat/refresh" "{\"refresh\":\"$refresh\"}"
is "$status" 401 "a refresh token is good once"
token=$new

json POST "$flat/forgot" "{\"email\":\"$ada\"}" && cp "$work/body" "$work/known" && known=$status
json POST "$flat/forgot" '{"email":"nobody@example.org"}'
is "$status" "$known" "forgot: the same status for an unknown address"
cmp -s "$work/body" "$work/known"
ok "forgot: the same bytes for an unknown address"
is "$(mail 10-flat nobody@example.org length)" 0 "no mail goes to an unknown address"
is "$(mail 10-flat $ada length)" 1 "one mail goes to a known one"
is "$(mail 20-oauth $ada length)" 0 "another server has mails of its own"
is "$(mail 10-flat $ada '.[0].subject')" "Your code" "the subject is the file's"
code=$(mail 10-flat $ada '.[0].code')
[[ $code =~ ^[0-9]{8}$ ]]
ok "the code has the file's length"
mail 10-flat $ada '.[0].text' | grep -q "$code"
ok "the text holds the code"
is "$(mail 10-flat $ada '.[0].to')" "$ada" "the mail says to whom"

reset() { json POST "$flat/reset" "{\"email\":\"$ada\",\"code\":\"$1\",\"password\":\"$2\"}"; }
json POST "$flat/check" "{\"email\":\"$ada\",\"code\":\"$code\"}"
is "$status" 204 "verify: the code is right, and stays good for reset"
reset "$code" short
is "$(get .error)" weak "a short password is weak"
reset "$code" "right password"
is "$(get .error)" same "the old password is the same"
reset "$code" "newer password"
is "$status" 200 "the code sets a new password"
reset "$code" "newest password"
is "$(get .error)" invalid "a used code is refused"
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 401 "the reset ended the sessions"
login $ada "right password"
is "$status" 401 "the old password is refused"
login $ada "newer password"
is "$status" 200 "the new one signs in"

json POST "$flat/forgot" "{\"email\":\"$ada\"}" && first=$(mail 10-flat $ada '.[0].code')
json POST "$flat/forgot" "{\"email\":\"$ada\"}"
reset "$first" "newest password"
is "$(get .error)" invalid "only the newest code counts"
json POST "$flat/forgot" "{\"email\":\"$ada\"}"
forward 10-flat 601
reset "$(mail 10-flat $ada '.[0].code')" "newest password"
is "$(get .error)" expired "a code runs out after the file's time"
json POST "$flat/forgot" "{\"email\":\"$ada\"}"
for _ in 1 2 3; do reset 00000000 "newest password"; done
reset "$(mail 10-flat $ada '.[0].code')" "newest password"
is "$(get .error)" expired "after three wrong tries even the right code is refused"

login $ada "newer password" && token=$(get .token)
login $ada "newer password" && other=$(get .token)
change() { json POST "$flat/password" "{\"current\":\"$1\",\"new\":\"$2\"}" -H "Authorization: Bearer $token"; }
change "not it" "newest password"
is "$(get .error)" wrong "change: a wrong current password has its own word"
change "newer password" "newest password"
is "$status" 200 "change: the right one is accepted"
ask GET "$flat/me" -H "Authorization: Bearer $other"
is "$status" 401 "change ended the other sessions"
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 200 "and kept this one"
ask DELETE "$flat/session" -H "Authorization: Bearer $token"
is "$status" 200 "sign-out"
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 401 "after it the session is over"
login $ada "newest password" && token=$(get .token)
forward 10-flat 3601
ask GET "$flat/me" -H "Authorization: Bearer $token"
is "$status" 401 "a session runs out"

for _ in 1 2 3 4 5; do login $ada "wrong password"; done
is "$status" 401 "the fifth wrong password is just wrong"
login $ada "newest password"
is "$status" 423 "then the address is locked, also for the right one"
[ "$(header retry-after)" -gt 0 ]
ok "and told for how long"
for _ in 1 2 3 4 5 6; do login stranger@example.org x; done
is "$status" 423 "an unknown address is locked alike"
forward 10-flat 61
login $ada "newest password"
is "$status" 200 "after a minute the lock is off"

json POST "$flat/login" "{\"email\":\"$ada\",\"pasword\":\"secret-value\"}"
is "$status" 400 "a request that nearly fits is 400"
get .message | grep -q '/password'
ok "and says what it lacks"
! grep -q 'secret-value\|right password\|newest password\|00000000' "$work/log"
ok "no value stands in the log"
ask GET "$flat/nothing"
is "$status" 404 "what no action asks for is 404"

# ---- OAuth: one endpoint for three things, link in the query ----
oauth=$(url 20-oauth) tokens=$(jq -r .urls.tokens "$work/servers.d/20-oauth.json")
form() { ask POST "$1" -H 'X-Version: 3' "${@:2}"; }
grant() { form "$tokens/token" -u demo-client: -d grant_type=password --data-urlencode "username=$1" --data-urlencode "password=$2"; }
grant $ada "right password"
is "$status" 200 "a form signs in with the client's Basic credentials"
token=$(get .access_token) refresh=$(get .refresh_token)
form "$tokens/token" -u other: -d grant_type=password -d "username=$ada" --data-urlencode "password=right password"
is "$status" 400 "not with another client's"
ask POST "$tokens/token" -u demo-client: -d grant_type=password -d "username=$ada" -d password=x
get .message | grep -q X-Version
ok "a missing header is named"
form "$tokens/token" -d grant_type=refresh_token -d "refresh_token=$refresh"
is "$status" 200 "refresh at the same endpoint"
form "$tokens/token" -d grant_type=refresh_token -d "refresh_token=$refresh"
is "$status" 200 "the refresh token stays good where no new one is given"
grant $eve "eve's password"
is "$(get .error)" mfa_required "an account with a second factor is asked for it"
mfa=$(get .mfa_token)
form "$tokens/token" -d grant_type=mfa-otp -d "mfa_token=$mfa" -d otp=000000
is "$(get .error)" invalid_grant "a wrong one-time password is refused"
form "$tokens/token" -d grant_type=mfa-otp -d "mfa_token=$mfa" -d otp=123456
is "$status" 200 "the right one signs in"
form "$tokens/token" -d grant_type=mfa-otp -d "mfa_token=$mfa" -d otp=123456
is "$(get .error)" expired_token "the continuation is good once"
form "$oauth/forgot" -d "email=$ada"
link=$(mail 20-oauth $ada '.[0].link')
t=$(sed 's/.*[?&]t=\([^&]*\).*/\1/' <<<"$link") uid=$(sed 's/.*[?&]uid=\([^&]*\).*/\1/' <<<"$link")
[[ $link == "$(origin 20-oauth)"/reset* && $t && $uid ]]
ok "the link leads to the mock and carries both values"
put() { json PUT "$oauth/users/$1/password" "{\"token\":\"$2\",\"passwords\":[\"$3\",\"$3\"]}" -H 'X-Version: 3'; }
put "$uid" wrong "newer password"
is "$(get .error)" invalid_token "a wrong token is refused"
put "$uid" "$t" short
is "$(get .error)" weak "a weak password leaves the link good"
put "$uid" "$t" "newer password"
is "$status" 200 "the link's values set the password"
put "$uid" "$t" "newer password"
is "$(get .error)" invalid_token "once"
ask GET "$tokens/me" -H 'X-Version: 3' -H "Authorization: Bearer $token"
is "$status" 401 "the sessions are over, as the forgot action says"

# ---- an envelope: the code inside counts, the status is always 200 ----
envelope=$(url 30-envelope)
rpc() { json POST "$envelope/$1" "$2"; }
rpc login "{\"params\":{\"user\":\"$ada\",\"password\":\"no\"},\"id\":1}"
is "$status $(get .status.code)" "200 401" "refused inside a 200"
rpc login "{\"params\":{\"user\":\"$ada\",\"password\":\"right password\"},\"id\":1}"
is "$status $(get .status.code)" "200 200" "accepted"
[[ $(header x-session) == v1:?* ]]
ok "the token comes in a header, behind a prefix"
ask GET "$envelope/me" -H "X-Session: $(header x-session)"
is "$(get .status.code)" 200 "and is sent back so"
rpc login "{\"params\":{\"user\":\"$eve\",\"password\":\"eve's password\"},\"id\":1}"
get .status.text | grep -q OTP
ok "the second factor is asked for in words"
rpc login "{\"params\":{\"user\":\"$eve\",\"password\":\"eve's password\",\"otp\":\"000000\"},\"id\":1}"
is "$(get .status.code)" 401 "a wrong one is refused"
rpc login "{\"params\":{\"user\":\"$eve\",\"password\":\"eve's password\",\"otp\":\"123456\"},\"id\":1}"
is "$(get .status.code)" 200 "the right one accepted"
rpc forgot "{\"params\":{\"user\":\"$ada\"}}"
link=$(mail 30-envelope $ada '.[0].link')
IFS=/ read -r _ _ _ one _ uid token <<<"$link"
[[ $one == reset && $uid && $token ]]
ok "a link with its values in the path: $one/…/uid/token"
forward 30-envelope 901
rpc reset "{\"params\":{\"uid\":\"$uid\",\"token\":\"$token\",\"password\":\"newer password\"}}"
is "$(get .status.code)" 410 "a link runs out after 15 minutes when the file says nothing"
rpc forgot "{\"params\":{\"user\":\"$ada\"}}"
IFS=/ read -r _ _ _ _ _ uid token <<<"$(mail 30-envelope $ada '.[0].link')"
rpc reset "{\"params\":{\"uid\":\"$uid\",\"token\":\"$token\",\"password\":\"newer password\"}}"
is "$(get .status.code)" 200 "a fresh one sets the password"
for _ in 1 2 3 4 5 6; do rpc login "{\"params\":{\"user\":\"$ada\",\"password\":\"no\"},\"id\":1}"; done
is "$(get .status.code)" 429 "a lock is told with the word the file has"

# ---- Basic session with a chosen project; an administrator's generated password ----
basic=$(url 40-basic)
json POST "$basic/login" "{\"user\":\"$ada\",\"password\":\"right password\"}"
is "$(get '.projects | length')" 2 "there is a choice of two projects"
key=$(get .key) project=$(get '.projects[1].id')
ask GET "$basic/me" -u "$project:$key"
is "$status" 200 "project and key are the session"
ask GET "$basic/me" -u "elsewhere:$key"
is "$status" 401 "a project that was never given is not"
json POST "$basic/reset" "{\"mailbox\":\"$eve\"}" -u "$project:$key"
is "$status" 200 "any account can reset any other"
generated=$(get .password)
json POST "$basic/login" "{\"user\":\"$eve\",\"password\":\"$generated\"}"
is "$status" 200 "the generated password signs in"
json POST "$basic/login" "{\"user\":\"$eve\",\"password\":\"eve's password\"}"
is "$status" 401 "the old one no longer"
json POST "$basic/reset" '{"mailbox":"nobody@example.org"}' -u "$project:$key"
is "$status" 404 "an administrator is told of unknown accounts"
json POST "$basic/reset" "{\"mailbox\":\"$eve\"}"
is "$status" 401 "nobody resets without a session"

# ---- text replies, a JWT, and a link that a browser finishes ----
browser=$(url 50-browser)
ask POST "$browser/login" -d "user=$ada" -d password=no
is "$status" 400 "refused in plain text"
is "$(header content-type)" text/plain "which says so"
ask POST "$browser/login" -d "user=$ada" --data-urlencode "password=right password"
is "$status" 201 "accepted"
jwt=$(get .jwt)
[[ $jwt == *.*.* ]]
ok "the token is a JWT, as its expiry wants"
ask GET "$browser/forgot?email=$ada&lang=en%20GB"
is "$status" 200 "forgot by query"
link=$(mail 50-browser $ada '.[0].link')
ask GET "$link"
grep -q new_password "$work/body"
ok "the link shows a form"
ask POST "$link" --data-urlencode new_password=short
is "$status" 422 "which refuses a weak password"
ask POST "$link" --data-urlencode "new_password=newer password"
is "$status" 200 "and sets a good one"
ask POST "$link" --data-urlencode "new_password=newest password"
is "$status" 410 "once"
ask POST "$browser/login" -d "user=$ada" --data-urlencode "password=newer password"
is "$status" 201 "the new password signs in"
ask GET "$browser/me" -H "Authorization: Bearer $jwt"
is "$status" 401 "the old session is over"

# ---- administrators: link, send, set ----
admin=$(url 60-admin)
ask GET "$admin/users?email=$ada" -H 'Authorization: Bearer some-key'
is "$status" 200 "the account is found"
user=$(get '.[0].id')
[[ $user == 'db|'?* ]]
ok "its id has the wanted beginning"
ask POST "$admin/users/${user/|/%7C}/ticket" -H 'Authorization: Bearer some-key'
is "$status" 201 "the id makes a ticket"
ticket=$(get .ticket)
ask POST "$ticket" --data-urlencode "new_password=a newer password"
is "$status" 200 "its link sets the password"
ask GET "$admin/users?email=$ada" -H 'Authorization: Bearer wrong-key'
is "$status" 401 "the wrong key is refused"
ask GET "$admin/users?email=nobody@example.org" -H 'Authorization: Bearer some-key'
is "$(get 'if type == "array" then length else 0 end')" 0 "an unknown account is not found"
json PATCH "$admin/users/$eve" '{"password":"short","temporary":false,"roles":["user"]}' -H 'Authorization: Bearer some-key'
get .reason | grep -q Strength
ok "set: a weak password is refused in words"
json PATCH "$admin/users/$eve" '{"password":"set by hand","temporary":false,"roles":["user"]}' -H 'Authorization: Bearer some-key'
is "$status" 200 "set: a good one is accepted"
json POST "$admin/login" "{\"user\":\"$eve\",\"password\":\"set by hand\"}"
is "$status" 200 "and signs in"
sid=$(header set-cookie | sed 's/^sid=\([^;]*\).*/\1/')
ask POST "$admin/send/$ada" -H "Authorization: Bearer $sid"
is "$status" 200 "send: a signed-in user has a mail sent"
link=$(mail 60-admin $ada '.[0].link')
[[ $link == *'#ticket='?* ]]
ok "its value stands in the fragment"
json POST "$admin/tickets/${link##*=}" '{"password":"from the mail"}'
is "$status" 200 "and sets the password"
json POST "$admin/tickets/${link##*=}" '{"password":"from the mail"}'
is "$status" 410 "once"
json POST "$admin/forgot" '{"user":"nobody@example.org"}'
is "$status" 404 "a server that reveals accounts does so"

# ---- chains of steps ----
steps=$(url 70-steps)
ask GET "$steps/login/api" && flow=$(get .id)
json POST "$steps/login?flow=$flow" "{\"method\":\"password\",\"user\":\"$ada\",\"password\":\"no\"}"
is "$status $(get '.ui.messages[0].id')" "400 4000006" "a refusal inside the form"
json POST "$steps/login?flow=made-up" "{\"method\":\"password\",\"user\":\"$ada\",\"password\":\"right password\"}"
[ "$status" -ge 400 ]
ok "a flow that was never given is refused"
json POST "$steps/login?flow=$flow" "{\"method\":\"password\",\"user\":\"$ada\",\"password\":\"right password\"}"
is "$status" 200 "the flow signs in"
json POST "$steps/recovery" "{\"email\":\"$ada\"}" && recovery=$(get .id)
json POST "$steps/recovery/$recovery" '{"code":"nope"}'
is "$(get '.ui.messages[0].id')" 4060006 "a wrong code"
json POST "$steps/recovery/$recovery" "{\"code\":\"$(mail 70-steps $ada '.[0].code')\"}"
proof=$(get '.continue_with[] | select(.action == "settings").token')
json POST "$steps/recovery/$recovery" "{\"code\":\"$(mail 70-steps $ada '.[0].code')\"}"
is "$(get '.ui.messages[0].id')" 4060006 "a code that was turned into a token is used"
json POST "$steps/settings" '{"password":"newer password"}' -H "Authorization: Bearer $proof"
is "$status" 200 "the token sets the password"
json POST "$steps/settings" '{"password":"newest password"}' -H "Authorization: Bearer $proof"
is "$status" 403 "once"
json POST "$steps/settings" '{"password":"newest password"}' -H "Authorization: Bearer $recovery"
is "$status" 403 "nothing else does"
ask POST "$steps/device" -d scope=all && device=$(get .device_code)
is "$(get .interval)" 1 "a device is told how often to ask"
poll() { ask POST "$steps/device/token" -d "device_code=$device"; }
poll && is "$(get .error.id)" authorization_pending "pending"
poll && poll
is "$status" 200 "then done"

# ---- steps that nothing but a cookie of the server's ties together ----
cookie=$(url 80-cookie)
begin() { # begin EMAIL PASSWORD: with a new jar
  rm -f "$work/jar"
  tied POST /login -d "{\"user\":\"$1\",\"password\":\"$2\"}"
}
tied() { ask "$1" "$cookie$2" -b "$work/jar" -c "$work/jar" -H 'Content-Type: application/json' "${@:3}"; }
begin $ada "newest password"
is "$status" 401 "cookie: a wrong password"
ask GET "$cookie/me"
is "$status" 401 "what follows the password is nothing without it"
begin $ada "right password" && tied GET /me
is "$status" 200 "the cookie tells who has given it"
header set-cookie | grep -q '^sid='
ok "and has it become a session"
sid=$(header set-cookie | grep -o '^sid=[^;]*')
ask GET "$cookie/me" -H "Cookie: other=1; $sid"
is "$status" 401 "which is told by its cookie alone"
ask GET "$cookie/me" -H "Cookie: $sid; other=1"
is "$status" 200 "or before others"
begin $eve "eve's password" && cp "$work/jar" "$work/unproven" && tied GET /me
is "$status $(get .error)" "401 more" "who has a second factor is asked for it"
tied POST /otp -d '{"otp":"000000"}'
is "$(get .error)" wrong "a wrong one"
tied POST /spare -d '{"spare":"000000"}'
is "$(get .error)" wrong "a secret after the password is a second factor as well: a wrong one"
tied POST /spare -d '{"spare":"123456"}'
is "$status" 200 "the right one"
ask POST "$cookie/otp" -b "$work/unproven" -H 'Content-Type: application/json' -d '{"otp":"123456"}'
is "$(get .error)" again "then the cookie is used up"
json POST "$cookie/send" "{\"user\":\"$eve\"}"
is "$status" 202 "a step that only sends a code proves nothing, and wants no proof"
json POST "$cookie/send" '{"user":"nobody@example.org"}'
is "$status" 202 "of nobody either"
json POST "$cookie/otp" '{"otp":"123456"}'
is "$(get .error)" again "a factor without the password is nothing"
begin $eve "eve's password" && forward 80-cookie 601 && tied POST /otp -d '{"otp":"123456"}'
is "$(get .error)" again "nor is one ten minutes later"

# ---- limits and faults ----
head -c 70000 /dev/zero | tr '\0' x >"$work/large"
ask POST "$flat/login" -H 'Content-Type: application/json' --data-binary "@$work/large"
is "$status" 413 "64 KiB of body and no more"
fault() { curl -sS -o /dev/null -w '%{http_code}' -X POST "$(origin 10-flat)/mock/fault?name=$1"; }
fault html >/dev/null && ask GET "$flat/health"
is "$status $(header content-type)" "200 text/html" "fault html"
fault ratelimit >/dev/null && ask GET "$flat/health"
is "$status $(header retry-after)" "429 30" "fault ratelimit"
fault cut >/dev/null
! curl -sS -o /dev/null "$flat/health" 2>/dev/null
ok "fault cut breaks the answer"
fault slow >/dev/null
! curl -sS -m 1 -o /dev/null "$flat/health" 2>/dev/null
ok "fault slow outlasts a short deadline"
is "$(fault nonsense)" 400 "an unknown fault is refused"
fault none >/dev/null && ask GET "$flat/health"
is "$status" 200 "and all is well again"

# ---- who may ask ----
# A page in a browser may let its own name resolve to this machine (DNS rebinding) and then read the mails.
port=${flat##*:} port=${port%%/*}
mails="http://127.0.0.1:$port/mock/mail?to=$ada"
for host in evil.example "evil.example:$port" 127.0.0.1.evil.example "localhost.evil.example:$port"; do
  ask GET "$mails" -H "Host: $host"
  is "$status" 421 "asked as \"$host\": refused"
done
for host in "127.0.0.1:$port" "localhost:$port" "LOCALHOST:$port"; do
  ask GET "$mails" -H "Host: $host"
  is "$status" 200 "asked as $host: answered"
done
listening=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
  awk -v port="$(printf '%04X' "$port")" '$4 == "0A" && $2 ~ ":" port "$" { print $2 }')
is "$listening" "$(printf '0100007F:%04X' "$port")" "it listens on loopback alone"
is "$(grep -c '^Max core file size *0 *0 ' "/proc/$pid/limits")" 1 "no core is made of it: real passwords may be typed into it"

# ---- ends ----
kill "$pid"
wait "$pid"
is "$?" 0 "SIGTERM ends it cleanly"
"$mock" --until-eof tests/mock/10-flat.json </dev/null >"$work/out" 2>/dev/null
is "$? $(cat "$work/out")" "0 READY" "--until-eof ends it with its input"
"$mock" --account nonsense tests/mock/10-flat.json >/dev/null 2>&1
is "$?" 64 "an account without a password is refused"
"$mock" "$work/no-such-file.json" >/dev/null 2>&1
is "$?" 78 "so is a file that is not there"
"$mock" >/dev/null 2>&1
is "$?" 64 "and no file at all"

echo "1..$count"
exit $failed
