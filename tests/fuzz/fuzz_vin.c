/* A VIN of any bytes: refused with a message, or 17 characters of the alphabet that read the same again. */
#include "core/vehicle/vin.h"
#include "tests/fuzz/must.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[512], out[VIN_SIZE], again[VIN_SIZE];
    if (size >= sizeof text) {
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    struct error e = ERROR_NONE;
    bool fits = false, fits_again = false;
    if (vin_read(text, out, &fits, &e) != ST_OK) {
        must(e.status == ST_USAGE && e.message[0] != '\0' && harmless(e.message, false));
        return 0;
    }
    must(strlen(out) == VIN_LENGTH && strspn(out, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789") == VIN_LENGTH);
    must(vin_read(out, again, &fits_again, &e) == ST_OK && strcmp(out, again) == 0 && fits == fits_again);
    return 0;
}
