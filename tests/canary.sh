#!/bin/bash
# Where secrets go: the journeys with secrets that are easily found again, each process watched by strace. They
# may go to the server and to the keyring; nowhere else: no argument, no environment, no name of a file, no
# file, no output.
. tests/lib.sh
if ! strace -o /dev/null true 2>/dev/null; then
  echo '1..0 # SKIP strace may not trace here'
  exit 0
fi
with_keyring open

password=Canary-one-4b1f9e admin_key=Canary-key-77ac02
second=Canary-two-83d0c1 third=Canary-three-5e66f7
start_mock "$(server_file 10-code diaflow)" "$(server_file 20-browser auth0 '"variables":{"client_id":"c"}')" \
  "$(server_file 40-shown glesys)"
export BACKIN_NO_INPUT=1
export ASAN_OPTIONS=detect_leaks=0 # it cannot look for them in a program that strace watches

# ---- watching --------------------------------------------------------------------------------------------------
# Everything that a process is started with (-v: with its environment), opens, names and writes.
watched=execve,open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,chdir
watched+=,write,writev,pwrite64,pwritev,add_key,prctl,setrlimit,prlimit64,setxattr,memfd_create
runs=0
spy() { # COMMAND…: run, and its trace at the end of $folder/trace
  runs=$((runs + 1))
  run strace -f -qq -v -yy -s 1000000 -e "trace=$watched" -e signal=none -A -o "$folder/trace" "$@"
  printf '%s\n%s\n' "$out" "$err" >>"$folder/said"
}
clean_so_far() { # SECRET WHAT: nothing that was watched or is kept holds it
  local text
  # What goes to a server or to the helper goes through a socket.
  text=$(grep -aF -- "$1" "$folder/trace" | grep -avE '^[0-9]+ +(write|writev)\([0-9]+<(TCP|UNIX)[^>]*[>\[]' | cut -c 1-300)
  is "$text" '' "$2: not in what was started, named, opened or written"
  is "$(grep -rlaF -- "$1" "$HOME" "$folder/said")" '' "$2: not in a file, not in what was said"
}

# ---- the journeys ------------------------------------------------------------------------------------------------
spy "$backin" login -s code -u "$user" --password-stdin <<<"$password"
exits 0 'login'
token=$("$backin" token -s code)
spy "$backin" status -s code --check
exits 0 'status'
spy "$backin" password change -s code --current-fd 3 --new-fd 4 3<<<"$password" 4<<<"$second"
exits 0 'change'
spy "$backin" login -s code -u "$user" --password-stdin <<<"$password"
exits 4 'login with the old password'
spy "$backin" forgot -s code -u "$user" --json
exits 0 'forgot'
code=$(mail code code)
spy "$backin" reset verify --code-stdin <<<"$code"
exits 0 'verify'
spy "$backin" reset complete --password-stdin <<<"$third"
exits 0 'complete'
spy "$backin" login -s code -u "$user" --password-fd 5 --json 5<<<"$third"
exits 0 'login with the new password'
later=$("$backin" token -s code)
spy "$backin" admin reset --set -s browser -u "$user" --yes "$user" --new-fd 3 --input-fd management_token=4 \
  3<<<"$second" 4<<<"$admin_key"
exits 0 'an administrator sets a password'
spy "$backin" login -s shown -u "$admin" --password-stdin --choose 1 <<<"$password"
exits 0 'an administrator signs in'
spy "$backin" servers try "$folder/servers/10-code.json" -u "$user" --action sign_in --action whoami \
  --action change_password --password-fd 3 --current-fd 4 --new-fd 5 3<<<"$third" 4<<<"$third" 5<<<"$second"
exits 0 'servers try'
spy "$backin" servers try "$folder/servers/40-shown.json" -u "$admin" --action sign_in --password-stdin --choose 1 \
  --json <<<"$password"
exits 0 'servers try --json'
spy "$backin" doctor --json
spy "$backin" logout --all
exits 0 'logout'

for secret in password second third admin_key token later; do
  [ -n "${!secret}" ]
  report $? "there is a $secret"
  clean_so_far "${!secret}" "$secret"
done
# Six digits may stand anywhere by chance, but not between quotes or at the end of an argument.
is "$(grep -aE "execve|open|rename" "$folder/trace" | grep -aE "[\"= ]$code[\" ]" | cut -c 1-300)" '' 'code: no argument'
is "$(grep -rlaF -- "\"$code\"" "$HOME")" '' 'code: in no file'

# A value that is shown goes to its descriptor, and nowhere else.
"$backin" login -s shown -u "$admin" --password-stdin --choose 1 <<<"$password" >/dev/null 2>&1
spy "$backin" admin reset --generate -s shown -u "$user" --yes "$user" --out-fd 5 5>"$folder/shown"
exits 0 'a password is made'
made=$(<"$folder/shown")
text=$(grep -aF -- "$made" "$folder/trace" | grep -avE "^[0-9]+ +write\(5<$folder/shown>" | cut -c 1-300)
is "$text" '' 'a made password is written to its descriptor alone'
is "$(grep -rlaF -- "$made" "$HOME" "$folder/said")" '' 'and is in no other file'

# ---- does the watch see at all? ----------------------------------------------------------------------------------
is "$(grep -acE '^[0-9]+ +execve\("[^"]*/backin-keyring"' "$folder/trace" | awk '{ print ($1 >= 8) }')" 1 \
  'the helper was watched as well'
spy env SECRET="$second" "$backin" --version
grep -aqF -- "$second" "$folder/trace"
report $? 'what stands in an environment would have been seen'

# ---- what is in memory stays there ---------------------------------------------------------------------------------
for program in backin backin-keyring; do
  # The process of each call of it that got as far as its main().
  for rule in 'prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE' 'RLIMIT_CORE, {rlim_cur=0, rlim_max=0}'; do
    missing=$(awk -v start="/$program\", [" -v rule="$rule" '
      index($0, "execve(") && index($0, start) { waiting[$1] = 1; next }
      index($0, rule) && / = 0$/ { delete waiting[$1] }
      END { for (pid in waiting) count++; print count + 0 }' "$folder/trace")
    is "$missing" 0 "$program: ${rule%%(*}… in each process"
  done
done
mkfifo "$folder/never"
exec {held}<>"$folder/never"
(
  cd "$folder" || exit
  ulimit -c unlimited
  exec perl -e 'my $pid = fork // die; if (!$pid) { exec @ARGV } waitpid $pid, 0; printf "%d %d\n", $? & 127, $? & 128' \
    "$backin" login -s code -u "$user" --password-stdin <never >"$folder/ended" 2>"$folder/ended.err"
) &
parent=$! begun=$SECONDS
is_reading() { child=$(pgrep -P "$parent") && grep -qs '^Max core file size *0 *0 ' "/proc/$child/limits"; }
until is_reading || [ $SECONDS -gt $((begun + 20)) ]; do
  kill -0 "$parent" 2>/dev/null || break
  read -rt 0.02 <> <(:) || :
done
is_reading
report $? 'no core may be made of a process that holds secrets'
is "$(stat -c %u "/proc/$child")" 0 'its memory belongs to nobody but root'
kill -QUIT "$child"
wait "$parent"
is "$(<"$folder/ended")" '3 0' 'and none is made when it crashes'
finish
