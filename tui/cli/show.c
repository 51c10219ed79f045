#include "tui/cli/show.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_MAX = 12,
    LABEL_COLUMNS = 20,
    CELL_MAX = 48,
    GAP = 2,     /* between columns, where there is room */
    TEXT_MIN = 5 /* columns that a text keeps in a table that has to fit */
};

/* Headings, by key. */
static const struct {
    const char *key, *label;
} labels[] = {
    {"advisor", N_("advisor")},
    {"all", N_("closed ones too")},
    {"amber", N_("amber")},
    {"at", N_("when")},
    {"at_list", N_("at list price")},
    {"bay", N_("bay")},
    {"bays", N_("Bays")},
    {"blocks", N_("Orders")},
    {"brand", N_("brand")},
    {"breached", N_("late")},
    {"breaches", N_("late")},
    {"by", N_("who")},
    {"cause", N_("cause")},
    {"cert", N_("certificate")},
    {"chain", N_("replaced by")},
    {"change", N_("change")},
    {"changes", N_("Largest changes")},
    {"checks", N_("Checks")},
    {"clocks", N_("Clocks")},
    {"closes_at", N_("closes")},
    {"code", N_("code")},
    {"concern", N_("concern")},
    {"concerns", N_("Concerns")},
    {"core_charge", N_("core charge")},
    {"correction", N_("correction")},
    {"critical", N_("critical")},
    {"currency", N_("currency")},
    {"customer", N_("customer")},
    {"customers", N_("Customers")},
    {"damage", N_("Damage")},
    {"day", N_("day")},
    {"decision", N_("decision")},
    {"difference", N_("difference")},
    {"digest", N_("digest")},
    {"disabled", N_("disabled")},
    {"done_at", N_("done")},
    {"drafts", N_("Drafts")},
    {"due_at", N_("due")},
    {"ended", N_("ended")},
    {"effective", N_("in force from")},
    {"entries", N_("Entries")},
    {"estimate", N_("Estimate")},
    {"event", N_("event")},
    {"fail", N_("does not pass")},
    {"fetched_at", N_("fetched")},
    {"file", N_("file")},
    {"found", N_("found")},
    {"from", N_("from")},
    {"gate", N_("Why it is held")},
    {"head", N_("head")},
    {"heads", N_("Heads")},
    {"held", N_("Held lists")},
    {"held_at", N_("held")},
    {"hours", N_("hours")},
    {"how", N_("how")},
    {"in_force", N_("in force")},
    {"inspections", N_("Inspections")},
    {"item", N_("item")},
    {"items", N_("Items")},
    {"job", N_("job")},
    {"jobs", N_("Jobs")},
    {"kind", N_("kind")},
    {"labour_saved", N_("labour saved")},
    {"last_visit", N_("last here")},
    {"late", N_("late")},
    {"left", N_("Still there")},
    {"left_s", N_("left")},
    {"level", N_("level")},
    {"limit", N_("at most")},
    {"line", N_("line")},
    {"lines", N_("Lines")},
    {"list_price", N_("list price")},
    {"locked", N_("locked")},
    {"log", N_("Log")},
    {"log_entries", N_("log entries")},
    {"made_at", N_("made")},
    {"made_by", N_("made by")},
    {"min_order", N_("minimum order")},
    {"name", N_("name")},
    {"name_local", N_("local name")},
    {"needs", N_("certificate")},
    {"new_pin", N_("new PIN")},
    {"note", N_("note")},
    {"odometer", N_("odometer km")},
    {"ok", N_("in order")},
    {"on", N_("on the day")},
    {"op", N_("operation")},
    {"open_orders", N_("open")},
    {"opens_at", N_("opens")},
    {"order", N_("order")},
    {"orders", N_("Orders")},
    {"origin", N_("from")},
    {"outcome", N_("outcome")},
    {"panel", N_("panel")},
    {"part", N_("part number")},
    {"part_no", N_("part number")},
    {"parts", N_("Parts")},
    {"percent", N_("%")},
    {"phone", N_("phone")},
    {"pin", N_("PIN")},
    {"plate", N_("plate")},
    {"price_after", N_("price then")},
    {"price_basis", N_("price for")},
    {"price_now", N_("list price today")},
    {"price_before", N_("price now")},
    {"price_group", N_("price group")},
    {"prices", N_("Prices")},
    {"promised", N_("promised")},
    {"promises", N_("Promises")},
    {"qty", N_("quantity")},
    {"query", N_("words")},
    {"question", N_("question")},
    {"reason", N_("reason")},
    {"red", N_("red")},
    {"rejects", N_("Refused rows")},
    {"restores", N_("restores")},
    {"result", N_("result")},
    {"results", N_("Sources")},
    {"revision", N_("revision")},
    {"role", N_("role")},
    {"rows_added", N_("new")},
    {"rows_changed", N_("changed")},
    {"rows_read", N_("rows")},
    {"rows_rejected", N_("refused")},
    {"rows_removed", N_("gone")},
    {"rows_unchanged", N_("same")},
    {"rule", N_("rule")},
    {"signatures", N_("Signatures")},
    {"signed", N_("signed")},
    {"since", N_("since")},
    {"source", N_("source")},
    {"stage", N_("stage")},
    {"state", N_("state")},
    {"status", N_("status")},
    {"subject", N_("subject")},
    {"superseded_by", N_("replaced by")},
    {"technician", N_("technician")},
    {"terminal", N_("terminal")},
    {"text", N_("text")},
    {"time", N_("time")},
    {"to", N_("to")},
    {"total", N_("total")},
    {"unit", N_("unit")},
    {"unit_price", N_("unit price")},
    {"until", N_("until")},
    {"user", N_("user")},
    {"users", N_("People")},
    {"valid", N_("valid")},
    {"value", N_("reading")},
    {"vehicles", N_("Cars")},
    {"verdict", N_("verdict")},
    {"vin", N_("VIN")},
    {"void_reason", N_("void because")},
    {"where", N_("where")},
};

