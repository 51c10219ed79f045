/* What every reader of price lists promises of its rows and rejects. */
#ifndef CLEARBAY_FUZZ_ROWS_H
#define CLEARBAY_FUZZ_ROWS_H

#include "core/price/reader.h"
#include "tests/fuzz/must.h"

#include <stdint.h>
#include <stdio.h>

struct seen {
    long good, refused, known, last_line;
};

static inline void seen_row(const struct price_record *r, void *arg)
{
    struct seen *seen = arg;
    seen->good++;
    must(r->line > 0 && r->line >= seen->last_line);
    seen->last_line = r->line;
    must(r->part_no[0] != '\0' && !price_is_spreadsheet_float(r->part_no));
    must(harmless(r->part_no, false) && harmless(r->brand, false) && harmless(r->superseded_by, false));
    must(harmless(r->unit, false) && harmless(r->price_group, false) && harmless(r->currency, false));
    must(harmless(r->name, true) && harmless(r->name_local, true));
    must(r->list_price >= -1 && r->price_basis >= 1 && r->core_charge >= -1 && r->min_order_milli >= -1);
    must(strlen(r->effective) == 0 || strlen(r->effective) == 10);
    must(strlen(r->currency) == 3);
}

static inline void seen_reject(const struct price_reject *r, void *arg)
{
    struct seen *seen = arg;
    seen->refused++;
    must(r->reason[0] != '\0' && r->line >= 1);
    must(harmless(r->reason, false) && harmless(r->text, false) && harmless(r->column, false));
}

/* No list has more lines than ends of lines, and one more. */
static inline long most_lines(const uint8_t *data, size_t size)
{
    long lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += data[i] == '\n' || data[i] == '\r';
    }
    return lines;
}

/* Reads the bytes: they are refused with a message, or each row is accounted for. */
static inline void must_read(const struct oem_source *source, const uint8_t *data, size_t size,
                             struct price_reading *reading)
{
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "r");
    if (file == NULL) {
        return;
    }
    struct seen seen = {0};
    struct error e = ERROR_NONE;
    reading->row = seen_row;
    reading->reject = seen_reject;
    reading->arg = &seen;
    if (price_read(source, file, reading, &e) == ST_OK) {
        must(seen.good + seen.refused + seen.known == reading->rows);
    } else {
        must(e.message[0] != '\0' && e.code[0] != '\0' && harmless(e.message, true));
    }
    must(seen.last_line <= most_lines(data, size));
    fclose(file);
}

#endif
