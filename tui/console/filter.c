#include "tui/console/filter.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/pinyin.h"
#include "core/base/text.h"

#include <string.h>

enum { LINE_MAX_BYTES = 16384, LABEL_COLUMNS = 9 };

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

void filter_draw(const struct filter *f, struct term *t, int y, int x, int columns)
{
    term_put(t, y, x, LABEL_COLUMNS, STYLE_HEAD, _("Filter:"));
    field_draw(&f->field, t, y, x + LABEL_COLUMNS, columns - LABEL_COLUMNS, f->open);
}
