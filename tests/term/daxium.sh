#!/bin/bash
# By keys, in the order of a mobile app: e-mail, server, forgot, the address again, the mailed link.
source "$(dirname "$0")/lib.sh"

to_the_code() { # SIZE
  start "$1"
  sign_in_at ann@studio.example 2
  key C-f
  at forgot
  type ann@studio.example
  key Enter
  at inbox
  key Enter
  at code
}
finish_with() { # PASSWORD
  at new-password
  type "$1"
  key Tab
  type "$1"
  key Enter
  at done
}

journey() { # SIZE
  to_the_code "$1"
  # A bracketed paste is taken as it comes; its newlines are no Enter.
  paste 'https://evil.example/reset?token=abcdefgh'
  see 'evil.example'
  at code
  pass "$1: a foreign host is named and refused"
  key C-u
  paste "$(mail_of daxium ann@studio.example link)"
  finish_with "link-Passw0rd-$1"
  pass "$1: the pasted link"

  to_the_code "$1"
  paste "$(printf 'From: Daxium <no-reply@example.test>\nSubject: hello\n\n%s\n' "$(mail_of daxium ann@studio.example text)")"
  finish_with "mail-Passw0rd-$1"
  pass "$1: the whole pasted mail"
}

start_mock
both_sizes journey
finish
