#include "core/app/config.h"
#include "core/app/config_oem.h"
#include "core/app/config_text.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1024 * 1024, PATH_ROOM = 4096 };

const char *const oem_column_names[OEM_COLUMNS] = {
    "part_no",  "list_price",  "name",      "name_local",    "brand",       "unit",      "price_basis",
    "currency", "price_group", "effective", "superseded_by", "core_charge", "min_order", "op"};

enum key_type {
    KEY_TEXT,
    KEY_PATH,     /* ~/ and paths relative to the file are made absolute */
    KEY_CODE,     /* 1 to 16 letters and digits */
    KEY_ZONE,     /* a timezone of the system */
    KEY_CURRENCY, /* ISO 4217 */
    KEY_CHOICE,   /* one of `choices` */
    KEY_INT,      /* from min to max */
    KEY_MONEY,    /* in the outlet's currency */
    KEY_CHAR,     /* one character, or tab */
    KEY_YESNO,
    KEY_URL,
    KEY_ENCODING, /* one that iconv knows */
    KEY_COLUMNS,
};

struct key {
    const char *section; /* "oem" stands for every [oem.NAME] */
    const char *name;
    enum key_type type;
    size_t at; /* offset in struct config, or in struct oem_source */
    int64_t min, max;
    const char *choices;
    const char *otherwise; /* the default, as one would write it */
    const char *help;      /* N_() */
};

#define C(member) offsetof(struct config, member)
#define S(member) offsetof(struct oem_source, member)

