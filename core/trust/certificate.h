/* The completion certificate: what was done to a car, what it cost beside the list prices of the day, how
 * long it is guaranteed and who signed it, signed with the workshop's key. A document of JSON:
 *
 *   format "clearbay certificate 1", outlet {code, name}, order, vin, odometer, odometer_out, received_at,
 *   delivered_at, utc_offset_min: how far the outlet's clock is ahead of UTC then, issued_at, issued_by,
 *   jobs [{job, concern, cause, correction}],
 *   lines [{line, job, kind, code, text, qty, unit, unit_price, price_basis, list_price, list_source,
 *           list_revision, effective, discount_percent, gross, total, technician_name,
 *           guarantee {kind, km, days, until, until_km}}],
 *   total, saved, currency, signatures [{level, by, name, at, meaning, verdict, content_hash}],
 *   head {seq, hash}: the log's last entry, key: the public key, signature.
 *
 * Amounts and quantities are texts. Customer's name, phone and plate are not on it: the VIN names the car.
 * Old certificates have "plate" and no "utc_offset_min". The signature covers the document without
 * "signature", compact and with sorted keys, for the purpose "certificate" (workshop_key.h).
 */
#ifndef CLEARBAY_TRUST_CERTIFICATE_H
#define CLEARBAY_TRUST_CERTIFICATE_H

#include "core/app/app.h"
#include "core/trust/problems.h"

#include <jansson.h>

#define CERTIFICATE_FORMAT "clearbay certificate 1"
#define CERTIFICATE_CLOCK  "utc_offset_min"

/* The certificate of a delivered order, a new reference: {"certificate":document,"qr":text}. Made and kept
 * when it is first asked for; after that it is always the same. Within the write transaction. ST_REFUSED
 * "not_delivered"; "signature_missing", "signature_fell", "same_person": not three people's signatures hold;
 * "certificate_changed": what is kept is not what was signed. What order_find and workshop_key_sign say. */
enum status certificate_issue(struct session *s, const char *ref, json_t **out, struct error *e);

/* What the QR code holds: "CB1|order|delivered_at|total|currency|digest|fingerprint|signature"; the digest is
 * the first 32 hex digits of the document's BLAKE2b-256, the signature covers what stands before it, for the
 * purpose "qr". */
enum { QR_DIGEST = 32, QR_MAX = 400 };

/* Checks a certificate (JSON of the document, or of what certificate_issue gives) or the text of a QR code,
 * without any database: the signature, each amount and sum, the three signers, the QR code beside it.
 * `public_hex` NULL: only against the key that it names itself. ST_OK also when there are problems; ST_USAGE
 * "no_certificate": it is neither. */
struct certificate_check {
    bool trusted; /* the key that was given has signed it */
    char order[64], delivered_at[32], total[32], currency[8], fingerprint[20];
    bool whole;   /* a document; false: a QR code's text, which tells only what stands above */
    json_t *made; /* the JSON that was read; NULL: a QR code's text. The caller frees it */
    size_t problem_count;
    char problems[PROBLEMS_MAX][PROBLEM_SIZE];
};
enum status certificate_check(const char *text, size_t n, const char *public_hex,
                              struct certificate_check *out, struct error *e);

/* One more problem. */
void certificate_problem(struct certificate_check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The document's text that is signed; the caller frees. NULL when memory is out. */
char *certificate_text(const json_t *document);

/* The document of what certificate_issue gives; `made` itself when it has none in it. Borrowed. */
const json_t *certificate_document(const json_t *made);

/* The text of a member; "" when it is no text or not there. Borrowed. */
const char *certificate_text_in(const json_t *object, const char *key);

#endif
