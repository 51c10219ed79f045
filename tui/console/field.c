#include "tui/console/field.h"
#include "core/base/buf.h"
#include "core/base/text.h"

#include <string.h>

void field_set(struct field *f, const char *text)
{
    text_copy(f->text, sizeof f->text, text);
    f->len = strlen(f->text);
    f->at = f->len;
    f->proposed = false;
}

void field_propose(struct field *f, const char *text)
{
    field_set(f, text);
    f->proposed = f->len > 0;
}

void field_wipe(struct field *f)
{
    explicit_bzero(f->text, sizeof f->text);
    f->len = f->at = 0;
}

/* Bytes of the character (with its marks) that begins at `from`. */
static size_t length_at(const struct field *f, size_t from)
{
    int32_t cp = 0;
    size_t n = text_decode(f->text + from, f->len - from, &cp);
    n = n == 0 && from < f->len ? 1 : n;
    while (from + n < f->len) {
        size_t more = text_decode(f->text + from + n, f->len - from - n, &cp);
        if (more == 0 || text_char_width(cp) != 0) {
            break;
        }
        n += more;
    }
    return n;
}

/* Where the character before the cursor begins. */
static size_t before(const struct field *f)
{
    size_t at = 0, last = 0;
    while (at < f->at) {
        last = at;
        at += length_at(f, at);
    }
    return last;
}

static void cut(struct field *f, size_t from, size_t to)
{
    memmove(f->text + from, f->text + to, f->len - to + 1);
    f->len -= to - from;
    explicit_bzero(f->text + f->len, to - from);
    f->at = from;
}

static void insert(struct field *f, const char *text, size_t n)
{
    f->offered++;
    if (f->len + n > (f->max != 0 ? f->max : FIELD_LINE)) {
        return;
    }
    f->taken++;
    memmove(f->text + f->at + n, f->text + f->at, f->len - f->at + 1);
    memcpy(f->text + f->at, text, n);
    f->len += n;
    f->at += n;
}

/* A paste becomes one line; what is invisible or a control does not come in. */
static void paste(struct field *f, const char *text)
{
    while (*text != '\0') {
        int32_t cp = 0;
        size_t n = text_decode(text, strlen(text), &cp);
        if (n == 0) {
            text++;
        } else if (cp == '\n' || cp == '\t') {
            insert(f, " ", 1);
            text += n;
        } else {
            if (text_char_width(cp) >= 0) {
                insert(f, text, n);
            }
            text += n;
        }
    }
}

static size_t word_start(const struct field *f)
{
    size_t at = f->at;
    while (at > 0 && f->text[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && f->text[at - 1] != ' ') {
        at--;
    }
    return at;
}

static void left(struct field *f)
{
    f->at = before(f);
}

static void right(struct field *f)
{
    f->at += f->at < f->len ? length_at(f, f->at) : 0;
}

static void home(struct field *f)
{
    f->at = 0;
}

static void end(struct field *f)
{
    f->at = f->len;
}

static void backspace(struct field *f)
{
    cut(f, before(f), f->at);
}

static void delete (struct field *f)
{
    cut(f, f->at, f->at + (f->at < f->len ? length_at(f, f->at) : 0));
}

static void clear(struct field *f)
{
    cut(f, 0, f->len);
}

static void cut_word(struct field *f)
{
    cut(f, word_start(f), f->at);
}

static const struct edit {
    const char *key;
    void (*run)(struct field *);
} edits[] = {{"Left", left},           {"Right", right},   {"Home", home},    {"End", end},
             {"Backspace", backspace}, {"Delete", delete}, {"Ctrl-U", clear}, {"Ctrl-W", cut_word}};

/* NULL: the key edits nothing. */
static const struct edit *edit_of(const char *key)
{
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        if (strcmp(edits[i].key, key) == 0) {
            return &edits[i];
        }
    }
    return NULL;
}

bool field_takes(const struct press *p)
{
    return p->paste != NULL || p->text[0] != '\0' || edit_of(p->name) != NULL;
}

/* What was proposed gives way to what is typed. */
static void replace_proposed(struct field *f)
{
    if (f->proposed) {
        cut(f, 0, f->len);
        f->proposed = false;
    }
}

bool field_was_full(struct field *f, size_t *offered, size_t *taken)
{
    *offered = f->offered;
    *taken = f->taken;
    f->offered = f->taken = 0;
    return *offered > *taken;
}

bool field_press(struct field *f, const struct press *p)
{
    f->offered = f->taken = 0;
    if (p->paste != NULL) {
        if (!f->secret) {
            replace_proposed(f);
            paste(f, p->paste);
        }
        return true;
    }
    if (p->text[0] != '\0') {
        replace_proposed(f);
        insert(f, p->text, strlen(p->text));
        return true;
    }
    const struct edit *one = edit_of(p->name);
    if (one != NULL) {
        one->run(f);
        f->proposed = false;
    }
    return one != NULL;
}

void field_draw(const struct field *f, struct term *t, int y, int x, int columns, bool focus)
{
    struct buf shown;
    buf_init(&shown, FIELD_MAX * 2);
    size_t start = 0;
    int width = 0;
    if (f->secret) {
        for (size_t i = 0; i < f->len; i += length_at(f, i)) {
            buf_addc(&shown, '*');
            width += i < f->at ? 1 : 0;
        }
    } else {
        width = text_width_n(f->text, f->at);
        for (size_t n; width >= columns; start += n) {
            n = length_at(f, start);
            width -= text_width_n(f->text + start, n);
        }
        size_t fits = text_fit(f->text + start, columns, NULL);
        buf_add(&shown, f->text + start, fits);
    }
    term_put(t, y, x, columns, STYLE_FIELD, shown.data);
    if (focus && f->proposed) {
        term_put(t, y, x, width < columns ? width : columns, STYLE_FIELD | STYLE_SELECTED, shown.data);
    }
    if (focus) {
        term_cursor(t, y, x + (width < columns ? width : columns - 1));
    }
    buf_free(&shown);
}
