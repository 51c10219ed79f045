#include "tui/console/follow.h"
#include "core/base/i18n.h"
#include "tui/console/keymap.h"

#include <string.h>

enum { KEY_COLUMNS = 4, MARGIN = 2, FRAME = 2 };

/* Calls `each` for every key that may follow; returns how many there are. */
static int follow_each(struct ui *ui, const char *prefix, unsigned context,
                       void (*each)(struct ui *ui, int n, const char *key, const struct command *c,
                                    void *arg),
                       void *arg)
{
    int n = 0;
    char key[KEY_NAME_SIZE];
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        bool here = (c->contexts & (context | CTX_GLOBAL)) != 0;
        if (here && keymap_may(c, client_role(ui_client(ui))) && keymap_follows(c, prefix, key)) {
            if (each != NULL) {
                each(ui, n, key, c, arg);
            }
            n++;
        }
    }
    return n;
}

static void draw_one(struct ui *ui, int n, const char *key, const struct command *c, void *arg)
{
    const struct area *a = arg;
    struct term *t = ui_term(ui);
    if (n < a->rows) {
        term_put(t, a->y + n, a->x, KEY_COLUMNS, STYLE_KEY, key);
        term_put(t, a->y + n, a->x + KEY_COLUMNS, a->columns - KEY_COLUMNS, STYLE_TEXT, _(c->summary));
    }
}

void follow_draw(struct ui *ui, const char *prefix, unsigned context, struct area area)
{
    int n = follow_each(ui, prefix, context, NULL, NULL), rows = n + FRAME;
    rows = rows < area.rows ? rows : area.rows;
    int y = area.y + area.rows - rows;
    struct area inside = {y + 1, area.x + MARGIN + 1, rows - FRAME, area.columns - 2 * MARGIN - FRAME};
    term_box(ui_term(ui), y, area.x + MARGIN, rows, area.columns - 2 * MARGIN, prefix);
    follow_each(ui, prefix, context, draw_one, &inside);
    term_cursor(ui_term(ui), y + 1, area.x + MARGIN + 1);
}

static void add_one(struct ui *ui, int n, const char *key, const struct command *c, void *arg)
{
    (void)ui;
    buf_addf(arg, "%s%s %s", n > 0 ? ", " : "", key, _(c->summary));
}

void follow_text(struct ui *ui, const char *prefix, unsigned context, struct buf *out)
{
    follow_each(ui, prefix, context, add_one, out);
}
