#!/bin/sh
# certificates.sh DIRECTORY: the certificates of the TLS tests: a CA (ca.pem) and what it signed, each with
# its chain in NAME.pem and its key in NAME.key.
set -eu
cd "$1"

new_key() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# root NAME: a CA that signs itself
root() {
  new_key "$1"
  openssl req -x509 -new -key "$1.key" -out "$1.pem" -days 30 -subj "/CN=$1" -addext keyUsage=keyCertSign
}

# leaf NAME CA HOST: signed by CA for HOST, at the time of $when
when=
leaf() {
  new_key "$1"
  printf 'subjectAltName=%s\n' "$3" >"$1.ext"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  ${when:+faketime "$when"} openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -set_serial 7 \
    -days 10 -extfile "$1.ext" -out "$1.pem" 2>/dev/null
}

root ca
root stranger
leaf good ca DNS:id.test,IP:127.0.0.1
leaf other ca DNS:other.test
leaf unknown stranger DNS:id.test
when=2001-01-01 leaf expired ca DNS:id.test
when='+400 days' leaf future ca DNS:id.test

new_key self
openssl req -x509 -new -key self.key -out self.pem -days 30 -subj /CN=self -addext subjectAltName=DNS:id.test
printf 'no certificate\n' >nothing.pem
