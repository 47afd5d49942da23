/* trust.h: the certificates that are trusted. Private to src/net.
 *
 * The system's bundle is a file (CURL_CA_BUNDLE, else SSL_CERT_FILE, else what libcurl was built with).
 * libcurl keeps it parsed between connections as long as no directory of certificates is given with it
 * (18 ms and 0.8 MB a connection otherwise), so none is. A CA file that a server brings is added to it:
 * libcurl takes one file or one block of memory, and keeps only a file parsed. So both are put into a file
 * that has no name but in /proc, and that nobody can change. */
#ifndef BK_NET_TRUST_H
#define BK_NET_TRUST_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_TRUST_MAX (1024u * 1024u) /* bytes of a server's CA file */
#define BK_TRUST_FILES 8u            /* so many different ones are kept parsed; who has more, has time */

/* The path of the system's bundle; NULL when neither the environment nor libcurl names one. Borrowed. */
const char *bk_trust_system(void);

typedef struct {
  char *
      path; /* a file with the system's bundle and ca_file, good as long as this lives; NULL: there is none */
  GBytes *bundle; /* the same in memory, where there is no file; else NULL */
  int file;       /* the descriptor of path, or -1 */
} BkTrust;

/* as_file: whether a file is to be made of it. NULL when ca_file cannot be read, is too large or holds no
 * certificate; *why is then a literal. */
BkTrust *bk_trust_with(const char *ca_file, gboolean as_file, const char **why) G_GNUC_WARN_UNUSED_RESULT;
void bk_trust_free(BkTrust *trust);

G_END_DECLS

#endif
