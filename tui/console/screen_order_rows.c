#include "tui/console/screen_order_rows.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/command/command.h"
#include "tui/console/chart.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_MAX = 65536,
    CLOCK_TEXT = 80,
    COMMAND_SIZE = 40, /* of a command's id */
    LABEL_COLUMNS = 10,
    BAR_WIDE = 16,
    BAR_NARROW = 8, /* at 80 columns, where "47 h 59 min of 47 h 30 min" stands behind it */
    NARROW = 100,
    MINUTE_MS = 60000,
    SOON_MS = 5 * MINUTE_MS
};

void order_head_car(const json_t *order, struct buf *out)
{
    buf_addf(out, "  %s", answer_text(order, "phone"));
    if (answer_has(order, "vin")) {
        buf_adds(out, "  ");
        buf_addf(out, _("VIN %s"), answer_text(order, "vin"));
    }
    if (answer_has(order, "odometer")) {
        buf_addf(out, "  %lld km", (long long)answer_int(order, "odometer", 0));
    }
}

/* The cursor does not stop on the rows from there on. */
static void pass_over(struct view_rows *v, size_t from)
{
    for (size_t i = from; i < v->count; i++) {
        v->rows[i].stop = false;
    }
}

/* The whole name, when the head has no room for it. */
static void add_customer(struct view_rows *v, const json_t *order)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_adds(&text, answer_text(order, "customer"));
    order_head_car(order, &text);
    if (text_width(text.data) > v->columns) {
        view_add_head(v, _("Customer"));
        buf_clear(&text);
        buf_addf(&text, "   %s", answer_text(order, "customer"));
        size_t before = v->count;
        view_add_text(v, ROW_TEXT, 0, text.data, "", 3);
        pass_over(v, before);
    }
    buf_free(&text);
}

static void add_job_text(struct view_rows *v, const json_t *job, const char *key, const char *label,
                         const char *missing)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    bool known = answer_has(job, key);
    buf_adds(&text, "   ");
    buf_addf(&text, _("%s: %s"), label, known ? answer_text(job, key) : missing);
    size_t before = v->count;
    view_add_text(v, known ? ROW_TEXT : ROW_DIM, answer_int(job, "job", 0), text.data, "", 5);
    pass_over(v, before);
    buf_free(&text);
}

/* How long the repair will take, as the diagnosis says for all of it. */
static void add_hours(struct view_rows *v, const json_t *order)
{
    char hours[MONEY_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("   duration: %s h"), answer_quantity(order, "estimate_hours", hours));
    view_add(v, ROW_TEXT, text.data, "");
    buf_free(&text);
}

static void add_jobs(struct view_rows *v, const json_t *order)
{
    size_t i;
    const json_t *job;
    view_add_head(v, _("Concerns"));
    json_array_foreach(json_object_get(order, "jobs"), i, job)
    {
        struct buf text;
        buf_init(&text, ROW_MAX);
        buf_addf(&text, "%2lld %s", (long long)answer_int(job, "job", 0), answer_text(job, "concern"));
        view_add_text(v, ROW_TEXT, answer_int(job, "job", 0), text.data, "", 3);
        buf_free(&text);
        add_job_text(v, job, "cause", _("cause"), _("not yet known"));
        add_job_text(v, job, "correction", _("correction"), _("not yet written down"));
    }
    if (answer_has(order, "estimate_hours")) {
        add_hours(v, order);
    }
}

/* "2 pcs x 268.00, list price 268.00 (list 3 of 2026-11-01)": where the price of a line comes from. */
static void line_price(const json_t *line, struct buf *out)
{
    buf_adds(out, "   ");
    answer_amount(line, out);
    buf_addf(out, " x %s", answer_text(line, "unit_price"));
    int64_t basis = answer_int(line, "price_basis", 1);
    if (basis > 1) {
        buf_adds(out, " ");
        buf_addf(out, _("per %lld"), (long long)basis);
    }
    if (answer_has(line, "list_price")) {
        buf_adds(out, _(", "));
        buf_addf(out, _("list price %s (list %lld, %s)"), answer_text(line, "list_price"),
                 (long long)answer_int(line, "list_revision", 0), answer_text(line, "effective"));
    }
    if (answer_int(line, "discount_percent", 0) > 0) {
        buf_adds(out, _(", "));
        buf_addf(out, "-%lld %%", (long long)answer_int(line, "discount_percent", 0));
    }
    if (answer_has(line, "price_now")) {
        buf_adds(out, _(", "));
        buf_addf(out, _("today %s"), answer_text(line, "price_now"));
    }
}

