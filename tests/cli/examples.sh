#!/bin/bash
# Every example that --help and backin(1) show is run as it stands, by somebody who has such servers and such
# files: no option, command or file of it is wrong. What a server answers is another matter, and so is what
# only a person at a terminal can give.
. tests/lib.sh
with_keyring open "$@"

for id in eu-test eu-prod us-field auth-us; do
  files+=("$(server_file "$((${#files[@]} + 10))-$id" diaflow)")
done
files+=("$(server_file 50-mail-se glesys)")
start_mock "${files[@]}"

# What the examples take for granted.
mkdir "$folder/there" "$folder/bin"
cd "$folder/there" || exit 70
cp -r "$top/servers.d" .
# Nothing of the examples reaches a network: what they hand to other programs is not what is tried here.
for program in curl deploy; do
  printf '#!/bin/sh\ncat >/dev/null\n' >"$folder/bin/$program"
  chmod +x "$folder/bin/$program"
done
cp "${files[0]}" 70-little.json
export id CODE=481516 GIT_CONFIG_GLOBAL=$folder/gitconfig PATH=$folder/bin:$build:$PATH
"$backin" login -s eu-test -u "$user" --password-stdin <<<"$password" 2>/dev/null

typed() { # LINES
  local lines file
  # A reset that waits, where the example is about one.
  "$backin" reset list --json | jq -r '.resets[].id' | xargs -rn 1 "$backin" reset cancel >"$folder/cancelled" 2>&1
  [[ $1 == *'id=$('* || $1 != *'$id'* && $1 != *BK-* ]] ||
    id=$("$backin" forgot -s eu-test -u "$user" --json | jq -r .id)
  lines=${1//BK-7Q4M/$id}
  for file in secret newsecret old new otp code temporary mail.txt; do
    echo 'something-Passw0rd' >"$file"
  done
  printf '%s\n' "$lines" >"$folder/typed"
  run bash "$folder/typed"
}
# A wrong example is one that backin answers with a hint to its help, or that the shell cannot run. That a
# question found nobody to answer it is no fault of the example.
fits() { # WHAT
  local unasked='s/^backin: [^\n]*(is missing|Give it with|confirm by naming|needs a terminal)[^\n]*\n  backin [a-z ]+--help\n?//mg'
  printf '%s\n' "$out" "$err" | perl -0777 -pe "$unasked" |
    grep -qE '^  backin [a-z ]*--help|command not found|No such file|syntax error'
  [ $? = 1 ]
  report $? "$1"
}

examples_of() { sed -n '/^Examples:/,/^$/s/^  //p'; }
while read -r command; do
  typed "$("$backin" $command --help | examples_of)"
  fits "$command"
done < <("$backin" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' | sed 's/ *$//')

while IFS= read -r -d '' example; do
  typed "$example"
  fits "backin(1): ${example%%$'\n'*}"
done < <(perl -0777 -ne 'my ($part) = /^\.Sh EXAMPLES\n(.*?)^\.Sh /ms;
  while ($part =~ /^\.Bd [^\n]*\n(.*?)^\.Ed/msg) { my $text = $1; $text =~ s/\\-/-/g; $text =~ s/\\\(aq/\x27/g; $text =~ s/\\e/\\/g; $text =~ s/\\&//g; print "$text\0" }' \
  "$top/packaging/man/backin.1")
finish
