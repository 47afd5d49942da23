/* process.h: what a process that holds secrets does before anything else. */
#ifndef BK_BASE_PROCESS_H
#define BK_BASE_PROCESS_H

#include <glib.h>

G_BEGIN_DECLS

/* The first call of main(); there is no way back:
 *   descriptors 0 to 2 are open (on /dev/null where they were not; writing to 1 fails as before): were one
 *     of them closed, the first file or socket opened would take its place, and what is printed would go
 * there no core file, and no debugger or reader of /proc/PID/mem of the same user files are made for their
 * owner alone (umask 077) a reader that has gone away is an error of write(), not a signal that kills FALSE:
 * the descriptors could not be had; the caller ends, silently. */
gboolean bk_process_guard(void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
