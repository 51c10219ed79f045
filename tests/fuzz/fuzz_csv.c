/* A price list of any bytes, read with columns and separators that the first bytes choose: it is refused with
 * a message, or each row keeps the promises of its record. */
#include "core/price/reader.h"
#include "tests/fuzz/must.h"

#include <stdint.h>
#include <stdio.h>

struct seen {
    long good, refused, last_line;
};

static void on_row(const struct price_record *r, void *arg)
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

static void on_reject(const struct price_reject *r, void *arg)
{
    struct seen *seen = arg;
    seen->refused++;
    must(r->reason[0] != '\0' && r->line >= 1);
    must(harmless(r->reason, false) && harmless(r->text, false) && harmless(r->column, false));
}

/* No list has more rows than ends of lines, and one more. */
static long most_rows(const uint8_t *data, size_t size)
{
    long rows = 1;
    for (size_t i = 0; i < size; i++) {
        rows += data[i] == '\n' || data[i] == '\r';
    }
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *const encodings[] = {"UTF-8", "GB18030", "CP1251", "UTF-16"};
    static const char delimiters[] = {',', ';', '\t', '|'};
    if (size < 2) {
        return 0;
    }
    char part[] = "No", price[] = "Price", name[] = "Name", first[] = "1", second[] = "2", third[] = "3",
         nothing[] = "";
    char more[OEM_COLUMNS][4];
    struct oem_source source = {.name = "fuzz",
                                .url = nothing,
                                .token_file = nothing,
                                .ca_file = nothing,
                                .encoding = encodings[data[0] & 3],
                                .delimiter = delimiters[data[0] >> 2 & 3],
                                .decimal = (data[0] & 16) != 0 ? ',' : '.',
                                .header = (data[0] & 32) != 0,
                                .skip_lines = data[1] & 3,
                                .currency = "CNY",
                                .price_basis = 1,
                                .max_bytes = 1 << 30};
    source.columns[OEM_PART_NO] = source.header ? part : first;
    source.columns[OEM_LIST_PRICE] = source.header ? price : second;
    source.columns[OEM_NAME] = source.header ? name : third;
    for (int c = 0; (data[1] & 4) != 0 && c < OEM_COLUMNS; c++) { /* every column that can be mapped */
        snprintf(more[c], sizeof more[c], "%d", c + 1);
        source.columns[c] = source.columns[c] != NULL ? source.columns[c] : more[c];
    }
    FILE *file = fmemopen((void *)(uintptr_t)(data + 2), size - 2, "r");
    if (file == NULL) {
        return 0;
    }
    struct seen seen = {0};
    struct error e = ERROR_NONE;
    struct price_reading reading = {.row = on_row, .reject = on_reject, .arg = &seen};
    if (price_read(&source, file, &reading, &e) == ST_OK) {
        must(seen.good + seen.refused == reading.rows);
    } else {
        must(e.message[0] != '\0' && e.code[0] != '\0' && harmless(e.message, true));
    }
    must(reading.rows <= most_rows(data + 2, size - 2) && seen.last_line <= most_rows(data + 2, size - 2));
    fclose(file);
    return 0;
}
