#!/bin/bash
# By keys against a real Glewlwyd: signed in, forgotten, back in by the whole pasted mail; and on one that wants
# a second factor, by the mailed code.
. tests/real/glewlwyd/lib.sh
. tests/term/lib.sh

user=field@staff.example
first=first-Passw0rd

start_real
start 80x24

sign_in_at "$user" 1
type 'not-the-password'
key Enter
see 'did not accept'
type "$first"
key Enter
at sessions
see 'active'
pass 'signed in'

key Escape
at email
sign_in_at "$user" 1
key C-f
at forgot
key Enter
at inbox
see 'BK-'
key Enter
at code
paste "$(real_mail "$user")" # a whole mail is taken as soon as it is there
at new-password
type by-link-Passw0rd
key Tab
type by-link-Passw0rd
key Enter
at done
see 'still works'
pass 'the new password is set, and the old session is said to be alive'
key Enter
at sign-in
type by-link-Passw0rd
key Enter
at sessions
see 'active'
pass 'signed in after the pasted mail'
key C-d
see 'signed out of Real'
key C-x
see 'ended with 0'

# ---- the second factor ---------------------------------------------------------------------------------
stop_real
start_real --second-factor
start 80x24
sign_in_at "$user" 1
type "$first"
key Enter
see 'second factor'
type "$(real_code "$user" 1)"
key Enter
at sessions
see 'active'
pass 'signed in by password and mailed code'
key C-x
see 'ended with 0'

finish
