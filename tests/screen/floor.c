#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/screen/floor.h"
#include "tui/console/scan.h"

#include <ctype.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 1000000, CHUNK = 65536 };

static void set_number(const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    setenv(name, text, 1);
}

/* Hands what curses wrote since the last time to the virtual terminal. */
static void feed(struct floor *f)
{
    fflush(f->out);
    char *chunk = malloc(CHUNK);
    assert_non_null(chunk);
    f->last_sent = 0;
    for (;;) {
        ssize_t n = pread(fileno(f->out), chunk, CHUNK, f->read);
        if (n <= 0) {
            break;
        }
        f->read += n;
        f->last_sent += (size_t)n;
        if (f->wide != NULL) {
            wide_terminal_write(f->wide, f->vt, chunk, (size_t)n);
        } else {
            vterm_input_write(f->vt, chunk, (size_t)n);
        }
        f->sent = realloc(f->sent, f->sent_len + (size_t)n + 1);
        assert_non_null(f->sent);
        memcpy(f->sent + f->sent_len, chunk, (size_t)n);
        f->sent_len += (size_t)n;
        f->sent[f->sent_len] = '\0';
    }
    free(chunk);
}

void floor_draw(struct floor *f)
{
    ui_draw(f->ui);
    feed(f);
    if (f->wide != NULL) {
        wide_terminal_check(f->wide, f->screen, f->rows, f->columns);
    }
}

static void start(struct floor *f, const struct floor_options *options)
{
    struct error e = ERROR_NONE;
    const struct term_options t = {.type = "xterm-256color",
                                   .out = f->out,
                                   .in = f->in,
                                   .theme = options->theme != NULL ? options->theme : "dark",
                                   .frames = options->frames != NULL ? options->frames : "utf8"};
    if (term_open(&t, &f->term, &e) != ST_OK || ui_new(f->shop->client, f->term, &f->ui, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    floor_draw(f);
}

struct floor *floor_open(struct workshop *shop, const struct floor_options *options)
{
    struct floor *f = calloc(1, sizeof *f);
    int ends[2];
    assert_non_null(f);
    f->shop = shop;
    f->rows = options->rows;
    f->columns = options->columns;
    const char *language = options->language != NULL ? options->language : getenv("SCREEN_LANGUAGE");
    f->chinese = language != NULL && strcmp(language, "zh_CN") == 0;
    i18n_start(language != NULL ? language : "en");
    text_ambiguous_wide(options->wide);
    f->wide = options->wide ? wide_terminal_new() : NULL;
    set_number("LINES", f->rows);
    set_number("COLUMNS", f->columns);
    setenv("LC_ALL", "C.UTF-8", 1);
    f->out = fdopen(memfd_create("terminal", MFD_CLOEXEC), "w+");
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    f->in = fdopen(ends[0], "r");
    f->keys = ends[1];
    assert_true(f->out != NULL && f->in != NULL);
    f->vt = vterm_new(f->rows, f->columns);
    vterm_set_utf8(f->vt, 1);
    f->screen = vterm_obtain_screen(f->vt);
    vterm_screen_reset(f->screen, 1);
    start(f, options);
    return f;
}

struct floor *floor_open_order(struct workshop *shop, const struct floor_options *options)
{
    workshop_as(shop, "adv", PIN);
    workshop_change(shop, "order.open",
                    json_pack("{s:s,s:s,s:s,s:i}", "plate", "京A12345", "concern", "brakes squeal",
                              "customer", "王芳", "odometer", 58300));
    return floor_open(shop, options);
}

void floor_close(struct floor **fp)
{
    struct floor *f = *fp;
    *fp = NULL;
    ui_free(&f->ui);
    term_close(&f->term);
    vterm_free(f->vt);
    fclose(f->out);
    fclose(f->in);
    close(f->keys);
    free(f->sent);
    wide_terminal_free(&f->wide);
    free(f);
    i18n_start("en");
    text_ambiguous_wide(false);
}

void floor_as(struct floor *f, const char *user)
{
    struct error e = ERROR_NONE;
    ui_free(&f->ui);
    workshop_as(f->shop, user, PIN);
    if (ui_new(f->shop->client, f->term, &f->ui, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    floor_draw(f);
}

void floor_press(struct floor *f, const char *name)
{
    struct press p = press_named(name);
    ui_press(f->ui, &p);
    floor_draw(f);
}

void floor_keys(struct floor *f, const char *names)
{
    while (*names != '\0') {
        char name[32];
        size_t n = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, names);
        floor_press(f, name);
        names += n;
        names += strspn(names, " ");
    }
}

void floor_type(struct floor *f, const char *text)
{
    while (*text != '\0') {
        char one[8];
        int32_t cp = 0;
        size_t n = text_decode(text, strlen(text), &cp);
        snprintf(one, sizeof one, "%.*s", (int)n, text);
        floor_press(f, strcmp(one, " ") == 0 ? "Space" : one);
        text += n;
    }
}

void floor_bytes(struct floor *f, const char *bytes, size_t n)
{
    struct press p;
    assert_int_equal(write(f->keys, bytes, n), (ssize_t)n);
    while (term_press(f->term, &p)) {
        ui_press(f->ui, &p);
    }
    floor_draw(f);
}

void floor_scan(struct floor *f, const char *code)
{
    struct scan s = {.held_count = 0};
    int64_t now = 1000;
    for (; *code != '\0'; code++) {
        struct press p = press_named((char[]){*code, '\0'});
        scan_press(&s, f->ui, &p, now += 5);
    }
    struct press enter = press_named("Enter");
    scan_press(&s, f->ui, &enter, now + 5);
    scan_due(&s, f->ui, now + 1000);
    floor_draw(f);
}

void floor_resize(struct floor *f, int rows, int columns)
{
    f->rows = rows;
    f->columns = columns;
    vterm_set_size(f->vt, rows, columns);
    term_resize(f->term, rows, columns);
    floor_draw(f);
}

static void add_cell(struct floor *f, int row, int *column, struct buf *out)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(f->screen, (VTermPos){row, *column}, &cell);
    bool doubled = f->wide != NULL && wide_terminal_doubles(f->wide, cell.chars[0]);
    *column += doubled ? 2 : cell.width > 1 ? cell.width : 1;
    if (cell.chars[0] == 0) {
        buf_addc(out, ' ');
    }
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0 && cell.chars[i] != (uint32_t)-1;
         i++) {
        uint32_t c = cell.chars[i];
        if (c < 0x80) {
            buf_addc(out, (char)c);
        } else if (c < 0x800) {
            buf_addc(out, (char)(0xC0 | c >> 6));
            buf_addc(out, (char)(0x80 | (c & 0x3F)));
        } else if (c < 0x10000) {
            buf_addc(out, (char)(0xE0 | c >> 12));
            buf_addc(out, (char)(0x80 | (c >> 6 & 0x3F)));
            buf_addc(out, (char)(0x80 | (c & 0x3F)));
        } else {
            buf_addc(out, (char)(0xF0 | c >> 18));
            buf_addc(out, (char)(0x80 | (c >> 12 & 0x3F)));
            buf_addc(out, (char)(0x80 | (c >> 6 & 0x3F)));
            buf_addc(out, (char)(0x80 | (c & 0x3F)));
        }
    }
}

char *floor_text(struct floor *f)
{
    struct buf text, row;
    buf_init(&text, TEXT_MAX);
    buf_init(&row, TEXT_MAX);
    for (int y = 0; y < f->rows; y++) {
        buf_clear(&row);
        for (int x = 0; x < f->columns;) {
            add_cell(f, y, &x, &row);
        }
        while (row.len > 0 && row.data[row.len - 1] == ' ') {
            row.data[--row.len] = '\0';
        }
        buf_addf(&text, "%s\n", row.data);
    }
    buf_free(&row);
    char *taken = buf_take(&text);
    assert_non_null(taken);
    return taken;
}

/* What a Chinese screen has for English words, each row "English<Tab>Chinese"; NULL: they are not in the
 * list. A line feed behind the words is the end of a row of the screen. */
static char *in_chinese(const char *words)
{
    FILE *list = fopen("tests/screen/words.zh_CN", "re");
    char *line = NULL, *found = NULL;
    size_t size = 0, n = strcspn(words, "\n");
    assert_non_null(list);
    while (found == NULL && getline(&line, &size, list) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, words, n) == 0 && line[n] == '\t') {
            assert_true(asprintf(&found, "%s%s", line + n + 1, words + n) > 0);
        }
    }
    free(line);
    fclose(list);
    return found;
}

