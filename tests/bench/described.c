/* described.c: a terminal that does what its terminfo entry says and nothing else.
 *
 * Every string that the entry can mean is made beforehand, cup for each cell and so on, without padding. Of
 * what comes in, the longest string that is known is taken; what begins none is text. It is strict: an
 * unknown control character, a move from an unknown place, a move or wiping with attributes on where that is
 * not allowed, and a cell that was never written or wiped are told, or are seen in the dump. */
#include "screen.h"

#include <curses.h>
#include <string.h>
#include <term.h>

#define UNWRITTEN 'X'
#define LONGEST 512

typedef enum {
  NOTHING,
  PLACE,
  ROW,
  COLUMN,
  UP,
  DOWN,
  LEFT,
  RIGHT,
  START,
  WIPE,
  BELOW,
  REST,
  LOOK,
  PLAIN,
  WRAP
} Act;

typedef struct {
  Act act;
  int a, b;
  gboolean begins; /* only the beginning of others */
} Meaning;

struct Described {
  Screen *screen;
  GHashTable *known; /* string -> Meaning* */
  GString *waiting;
  gboolean wraps, keeps_looks, no_tilde;
  guchar filler;
  gboolean held; /* at the right edge, for now */
  gboolean lost; /* nobody knows where the cursor is */
  char *trouble, *unfit;
  gunichar utf8;
  int utf8_left;
};

static const char *text_of(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 || (value && !value[0]) ? NULL : value;
}

static char *without_padding(const char *value, guchar filler) {
  GString *text = g_string_new(NULL);
  for (const char *p = value; *p; p++) {
    const char *end = p[0] == '$' && p[1] == '<' ? p + 2 + strspn(p + 2, "0123456789.*/") : NULL;
    if (end && end > p + 2 && *end == '>')
      p = end;
    else if (filler == 0 || (guchar)*p != filler || filler == 0x80)
      g_string_append_c(text, *p);
  }
  return g_string_free(text, FALSE);
}

static void learn(Described *described, const char *value, Act act, int a, int b) {
  g_autofree char *text = value ? without_padding(value, described->filler) : NULL;
  if (!text || !text[0])
    return;
  for (gsize length = 1; length <= strlen(text); length++) {
    g_autofree char *part = g_strndup(text, length);
    Meaning *old = g_hash_table_lookup(described->known, part);
    if (old && (length < strlen(text) || !old->begins))
      continue; /* what was there first stays */
    Meaning *meaning = old ? old : g_new(Meaning, 1);
    *meaning = (Meaning){act, a, b, length < strlen(text)};
    if (!old)
      g_hash_table_insert(described->known, g_steal_pointer(&part), meaning);
  }
}

static char *filled(const char *name, int a, int b) {
  const char *value = text_of(name);
  return value ? tparm(value, a, b, 0, 0, 0, 0, 0, 0, 0) : NULL;
}

static void learn_moves(Described *described) {
  static const struct {
    const char *one, *many;
    Act act;
  } steps[] = {{"cuu1", "cuu", UP}, {"cud1", "cud", DOWN}, {"cub1", "cub", LEFT}, {"cuf1", "cuf", RIGHT}};
  int width = described->screen->width, height = described->screen->height;
  const char *right = text_of("cuf1");
  learn(described, text_of("cr"), START, 0, 0);
  learn(described, text_of("home"), PLACE, 0, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
    if (steps[i].act != RIGHT || g_strcmp0(right, " ") != 0) /* that one is text */
      learn(described, text_of(steps[i].one), steps[i].act, 1, 0);
    for (int n = 1; n < width; n++)
      learn(described, filled(steps[i].many, n, 0), steps[i].act, n, 0);
  }
  for (int y = 0; y < height; y++) {
    learn(described, filled("vpa", y, 0), ROW, y, 0);
    for (int x = 0; x < width; x++)
      learn(described, filled("cup", y, x), PLACE, y, x);
  }
  for (int x = 0; x < width; x++)
    learn(described, filled("hpa", x, 0), COLUMN, x, 0);
}