/* Which columns a list shows, by its key; a list without a row here shows those of its first element. */
static const struct {
    const char *list, *columns;
} views[] = {
    {"orders", "order stage plate customer concern technician bay due left_s breached total"},
    {"blocks", "bay from to order plate stage technician ended late concern"},
    {"estimate", "text part_no qty unit list_price at_list total difference decision price_now"},
    {"lines", "line kind code text qty unit_price list_price discount_percent total state"},
    {"clocks", "name due_at done_at breached"},
    {"signatures", "level name at verdict valid void_reason reason"},
    {"inspections", "level item result value unit note by at"},
    {"jobs", "job concern cause correction"},
    {"promises", "time reason made_by made_at"},
    {"damage", "damage panel kind note by"},
    {"users", "user name role disabled locked pin_temporary"},
    {"parts", "part_no brand name name_local list_price currency unit effective source superseded_by"},
    {"gate", "text"},
    {"changes", "part_no brand name name_local change price_before price_after percent currency price_basis"},
    {"prices", "part_no brand list_price currency effective source revision from to"},
    {"results",
     "source status revision rows_read rows_added rows_changed rows_unchanged rows_removed rows_rejected"},
    {"rejects", "line column reason text"},
    {"entries", "seq at event order revision by terminal subject"},
    {"log", "seq at event by"},
    {"heads", "seq at head signed"},
    {"drafts", "form order by at"},
    {"customers", "customer name phone plate orders open_orders last_visit"},
    {"items", "item text critical unit amber red result value note last_value last_at"},
    {"checks", "name ok text"},
};

const char *show_label(const char *key)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].key, key) == 0) {
            return _(labels[i].label);
        }
    }
    return key;
}

static bool is_time(const char *text)
{
    return strlen(text) == 20 && text[4] == '-' && text[10] == 'T' && text[19] == 'Z';
}

/* A small object on one line: "create 3, diagnose 1". */
static void show_members(const json_t *object, struct buf *out)
{
    const char *key, *comma = "";
    json_t *one;
    json_object_foreach((json_t *)(uintptr_t)object, key, one)
    {
        buf_addf(out, "%s%s ", comma, show_label(key));
        show_value(one, out);
        comma = ", ";
    }
}

