/* libxml2 calls for each piece and keeps nothing: its tree, and the reader that walks along it, hold on to
 * every comment and every piece of text until the element around them ends. */
#include "core/price/markup.h"
#include "core/base/i18n.h"
#include "core/base/library.h"
#include "core/base/text.h"
#include "core/price/reader_formats.h"
#include "sonames.h"

#include <errno.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* What of libxml2 is used (core/base/library.h). */
struct xml_calls {
    __typeof__(xmlCreateIOParserCtxt) *create_parser;
    __typeof__(xmlCtxtUseOptions) *use_options;
    __typeof__(xmlDictSize) *dict_size;
    __typeof__(xmlFreeDoc) *free_document;
    __typeof__(xmlFreeParserCtxt) *free_parser;
    __typeof__(xmlParseDocument) *parse_document;
    __typeof__(xmlSAX2GetLineNumber) *line_number;
    __typeof__(xmlSetStructuredErrorFunc) *set_error_func;
    __typeof__(xmlStopParser) *stop_parser;
};

static enum status load_calls(struct xml_calls *xml, struct error *e)
{
    static const struct library_call names[] = {
        {"xmlCreateIOParserCtxt", offsetof(struct xml_calls, create_parser)},
        {"xmlCtxtUseOptions", offsetof(struct xml_calls, use_options)},
        {"xmlDictSize", offsetof(struct xml_calls, dict_size)},
        {"xmlFreeDoc", offsetof(struct xml_calls, free_document)},
        {"xmlFreeParserCtxt", offsetof(struct xml_calls, free_parser)},
        {"xmlParseDocument", offsetof(struct xml_calls, parse_document)},
        {"xmlSAX2GetLineNumber", offsetof(struct xml_calls, line_number)},
        {"xmlSetStructuredErrorFunc", offsetof(struct xml_calls, set_error_func)},
        {"xmlStopParser", offsetof(struct xml_calls, stop_parser)},
    };
    return library_load(SONAME_XML, names, sizeof names / sizeof *names, xml, e);
}

struct markup_state {
    struct xml_calls xml;
    struct markup *m;
    const struct markup_handler *handler;
    FILE *file;
    struct error *e;
    enum status status;
    xmlParserCtxtPtr parser;
    int level;      /* of the innermost open element; -1: none */
    size_t used;    /* bytes of text */
    size_t silence; /* bytes read since something was told */
    const xmlChar **attributes;
    int attribute_count;
    char complaint[200]; /* what libxml2 says is wrong */
    long complaint_line;
};

static void refuse_at(struct markup_state *s, long line, const char *reason)
{
    if (s->status == ST_OK) {
        s->status = price_list_fails(s->e, line, reason);
    }
}

static long line_now(const struct markup_state *s)
{
    int line = s->xml.line_number(s->parser);
    return line > 0 ? line : 1;
}

/* For what libxml2 calls while it parses; it may not be stopped while it reads. */
static void stop(struct markup_state *s, long line, const char *reason)
{
    refuse_at(s, line, reason);
    s->xml.stop_parser(s->parser);
}

void markup_refuse(struct markup *m, const char *reason)
{
    stop(m->state, m->line, reason);
}

void markup_attribute(const struct markup *m, const char *name, char *out, size_t size)
{
    enum { LOCAL, PREFIX, SPACE, VALUE, END, FIELDS };
    const struct markup_state *s = m->state;
    out[0] = '\0';
    for (int i = 0; i < s->attribute_count; i++) {
        const xmlChar **a = s->attributes + (ptrdiff_t)i * FIELDS;
        size_t n = (size_t)(a[END] - a[VALUE]);
        if (strcmp((const char *)a[LOCAL], name) == 0 && n < size) {
            memcpy(out, a[VALUE], n);
            out[n] = '\0';
        }
    }
}

static void forget_text(struct markup_state *s)
{
    s->used = 0;
    s->m->text[0] = '\0';
    s->m->too_long = false;
}

static void trim(struct markup_state *s)
{
    static const char blanks[] = " \t\r\n";
    char *text = s->m->text;
    size_t blank = strspn(text, blanks);
    while (s->used > blank && strchr(blanks, text[s->used - 1]) != NULL) {
        s->used--;
    }
    s->used -= blank;
    memmove(text, text + blank, s->used);
    text[s->used] = '\0';
}

static void on_begin(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                     int space_count, const xmlChar **spaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
    struct markup_state *s = arg;
    (void)prefix, (void)space, (void)spaces, (void)defaulted;
    s->silence = 0;
    s->level++;
    forget_text(s);
    if (attribute_count > MARKUP_ATTRIBUTES || space_count > MARKUP_ATTRIBUTES) {
        stop(s, line_now(s), _("an element with more than 64 attributes"));
    } else if (s->xml.dict_size(s->parser->dict) > MARKUP_NAMES) {
        stop(s, line_now(s), _("more than 10000 different names of elements"));
    }
    if (s->status == ST_OK && s->level < MARKUP_LEVELS) {
        text_copy(s->m->names[s->level], MARKUP_NAME_SIZE, (const char *)name);
        s->m->line = line_now(s);
        s->attributes = attributes;
        s->attribute_count = attribute_count;
        s->handler->begin(s->m, s->level, s->handler->arg);
        s->attribute_count = 0;
    }
}

