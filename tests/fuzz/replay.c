/* Drives a target without a fuzzer: every file of its corpus, and every beginning of it, since an answer
 * that was cut off is the commonest broken one. Run at the top of the checkout. */
#include "fuzz/fuzz.h"

#define BEGINNINGS 100u /* at most, of one file */

/* A copy of exactly that size, so that ASan sees a step beyond it. */
static void hand_over(const char *bytes, gsize length) {
  g_autofree char *copy = g_memdup2(bytes, MAX(length, 1));
  fuzz_one(copy, length);
}

static void replay(gconstpointer path) {
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  g_file_get_contents(path, &bytes, &length, &error);
  g_assert_no_error(error);
  hand_over(bytes, length);
  gsize step = length / BEGINNINGS + 1;
  for (gsize part = 0; part < length; part += step)
    hand_over(bytes, part);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  const char *corpus = "tests/fuzz/corpus/" BK_FUZZ_TARGET;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open(corpus, 0, &error);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  g_assert_no_error(error);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_ptr_array_add(paths, g_build_filename(corpus, name, NULL));
    g_autofree char *test = g_strconcat("/fuzz/" BK_FUZZ_TARGET "/", name, NULL);
    g_test_add_data_func(test, g_ptr_array_index(paths, paths->len - 1), replay);
  }
  g_assert_cmpuint(paths->len, >, 0);
  fuzz_start();
  return g_test_run();
}
