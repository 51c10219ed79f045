/* The PDF of a sheet: pango lays text out, so that Chinese has the font it needs, cairo draws. */
#include "core/print/module.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 595, HEIGHT = 842, MARGIN = 48, FOOTER = 24, GAP = 3, QR_POINTS = 130 }; /* A4 in points */

/* Fonts by what pango finds: a Latin one, then one that has Chinese. */
#define FACES "DejaVu Sans, WenQuanYi Micro Hei, Noto Sans CJK SC, Sans"
#define TEXT  FACES " 9"
#define DIM   FACES " 8"
#define BOLD  FACES " Bold 9"
#define TITLE FACES " Bold 16"
#define SMALL FACES " 7"

static const double label_points = 96, indent_points = 12, amount_points = 88, qty_points = 62;

/* Where the pen is. Drawn twice: first only to count the pages. */
struct pen {
    cairo_t *cr;
    double y;
    int page, pages;
    bool draws;
    const struct sheet *sheet;
};

static PangoLayout *layout(struct pen *pen, const char *text, const char *font, double width, bool right)
{
    PangoLayout *l = pango_cairo_create_layout(pen->cr);
    PangoFontDescription *description = pango_font_description_from_string(font);
    pango_layout_set_font_description(l, description);
    pango_font_description_free(description);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(l, text, -1);
    return l;
}

static double height_of(PangoLayout *l)
{
    int width, height;
    pango_layout_get_pixel_size(l, &width, &height);
    return height;
}

static void show(struct pen *pen, PangoLayout *l, double x, double y)
{
    if (pen->draws) {
        cairo_move_to(pen->cr, x, y);
        pango_cairo_show_layout(pen->cr, l);
    }
}

static void foot(struct pen *pen)
{
    char number[64];
    double y = HEIGHT - MARGIN;
    snprintf(number, sizeof number, "%d / %d", pen->page, pen->pages);
    PangoLayout *left = layout(pen, pen->sheet->footer, SMALL, WIDTH - 2 * MARGIN - qty_points, false);
    PangoLayout *right = layout(pen, number, SMALL, qty_points, true);
    show(pen, left, MARGIN, y);
    show(pen, right, WIDTH - MARGIN - qty_points, y);
    g_object_unref(left);
    g_object_unref(right);
}

static void end_page(struct pen *pen)
{
    foot(pen);
    if (pen->draws) {
        cairo_show_page(pen->cr);
    }
}

/* Room for something of that height, on the next page where there is none here. */
static void make_room(struct pen *pen, double height)
{
    if (pen->y + height > HEIGHT - MARGIN - FOOTER) {
        end_page(pen);
        pen->page++;
        pen->y = MARGIN;
    }
}

/* How far a row may reach: beside the QR code less far. */
static double right_edge(const struct pen *pen)
{
    bool beside = pen->page == 1 && pen->sheet->qr_width > 0 && pen->y < MARGIN + QR_POINTS + GAP;
    return WIDTH - MARGIN - (beside ? QR_POINTS + 4 * GAP : 0);
}

static void put_text(struct pen *pen, const char *text, const char *font, double indent, double above)
{
    size_t lead = strspn(text, " ");
    double x = MARGIN + indent + (double)lead * 3;
    PangoLayout *l = layout(pen, text + lead, font, right_edge(pen) - x, false);
    double height = height_of(l);
    make_room(pen, height + above);
    pen->y += above;
    show(pen, l, x, pen->y);
    pen->y += height + GAP;
    g_object_unref(l);
}

static void put_pair(struct pen *pen, const struct sheet_row *row)
{
    double x = MARGIN + indent_points + label_points;
    PangoLayout *label = layout(pen, row->cells[0], DIM, label_points, false);
    PangoLayout *text = layout(pen, row->cells[1], TEXT, right_edge(pen) - x, false);
    double height = height_of(text) > height_of(label) ? height_of(text) : height_of(label);
    make_room(pen, height);
    show(pen, label, MARGIN + indent_points, pen->y);
    show(pen, text, x, pen->y);
    pen->y += height + GAP;
    g_object_unref(label);
    g_object_unref(text);
}

static void put_table(struct pen *pen, const struct sheet_row *row)
{
    const char *font = row->kind == SHEET_TABLE ? TEXT : BOLD;
    double what = WIDTH - 2 * MARGIN - indent_points - qty_points - 2 * amount_points;
    const double widths[SHEET_CELLS] = {what - GAP, qty_points, amount_points, amount_points};
    PangoLayout *cells[SHEET_CELLS];
    double height = 0, x = MARGIN + indent_points;
    for (int i = 0; i < SHEET_CELLS; i++) {
        cells[i] = layout(pen, row->cells[i], font, widths[i], i > 0);
        height = height_of(cells[i]) > height ? height_of(cells[i]) : height;
    }
    make_room(pen, height);
    for (int i = 0; i < SHEET_CELLS; i++) {
        show(pen, cells[i], x, pen->y);
        x += widths[i] + (i == 0 ? GAP : 0);
        g_object_unref(cells[i]);
    }
    pen->y += height + GAP;
}

static void put_row(struct pen *pen, const struct sheet_row *row)
{
    switch (row->kind) {
    case SHEET_TITLE:
        put_text(pen, row->cells[0], TITLE, 0, 0);
        break;
    case SHEET_HEADING:
        put_text(pen, row->cells[0], BOLD, 0, 4 * GAP);
        break;
    case SHEET_PAIR:
        put_pair(pen, row);
        break;
    case SHEET_NOTE:
        put_text(pen, row->cells[0], DIM, indent_points, 0);
        break;
    case SHEET_TABLE:
    case SHEET_HEAD:
    case SHEET_SUM:
        put_table(pen, row);
        break;
    }
}

/* In the corner of the first page, beside what is short. */
static void put_qr(struct pen *pen)
{
    const struct sheet *sheet = pen->sheet;
    double cell = sheet->qr_width > 0 ? (double)QR_POINTS / sheet->qr_width : 0;
    for (int y = 0; pen->draws && y < sheet->qr_width; y++) {
        for (int x = 0; x < sheet->qr_width; x++) {
            if (sheet->qr_cells[y * sheet->qr_width + x] != 0) {
                cairo_rectangle(pen->cr, WIDTH - MARGIN - QR_POINTS + x * cell, MARGIN + y * cell, cell,
                                cell);
            }
        }
    }
    if (pen->draws) {
        cairo_fill(pen->cr);
    }
}

static int put_all(struct pen *pen)
{
    pen->page = 1;
    pen->y = MARGIN;
    put_qr(pen);
    for (size_t i = 0; i < pen->sheet->n; i++) {
        put_row(pen, &pen->sheet->rows[i]);
    }
    end_page(pen);
    return pen->page;
}

static cairo_status_t write_all(void *arg, const unsigned char *bytes, unsigned int n)
{
    const int *fd = arg;
    while (n > 0) {
        ssize_t done = write(*fd, bytes, n);
        if (done <= 0) {
            return CAIRO_STATUS_WRITE_ERROR;
        }
        bytes += done;
        n -= (unsigned int)done;
    }
    return CAIRO_STATUS_SUCCESS;
}

static const char *write_pdf(const struct sheet *sheet, int fd)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_all, &fd, WIDTH, HEIGHT);
    struct pen pen = {.cr = cairo_create(surface), .sheet = sheet};
    pen.pages = put_all(&pen);
    pen.draws = true;
    put_all(&pen);
    cairo_destroy(pen.cr);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}

const struct print_module clearbay_print = {.pdf = write_pdf};
