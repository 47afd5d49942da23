#!/bin/bash
# By keys against a real oidc-provider: the page for another device, first refused there, then approved.
. tests/real/oidc-provider/lib.sh
[ -n "${BK_TERM_INSIDE:-}" ] || install_npm oidc-provider
. tests/term/lib.sh

user=field@staff.example

# The address that holds the code, made of what stands on the screen, as a person would type it.
link_on_screen() {
  link=$real_url/device?user_code=$(screen | grep -oE '\b[A-Z]{4}-[A-Z]{4}\b')
  [[ $link == *=????-???? ]]
}

start_real
start 80x24

sign_in_at "$user" 1
key C-d
at device
see 'type this code'
see 'Waiting for the other device'
ok 'the code stands on the screen' link_on_screen
ok 'a person refuses on the other device' real_person_refuses "$link"
see 'End-User aborted'
pass 'the refusal is told here, in the words of the server too'
key Enter
see 'type this code'
ok 'another code stands on the screen' link_on_screen
ok 'a person signs in with the other device, and approves' real_person "$user" "$link"
at sessions
see 'active'
pass 'signed in'
key C-d
see 'signed out of Real'
key C-x
see 'ended with 0'

finish