static void learn_all(Described *described) {
  static const char *const nothing[] = {"smcup", "rmcup", "smkx", "rmkx", "rmir"};
  learn(described, text_of("clear"), WIPE, 0, 0);
  learn(described, text_of("ed"), BELOW, 0, 0);
  learn(described, text_of("el"), REST, 0, 0);
  learn_moves(described);
  learn(described, text_of("sgr0"), PLAIN, 0, 0);
  learn(described, text_of("bold"), LOOK, 1, 0);
  learn(described, text_of("rev"), LOOK, 2, 0);
  for (int colour = 0; colour < 8; colour++)
    learn(described, filled("setaf", colour, 0), LOOK, 4, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(nothing); i++)
    learn(described, text_of(nothing[i]), NOTHING, 0, 0);
  learn(described, text_of("smam"), WRAP, 1, 0);
  learn(described, text_of("rmam"), WRAP, 0, 0);
  learn(described, filled("csr", 0, described->screen->height - 1), NOTHING, 0, 0);
  learn(described, "\033[?2004h", NOTHING, 0, 0);
  learn(described, "\033[?2004l", NOTHING, 0, 0);
  /* How a line ends, wherever there is nothing else to end it with. */
  learn(described, "\r", NOTHING, 0, 0);
  learn(described, "\n", NOTHING, 0, 0);
}

/* By another reading of the description than the program's. */
static const char *why_unfit(void) {
  gboolean forward = text_of("cuf1") && !g_str_equal(text_of("cuf1"), " ");
  gboolean steps = text_of("cuu1") && text_of("cud1") && text_of("cub1") && forward;
  gboolean home = text_of("home") && (text_of("cud1") || text_of("cud")) && (forward || text_of("cuf"));
  if (tigetflag("gn") == 1)
    return "stands for many kinds (gn)";
  if (tigetflag("hc") == 1)
    return "prints on paper (hc)";
  if (tigetflag("os") == 1)
    return "cannot replace what it has drawn (os)";
  if (text_of("cup") || home || (text_of("hpa") && text_of("vpa")) || (steps && text_of("clear")))
    return NULL;
  return "cannot move its cursor to a place";
}

Described *described_new(Screen *screen, const char *term) {
  int error = 0;
  int result = setupterm(term, 1, &error);
  if (result != OK && error < 0)
    return NULL;
  Described *described = g_new0(Described, 1);
  if (result != OK) {
    described->unfit = g_strdup(error == 1 ? "prints on paper (hc)" : "stands for many kinds (gn)");
    return described;
  }
  const char *pad = text_of("pad");
  *described = (Described){.screen = screen,
                           .known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                           .waiting = g_string_new(NULL),
                           .wraps = tigetflag("am") == 1,
                           .keeps_looks = tigetflag("msgr") == 1,
                           .no_tilde = tigetflag("hz") == 1,
                           .filler = pad ? (guchar)pad[0] : 0,
                           .lost = TRUE,
                           .unfit = g_strdup(why_unfit())};
  learn_all(described);
  screen_fill(screen, UNWRITTEN);
  return described;
}

/* ncurses may have read a description that it then calls an error. */
static void forget_description(void) {
  if (cur_term)
    del_curterm(cur_term);
}

void described_size(const char *term, int *ret_width, int *ret_height, int *ret_spare) {
  int error = 0;
  *ret_width = *ret_height = -1;
  *ret_spare = 0;
  if (setupterm(term, 1, &error) == OK) {
    *ret_width = tigetnum("cols");
    *ret_height = tigetnum("lines");
    *ret_spare =
        tigetflag("am") == 1 && !text_of("cup") && !text_of("home") && !(text_of("hpa") && text_of("vpa"));
  }
  forget_description();
}

void described_free(Described *described) {
  if (!described)
    return;
  g_clear_pointer(&described->known, g_hash_table_unref);
  if (described->waiting)
    g_string_free(described->waiting, TRUE);
  g_free(described->trouble);
  g_free(described->unfit);
  g_free(described);
  forget_description();
}

const char *described_trouble(const Described *described) {
  return described->trouble;
}

const char *described_unfit(const Described *described) {
  return described->unfit;
}

static void complain(Described *described, const char *what) {
  g_autofree char *text = g_strescape(described->waiting->str, NULL);
  if (!described->trouble)
    described->trouble = g_strdup_printf("%s at \"%s\"", what, text);
}

/* ---- doing it ---------------------------------------------------------------------------------------------
 */

static void put(Described *described, gunichar c) {
  Screen *screen = described->screen;
  if (described->lost)
    complain(described, "text at an unknown place");
  if (described->no_tilde && c == '~')
    complain(described, "a tilde");
  gboolean edge = screen->x == screen->width - 1;
  if (edge && described->wraps && !described->held && screen->y == screen->height - 1)
    complain(described, "text in the corner that scrolls");
  screen_put(screen, c);
  screen->wrapping = FALSE;
  described->lost = described->lost || (edge && described->wraps);
}

