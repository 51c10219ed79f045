#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/trust/certificate_qr.h"
#include "core/trust/workshop_key.h"
#include "core/work/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QR_FIELDS = 8 };

void certificate_problem(struct certificate_check *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    problems_add(&c->problem_count, c->problems, format, args);
    va_end(args);
}

/* An amount or quantity as it is written; false: it is none. */
static bool number_in(const json_t *object, const char *key, int scale, int64_t *value)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL && decimal_parse(text, '.', scale, value) == DECIMAL_OK;
}

/* Computes the line anew from its quantity, price and discount. */
static void check_line(struct certificate_check *c, const json_t *line, int scale, int64_t *total,
                       int64_t *saved)
{
    int64_t qty = 0, price = 0, said_gross = 0, said_total = 0, gross = 0, net = 0;
    long long no = (long long)json_integer_value(json_object_get(line, "line"));
    int64_t basis = json_integer_value(json_object_get(line, "price_basis"));
    int64_t discount = json_integer_value(json_object_get(line, "discount_percent"));
    bool good = number_in(line, "qty", 3, &qty) && number_in(line, "unit_price", scale, &price) &&
                number_in(line, "gross", scale, &said_gross) &&
                number_in(line, "total", scale, &said_total) && basis > 0 && discount >= 0 && discount <= 100;
    if (good && strcmp(certificate_text_in(line, "kind"), "part") == 0) {
        int64_t list = 0;
        good = part_amount(price, basis, qty, &gross) && number_in(line, "list_price", scale, &list);
        net = gross;
    } else if (good) {
        good = labour_amounts(price, qty, discount, &gross, &net);
    }
    if (!good || gross != said_gross || net != said_total) {
        certificate_problem(c, _("line %lld: quantity, price and discount do not give its total"), no);
        return;
    }
    *total += net;
    *saved += gross - net;
}

static void check_amounts(struct certificate_check *c, const json_t *document)
{
    const char *currency = certificate_text_in(document, "currency");
    int scale = currency_scale(currency);
    int64_t total = 0, saved = 0, said_total = 0, said_saved = 0;
    size_t i;
    const json_t *line;
    if (scale < 0) {
        certificate_problem(c, _("the currency \"%s\" is none"), currency);
        return;
    }
    json_array_foreach(json_object_get(document, "lines"), i, line)
    {
        check_line(c, line, scale, &total, &saved);
    }
    if (!number_in(document, "total", scale, &said_total) ||
        !number_in(document, "saved", scale, &said_saved) || said_total != total || said_saved != saved) {
        certificate_problem(c, _("the lines do not add up to the totals"));
    }
}

/* Three levels, three different people, each passed. */
static void check_signers(struct certificate_check *c, const json_t *document)
{
    static const char *const levels[] = {"advisor", "technician", "qc"};
    const char *by[3] = {"", "", ""};
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(document, "signatures"), i, one)
    {
        for (size_t level = 0; level < 3; level++) {
            if (strcmp(certificate_text_in(one, "level"), levels[level]) == 0 &&
                strcmp(certificate_text_in(one, "verdict"), "pass") == 0) {
                by[level] = certificate_text_in(one, "by");
            }
        }
    }
    for (size_t level = 0; level < 3; level++) {
        if (by[level][0] == '\0') {
            certificate_problem(c, _("no signature of the level %s is on it"), levels[level]);
        }
    }
    if (strcmp(by[0], by[1]) == 0 || strcmp(by[1], by[2]) == 0 || strcmp(by[0], by[2]) == 0) {
        certificate_problem(c, _("the three levels were not signed by three different people"));
    }
}

static void check_signature(struct certificate_check *c, const json_t *document, const char *text,
                            const char *public_hex)
{
    const char *claimed = certificate_text_in(document, "key"),
               *signature = certificate_text_in(document, "signature");
    const char *key = public_hex != NULL ? public_hex : claimed;
    bool good = workshop_key_verify(key, "certificate", text, strlen(text), signature);
    if (public_hex != NULL && strcmp(claimed, public_hex) != 0) {
        certificate_problem(c, _("it names another key than the one that was given"));
    }
    if (!good) {
        certificate_problem(
            c, _("the signature does not fit: something on it was changed, or another key has signed it"));
    }
    c->trusted = good && public_hex != NULL && strcmp(claimed, public_hex) == 0;
}

