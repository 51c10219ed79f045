/* The least that a whole picture costs: on each key curses alone puts other text on the rows of a list, and
 * nothing else is done. Ends with q. What no program that draws lists with curses can beat. */
#include <curses.h>
#include <locale.h>

enum { AROUND = 2 }; /* rows above and below the list */

int main(void)
{
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    endwin(); /* from here on a picture is one write, as in clearbay */
    doupdate();
    for (int n = 0, key = 0; key != 'q'; n++) {
        for (int y = AROUND; y < LINES - AROUND; y++) {
            mvprintw(y, 0, "%05d-%05d %-60s %10d.00 CNY", n * 7 + y, y * (n + 3),
                     n % 2 == 0 ? "brake pad, front" : "oil filter, insert", y * 37 + n);
        }
        refresh();
        key = getch();
    }
    endwin();
    return 0;
}
