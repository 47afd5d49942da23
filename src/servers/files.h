/* files.h: reading single files of servers.d by the rules of requirement D10: only regular files of root
 * or the user that nobody else may write, at most BK_SERVERS_MAX_FILE bytes, no links but the mask. */
#ifndef BK_SERVERS_FILES_H
#define BK_SERVERS_FILES_H

#include "servers/report.h"
#include "servers/servers.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_FILE_ABSENT,
  BK_FILE_MASK,    /* empty, or a link to /dev/null: as if files of that name further down were absent */
  BK_FILE_REFUSED, /* it may not be used; problems say why */
  BK_FILE_BROKEN,  /* it is no JSON; problems say where */
  BK_FILE_READ,
} BkFileState;

/* An open directory, or -1: absent (silently), or refused, which problems say. Owned by root or the user and
 * not writable by others. */
int bk_files_open_dir(const char *path, BkDiagnostics *problems);

/* Reads name in dir and parses it; *ret_layer (owned, NULL unless BK_FILE_READ) calls the file shown.
 * lenient: for a file that somebody asked to check: owner and mode are warned of, links are followed. */
BkFileState bk_files_read(int dir, const char *name, const char *shown, gboolean lenient,
                          BkDiagnostics *problems, BkLayer **ret_layer);

G_END_DECLS

#endif
