#include "tui/console/filter.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/pinyin.h"
#include "core/base/text.h"
#include "tui/cli/words.h"

#include <ctype.h>
#include <string.h>

enum { LINE_MAX_BYTES = 16384, LABEL_COLUMNS = 9, SPELL_SIZE = 80, SPOKEN_MIN = 3 };

bool filter_press(struct filter *f, const struct press *p)
{
    if (!f->open) {
        return false;
    }
    if (strcmp(p->name, "Esc") == 0) {
        field_wipe(&f->field);
        f->open = false;
        return true;
    }
    if (strcmp(p->name, "Home") == 0 || strcmp(p->name, "End") == 0) {
        return false;
    }
    return field_press(&f->field, p);
}

bool filter_key(struct filter *f, const struct press *p, bool *changed)
{
    bool enter = strcmp(p->name, "Enter") == 0, esc = strcmp(p->name, "Esc") == 0;
    *changed = false;
    if (f->open && enter) {
        f->open = false;
        return true;
    }
    if (f->open || (esc && f->field.len > 0)) {
        f->open = true; /* for Esc on rows that are filtered already */
        *changed = filter_press(f, p);
        return *changed;
    }
    return false;
}

void filter_anew(struct filter *f)
{
    if (!f->open) {
        field_wipe(&f->field);
        f->open = true;
        f->field.recalls = true;
    }
}

bool filter_is_on(const struct filter *f)
{
    return f->open || f->field.len > 0;
}

/* Whether every word of what was typed fits. */
static bool every_word(const char *typed, bool (*fits)(const char *word, const void *arg), const void *arg)
{
    struct buf words;
    buf_init(&words, FIELD_MAX * 4);
    text_fold(typed, &words);
    bool all = true;
    for (char *word = words.len > 0 ? words.data : NULL; all && word != NULL && *word != '\0';) {
        size_t n = strcspn(word, " ");
        char end = word[n];
        word[n] = '\0';
        all = fits(word, arg);
        word[n] = end;
        word += n + (end != '\0' ? 1 : 0);
    }
    buf_free(&words);
    return all;
}

/* A text in the forms that words are compared with. */
struct looked_at {
    struct buf folded, key;
    bool spoken; /* pinyin that is long enough to be meant leads there */
};

static void look_at(const char *text, struct looked_at *out)
{
    buf_init(&out->folded, LINE_MAX_BYTES);
    buf_init(&out->key, LINE_MAX_BYTES);
    text_fold(text, &out->folded);
    text_key(text, &out->key);
    out->spoken = false;
}

static void look_away(struct looked_at *at)
{
    buf_free(&at->folded);
    buf_free(&at->key);
}

static bool is_held(const char *word, const void *arg)
{
    const struct looked_at *at = arg;
    struct buf key;
    buf_init(&key, FIELD_MAX * 4);
    text_key(word, &key);
    bool held = strstr(at->folded.data, word) != NULL ||
                (key.len > 0 && strstr(at->key.data, key.data) != NULL) ||
                (pinyin_is_word(word) && pinyin_matches(at->folded.data, word));
    buf_free(&key);
    return held;
}

bool filter_match(const struct filter *f, const char *text)
{
    if (f->field.len == 0) {
        return true;
    }
    struct looked_at at;
    look_at(text, &at);
    bool all = every_word(f->field.text, is_held, &at);
    look_away(&at);
    return all;
}

/* In one of the texts of a list with blanks between them. */
static bool match_one(const struct filter *f, const char *list)
{
    struct buf one;
    bool found = false;
    buf_init(&one, LINE_MAX_BYTES);
    for (size_t n; *list != '\0' && !found; list += n + strspn(list + n, " ")) {
        n = strcspn(list, " ");
        buf_clear(&one);
        buf_add(&one, list, n);
        found = filter_match(f, one.data);
    }
    buf_free(&one);
    return found;
}

/* Its words on the command line, what it does, and what else it is called. */
static void command_text(const struct command *c, struct buf *out)
{
    char spelled[SPELL_SIZE] = "";
    if (c->run != NULL) {
        words_spell(c->id, spelled, sizeof spelled);
    }
    buf_addf(out, "%s %s, %s", spelled, _(c->summary), command_also(c));
}

bool filter_match_command(const struct filter *f, const struct command *c)
{
    struct buf text;
    buf_init(&text, LINE_MAX_BYTES);
    command_text(c, &text);
    bool fits = filter_match(f, text.data) || (c->keys != NULL && match_one(f, c->keys));
    buf_free(&text);
    return fits;
}

/* Letters begin a word of the text; Chinese characters stand anywhere, for nothing is between their words. */
static bool is_begun(const char *word, const void *arg)
{
    const struct looked_at *at = arg;
    bool letters = (unsigned char)word[0] < 0x80;
    for (const char *p = strstr(at->folded.data, word); p != NULL; p = strstr(p + 1, word)) {
        if (!letters || p == at->folded.data || !isalnum((unsigned char)p[-1])) {
            return true;
        }
    }
    return at->spoken && strlen(word) >= SPOKEN_MIN && pinyin_is_word(word) &&
           pinyin_matches(at->folded.data, word);
}

bool filter_names_command(const struct filter *f, const struct command *c)
{
    struct buf text;
    struct looked_at at;
    buf_init(&text, LINE_MAX_BYTES);
    command_text(c, &text);
    buf_addf(&text, ", %s", c->keys != NULL ? c->keys : "");
    look_at(text.data, &at);
    at.spoken = (c->flags & (CMD_CHANGES | CMD_ASK)) == 0;
    bool all = every_word(f->field.text, is_begun, &at);
    look_away(&at);
    buf_free(&text);
    return all;
}

bool filter_phrases_command(const struct filter *f, const struct command *c)
{
    struct buf text, phrase;
    struct looked_at at;
    buf_init(&text, LINE_MAX_BYTES);
    buf_init(&phrase, FIELD_MAX * 4);
    command_text(c, &text);
    look_at(text.data, &at);
    text_fold(f->field.text, &phrase);
    bool stands = phrase.len > 0 && is_begun(phrase.data, &at);
    look_away(&at);
    buf_free(&phrase);
    buf_free(&text);
    return stands;
}

void filter_rows(const struct filter *f, size_t count,
                 void (*text)(const void *arg, size_t row, struct buf *out), const void *arg, size_t here,
                 size_t *shown, struct list *list)
{
    size_t n = 0, before = 0;
    struct buf row;
    buf_init(&row, LINE_MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&row);
        text(arg, i, &row);
        if (filter_match(f, row.data)) {
            before += i < here ? 1 : 0;
            shown[n++] = i;
        }
    }
    buf_free(&row);
    list->at = before;
    list_count(list, n);
}

void filter_draw(const struct filter *f, struct term *t, int y, int x, int columns)
{
    term_put(t, y, x, LABEL_COLUMNS, STYLE_HEAD, _("Filter:"));
    field_draw(&f->field, t, y, x + LABEL_COLUMNS, columns - LABEL_COLUMNS, f->open);
}

void filter_draw_none(struct term *t, int y, int x, int columns)
{
    term_put(t, y, x, columns, STYLE_DIM, _("No row holds these words; Esc shows all again"));
}
