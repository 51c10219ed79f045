#include "tui/console/conflict_words.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/cli/show_words.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 64, ROW_MAX = 8192 };

static const char *const levels[] = {"advisor", "technician", "qc"};
enum { LEVELS = sizeof levels / sizeof *levels };

/* "advisor lamps" is of the level with this number; *item is what stands behind it. -1: it is of none. */
static int level_of(const char *field, const char **item)
{
    for (int i = 0; i < LEVELS; i++) {
        size_t n = strlen(levels[i]);
        if (strncmp(field, levels[i], n) == 0 && field[n] == ' ') {
            *item = field + n + 1;
            return i;
        }
    }
    return -1;
}

/* Cuts " note" off a field's name; false: it is of no note. */
static bool cut_note(const char *field, char out[FIELD_SIZE])
{
    size_t n = strlen(field), m = strlen(" note");
    text_copy(out, FIELD_SIZE, field);
    if (n <= m || n >= FIELD_SIZE || strcmp(field + n - m, " note") != 0) {
        return false;
    }
    out[n - m] = '\0';
    return true;
}

/* The one of a list whose `key` is `value`; NULL: none. Borrowed. */
static const json_t *find_in(const json_t *answer, const char *list, const char *key, const char *value)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, list), i, one)
    {
        if (strcmp(answer_text(one, key), value) == 0) {
            return one;
        }
    }
    return NULL;
}

void conflict_words_read(struct ui *ui, const struct error *e, struct conflict_words *out)
{
    *out = (struct conflict_words){0};
    ui_call(ui, "damage.panels", NULL, &out->panels);
    for (size_t i = 0; i < e->fact_count; i++) {
        const char *item = NULL;
        int level = level_of(e->facts[i].field, &item);
        if (level >= 0 && out->checklists[level] == NULL) {
            ui_call(ui, "checklist", json_pack("{s:s}", "level", levels[level]), &out->checklists[level]);
        }
    }
}

void conflict_words_free(struct conflict_words *words)
{
    for (int i = 0; i < LEVELS; i++) {
        json_decref(words->checklists[i]);
    }
    json_decref(words->panels);
    *words = (struct conflict_words){0};
}

/* "line 3", "job 2 cause": what the log calls a field, as people read it. */
static bool numbered_label(const char *field, struct buf *out)
{
    enum { LINE, CONCERN, CAUSE, CORRECTION };
    static const struct {
        const char *before, *after;
    } numbered[] = {[LINE] = {"line ", ""},
                    [CONCERN] = {"concern ", ""},
                    [CAUSE] = {"job ", " cause"},
                    [CORRECTION] = {"job ", " correction"}};
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++) {
        size_t n = strlen(numbered[i].before);
        char *end = NULL;
        long long no = strncmp(field, numbered[i].before, n) == 0 ? strtoll(field + n, &end, 10) : 0;
        if (end != NULL && end != field + n && strcmp(end, numbered[i].after) == 0) {
            buf_addf(out,
                     i == CAUSE        ? _("cause of job %lld")
                     : i == CORRECTION ? _("correction of job %lld")
                     : i == CONCERN    ? _("concern %lld")
                                       : _("line %lld"),
                     no);
            return true;
        }
    }
    return false;
}

void conflict_label(const struct conflict_words *words, const char *field, struct buf *out)
{
    char owner[FIELD_SIZE];
    const char *item = NULL;
    int level = level_of(field, &item);
    cut_note(field, owner);
    if (level >= 0) {
        buf_adds(out, word_text(WORD_LEVEL, levels[level]));
    } else if (find_in(words->panels, "panels", "panel", owner) != NULL) {
        buf_adds(out, _("damage"));
    } else if (strcmp(field, "time") == 0) { /* of a promise, like the reason */
        buf_adds(out, _("promised time"));
    } else if (strcmp(field, "reason") == 0) {
        buf_adds(out, _("why it takes longer"));
    } else if (!numbered_label(field, out)) {
        buf_adds(out, show_label(field));
    }
}

/* "amber 9": the result in words, the reading with its unit. */
static void add_result(const json_t *item, const char *value, struct buf *out)
{
    char result[FIELD_SIZE];
    size_t n = strcspn(value, " ");
    snprintf(result, sizeof result, "%.*s", (int)n, value);
    if (value[0] == '\0') {
        buf_adds(out, _("not inspected"));
        return;
    }
    buf_adds(out, word_text(WORD_RESULT, result));
    if (value[n] == ' ') {
        buf_addf(out, "%s%s%s", value + n, answer_has(item, "unit") ? " " : "", answer_text(item, "unit"));
    }
}

static void add_signature(const char *value, struct buf *out)
{
    buf_adds(out, strcmp(value, "void") == 0   ? _("the signature is void")
                  : strcmp(value, "fail") == 0 ? _("signed: failed")
                                               : _("signed: passed"));
}

