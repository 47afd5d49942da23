/* link.h: what a person pastes from a mail: a code, a link, or the whole mail. Parsed here, nothing is
 * fetched. */
#ifndef BK_FLOW_LINK_H
#define BK_FLOW_LINK_H

#include "base/secret.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_PASTE_MAX (256u * 1024u)

typedef enum {
  BK_PASTE_VALUES,       /* a link of a trusted host (or a bare token or code): ret_values is set */
  BK_PASTE_FOREIGN_HOST, /* links, but none to a host of this server; ret_host names the first */
  BK_PASTE_NO_VALUE,     /* a link of this server that lacks what its file says a link holds */
  BK_PASTE_NOTHING,      /* no link and no code in it */
} BkPasteResult;

/* Reads a pasted text for the mail of a forgot action: quoted-printable soft breaks, "=3D", HTML
 * entities and angle brackets around a link are undone; the first link of a trusted host wins.
 * ret_values: name -> BkSecret ("code" for a code, "link" for the link as it stands, and each of the
 * mail's link_values), new, for bk_flow_give(). ret_host: clean, free it. Both may be NULL. */
BkPasteResult bk_paste_parse(const BkServer *server, const BkAction *forgot, const BkSecret *text,
                             GHashTable **ret_values, char **ret_host);

/* A code as typed, without spaces, dashes and case where its mail says digits only; NULL if it cannot
 * be a code (empty, over 64 characters, controls). */
BkSecret *bk_code_normalise(const BkSecret *typed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