static void text(Described *described, guchar c) {
  if (described->utf8_left > 0) {
    described->utf8 = described->utf8 << 6 | (c & 0x3f);
    if (--described->utf8_left == 0)
      put(described, described->utf8);
  } else if (c >= 0xc0) {
    described->utf8_left = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    described->utf8 = c & (0x3fu >> described->utf8_left);
  } else if (c < ' ' || c >= 0x7f)
    complain(described, "an unknown control character");
  else
    put(described, c);
}

static void check(Described *described, const Meaning *meaning) {
  gboolean relative = meaning->act >= ROW && meaning->act <= START;
  if (described->lost && (relative || meaning->act == BELOW || meaning->act == REST) && meaning->act != ROW &&
      meaning->act != COLUMN)
    complain(described, "a step from an unknown place");
  if (described->screen->look != 0 && meaning->act != LOOK && meaning->act != PLAIN &&
      meaning->act != NOTHING && !(described->keeps_looks && meaning->act <= START))
    complain(described, "a move or wiping with an attribute on");
}

static void step(Described *described, int x, int y) {
  Screen *screen = described->screen;
  if (y == screen->height) /* as programs do when they leave */
    screen_scroll(screen, 0, --y, 1);
  if (x < 0 || y < 0 || x >= screen->width || y >= screen->height)
    complain(described, "a step over the edge");
  screen_go(screen, x, y);
}

static void act(Described *described, const Meaning *meaning) {
  Screen *screen = described->screen;
  int x = screen->x, y = screen->y, n = meaning->a;
  check(described, meaning);
  switch (meaning->act) {
  case NOTHING:
    break;
  case PLACE:
    screen_go(screen, meaning->b, n);
    described->lost = FALSE;
    break;
  case ROW:
    screen_go(screen, x, n);
    break;
  case COLUMN:
    screen_go(screen, n, y);
    described->lost = FALSE;
    break; /* painted as row, then column */
  case UP:
    step(described, x, y - n);
    break;
  case DOWN:
    step(described, x, y + n);
    break;
  case LEFT:
    step(described, x - n, y);
    break;
  case RIGHT:
    step(described, x + n, y);
    break;
  case START:
    screen_go(screen, 0, y);
    break;
  case WIPE:
    screen_wipe(screen, 0, 0, 0, screen->height);
    screen_go(screen, 0, 0);
    described->lost = FALSE;
    break;
  case BELOW:
    screen_wipe(screen, x, y, 0, screen->height);
    break;
  case REST:
    screen_wipe(screen, x, y, screen->width, y);
    break;
  case LOOK:
    screen->look |= (guint)n;
    break;
  case PLAIN:
    screen->look = 0;
    break;
  case WRAP:
    described->held = n == 0;
    break;
  }
}

/* ---- taking bytes apart
 * ------------------------------------------------------------------------------------ */

/* Takes the longest string at the beginning of what waits, or one byte of text. */
static void take_one(Described *described) {
  GString *waiting = described->waiting;
  for (gsize length = MIN(waiting->len, LONGEST); length > 0; length--) {
    g_autofree char *part = g_strndup(waiting->str, length);
    const Meaning *meaning = g_hash_table_lookup(described->known, part);
    if (meaning && !meaning->begins) {
      act(described, meaning);
      g_string_erase(waiting, 0, (gssize)length);
      return;
    }
  }
  text(described, (guchar)waiting->str[0]);
  g_string_erase(waiting, 0, 1);
}

static gboolean may_go_on(const Described *described) {
  const GString *waiting = described->waiting;
  for (gsize length = 1; length < LONGEST && length < waiting->len; length++) {
    g_autofree char *part = g_strndup(waiting->str, length);
    if (!g_hash_table_contains(described->known, part))
      return FALSE;
  }
  return waiting->len < LONGEST && g_hash_table_contains(described->known, waiting->str);
}

void described_feed(Described *described, const char *bytes, gsize length) {
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar)bytes[i];
    if (c == 0 || (c == described->filler && c != 0x80))
      continue; /* padding may stand in the middle of anything */
    g_string_append_c(described->waiting, bytes[i]);
    while (described->waiting->len > 0 && !may_go_on(described))
      take_one(described);
  }
}

void described_settle(Described *described) {
  while (described->waiting->len > 0)
    take_one(described);
}