/* Every key there is; clearbay.ini(5) is made from it. The currency stands before what is counted in it. */
static const struct key keys[] = {
    {"outlet", "code", KEY_CODE, C(outlet_code), 0, 0, NULL, "SH01",
     N_("code of the workshop; it begins every order's number")},
    {"outlet", "name", KEY_TEXT, C(outlet_name), 0, 0, NULL, "",
     N_("name of the workshop, shown at the log-in")},
    {"outlet", "timezone", KEY_ZONE, C(outlet_timezone), 0, 0, NULL, "Asia/Shanghai",
     N_("timezone of dates and of times without an offset")},
    {"outlet", "currency", KEY_CURRENCY, C(outlet_currency), 0, 0, NULL, "CNY",
     N_("currency of labour and of orders (ISO 4217)")},
    {"outlet", "opens_hour", KEY_INT, C(outlet_opens_hour), 0, 23, NULL, "8",
     N_("hour at which the workshop opens: where the floor's day begins")},
    {"outlet", "closes_hour", KEY_INT, C(outlet_closes_hour), 1, 24, NULL, "18",
     N_("hour at which the workshop closes, after it opens")},
    {"database", "path", KEY_PATH, C(database_path), 0, 0, NULL, NULL,
     N_("the database; the PIN pepper lies beside it as PATH.pepper; default: clearbay/clearbay.db below the "
        "state folder")},
    {"service", "socket", KEY_PATH, C(service_socket), 0, 0, NULL, "",
     N_("socket of the service that owns the database; empty: in this process")},
    {"service", "clients", KEY_INT, C(service_clients), 1, 100000, NULL, "4096",
     N_("how many clients the service has at most")},
    {"trust", "heads", KEY_PATH, C(trust_heads), 0, 0, NULL, "",
     N_("folder for the log's signed heads, best on another disk; empty: beside the database, as "
        "PATH.heads")},
    {"backup", "folder", KEY_PATH, C(backup_folder), 0, 0, NULL, "",
     N_("folder into which the service copies the database on a schedule, best on another disk; empty: "
        "none")},
    {"backup", "hour", KEY_INT, C(backup_hour), 0, 23, NULL, "2",
     N_("hour of the outlet's day at which the day's first backup is made; one that was missed is made up "
        "for")},
    {"backup", "every_h", KEY_INT, C(backup_every_h), 1, 24, NULL, "24", N_("hours between two backups")},
    {"backup", "keep_days", KEY_INT, C(backup_keep_days), 1, 3650, NULL, "14",
     N_("days after which a backup is removed, once a newer one stands; the last three always stay")},
    {"ui", "language", KEY_CHOICE, C(ui_language), 0, 0, "auto|en|zh_CN", "auto",
     N_("language of every text; auto: from the environment")},
    {"ui", "theme", KEY_CHOICE, C(ui_theme), 0, 0, "auto|dark|light|mono", "auto",
     N_("colours of the console; mono: none; auto: dark, or none with NO_COLOR")},
    {"ui", "frames", KEY_CHOICE, C(ui_frames), 0, 0, "auto|utf8|ascii", "auto",
     N_("characters of frames; auto: UTF-8 where the environment says so")},
    {"ui", "ambiguous_width", KEY_CHOICE, C(ui_ambiguous_width), 0, 0, "narrow|wide", "narrow",
     N_("columns of characters on which terminals differ (quotes, degrees, circled digits): narrow: one; "
        "wide: "
        "two, as on terminals set up for Chinese, where frames are ASCII")},
    {"ui", "idle_lock_s", KEY_INT, C(ui_idle_lock_s), 0, 86400, NULL, "300",
     N_("seconds without a key until the console locks itself; 0: never")},
    {"clock", "create_s", KEY_INT, C(clock_create_s), 1, 31536000, NULL, "180",
     N_("seconds from the report to an order with an advisor")},
    {"clock", "diagnose_s", KEY_INT, C(clock_diagnose_s), 1, 31536000, NULL, "1800",
     N_("seconds from the report to a preliminary diagnosis")},
    {"clock", "repair_s", KEY_INT, C(clock_repair_s), 1, 31536000, NULL, "86400",
     N_("seconds from the report to the end of the repair")},
    {"clock", "callback_s", KEY_INT, C(clock_callback_s), 1, 31536000, NULL, "86400",
     N_("seconds from the delivery to the call-back")},
    {"labour", "rate", KEY_MONEY, C(labour_rate), 0, 0, NULL, "320", N_("price of an hour of labour")},
    {"labour", "discount_percent", KEY_INT, C(labour_discount_percent), 0, 100, NULL, "20",
     N_("discount on each labour line; the sum saved is shown")},
    {"oem", "url", KEY_URL, S(url), 0, 0, NULL, "",
     N_("where the list is fetched: http://, https:// or file:; empty: only price import")},
    {"oem", "format", KEY_CHOICE, S(format_name), 0, 0, "csv|fixed|pies", "csv",
     N_("fields between delimiters, columns at fixed positions, or PIES XML")},
    {"oem", "encoding", KEY_ENCODING, S(encoding), 0, 0, NULL, "UTF-8",
     N_("character set of the list, any name that iconv knows")},
    {"oem", "delimiter", KEY_CHAR, S(delimiter), 0, 0, NULL, ",", N_("one character between fields, or tab")},
    {"oem", "decimal", KEY_CHAR, S(decimal), 0, 0, ".|,", ".", N_("decimal point of prices")},
    {"oem", "header", KEY_YESNO, S(header), 0, 0, NULL, "yes",
     N_("whether a row names the columns; no: they are named by number from 1")},
    {"oem", "skip_lines", KEY_INT, S(skip_lines), 0, 1000, NULL, "0", N_("lines above the header")},
    {"oem", "columns", KEY_COLUMNS, S(columns), 0, 0, NULL, NULL,
     N_("which column holds what: part_no=PartNumber, list_price=MSRP ...; these two are needed; see "
        "FORMATS")},
    {"oem", "currency", KEY_CURRENCY, S(currency), 0, 0, NULL, NULL,
     N_("currency of prices without a currency column; default: the outlet's")},
    {"oem", "price_basis", KEY_INT, S(price_basis), 1, 1000000, NULL, "1",
     N_("prices are for that many pieces")},
    {"oem", "token_file", KEY_PATH, S(token_file), 0, 0, NULL, "",
     N_("file with a token that is sent as Authorization: Bearer")},
    {"oem", "ca_file", KEY_PATH, S(ca_file), 0, 0, NULL, "", N_("certificates of a private authority")},
    {"oem", "max_bytes", KEY_INT, S(max_bytes), 1, INT64_C(1) << 40, NULL, "2147483648",
     N_("longest list that is read, unpacked")},
    {"oem", "timeout_s", KEY_INT, S(timeout_s), 1, 86400, NULL, "600", N_("seconds that a sync may take")},
    {"oem", "gate_removed_percent", KEY_INT, S(gate_removed_percent), 0, 100, NULL, "5",
     N_("a full list that takes more of the parts in force away, or their prices, is held")},
    {"oem", "gate_jump_percent", KEY_INT, S(gate_jump_percent), 0, 100000, NULL, "50",
     N_("a price that changes by more than this jumps")},
    {"oem", "gate_jump_rows_percent", KEY_INT, S(gate_jump_rows_percent), 0, 100, NULL, "1",
     N_("a list in which more rows jump than this is held; below 100 also one that changes the currency of a "
        "part")},
    {"oem", "gate_zero_rows_percent", KEY_INT, S(gate_zero_rows_percent), 0, 100, NULL, "1",
     N_("a list with more zero prices than this is held")},
    {"oem", "gate_rejected_percent", KEY_INT, S(gate_rejected_percent), 0, 100, NULL, "2",
     N_("a list with more refused rows than this is held; below 100 also one with more contradictory "
        "duplicates "
        "than the list in force, or with columns that moved")},
};

