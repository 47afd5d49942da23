#!/bin/bash
# `backin servers try`: what is sent and what comes, which rule decided and why others did not; no secret in any
# of it; nothing is kept.
. tests/lib.sh

start_mock --second-factor "$admin" "$(server_file 10-code diaflow)" \
  "$(server_file 20-browser auth0 '"variables":{"client_id":"c-public"}')" "$(server_file 40-shown glesys)" \
  "$(server_file 50-forum discourse)" "$(server_file 60-lists better-auth)"
files=$folder/servers
cp -r "$folder/files/providers" "$files/providers"
export BACKIN_SERVERS_PATH=$folder/nowhere # the provider is found beside the file
try() { # FILE OPTIONS…
  run "$backin" servers try "$files/$1.json" -u "$user" --no-input "${@:2}"
}

# ---- what is done without being asked ----------------------------------------------------------------------------
try 50-forum
exits 0 'no person: the harmless actions alone'
says '> GET ' 'the probe is sent'
never_says 'login' 'nothing else is'
says 'Not tried: sign_in, ' 'and what else there is, is said'
try 10-code
says 'Nothing was tried' 'a file without a probe'
says 'Not tried: sign_in, whoami, sign_out, forgot' 'has other actions'

# ---- one action -------------------------------------------------------------------------------------------------
try 10-code --action sign_in --password-stdin <<<"$password"
exits 0 'sign in'
says '> POST ' 'the request: method'
says '"email": "user@works.example"' 'the address stands there'
says '"password": "‹password›"' 'the password as its name'
says '< 200, JSON, ' 'the reply'
says '"sessionToken": "‹session.token›"' 'its token as its name'
says '✗ replies[0] invalid_credentials: wants status 401, there is 200' 'why a rule did not decide'
says '✓ replies[1] ok' 'which one did'
says 'takes session.token from /sessionToken' 'what it took'
says '= ok' 'what it means'
says 'The server does what the file says.' 'and all in all'
never_says "$password" 'the password is not there'

last='in ASCII'
out=$(LC_ALL=C "$backin" servers try "$files/10-code.json" -u "$user" --no-input --action sign_in --password-stdin \
  2>&1 <<<"$password")
says '"password": "<password>"' 'without UTF-8: marks that the terminal has'
says '+ replies[1] ok' 'and ticks'
is "$(LC_ALL=C grep -c '[^ -~]' <<<"$out")" 0 'nothing else'
try 10-code --action sign_in --password-stdin <<<wrong-Passw0rd
exits 4 'a refusal has its own exit code'
says '✓ replies[0] invalid_credentials' 'the file knows it'
says 'a person reads: ' 'and what a person is told'
never_says wrong-Passw0rd 'a wrong password is not shown either'

# ---- one after another ---------------------------------------------------------------------------------------------
try 10-code --action sign_in --action whoami --action sign_out --password-stdin <<<"$password"
exits 0 'a session serves the actions after it'
says 'Authorization: Bearer ‹session.token›' 'hidden, where it is sent'
try 50-forum --action sign_in --action whoami --password-stdin <<<"$password"
exits 0 'so do cookies'
says 'Set-Cookie: _t=‹cookie›; ' 'hidden, where they are set'
says 'Cookie: _t=‹cookie›' 'and where they are sent'
says 'step csrf' 'each step by its name'
says 'X-CSRF-Token: ‹csrf›' 'what a step took for the next'
run "$backin" servers try "$files/20-browser.json" -u "$admin" --no-input --action sign_in --action refresh \
  --password-fd 3 --otp-fd 4 3<<<"$password" 4<<<123456
exits 0 'with a second factor, and renewed'
says '‹otp›' 'which is hidden'
says '✓ replies[0] mfa_required' 'the first step'
try 10-code --action whoami
exits 64 'what needs a session wants one before'
says 'name sign_in before it' 'which is said'
is "$(find "$HOME" -type f)" '' 'nothing has been kept'
run "$backin" status --store memory --servers-dir "$files" --json
json '.sessions | length' 0 'no session either'

