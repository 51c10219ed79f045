/* PIES XML of any bytes, on a day and with columns that the first bytes choose: it is refused with a message,
 * or each item keeps the promises of its record. */
#include "tests/fuzz/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const days[] = {"2024-01-01", "2026-11-23", "2099-12-31", NULL};
    if (size < 2) {
        return 0;
    }
    char nothing[] = "", utf8[] = "UTF-8", format[] = "pies";
    char part[] = "PartNumber", list[] = "LST", brand[] = "BrandAAIAID", name[] = "DES/EN", local[] = "DES",
         core[] = "COR", minimum[] = "MinimumOrderQuantity", group[] = "PartTerminologyID", by[] = "SUP",
         unit[] = "ContainerType", op[] = "MaintenanceType";
    struct oem_source source = {.name = "fuzz",
                                .url = nothing,
                                .format_name = format,
                                .format = OEM_PIES,
                                .token_file = nothing,
                                .ca_file = nothing,
                                .encoding = utf8,
                                .decimal = '.',
                                .currency = "USD",
                                .price_basis = 1,
                                .max_bytes = 1 << 30};
    source.columns[OEM_PART_NO] = part;
    source.columns[OEM_LIST_PRICE] = list;
    if ((data[0] & 1) != 0) {
        source.columns[OEM_BRAND] = brand;
        source.columns[OEM_NAME] = name;
        source.columns[OEM_NAME_LOCAL] = local;
        source.columns[OEM_CORE_CHARGE] = core;
        source.columns[OEM_MIN_ORDER] = minimum;
        source.columns[OEM_PRICE_GROUP] = group;
        source.columns[OEM_SUPERSEDED_BY] = by;
        source.columns[OEM_UNIT] = unit;
    }
    source.columns[OEM_OP] = (data[0] & 2) != 0 ? op : NULL;
    struct price_reading reading = {.today = days[data[1] & 3]};
    must_read(&source, data + 2, size - 2, &reading);
    return 0;
}