enum { KEY_COUNT = sizeof keys / sizeof *keys };

static void describe_type(const struct key *k, struct buf *out)
{
    switch (k->type) {
    case KEY_TEXT:
    case KEY_CODE:
    case KEY_ZONE:
    case KEY_CURRENCY:
    case KEY_URL:
    case KEY_ENCODING:
        break;
    case KEY_PATH:
        buf_adds(out, _("a path; ~/ is the home folder, a relative one belongs to this file's folder"));
        break;
    case KEY_CHOICE:
        buf_adds(out, k->choices);
        break;
    case KEY_INT:
        buf_addf(out, _("%lld to %lld"), (long long)k->min, (long long)k->max);
        break;
    case KEY_MONEY:
        buf_adds(out, _("an amount, such as 320.00"));
        break;
    case KEY_CHAR:
        buf_adds(out, k->choices != NULL ? k->choices : _("one character, or tab"));
        break;
    case KEY_YESNO:
        buf_adds(out, "yes|no");
        break;
    case KEY_COLUMNS:
        for (int i = 0; i < OEM_COLUMNS; i++) {
            buf_addf(out, "%s%s", i > 0 ? ", " : "", oem_column_names[i]);
        }
        break;
    }
}

bool config_describe(size_t i, struct config_key *out, struct buf *allowed)
{
    if (i >= KEY_COUNT) {
        return false;
    }
    *out = (struct config_key){keys[i].section, keys[i].name, keys[i].otherwise, _(keys[i].help)};
    buf_clear(allowed);
    describe_type(&keys[i], allowed);
    return true;
}

struct loader {
    const char *name; /* of the file, for messages */
    dictionary *ini;
    struct config *config;
    struct error *e;
};

static enum status bad_value(const struct loader *l, const char *section, const char *key, const char *wanted)
{
    return error_set(l->e, ST_USAGE, "bad_configuration", _("%s: [%s] %s: %s"), l->name, section, key,
                     wanted);
}

static enum status put_text(char **slot, const char *value, struct error *e)
{
    free(*slot);
    *slot = strdup(value);
    return *slot == NULL ? error_memory(e) : ST_OK;
}

/* Makes a path absolute: ~/ is the home folder, a relative one belongs to the file's folder. */
static enum status put_path(const struct loader *l, char **slot, const char *value)
{
    char path[PATH_ROOM];
    const char *home = getenv("HOME");
    const char *slash = strrchr(l->name, '/');
    int n;
    if (strncmp(value, "~/", 2) == 0 && home != NULL) {
        n = snprintf(path, sizeof path, "%s%s", home, value + 1);
    } else if (value[0] != '\0' && value[0] != '/' && slash != NULL) {
        n = snprintf(path, sizeof path, "%.*s/%s", (int)(slash - l->name), l->name, value);
    } else {
        n = snprintf(path, sizeof path, "%s", value);
    }
    if (n < 0 || (size_t)n >= sizeof path) {
        return error_set(l->e, ST_USAGE, "path_too_long", _("%s: the path is too long"), value);
    }
    return put_text(slot, path, l->e);
}

static bool zone_exists(const char *zone)
{
    char path[PATH_ROOM];
    struct stat s;
    if (zone[0] == '\0' || zone[0] == '/' || strstr(zone, "..") != NULL) {
        return false;
    }
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    return strcmp(zone, "UTC") == 0 || (stat(path, &s) == 0 && S_ISREG(s.st_mode));
}