# ---- the sessions that the server lists ----------------------------------------------------------------------------
try 60-lists --action sign_in --action sessions --json --password-stdin <<<"$password"
exits 0 'sessions are listed'
first=$(jq -r '.actions[1].listed[] | select(.this_one).id' <<<"$out")
try 60-lists --action sign_in --action sessions --action end_session --choose "$first" --password-stdin <<<"$password"
exits 0 'and one of them is ended'
says "= listed: $first " 'by a name that can be shown'
is "$(grep -o '"token": "[^"]*"' <<<"$out" | sort -u | tr '\n' ' ')" \
  '"token": "‹other›" "token": "‹own›" "token": "‹session.token›" ' \
  'tokens of others are hidden like ours'
try 60-lists --action sign_in --action end_session --password-stdin <<<"$password"
exits 64 'none is ended that has not been listed'
says 'Name sessions before it' 'which is said'

# ---- a reset ----------------------------------------------------------------------------------------------------
try 10-code --action forgot --json
exits 0 'forgot'
code=$(BACKIN_SERVERS_PATH=$files mail code code)
[ -n "$code" ]
report $? 'its code has been mailed'
# The code is known before the reset only because the mock has made it; a person is asked for it.
try 10-code --action forgot --action reset --code-fd 3 --new-fd 4 3<<<"$code" 4<<<second-Passw0rd
says '‹code›' 'the code is hidden'
says '‹new_password›' 'and the new password'
never_says second-Passw0rd 'which is not there'

# ---- a mistake in a rule -------------------------------------------------------------------------------------------
mistake() { # FILTER: the provider with a slip
  jq "$1" servers.d/providers/diaflow.json >"$files/providers/slip.json"
  jq '.extends = "slip"' "$files/10-code.json" >"$files/70-slip.json"
}
mistake '(.actions.sign_in | .. | .session? | select(.) | .token) = "/sesionToken"'
try 70-slip --action sign_in --password-stdin <<<"$password"
exits 10 'a pointer with a slip'
says 'lacks session.token: nothing at /sesionToken (the answer has: sessionToken)' 'is told, with what there is'
says 'The file does not know what the server answered.' 'and all in all'
never_says "$password" 'no password'
is "$(grep -c '"sessionToken": "‹hidden›"' <<<"$out")" 1 'the token that no rule takes is hidden all the same'
mistake '.actions.sign_in.replies |= map(.when = {"/result/state": "fine"})'
try 70-slip --action sign_in --password-stdin <<<"$password"
exits 10 'no rule fits'
says 'wants /result/state "fine", there is nothing (the answer has: sessionToken)' 'each says why'
says 'no reply rule matched: status 200, body JSON' 'and what is made of it'
try 70-slip --action sign_in --password-stdin --json <<<"$password"
exits 10 'JSON: the same exit code'
json .schema backin.try/1 'JSON: the schema'
json '.actions[0].exchanges[0].rules[0] | [.state, .condition, .wanted, .hint] | join("|")' \
  'fails|/result/state|"fine"|the answer has: sessionToken' 'JSON: why a rule did not decide'
json '.actions[0].exchanges[0].request.body.password' '‹password›' 'JSON: the password is hidden'
json '.actions[0].exchanges[0].expected' false 'JSON: the file does not know this reply'
json '.actions[0].exchanges[0].reply.body.sessionToken' '‹session.token›' 'JSON: so is what a rule would have taken'

# ---- what goes wrong on the way --------------------------------------------------------------------------------------
fault() { curl -fsS -X POST "$(jq -r .url "$files/10-code.json" | cut -d/ -f1-3)/mock/fault?name=$1" >/dev/null; }
fault html
try 10-code --action sign_in --password-stdin <<<"$password"
exits 5 'a page in place of an answer'
says 'no answer: captive_portal' 'is what portals send'
says 'perhaps the path of this request' 'or a server that knows no such path'
fault garbage
try 10-code --action sign_in --password-stdin <<<"$password"
exits 10 'broken JSON'
says 'it is not UTF-8' 'and what breaks it'
fault cut
try 10-code --action sign_in --password-stdin <<<"$password"
exits 5 'an answer that is cut'
says 'no answer: cut_answer' 'in a word'
says 'a person reads: ' 'and in a sentence'
fault none
jq '.url = "http://127.0.0.1:1"' "$files/10-code.json" >"$files/80-away.json"
try 80-away --action sign_in --password-stdin <<<"$password"
exits 5 'nobody listens'
says 'no answer: no_route' 'no route'
says '> POST http://127.0.0.1:1/' 'with what would have been sent'
try 80-away --action sign_in --password-stdin --json <<<"$password"
json '.actions[0] | [.outcome, .failure, .exchanges[0].failure] | join(" ")' 'network no_route no_route' 'JSON: the same'

jq '.url = "https://nowhere.invalid"' "$files/10-code.json" >"$files/81-noname.json"
try 81-noname --action sign_in --password-stdin --json <<<"$password"
exits 5 'a name that nobody knows'
json '.actions[0].failure | . == "dns" or . == "proxy"' true 'DNS'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -days 2 \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$folder/key.pem" -out "$files/ca.pem" 2>/dev/null
cat "$folder/key.pem" "$files/ca.pem" >"$folder/certificate.pem"
exec {ready}< <(exec /usr/bin/python3 tests/cli/echo.py "$folder/certificate.pem" 2>/dev/null)
front=$!
trap 'kill "$front"; clean_up' EXIT
read -rt 20 -u "$ready" port
jq --arg port "$port" '.url = "https://127.0.0.1:" + $port' "$files/10-code.json" >"$files/82-tls.json"
try 82-tls --action sign_in --password-stdin <<<"$password"
exits 5 'a certificate that nobody vouches for'
says 'no answer: tls_unknown_issuer' 'in a word'
says "Nothing was sent" 'and the sentence says what that means'
jq '.ca_file = "ca.pem"' "$files/82-tls.json" >"$files/83-tls.json"
try 83-tls --action sign_in --password-stdin <<<"$password"
exits 10 'with its authority in the file it is reached'

# ---- the file itself ----------------------------------------------------------------------------------------------
jq '.nmae = "x"' "$files/10-code.json" >"$files/90-broken.json"
try 90-broken --action sign_in
exits 78 'a broken file'
says '90-broken.json:' 'lint tells where'
says 'did you mean "name"' 'and what was meant'
try 90-broken --json
json .schema backin.lint/1 'JSON: what lint would print'
run "$backin" servers try servers.d/providers/diaflow.json --no-input
exits 64 'a provider alone'
says 'a server file that extends it' 'cannot be tried'
try 10-code --action sing_in
exits 64 'an action that is none'
says 'sign_in, ' 'which there are'
try 40-shown --action sign_in --action admin_reset.generate
exits 64 'what is shown once wants a terminal, before anything is sent'
never_says '> POST' 'nothing was'

# ---- a server that repeats secrets ------------------------------------------------------------------------------------
exec {ready}< <(exec /usr/bin/python3 tests/cli/echo.py 2>"$folder/echo.err")
echo=$!
trap 'kill "$echo" "$front"; clean_up' EXIT
read -rt 20 -u "$ready" port
for way in json text html broken; do
  printf '{"name":"Echo","url":"http://127.0.0.1:%s","errors":{"message":"/message"},"actions":{"sign_in":{"request":
    {"method":"POST","path":"/%s","json":{"email":"{{email}}","password":"{{password}}"}},"replies":[
    {"when":{"/plain":"x"},"outcome":"denied"},{"when":{"header location":"x"},"outcome":"denied"},
    {"when":{"message":{"contains":"no such"}},"outcome":"ok","session":{"token":"/tokn"}}]}}}' \
    "$port" "$way" >"$files/$way.json"
  for canary in 'Canary/one + two&"three"' 'grösér-C4nary%41<7>' 'canary4217'; do
    for json in '' --json; do
      try "$way" --action sign_in --password-stdin $json <<<"$canary"
      [ "$rc" = 10 ] || [ "$rc" = 78 ]
      report $? "$way: exit code $rc"
      /usr/bin/python3 - "$canary" "$user" 3<<<"$out$err" <<'PYTHON'
