#!/bin/bash
# Every language says everything that the sources say, with the same holes, and the program finds it
# without the locales of the machine. What machines read is the same in all.
. tests/lib.sh

pot=$build/backin.pot
for po in src/words/po/*.po; do
  language=$(basename "$po" .po)
  run msgfmt --check-format --check-domain --statistics -o /dev/null "$po"
  [[ $rc = 0 && $err != *fuzzy* && $err != *untranslated* ]]
  report $? "$language is whole (else: make po-update, then translate)"
  run msgcmp --use-untranslated "$po" "$pot"
  is "$rc" 0 "$language has every text of the sources"
  holes=$(msgcat --no-wrap "$po" | perl -CS -ne '
    sub holes { join " ", sort map { lc } $_[0] =~ /\{\w+\}/g }
    if (/^msgid "(.*)"/) { $one = $many = $1 }
    if (/^msgid_plural "(.*)"/) { $many = $1 }
    if (/^msgstr(?:\[(\d)\])? "(.*)"/ && $one ne "") {
      my ($english, $text) = ($1 ? $many : $one, $2);
      print "$english -> $text\n" if holes($english) ne holes($text);
      print "$english -> $text: ends otherwise\n" if length($english) > 3 && ($english =~ /[.:?]$/) != ($text =~ /[.:?]$/);
      print "$english -> $text: spaces at an end\n" if $text =~ /^ | $/;
    }')
  is "$holes" '' "$language has the same holes and ends as English"
done

# A text is marked on one line often enough to find out whether a file was forgotten.
missing=$(grep -rhoE 'BK_(N_)?\("([^"\\]|\\.)*"\)' src ui --include='*.[ch]' --include='*.def' |
  sed -E 's/^BK_(N_)?\(//; s/\)$//' | sort -u | while read -r text; do
  [ "$text" = '""' ] || msgcat --no-wrap "$pot" | grep -qxF "msgid $text" || echo "$text"
done)
is "$missing" '' 'every marked text is gathered'

# list [NAME=VALUE]…: the first heading of the list of servers
list() {
  run env -u LC_ALL -u LC_MESSAGES -u LANG -u LANGUAGE -u BACKIN_LANG "$@" \
    "$backin" servers list --servers-dir servers.d
}
speaks() { # WHAT NAME HOW…
  local wanted=$1
  shift
  list "$@"
  [[ $rc = 0 && $out == *" $wanted "* ]]
  report $? "$* speaks $wanted"
}
speaks NOM LANG=fr_FR.UTF-8
speaks NAMN LC_ALL=sv_SE.UTF-8 LANG=fr_FR.UTF-8
speaks NOMBRE LANG=sv_SE.UTF-8 LANGUAGE=xx:es:fr
speaks NAME LC_ALL=C LANG=fr_FR.UTF-8 LANGUAGE=fr
speaks NAME LANG=en_GB.UTF-8 LANGUAGE=en:fr
speaks NOM LC_ALL=C BACKIN_LANG=fr
speaks NAME LANG=../../tmp
list LANG=fr_FR.UTF-8
says 'OÙ' 'UTF-8 that the locale asks for is there without the locale'
for language in en fr sv de es; do
  list LC_ALL=C BACKIN_LANG=$language
  [ -z "$(LC_ALL=C tr -d '\000-\177' <<<"$out$err")" ]
  report $? "LC_ALL=C: $language in ASCII"
done

for words in 'servers list --json' 'servers lint --json' 'status --json --store memory' '--help' 'servers --help' '--version'; do
  read -ra arguments <<<"$words"
  english=$(BACKIN_LANG=en "$backin" "${arguments[@]}" 2>&1)
  other=$(BACKIN_LANG=de "$backin" "${arguments[@]}" 2>&1)
  is "$other" "$english" "$words: the same in every language"
done
finish