static bool is_choice(const char *choices, const char *value)
{
    size_t n = strlen(value);
    for (const char *p = choices; p != NULL && n > 0; p = strchr(p, '|')) {
        p += *p == '|';
        if (strncmp(p, value, n) == 0 && (p[n] == '|' || p[n] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_code(const char *value)
{
    size_t n = strlen(value);
    return n >= 1 && n <= 16 &&
           strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == n;
}

static enum status put_int(const struct loader *l, const struct key *k, const char *section, void *slot,
                           const char *value)
{
    int64_t v = 0;
    size_t n = strspn(value, "0123456789");
    bool number = n > 0 && n <= 15 && value[n] == '\0';
    v = number ? strtoll(value, NULL, 10) : 0; /* base 10: 017 is 17 */
    if (!number || v < k->min || v > k->max) {
        return error_set(l->e, ST_USAGE, "bad_configuration",
                         _("%s: [%s] %s: \"%s\" is not a whole number from %lld to %lld"), l->name, section,
                         k->name, value, (long long)k->min, (long long)k->max);
    }
    if (k->at == S(skip_lines) && strcmp(k->section, "oem") == 0) {
        *(int *)slot = (int)v;
    } else {
        *(int64_t *)slot = v;
    }
    return ST_OK;
}

static enum status put_char(const struct loader *l, const struct key *k, const char *section, char *slot,
                            const char *value)
{
    bool tab = strcasecmp(value, "tab") == 0 || strcmp(value, "\\t") == 0;
    if (!tab && (strlen(value) != 1 || (unsigned char)value[0] >= 0x80 || value[0] == '"')) {
        return bad_value(l, section, k->name,
                         _("one character is wanted, or tab; write # and ; in double quotes: \";\""));
    }
    if (k->choices != NULL && !is_choice(k->choices, value)) {
        return bad_value(l, section, k->name, _("a point or a comma is wanted"));
    }
    *slot = tab ? '\t' : value[0];
    return ST_OK;
}

static enum status put_yesno(const struct loader *l, const struct key *k, const char *section, bool *slot,
                             const char *value)
{
    bool yes = strcasecmp(value, "yes") == 0 || strcasecmp(value, "true") == 0 ||
               strcasecmp(value, "on") == 0 || strcmp(value, "1") == 0;
    bool no = strcasecmp(value, "no") == 0 || strcasecmp(value, "false") == 0 ||
              strcasecmp(value, "off") == 0 || strcmp(value, "0") == 0;
    if (!yes && !no) {
        return bad_value(l, section, k->name, _("yes or no is wanted"));
    }
    *slot = yes;
    return ST_OK;
}

static enum status put_encoding(const struct loader *l, const struct key *k, const char *section, char **slot,
                                const char *value)
{
    iconv_t known = iconv_open("UTF-8", value);
    if (known == (iconv_t)-1) {
        return bad_value(l, section, k->name,
                         _("this character set is unknown: UTF-8, GB18030, CP1251 ... (see: iconv -l)"));
    }
    iconv_close(known);
    return put_text(slot, value, l->e);
}

/* "part_no=PartNumber, list_price=MSRP": splits at commas and sets each named column. */
static enum status put_columns(const struct loader *l, const struct key *k, const char *section,
                               char **columns, const char *value)
{
    for (const char *p = value; *p != '\0';) {
        size_t n = strcspn(p, ",");
        char pair[256];
        snprintf(pair, sizeof pair, "%.*s", (int)(n < sizeof pair ? n : sizeof pair - 1), p);
        char *name = pair + strspn(pair, " \t");
        char *equals = strchr(name, '=');
        int column = OEM_COLUMNS;
        if (equals != NULL) {
            *equals = '\0';
            name[strcspn(name, " \t")] = '\0';
            for (column = 0; column < OEM_COLUMNS && strcmp(name, oem_column_names[column]) != 0; column++) {
            }
        }
        char *header = equals == NULL ? name : equals + 1 + strspn(equals + 1, " \t");
        size_t end = strlen(header);
        while (end > 0 && (header[end - 1] == ' ' || header[end - 1] == '\t')) {
            header[--end] = '\0';
        }
        if (column == OEM_COLUMNS || end == 0) {
            return error_set(
                l->e, ST_USAGE, "bad_configuration",
                _("%s: [%s] %s: \"%s\": pairs such as part_no=PartNumber are wanted; see clearbay.ini(5)"),
                l->name, section, k->name, name);
        }
        if (columns[column] != NULL) {
            return error_set(l->e, ST_USAGE, "bad_configuration", _("%s: [%s] %s: %s stands here twice"),
                             l->name, section, k->name, name);
        }
        enum status st = put_text(&columns[column], header, l->e);
        if (st != ST_OK) {
            return st;
        }
        p += n + (p[n] == ',');
    }
    return ST_OK;
}

static enum status put_value(const struct loader *l, const struct key *k, const char *section, void *slot,
                             const char *value)
{
    switch (k->type) {
    case KEY_TEXT:
        return put_text(slot, value, l->e);
    case KEY_PATH:
        return put_path(l, slot, value);
    case KEY_CODE:
        return is_code(value) ? put_text(slot, value, l->e)
                              : bad_value(l, section, k->name, _("1 to 16 letters and digits are wanted"));
    case KEY_ZONE:
        return zone_exists(value)
                   ? put_text(slot, value, l->e)
                   : bad_value(l, section, k->name,
                               _("this timezone is unknown; wanted is one such as Asia/Shanghai"));
    case KEY_CURRENCY:
        if (currency_scale(value) < 0) {
            return bad_value(l, section, k->name, _("three capital letters are wanted, such as CNY"));
        }
        memcpy(slot, value, CURRENCY_SIZE);
        return ST_OK;
    case KEY_CHOICE:
        if (!is_choice(k->choices, value)) {
            return error_set(l->e, ST_USAGE, "bad_configuration", _("%s: [%s] %s: \"%s\" is not one of %s"),
                             l->name, section, k->name, value, k->choices);
        }
        return put_text(slot, value, l->e);
    case KEY_INT:
        return put_int(l, k, section, slot, value);
    case KEY_MONEY: {
        int64_t *minor = slot;
        if (decimal_parse(value, '.', currency_scale(l->config->outlet_currency), minor) != DECIMAL_OK ||
            *minor < 0) {
            return bad_value(l, section, k->name, _("an amount such as 320.00 is wanted"));
        }
        return ST_OK;
    }
    case KEY_CHAR:
        return put_char(l, k, section, slot, value);
    case KEY_YESNO:
        return put_yesno(l, k, section, slot, value);
    case KEY_URL:
        if (value[0] != '\0' && strncmp(value, "http://", 7) != 0 && strncmp(value, "https://", 8) != 0 &&
            strncmp(value, "file:", 5) != 0) {
            return bad_value(l, section, k->name,
                             _("an address that begins with http://, https:// or file: is wanted"));
        }
        return put_text(slot, value, l->e);
    case KEY_ENCODING:
        return put_encoding(l, k, section, slot, value);
    case KEY_COLUMNS:
        return put_columns(l, k, section, slot, value);
    }
    return ST_OK;
}

static const struct key *find_key(const char *section, const char *name)
{
    const char *kind = strncmp(section, "oem.", 4) == 0 ? "oem" : section;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].section, kind) == 0 && (name == NULL || strcmp(keys[i].name, name) == 0)) {
            return &keys[i];
        }
    }
    return NULL;
}

