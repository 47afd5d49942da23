/* The floor under every start: curses, one small screen, and the end with the first key. Linked to curses
 * alone, and to all that backin is linked to, it says what the program itself adds. With -DSTARTED it starts
 * libcurl as well: less memory than that no program needs that sends a request by it. */
#include <curses.h>
#ifdef STARTED
#include <curl/curl.h>
#endif
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
#ifdef STARTED
  CURL *easy = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;
  if (!easy)
    return 1;
#endif
  getch();
  endwin();
  return 0;
}
