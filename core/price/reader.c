/* From bytes to rows: encoding (iconv), physical lines, fields (libcsv), header. */
#include "core/price/reader.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 65536,
    ROW_MAX = 65536,   /* bytes of one row: an unclosed quote ends here and not at the end of the file */
    FIELDS_MAX = 1000, /* columns of a row */
};

struct csv_reader {
    const struct oem_source *source;
    struct price_reading *reading;
    struct error *e;
    enum status status;
    struct csv_parser csv;
    struct buf fields; /* of the row, each ends with NUL */
    size_t starts[FIELDS_MAX];
    size_t count;
    size_t expected;            /* columns of the header or of the first row; 0: not known yet */
    int column_at[OEM_COLUMNS]; /* field of each mapped column; -1: not mapped */
    bool have_header;
    long line, row_line; /* physical line being read, and where its row begins */
    size_t row_bytes;
    bool first_line;
    bool
        torn; /* the row has a quote in a quoted field that is not doubled: where the field ends is a guess */
};

static void fail(struct csv_reader *r, const char *reason, long line)
{
    if (r->status == ST_OK) {
        r->status = error_set(r->e, ST_FAILED, "bad_list", _("line %ld: %s; the old list stays in force"),
                              line, reason);
    }
}

static const char *field(const struct csv_reader *r, int at)
{
    return at < 0 || (size_t)at >= r->count ? NULL : r->fields.data + r->starts[at];
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
        buf_addf(out, "%s%.60s", i > 0 ? ", " : "", r->fields.data + r->starts[i]);
    }
}

static void read_header(struct csv_reader *r)
{
    for (int c = 0; c < OEM_COLUMNS && r->status == ST_OK; c++) {
        r->column_at[c] = -1;
        for (size_t i = 0; r->source->columns[c] != NULL && r->column_at[c] < 0 && i < r->count; i++) {
            if (same_heading(r->fields.data + r->starts[i], r->source->columns[c])) {
                r->column_at[c] = (int)i;
            }
        }
        if (r->source->columns[c] != NULL && r->column_at[c] < 0) {
            struct buf header, reason;
            buf_init(&header, 2000);
            buf_init(&reason, 4000);
            join_header(r, &header);
            buf_addf(&reason, _("there is no column \"%s\" (%s) in the header: %s"), r->source->columns[c],
                     oem_column_names[c], header.data);
            fail(r, reason.data, r->row_line);
            buf_free(&header);
            buf_free(&reason);
        }
    }
    r->have_header = true;
    r->expected = r->count;
}

static void number_columns(struct csv_reader *r)
{
    for (int c = 0; c < OEM_COLUMNS; c++) {
        r->column_at[c] =
            r->source->columns[c] == NULL ? -1 : (int)strtol(r->source->columns[c], NULL, 10) - 1;
    }
}

static void refuse_row(struct csv_reader *r, const char *reason)
{
    struct price_reject reject = {.line = r->row_line};
    text_copy_shown(reject.reason, sizeof reject.reason, reason);
    text_copy_shown(reject.text, sizeof reject.text, r->count > 0 ? r->fields.data + r->starts[0] : "");
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
}

static void read_row(struct csv_reader *r)
{
    const char *fields[OEM_COLUMNS];
    struct price_record record = {.line = r->row_line};
    struct price_reject reject;
    if (r->expected == 0) {
        expect_columns(r);
    }
    if (r->status != ST_OK) {
        return;
    }
    r->reading->rows++;
    if (r->count != r->expected) {
        char reason[160];
        snprintf(reason, sizeof reason, _("%zu columns instead of %zu"), r->count, r->expected);
        refuse_row(r, reason);
        return;
    }
    for (int c = 0; c < OEM_COLUMNS; c++) {
        fields[c] = field(r, r->column_at[c]);
    }
    if (price_read_fields(r->source, fields, &record, &reject)) {
        r->reading->row(&record, r->reading->arg);
    } else {
        r->reading->reject(&reject, r->reading->arg);
    }
}

