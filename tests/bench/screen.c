#include "screen.h"

#include <string.h>
#include <wchar.h>

static const Cell blank = {' ', 0, FALSE};

Screen *screen_new(int width, int height) {
  Screen *screen = g_new0(Screen, 1);
  *screen = (Screen){.width = width, .height = height, .wraps = TRUE, .bottom = height - 1};
  screen->cells = g_new(Cell, (gsize)(width * height));
  screen_fill(screen, ' ');
  return screen;
}

void screen_free(Screen *screen) {
  if (screen)
    g_free(screen->cells);
  g_free(screen);
}

Screen *screen_copy(const Screen *screen) {
  Screen *copy = screen_new(screen->width, screen->height);
  Cell *cells = copy->cells;
  *copy = *screen;
  copy->cells = cells;
  memcpy(cells, screen->cells, sizeof(Cell) * (gsize)(screen->width * screen->height));
  return copy;
}

Cell *screen_at(const Screen *screen, int x, int y) {
  return &screen->cells[y * screen->width + x];
}

void screen_fill(Screen *screen, gunichar c) {
  for (int i = 0; i < screen->width * screen->height; i++)
    screen->cells[i] = (Cell){c, 0, FALSE};
}

void screen_go(Screen *screen, int x, int y) {
  screen->x = CLAMP(x, 0, screen->width - 1);
  screen->y = CLAMP(y, 0, screen->height - 1);
  screen->wrapping = FALSE;
}

/* A terminal that erases does so in the background colour at hand. */
void screen_wipe(Screen *screen, int x, int y, int to_x, int to_y) {
  for (int at = y * screen->width + x; at < to_y * screen->width + to_x; at++)
    screen->cells[at] = (Cell){' ', screen->look & 0xff00u, FALSE};
}

void screen_scroll(Screen *screen, int top, int bottom, int up) {
  int rows = bottom - top + 1, count = MIN(ABS(up), rows), kept = rows - count, width = screen->width;
  Cell *first = screen_at(screen, 0, top), *moved = screen_at(screen, 0, top) + count * width;
  if (up > 0)
    memmove(first, moved, sizeof(Cell) * (gsize)(kept * width));
  else
    memmove(moved, first, sizeof(Cell) * (gsize)(kept * width));
  int from = up > 0 ? top + kept : top;
  screen_wipe(screen, 0, from, 0, from + count);
}

void screen_line_feed(Screen *screen) {
  screen->wrapping = FALSE;
  if (screen->y == screen->bottom)
    screen_scroll(screen, screen->top, screen->bottom, 1);
  else if (screen->y < screen->height - 1)
    screen->y++;
}

void screen_put(Screen *screen, gunichar c) {
  int width = screen->acs ? 1 : wcwidth((wchar_t)c);
  if (width <= 0)
    return; /* a combining mark: not told apart here */
  if (screen->wrapping && screen->wraps) {
    screen->x = 0;
    screen_line_feed(screen);
  }
  screen->wrapping = FALSE;
  screen->x = MIN(screen->x, screen->width - width);
  Cell *cell = screen_at(screen, screen->x, screen->y);
  if (screen->inserting)
    memmove(cell + width, cell, sizeof(Cell) * (gsize)(screen->width - screen->x - width));
  *cell = (Cell){c, screen->look, screen->acs && c >= 0x5f && c <= 0x7e};
  if (width == 2)
    cell[1] = (Cell){0, screen->look, FALSE};
  screen->wrapping = screen->x + width >= screen->width;
  screen->x = MIN(screen->x + width, screen->width - 1);
}

char *screen_row(const Screen *screen, int y) {
  GString *row = g_string_new(NULL);
  int end = screen->width;
  while (end > 0 && screen_at(screen, end - 1, y)->c == blank.c)
    end--;
  for (int x = 0; x < end; x++)
    if (screen_at(screen, x, y)->c)
      g_string_append_unichar(row, screen_at(screen, x, y)->c);
  return g_string_free(row, FALSE);
}

gboolean screen_shows(const Screen *screen, const char *text) {
  for (int y = 0; y < screen->height; y++) {
    g_autofree char *row = screen_row(screen, y);
    if (strstr(row, text))
      return TRUE;
  }
  return FALSE;
}

char *screen_dump(const Screen *screen) {
  GString *dump = g_string_new(NULL);
  for (int y = 0; y < screen->height; y++) {
    g_autofree char *row = screen_row(screen, y);
    g_string_append_printf(dump, "|%s\n", row);
  }
  g_string_append_printf(dump, "cursor %d,%d\n", screen->x + 1, screen->y + 1);
  return g_string_free(dump, FALSE);
}
