#include "core/app/config_oem.h"
#include "core/base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum { PART_COLUMNS_MAX = 1000, POSITION_MAX = 10000, IMPLIED_MAX = 6, CODE_MAX = 40 };

/* Reads a number without sign; false when there is none. */
static bool number(const char **p, long most, int *out)
{
    char *end = NULL;
    if (**p < '0' || **p > '9') {
        return false;
    }
    long v = strtol(*p, &end, 10);
    *p = end;
    *out = (int)v;
    return v <= most;
}

static bool is_amount(int column)
{
    return column == OEM_LIST_PRICE || column == OEM_CORE_CHARGE || column == OEM_MIN_ORDER;
}

/* "19-58", or for amounts "69-79/2": the last two digits are behind the point that is not there. */
static bool read_place(const char *text, int column, struct oem_place *place)
{
    const char *p = text;
    *place = (struct oem_place){.implied = -1};
    if (!number(&p, POSITION_MAX, &place->from) || *p++ != '-' || !number(&p, POSITION_MAX, &place->to)) {
        return false;
    }
    if (*p == '/') {
        p++;
        if (!is_amount(column) || !number(&p, IMPLIED_MAX, &place->implied)) {
            return false;
        }
    }
    return *p == '\0' && place->from >= 1 && place->to >= place->from;
}

static bool settle_fixed(struct oem_source *s, const char **wanted)
{
    for (int i = 0; i < OEM_COLUMNS; i++) {
        if (s->columns[i] != NULL && !read_place(s->columns[i], i, &s->places[i])) {
            *wanted =
                _("in a list of fixed columns positions such as 19-58 are wanted, counted in characters from "
                  "1; for amounts 69-79/2 when the last two digits stand behind a point that is not there");
            return false;
        }
    }
    return true;
}

static bool settle_csv(const struct oem_source *s, const char **wanted)
{
    for (int i = 0; !s->header && i < OEM_COLUMNS; i++) {
        const char *p = s->columns[i];
        int v = 1;
        if (p != NULL && (!number(&p, PART_COLUMNS_MAX, &v) || *p != '\0' || v < 1)) {
            *wanted = _("without a header, columns are named by their number from 1");
            return false;
        }
    }
    return true;
}

/* In PIES each price names its currency and its day, and what it is priced per. */
static bool settle_pies(const struct oem_source *s, const char **wanted)
{
    static const enum oem_column given[] = {OEM_CURRENCY, OEM_EFFECTIVE, OEM_PRICE_BASIS};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (s->columns[given[i]] != NULL) {
            *wanted = _("currency, effective and price_basis are not named for PIES: each price has its own");
            return false;
        }
    }
    for (int i = 0; i < OEM_COLUMNS; i++) {
        if (s->columns[i] != NULL && strlen(s->columns[i]) > CODE_MAX) {
            *wanted = _("names and codes of PIES are short: part_no=PartNumber, list_price=LST, name=DES");
            return false;
        }
    }
    return true;
}

bool oem_source_settle(struct oem_source *s, const char **key, const char **wanted)
{
    *key = "columns";
    s->format = strcmp(s->format_name, "fixed") == 0  ? OEM_FIXED
                : strcmp(s->format_name, "pies") == 0 ? OEM_PIES
                                                      : OEM_CSV;
    if (s->columns[OEM_PART_NO] == NULL || s->columns[OEM_LIST_PRICE] == NULL) {
        *wanted = _("part_no and list_price must be named");
        return false;
    }
    switch (s->format) {
    case OEM_FIXED:
        return settle_fixed(s, wanted);
    case OEM_PIES:
        return settle_pies(s, wanted);
    case OEM_CSV:
        break;
    }
    return settle_csv(s, wanted);
}

const char *oem_idle_key(enum oem_format format, size_t i)
{
    static const char *const idle[][6] = {
        [OEM_CSV] = {NULL},
        [OEM_FIXED] = {"delimiter", "header", NULL},
        [OEM_PIES] = {"encoding", "delimiter", "decimal", "header", "skip_lines", NULL},
    };
    return idle[format][i];
}

void oem_source_describe(const struct oem_source *s, struct buf *out)
{
    enum {
        READER_VERSION = 2
    }; /* another one reads some rows differently: the same bytes are another list */
    buf_addf(out, "%d\n%s\n%s\n%c%c%d\n%d\n%s\n%lld", READER_VERSION, s->format_name, s->encoding,
             s->delimiter, s->decimal, s->header, s->skip_lines, s->currency, (long long)s->price_basis);
    for (int i = 0; i < OEM_COLUMNS; i++) {
        buf_addf(out, "\n%s", s->columns[i] != NULL ? s->columns[i] : "");
    }
}
