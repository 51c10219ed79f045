#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/trust/certificate.h"
#include "core/trust/workshop_key.h"
#include "core/work/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QR_FIELDS = 8 };

static void problem(struct certificate_check *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void problem(struct certificate_check *c, const char *format, ...)
{
    if (c->problem_count < sizeof c->problems / sizeof *c->problems) {
        va_list args;
        va_start(args, format);
        vsnprintf(c->problems[c->problem_count], sizeof *c->problems, format, args);
        va_end(args);
    }
    c->problem_count++;
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
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
    if (good && strcmp(text_in(line, "kind"), "part") == 0) {
        int64_t list = 0;
        good = part_amount(price, basis, qty, &gross) && number_in(line, "list_price", scale, &list);
        net = gross;
    } else if (good) {
        good = labour_amounts(price, qty, discount, &gross, &net);
    }
    if (!good || gross != said_gross || net != said_total) {
        problem(c, _("line %lld: quantity, price and discount do not give its total"), no);
        return;
    }
    *total += net;
    *saved += gross - net;
}

static void check_amounts(struct certificate_check *c, const json_t *document)
{
    const char *currency = text_in(document, "currency");
    int scale = currency_scale(currency);
    int64_t total = 0, saved = 0, said_total = 0, said_saved = 0;
    size_t i;
    const json_t *line;
    if (scale < 0) {
        problem(c, _("the currency \"%s\" is none"), currency);
        return;
    }
    json_array_foreach(json_object_get(document, "lines"), i, line)
    {
        check_line(c, line, scale, &total, &saved);
    }
    if (!number_in(document, "total", scale, &said_total) ||
        !number_in(document, "saved", scale, &said_saved) || said_total != total || said_saved != saved) {
        problem(c, _("the lines do not add up to the totals"));
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
            if (strcmp(text_in(one, "level"), levels[level]) == 0 &&
                strcmp(text_in(one, "verdict"), "pass") == 0) {
                by[level] = text_in(one, "by");
            }
        }
    }
    for (size_t level = 0; level < 3; level++) {
        if (by[level][0] == '\0') {
            problem(c, _("no signature of the level %s is on it"), levels[level]);
        }
    }
    if (strcmp(by[0], by[1]) == 0 || strcmp(by[1], by[2]) == 0 || strcmp(by[0], by[2]) == 0) {
        problem(c, _("the three levels were not signed by three different people"));
    }
}

static void check_signature(struct certificate_check *c, const json_t *document, const char *public_hex)
{
    const char *claimed = text_in(document, "key"), *signature = text_in(document, "signature");
    const char *key = public_hex != NULL ? public_hex : claimed;
    char *text = certificate_text(document);
    bool good = text != NULL && workshop_key_verify(key, "certificate", text, strlen(text), signature);
    free(text);
    if (public_hex != NULL && strcmp(claimed, public_hex) != 0) {
        problem(c, _("it names another key than the one that was given"));
    }
    if (!good) {
        problem(c,
                _("the signature does not fit: something on it was changed, or another key has signed it"));
    }
    c->trusted = good && public_hex != NULL && strcmp(claimed, public_hex) == 0;
}

static void check_document(struct certificate_check *c, const json_t *document, const char *public_hex)
{
    char fingerprint[FINGERPRINT_HEX];
    c->whole = true;
    text_copy(c->order, sizeof c->order, text_in(document, "order"));
    text_copy(c->delivered_at, sizeof c->delivered_at, text_in(document, "delivered_at"));
    text_copy(c->total, sizeof c->total, text_in(document, "total"));
    text_copy(c->currency, sizeof c->currency, text_in(document, "currency"));
    workshop_key_fingerprint(text_in(document, "key"), fingerprint);
    text_copy(c->fingerprint, sizeof c->fingerprint, fingerprint);
    check_signature(c, document, public_hex);
    check_amounts(c, document);
    check_signers(c, document);
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
        problem(c, _("a QR code of a certificate has eight fields"));
        free(whole);
        return;
    }
    text_copy(c->order, sizeof c->order, fields[1]);
    text_copy(c->delivered_at, sizeof c->delivered_at, fields[2]);
    text_copy(c->total, sizeof c->total, fields[3]);
    text_copy(c->currency, sizeof c->currency, fields[4]);
    text_copy(c->fingerprint, sizeof c->fingerprint, fields[6]);
    if (public_hex == NULL) {
        problem(c, _("a QR code can be checked only with the workshop's public key: give it with --key"));
    } else {
        workshop_key_fingerprint(public_hex, fingerprint);
        c->trusted = strcmp(fingerprint, fields[6]) == 0 &&
                     workshop_key_verify(public_hex, "qr", whole, signed_n, fields[7]);
        if (!c->trusted) {
            problem(
                c,
                _("the signature does not fit: something on it was changed, or another key has signed it"));
        }
    }
    free(whole);
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
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *inside = json_object_get(root, "certificate");
    const json_t *document = inside != NULL ? inside : root;
    bool ours = strcmp(text_in(document, "format"), CERTIFICATE_FORMAT) == 0;
    if (ours) {
        check_document(out, document, public_hex);
    }
    json_decref(root);
    return ours ? ST_OK
                : error_set(e, ST_USAGE, "no_certificate",
                            _("this is neither a certificate (%s) nor the text of its QR code"),
                            CERTIFICATE_FORMAT);
}
