/* Delimited lists: rows and fields (libcsv), header, and which field is which column. */
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/price/lines.h"
#include "core/price/reader_formats.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_MAX =
        LINE_MAX_BYTES, /* bytes of one row: an unclosed quote ends here and not at the end of the file */
    FIELDS_MAX = 1000,  /* columns of a row */
};

struct csv_reader {
    const struct oem_source *source;
    struct price_reading *reading;
    struct error *e;
    enum status status;
    struct csv_parser csv;
    struct csv_parser probe; /* tells whether a line with quotes is a row by itself */
    size_t starts[FIELDS_MAX];
    size_t count;               /* fields of the row */
    size_t used;                /* bytes of `fields` */
    size_t expected;            /* columns of the header or of the first row; 0: not known yet */
    int column_at[OEM_COLUMNS]; /* field of each mapped column; -1: not mapped */
    bool have_header;
    bool begun; /* a data row has been taken apart: the rows after it may be known */
    long row_line;
    size_t row_bytes; /* of the row's lines so far; 0: the next line begins a row */
    bool first_line;
    size_t torn; /* number of the field with a quote that is not doubled: where the field ends is a
                    guess; 0: none */
    char fields[ROW_MAX + FIELDS_MAX + 1]; /* of the row, each ends with NUL */
};

static void fail(struct csv_reader *r, const char *reason, long line)
{
    if (r->status == ST_OK) {
        r->status = price_list_fails(r->e, line, reason);
    }
}

static void fail_long(struct csv_reader *r, long line)
{
    fail(r, _("the row that begins here is longer than 64 KiB: is a quote not closed?"), line);
}

static const char *field(const struct csv_reader *r, int at)
{
    return at < 0 || (size_t)at >= r->count ? NULL : r->fields + r->starts[at];
}

static bool same_heading(const char *a, const char *b)
{
    struct buf x, y;
    buf_init(&x, ROW_MAX);
    buf_init(&y, ROW_MAX);
    text_fold(a, &x);
    text_fold(b, &y);
    bool same = !x.failed && !y.failed && strcmp(x.data, y.data) == 0;
    buf_free(&x);
    buf_free(&y);
    return same;
}

static void join_header(const struct csv_reader *r, struct buf *out)
{
    for (size_t i = 0; i < r->count && out->len < 300; i++) {
        buf_addf(out, "%s%.60s", i > 0 ? ", " : "", r->fields + r->starts[i]);
    }
}

/* The same bytes are another row when the columns stand elsewhere. */
static void tell_shape(struct csv_reader *r)
{
    struct buf shape;
    buf_init(&shape, PRICE_SHAPE_SIZE - 1);
    buf_addf(&shape, "%d/%zu", csv_get_delim(&r->csv), r->expected);
    for (int c = 0; c < OEM_COLUMNS; c++) {
        buf_addf(&shape, " %d", r->column_at[c] + 1);
    }
    text_copy(r->reading->shape, sizeof r->reading->shape, shape.data);
    buf_free(&shape);
}

static void refuse_header(struct csv_reader *r, int column)
{
    struct buf header, reason;
    buf_init(&header, 2000);
    buf_init(&reason, 4000);
    join_header(r, &header);
    buf_addf(&reason, _("there is no column \"%s\" (%s) in the header: %s"), r->source->columns[column],
             oem_column_names[column], header.data);
    fail(r, reason.data, r->row_line);
    buf_free(&header);
    buf_free(&reason);
}

static void read_header(struct csv_reader *r)
{
    for (int c = 0; c < OEM_COLUMNS && r->status == ST_OK; c++) {
        r->column_at[c] = -1;
        for (size_t i = 0; r->source->columns[c] != NULL && r->column_at[c] < 0 && i < r->count; i++) {
            if (same_heading(r->fields + r->starts[i], r->source->columns[c])) {
                r->column_at[c] = (int)i;
            }
        }
        if (r->source->columns[c] != NULL && r->column_at[c] < 0) {
            refuse_header(r, c);
        }
    }
    r->have_header = true;
    r->expected = r->count;
    tell_shape(r);
}

static void number_columns(struct csv_reader *r)
{
    for (int c = 0; c < OEM_COLUMNS; c++) {
        r->column_at[c] =
            r->source->columns[c] == NULL ? -1 : (int)strtol(r->source->columns[c], NULL, 10) - 1;
    }
}

