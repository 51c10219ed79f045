#include "core/trust/forgotten.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <string.h>

enum { WORDS_COLUMNS = 40, RED_MAX = 2000 };

static void count_lines(const struct order_rows *o, int64_t job, size_t *lines, size_t *declined)
{
    *lines = *declined = 0;
    for (size_t i = 0; i < o->line_count; i++) {
        const struct line_row *l = &o->lines[i];
        *lines += l->job_no == job;
        *declined += l->job_no == job && strcmp(l->state, "declined") == 0;
    }
}

static void note_one(struct session *s, const struct job_row *job, bool has_line)
{
    struct buf words;
    buf_init(&words, WORDS_COLUMNS * 8);
    text_cut(&words, job->concern, WORDS_COLUMNS);
    session_note(s,
                 has_line ? _("concern %lld (%s): what was done for it is not recorded")
                          : _("concern %lld (%s): it has no line, and nothing is recorded as done for it"),
                 (long long)job->no, words.data);
    buf_free(&words);
}

static void note_concerns(struct session *s, const struct order_rows *o)
{
    for (size_t i = 0; i < o->job_count; i++) {
        size_t lines = 0, declined = 0;
        count_lines(o, o->jobs[i].no, &lines, &declined);
        if (o->jobs[i].correction == NULL && (lines == 0 || declined < lines)) {
            note_one(s, &o->jobs[i], lines > 0);
        }
    }
}

/* Which line answers a red item nobody can tell but who signs. */
static void note_red(struct session *s, const struct inspection *items)
{
    struct buf red;
    buf_init(&red, RED_MAX);
    for (size_t i = 0; i < items->count; i++) {
        if (strcmp(items->items[i].result, "red") == 0) {
            buf_adds(&red, red.len > 0 ? _("; ") : "");
            buf_adds(&red, items->items[i].text);
        }
    }
    if (red.len > 0) {
        session_note(s, _("red: %s: see that a line answers it, or that the customer declined"), red.data);
    }
    buf_free(&red);
}

void forgotten_note(struct session *s, const struct order_rows *o, enum level level,
                    const struct inspection *items)
{
    if (level == LEVEL_ADVISOR && o->order.odometer < 0) {
        session_note(s,
                     _("no odometer reading is entered, and this signature vouches for it: enter it first "
                       "(clearbay order edit %s --odometer KM)"),
                     o->order.number);
    } else if (level == LEVEL_TECHNICIAN) {
        note_concerns(s, o);
    }
    if (level != LEVEL_QC) {
        note_red(s, items);
    }
}
