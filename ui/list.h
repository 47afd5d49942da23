/* list.h: lines to choose from: a marker, digits that jump, a filter, any number of lines.
 *
 * The lines themselves come anew with every bk_list_show(); the list remembers where the person is. */
#ifndef BK_UI_LIST_H
#define BK_UI_LIST_H

#include "ui/field.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GArray *shown;      /* guint: lines that pass the filter */
  guint selected;     /* index in shown */
  guint top;          /* first one on the screen */
  guint height;       /* lines on the screen when last drawn */
  guint number;       /* of digits typed so far */
  gboolean filtering; /* keys go to the filter */
  gboolean quiet;     /* the marker shows only with the focus */
  gboolean plain;     /* no numbers: lines to read */
  gboolean lit;       /* the whole line of the selection stands out, not only its marker */
  BkField filter;
  const GPtrArray *sought; /* char*: what the filter looks through, line by line, where that is not the lines
                              as they are drawn; borrowed */
} BkList;

void bk_list_init(BkList *list);
void bk_list_clear(BkList *list); /* frees */

/* Tells the list its lines (char*); keeps the selection where it can. */
void bk_list_show(BkList *list, const GPtrArray *lines);
/* Index of the selected line in lines, -1: there is none. */
int bk_list_selected(const BkList *list);
void bk_list_select(BkList *list, guint line);

/* An action of the LIST context, or text. TRUE: taken. A move beyond the ends is not taken. */
gboolean bk_list_act(BkList *list, BkAct act);
gboolean bk_list_type(BkList *list, const BkKey *key);

/* Rows it would like: all lines, and one for the filter while that is in use. */
int bk_list_rows(const BkList *list);
/* Cells between the marker's column and that of the lines. */
int bk_list_indent(const BkList *list);
/* Draws from x with the marker at x: ">12 line". focused: the cursor stands on the marker, or in the filter.
 */
void bk_list_draw(BkList *list, BkCanvas *canvas, int x, int y, int width, int height, const GPtrArray *lines,
                  gboolean focused);

G_END_DECLS

#endif
