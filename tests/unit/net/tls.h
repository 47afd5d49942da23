/* tls.h: a TLS front (tls_front.py) for a plain test server, and the certificates it can show. */
#ifndef TESTS_UNIT_NET_TLS_H
#define TESTS_UNIT_NET_TLS_H

#include <glib.h>

typedef struct TlsFront TlsFront;

/* certificate: a name of certificates.sh ("good", "expired", …). mode: NULL, "old" or "rude". */
TlsFront *tls_front_new(guint16 plain_port, const char *certificate, const char *mode);
void tls_front_free(TlsFront *front);
guint16 tls_front_port(const TlsFront *front);

/* The path of a certificate; made once, in a folder that tls_forget_certificates() removes. Free it. */
char *tls_certificate(const char *name);
void tls_forget_certificates(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlsFront, tls_front_free)

#endif
