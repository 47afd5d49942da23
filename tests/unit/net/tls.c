#include "unit/net/tls.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct TlsFront {
  GPid pid;
  int input; /* the front ends when it is closed */
  guint16 port;
};

static char *folder;

static char *beside(const char *name) {
  g_autofree char *here = g_path_get_dirname(__FILE__);
  return g_build_filename(here, name, NULL);
}

static void make_certificates(void) {
  g_autofree char *script = beside("certificates.sh");
  const char *arguments[] = {"/bin/sh", script, NULL, NULL};
  int status;
  g_autoptr(GError) error = NULL;
  folder = g_dir_make_tmp("backin-certificates-XXXXXX", &error);
  g_assert_no_error(error);
  arguments[2] = folder;
  g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
               &error);
  g_assert_no_error(error);
  g_assert_cmpint(status, ==, 0);
}

char *tls_certificate(const char *name) {
  if (folder == NULL)
    make_certificates();
  g_autofree char *file = g_strconcat(name, ".pem", NULL);
  return g_build_filename(folder, file, NULL);
}

void tls_forget_certificates(void) {
  if (folder == NULL)
    return;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    unlink(path);
  }
  rmdir(folder);
  g_clear_pointer(&folder, g_free);
}

TlsFront *tls_front_new(guint16 plain_port, const char *certificate, const char *mode) {
  TlsFront *front = g_new0(TlsFront, 1);
  g_autofree char *script = beside("tls_front.py"), *shown = tls_certificate(certificate);
  g_autofree char *stem = g_strndup(shown, strlen(shown) - strlen(".pem"));
  g_autofree char *key = g_strconcat(stem, ".key", NULL);
  g_autofree char *port = g_strdup_printf("%u", plain_port);
  const char *arguments[] = {"/usr/bin/python3", "-W", "ignore", script, port, shown, key, mode, NULL};
  g_autoptr(GError) error = NULL;
  int output;
  g_spawn_async_with_pipes(NULL, (char **)arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &front->pid,
                           &front->input, &output, NULL, &error);
  g_assert_no_error(error);
  char line[16] = "";
  for (gsize length = 0; strchr(line, '\n') == NULL; length++)
    g_assert_cmpint(read(output, line + length, 1), ==, 1);
  close(output);
  front->port = (guint16)g_ascii_strtoull(line, NULL, 10);
  return front;
}

void tls_front_free(TlsFront *front) {
  if (front == NULL)
    return;
  close(front->input);
  waitpid(front->pid, NULL, 0);
  g_free(front);
}

guint16 tls_front_port(const TlsFront *front) {
  return front->port;
}
