/* Lists of fixed columns: each line is a row, each column stands at its positions, counted in characters. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/price/lines.h"
#include "core/price/reader_formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 4096 };

struct fixed_reader {
    const struct oem_source *source;
    struct price_reading *reading;
    bool begun; /* a row has been taken apart: the rows after it may be known */
    bool bytes; /* each character of the line is a byte */
    char fields[OEM_COLUMNS][FIELD_SIZE];
};

static bool is_bytes(const struct line *line)
{
    unsigned char seen = 0;
    for (size_t i = 0; i < line->n; i++) {
        seen |= (unsigned char)line->bytes[i];
    }
    return seen < 0x80;
}

/* Byte where the character at position `at` (from 1) begins; n behind the line's end. */
static size_t offset_of(const struct fixed_reader *r, const struct line *line, int at)
{
    size_t i = 0;
    int32_t cp;
    if (r->bytes) {
        return (size_t)at - 1 < line->n ? (size_t)at - 1 : line->n;
    }
    for (int k = 1; k < at && i < line->n; k++) {
        size_t len = text_decode(line->bytes + i, line->n - i, &cp);
        i += len > 0 ? len : 1;
    }
    return i;
}

/* Copies what stands at a column's positions, blanks at its ends left out. False: it does not fit. */
static bool cut_field(const struct fixed_reader *r, const struct line *line, const struct oem_place *place,
                      char out[FIELD_SIZE])
{
    size_t from = offset_of(r, line, place->from), to = offset_of(r, line, place->to + 1);
    while (from < to && (line->bytes[from] == ' ' || line->bytes[from] == '\t')) {
        from++;
    }
    while (to > from && (line->bytes[to - 1] == ' ' || line->bytes[to - 1] == '\t')) {
        to--;
    }
    bool fits = to - from < FIELD_SIZE;
    size_t n = fits ? to - from : 0;
    memcpy(out, line->bytes + from, n);
    out[n] = '\0';
    return fits;
}

/* "0012345" with two implied digits is 00123.45. False: it is no row of digits. */
static bool set_point(char field[FIELD_SIZE], int implied, char point)
{
    char digits[FIELD_SIZE];
    size_t n = strlen(field);
    if (n == 0) {
        return true;
    }
    size_t behind = (size_t)implied;
    if (strspn(field, "0123456789") != n || n + behind + 2 > sizeof digits) {
        return false;
    }
    size_t missing = n <= behind ? behind + 1 - n : 0; /* "5" is 0.05 */
    memset(digits, '0', missing);
    memcpy(digits + missing, field, n + 1);
    n += missing;
    memcpy(field, digits, n - behind);
    if (behind > 0) {
        field[n - behind] = point;
        memcpy(field + n - behind + 1, digits + n - behind, behind);
        n++;
    }
    field[n] = '\0';
    return true;
}

static bool read_field(struct fixed_reader *r, const struct line *line, enum oem_column column,
                       struct price_reject *reject)
{
    const struct oem_place *place = &r->source->places[column];
    char *field = r->fields[column];
    if (!cut_field(r, line, place, field)) {
        return price_refuse(reject, column, _("longer than 4096 bytes: are the positions right?"), "");
    }
    if (place->implied < 0) {
        return true;
    }
    bool whole = offset_of(r, line, place->to) < line->n;
    if (field[0] != '\0' && !whole) { /* its last digits may be missing: never ten times too cheap */
        return price_refuse(reject, column, _("the line ends within this column"), field);
    }
    return set_point(field, place->implied, r->source->decimal)
               ? true
               : price_refuse(reject, column, _("not a row of digits, as the layout says"), field);
}

/* Blanks at a line's end may be left out, but not the end of the line: then the file breaks off in the row,
 * and a price would miss digits, or not be there as if it were not published. */
static bool is_torn(const struct fixed_reader *r, const struct line *line)
{
    return line->whole == line->n && offset_of(r, line, r->source->places[OEM_LIST_PRICE].to) == line->n;
}

static void read_row(struct fixed_reader *r, const struct line *line)
{
    const char *fields[OEM_COLUMNS];
    struct price_record record = {.line = line->number};
    struct price_reject reject = {.line = line->number};
    bool good = true;
    r->reading->rows++;
    r->begun = true;
    r->bytes = is_bytes(line);
    if (is_torn(r, line)) {
        cut_field(r, line, &r->source->places[OEM_PART_NO], r->fields[OEM_PART_NO]);
        good =
            price_refuse(&reject, OEM_LIST_PRICE, _("the file ends within this row"), r->fields[OEM_PART_NO]);
    }
    for (int c = 0; c < OEM_COLUMNS; c++) {
        bool mapped = r->source->places[c].from > 0;
        fields[c] = mapped ? r->fields[c] : NULL;
        good = good && (!mapped || read_field(r, line, (enum oem_column)c, &reject));
    }
    if (good && price_read_fields(r->source, fields, &record, &reject)) {
        r->reading->row(&record, r->reading->arg);
    } else {
        r->reading->reject(&reject, r->reading->arg);
    }
}

static bool is_blank(const struct line *line)
{
    for (size_t i = 0; i < line->n; i++) {
        if (line->bytes[i] != ' ' && line->bytes[i] != '\t' &&
            line->bytes[i] != '\x1a') { /* end of a DOS file */
            return false;
        }
    }
    return true;
}

static enum status read_lines(struct fixed_reader *r, struct lines *lines, struct error *e)
{
    struct line line;
    enum lines_state state;
    struct price_reading *reading = r->reading;
    while ((state = lines_next(lines, &line)) == LINES_MORE) {
        if (line.number <= r->source->skip_lines || is_blank(&line)) {
            continue;
        }
        if (r->begun && reading->known != NULL &&
            reading->known(line.bytes, line.n, line.number, reading->arg)) {
            reading->rows++;
        } else if (lines_mend(lines, &line)) {
            read_row(r, &line);
        } else {
            return error_memory(e);
        }
    }
    if (state == LINES_TOO_LONG) {
        return price_list_fails(e, line.number, _("the line is longer than 64 KiB: is the format right?"));
    }
    if (state == LINES_FAILED) {
        return price_list_fails(e, line.number, i18n_errno(errno));
    }
    return ST_OK;
}

enum status price_read_fixed(const struct oem_source *source, FILE *file, struct price_reading *reading,
                             struct error *e)
{
    struct fixed_reader *r = calloc(1, sizeof *r);
    struct lines *lines = NULL;
    enum status st = r == NULL ? error_memory(e) : lines_new(source->encoding, source->name, file, &lines, e);
    if (st == ST_OK) {
        r->source = source;
        r->reading = reading;
        st = read_lines(r, lines, e);
    }
    lines_free(&lines);
    free(r);
    return st;
}