/* Sets every key of a section in the table's order: from the file, else the default. */
static enum status fill(const struct loader *l, const char *kind, const char *section, void *base)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct key *k = &keys[i];
        if (strcmp(k->section, kind) != 0) {
            continue;
        }
        char entry[256];
        snprintf(entry, sizeof entry, "%s:%s", section, k->name);
        const char *value = l->ini == NULL ? NULL : iniparser_getstring(l->ini, entry, NULL);
        value = value == NULL ? k->otherwise : value;
        enum status st = value == NULL ? ST_OK : put_value(l, k, section, (char *)base + k->at, value);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

static enum status default_database(struct config *c, struct error *e)
{
    char path[PATH_ROOM];
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n =
        state != NULL && state[0] == '/'
            ? snprintf(path, sizeof path, "%s/clearbay/clearbay.db", state)
            : snprintf(path, sizeof path, "%s/.local/state/clearbay/clearbay.db", home != NULL ? home : "");
    if (n < 0 || (size_t)n >= sizeof path) {
        return error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), path);
    }
    return put_text(&c->database_path, path, e);
}

static enum status check_source(const struct loader *l, const char *section, struct oem_source *s)
{
    if (s->currency[0] == '\0') {
        memcpy(s->currency, l->config->outlet_currency, sizeof s->currency);
    }
    const char *key, *wanted;
    if (!oem_source_settle(s, &key, &wanted)) {
        return bad_value(l, section, key, wanted);
    }
    for (size_t i = 0; (key = oem_idle_key(s->format, i)) != NULL; i++) {
        char entry[256];
        snprintf(entry, sizeof entry, "%s:%s", section, key);
        if (iniparser_find_entry(l->ini, entry) == 1) {
            return bad_value(l, section, key, _("this says nothing about a list of this format: remove it"));
        }
    }
    return ST_OK;
}