void show_value(const json_t *value, struct buf *out)
{
    char when[WHEN_SIZE];
    int64_t ms;
    switch (json_typeof(value)) {
    case JSON_STRING:
        if (is_time(json_string_value(value)) && when_parse(json_string_value(value), &ms)) {
            buf_adds(out, when_short(ms, when));
        } else {
            text_show(json_string_value(value), json_string_length(value), out);
        }
        break;
    case JSON_INTEGER:
        buf_addf(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        buf_addf(out, "%.10g", json_real_value(value));
        break;
    case JSON_TRUE:
        buf_adds(out, _("yes"));
        break;
    case JSON_FALSE:
        buf_adds(out, _("no"));
        break;
    case JSON_NULL:
        buf_adds(out, "-");
        break;
    case JSON_OBJECT:
        show_members(value, out);
        break;
    case JSON_ARRAY: {
        char *text = json_dumps(value, JSON_COMPACT);
        text_show(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out);
        free(text);
        break;
    }
    }
}

/* The columns of a list: what its view names and any row has, else what its first row has. */
struct columns {
    char names[COLUMNS_MAX][40];
    int widths[COLUMNS_MAX];
    int needed[COLUMNS_MAX]; /* by what stands below the heading */
    bool numbers[COLUMNS_MAX];
    int count;
    int gap; /* between them */
};

static bool any_row_has(const json_t *list, const char *key)
{
    size_t i;
    const json_t *row;
    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        const json_t *v = json_object_get(row, key);
        if (v != NULL && !json_is_null(v) && !(json_is_string(v) && json_string_length(v) == 0)) {
            return true;
        }
    }
    return false;
}

static void add_column(struct columns *c, const json_t *list, const char *key)
{
    if (c->count < COLUMNS_MAX && any_row_has(list, key)) {
        text_copy(c->names[c->count++], sizeof c->names[0], key);
    }
}

static void choose_columns(struct columns *c, const char *name, const json_t *list)
{
    c->count = 0;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (strcmp(views[i].list, name) != 0) {
            continue;
        }
        for (const char *p = views[i].columns; *p != '\0';) {
            char key[40];
            size_t n = strcspn(p, " ");
            snprintf(key, sizeof key, "%.*s", (int)n, p);
            add_column(c, list, key);
            p += n + (p[n] == ' ');
        }
        return;
    }
    const char *key;
    json_t *value;
    json_object_foreach(json_array_get(list, 0), key, value)
    {
        if (!json_is_object(value) && !json_is_array(value)) {
            add_column(c, list, key);
        }
    }
}

static void cell_text(const json_t *row, const char *key, struct buf *out)
{
    const json_t *v = json_object_get(row, key);
    buf_clear(out);
    if (v != NULL && strcmp(key, "left_s") == 0 && json_is_integer(v)) {
        char span[WHEN_SIZE];
        buf_adds(out, when_span(json_integer_value(v) * 1000, span));
    } else if (v != NULL && !json_is_null(v)) {
        show_value(v, out);
    }
}

static void measure(struct columns *c, const json_t *list)
{
    struct buf cell;
    buf_init(&cell, 65536);
    for (int k = 0; k < c->count; k++) {
        size_t i;
        const json_t *row;
        c->widths[k] = text_width(show_label(c->names[k]));
        c->needed[k] = 0;
        c->numbers[k] = true;
        json_array_foreach((json_t *)(uintptr_t)list, i, row)
        {
            cell_text(row, c->names[k], &cell);
            int w = text_width(cell.data);
            c->widths[k] = w > c->widths[k] ? w : c->widths[k];
            c->needed[k] = w > c->needed[k] ? w : c->needed[k];
            c->numbers[k] = c->numbers[k] && strspn(cell.data, "-0123456789.:") == cell.len;
        }
        bool last = k + 1 == c->count; /* nothing stands behind it that would be pushed away */
        c->widths[k] = !last && c->widths[k] > CELL_MAX ? CELL_MAX : c->widths[k];
    }
    buf_free(&cell);
}

