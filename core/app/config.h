/* The configuration file (clearbay.ini(5)), read with iniparser, every value checked. */
#ifndef CLEARBAY_APP_CONFIG_H
#define CLEARBAY_APP_CONFIG_H

#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that a price list's source can map; the order is that of oem_column_names[]. */
enum oem_column {
    OEM_PART_NO,
    OEM_LIST_PRICE,
    OEM_NAME,
    OEM_NAME_LOCAL,
    OEM_BRAND,
    OEM_UNIT,
    OEM_PRICE_BASIS,
    OEM_CURRENCY,
    OEM_PRICE_GROUP,
    OEM_EFFECTIVE,
    OEM_SUPERSEDED_BY,
    OEM_CORE_CHARGE,
    OEM_MIN_ORDER,
    OEM_OP,
    OEM_COLUMNS
};
extern const char *const oem_column_names[OEM_COLUMNS]; /* "part_no", "list_price" ... */

enum oem_format { OEM_CSV, OEM_FIXED, OEM_PIES };

/* Where a column stands in a list of fixed columns: characters from 1, both ends included; from 0: not
 * mapped. */
struct oem_place {
    int from, to;
    int implied; /* digits behind a point that is not there; -1: amounts have their point */
};

/* One [oem.NAME] section. Texts are owned by the configuration and never NULL unless said. */
struct oem_source {
    char name[64];     /* lower case, as iniparser gives it */
    char *url;         /* "" when the section has none: only price import works then */
    char *format_name; /* as the file says it */
    enum oem_format format;
    char *encoding;
    char delimiter;
    char decimal;
    bool header;
    int skip_lines;
    /* header text, or column number when header is no; positions; names and codes of PIES. NULL: not mapped
     */
    char *columns[OEM_COLUMNS];
    struct oem_place places[OEM_COLUMNS]; /* of the format fixed */
    char currency[CURRENCY_SIZE];
    int64_t price_basis;
    char *token_file; /* "" when none */
    char *ca_file;    /* "" when none */
    int64_t max_bytes;
    int64_t timeout_s;
    int64_t gate_removed_percent, gate_jump_percent, gate_jump_rows_percent, gate_zero_rows_percent,
        gate_rejected_percent;
};

struct config {
    char *file; /* where it was read from; "" when there was none and all defaults hold */
    char *outlet_code, *outlet_name, *outlet_timezone;
    bool outlet_code_set; /* the file names the code */
    char outlet_currency[CURRENCY_SIZE];
    int64_t outlet_opens_hour, outlet_closes_hour; /* of the day; the second is the later one */
    char *database_path;
    char *service_socket; /* "": in this process */
    int64_t service_clients;
    char *trust_heads;   /* folder; "": beside the database */
    char *backup_folder; /* "": no backups on a schedule */
    int64_t backup_hour, backup_every_h, backup_keep_days;
    char *ui_language, *ui_theme, *ui_frames, *ui_ambiguous_width;
    int64_t ui_idle_lock_s;
    int64_t clock_create_s, clock_diagnose_s, clock_repair_s, clock_callback_s;
    int64_t labour_rate; /* minor units of outlet_currency per hour */
    int64_t labour_discount_percent;
    struct oem_source *sources;
    size_t source_count;
};

/* Reads `path`; NULL: $CLEARBAY_CONFIG, $XDG_CONFIG_HOME/clearbay/clearbay.ini (or ~/.config),
 * /etc/clearbay/clearbay.ini, the first that is there; none: the defaults. A named file that is
 * missing is ST_USAGE. Everything wrong (unknown section or key, bad value, duplicate key, a line that
 * iniparser cannot read, a BOM, a line that is too long) is ST_USAGE and names file, line or
 * section and key, and what is allowed. The caller frees *out with config_free. */
enum status config_load(const char *path, struct config **out, struct error *e);

/* The system's configuration file, /etc/clearbay/clearbay.ini: where the program is installed decides, nobody
 * who runs it. */
const char *config_system_file(void);

/* Checks a text as the content of a configuration file; for tests and the fuzzer. */
enum status config_parse(const char *text, size_t n, const char *name, struct config **out, struct error *e);

void config_free(struct config **c);

/* A key of the configuration as the manual tells it; all borrowed. `otherwise` is NULL when the default is no
 * fixed text. */
struct config_key {
    const char *section, *name, *otherwise, *help;
};
/* The i-th key, and in `allowed` what it may hold ("" when its help says it all); false behind the last one.
 */
bool config_describe(size_t i, struct config_key *out, struct buf *allowed);

/* Every setting that says how a list is read, as a text of its own: with another one the same bytes are
 * another list. */
void oem_source_describe(const struct oem_source *source, struct buf *out);

/* The source of that name (any case), borrowed; NULL when there is none. */
const struct oem_source *config_source(const struct config *c, const char *name);

#endif
