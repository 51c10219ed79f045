/* Rows of text that a screen shows one below the other, each with something at its right edge: what an order
 * or another long answer consists of. Pure: draws nothing. */
#ifndef CLEARBAY_CONSOLE_VIEW_ROWS_H
#define CLEARBAY_CONSOLE_VIEW_ROWS_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum order_row_style { ROW_HEAD, ROW_TEXT, ROW_DIM, ROW_GOOD, ROW_WARN, ROW_BAD, ROW_SUM };

struct view_row {
    enum order_row_style style;
    bool stop;          /* the cursor stops here */
    int64_t line, job;  /* what the row is about; 0: nothing */
    const char *opens;  /* borrowed: the command of the table that Enter runs here; NULL: none */
    char *left, *right; /* owned; right is set at the right edge, "" when there is none */
};

struct view_rows {
    struct view_row *rows;
    size_t count, room;
    int columns;
    bool failed; /* memory ran out; the rows so far are good */
};

/* Frees the rows; also of a zeroed struct. */
void view_rows_free(struct view_rows *rows);

/* Appends a row set in exactly `columns`: what does not fit of the left text is cut, the right one stands at
 * the right edge. */
void view_row_set(const struct view_row *row, int columns, struct buf *out);

/* Adds one row and returns it, borrowed until the next one is added; NULL when memory is out. What is in the
 * texts is made harmless (text_show). */
struct view_row *view_add(struct view_rows *v, enum order_row_style style, const char *left,
                          const char *right);

/* Adds a text of any length on as many rows as it needs, later ones indented by `indent` columns. Beside the
 * first one stands `right`, and only there the cursor stops. `job`: what all of them are about. */
void view_add_text(struct view_rows *v, enum order_row_style style, int64_t job, const char *text,
                   const char *right, int indent);

/* Adds the heading of a section; a blank row above all but the first. */
void view_add_head(struct view_rows *v, const char *text);

/* The cursor stops on the row that was added last; there Enter runs the command `opens` (NULL: none). */
void view_stop_last(struct view_rows *v, const char *opens);

#endif
