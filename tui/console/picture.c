#include "tui/console/picture.h"
#include "core/base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_MAX = 1 << 20 };

/* Texts of a row behind one another: a head, the text, its NUL. */
struct row {
    struct buf next, shown;
    bool known; /* `shown` is on the screen */
};

struct head {
    int x, columns;
    unsigned style;
    unsigned pad;
    size_t n;
};

struct picture {
    struct row *rows;
    int count;
};

struct picture *picture_new(void)
{
    return calloc(1, sizeof(struct picture));
}

static void free_rows(struct picture *p)
{
    for (int y = 0; y < p->count; y++) {
        buf_free(&p->rows[y].next);
        buf_free(&p->rows[y].shown);
    }
    free(p->rows);
}

void picture_free(struct picture **pp)
{
    struct picture *p = *pp;
    *pp = NULL;
    if (p != NULL) {
        free_rows(p);
        free(p);
    }
}

bool picture_begin(struct picture *p, int rows)
{
    if (rows != p->count) {
        struct row *fresh = calloc((size_t)rows, sizeof *fresh);
        if (fresh == NULL) {
            return false;
        }
        for (int y = 0; y < rows; y++) {
            buf_init(&fresh[y].next, ROW_MAX);
            buf_init(&fresh[y].shown, ROW_MAX);
        }
        free_rows(p);
        p->rows = fresh;
        p->count = rows;
    }
    for (int y = 0; y < p->count; y++) {
        buf_clear(&p->rows[y].next);
    }
    return true;
}

void picture_put(struct picture *p, int y, const struct put *put)
{
    if (y < 0 || y >= p->count) {
        return;
    }
    struct buf *row = &p->rows[y].next;
    struct head head;
    memset(&head, 0, sizeof head); /* rows are compared as bytes */
    head.x = put->x;
    head.columns = put->columns;
    head.style = put->style;
    head.pad = put->pad ? 1 : 0;
    head.n = strlen(put->text);
    buf_add(row, (const char *)&head, sizeof head);
    buf_add(row, put->text, head.n + 1);
}

bool picture_changed(const struct picture *p, int y)
{
    const struct row *row = &p->rows[y];
    return !row->known || row->next.failed || row->next.len != row->shown.len ||
           memcmp(row->next.data, row->shown.data, row->next.len) != 0;
}

bool picture_next(const struct picture *p, int y, size_t *at, struct put *out)
{
    const struct buf *row = &p->rows[y].next;
    struct head head;
    if (row->len - *at < sizeof head) {
        return false;
    }
    memcpy(&head, row->data + *at, sizeof head);
    if (row->len - *at - sizeof head < head.n + 1) {
        return false; /* memory ran out within it */
    }
    *out = (struct put){.x = head.x,
                        .columns = head.columns,
                        .style = head.style,
                        .pad = head.pad != 0,
                        .text = row->data + *at + sizeof head};
    *at += sizeof head + head.n + 1;
    return true;
}

void picture_shown(struct picture *p)
{
    for (int y = 0; y < p->count; y++) {
        struct row *row = &p->rows[y];
        struct buf before = row->shown;
        row->shown = row->next;
        row->next = before;
        row->known = true;
    }
}

void picture_forget(struct picture *p)
{
    for (int y = 0; y < p->count; y++) {
        p->rows[y].known = false;
    }
}