static enum order_row_style state_style(const char *state)
{
    bool done = strcmp(state, "done") == 0, declined = strcmp(state, "declined") == 0;
    return done ? ROW_GOOD : declined ? ROW_DIM : strcmp(state, "open") == 0 ? ROW_WARN : ROW_TEXT;
}

/* The state, and who works or worked on it. */
static void line_state(const json_t *line, struct buf *out)
{
    buf_adds(out, word_text(WORD_LINE_STATE, answer_text(line, "state")));
    if (answer_has(line, "technician")) {
        buf_addf(out, " %s", answer_text(line, "technician"));
    }
}

static void add_line(struct view_rows *v, const json_t *line)
{
    struct buf left, right;
    buf_init(&left, ROW_MAX);
    buf_init(&right, ROW_MAX);
    line_state(line, &right);
    buf_addf(&left, "%2lld %s  ", (long long)answer_int(line, "line", 0), answer_text(line, "code"));
    if (answer_has(line, "needs")) { /* before the text, which may be long and is then cut */
        buf_addf(&left, "[%s] ", word_text(WORD_CERTIFICATE, answer_text(line, "needs")));
    }
    buf_adds(&left, answer_text(line, "text"));
    struct view_row *r = view_add(v, state_style(answer_text(line, "state")), left.data, right.data);
    if (r != NULL) {
        r->stop = true;
        r->line = answer_int(line, "line", 0);
        r->job = answer_int(line, "job", 0);
    }
    buf_clear(&left);
    line_price(line, &left);
    size_t before = v->count;
    view_add_text(v, ROW_DIM, 0, left.data, answer_text(line, "total"), 5);
    pass_over(v, before);
    buf_free(&left);
    buf_free(&right);
}

static void add_sum(struct view_rows *v, const json_t *order, const char *key, const char *label)
{
    char right[MONEY_SIZE + 8];
    snprintf(right, sizeof right, "%.31s %.4s", answer_text(order, key), answer_text(order, "currency"));
    view_add(v, ROW_SUM, label, right);
}

static void add_lines(struct view_rows *v, const json_t *order)
{
    size_t i;
    const json_t *line;
    view_add_head(v, _("Lines"));
    if (json_array_size(json_object_get(order, "lines")) == 0) {
        view_add(v, ROW_DIM, _("   none yet"), "");
        view_stop_last(v, NULL);
    }
    json_array_foreach(json_object_get(order, "lines"), i, line)
    {
        add_line(v, line);
    }
    add_sum(v, order, "labour_saved", _("   saved on labour"));
    add_sum(v, order, "total_authorised", _("   authorised"));
    add_sum(v, order, "total", _("   total"));
    view_stop_last(v, NULL);
}

const char *order_clock_word(const struct order_clock *c, int64_t now, enum order_row_style *style)
{
    *style = c->breached ? ROW_BAD : ROW_GOOD;
    if (c->done_at != 0) {
        return c->breached ? _("done, too late") : _("done in time");
    }
    if (c->due_at < now) {
        *style = ROW_BAD;
        return _("late");
    }
    if (c->breached) {
        return _("was late");
    }
    bool soon = c->due_at - now < SOON_MS;
    *style = soon ? ROW_WARN : ROW_GOOD;
    return soon ? _("due soon") : _("in time");
}

struct order_clock order_clock_read(const json_t *clock)
{
    return (struct order_clock){.due_at = answer_time(clock, "due_at"),
                                .done_at = answer_time(clock, "done_at"),
                                .breached = answer_true(clock, "breached")};
}

/* What has gone of the time that was allowed. While a clock runs its bar moves by whole minutes at most. */
static void add_clock(struct view_rows *v, const json_t *clock, int64_t now, bool ascii)
{
    int64_t start = answer_time(clock, "started_at"), done = answer_time(clock, "done_at");
    int64_t allowed = answer_time(clock, "due_at") - start, gone = (done != 0 ? done : now) - start;
    enum order_row_style style;
    struct order_clock read = order_clock_read(clock);
    const char *state = order_clock_word(&read, now, &style);
    char due[WHEN_SIZE], right[CLOCK_TEXT], took[WHEN_SIZE], of[WHEN_SIZE];
    struct buf left;
    buf_init(&left, ROW_MAX);
    int bar = v->columns < NARROW ? BAR_NARROW : BAR_WIDE;
    gone -= done == 0 ? gone % MINUTE_MS : 0;
    buf_adds(&left, "   ");
    text_pad(&left, word_text(WORD_CLOCK, answer_text(clock, "name")), LABEL_COLUMNS, false);
    chart_bar(chart_cells(gone, allowed, bar), bar, gone > allowed, ascii, &left);
    buf_adds(&left, " ");
    if (done != 0) {
        buf_addf(&left, _("%s, %s of %s"), state, when_span(gone, took), when_span(allowed, of));
    } else {
        buf_addf(&left, _("%s, %s allowed"), state, when_span(allowed, of));
    }
    snprintf(right, sizeof right, _("due %s"), answer_when(clock, "due_at", due));
    view_add_text(v, style, 0, left.data, right, 5);
    buf_free(&left);
}

