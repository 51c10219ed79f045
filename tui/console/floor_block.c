#include "tui/console/floor_block.h"
#include "core/base/text.h"
#include "tui/console/floor_row.h"
#include "tui/console/screen_words.h"

enum {
    ROW_MAX = 8192,
    DIGITS_MIN = 3 /* of a number beside a plate: fewer say nothing */
};

/* What is said of an order on the rows within its block, one each, the most important first. When it goes
 * stands on the second one, or in the lower edge where there are but two; the number beside the plate where
 * there is but one. */
enum { B_PLATE, B_END, B_NUMBER, B_TECHNICIAN, B_TEXTS };

static void block_text(const char *day, const json_t *block, int64_t now, int rows, int columns, int what,
                       struct buf *out)
{
    const char *plate = answer_text(block, "plate");
    int beside = columns - text_width(plate) - 1;
    if (what == B_PLATE) {
        buf_adds(out, plate);
    } else if (what == B_END) {
        floor_end_text(day, block, now, columns, out);
    } else if (what == B_NUMBER) {
        floor_number_text(block, columns, out);
    } else {
        buf_adds(out, answer_text(block, "technician"));
    }
    if (what == B_PLATE && rows == 1 && beside >= DIGITS_MIN) {
        buf_addc(out, ' ');
        floor_number_text(block, beside, out);
    }
}

static void draw_edge(struct term *t, int y, int x, int columns, unsigned style, bool top, const char *title)
{
    bool a = term_is_ascii(t);
    struct buf row;
    buf_init(&row, ROW_MAX);
    buf_adds(&row, a ? "+" : top ? "┌" : "└");
    for (int i = 2; i < columns; i++) {
        buf_adds(&row, a ? "-" : "─");
    }
    buf_adds(&row, a ? "+" : top ? "┐" : "┘");
    term_put(t, y, x, columns, style, row.data);
    if (title != NULL) {
        term_add(t, y, x + 1, columns - 2, style, title);
    }
    buf_free(&row);
}

/* The stage stands in the upper edge: a word beside the colour even in the smallest block, which says in its
 * lower edge when the car goes. */
void floor_block_draw(struct term *t, struct area a, const char *day, const json_t *block, int64_t now,
                      bool selected)
{
    unsigned style = (unsigned)floor_block_style(block, now) | (selected ? STYLE_SELECTED : 0U);
    const char *side = term_is_ascii(t) ? "|" : "│";
    int inside = a.rows - 2, wide = a.columns - 2;
    bool low = inside < B_TECHNICIAN;
    struct buf text;
    buf_init(&text, ROW_MAX);
    floor_stage_text(block, wide, &text);
    draw_edge(t, a.y, a.x, a.columns, style, true, text.data);
    for (int i = 0; i < inside; i++) {
        int what = low && i > 0 ? i + 1 : i;
        buf_clear(&text);
        if (what < B_TEXTS) {
            block_text(day, block, now, inside, wide, what, &text);
        }
        term_put(t, a.y + 1 + i, a.x, 1, style, side);
        term_put(t, a.y + 1 + i, a.x + 1, wide, style, text.data);
        term_put(t, a.y + 1 + i, a.x + a.columns - 1, 1, style, side);
    }
    if (inside > B_TEXTS) {
        term_wrap(t, a.y + 1 + B_TEXTS, a.x + 1, inside - B_TEXTS, wide, style,
                  answer_text(block, "concern"));
    }
    buf_clear(&text);
    if (low) {
        floor_end_text(day, block, now, wide, &text);
    }
    draw_edge(t, a.y + a.rows - 1, a.x, a.columns, style, false, low ? text.data : NULL);
    buf_free(&text);
    if (selected) {
        term_cursor(t, a.y + 1, a.x + 1);
    }
}
