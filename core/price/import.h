/* Puts a price list in force: all of it or nothing. */
#ifndef CLEARBAY_PRICE_IMPORT_H
#define CLEARBAY_PRICE_IMPORT_H

#include "core/price/gate.h"
#include "core/price/reader.h"
#include "core/trust/audit.h"

enum { REJECTS_SHOWN = 100 };

/* What became of one source. */
struct price_result {
    char source[64];
    char status[16]; /* "applied", "unchanged", "held", "failed" */
    struct error error;
    int64_t revision, read, added, changed, unchanged, removed, rejected, bytes;
    int64_t took_ms;
    struct price_reject rejects[REJECTS_SHOWN];
    size_t reject_count;
    struct gate_finding findings[GATE_RULES]; /* why it is held */
    size_t finding_count;
};

/* Where a list was read from. */
struct price_origin {
    const char *place;                /* URL or path */
    const char *etag, *last_modified; /* NULL: none */
    int64_t fetched_at;
};

/* Digest of how a source is read: format, encoding, separators, columns, currency, basis; for PIES, which may
 * hold several prices of a part, also today. With another one the same bytes are another list. */
void price_mapping(const struct oem_source *source, char hex[HASH_HEX]);

/* Reads a whole list from `file` (seekable), writes what differs from the list in force under a revision that
 * is not, in short transactions that let others write, and switches to it with one short transaction; or the
 * gate holds it. Must be called outside a transaction. Rows that are refused are reported and do not stop the
 * others; a list without one good row fails. The result says all; the call itself returns ST_OK unless the
 * database fails. Waits while another list is being written. */
enum status price_import(struct session *s, const struct oem_source *source, FILE *file,
                         const struct price_origin *origin, struct price_result *result, struct error *e);

#endif