/* The code that lies beside the document in the file, outside of what is signed. */
static void check_qr_beside(struct certificate_check *c, const json_t *document, const char *text)
{
    const json_t *qr = json_object_get(c->made, "qr");
    if (qr != NULL && (!json_is_string(qr) || !certificate_qr_fits(document, text, json_string_value(qr)))) {
        certificate_problem(c, _("the QR code in the file is not the one of this certificate"));
    }
}

static enum status check_document(struct certificate_check *c, const json_t *document, const char *public_hex,
                                  struct error *e)
{
    char *text = certificate_text(document);
    if (text == NULL) {
        return error_memory(e);
    }
    char fingerprint[FINGERPRINT_HEX];
    c->whole = true;
    text_copy(c->order, sizeof c->order, certificate_text_in(document, "order"));
    text_copy(c->delivered_at, sizeof c->delivered_at, certificate_text_in(document, "delivered_at"));
    text_copy(c->total, sizeof c->total, certificate_text_in(document, "total"));
    text_copy(c->currency, sizeof c->currency, certificate_text_in(document, "currency"));
    workshop_key_fingerprint(certificate_text_in(document, "key"), fingerprint);
    text_copy(c->fingerprint, sizeof c->fingerprint, fingerprint);
    check_signature(c, document, text, public_hex);
    check_amounts(c, document);
    check_signers(c, document);
    check_qr_beside(c, document, text);
    free(text);
    return ST_OK;
}

/* Cuts the text at its bars; false: they are not seven. */
static bool cut(char *text, char *fields[QR_FIELDS])
{
    int n = 0;
    fields[n++] = text;
    for (char *p = text; *p != '\0'; p++) {
        if (*p == '|') {
            if (n == QR_FIELDS) {
                return false;
            }
            *p = '\0';
            fields[n++] = p + 1;
        }
    }
    return n == QR_FIELDS;
}

/* A QR code names no key, only its fingerprint: without the key nothing can be said of it. */
static void check_qr(struct certificate_check *c, char *text, const char *public_hex)
{
    char *fields[QR_FIELDS], fingerprint[FINGERPRINT_HEX];
    const char *bar = strrchr(text, '|');
    size_t signed_n = bar != NULL ? (size_t)(bar - text) : 0;
    char *whole = strdup(text);
    if (whole == NULL || !cut(text, fields)) {
        certificate_problem(c, _("a QR code of a certificate has eight fields"));
        free(whole);
        return;
    }
    text_copy(c->order, sizeof c->order, fields[1]);
    text_copy(c->delivered_at, sizeof c->delivered_at, fields[2]);
    text_copy(c->total, sizeof c->total, fields[3]);
    text_copy(c->currency, sizeof c->currency, fields[4]);
    text_copy(c->fingerprint, sizeof c->fingerprint, fields[6]);
    if (public_hex == NULL) {
        certificate_problem(
            c, _("a QR code can be checked only with the workshop's public key: give it with --key"));
    } else {
        workshop_key_fingerprint(public_hex, fingerprint);
        c->trusted = strcmp(fingerprint, fields[6]) == 0 &&
                     workshop_key_verify(public_hex, "qr", whole, signed_n, fields[7]);
        if (!c->trusted) {
            certificate_problem(
                c,
                _("the signature does not fit: something on it was changed, or another key has signed it"));
        }
    }
    free(whole);
}

static enum status is_none(struct error *e)
{
    return error_set(
        e, ST_USAGE, "no_certificate",
        _("this is neither a certificate (%s) nor the text of its QR code: give what clearbay order "
          "certificate ORDER --json has written, or what a telephone reads from the code"),
        CERTIFICATE_FORMAT);
}

enum status certificate_check(const char *text, size_t n, const char *public_hex,
                              struct certificate_check *out, struct error *e)
{
    *out = (struct certificate_check){.trusted = false};
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r' || text[n - 1] == ' ')) {
        n--;
    }
    if (n > 4 && n < QR_MAX && strncmp(text, "CB1|", 4) == 0 && memchr(text, '\0', n) == NULL) {
        char qr[QR_MAX];
        memcpy(qr, text, n);
        qr[n] = '\0';
        check_qr(out, qr, public_hex);
        return ST_OK;
    }
    out->made = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *document = certificate_document(out->made);
    enum status st = strcmp(certificate_text_in(document, "format"), CERTIFICATE_FORMAT) == 0
                         ? check_document(out, document, public_hex, e)
                         : is_none(e);
    if (st != ST_OK) {
        json_decref(out->made);
        out->made = NULL;
    }
    return st;
}
