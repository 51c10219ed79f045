#include "tui/console/filter.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/pinyin.h"
#include "core/base/text.h"
#include "tui/cli/words.h"

#include <string.h>

enum { LINE_MAX_BYTES = 16384, LABEL_COLUMNS = 9, SPELL_SIZE = 80 };

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

bool filter_match(const struct filter *f, const char *text)
{
    if (f->field.len == 0) {
        return true;
    }
    struct buf folded, key, words, word_key;
    buf_init(&folded, LINE_MAX_BYTES);
    buf_init(&key, LINE_MAX_BYTES);
    buf_init(&words, FIELD_MAX * 4);
    buf_init(&word_key, FIELD_MAX * 4);
    text_fold(text, &folded);
    text_key(text, &key);
    text_fold(f->field.text, &words);
    bool all = true;
    for (char *word = words.data; all && *word != '\0';) {
        size_t n = strcspn(word, " ");
        char end = word[n];
        word[n] = '\0';
        buf_clear(&word_key);
        text_key(word, &word_key);
        all = strstr(folded.data, word) != NULL ||
              (word_key.len > 0 && strstr(key.data, word_key.data) != NULL) ||
              (pinyin_is_word(word) && pinyin_matches(folded.data, word));
        word[n] = end;
        word += n + (end != '\0' ? 1 : 0);
    }
    buf_free(&folded);
    buf_free(&key);
    buf_free(&words);
    buf_free(&word_key);
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

bool filter_match_command(const struct filter *f, const struct command *c)
{
    struct buf text;
    char spelled[SPELL_SIZE] = "";
    buf_init(&text, LINE_MAX_BYTES);
    if (c->run != NULL) {
        words_spell(c->id, spelled, sizeof spelled);
    }
    buf_addf(&text, "%s %s", spelled, _(c->summary));
    bool fits = filter_match(f, text.data) || (c->keys != NULL && match_one(f, c->keys));
    buf_free(&text);
    return fits;
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
