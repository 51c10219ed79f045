/* A list of fixed columns of any bytes, with positions that the first bytes choose: it is refused with a
 * message, or each row keeps the promises of its record; a line that is said to be known counts. */
#include "tests/fuzz/rows.h"

enum { CHOICES = 4 + 2 * OEM_COLUMNS };

static bool known(const char *bytes, size_t n, long line, void *arg)
{
    struct seen *seen = arg;
    must(line > seen->last_line);
    bool odd = n > 0 && ((unsigned char)bytes[n - 1] & 1) != 0;
    seen->known += odd;
    return odd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *const encodings[] = {"UTF-8", "GB18030", "CP1251", "UTF-16"};
    static const char *const currencies[] = {"CNY", "JPY", "KWD", "EUR"};
    if (size < CHOICES) {
        return 0;
    }
    char nothing[] = "", mapped[] = "mapped", format[] = "fixed";
    struct oem_source source = {.name = "fuzz",
                                .url = nothing,
                                .format_name = format,
                                .format = OEM_FIXED,
                                .token_file = nothing,
                                .ca_file = nothing,
                                .encoding = encodings[data[0] & 3],
                                .decimal = (data[0] & 4) != 0 ? ',' : '.',
                                .skip_lines = data[0] >> 3 & 3,
                                .price_basis = 1,
                                .max_bytes = 1 << 30};
    memcpy(source.currency, currencies[data[0] >> 5 & 3], sizeof source.currency);
    for (int c = 0; c < OEM_COLUMNS; c++) {
        const uint8_t *place = data + 4 + (ptrdiff_t)2 * c;
        bool amount = c == OEM_LIST_PRICE || c == OEM_CORE_CHARGE || c == OEM_MIN_ORDER;
        bool needed = c == OEM_PART_NO || c == OEM_LIST_PRICE;
        if (needed || place[0] != 0) {
            int from = place[0] != 0 ? place[0] : 1;
            source.places[c] = (struct oem_place){
                .from = from, .to = from + (place[1] & 31), .implied = amount ? (place[1] >> 5) - 1 : -1};
            source.columns[c] = mapped;
        }
    }
    struct price_reading reading = {.known = (data[1] & 1) != 0 ? known : NULL};
    must_read(&source, data + CHOICES, size - CHOICES, &reading);
    must(reading.rows <= most_lines(data + CHOICES, size - CHOICES));
    return 0;
}
