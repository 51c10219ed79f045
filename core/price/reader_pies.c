/* PIES 6.5 to 7.2, the XML in which aftermarket manufacturers send prices.
 *
 * Which element or code is which column says `columns`: part_no=PartNumber (an element of Item),
 * list_price=LST (a PriceType), name=DES or DES/EN (a DescriptionCode, and the language), superseded_by=an
 * EXPICode. Currency and day stand with each price, else in its price sheet, else in the header. Elements as
 * Auto Care's "Product Information Exchange Standard" names them. */
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/markup.h"
#include "core/price/reader_formats.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CODE_SIZE = MARKUP_NAME_SIZE, SHEETS_MAX = 64, PRICE_DECIMALS = 6 };
enum level { LEVEL_ROOT, LEVEL_PART, LEVEL_ITEM, LEVEL_FIELD, LEVEL_ENTRY, LEVEL_VALUE };

struct pies_sheet {
    char number[CODE_SIZE], currency[CODE_SIZE], effective[CODE_SIZE], expires[CODE_SIZE];
};

struct pies_price {
    struct pies_sheet terms; /* its own, or those of its sheet */
    char type[CODE_SIZE], value[CODE_SIZE], per[CODE_SIZE], from_quantity[CODE_SIZE];
    bool deleted;
    bool twice; /* another one says something else for the same day */
};

struct pies_reader {
    const struct oem_source *source;
    struct price_reading *reading;

    char code[CODE_SIZE], language[CODE_SIZE]; /* of the description or the information */
    struct pies_sheet header, sheets[SHEETS_MAX];
    size_t sheet_count;
    char brand_owner[CODE_SIZE]; /* whose parts these are where an item does not say it */

    long line; /* of the item */
    bool deleted;
    char fields[OEM_COLUMNS][MARKUP_TEXT_SIZE];
    struct pies_price price, best[2]; /* being read; the list price and the core charge */
    struct price_reject reject;       /* reason "" when nothing is wrong so far */
};

static void refuse(struct pies_reader *r, int column, const char *reason, const char *text)
{
    if (r->reject.reason[0] == '\0') {
        price_refuse(&r->reject, (enum oem_column)column, reason, text);
    }
}

static bool is(const struct markup *m, enum level level, const char *name)
{
    return strcmp(m->names[level], name) == 0;
}

/* True when the column is mapped to this name. */
static bool maps(const struct pies_reader *r, int column, const char *name)
{
    return r->source->columns[column] != NULL && strcmp(r->source->columns[column], name) == 0;
}

static bool is_deleted(const struct markup *m)
{
    char maintenance[CODE_SIZE];
    markup_attribute(m, "MaintenanceType", maintenance, sizeof maintenance);
    return strcmp(maintenance, "D") == 0;
}

static void begin_item(struct pies_reader *r, const struct markup *m)
{
    r->line = m->line;
    r->deleted = is_deleted(m);
    for (int i = 0; i < OEM_COLUMNS; i++) {
        r->fields[i][0] = '\0';
    }
    memset(r->best, 0, sizeof r->best);
    memset(&r->reject, 0, sizeof r->reject);
}

static void begin_price(struct pies_reader *r, const struct markup *m)
{
    memset(&r->price, 0, sizeof r->price);
    markup_attribute(m, "PriceType", r->price.type, CODE_SIZE);
    r->price.deleted = is_deleted(m);
}

static void begin(struct markup *m, int level, void *arg)
{
    struct pies_reader *r = arg;
    if (level == LEVEL_ROOT && !is(m, LEVEL_ROOT, "PIES")) {
        markup_refuse(m, _("this is no PIES file: its first element is not PIES"));
    } else if (level == LEVEL_ITEM && is(m, LEVEL_PART, "PriceSheets")) {
        memset(&r->price, 0, sizeof r->price);
    } else if (level == LEVEL_ITEM && is(m, LEVEL_PART, "Items")) {
        begin_item(r, m);
    } else if (level == LEVEL_ENTRY && is(m, LEVEL_FIELD, "Prices")) {
        begin_price(r, m);
    } else if (level == LEVEL_ENTRY && is(m, LEVEL_ENTRY, "Description")) {
        markup_attribute(m, "DescriptionCode", r->code, CODE_SIZE);
        markup_attribute(m, "LanguageCode", r->language, CODE_SIZE);
    } else if (level == LEVEL_ENTRY) {
        markup_attribute(m, "EXPICode", r->code, CODE_SIZE);
    } else if (level == LEVEL_VALUE && is(m, LEVEL_VALUE, "Price")) {
        markup_attribute(m, "UOM", r->price.per, CODE_SIZE);
    }
}

