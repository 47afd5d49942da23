#!/bin/bash
# make lint: what neither the compiler nor a test checks. Fast, changes nothing, needs no build.
# Prints "file:line: what is wrong" and ends with one line; status 1 if anything is.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

problems=$(mktemp)
trap 'rm -f "$problems"' EXIT

# Everything that belongs to the project, whether it has been committed or not.
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  mapfile -t files < <(git ls-files --cached --others --exclude-standard | sort -u | while read -r file; do
    [ -f "$file" ] && printf '%s\n' "$file"
  done)
else
  mapfile -t files < <(find . -name build\* -prune -o -name node_modules -prune -o -type f -print | sed 's|^\./||' | sort)
fi
of() { # of PATTERN: those whose path matches
  printf '%s\n' "${files[@]}" | grep -E -- "$1"
}
mapfile -t c_files < <(of '\.[ch]$')
mapfile -t shell_files < <(
  of '\.(sh|bash)$'
  of '^(packaging|tests|\.ci)/' | grep -vE '\.[a-z0-9]+$' | while read -r file; do
    head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh$' && printf '%s\n' "$file"
  done
)
mapfile -t text_files < <(of '\.(c|h|sh|pl|py|mjs|md|json|scenario|screen|txt|po|pot|1|5)$|^Makefile$|^\.ci/run$|^packaging/|^tests/run$')

# say FILE:LINE:TEXT lines of grep as "FILE:LINE: message"
say() {
  cut -d: -f1,2 | sed "s|\$|: $1|" >>"$problems"
}

# 1. C: rooms, libraries, calls, vendors, sizes.
perl tests/lint/c-rules.pl "${c_files[@]}" >>"$problems" ||
  [ -s "$problems" ] || echo 'tests/lint/c-rules.pl:1: could not run' >>"$problems"

# 2. C: formatting.
if command -v clang-format >/dev/null; then
  printf '%s\0' "${c_files[@]}" | xargs -0 clang-format --dry-run 2>&1 |
    grep -E 'warning: code should be clang-formatted' | cut -d: -f1 | uniq -c |
    awk '{ printf "%s:1: not formatted in %d places: clang-format -i %s\n", $2, $1, $2 }' >>"$problems"
else
  echo 'lint: note: no clang-format here, formatting is not checked'
fi

# 3. Paths of one machine, and hosts that packages come from. The bracket keeps this file out.
grep -nE '(^|[^A-Za-z0-9_.$}-])/(hom[e]/[a-z]|roo[t]/|wor[k]/|User[s]/[a-z])' "${text_files[@]}" |
  say 'a path of one machine'
grep -nE 'registr[y]\.|npmj[s]\.|de[b]\.debian\.org|pyp[i]\.org|proxy\.golan[g]|"resolve[d]"' "${text_files[@]}" |
  say 'names a package registry'

# 4. Tests wait for what they expect. The helpers that wait may nap between two looks, and say so.
grep -nE '(^|[;&|({ ])(sleep|usleep)[[:space:]]+[0-9.$"]|time\.slee[p]|setTimeou[t]' \
  $(of '^tests/.*\.(sh|py|mjs)$|^tests/lib|^tests/keyring/') /dev/null | grep -v '# between two looks' |
  say 'sleeps; wait for what is expected'

# 5. Every language reads its own files.
for file in "${shell_files[@]}"; do
  interpreter=sh
  [[ $(head -n 1 "$file") != *bash* ]] || interpreter=bash
  "$interpreter" -n "$file" 2>&1 | sed -nE "s#^[^ ]*: (line )?([0-9]+): #$file:\2: #p" >>"$problems"
done
while read -r file; do
  jq empty "$file" 2>&1 | sed "s|^|$file:1: |" >>"$problems"
done < <(of '\.json$')
while read -r file; do
  python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$file" 2>&1 |
    tail -n 1 | sed "s|^|$file:1: |" >>"$problems"
done < <(of '\.py$')

# 6. Blanks at the ends of lines, tabs in C, no newline at the end.
grep -nE '[[:blank:]]+$' $(printf '%s\n' "${text_files[@]}" | grep -vE '\.(md|screen|txt|scenario)$') /dev/null |
  say 'blanks at the end of the line'
grep -nP '\t' "${c_files[@]}" /dev/null | say 'a tab'
for file in "${text_files[@]}"; do
  [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ] && echo "$file:$(wc -l <"$file"): no newline at the end" >>"$problems"
done

sort -u "$problems"
count=$(grep -cv ': note: ' "$problems")
if [ "$count" -eq 0 ]; then
  echo "lint: ${#files[@]} files, nothing wrong"
else
  echo "lint: $count things wrong"
  exit 1
fi
