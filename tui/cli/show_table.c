#include "tui/cli/show_table.h"
#include "core/base/text.h"
#include "tui/cli/show.h"
#include "tui/cli/show_words.h"

#include <stdio.h>
#include <string.h>

enum {
    COLUMNS_MAX = 12,
    CELL_MAX = 48,
    GAP = 2,     /* between columns, where there is room */
    TEXT_MIN = 5 /* columns that a text keeps in a table that has to fit */
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
    {"damage", "damage panel_text kind_text note by"},
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
    {"guarantees", "kind group whose from km days source"},
};

bool show_table_known(const char *name)
{
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (strcmp(views[i].list, name) == 0) {
            return true;
        }
    }
    return false;
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

static void cell_text(const char *list, const json_t *row, const char *key, struct buf *out)
{
    const json_t *v = json_object_get(row, key);
    buf_clear(out);
    if (v != NULL && !json_is_null(v)) {
        show_value(list, key, v, out);
    }
}

static void measure(struct columns *c, const char *name, const json_t *list)
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
            cell_text(name, row, c->names[k], &cell);
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

void show_table(const char *name, const json_t *list, int columns, struct buf *out)
{
    struct columns c = {.gap = GAP};
    struct buf cell;
    size_t i;
    const json_t *row;
    buf_init(&cell, 65536);
    choose_columns(&c, name, list);
    measure(&c, name, list);
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
            cell_text(name, row, c.names[k], &cell);
            text_pad(out, cell.data, c.widths[k], c.numbers[k]);
            buf_addf(out, "%*s", c.gap, "");
        }
        cut_blanks(out);
        buf_addc(out, '\n');
    }
    buf_free(&cell);
}
