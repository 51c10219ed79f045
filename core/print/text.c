#include "core/base/text.h"
#include "core/base/i18n.h"
#include "core/print/module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LABEL_COLUMNS = 16, AMOUNT_COLUMNS = 14, QTY_COLUMNS = 12, INDENT = 2, QUIET = 2 };

/* A text in as many rows as it takes. */
static void add_rows(struct buf *out, const char *text, int indent)
{
    struct buf shown;
    buf_init(&shown, 65536);
    text_show(text, strlen(text), &shown);
    const char *rest = shown.data;
    size_t lead = strspn(rest, " "); /* what is indented stays so in its later rows */
    int columns = SHEET_COLUMNS - indent - (int)lead;
    rest += lead;
    do {
        size_t n = text_fit_words(rest, columns);
        buf_addf(out, "%*s%.*s\n", indent + (int)lead, "", (int)n, rest);
        rest += n;
        rest += strspn(rest, " ");
    } while (*rest != '\0');
    buf_free(&shown);
}

static void add_pair(struct buf *out, const struct sheet_row *row)
{
    struct buf text;
    buf_init(&text, 65536);
    text_pad(&text, row->cells[0], LABEL_COLUMNS, false);
    buf_adds(&text, row->cells[1]);
    buf_addf(out, "%*s", INDENT, "");
    const char *rest = text.data;
    size_t n = text_fit_words(rest, SHEET_COLUMNS - INDENT);
    buf_addf(out, "%.*s\n", (int)n, rest);
    rest += n;
    rest += strspn(rest, " ");
    if (*rest != '\0') {
        add_rows(out, rest, INDENT + LABEL_COLUMNS);
    }
    buf_free(&text);
}

static void add_table(struct buf *out, const struct sheet_row *row)
{
    int wide = SHEET_COLUMNS - INDENT - QTY_COLUMNS - 2 * AMOUNT_COLUMNS;
    const char *what = row->cells[0];
    size_t n = text_fit_words(what, wide - 1);
    struct buf first;
    buf_init(&first, 65536);
    buf_add(&first, what, n);
    buf_addf(out, "%*s", INDENT, "");
    text_pad(out, first.data, wide, false);
    text_pad(out, row->cells[1], QTY_COLUMNS, true);
    text_pad(out, row->cells[2], AMOUNT_COLUMNS, true);
    text_pad(out, row->cells[3], AMOUNT_COLUMNS, true);
    buf_addc(out, '\n');
    what += n;
    what += strspn(what, " ");
    if (*what != '\0') {
        add_rows(out, what, INDENT);
    }
    buf_free(&first);
}

static void add_rule(struct buf *out)
{
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        buf_addc(out, '-');
    }
    buf_addc(out, '\n');
}

/* Two rows of cells in one row of text; light frame around it, so that a camera finds its edges. */
static void add_qr(struct buf *out, const struct sheet *sheet)
{
    for (int y = -QUIET; y < sheet->qr_width + QUIET; y += 2) {
        buf_addf(out, "%*s", INDENT, "");
        for (int x = -QUIET; x < sheet->qr_width + QUIET; x++) {
            bool dark[2];
            for (int half = 0; half < 2; half++) {
                int row = y + half;
                bool inside = x >= 0 && x < sheet->qr_width && row >= 0 && row < sheet->qr_width;
                dark[half] = inside && sheet->qr_cells[row * sheet->qr_width + x] != 0;
            }
            /* dark is left blank: the page is read on a dark screen as on paper, by its edges */
            buf_adds(out, dark[0] ? (dark[1] ? " " : "▄") : (dark[1] ? "▀" : "█"));
        }
        buf_addc(out, '\n');
    }
}

enum status sheet_text(const struct sheet *sheet, struct buf *out, struct error *e)
{
    for (size_t i = 0; i < sheet->n; i++) {
        const struct sheet_row *row = &sheet->rows[i];
        switch (row->kind) {
        case SHEET_TITLE:
            add_rows(out, row->cells[0], 0);
            add_rule(out);
            break;
        case SHEET_HEADING:
            buf_addc(out, '\n');
            add_rows(out, row->cells[0], 0);
            break;
        case SHEET_PAIR:
            add_pair(out, row);
            break;
        case SHEET_NOTE:
            add_rows(out, row->cells[0], INDENT);
            break;
        case SHEET_TABLE:
        case SHEET_HEAD:
        case SHEET_SUM:
            add_table(out, row);
            break;
        }
    }
    if (sheet->qr_width > 0) {
        buf_addc(out, '\n');
        add_qr(out, sheet);
    }
    add_rule(out);
    buf_addf(out, "%s\n", sheet->footer);
    return out->failed ? error_memory(e) : ST_OK;
}

enum status sheet_pdf(const struct sheet *sheet, const char *path, struct error *e)
{
    const struct print_module *module = NULL;
    enum status st = print_module(&module, e);
    if (st != ST_OK) {
        return st;
    }
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0 && errno == EEXIST) {
        return error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path);
    }
    if (fd < 0) {
        return error_set(e, ST_FAILED, "file", _("%s: cannot be written: %s"), path, i18n_errno(errno));
    }
    const char *why = module->pdf(sheet, fd);
    if (why == NULL && fsync(fd) != 0) {
        why = i18n_errno(errno);
    }
    close(fd);
    if (why != NULL) {
        unlink(path); /* half a page is none */
        return error_set(e, ST_FAILED, "file", _("%s: cannot be written: %s"), path, why);
    }
    return ST_OK;
}