static enum status add_source(const struct loader *l, const char *section)
{
    struct config *c = l->config;
    struct oem_source *more = realloc(c->sources, (c->source_count + 1) * sizeof *more);
    if (more == NULL) {
        return error_memory(l->e);
    }
    c->sources = more;
    struct oem_source *s = &more[c->source_count++];
    *s = (struct oem_source){.delimiter = ','};
    const char *name = section + 4;
    if (name[0] == '\0' || strlen(name) >= sizeof s->name) {
        return bad_value(l, section, "", _("the source needs a name of at most 63 bytes: [oem.NAME]"));
    }
    memcpy(s->name, name, strlen(name) + 1);
    enum status st = fill(l, "oem", section, s);
    return st == ST_OK ? check_source(l, section, s) : st;
}

static enum status check_section(const struct loader *l, const char *section)
{
    if (find_key(section, NULL) == NULL || strcmp(section, "oem") == 0) {
        return error_set(l->e, ST_USAGE, "bad_configuration",
                         _("%s: [%s]: there is no such section; see clearbay.ini(5)"), l->name, section);
    }
    int n = iniparser_getsecnkeys(l->ini, section);
    const char **names = calloc((size_t)n + 1, sizeof *names);
    if (names == NULL || (n > 0 && iniparser_getseckeys(l->ini, section, names) == NULL)) {
        free(names);
        return error_memory(l->e);
    }
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < n; i++) {
        const char *name = names[i] + strlen(section) + 1;
        if (find_key(section, name) == NULL) {
            st = bad_value(l, section, name, _("there is no such key; see clearbay.ini(5)"));
        }
    }
    free(names);
    return st;
}

static enum status fill_all(const struct loader *l)
{
    static const char *const sections[] = {"outlet", "database", "service", "trust",
                                           "backup", "ui",       "clock",   "labour"};
    int n = l->ini == NULL ? 0 : iniparser_getnsec(l->ini);
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < n; i++) {
        st = check_section(l, iniparser_getsecname(l->ini, i));
    }
    for (size_t i = 0; st == ST_OK && i < sizeof sections / sizeof *sections; i++) {
        st = fill(l, sections[i], sections[i], l->config);
    }
    for (int i = 0; st == ST_OK && i < n; i++) {
        const char *section = iniparser_getsecname(l->ini, i);
        if (strncmp(section, "oem.", 4) == 0) {
            st = add_source(l, section);
        }
    }
    struct config *c = l->config;
    if (st == ST_OK && c->outlet_closes_hour <= c->outlet_opens_hour) {
        st = bad_value(l, "outlet", "closes_hour", _("the workshop must close after it opens"));
    }
    if (st == ST_OK && c->database_path == NULL) {
        st = default_database(c, l->e);
    }
    c->outlet_code_set = l->ini != NULL && iniparser_find_entry(l->ini, "outlet:code") == 1;
    return st;
}

/* iniparser prints its complaints across the screen; ours have been said by config_text_check. */
static int keep_quiet(const char *format, ...)
{
    (void)format;
    return 0;
}

