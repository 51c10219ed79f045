/* PIES 6.5 to 7.2, the XML in which aftermarket manufacturers send prices: read as a stream, in bounded
 * memory, without entities, document types or the network.
 *
 * Which element or code is which column says `columns`: part_no=PartNumber (an element of Item),
 * list_price=LST (a PriceType), name=DES or DES/EN (a DescriptionCode, and the language), superseded_by=an
 * EXPICode. Currency and day stand with each price, else in its price sheet, else in the header. Elements as
 * Auto Care's "Product Information Exchange Standard" names them. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/reader_formats.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT_SIZE = 1024, CODE_SIZE = 48, SHEETS_MAX = 64, LEVELS = 8, LINES_KEPT = 65535 };
enum level { LEVEL_ROOT, LEVEL_PART, LEVEL_ITEM, LEVEL_FIELD, LEVEL_ENTRY, LEVEL_VALUE };

struct pies_sheet {
    char number[CODE_SIZE], currency[CODE_SIZE], effective[CODE_SIZE], expires[CODE_SIZE];
};

struct pies_price {
    struct pies_sheet terms; /* its own, or those of its sheet */
    char type[CODE_SIZE], value[CODE_SIZE], per[CODE_SIZE], from_quantity[CODE_SIZE];
    bool deleted;
};

struct pies_reader {
    const struct oem_source *source;
    struct price_reading *reading;
    struct error *e;
    enum status status;
    xmlTextReaderPtr xml;
    char message[200]; /* what libxml2 says is wrong */
    int message_line;

    char names[LEVELS][CODE_SIZE]; /* of the elements that are open */
    char text[TEXT_SIZE];          /* of the element that was opened last */
    size_t text_used;
    bool too_long;
    char code[CODE_SIZE], language[CODE_SIZE]; /* of the description or the information */

    struct pies_sheet header, sheets[SHEETS_MAX];
    size_t sheet_count;

    long line; /* of the item */
    bool deleted;
    char fields[OEM_COLUMNS][TEXT_SIZE];
    struct pies_price price, best[2]; /* being read; the list price and the core charge */
    struct price_reject reject;       /* reason "" when nothing is wrong so far */
};

static void fail(struct pies_reader *r, long line, const char *reason)
{
    if (r->status == ST_OK) {
        r->status = price_list_fails(r->e, line, reason);
    }
}

/* Where the node begins. The parser itself is some lines ahead; of elements far down the file libxml2 keeps
 * no line, but of texts it does. */
static long node_line(struct pies_reader *r)
{
    long line = xmlGetLineNo(xmlTextReaderCurrentNode(r->xml));
    return line > 0 ? line : xmlTextReaderGetParserLineNumber(r->xml);
}

static void refuse(struct pies_reader *r, int column, const char *reason, const char *text)
{
    if (r->reject.reason[0] == '\0') {
        text_copy(r->reject.column, sizeof r->reject.column, oem_column_names[column]);
        text_copy_shown(r->reject.reason, sizeof r->reject.reason, reason);
        text_copy_shown(r->reject.text, sizeof r->reject.text, text);
    }
}

static void attribute(struct pies_reader *r, const char *name, char out[CODE_SIZE])
{
    xmlChar *value = xmlTextReaderGetAttribute(r->xml, (const xmlChar *)name);
    text_copy(out, CODE_SIZE, value != NULL ? (const char *)value : "");
    xmlFree(value);
}

static bool is(const struct pies_reader *r, enum level level, const char *name)
{
    return strcmp(r->names[level], name) == 0;
}

/* True when the column is mapped to this name. */
static bool maps(const struct pies_reader *r, int column, const char *name)
{
    return r->source->columns[column] != NULL && strcmp(r->source->columns[column], name) == 0;
}

static void begin_item(struct pies_reader *r)
{
    char maintenance[CODE_SIZE];
    r->line = node_line(r);
    attribute(r, "MaintenanceType", maintenance);
    r->deleted = strcmp(maintenance, "D") == 0;
    for (int i = 0; i < OEM_COLUMNS; i++) {
        r->fields[i][0] = '\0';
    }
    memset(r->best, 0, sizeof r->best);
    memset(&r->reject, 0, sizeof r->reject);
}

