#include "tui/console/view_rows.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROW_MAX = 65536,
    SHOWN_MAX = 8 * ROW_MAX,
    FIRST_MIN = 20 /* columns beside what stands at the right */
};

void view_rows_free(struct view_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].left);
        free(rows->rows[i].right);
    }
    free(rows->rows);
    *rows = (struct view_rows){0};
}

void view_row_set(const struct view_row *row, int columns, struct buf *out)
{
    int right = text_width(row->right);
    right = right < columns ? right : columns;
    int gap = right > 0 && right < columns ? 1 : 0;
    text_pad(out, row->left, columns - right - gap, false);
    buf_adds(out, gap > 0 ? " " : "");
    text_pad(out, row->right, right, false);
}

static struct view_row *add_bytes(struct view_rows *v, enum order_row_style style, const char *left, size_t n,
                                  const char *right)
{
    if (v->count == v->room) {
        size_t room = v->room == 0 ? 64 : v->room * 2;
        struct view_row *more = realloc(v->rows, room * sizeof *more);
        if (more == NULL) {
            v->failed = true;
            return NULL;
        }
        v->rows = more;
        v->room = room;
    }
    struct view_row row = {.style = style, .left = strndup(left, n), .right = strdup(right)};
    if (row.left == NULL || row.right == NULL) {
        free(row.left);
        free(row.right);
        v->failed = true;
        return NULL;
    }
    v->rows[v->count] = row;
    return &v->rows[v->count++];
}

struct view_row *view_add(struct view_rows *v, enum order_row_style style, const char *left,
                          const char *right)
{
    struct buf shown, shown_right;
    buf_init(&shown, ROW_MAX);
    buf_init(&shown_right, ROW_MAX);
    text_show(left, strlen(left), &shown);
    text_show(right, strlen(right), &shown_right);
    struct view_row *row = add_bytes(v, style, shown.data, shown.len, shown_right.data);
    buf_free(&shown);
    buf_free(&shown_right);
    return row;
}

void view_add_text(struct view_rows *v, enum order_row_style style, int64_t job, const char *text,
                   const char *right, int indent)
{
    struct buf shown, row;
    buf_init(&shown, SHOWN_MAX);
    buf_init(&row, SHOWN_MAX);
    text_show(text, strlen(text), &shown);
    int beside = v->columns - text_width(right) - (right[0] != '\0' ? 1 : 0);
    beside = beside > FIRST_MIN ? beside : FIRST_MIN;
    bool first = true;
    for (const char *rest = shown.data; *rest != '\0' && !v->failed; first = false) {
        int blanks = first ? 0 : indent;
        size_t n = text_fit_words(rest, first ? beside : v->columns - blanks);
        buf_clear(&row);
        buf_addf(&row, "%*s", blanks, "");
        buf_add(&row, rest, n);
        struct view_row *r = add_bytes(v, style, row.data, row.len, first ? right : "");
        if (r != NULL) {
            r->job = job;
            r->stop = first;
        }
        rest += n;
        rest += strspn(rest, " ");
    }
    buf_free(&shown);
    buf_free(&row);
}

void view_add_head(struct view_rows *v, const char *text)
{
    if (v->count > 0) {
        view_add(v, ROW_TEXT, "", "");
    }
    view_add(v, ROW_HEAD, text, "");
}

void view_stop_last(struct view_rows *v, const char *opens)
{
    if (v->count > 0) {
        v->rows[v->count - 1].stop = true;
        v->rows[v->count - 1].opens = opens;
    }
}
