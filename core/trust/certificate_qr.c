#include "core/trust/certificate_qr.h"
#include "core/base/i18n.h"
#include "core/trust/workshop_key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* What stands before the signature and its bar; its length, or 0 when both do not fit. */
static size_t put_signed(const json_t *document, const char *text, char out[QR_MAX])
{
    unsigned char digest[crypto_generichash_BYTES];
    char hex[2 * sizeof digest + 1], fingerprint[FINGERPRINT_HEX];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, strlen(text), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    workshop_key_fingerprint(certificate_text_in(document, "key"), fingerprint);
    int n = snprintf(out, QR_MAX, "CB1|%s|%s|%s|%s|%.*s|%s", certificate_text_in(document, "order"),
                     certificate_text_in(document, "delivered_at"), certificate_text_in(document, "total"),
                     certificate_text_in(document, "currency"), QR_DIGEST, hex, fingerprint);
    return n > 0 && n + 1 + SIGNATURE_HEX <= QR_MAX ? (size_t)n : 0;
}

enum status certificate_qr_make(const struct app *app, const json_t *document, const char *text,
                                char out[QR_MAX], struct error *e)
{
    char signature[SIGNATURE_HEX];
    size_t n = put_signed(document, text, out);
    if (n == 0) {
        return error_set(e, ST_FAILED, "certificate", _("the certificate does not fit a QR code"));
    }
    enum status st = workshop_key_sign(app, "qr", out, n, signature, e);
    snprintf(out + n, QR_MAX - n, "|%s", st == ST_OK ? signature : "");
    return st;
}

bool certificate_qr_fits(const json_t *document, const char *text, const char *qr)
{
    char said[QR_MAX];
    size_t n = put_signed(document, text, said);
    return n > 0 && strncmp(qr, said, n) == 0 && qr[n] == '|' &&
           workshop_key_verify(certificate_text_in(document, "key"), "qr", said, n, qr + n + 1);
}
