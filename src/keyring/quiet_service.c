#include "keyring/quiet_service.h"

typedef struct {
  SecretService parent;
} BkQuietService;

typedef struct {
  SecretServiceClass parent;
} BkQuietServiceClass;

G_DEFINE_TYPE(BkQuietService, bk_quiet_service, SECRET_TYPE_SERVICE)

static GError *refusal(void) {
  return g_error_new_literal(G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "the provider wants to ask a person");
}

static GVariant *prompt_sync(SecretService *service, SecretPrompt *prompt, GCancellable *cancellable,
                             const GVariantType *type, GError **error) {
  (void)service, (void)prompt, (void)cancellable, (void)type;
  g_propagate_error(error, refusal());
  return NULL;
}

static void prompt_async(SecretService *service, SecretPrompt *prompt, const GVariantType *type,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data) {
  (void)prompt, (void)type;
  g_autoptr(GTask) task = g_task_new(service, cancellable, callback, data);
  g_task_return_error(task, refusal());
}

static GVariant *prompt_finish(SecretService *service, GAsyncResult *result, GError **error) {
  (void)service;
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void bk_quiet_service_class_init(BkQuietServiceClass *class) {
  class->parent.prompt_sync = prompt_sync;
  class->parent.prompt_async = prompt_async;
  class->parent.prompt_finish = prompt_finish;
}

static void bk_quiet_service_init(BkQuietService *service) {
  (void)service;
}