static void on_end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct markup_state *s = arg;
    (void)name, (void)prefix, (void)space;
    s->silence = 0;
    if (s->status == ST_OK && s->level < MARKUP_LEVELS) {
        trim(s);
        s->m->line = line_now(s);
        s->handler->end(s->m, s->level, s->handler->arg);
    }
    forget_text(s);
    s->level--;
}

/* Blanks at the beginning take no room, however many there are. */
static void on_text(void *arg, const xmlChar *bytes, int length)
{
    struct markup_state *s = arg;
    const char *text = (const char *)bytes;
    size_t n = (size_t)length;
    s->silence = 0;
    while (s->used == 0 && n > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        n--;
    }
    size_t room = sizeof s->m->text - 1 - s->used;
    s->m->too_long = s->m->too_long || n > room;
    n = n < room ? n : room;
    memcpy(s->m->text + s->used, text, n);
    s->used += n;
    s->m->text[s->used] = '\0';
}

static void on_comment(void *arg, const xmlChar *text)
{
    struct markup_state *s = arg;
    (void)text;
    s->silence = 0;
}

static void on_instruction(void *arg, const xmlChar *target, const xmlChar *text)
{
    (void)target;
    on_comment(arg, text);
}

/* Called before anything of it is read. */
static void on_document_type(void *arg, const xmlChar *name, const xmlChar *public_id,
                             const xmlChar *system_id)
{
    struct markup_state *s = arg;
    (void)name, (void)public_id, (void)system_id;
    stop(s, line_now(s), _("document types and entities of their own have no place in a price list"));
}

#if LIBXML_VERSION >= 21200
static void on_complaint(void *arg, const xmlError *complaint)
#else
static void on_complaint(void *arg, xmlErrorPtr complaint)
#endif
{
    struct markup_state *s = arg;
    if (s->complaint[0] == '\0' && complaint->level >= XML_ERR_ERROR) {
        char text[sizeof s->complaint];
        text_copy(text, sizeof text, complaint->message != NULL ? complaint->message : "");
        text[strcspn(text, "\n")] = '\0';
        text_copy_shown(s->complaint, sizeof s->complaint, text);
        s->complaint_line = complaint->line > 0 ? complaint->line : 1;
    }
}

static int read_bytes(void *arg, char *out, int room)
{
    struct markup_state *s = arg;
    if (s->silence > MARKUP_SILENCE) {
        refuse_at(s, line_now(s), _("a tag or a comment that does not end within 256 KiB"));
    }
    if (s->status != ST_OK) {
        return -1;
    }
    size_t n = fread(out, 1, (size_t)room, s->file);
    s->silence += n;
    if (n == 0 && ferror(s->file)) {
        refuse_at(s, line_now(s), i18n_errno(errno));
        return -1;
    }
    return (int)n;
}

static void parse(struct markup_state *s)
{
    s->xml.set_error_func(s, on_complaint); /* what has no parser is written across the screen else */
    s->xml.parse_document(s->parser);
    s->xml.set_error_func(NULL, NULL);
    if (s->status == ST_OK && (!s->parser->wellFormed || s->complaint[0] != '\0')) {
        char reason[300];
        snprintf(reason, sizeof reason, _("this is no whole XML: %s"),
                 s->complaint[0] != '\0' ? s->complaint : _("it cannot be read"));
        refuse_at(s, s->complaint_line > 0 ? s->complaint_line : line_now(s), reason);
    }
}

enum status markup_read(FILE *file, const struct markup_handler *handler, struct error *e)
{
    struct markup m = {.line = 1};
    struct markup_state s = {.m = &m, .handler = handler, .file = file, .e = e, .level = -1};
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .internalSubset = on_document_type,
                         .startElementNs = on_begin,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_text,
                         .comment = on_comment,
                         .processingInstruction = on_instruction,
                         .serror = on_complaint};
    m.state = &s;
    enum status st = load_calls(&s.xml, e);
    if (st != ST_OK) {
        return st;
    }
    rewind(file);
    s.parser = s.xml.create_parser(&sax, &s, read_bytes, NULL, &s, XML_CHAR_ENCODING_NONE);
    if (s.parser == NULL) {
        return error_memory(e);
    }
    s.xml.use_options(s.parser, XML_PARSE_NONET);
    parse(&s);
    s.xml.free_document(s.parser->myDoc); /* made by the parser itself for an entity, before it is refused */
    s.xml.free_parser(s.parser);
    return s.status;
}
