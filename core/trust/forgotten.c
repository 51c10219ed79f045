#include "core/trust/forgotten.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <string.h>

enum { WORDS_COLUMNS = 40 };

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

void forgotten_note(struct session *s, const struct order_rows *o)
{
    for (size_t i = 0; i < o->job_count; i++) {
        size_t lines = 0, declined = 0;
        count_lines(o, o->jobs[i].no, &lines, &declined);
        if (o->jobs[i].correction == NULL && (lines == 0 || declined < lines)) {
            note_one(s, &o->jobs[i], lines > 0);
        }
    }
}