static void on_field(void *bytes, size_t n, void *arg)
{
    struct csv_reader *r = arg;
    if (r->count == FIELDS_MAX) {
        fail(r, _("more than 1000 columns: is the delimiter right?"), r->row_line);
        return;
    }
    r->starts[r->count++] = r->fields.len;
    for (size_t i = 0; i < n; i++) { /* a NUL within a field would hide what follows it */
        char c = ((const char *)bytes)[i];
        buf_addc(&r->fields, c == '\0' ? '\x01' : c);
    }
    buf_addc(&r->fields, '\0');
}

static bool is_blank_row(const struct csv_reader *r)
{
    return r->count == 0 || (r->count == 1 && r->fields.len == 1);
}

static void on_row(int ended_by, void *arg)
{
    struct csv_reader *r = arg;
    (void)ended_by;
    if (r->status == ST_OK && !is_blank_row(r)) {
        if (r->source->header && !r->have_header) {
            read_header(r);
        } else if (r->torn) {
            r->reading->rows++;
            refuse_row(r,
                       _("a quote inside a quoted field is not doubled, so where the field ends is a guess"));
        } else {
            read_row(r);
        }
    }
    r->count = 0;
    buf_clear(&r->fields);
    r->row_bytes = 0;
    r->torn = false;
}

/* "sep=;" as the first line, as some spreadsheets write it, names the delimiter. */
static bool is_sep_line(struct csv_reader *r, const char *line, size_t n)
{
    if (!r->first_line || n < 5 || strncmp(line, "sep=", 4) != 0 || (line[5] != '\r' && line[5] != '\n')) {
        return false;
    }
    csv_set_delim(&r->csv, (unsigned char)line[4]);
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
            fail(r, csv_strerror(csv_error(&r->csv)), r->line);
            return;
        }
        if (done < n) {
            r->torn = r->torn || r->csv.quoted != 0;
            csv_set_opts(&r->csv, 0);
            done += csv_parse(&r->csv, bytes + done, 1, on_field, on_row, r);
        }
        bytes += done;
        n -= done;
    }
}

/* One physical line with its end. */
static void feed_line(struct csv_reader *r, const char *line, size_t n)
{
    r->line++;
    if (r->line <= r->source->skip_lines || is_sep_line(r, line, n)) {
        r->first_line = false;
        return;
    }
    r->first_line = false;
    if (r->row_bytes == 0) {
        r->row_line = r->line;
    }
    r->row_bytes += n;
    if (r->row_bytes > ROW_MAX) {
        fail(r, _("the row that begins here is longer than 64 KiB: is a quote not closed?"), r->row_line);
        return;
    }
    parse(r, line, n);
    if (r->fields.failed) {
        fail(r, _("the row that begins here is longer than 64 KiB: is a quote not closed?"), r->row_line);
    }
}

/* Bytes of the first physical line with its end (LF, CR LF or CR); 0: its end is not there yet. */
static size_t line_length(const char *text, size_t n, bool last)
{
    const char *lf = memchr(text, '\n', n);
    size_t whole = lf == NULL ? n : (size_t)(lf - text) + 1;
    const char *cr = memchr(text, '\r', whole);
    if (cr != NULL && (cr + 1 < text + n || last)) {
        return (size_t)(cr - text) + (cr + 1 == lf ? 2 : 1);
    }
    return lf != NULL || last ? whole : 0;
}

/* Feeds the whole lines of `text` and keeps the rest for the next call; all of it when `last`. */
static void feed_text(struct csv_reader *r, struct buf *text, bool last)
{
    size_t at = 0;
    while (r->status == ST_OK && at < text->len) {
        size_t n = line_length(text->data + at, text->len - at, last);
        if (n == 0) {
            break;
        }
        feed_line(r, text->data + at, n);
        at += n;
    }
    if (text->len - at > ROW_MAX) {
        fail(r, _("the row that begins here is longer than 64 KiB: is a quote not closed?"), r->line + 1);
    }
    size_t rest = text->len - at;
    if (at > 0) {
        memmove(text->data, text->data + at, rest);
        text->len = rest;
        text->data[rest] = '\0';
    }
}

