#include "core/price/profile.h"
#include "core/base/buf.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROWS_MIN = 10,     /* fewer say too little */
    ALL_UP_TO = 4096,  /* rows; from then on */
    ONE_IN = 16,       /* of the rows is looked at */
    SHIFT_PERCENT = 50 /* of the rows of a column */
};

enum kind { KIND_NONE, KIND_NUMBER, KIND_CODE, KIND_WORD, KIND_WORDS, KIND_OTHER_SCRIPT };

static enum kind kind_of(const char *text)
{
    bool letters = false, digits = false, blanks = false;
    if (text[0] == '\0') {
        return KIND_NONE;
    }
    for (const char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x80) {
            return KIND_OTHER_SCRIPT;
        }
        letters = letters || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        digits = digits || (c >= '0' && c <= '9');
        blanks = blanks || c == ' ';
    }
    if (!letters) {
        return KIND_NUMBER;
    }
    return blanks ? KIND_WORDS : digits ? KIND_CODE : KIND_WORD;
}

void profile_add(struct profile *p, const struct price_record *r)
{
    const char *const texts[] = {r->part_no, r->brand,       r->name,          r->name_local,
                                 r->unit,    r->price_group, r->superseded_by, r->effective};
    size_t n = sizeof texts / sizeof *texts;
    if (p->seen++ >= ALL_UP_TO && p->seen % ONE_IN != 0) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        p->count[i][kind_of(texts[i])]++;
    }
    p->rows++;
}

static int percent(const struct profile *p, int column, int kind)
{
    return (int)(p->count[column][kind] * 100 / p->rows);
}

void profile_write(const struct profile *p, char out[PROFILE_TEXT])
{
    struct buf text;
    buf_init(&text, PROFILE_TEXT - 1);
    for (int i = 0; i < PROFILE_COLUMNS && p->rows >= ROWS_MIN; i++) {
        for (int k = 0; k < PROFILE_KINDS; k++) {
            buf_addf(&text, "%d ", percent(p, i, k));
        }
    }
    text_copy(out, PROFILE_TEXT, text.len > 0 && !text.failed ? text.data : "");
    buf_free(&text);
}

int profile_shifted(const struct profile *p, const char *before)
{
    int shifted = 0;
    char *at = NULL;
    if (p->rows < ROWS_MIN || before[0] == '\0') {
        return 0;
    }
    for (int i = 0; i < PROFILE_COLUMNS; i++) {
        int moved = 0;
        for (int k = 0; k < PROFILE_KINDS; k++) {
            int was = (int)strtol(before, &at, 10), is = percent(p, i, k);
            before = at;
            moved += is > was ? is - was : 0;
        }
        shifted += moved > SHIFT_PERCENT;
    }
    return shifted;
}