/* A plate, a number or a price is the same in every language. */
static bool has_small_letters(const char *words)
{
    return strpbrk(words, "abcdefghijklmnopqrstuvwxyz") != NULL;
}

/* The words in the language of the screen; the caller frees. */
static char *words_here(const struct floor *f, const char *words)
{
    char *chinese = f->chinese ? in_chinese(words) : NULL;
    return chinese != NULL ? chinese : strdup(words);
}

bool floor_has(struct floor *f, const char *words)
{
    char *text = floor_text(f), *here = words_here(f, words);
    bool has = strstr(text, here) != NULL;
    free(here);
    free(text);
    return has;
}

static void check_words(struct floor *f, const char *words, bool wanted)
{
    if (floor_has(f, words) != wanted) {
        fail_msg("%s: %s\n%s", wanted ? "not on the screen" : "should not be on the screen", words,
                 floor_text(f));
    }
}

void floor_shows(struct floor *f, const char *words)
{
    check_words(f, words, true);
}

void floor_lacks(struct floor *f, const char *words)
{
    char *chinese = f->chinese && has_small_letters(words) ? in_chinese(words) : strdup(words);
    if (chinese == NULL) {
        fail_msg("tests/screen/words.zh_CN has not: %s", words);
    }
    free(chinese);
    check_words(f, words, false);
}

void floor_cursor_on(struct floor *f, const char *words)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &cursor);
    char *text = floor_text(f), *here = words_here(f, words), *row = text;
    for (int y = 0; y < cursor.row; y++) {
        row = strchr(row, '\n') + 1;
    }
    row[strcspn(row, "\n")] = '\0';
    if (strstr(row, here) == NULL) {
        fail_msg("the cursor is on %s instead of %s", row, here);
    }
    free(here);
    free(text);
}

