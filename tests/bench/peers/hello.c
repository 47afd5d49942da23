/* The floor under every start: curses, one small screen, and the end with the first key. Linked to curses
 * alone, and to all that backin is linked to, it says what the program itself adds. */
#include <curses.h>
#include <locale.h>

int main(void) {
  setlocale(LC_ALL, "");
  initscr();
  cbreak();
  noecho();
  mvaddstr(0, 0, "Sign in");
  mvaddstr(1, 0, "E-mail address");
  mvaddstr(LINES - 1, 0, "^G Help ^X Exit Ent Next");
  move(1, 16);
  refresh();
  getch();
  endwin();
  return 0;
}