/* `column` is the number of the column where the row goes wrong. */
static void refuse_row(struct csv_reader *r, size_t column, const char *reason)
{
    struct price_reject reject = {.line = r->row_line};
    snprintf(reject.column, sizeof reject.column, "%zu", column);
    text_copy_shown(reject.reason, sizeof reject.reason, reason);
    text_copy_shown(reject.text, sizeof reject.text, r->count > 0 ? r->fields + r->starts[0] : "");
    r->reading->reject(&reject, r->reading->arg);
}

/* The first row of a list without a header tells whether the columns that are needed are there. */
static void expect_columns(struct csv_reader *r)
{
    static const enum oem_column needed[] = {OEM_PART_NO, OEM_LIST_PRICE};
    r->expected = r->count;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (r->column_at[needed[i]] >= (int)r->count) {
            char reason[160];
            snprintf(reason, sizeof reason,
                     _("there is no column %d (%s), the row has %zu: is the delimiter right?"),
                     r->column_at[needed[i]] + 1, oem_column_names[needed[i]], r->count);
            fail(r, reason, r->row_line);
        }
    }
    tell_shape(r);
}

static void read_row(struct csv_reader *r)
{
    const char *fields[OEM_COLUMNS];
    struct price_record record;
    struct price_reject reject;
    if (r->expected == 0) {
        expect_columns(r);
    }
    if (r->status != ST_OK) {
        return;
    }
    r->reading->rows++;
    r->begun = true;
    if (r->count != r->expected) {
        char reason[160];
        snprintf(reason, sizeof reason, _("%zu columns instead of %zu"), r->count, r->expected);
        refuse_row(r, (r->count < r->expected ? r->count : r->expected) + 1, reason);
        return;
    }
    for (int c = 0; c < OEM_COLUMNS; c++) {
        fields[c] = field(r, r->column_at[c]);
    }
    record.line = r->row_line;
    if (price_read_fields(r->source, fields, &record, &reject)) {
        r->reading->row(&record, r->reading->arg);
    } else {
        r->reading->reject(&reject, r->reading->arg);
    }
}

/* There is room: a row's fields have at most its bytes, and one more each. */
static void on_field(void *bytes, size_t n, void *arg)
{
    struct csv_reader *r = arg;
    if (r->count == FIELDS_MAX || n >= sizeof r->fields - r->used) {
        fail(r, _("more than 1000 columns: is the delimiter right?"), r->row_line);
        return;
    }
    r->starts[r->count++] = r->used;
    memcpy(r->fields + r->used, bytes, n);
    r->used += n;
    r->fields[r->used++] = '\0';
}

static bool is_blank_row(const struct csv_reader *r)
{
    return r->count == 0 || (r->count == 1 && r->used == 1);
}

static void on_row(int ended_by, void *arg)
{
    struct csv_reader *r = arg;
    (void)ended_by;
    if (r->status == ST_OK && !is_blank_row(r)) {
        if (r->source->header && !r->have_header) {
            read_header(r);
        } else if (r->torn > 0) {
            r->reading->rows++;
            refuse_row(r, r->torn,
                       _("a quote inside a quoted field is not doubled, so where the field ends is a guess"));
        } else {
            read_row(r);
        }
    }
    r->count = r->used = r->row_bytes = r->torn = 0;
}

/* "sep=;" as the first line, as some spreadsheets write it, names the delimiter. */
static bool is_sep_line(struct csv_reader *r, const struct line *line)
{
    if (!r->first_line || line->n != 5 || line->whole == 5 || memcmp(line->bytes, "sep=", 4) != 0) {
        return false;
    }
    csv_set_delim(&r->csv, (unsigned char)line->bytes[4]);
    csv_set_delim(&r->probe, (unsigned char)line->bytes[4]);
    return true;
}

/* libcsv stops at a stray quote only when it is strict. In a field without quotes it is a part of the text (a
 * disc of 15"); in a quoted one it tears the row. Then libcsv goes on behind it. */
static void parse(struct csv_reader *r, const char *bytes, size_t n)
{
    while (n > 0 && r->status == ST_OK) {
        csv_set_opts(&r->csv, CSV_STRICT);
        size_t done = csv_parse(&r->csv, bytes, n, on_field, on_row, r);
        if (done < n && csv_error(&r->csv) != CSV_EPARSE) {
            fail(r, csv_strerror(csv_error(&r->csv)), r->row_line);
            return;
        }
        if (done < n) {
            r->torn = r->torn > 0 || r->csv.quoted == 0 ? r->torn : r->count + 1;
            csv_set_opts(&r->csv, 0);
            done += csv_parse(&r->csv, bytes + done, 1, on_field, on_row, r);
        }
        bytes += done;
        n -= done;
    }
}

