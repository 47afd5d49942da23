/* trust.h: the certificates that are trusted. Private to src/net.
 *
 * The system's bundle is a file (CURL_CA_BUNDLE, else SSL_CERT_FILE, else what libcurl was built with).
 * libcurl keeps it parsed between connections as long as no directory of certificates is given with it
 * (18 ms and 0.8 MB a connection otherwise), so none is. A CA file that a server brings is added to it, in
 * memory: libcurl takes one file or one block of memory, and only a block can hold both. */
#ifndef BK_NET_TRUST_H
#define BK_NET_TRUST_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_TRUST_MAX (1024u * 1024u) /* bytes of a server's CA file */

/* The path of the system's bundle; NULL when neither the environment nor libcurl names one. Borrowed. */
const char *bk_trust_system(void);

/* The system's bundle and ca_file one after the other. NULL when ca_file cannot be read, is too large or
 * holds no certificate; *why is then a literal. */
GBytes *bk_trust_with(const char *ca_file, const char **why) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