import base64, codecs, html, json, re, sys, urllib.parse
canary, user = sys.argv[1:]
shown = open(3).read()
if 'Ct5150aaQ9xZ27bK4' in shown or '‹password›' not in shown:
    sys.exit('a token that no rule takes, or no mark')
# Whatever is there, decoded in each way, and again.
texts = {shown}
for _ in range(2):
    for text in list(texts):
        texts.add(urllib.parse.unquote_plus(text))
        texts.add(urllib.parse.unquote(text))
        texts.add(html.unescape(text))
        texts.add(re.sub(r'\\(u[0-9a-fA-F]{4}|.)', lambda m: json.loads(f'"{m[0]}"') if m[1][0] in 'u"\\\\/bfnrt' else m[1], text))
        texts.add(re.sub('[^ -~\n]', '', text))
for run in re.findall(r'[A-Za-z0-9+/_-]{6,}', shown):
    for start in range(4):
        chunk = run[start:].replace('-', '+').replace('_', '/')
        data = base64.b64decode(chunk[:len(chunk) // 4 * 4])
        texts.add(data.decode('utf-8', 'replace'))
    if len(run) % 2 == 0 and re.fullmatch('[0-9a-fA-F]+', run):
        texts.add(bytes.fromhex(run).decode('utf-8', 'replace'))
# A part is too much as well.
parts = {canary.lower()[i:i + 6] for i in range(len(canary) - 5)}
for text in texts:
    for part in parts:
        if part in text.lower():
            sys.exit(f'"{part}" stands in it: {text[max(0, text.lower().index(part) - 60):][:120]}')
PYTHON
      report $? "$way $json: nothing of $canary, however encoded"
    done
  done
done
finish
