#!/bin/bash
# What is asked for wrongly is said at once, with the flag that mends it, and exits 64; nothing is sent.
. tests/lib.sh

run "$backin"
exits 64 'no command, no terminal'
is "$out" '' 'and nothing on stdout'
says 'The screens need a terminal' 'a sentence says so'
says '"backin --help"' 'and where help is'
run "$backin" --help
exits 0 '--help'
says 'backin COMMAND --help' 'which says where more help is'
run "$backin" --version
is "${out%% *}" backin '--version names the program'
run "$backin" frobnicate
exits 64 'an unknown command'
run "$backin" statsu
says 'did you mean "status"' 'a slip is understood'
run "$backin" reset verfy X
says 'did you mean "reset verify"' 'in two words as well'
run "$backin" reset
exits 64 'a group alone'
says 'reset complete' 'lists its commands'
for asked in 'reset --help' 'reset -h' 'help reset'; do
  run "$backin" $asked
  exits 0 "backin $asked"
  says 'reset complete    Set the new password' 'says what each of its commands does'
  is "$err" '' 'and complains about nothing'
done
run "$backin" login --passwd-stdin
exits 64 'an unknown option'
run "$backin" --json status
exits 64 'the command comes first'
run "$backin" status extra
exits 64 'an argument too many'
run "$backin" servers show
exits 64 'an argument missing'

# ---- every command has help, and the manual knows it ---------------------------------------------------
commands() {
  "$backin" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' | sed 's/ *$//' | sort
}
manual=$top/packaging/man/backin.1
while read -r command; do
  run $backin $command --help
  exits 0 "$command --help"
  says 'Examples:' "$command: examples"
  for option in $(printf '%s\n' "$out" | sed -n 's/^ *\(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort -u); do
    grep -q -- "Fl -$option\b" "$manual" ||
      echo "#   not in backin(1): --$option of $command" >>"$folder/missing"
  done
  grep -q "^\.It Cm $command\b" "$manual"
  report $? "$command stands in backin(1)"
done < <(commands)
cat "$folder/missing" 2>/dev/null
[ ! -s "$folder/missing" ]
report $? 'every option stands in backin(1)'
documented=$(sed -n 's/^\.It Cm \([a-z]*\( [a-z]*\)\{0,1\}\).*/\1/p' "$manual" | sed 's/ *$//' | sort)
is "$documented" "$(commands)" 'backin(1) has these commands and no others'

# ---- values --------------------------------------------------------------------------------------------
printf '{"name":"Here","extends":"diaflow","url":"http://127.0.0.1:9"}\n' >"$folder/servers/10-here.json"
mkdir "$folder/servers/providers"
cp servers.d/providers/diaflow.json "$folder/servers/providers/"
export BACKIN_SERVERS_PATH=$folder/servers BACKIN_STORE=none

run "$backin" login --no-input
exits 64 'no account'
says '--user' 'names the flag'
run "$backin" login -u "$user" --no-input
exits 64 'no server: none is chosen for the person'
says '--server' 'names the flag'
run "$backin" login -u "$user" -s here --no-input
exits 64 'no password'
says '--password-stdin' 'names the flag'
run "$backin" login -u "$user" -s her --no-input
exits 64 'an unknown server'
says 'Did you mean here?' 'with the one that was meant'
run "$backin" login -u nobody -s here --no-input
exits 64 'not an address'
run "$backin" login -u "$user" -s here --password-stdin --otp-stdin
exits 64 'two values from one stdin'
run "$backin" login -u "$user" -s here --password-fd 9
exits 64 'a descriptor that is not open'
run "$backin" login -u "$user" -s here --password-stdin </dev/null
exits 64 'an empty password'
run "$backin" login -u "$user" -s here --input password=secret-Passw0rd
exits 64 'a secret as an argument is refused'
never_says secret-Passw0rd 'and not repeated'
run "$backin" login -u "$user" -s here --store drawer
exits 64 'an unknown place to keep things'
run "$backin" forgot -u "$user" -s here --by pigeon
exits 64 'an unknown way'
run "$backin" reset verify BK-2222 --code-stdin <<<123456
exits 64 'an unknown reset'
run "$backin" reset verify --no-input
exits 64 'no reset at all'
run "$backin" admin reset -s here -u "$user" --generate --send
exits 64 'two ways at once'
run "$backin" admin reset -s here -u "$user" --generate --no-input
exits 64 'nowhere to show what is shown once: nothing is asked for'
run "$backin" completion tcsh
exits 64 'a shell without completion'

# ---- a result that could not be written was not given ------------------------------------------------------
for lost in '&-' /dev/full; do
  run bash -c "exec \"\$1\" servers list --json >$lost" bash "$backin"
  exits 1 "to >$lost: not done"
  says 'standard output' 'and why'
done
run bash -c '"$1" servers schema | head -c 1; echo " ${PIPESTATUS[0]}"' bash "$backin"
is "$out" '{ 1' 'a reader that has seen enough'
never_says 'standard output' 'is no trouble to tell of'
run bash -c 'exec "$1" frobnicate 2>&-' bash "$backin"
exits 64 'nobody reads the errors: the same exit code'

# ---- with --json the same codes, and the error as JSON ----------------------------------------------------
run "$backin" login -u "$user" -s nowhere --no-input --json
exits 64 'JSON: the same exit code'
json .schema backin.error/1 'JSON: schema'
json .error.code unknown_server 'JSON: a stable word'
json .error.exit 64 'JSON: the exit code'
json '[.error | has("message", "next", "ref")] | all' true 'JSON: all members are there'
is "$err" '' 'JSON: nothing on stderr'
run "$backin" login --nonsense --json
json .error.code usage 'JSON: for unknown options too'
run "$backin" nonsense --json
json .error.code unknown_command 'JSON: and unknown commands'
finish