/* What stands in a price sheet, in the header or with a price. */
static void take_term(const struct markup *m, enum level level, struct pies_sheet *terms)
{
    const struct {
        const char *name;
        char *out;
    } known[] = {{"PriceSheetNumber", terms->number},
                 {"CurrencyCode", terms->currency},
                 {"EffectiveDate", terms->effective},
                 {"BlanketEffectiveDate", terms->effective},
                 {"ExpirationDate", terms->expires}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (is(m, level, known[i].name)) {
            text_copy(known[i].out, CODE_SIZE, m->text);
        }
    }
}

static void end_header_field(struct pies_reader *r, struct markup *m)
{
    take_term(m, LEVEL_ITEM, &r->header);
    if (is(m, LEVEL_ITEM, "BrandOwnerAAIAID")) {
        text_copy(r->brand_owner, CODE_SIZE, m->text);
    } else if (is(m, LEVEL_ITEM, "PIESVersion") && m->text[0] != '6' && m->text[0] != '7') {
        markup_refuse(m, _("this version of PIES is not known: 6.5 to 7.2 are"));
    } else if (is(m, LEVEL_ITEM, "SubmissionType") && strcasecmp(m->text, "TEST") == 0) {
        markup_refuse(m, _("the file says that it is a test"));
    } else if (is(m, LEVEL_ITEM, "SubmissionType") && strcasecmp(m->text, "FULL") != 0 &&
               r->source->columns[OEM_OP] == NULL) {
        markup_refuse(
            m,
            _("the file is no full list: with op=MaintenanceType in columns, what it does not name stays on "
              "sale"));
    }
}

static void end_sheet(struct pies_reader *r, struct markup *m)
{
    if (r->sheet_count < SHEETS_MAX) {
        r->sheets[r->sheet_count++] = r->price.terms;
    } else {
        markup_refuse(m, _("more than 64 price sheets"));
    }
}

static void keep_text(struct pies_reader *r, const struct markup *m, int column)
{
    if (m->too_long) {
        refuse(r, column, _("longer than 1023 bytes"), m->text);
    }
    if (r->fields[column][0] == '\0') { /* the first of several stays */
        text_copy(r->fields[column], MARKUP_TEXT_SIZE, m->text);
    }
}

static void end_field(struct pies_reader *r, const struct markup *m)
{
    for (int c = 0; c < OEM_COLUMNS; c++) {
        bool code = c == OEM_LIST_PRICE || c == OEM_CORE_CHARGE || c == OEM_NAME || c == OEM_NAME_LOCAL ||
                    c == OEM_SUPERSEDED_BY || c == OEM_OP;
        if (!code && maps(r, c, m->names[LEVEL_FIELD])) {
            keep_text(r, m, c);
        }
    }
}

/* "DES", or "DES/EN" for one language of several. */
static void end_description(struct pies_reader *r, const struct markup *m)
{
    char both[2 * CODE_SIZE];
    snprintf(both, sizeof both, "%s/%s", r->code, r->language);
    for (int c = OEM_NAME; c <= OEM_NAME_LOCAL; c++) {
        if (maps(r, c, r->code) || maps(r, c, both)) {
            keep_text(r, m, c);
        }
    }
}

static void fill_in(char *own, const char *sheet, const char *header)
{
    if (own[0] == '\0') {
        text_copy(own, CODE_SIZE, sheet[0] != '\0' ? sheet : header);
    }
}

