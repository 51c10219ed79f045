#include "core/base/csv_out.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

static bool is_formula(const char *text)
{
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (strncmp(text, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

bool csv_out_cell(FILE *f, bool first, const char *text)
{
    struct buf cell;
    const char *value = text != NULL ? text : "";
    buf_init(&cell, strlen(value) + 1);
    bool good = (!is_formula(value) || buf_addc(&cell, '\'')) && buf_adds(&cell, value);
    good = good && (first || fputc(',', f) != EOF) && csv_fwrite(f, cell.data, cell.len) == 0;
    buf_free(&cell);
    return good;
}

bool csv_out_end(FILE *f)
{
    return fputc('\n', f) != EOF;
}
