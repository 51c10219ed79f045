#include "core/print/sheet.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/trust/certificate.h"
#include "core/trust/workshop_key.h"

#include <qrencode.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELL_MAX = 8192, SIGN_DIGITS = 16 };

struct making {
    struct sheet *sheet;
    const json_t *document;
    bool failed;
};

static long long int_in(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

/* Adds a row; cells that are NULL are empty. */
static void add(struct making *m, enum sheet_kind kind, const char *a, const char *b, const char *c,
                const char *d)
{
    const char *const cells[SHEET_CELLS] = {a, b, c, d};
    struct sheet *sheet = m->sheet;
    struct sheet_row *rows = realloc(sheet->rows, (sheet->n + 1) * sizeof *rows);
    if (rows == NULL) {
        m->failed = true;
        return;
    }
    sheet->rows = rows;
    struct sheet_row *row = &rows[sheet->n++];
    row->kind = kind;
    for (int i = 0; i < SHEET_CELLS; i++) {
        row->cells[i] = strdup(cells[i] != NULL ? cells[i] : "");
        m->failed = m->failed || row->cells[i] == NULL;
    }
}

static void add_note(struct making *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_note(struct making *m, const char *format, ...)
{
    struct buf text;
    va_list args;
    buf_init(&text, CELL_MAX);
    va_start(args, format);
    buf_addv(&text, format, args);
    va_end(args);
    add(m, SHEET_NOTE, text.data, NULL, NULL, NULL);
    buf_free(&text);
}

static void add_pair(struct making *m, const char *label, const char *text)
{
    add(m, SHEET_PAIR, label, text[0] != '\0' ? text : "-", NULL, NULL);
}

/* Of the outlet's clock, with the year: a certificate is read for years. Old ones do not say how far that
 * clock is ahead: the clock here is taken. */
static const char *time_text(const struct making *m, const char *iso, char out[WHEN_SIZE])
{
    int64_t ms = 0;
    struct tm local;
    const json_t *ahead = json_object_get(m->document, CERTIFICATE_CLOCK);
    time_t seconds = when_parse(iso, &ms) ? (time_t)(ms / 1000) : 0;
    time_t shown = seconds + (time_t)(60 * json_integer_value(ahead));
    if (seconds == 0 || (ahead != NULL ? gmtime_r(&shown, &local) : localtime_r(&seconds, &local)) == NULL ||
        strftime(out, WHEN_SIZE, "%Y-%m-%d %H:%M", &local) == 0) {
        snprintf(out, WHEN_SIZE, "%s", "-");
    }
    return out;
}

static void add_visit(struct making *m, const json_t *d)
{
    char time[WHEN_SIZE], km[64];
    const json_t *outlet = json_object_get(d, "outlet");
    add(m, SHEET_TITLE, _("Completion certificate"), NULL, NULL, NULL);
    add_pair(m, _("Workshop"),
             certificate_text_in(outlet, "name")[0] != '\0' ? certificate_text_in(outlet, "name")
                                                            : certificate_text_in(outlet, "code"));
    add_pair(m, _("Order"), certificate_text_in(d, "order"));
    if (json_object_get(d, "plate") != NULL) { /* of an old certificate */
        add_pair(m, _("Plate"), certificate_text_in(d, "plate"));
    }
    add_pair(m, _("VIN"), certificate_text_in(d, "vin"));
    snprintf(km, sizeof km, _("%lld km at arrival, %lld km at delivery"), int_in(d, "odometer"),
             int_in(d, "odometer_out"));
    add_pair(m, _("Odometer"), km);
    add_pair(m, _("Received"), time_text(m, certificate_text_in(d, "received_at"), time));
    add_pair(m, _("Delivered"), time_text(m, certificate_text_in(d, "delivered_at"), time));
}

static void add_jobs(struct making *m, const json_t *d)
{
    size_t i;
    const json_t *job;
    add(m, SHEET_HEADING, _("What was reported, found and done"), NULL, NULL, NULL);
    json_array_foreach(json_object_get(d, "jobs"), i, job)
    {
        const char *cause = certificate_text_in(job, "cause"),
                   *correction = certificate_text_in(job, "correction");
        add_note(m, "%lld  %s", int_in(job, "job"), certificate_text_in(job, "concern"));
        if (cause[0] != '\0') {
            add_note(m, _("   cause: %s"), cause);
        }
        if (correction[0] != '\0') {
            add_note(m, _("   done: %s"), correction);
        }
    }
}

static void add_line(struct making *m, const json_t *line)
{
    struct buf what, qty, note;
    const json_t *g = json_object_get(line, "guarantee");
    bool part = strcmp(certificate_text_in(line, "kind"), "part") == 0;
    long long off = int_in(line, "discount_percent"), basis = int_in(line, "price_basis");
    buf_init(&what, CELL_MAX);
    buf_init(&qty, CELL_MAX);
    buf_init(&note, CELL_MAX);
    const char *amount = certificate_text_in(line, "qty"), *point = strchr(amount, '.');
    size_t digits = strlen(amount);
    while (point != NULL && digits > 0 && (amount[digits - 1] == '0' || amount[digits - 1] == '.')) {
        digits--; /* "1.500" is 1.5, "2.000" is 2 */
        if (amount[digits] == '.') {
            break;
        }
    }
    buf_addf(&what, "%s  %s", certificate_text_in(line, "text"), certificate_text_in(line, "code"));
    buf_addf(&qty, "%.*s %s", (int)digits, amount, part ? certificate_text_in(line, "unit") : _("h"));
    add(m, SHEET_TABLE, what.data, qty.data, certificate_text_in(line, "gross"),
        certificate_text_in(line, "total"));
    buf_addf(&note, "   %s %s", part ? _("list price") : _("rate"), certificate_text_in(line, "unit_price"));
    if (basis > 1) {
        buf_adds(&note, " ");
        buf_addf(&note, _("per %lld"), basis);
    }
    if (part) {
        buf_addf(&note, _(", list %s, revision %lld, of %s"), certificate_text_in(line, "list_source"),
                 int_in(line, "list_revision"), certificate_text_in(line, "effective"));
    } else if (off > 0) {
        buf_adds(&note, ", ");
        buf_addf(&note, _("%lld %% off"), off);
    }
    add_note(m, "%s", note.data);
    buf_clear(&note);
    buf_addf(&note, _("   guaranteed until %s or %lld km (%s)"), certificate_text_in(g, "until"),
             int_in(g, "until_km"), word_text(WORD_GUARANTEE, certificate_text_in(g, "kind")));
    add_note(m, "%s", note.data);
    buf_free(&what);
    buf_free(&qty);
    buf_free(&note);
}

static void add_lines(struct making *m, const json_t *d)
{
    size_t i;
    const json_t *line;
    char total[128], saved[128];
    add(m, SHEET_HEADING, _("What it cost"), NULL, NULL, NULL);
    add(m, SHEET_HEAD, _("What"), _("Quantity"), _("At list price"), _("Paid"));
    json_array_foreach(json_object_get(d, "lines"), i, line)
    {
        add_line(m, line);
    }
    snprintf(total, sizeof total, "%s %s", certificate_text_in(d, "total"),
             certificate_text_in(d, "currency"));
    snprintf(saved, sizeof saved, "%s %s", certificate_text_in(d, "saved"),
             certificate_text_in(d, "currency"));
    add(m, SHEET_SUM, _("Total"), NULL, NULL, total);
    add(m, SHEET_SUM, _("Saved on labour"), NULL, NULL, saved);
}

static const char *level_text(const char *level)
{
    return strcmp(level, "advisor") == 0      ? _("Service advisor")
           : strcmp(level, "technician") == 0 ? _("Technician")
                                              : _("QC inspector");
}

static void add_signers(struct making *m, const json_t *d)
{
    size_t i;
    const json_t *one;
    char time[WHEN_SIZE], label[512];
    add(m, SHEET_HEADING, _("Who signed"), NULL, NULL, NULL);
    json_array_foreach(json_object_get(d, "signatures"), i, one)
    {
        snprintf(label, sizeof label, "%s (%s), %s", certificate_text_in(one, "name"),
                 certificate_text_in(one, "by"), time_text(m, certificate_text_in(one, "at"), time));
        add_pair(m, level_text(certificate_text_in(one, "level")), label);
        add_note(m, "   %s  %.*s", _(certificate_text_in(one, "meaning")), SIGN_DIGITS,
                 certificate_text_in(one, "content_hash"));
    }
}

static void add_proof(struct making *m, const json_t *d)
{
    char fingerprint[FINGERPRINT_HEX];
    const json_t *head = json_object_get(d, "head");
    workshop_key_fingerprint(certificate_text_in(d, "key"), fingerprint);
    add(m, SHEET_HEADING, _("How to check it"), NULL, NULL, NULL);
    add_pair(m, _("Key"), fingerprint);
    add_note(
        m,
        _("The workshop's key has signed this certificate. Whoever has the workshop's public key checks the "
          "document, or what the QR code holds, with: clearbay certificate verify FILE --key KEY"));
    struct buf footer;
    buf_init(&footer, CELL_MAX);
    buf_addf(&footer, _("%s  log entry %lld, head %.*s"), certificate_text_in(d, "order"),
             int_in(head, "seq"), SIGN_DIGITS, certificate_text_in(head, "hash"));
    m->sheet->footer = buf_take(&footer);
    m->failed = m->failed || m->sheet->footer == NULL;
}

/* Error correction M: a page in a glove compartment is read after years. */
static bool add_qr(struct sheet *sheet, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return false;
    }
    size_t n = (size_t)code->width * (size_t)code->width;
    sheet->qr_width = code->width;
    sheet->qr_cells = malloc(n);
    for (size_t i = 0; sheet->qr_cells != NULL && i < n; i++) {
        sheet->qr_cells[i] = code->data[i] & 1; /* its other bits say what a cell is for */
    }
    QRcode_free(code);
    return sheet->qr_cells != NULL;
}

enum status sheet_of_certificate(const json_t *made, struct sheet *out, struct error *e)
{
    const json_t *document = certificate_document(made);
    struct making m = {.sheet = out, .document = document};
    *out = (struct sheet){.rows = NULL};
    if (strcmp(certificate_text_in(document, "format"), CERTIFICATE_FORMAT) != 0) {
        return error_set(e, ST_USAGE, "no_certificate", _("this is no certificate (%s)"), CERTIFICATE_FORMAT);
    }
    add_visit(&m, document);
    add_jobs(&m, document);
    add_lines(&m, document);
    add_signers(&m, document);
    add_proof(&m, document);
    const char *qr = certificate_text_in(made, "qr");
    if (m.failed || (qr[0] != '\0' && !add_qr(out, qr))) {
        sheet_free(out);
        return error_memory(e);
    }
    return ST_OK;
}

void sheet_free(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->n; i++) {
        for (int c = 0; c < SHEET_CELLS; c++) {
            free(sheet->rows[i].cells[c]);
        }
    }
    free(sheet->rows);
    free(sheet->qr_cells);
    free(sheet->footer);
    *sheet = (struct sheet){.rows = NULL};
}
