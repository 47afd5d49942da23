#!/bin/bash
# Servers that say what no server should, against the real program: the table is tests/hostile/cases.py.
# tests/hostile.sh NAME… runs only those rows.
. tests/lib.sh
with_keyring open "$@"

sh tests/unit/net/certificates.sh "$folder" || exit 1
/usr/bin/python3 -W ignore tests/hostile/run.py "$folder" "$@"
