/* A price list of any bytes, read with columns and separators that the first bytes choose: it is refused with
 * a message, or each row keeps the promises of its record. */
#include "core/base/text.h"
#include "core/price/reader.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen {
    long good, refused, last_line;
};

static void must(int truth)
{
    if (!truth) {
        abort();
    }
}

static void on_row(const struct price_record *r, void *arg)
{
    struct seen *seen = arg;
    seen->good++;
    must(r->line >= seen->last_line);
    seen->last_line = r->line;
    must(r->part_no[0] != '\0' && text_valid(r->part_no, strlen(r->part_no)));
    must(text_valid(r->name, strlen(r->name)) && text_valid(r->name_local, strlen(r->name_local)));
    must(r->list_price >= -1 && r->price_basis >= 1 && r->core_charge >= -1 && r->min_order_milli >= -1);
    must(!price_is_spreadsheet_float(r->part_no));
    must(strlen(r->effective) == 0 || strlen(r->effective) == 10);
}

static void on_reject(const struct price_reject *r, void *arg)
{
    struct seen *seen = arg;
    seen->refused++;
    must(r->reason[0] != '\0' && r->line >= 1);
    must(text_valid(r->reason, strlen(r->reason)) && text_valid(r->text, strlen(r->text)));
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
    FILE *file = fmemopen((void *)(uintptr_t)(data + 2), size - 2, "r");
    if (file == NULL) {
        return 0;
    }
    struct seen seen = {0};
    struct error e = ERROR_NONE;
    struct price_reading reading = {.row = on_row, .reject = on_reject, .arg = &seen};
    if (price_read(&source, file, &reading, &e) == ST_OK) {
        must(seen.good + seen.refused <= reading.rows);
    } else {
        must(e.message[0] != '\0' && e.code[0] != '\0' && text_valid(e.message, strlen(e.message)));
    }
    fclose(file);
    return 0;
}
