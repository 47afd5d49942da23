#!/bin/bash
# By keys: a password made by the server is shown once and gone from the screen and the scrollback; an
# administrator sets a password and makes a link.
source "$(dirname "$0")/lib.sh"

generate() { # SIZE
  start "$1"
  sign_in_at ann@studio.example 4
  type old-Passw0rd
  key Enter
  screen
  key C-y
  at admin
  screen
}
start_mock
both_sizes generate
finish
