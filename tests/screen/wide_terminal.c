#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/text.h"
#include "tests/screen/wide_terminal.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANGES_MAX = 1024, BYTES_MAX = 4, LINE_SIZE = 256 };

struct wide_terminal {
    struct {
        unsigned first, last;
    } ranges[RANGES_MAX];
    size_t count;
    char cut[BYTES_MAX + 1]; /* the beginning of a character */
    size_t cut_len;
    bool owes; /* the second half of the last character; its marks come first */
};

struct wide_terminal *wide_terminal_new(void)
{
    struct wide_terminal *w = calloc(1, sizeof *w);
    FILE *list = fopen("/usr/share/unicode/EastAsianWidth.txt", "re");
    char line[LINE_SIZE];
    assert_true(w != NULL && list != NULL);
    while (fgets(line, sizeof line, list) != NULL) {
        unsigned first, last;
        char width[3];
        bool range = sscanf(line, "%x..%x;%2[A-Za-z]", &first, &last, width) == 3;
        if ((range || sscanf(line, "%x;%2[A-Za-z]", &first, width) == 2) && strcmp(width, "A") == 0) {
            assert_true(w->count < RANGES_MAX);
            w->ranges[w->count].first = first;
            w->ranges[w->count++].last = range ? last : first;
        }
    }
    fclose(list);
    assert_true(w->count > 100);
    return w;
}

void wide_terminal_free(struct wide_terminal **w)
{
    free(*w);
    *w = NULL;
}

static bool is_mark(uint32_t character)
{
    return text_char_width((int32_t)character) == 0;
}

bool wide_terminal_doubles(const struct wide_terminal *w, uint32_t character)
{
    for (size_t i = 0; i < w->count; i++) {
        if (character >= w->ranges[i].first && character <= w->ranges[i].last) {
            return !is_mark(character) && character != 0xad;
        }
    }
    return false;
}

static void pay(struct wide_terminal *w, VTerm *vt)
{
    if (w->owes) {
        vterm_input_write(vt, " ", 1);
    }
    w->owes = false;
}

static void write_character(struct wide_terminal *w, VTerm *vt)
{
    int32_t character = 0;
    assert_int_equal(text_decode(w->cut, w->cut_len, &character), w->cut_len);
    if (!is_mark((uint32_t)character)) {
        pay(w, vt);
    }
    vterm_input_write(vt, w->cut, w->cut_len);
    w->owes = w->owes || wide_terminal_doubles(w, (uint32_t)character);
    w->cut_len = 0;
}

static size_t bytes_of(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

void wide_terminal_write(struct wide_terminal *w, VTerm *vt, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        w->cut[w->cut_len++] = bytes[i];
        if (w->cut_len == bytes_of(w->cut[0])) {
            write_character(w, vt);
        }
    }
    if (w->cut_len == 0) {
        pay(w, vt);
    }
}

void wide_terminal_check(const struct wide_terminal *w, VTermScreen *screen, int rows, int columns)
{
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns;) {
            VTermScreenCell stands;
            cchar_t believed;
            vterm_screen_get_cell(screen, (VTermPos){y, x}, &stands);
            assert_int_equal(mvwin_wch(curscr, y, x, &believed), OK);
            uint32_t is = stands.chars[0] != 0 ? stands.chars[0] : ' ';
            int wide = wide_terminal_doubles(w, is) ? 2 : stands.width > 1 ? stands.width : 1;
            if (is != (uint32_t)believed.chars[0] || wide != text_char_width((int32_t)is)) {
                fail_msg("row %d column %d: U+%04X stands there, %d wide; curses believes U+%04X", y, x,
                         (unsigned)is, wide, (unsigned)believed.chars[0]);
            }
            if (wide_terminal_doubles(w, is)) {
                vterm_screen_get_cell(screen, (VTermPos){y, x + 1}, &stands);
                assert_int_equal(stands.chars[0], ' ');
            }
            x += wide;
        }
    }
}