/* Decodes `n` bytes; a byte that is not of the encoding becomes U+FFFD, which no row may hold. Returns the
 * bytes that are left over (the beginning of a character). */
static size_t decode(iconv_t cd, char *bytes, size_t n, struct buf *text)
{
    char *in = bytes;
    size_t left = n;
    while (left > 0) {
        char out[4096];
        char *to = out;
        size_t room = sizeof out;
        size_t done = iconv(cd, &in, &left, &to, &room);
        int why = errno;
        buf_add(text, out, sizeof out - room);
        if (done == (size_t)-1 && why == EINVAL) {
            break;
        }
        if (done == (size_t)-1 && why == EILSEQ) {
            buf_adds(text, "\xef\xbf\xbd");
            in++;
            left--;
        }
    }
    memmove(bytes, in, left);
    return left;
}

static void cut_bom(struct buf *text, bool *started)
{
    if (!*started && text->len >= 3) {
        if (memcmp(text->data, "\xef\xbb\xbf", 3) == 0) {
            memmove(text->data, text->data + 3, text->len - 2);
            text->len -= 3;
        }
        *started = true;
    }
}

static void read_file(struct csv_reader *r, iconv_t cd, FILE *file)
{
    char bytes[CHUNK];
    size_t left = 0, got;
    bool started = false;
    struct buf text;
    buf_init(&text, ROW_MAX + CHUNK * 4);
    while (r->status == ST_OK && (got = fread(bytes + left, 1, sizeof bytes - left, file)) > 0) {
        left = decode(cd, bytes, left + got, &text);
        cut_bom(&text, &started);
        feed_text(r, &text, false);
    }
    if (r->status == ST_OK && left > 0) {
        buf_adds(&text, "\xef\xbf\xbd");
    }
    if (r->status == ST_OK && ferror(file)) {
        fail(r, strerror(errno), r->line);
    }
    feed_text(r, &text, true);
    if (text.failed) {
        r->status = error_memory(r->e);
    }
    csv_set_opts(&r->csv,
                 CSV_STRICT | CSV_STRICT_FINI); /* libcsv tells of an open quote only when it is strict */
    if (r->status == ST_OK && csv_fini(&r->csv, on_field, on_row, r) != 0) {
        fail(r, _("a quote is opened in this row and never closed"), r->row_line);
    }
    buf_free(&text);
}

enum status price_read(const struct oem_source *source, FILE *file, struct price_reading *reading,
                       struct error *e)
{
    struct csv_reader *r = calloc(1, sizeof *r);
    iconv_t cd = iconv_open("UTF-8", source->encoding);
    reading->rows = 0;
    if (r == NULL || cd == (iconv_t)-1 || csv_init(&r->csv, 0) != 0) {
        enum status st = r == NULL
                             ? error_memory(e)
                             : error_set(e, ST_USAGE, "bad_configuration",
                                         _("[oem.%s] encoding: \"%s\" is not known here; see: iconv --list"),
                                         source->name, source->encoding);
        free(r);
        if (cd != (iconv_t)-1) {
            iconv_close(cd);
        }
        return st;
    }
    r->source = source;
    r->reading = reading;
    r->e = e;
    r->first_line = true;
    buf_init(&r->fields, ROW_MAX + FIELDS_MAX);
    csv_set_delim(&r->csv, (unsigned char)source->delimiter);
    if (!source->header) {
        number_columns(r);
    }
    rewind(file);
    read_file(r, cd, file);
    if (r->status == ST_OK && source->header && !r->have_header) {
        fail(r, _("the list is empty: there is no header"), r->line);
    }
    enum status st = r->status;
    csv_free(&r->csv);
    buf_free(&r->fields);
    iconv_close(cd);
    free(r);
    return st;
}