/* A clock that nothing has ended stands still when its order does. */
static int64_t clock_now(const json_t *order, const json_t *clock, int64_t now)
{
    int64_t cancelled = answer_time(order, "cancelled_at"), repaired = answer_time(order, "repaired_at");
    bool diagnoses = strcmp(answer_text(clock, "name"), "diagnose") == 0;
    return cancelled != 0 ? cancelled : diagnoses && repaired != 0 ? repaired : now;
}

/* The call after delivery: what became of it, and what the customer said. */
static void add_call_back(struct view_rows *v, const json_t *order)
{
    char at[WHEN_SIZE];
    struct buf text;
    const char *result = answer_text(order, "call_back_result"),
               *said = answer_text(order, "call_back_outcome"), *word = word_text(WORD_RESULT, result);
    bool bad = strcmp(result, "comeback") == 0 || strcmp(result, "complaint") == 0;
    if (answer_has(order, "called_back_at")) {
        buf_init(&text, ROW_MAX);
        buf_adds(&text, "   ");
        buf_addf(&text, _("called back at %s: "), answer_when(order, "called_back_at", at));
        buf_addf(&text, result[0] != '\0' && said[0] != '\0' ? _("%s: %s") : "%s%s", word, said);
        view_add_text(v, bad ? ROW_BAD : ROW_TEXT, 0, text.data, "", 5);
        buf_free(&text);
    }
}

static void add_clocks(struct view_rows *v, const json_t *order, int64_t now, bool ascii)
{
    size_t i;
    const json_t *item;
    view_add_head(v, _("Clocks"));
    json_array_foreach(json_object_get(order, "clocks"), i, item)
    {
        add_clock(v, item, clock_now(order, item, now), ascii);
    }
    if (answer_true(order, "needs_promise")) {
        view_add(v, ROW_BAD, _("   the repair is late: tell the customer why and promise a new time"), "");
    }
    json_array_foreach(json_object_get(order, "promises"), i, item)
    {
        char time[WHEN_SIZE], at[WHEN_SIZE];
        struct buf text;
        buf_init(&text, ROW_MAX);
        buf_adds(&text, "   ");
        buf_addf(&text, _("promised for %s: %s (%s, %s)"), answer_when(item, "time", time),
                 answer_text(item, "reason"), answer_text(item, "made_by"), answer_when(item, "made_at", at));
        view_add_text(v, ROW_TEXT, 0, text.data, "", 5);
        buf_free(&text);
    }
    add_call_back(v, order);
}

static enum order_row_style result_style(const char *result)
{
    return strcmp(result, "red") == 0 ? ROW_BAD : strcmp(result, "amber") == 0 ? ROW_WARN : ROW_TEXT;
}