/* iniparser reads files only: the checked text is given to it as one that never touches a disk. */
static enum status load_ini(const char *text, size_t n, const char *name, dictionary **out, struct error *e)
{
    int fd = memfd_create("clearbay.ini", MFD_CLOEXEC);
    if (fd < 0 || write(fd, text, n) != (ssize_t)n) {
        int why = errno;
        if (fd >= 0) {
            close(fd);
        }
        return error_set(e, ST_FAILED, "configuration", _("%s: cannot be read: %s"), name, i18n_errno(why));
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    iniparser_set_error_callback(keep_quiet);
    *out = iniparser_load(path);
    close(fd);
    return *out != NULL
               ? ST_OK
               : error_set(e, ST_USAGE, "bad_configuration", _("%s: this is no configuration file"), name);
}

static enum status build(const char *text, size_t n, const char *name, struct config **out, struct error *e)
{
    struct loader l = {.name = name, .e = e, .config = calloc(1, sizeof *l.config)};
    *out = NULL;
    if (l.config == NULL) {
        return error_memory(e);
    }
    enum status st = put_text(&l.config->file, name, e);
    if (st == ST_OK && text != NULL) {
        st = config_text_check(text, n, name, e);
        st = st == ST_OK ? load_ini(text, n, name, &l.ini, e) : st;
    }
    st = st == ST_OK ? fill_all(&l) : st;
    if (l.ini != NULL) {
        iniparser_freedict(l.ini);
    }
    if (st == ST_OK) {
        *out = l.config;
    } else {
        config_free(&l.config);
    }
    return st;
}

enum status config_parse(const char *text, size_t n, const char *name, struct config **out, struct error *e)
{
    return build(text, n, name, out, e);
}

static enum status read_file(const char *path, char **text, size_t *n, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat s;
    bool ok = fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size <= FILE_MAX;
    *text = ok ? calloc(1, (size_t)s.st_size + 1) : NULL;
    ssize_t got = *text != NULL ? read(fd, *text, (size_t)s.st_size) : -1;
    int why = fd >= 0 && !ok ? EFBIG : errno;
    if (fd >= 0) {
        close(fd);
    }
    if (got < 0) {
        free(*text);
        *text = NULL;
        return error_set(e, ST_USAGE, "configuration", _("%s: the configuration cannot be read: %s"), path,
                         i18n_errno(why));
    }
    *n = (size_t)got;
    return ST_OK;
}

/* The first of the usual places that has a file; "" when none has. */
static void usual_place(char path[PATH_ROOM])
{
    const char *named = getenv("CLEARBAY_CONFIG"), *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (named != NULL && named[0] != '\0') {
        snprintf(path, PATH_ROOM, "%s", named);
        return;
    }
    if (xdg != NULL && xdg[0] == '/') {
        snprintf(path, PATH_ROOM, "%s/clearbay/clearbay.ini", xdg);
    } else {
        snprintf(path, PATH_ROOM, "%s/.config/clearbay/clearbay.ini", home != NULL ? home : "");
    }
    if (access(path, F_OK) != 0) {
        snprintf(path, PATH_ROOM, "%s", config_system_file());
    }
    if (access(path, F_OK) != 0) {
        path[0] = '\0';
    }
}

enum status config_load(const char *path, struct config **out, struct error *e)
{
    char place[PATH_ROOM];
    *out = NULL;
    if (path == NULL) {
        usual_place(place);
        path = place;
    }
    if (path[0] == '\0') {
        return build(NULL, 0, "", out, e);
    }
    char *text = NULL;
    size_t n = 0;
    enum status st = read_file(path, &text, &n, e);
    st = st == ST_OK ? build(text, n, path, out, e) : st;
    free(text);
    return st;
}

void config_free(struct config **cp)
{
    struct config *c = *cp;
    *cp = NULL;
    if (c == NULL) {
        return;
    }
    for (size_t i = 0; i < c->source_count; i++) {
        struct oem_source *s = &c->sources[i];
        for (int k = 0; k < OEM_COLUMNS; k++) {
            free(s->columns[k]);
        }
        free(s->url);
        free(s->format_name);
        free(s->encoding);
        free(s->token_file);
        free(s->ca_file);
    }
    free(c->sources);
    char *texts[] = {c->file,          c->outlet_code,    c->outlet_name, c->outlet_timezone,
                     c->database_path, c->service_socket, c->trust_heads, c->backup_folder,
                     c->ui_language,   c->ui_theme,       c->ui_frames,   c->ui_ambiguous_width};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        free(texts[i]);
    }
    free(c);
}

const struct oem_source *config_source(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->source_count; i++) {
        if (strcasecmp(c->sources[i].name, name) == 0) {
            return &c->sources[i];
        }
    }
    return NULL;
}
