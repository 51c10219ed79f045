/* What the QR code of a certificate holds (core/trust/certificate.h). */
#ifndef CLEARBAY_TRUST_CERTIFICATE_QR_H
#define CLEARBAY_TRUST_CERTIFICATE_QR_H

#include "core/trust/certificate.h"

/* The QR code's text of a document that names its key, signed with the workshop's key. `text` is
 * certificate_text of it. ST_FAILED "certificate": it is too long; what workshop_key_sign says. */
enum status certificate_qr_make(const struct app *app, const json_t *document, const char *text,
                                char out[QR_MAX], struct error *e);

/* True when `qr` is what that document gives, signed with the key that it names. Pure. */
bool certificate_qr_fits(const json_t *document, const char *text, const char *qr);

#endif