/* What was found not to be in order, one row each. */
static void add_finding(struct view_rows *v, const json_t *item)
{
    char value[MONEY_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    const char *result = answer_text(item, "result");
    buf_adds(&text, "     ");
    buf_addf(&text, _("%s: %s"), word_text(WORD_RESULT, result), answer_text(item, "text"));
    if (answer_has(item, "value")) {
        buf_addf(&text, " %s %s", answer_quantity(item, "value", value), answer_text(item, "unit"));
    }
    if (answer_has(item, "note")) {
        buf_addf(&text, " (%s)", answer_text(item, "note"));
    }
    view_add_text(v, result_style(result), 0, text.data, "", 7);
    buf_free(&text);
}

/* How far a level is, and what it found. */
static void add_inspection(struct view_rows *v, const json_t *order, const json_t *level)
{
    size_t i;
    const json_t *item;
    const char *name = answer_text(level, "level");
    int64_t set = answer_int(level, "set", 0), of = answer_int(level, "of", 0);
    char left[200], right[CLOCK_TEXT];
    snprintf(left, sizeof left, "   %.150s", word_text(WORD_LEVEL, name));
    snprintf(right, sizeof right, _("%lld of %lld"), (long long)set, (long long)of);
    view_add(v, set == of ? ROW_GOOD : ROW_TEXT, left, right);
    view_stop_last(v, NULL);
    json_array_foreach(json_object_get(order, "inspections"), i, item)
    {
        bool found = result_style(answer_text(item, "result")) != ROW_TEXT || answer_has(item, "note");
        if (found && strcmp(answer_text(item, "level"), name) == 0) {
            add_finding(v, item);
        }
    }
}

static void add_inspections(struct view_rows *v, const json_t *order)
{
    size_t i;
    const json_t *level;
    view_add_head(v, _("Inspections"));
    json_array_foreach(json_object_get(order, "levels"), i, level)
    {
        add_inspection(v, order, level);
    }
}

static void add_damage(struct view_rows *v, const json_t *order)
{
    size_t i;
    const json_t *one;
    const json_t *damage = json_object_get(order, "damage");
    view_add_head(v, _("Damage at the walk-around"));
    if (json_array_size(damage) == 0) {
        view_add(v, ROW_DIM, _("   none marked"), "");
        view_stop_last(v, "console.damage");
    }
    json_array_foreach(damage, i, one)
    {
        struct buf text;
        buf_init(&text, ROW_MAX);
        buf_adds(&text, "   ");
        buf_addf(&text, _("%s: %s"), answer_text(one, "panel_text"), answer_text(one, "kind_text"));
        if (answer_has(one, "note")) {
            buf_addf(&text, " (%s)", answer_text(one, "note"));
        }
        view_add_text(v, ROW_TEXT, 0, text.data, "", 5);
        buf_free(&text);
    }
}

/* "order.edit by li: odometer", as the log has it: what was done, and by whom. */
static void add_void_reason(const char *reason, struct buf *out)
{
    char id[COMMAND_SIZE] = "";
    const char *by = strstr(reason, " by ");
    if (by != NULL && (size_t)(by - reason) < sizeof id) {
        snprintf(id, sizeof id, "%.*s", (int)(by - reason), reason);
    }
    const struct command *c = command_find(id);
    if (c != NULL) {
        buf_addf(out, _("void: %s, by %s"), _(c->summary), by + strlen(" by "));
    } else {
        buf_addf(out, _("void: %s"), reason);
    }
}

static void add_signature(struct view_rows *v, const json_t *one)
{
    char at[WHEN_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    bool valid = answer_true(one, "valid"), pass = strcmp(answer_text(one, "verdict"), "pass") == 0;
    buf_adds(&text, "   ");
    buf_addf(&text, _("%s: %s, %s, %s"), word_text(WORD_LEVEL, answer_text(one, "level")),
             answer_text(one, "name"), word_text(WORD_VERDICT, answer_text(one, "verdict")),
             answer_when(one, "at", at));
    view_add_text(v,
                  !valid ? ROW_DIM
                  : pass ? ROW_GOOD
                         : ROW_BAD,
                  0, text.data, valid ? _("valid") : _("VOID"), 5);
    if (answer_has(one, "reason")) {
        buf_clear(&text);
        buf_addf(&text, "     %s", answer_text(one, "reason"));
        view_add_text(v, ROW_BAD, 0, text.data, "", 5);
    }
    if (!valid) {
        buf_clear(&text);
        buf_adds(&text, "     ");
        add_void_reason(answer_text(one, "void_reason"), &text);
        view_add_text(v, ROW_WARN, 0, text.data, "", 5);
    }
    buf_free(&text);
}

static void add_signatures(struct view_rows *v, const json_t *order)
{
    size_t i;
    const json_t *one;
    const json_t *signatures = json_object_get(order, "signatures");
    view_add_head(v, _("Signatures"));
    if (json_array_size(signatures) == 0) {
        view_add(v, ROW_DIM, _("   nobody has signed yet"), "");
        view_stop_last(v, "console.sign");
    }
    json_array_foreach(signatures, i, one)
    {
        add_signature(v, one);
    }
}

/* What there is to be mended comes first, until QC passes it. */
static void add_qc_failed(struct view_rows *v, const json_t *order)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    size_t before = v->count;
    if (answer_qc_failed(order, &text)) {
        view_add_text(v, ROW_BAD, 0, text.data, "", 3);
        pass_over(v, before);
    }
    buf_free(&text);
}

void order_view_make(const json_t *order, int64_t now, bool ascii, int columns, struct view_rows *out)
{
    *out = (struct view_rows){.columns = columns > 20 ? columns : 20};
    add_qc_failed(out, order);
    add_customer(out, order);
    add_jobs(out, order);
    add_lines(out, order);
    add_clocks(out, order, now, ascii);
    add_inspections(out, order);
    add_damage(out, order);
    add_signatures(out, order);
}