static void begin_price(struct pies_reader *r)
{
    char maintenance[CODE_SIZE];
    memset(&r->price, 0, sizeof r->price);
    attribute(r, "PriceType", r->price.type);
    attribute(r, "MaintenanceType", maintenance);
    r->price.deleted = strcmp(maintenance, "D") == 0;
}

static void begin(struct pies_reader *r, int level)
{
    if (level == LEVEL_ROOT && !is(r, LEVEL_ROOT, "PIES")) {
        fail(r, node_line(r), _("this is no PIES file: its first element is not PIES"));
    } else if (level == LEVEL_ITEM && is(r, LEVEL_PART, "PriceSheets")) {
        memset(&r->price, 0, sizeof r->price);
    } else if (level == LEVEL_ITEM && is(r, LEVEL_PART, "Items")) {
        begin_item(r);
    } else if (level == LEVEL_ENTRY && is(r, LEVEL_FIELD, "Prices")) {
        begin_price(r);
    } else if (level == LEVEL_ENTRY && is(r, LEVEL_ENTRY, "Description")) {
        attribute(r, "DescriptionCode", r->code);
        attribute(r, "LanguageCode", r->language);
    } else if (level == LEVEL_ENTRY) {
        attribute(r, "EXPICode", r->code);
    } else if (level == LEVEL_VALUE && is(r, LEVEL_VALUE, "Price")) {
        attribute(r, "UOM", r->price.per);
    }
}

/* What stands in a price sheet, in the header or with a price. */
static void take_term(struct pies_reader *r, const char *name, struct pies_sheet *terms)
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
        if (strcmp(known[i].name, name) == 0) {
            text_copy(known[i].out, CODE_SIZE, r->text);
        }
    }
}

static void end_header_field(struct pies_reader *r)
{
    const char *name = r->names[LEVEL_ITEM];
    long line = node_line(r);
    take_term(r, name, &r->header);
    if (strcmp(name, "PIESVersion") == 0 && r->text[0] != '6' && r->text[0] != '7') {
        fail(r, line, _("this version of PIES is not known: 6.5 to 7.2 are"));
    } else if (strcmp(name, "SubmissionType") == 0 && strcasecmp(r->text, "TEST") == 0) {
        fail(r, line, _("the file says that it is a test"));
    } else if (strcmp(name, "SubmissionType") == 0 && strcasecmp(r->text, "FULL") != 0 &&
               r->source->columns[OEM_OP] == NULL) {
        fail(r, line,
             _("the file is no full list: with op=MaintenanceType in columns, what it does not name stays on "
               "sale"));
    }
}

static void end_sheet(struct pies_reader *r)
{
    if (r->sheet_count < SHEETS_MAX) {
        r->sheets[r->sheet_count++] = r->price.terms;
    } else {
        fail(r, node_line(r), _("more than 64 price sheets"));
    }
}

static void keep_text(struct pies_reader *r, int column)
{
    if (r->too_long) {
        refuse(r, column, _("longer than 1023 bytes"), r->text);
    }
    if (r->fields[column][0] == '\0') { /* the first of several stays */
        text_copy(r->fields[column], TEXT_SIZE, r->text);
    }
}

static void end_field(struct pies_reader *r)
{
    for (int c = 0; c < OEM_COLUMNS; c++) {
        bool code = c == OEM_LIST_PRICE || c == OEM_CORE_CHARGE || c == OEM_NAME || c == OEM_NAME_LOCAL ||
                    c == OEM_SUPERSEDED_BY || c == OEM_OP;
        if (!code && maps(r, c, r->names[LEVEL_FIELD])) {
            keep_text(r, c);
        }
    }
}