static bool digit(char c)
{
    return isdigit((unsigned char)c) || c == '#';
}

/* Makes the digits around p "#". */
static void mask_around(char *text, char *p, size_t skip)
{
    for (char *left = p - 1; left >= text && digit(*left); left--) {
        *left = '#';
    }
    for (char *right = p + skip; digit(*right); right++) {
        *right = '#';
    }
}

/* Beside a box stand the ends of rows below it, perhaps of a time. */
static void mask_beside(char *text, const char *edge)
{
    for (char *row = text; row != NULL && *row != '\0'; row = strchr(row, '\n')) {
        row += *row == '\n';
        char *end = strchr(row, '\n');
        for (char *p = strstr(row, edge); p != NULL && end != NULL && p < end; p = strstr(p + 1, edge)) {
            char *rest = p + strlen(edge);
            for (; end - rest <= 3 && rest < end; rest++) {
                *rest = digit(*rest) ? '#' : *rest;
            }
        }
    }
}

static void mask_edges(char *text)
{
    mask_beside(text, "│");
    mask_beside(text, "┘");
}

/* Bytes of a unit of time at p that has smaller ones beside it, with the blank on either side that stands
 * there: of " h " in "23 h 59 min", of " s" in "5 s"; 0: there is none. */
static size_t unit_at(const char *p)
{
    static const char *const between[] = {" h ", " min ", " 小时 ", " 分 "};
    static const char *const last[] = {" s", " 秒"};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t n = strlen(between[i]);
        if (strncmp(p, between[i], n) == 0 && digit(p[n])) {
            return n;
        }
    }
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        size_t n = strlen(last[i]);
        if (strncmp(p, last[i], n) == 0 && !isalpha((unsigned char)p[n])) {
            return n;
        }
    }
    return 0;
}

/* "11-23 16:05", "2026-11-23", "29 min 59 s", "23 h 59 min": their digits change from run to run. */
static void mask_times(char *text)
{
    for (char *p = text; *p != '\0'; p++) {
        bool between = p > text + 2 && digit(p[-1]) && digit(p[1]);
        bool date = *p == '-' && between && digit(p[-2]) && digit(p[2]) && !digit(p[3]) && p[-3] != '-' &&
                    !isalpha((unsigned char)p[-3]);
        bool second = *p == '-' && between && p[-1] == '#' && digit(p[2]) && !digit(p[3]);
        if ((*p == ':' && between) || date || second) {
            mask_around(text, p, 1);
        }
        size_t unit = p > text && digit(p[-1]) ? unit_at(p) : 0;
        if (unit > 0) {
            mask_around(text, p, unit);
        }
    }
}

/* The workshop's temporary folder has another name each time. */
static void mask_folder(char *text, const char *folder)
{
    for (char *at = strstr(text, folder); at != NULL; at = strstr(at, folder)) {
        memset(at, '#', strlen(folder));
    }
}

static char *read_file(const char *path)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    FILE *f = fopen(path, "re");
    char chunk[4096];
    size_t n;
    while (f != NULL && (n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buf_add(&text, chunk, n);
    }
    if (f != NULL) {
        fclose(f);
    }
    return buf_take(&text);
}

void floor_knows_screens(const char *words, const char *const names[])
{
    static const char before[] = "tui/console/screen_";
    glob_t found;
    assert_int_equal(glob("tui/console/screen_*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = read_file(found.gl_pathv[i]), name[64];
        snprintf(name, sizeof name, "%s", found.gl_pathv[i] + strlen(before));
        name[strcspn(name, ".")] = '\0';
        size_t n = 0;
        while (names[n] != NULL && strcmp(names[n], name) != 0) {
            n++;
        }
        if (names[n] == NULL && strstr(text, words) != NULL) {
            fail_msg("no test for the screen %s", found.gl_pathv[i]);
        }
        free(text);
    }
    globfree(&found);
}

void floor_expect(struct floor *f, const char *name)
{
    char path[256];
    VTermPos cursor;
    snprintf(path, sizeof path, "tests/screen/expected/%s", name);
    char *text = floor_text(f);
    mask_times(text);
    mask_folder(text, f->shop->folder);
    mask_edges(text);
    vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &cursor);
    struct buf picture;
    buf_init(&picture, TEXT_MAX);
    buf_addf(&picture, "%scursor %d,%d\n", text, cursor.row, cursor.col);
    free(text);
    if (getenv("GENERATE") != NULL) {
        FILE *out = fopen(path, "we");
        assert_non_null(out);
        assert_true(fputs(picture.data, out) >= 0);
        assert_int_equal(fclose(out), 0);
    }
    char *wanted = read_file(path);
    if (wanted == NULL || strcmp(wanted, picture.data) != 0) {
        fail_msg("%s: expected\n%s\nbut there is\n%s", path, wanted != NULL ? wanted : "", picture.data);
    }
    free(wanted);
    buf_free(&picture);
}
