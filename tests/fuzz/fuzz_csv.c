/* A price list of any bytes, read with columns and separators that the first bytes choose: it is refused with
 * a message, or each row keeps the promises of its record. */
#include "tests/fuzz/rows.h"

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
    struct price_reading reading = {.known = NULL};
    must_read(&source, data + 2, size - 2, &reading);
    must(reading.rows <= most_lines(data + 2, size - 2));
    return 0;
}