/* "DES", or "DES/EN" for one language of several. */
static void end_description(struct pies_reader *r)
{
    char both[2 * CODE_SIZE];
    snprintf(both, sizeof both, "%s/%s", r->code, r->language);
    for (int c = OEM_NAME; c <= OEM_NAME_LOCAL; c++) {
        if (maps(r, c, r->code) || maps(r, c, both)) {
            keep_text(r, c);
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
    for (size_t i = 0; i < r->sheet_count; i++) {
        sheet = strcmp(r->sheets[i].number, own->number) == 0 ? &r->sheets[i] : sheet;
    }
    fill_in(own->currency, sheet->currency, r->header.currency);
    fill_in(own->effective, sheet->effective, r->header.effective);
    fill_in(own->expires, sheet->expires, "");
}

static int32_t day_of(const char *date, int32_t otherwise)
{
    int32_t day = otherwise;
    return date != NULL && date[0] != '\0' && when_parse_date(date, &day) ? day : otherwise;
}

/* Of several prices of a type the one whose day came last; while none has come, the next. */
static bool is_better(const struct pies_reader *r, const struct pies_price *a, const struct pies_price *b)
{
    int32_t today = day_of(r->reading->today, INT32_MAX);
    int32_t x = day_of(a->terms.effective, INT32_MIN), y = day_of(b->terms.effective, INT32_MIN);
    if (b->value[0] == '\0' || (x <= today) != (y <= today)) {
        return b->value[0] == '\0' || x <= today;
    }
    return x <= today ? x > y : x < y;
}

static void end_price(struct pies_reader *r)
{
    struct pies_price *p = &r->price;
    int column = maps(r, OEM_LIST_PRICE, p->type)    ? OEM_LIST_PRICE
                 : maps(r, OEM_CORE_CHARGE, p->type) ? OEM_CORE_CHARGE
                                                     : -1;
    bool one_piece = p->from_quantity[0] == '\0' || strtol(p->from_quantity, NULL, 10) <= 1;
    if (column < 0 || p->deleted || !one_piece) {
        return;
    }
    use_sheet(r, &p->terms);
    if (day_of(p->terms.expires, INT32_MAX) < day_of(r->reading->today, INT32_MIN)) {
        return;
    }
    if (p->per[0] != '\0' && strcmp(p->per, "PE") != 0 && strcmp(p->per, "EA") != 0) {
        refuse(r, column, _("priced per another unit than the piece (PE, EA)"), p->per);
    }
    struct pies_price *best = &r->best[column == OEM_CORE_CHARGE];
    if (is_better(r, p, best)) {
        *best = *p;
    }
}

static void end_price_field(struct pies_reader *r)
{
    const char *name = r->names[LEVEL_VALUE];
    take_term(r, name, &r->price.terms);
    if (strcmp(name, "Price") == 0) {
        text_copy(r->price.value, CODE_SIZE, r->text);
    } else if (strcmp(name, "PriceBreak") == 0) {
        text_copy(r->price.from_quantity, CODE_SIZE, r->text);
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
    fields[OEM_LIST_PRICE] = list->value;
    fields[OEM_CORE_CHARGE] = core->value;
    fields[OEM_CURRENCY] = list->value[0] != '\0' ? list->terms.currency : NULL;
    fields[OEM_EFFECTIVE] = list->terms.effective;
    fields[OEM_OP] = r->deleted ? "delete" : NULL;
    if (core->value[0] != '\0' && list->value[0] != '\0' &&
        strcmp(core->terms.currency, list->terms.currency) != 0) {
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

static void end(struct pies_reader *r, int level)
{
    bool items = is(r, LEVEL_PART, "Items");
    if (level == LEVEL_ITEM && is(r, LEVEL_PART, "Header")) {
        end_header_field(r);
    } else if (level == LEVEL_ITEM && is(r, LEVEL_PART, "PriceSheets")) {
        end_sheet(r);
    } else if (level == LEVEL_FIELD && is(r, LEVEL_PART, "PriceSheets")) {
        take_term(r, r->names[LEVEL_FIELD], &r->price.terms);
    } else if (level == LEVEL_FIELD && items) {
        end_field(r);
    } else if (level == LEVEL_VALUE && items && is(r, LEVEL_FIELD, "Prices")) {
        end_price_field(r);
    } else if (level == LEVEL_ENTRY && items && is(r, LEVEL_FIELD, "Prices")) {
        end_price(r);
    } else if (level == LEVEL_ENTRY && items && is(r, LEVEL_FIELD, "Descriptions")) {
        end_description(r);
    } else if (level == LEVEL_ENTRY && items && maps(r, OEM_SUPERSEDED_BY, r->code)) {
        keep_text(r, OEM_SUPERSEDED_BY);
    } else if (level == LEVEL_ITEM && items) {
        end_item(r);
    }
}

/* Text counts where no element stands within it, blanks at its ends left out. */
static void add_text(struct pies_reader *r)
{
    const char *text = (const char *)xmlTextReaderConstValue(r->xml);
    if (r->line == LINES_KEPT) {
        r->line = node_line(r);
    }
    size_t n = text == NULL ? 0 : strlen(text), room = sizeof r->text - 1 - r->text_used;
    r->too_long = r->too_long || n > room;
    n = n < room ? n : room;
    if (n > 0) {
        memcpy(r->text + r->text_used, text, n);
        r->text_used += n;
        r->text[r->text_used] = '\0';
    }
}

static void trim(struct pies_reader *r)
{
    size_t blank = strspn(r->text, " \t\r\n");
    while (r->text_used > blank && strchr(" \t\r\n", r->text[r->text_used - 1]) != NULL) {
        r->text_used--;
    }
    memmove(r->text, r->text + blank, r->text_used - blank);
    r->text_used -= blank;
    r->text[r->text_used] = '\0';
}

static void forget_text(struct pies_reader *r)
{
    r->text_used = 0;
    r->text[0] = '\0';
    r->too_long = false;
}

static void take_node(struct pies_reader *r)
{
    int level = xmlTextReaderDepth(r->xml);
    switch (xmlTextReaderNodeType(r->xml)) {
    case XML_READER_TYPE_ELEMENT:
        forget_text(r);
        if (level < LEVELS) {
            text_copy(r->names[level], CODE_SIZE, (const char *)xmlTextReaderConstLocalName(r->xml));
            begin(r, level);
        }
        if (level < LEVELS && xmlTextReaderIsEmptyElement(r->xml) == 1) {
            end(r, level);
        }
        break;
    case XML_READER_TYPE_END_ELEMENT:
        trim(r);
        if (level < LEVELS) {
            end(r, level);
        }
        forget_text(r);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
        add_text(r);
        break;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
        fail(r, node_line(r), _("document types and entities of their own have no place in a price list"));
        break;
    default:
        break;
    }
}

static int read_bytes(void *arg, char *out, int n)
{
    FILE *file = arg;
    size_t got = fread(out, 1, (size_t)n, file);
    return got == 0 && ferror(file) ? -1 : (int)got;
}

#if LIBXML_VERSION >= 21200
static void on_error(void *arg, const xmlError *error)
#else
static void on_error(void *arg, xmlErrorPtr error)
#endif
{
    struct pies_reader *r = arg;
    if (r->message[0] == '\0' && error->level >= XML_ERR_ERROR) {
        text_copy_shown(r->message, sizeof r->message, error->message != NULL ? error->message : "");
        r->message[strcspn(r->message, "\n")] = '\0';
        r->message_line = error->line;
    }
}

static void say_broken(struct pies_reader *r)
{
    char reason[300];
    snprintf(reason, sizeof reason, _("this is no whole XML: %s"),
             r->message[0] != '\0' ? r->message : _("it cannot be read"));
    fail(r, r->message_line > 0 ? r->message_line : 1, reason);
}

static void read_nodes(struct pies_reader *r)
{
    int more = 1;
    while (r->status == ST_OK && (more = xmlTextReaderRead(r->xml)) == 1) {
        take_node(r);
    }
    if (r->status == ST_OK && (more != 0 || r->message[0] != '\0')) {
        say_broken(r);
    }
}

enum status price_read_pies(const struct oem_source *source, FILE *file, struct price_reading *reading,
                            struct error *e)
{
    struct pies_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return error_memory(e);
    }
    rewind(file);
    r->source = source;
    r->reading = reading;
    r->e = e;
    r->xml = xmlReaderForIO(read_bytes, NULL, file, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
    if (r->xml == NULL) {
        r->status = error_memory(e);
    } else {
        xmlTextReaderSetStructuredErrorHandler(r->xml, on_error, r);
        read_nodes(r);
        xmlFreeTextReader(r->xml);
    }
    enum status st = r->status;
    free(r);
    return st;
}
