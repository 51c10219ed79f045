/* A price list's format decides who reads it. */
#include "core/price/reader.h"
#include "core/base/i18n.h"
#include "core/price/reader_formats.h"

enum status price_list_fails(struct error *e, long line, const char *reason)
{
    return error_set(e, ST_FAILED, "bad_list", _("line %ld: %s; the old list stays in force"), line, reason);
}

enum status price_read(const struct oem_source *source, FILE *file, struct price_reading *reading,
                       struct error *e)
{
    reading->rows = 0;
    reading->shape[0] = '\0';
    switch (source->format) {
    case OEM_FIXED:
        return price_read_fixed(source, file, reading, e);
    case OEM_PIES:
        return price_read_pies(source, file, reading, e);
    case OEM_CSV:
        break;
    }
    return price_read_csv(source, file, reading, e);
}