static void use_sheet(struct pies_reader *r, struct pies_sheet *own)
{
    static const struct pies_sheet none;
    const struct pies_sheet *sheet = &none;
    for (size_t i = 0; own->number[0] != '\0' && i < r->sheet_count; i++) {
        sheet = strcmp(r->sheets[i].number, own->number) == 0 ? &r->sheets[i] : sheet;
    }
    fill_in(own->currency, sheet->currency, r->header.currency);
    fill_in(own->effective, sheet->effective, r->header.effective);
    fill_in(own->expires, sheet->expires, "");
    fill_in(own->currency, r->source->currency, "");
}

static int32_t day_of(const char *date, int32_t otherwise)
{
    int32_t day = otherwise;
    return date != NULL && when_parse_date(date, &day) ? day : otherwise;
}

static bool is_date_or_empty(const char *date)
{
    int32_t day;
    return date[0] == '\0' || when_parse_date(date, &day);
}

static bool is_per_piece(const struct pies_price *p)
{
    return p->per[0] == '\0' || strcmp(p->per, "PE") == 0 || strcmp(p->per, "EA") == 0;
}

static bool same_value(const struct pies_price *a, const struct pies_price *b)
{
    int64_t x, y;
    return strcmp(a->value, b->value) == 0 ||
           (decimal_parse(a->value, '.', PRICE_DECIMALS, &x) == DECIMAL_OK &&
            decimal_parse(b->value, '.', PRICE_DECIMALS, &y) == DECIMAL_OK && x == y);
}

/* Above 0 when a is to be taken rather than b: the one in the source's currency, the one per piece, the one
 * whose day has come, and of these the last; while none has come, the next. 0: neither. */
static int compare(const struct pies_reader *r, const struct pies_price *a, const struct pies_price *b)
{
    const char *home = r->source->currency;
    int32_t today = day_of(r->reading->today, INT32_MAX);
    int32_t x = day_of(a->terms.effective, INT32_MIN), y = day_of(b->terms.effective, INT32_MIN);
    const int reasons[] = {
        (a->value[0] != '\0') - (b->value[0] != '\0'),
        (strcasecmp(a->terms.currency, home) == 0) - (strcasecmp(b->terms.currency, home) == 0),
        is_per_piece(a) - is_per_piece(b),
        (x <= today) - (y <= today),
        x <= today ? (x > y) - (x < y) : (x < y) - (x > y),
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i] != 0) {
            return reasons[i];
        }
    }
    return 0;
}

/* A price of a type that is wanted: false when it can be passed over. */
static bool settle_price(struct pies_reader *r, struct pies_price *p)
{
    bool one_piece = p->from_quantity[0] == '\0' || strtol(p->from_quantity, NULL, 10) <= 1;
    if (p->deleted || !one_piece) {
        return false;
    }
    use_sheet(r, &p->terms);
    if (!is_date_or_empty(p->terms.effective) || !is_date_or_empty(p->terms.expires)) {
        refuse(r, OEM_EFFECTIVE, _("not a date such as 2026-11-23 or 20261123"),
               is_date_or_empty(p->terms.effective) ? p->terms.expires : p->terms.effective);
    }
    return day_of(p->terms.expires, INT32_MAX) >= day_of(r->reading->today, INT32_MIN);
}

static void end_price(struct pies_reader *r)
{
    struct pies_price *p = &r->price;
    bool list = maps(r, OEM_LIST_PRICE, p->type), core = maps(r, OEM_CORE_CHARGE, p->type);
    if ((!list && !core) || !settle_price(r, p)) {
        return;
    }
    struct pies_price *best = &r->best[!list];
    int better = compare(r, p, best);
    if (better > 0) {
        *best = *p;
    } else if (better == 0 &&
               !(same_value(p, best) && strcmp(p->terms.currency, best->terms.currency) == 0)) {
        best->twice = true;
    }
}

static void end_price_field(struct pies_reader *r, const struct markup *m)
{
    take_term(m, LEVEL_VALUE, &r->price.terms);
    if (is(m, LEVEL_VALUE, "Price")) {
        if (strlen(m->text) >= CODE_SIZE) { /* cut, it would be another price */
            refuse(r, OEM_LIST_PRICE, _("too long"), m->text);
        }
        text_copy(r->price.value, CODE_SIZE, m->text);
    } else if (is(m, LEVEL_VALUE, "PriceBreak")) {
        text_copy(r->price.from_quantity, CODE_SIZE, m->text);
    }
}

