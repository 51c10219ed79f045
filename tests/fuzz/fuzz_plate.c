/* A plate of any bytes: refused with a message, or letters and digits that read the same again. */
#include "core/vehicle/plate.h"
#include "tests/fuzz/must.h"

#include <stdint.h>

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
        must(e.status == ST_USAGE && e.message[0] != '\0' && harmless(e.message, false));
        return 0;
    }
    struct buf key;
    buf_init(&key, PLATE_SIZE * 4);
    text_key(out, &key);
    must(out[0] != '\0' && harmless(out, false) && strcmp(key.data, out) == 0);
    must(plate_kind_name(kind) != NULL);
    must(plate_read(out, again, &same, &e) == ST_OK && strcmp(out, again) == 0 && kind == same);
    buf_free(&key);
    return 0;
}
