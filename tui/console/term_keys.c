#include "tui/console/term_keys.h"
#include "core/base/buf.h"
#include "core/base/text.h"

#include <curses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    PASTE_BEGIN = 2000, /* beyond the codes that curses gives out */
    PASTE_END,
    PASTE_MAX = 65536,
    PASTE_WAIT_MS = 1000
};

struct term_keys {
    WINDOW *pad; /* reading through a pad does not refresh the screen */
    int fd;
    struct buf paste;
};

/* What keyboards send beside what terminfo says: xterm's other mode, linux console, rxvt, scanners. */
static const struct {
    const char *bytes;
    int code;
} sequences[] = {
    {"\033[200~", PASTE_BEGIN}, {"\033[201~", PASTE_END}, {"\033[A", KEY_UP},     {"\033[B", KEY_DOWN},
    {"\033[C", KEY_RIGHT},      {"\033[D", KEY_LEFT},     {"\033OA", KEY_UP},     {"\033OB", KEY_DOWN},
    {"\033OC", KEY_RIGHT},      {"\033OD", KEY_LEFT},     {"\033[H", KEY_HOME},   {"\033[F", KEY_END},
    {"\033OH", KEY_HOME},       {"\033OF", KEY_END},      {"\033[1~", KEY_HOME},  {"\033[4~", KEY_END},
    {"\033[7~", KEY_HOME},      {"\033[8~", KEY_END},     {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
    {"\033[3~", KEY_DC},        {"\033[Z", KEY_BTAB},     {"\033OP", KEY_F(1)},   {"\033OQ", KEY_F(2)},
    {"\033OR", KEY_F(3)},       {"\033OS", KEY_F(4)},     {"\033[[A", KEY_F(1)},  {"\033[[B", KEY_F(2)},
    {"\033[[C", KEY_F(3)},      {"\033[[D", KEY_F(4)},    {"\033[[E", KEY_F(5)},  {"\033[11~", KEY_F(1)},
    {"\033[12~", KEY_F(2)},     {"\033[13~", KEY_F(3)},   {"\033[14~", KEY_F(4)}, {"\033[15~", KEY_F(5)},
    {"\033[17~", KEY_F(6)},     {"\033[18~", KEY_F(7)},   {"\033[19~", KEY_F(8)}, {"\033[20~", KEY_F(9)},
    {"\033[21~", KEY_F(10)},
};

enum status term_keys_new(int fd, struct term_keys **out, struct error *e)
{
    struct term_keys *k = calloc(1, sizeof *k);
    *out = k;
    if (k == NULL || (k->pad = newpad(1, 1)) == NULL) {
        free(k);
        *out = NULL;
        return error_memory(e);
    }
    k->fd = fd;
    buf_init(&k->paste, PASTE_MAX);
    keypad(k->pad, TRUE);
    nodelay(k->pad, TRUE);
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        if (sequences[i].code >= PASTE_BEGIN || key_defined(sequences[i].bytes) <= 0) {
            define_key(sequences[i].bytes, sequences[i].code);
        }
    }
    return ST_OK;
}

void term_keys_free(struct term_keys **kp)
{
    struct term_keys *k = *kp;
    *kp = NULL;
    if (k != NULL) {
        delwin(k->pad);
        buf_free(&k->paste);
        free(k);
    }
}

static const struct {
    int code;
    const char *name;
} key_names[] = {
    {KEY_UP, "Up"},     {KEY_DOWN, "Down"},      {KEY_LEFT, "Left"},           {KEY_RIGHT, "Right"},
    {KEY_HOME, "Home"}, {KEY_END, "End"},        {KEY_PPAGE, "PgUp"},          {KEY_NPAGE, "PgDn"},
    {KEY_DC, "Delete"}, {KEY_BTAB, "Shift-Tab"}, {KEY_BACKSPACE, "Backspace"}, {KEY_ENTER, "Enter"},
    {KEY_IC, "Insert"}, {KEY_FIND, "Home"},      {KEY_SELECT, "End"},          {KEY_RESIZE, "Resize"},
};

static void name_code(int code, struct press *out)
{
    if (code > KEY_F0 && code <= KEY_F(12)) {
        snprintf(out->name, sizeof out->name, "F%d", code - KEY_F0);
    }
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        if (key_names[i].code == code) {
            text_copy(out->name, sizeof out->name, key_names[i].name);
        }
    }
}

static void name_character(wint_t c, struct press *out)
{
    if (c == 27) {
        text_copy(out->name, sizeof out->name, "Esc");
    } else if (c == '\r' || c == '\n') {
        text_copy(out->name, sizeof out->name, "Enter");
    } else if (c == '\t') {
        text_copy(out->name, sizeof out->name, "Tab");
    } else if (c == 127 || c == 8) {
        text_copy(out->name, sizeof out->name, "Backspace");
    } else if (c > 0 && c < 32) {
        snprintf(out->name, sizeof out->name, "Ctrl-%c", (char)(c + 64));
    } else if (c >= 32) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c, bytes);
        memcpy(out->text, bytes, n > 0 ? (size_t)n : 0);
        text_copy(out->name, sizeof out->name, c == ' ' ? "Space" : out->text);
    }
}

/* Collects what is pasted up to its closing mark. Function keys inside are no keys: they are left out. */
static void read_paste(struct term_keys *k)
{
    buf_clear(&k->paste);
    for (;;) {
        wint_t c = 0;
        int got = wget_wch(k->pad, &c);
        if (got == ERR) {
            struct pollfd p = {.fd = k->fd, .events = POLLIN};
            if (poll(&p, 1, PASTE_WAIT_MS) <= 0 || (p.revents & POLLIN) == 0) {
                return; /* the closing mark never came */
            }
        } else if (got == KEY_CODE_YES && c == PASTE_END) {
            return;
        } else if (got == OK) {
            struct press one = {0};
            name_character(c, &one);
            bool blank = c == '\r' || c == '\n' || c == '\t';
            buf_adds(&k->paste, blank ? "\n" : one.text);
        }
    }
}

bool term_keys_next(struct term_keys *k, struct press *out)
{
    wint_t c = 0;
    *out = (struct press){0};
    int got = wget_wch(k->pad, &c);
    if (got == ERR) {
        return false;
    }
    if (got == KEY_CODE_YES && c == PASTE_BEGIN) {
        read_paste(k);
        text_copy(out->name, sizeof out->name, "Paste");
        out->paste = k->paste.data;
    } else if (got == KEY_CODE_YES) {
        name_code((int)c, out);
    } else {
        name_character(c, out);
    }
    return true;
}

struct press press_named(const char *name)
{
    struct press p = {0};
    text_copy(p.name, sizeof p.name, name);
    int32_t cp = 0;
    size_t n = text_decode(name, strlen(name), &cp);
    if (strcmp(name, "Space") == 0) {
        text_copy(p.text, sizeof p.text, " ");
    } else if (n > 0 && name[n] == '\0') {
        text_copy(p.text, sizeof p.text, name);
    }
    return p;
}