static void judge_price(struct pies_reader *r, const struct pies_price *p, int column)
{
    if (p->twice) {
        refuse(r, column, _("several prices for the same day, and not the same"), p->value);
    }
    if (!is_per_piece(p)) {
        refuse(r, column, _("priced per another unit than the piece (PE, EA)"), p->per);
    }
}

static void end_item(struct pies_reader *r)
{
    const char *fields[OEM_COLUMNS];
    struct price_record record = {.line = r->line};
    const struct pies_price *list = &r->best[0], *core = &r->best[1];
    r->reading->rows++;
    for (int c = 0; c < OEM_COLUMNS; c++) {
        fields[c] = r->source->columns[c] != NULL ? r->fields[c] : NULL;
    }
    if (maps(r, OEM_BRAND, "BrandAAIAID") && r->fields[OEM_BRAND][0] == '\0') {
        fields[OEM_BRAND] = r->brand_owner;
    }
    fields[OEM_LIST_PRICE] = list->value;
    fields[OEM_CORE_CHARGE] = core->value;
    fields[OEM_CURRENCY] = list->value[0] != '\0' ? list->terms.currency : NULL;
    fields[OEM_EFFECTIVE] = list->terms.effective;
    fields[OEM_OP] = r->deleted ? "delete" : NULL;
    judge_price(r, list, OEM_LIST_PRICE);
    judge_price(r, core, OEM_CORE_CHARGE);
    if (core->value[0] != '\0' && list->value[0] != '\0' &&
        strcasecmp(core->terms.currency, list->terms.currency) != 0) {
        refuse(r, OEM_CORE_CHARGE, _("in another currency than the price"), core->terms.currency);
    }
    bool good = r->reject.reason[0] == '\0';
    if (good && price_read_fields(r->source, fields, &record, &r->reject)) {
        r->reading->row(&record, r->reading->arg);
    } else {
        r->reject.line = r->line;
        r->reading->reject(&r->reject, r->reading->arg);
    }
}

static void end_in_item(struct pies_reader *r, const struct markup *m, int level)
{
    bool prices = is(m, LEVEL_FIELD, "Prices");
    if (level == LEVEL_ITEM) {
        end_item(r);
    } else if (level == LEVEL_FIELD) {
        end_field(r, m);
    } else if (level == LEVEL_VALUE && prices) {
        end_price_field(r, m);
    } else if (level == LEVEL_ENTRY && prices) {
        end_price(r);
    } else if (level == LEVEL_ENTRY && is(m, LEVEL_FIELD, "Descriptions")) {
        end_description(r, m);
    } else if (level == LEVEL_ENTRY && maps(r, OEM_SUPERSEDED_BY, r->code)) {
        keep_text(r, m, OEM_SUPERSEDED_BY);
    }
}

static void end(struct markup *m, int level, void *arg)
{
    struct pies_reader *r = arg;
    if (level >= LEVEL_ITEM && is(m, LEVEL_PART, "Items")) {
        end_in_item(r, m, level);
    } else if (level == LEVEL_ITEM && is(m, LEVEL_PART, "Header")) {
        end_header_field(r, m);
    } else if (level == LEVEL_ITEM && is(m, LEVEL_PART, "PriceSheets")) {
        end_sheet(r, m);
    } else if (level == LEVEL_FIELD && is(m, LEVEL_PART, "PriceSheets")) {
        take_term(m, LEVEL_FIELD, &r->price.terms);
    }
}

enum status price_read_pies(const struct oem_source *source, FILE *file, struct price_reading *reading,
                            struct error *e)
{
    struct pies_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return error_memory(e);
    }
    r->source = source;
    r->reading = reading;
    const struct markup_handler handler = {.begin = begin, .end = end, .arg = r};
    enum status st = markup_read(file, &handler, e);
    free(r);
    return st;
}