/* "Fuel level or charge: amber 9 %", the remark beside it, or of a signature. An item's long text is cut, not
 * what was found. */
static void level_value(const json_t *checklist, const char *what, const char *value, int columns,
                        struct buf *out)
{
    char code[FIELD_SIZE];
    bool note = cut_note(what, code);
    const json_t *item = find_in(checklist, "items", "item", code);
    if (item == NULL && strcmp(what, "signature") == 0) {
        add_signature(value, out);
    } else if (item == NULL) { /* why the level failed */
        buf_adds(out, value);
    } else {
        struct buf said, text;
        buf_init(&said, ROW_MAX);
        if (note) {
            buf_adds(&said, value);
        } else {
            add_result(item, value, &said);
        }
        int wide = text_width(said.data);
        buf_init(&text, ROW_MAX);
        text_cut(&text, answer_text(item, "text"), columns - 2 - (wide < columns / 2 ? wide : columns / 2));
        buf_addf(out, _("%s: %s"), text.data, said.data);
        buf_free(&text);
        buf_free(&said);
    }
}

static void panel_value(const json_t *panels, const json_t *panel, bool note, const char *value,
                        struct buf *out)
{
    const json_t *kind = note ? NULL : find_in(panels, "kinds", "kind", value);
    buf_addf(out, _("%s: %s"), answer_text(panel, "text"),
             kind != NULL       ? answer_text(kind, "text")
             : value[0] != '\0' ? value
                                : _("taken back"));
}

void conflict_value(const struct conflict_words *words, const char *field, const char *value, int columns,
                    struct buf *out)
{
    char owner[FIELD_SIZE], when[WHEN_SIZE];
    const char *item = NULL;
    int level = level_of(field, &item);
    bool note = cut_note(field, owner);
    int64_t ms = 0;
    const json_t *panel = find_in(words->panels, "panels", "panel", owner);
    if (level >= 0) {
        level_value(words->checklists[level], item, value, columns, out);
    } else if (panel != NULL) {
        panel_value(words->panels, panel, note, value, out);
    } else if (value[0] == '\0') {
        buf_adds(out, "-");
    } else if (strcmp(field, "time") == 0 && when_parse(value, &ms)) {
        buf_adds(out, when_short(ms, when));
    } else {
        bool line = strncmp(field, "line ", strlen("line ")) == 0;
        buf_adds(out, show_word("", line ? "state" : field, value));
    }
}

/* The concern whose words are corrected. */
static void facts_of_edit(int64_t job, struct fact *f)
{
    char concern[sizeof f->field];
    snprintf(concern, sizeof concern, "concern %lld", (long long)job);
    if (strcmp(f->field, concern) == 0) {
        text_copy(f->field, sizeof f->field, "concern_text");
    }
}

static void facts_of_job(int64_t job, int64_t first, struct fact *f)
{
    char cause[sizeof f->field], correction[sizeof f->field];
    snprintf(cause, sizeof cause, "job %lld cause", (long long)job);
    snprintf(correction, sizeof correction, "job %lld correction", (long long)job);
    if (strcmp(f->field, cause) == 0) {
        text_copy(f->field, sizeof f->field, "cause");
    } else if (strcmp(f->field, correction) == 0) {
        text_copy(f->field, sizeof f->field, "text");
    } else if (strcmp(f->field, "cause") == 0 && job != first) {
        snprintf(f->field, sizeof f->field, "job %lld cause", (long long)first);
    }
}

/* "amber 9" becomes the form's result and reading. */
static void facts_of_item(const json_t *fixed, size_t i, struct error *e)
{
    char item[FIELD_SIZE], owner[FIELD_SIZE];
    struct fact *f = &e->facts[i];
    snprintf(item, sizeof item, "%s %s", answer_text(fixed, "level"), answer_text(fixed, "item"));
    if (cut_note(f->field, owner) && strcmp(owner, item) == 0) {
        text_copy(f->field, sizeof f->field, "note");
    } else if (strcmp(f->field, item) == 0) {
        size_t n = strcspn(f->theirs, " ");
        text_copy(f->field, sizeof f->field, "result");
        error_fact(e, "value", f->theirs[n] == ' ' ? f->theirs + n + 1 : "", NULL);
        f->theirs[n] = '\0';
    }
}

void conflict_facts_of_form(const struct command *c, const json_t *fixed, int64_t job, int64_t first,
                            struct error *e)
{
    size_t n = e->fact_count;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(c->id, "order.edit") == 0) {
            facts_of_edit(job, &e->facts[i]);
            continue;
        }
        facts_of_job(job, first, &e->facts[i]);
        if (strcmp(c->id, "inspect") == 0) {
            facts_of_item(fixed, i, e);
        }
    }
}
