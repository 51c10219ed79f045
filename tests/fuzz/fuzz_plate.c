/* A plate of any bytes: refused with a message, or letters and digits that read the same again. */
#include "core/base/text.h"
#include "core/vehicle/plate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[512], out[PLATE_SIZE], again[PLATE_SIZE];
    if (size >= sizeof text) {
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    struct error e = ERROR_NONE;
    enum plate_kind kind = PLATE_FOREIGN, same = PLATE_FOREIGN;
    if (plate_read(text, out, &kind, &e) != ST_OK) {
        if (e.status != ST_USAGE || e.message[0] == '\0' || !text_valid(e.message, strlen(e.message))) {
            abort();
        }
        return 0;
    }
    if (!text_valid(out, strlen(out)) || plate_read(out, again, &same, &e) != ST_OK ||
        strcmp(out, again) != 0 || kind != same) {
        abort();
    }
    return 0;
}