static int table_width(const struct columns *c)
{
    int total = 0;
    for (int k = 0; k < c->count; k++) {
        total += c->widths[k] + (k > 0 ? c->gap : 0);
    }
    return total;
}

/* The column that can lose a column of its width best: a heading wider than all below it, else the widest
 * text. Numbers are never cut, nor the first column, by which a row is named. -1: none. */
static int widest(const struct columns *c)
{
    int best = -1;
    for (int k = 1; k < c->count; k++) {
        bool can = !c->numbers[k] && c->widths[k] > TEXT_MIN;
        bool heading = c->widths[k] > c->needed[k],
             best_heading = best >= 0 && c->widths[best] > c->needed[best];
        bool better = best < 0 || (heading != best_heading ? heading : c->widths[k] >= c->widths[best]);
        best = can && better ? k : best;
    }
    return best;
}

static void fit(struct columns *c, int columns)
{
    if (columns <= 0 || table_width(c) <= columns) {
        return;
    }
    c->gap = 1;
    for (int k = widest(c); k >= 0 && table_width(c) > columns; k = widest(c)) {
        c->widths[k]--;
    }
}

static void cut_blanks(struct buf *out)
{
    while (out->len > 0 && out->data[out->len - 1] == ' ') {
        out->data[--out->len] = '\0';
    }
}

static void show_table(const char *name, const json_t *list, int columns, struct buf *out)
{
    struct columns c = {.gap = GAP};
    struct buf cell;
    size_t i;
    const json_t *row;
    buf_init(&cell, 65536);
    choose_columns(&c, name, list);
    measure(&c, list);
    fit(&c, columns);
    for (int k = 0; k < c.count; k++) {
        text_pad(out, show_label(c.names[k]), c.widths[k], c.numbers[k]);
        buf_addf(out, "%*s", c.gap, "");
    }
    cut_blanks(out);
    buf_addc(out, '\n');
    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        for (int k = 0; k < c.count; k++) {
            cell_text(row, c.names[k], &cell);
            text_pad(out, cell.data, c.widths[k], c.numbers[k]);
            buf_addf(out, "%*s", c.gap, "");
        }
        cut_blanks(out);
        buf_addc(out, '\n');
    }
    buf_free(&cell);
}

/* True for a row that has lists of its own and no view that leaves them out. */
static bool is_deep(const char *name, const json_t *row)
{
    const char *key;
    json_t *value;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (strcmp(views[i].list, name) == 0) {
            return false;
        }
    }
    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (json_is_object(json_array_get(value, 0))) {
            return true;
        }
    }
    return false;
}

static void show_list(const char *name, const json_t *list, int columns, struct buf *out)
{
    size_t i;
    const json_t *value;
    if (out->len > 0) {
        buf_addc(out, '\n');
    }
    buf_addf(out, "%s%s\n", show_label(name), json_array_size(list) == 0 ? _(": none") : ":");
    if (is_deep(name, json_array_get(list, 0))) {
        json_array_foreach((json_t *)(uintptr_t)list, i, value)
        {
            show_fitting(value, columns, out);
        }
        return;
    }
    if (json_is_object(json_array_get(list, 0))) {
        show_table(name, list, columns, out);
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)list, i, value)
    {
        buf_adds(out, "  ");
        show_value(value, out);
        buf_addc(out, '\n');
    }
}

void show_fitting(const json_t *result, int columns, struct buf *out)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) || json_is_null(value) || strcmp(key, "warnings") == 0) {
            continue;
        }
        text_pad(out, show_label(key), LABEL_COLUMNS, false);
        buf_addc(out, ' ');
        show_value(value, out);
        buf_addc(out, '\n');
    }
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) && strcmp(key, "warnings") != 0) {
            show_list(key, value, columns, out);
        }
    }
}

void show_result(const json_t *result, struct buf *out)
{
    show_fitting(result, 0, out);
}
