#include "base/clock.h"

static gboolean frozen;
static gint64 frozen_wall, frozen_monotonic;

gint64 bk_clock_wall(void) {
  return frozen ? frozen_wall : g_get_real_time() / G_USEC_PER_SEC;
}

gint64 bk_clock_monotonic(void) {
  return frozen ? frozen_monotonic : g_get_monotonic_time() / G_USEC_PER_SEC;
}

void bk_clock_freeze(gint64 wall, gint64 monotonic) {
  frozen = TRUE;
  frozen_wall = wall;
  frozen_monotonic = monotonic;
}

void bk_clock_thaw(void) {
  frozen = FALSE;
}

char *bk_clock_format(gint64 wall) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(wall);
  return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
}

gint64 bk_clock_parse(const char *text) {
  /* GLib reads ISO 8601 without an offset as local time only when given a zone: without one, refuse. */
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601(text, NULL) : NULL;
  return time != NULL ? g_date_time_to_unix(time) : -1;
}