struct probed {
    size_t fields, bytes, rows;
};

static void probe_field(void *bytes, size_t n, void *arg)
{
    struct probed *p = arg;
    (void)bytes;
    p->fields++;
    p->bytes += n;
}

static void probe_row(int ended_by, void *arg)
{
    struct probed *p = arg;
    (void)ended_by;
    p->rows++;
}

/* True when the line, which begins a row, ends it too and is not empty: quotes may go on in the next line. */
static bool is_whole_row(struct csv_reader *r, const struct line *line)
{
    struct probed p = {0};
    if (memchr(line->bytes, '"', line->n) == NULL) {
        return true;
    }
    csv_parse(&r->probe, line->bytes, line->n, probe_field, probe_row, &p);
    csv_parse(&r->probe, "\n", 1, probe_field, probe_row, &p);
    bool whole = p.rows == 1 && (p.fields > 1 || p.bytes > 0);
    csv_fini(&r->probe, NULL, NULL, NULL); /* forgets an open quote */
    return whole;
}

/* libcsv leaves such lines out; they begin no row. */
static bool is_blank(struct csv_reader *r, const struct line *line)
{
    unsigned char delimiter = csv_get_delim(&r->csv);
    for (size_t i = 0; i < line->n; i++) {
        char c = line->bytes[i];
        if ((c != ' ' && c != '\t') || (unsigned char)c == delimiter) {
            return false;
        }
    }
    return true;
}

static void read_line(struct csv_reader *r, struct lines *lines, struct line *line)
{
    bool above = line->number <= r->source->skip_lines || is_sep_line(r, line);
    r->first_line = false;
    if (above || (r->row_bytes == 0 && is_blank(r, line))) {
        return;
    }
    if (r->row_bytes == 0) {
        r->row_line = line->number;
        if (r->begun && r->reading->known != NULL && is_whole_row(r, line) &&
            r->reading->known(line->bytes, line->n, line->number, r->reading->arg)) {
            r->reading->rows++;
            return;
        }
    }
    if (!lines_mend(lines, line)) {
        r->status = error_memory(r->e);
        return;
    }
    r->row_bytes += line->whole;
    if (r->row_bytes > ROW_MAX) {
        fail_long(r, r->row_line);
        return;
    }
    parse(r, line->bytes, line->whole);
}

static void read_lines(struct csv_reader *r, struct lines *lines)
{
    struct line line;
    enum lines_state state = LINES_MORE;
    while (r->status == ST_OK && (state = lines_next(lines, &line)) == LINES_MORE) {
        read_line(r, lines, &line);
    }
    if (r->status == ST_OK && state == LINES_FAILED) {
        fail(r, i18n_errno(errno), line.number);
    } else if (state == LINES_TOO_LONG) {
        fail_long(r, r->row_bytes > 0 ? r->row_line : line.number);
    }
    csv_set_opts(&r->csv, CSV_STRICT | CSV_STRICT_FINI); /* only then does libcsv tell of an open quote */
    if (r->status == ST_OK && csv_fini(&r->csv, on_field, on_row, r) != 0) {
        fail(r, _("a quote is opened in this row and never closed"), r->row_line);
    }
    if (r->status == ST_OK && r->source->header && !r->have_header) {
        fail(r, _("the list is empty: there is no header"), line.number);
    }
}

enum status price_read_csv(const struct oem_source *source, FILE *file, struct price_reading *reading,
                           struct error *e)
{
    struct csv_reader *r = calloc(1, sizeof *r);
    struct lines *lines = NULL;
    enum status st = r == NULL ? error_memory(e) : lines_new(source->encoding, source->name, file, &lines, e);
    if (st == ST_OK) {
        r->source = source;
        r->reading = reading;
        r->e = e;
        r->first_line = true;
        csv_init(&r->csv, 0);
        csv_init(&r->probe, 0);
        csv_set_delim(&r->csv, (unsigned char)source->delimiter);
        csv_set_delim(&r->probe, (unsigned char)source->delimiter);
        if (!source->header) {
            number_columns(r);
        }
        read_lines(r, lines);
        st = r->status;
        csv_free(&r->csv);
        csv_free(&r->probe);
    }
    lines_free(&lines);
    free(r);
    return st;
}
