/* The price in force of a part, and where it comes from. */
#ifndef CLEARBAY_PRICE_PRICE_H
#define CLEARBAY_PRICE_PRICE_H

#include "core/app/app.h"

enum { PART_NO_SIZE = 72, PART_TEXT_SIZE = 256 };

/* A price with its provenance, as an order line pins it. */
struct price_pin {
    int64_t part;               /* id in the list's storage */
    char part_no[PART_NO_SIZE]; /* as the list writes it */
    char brand[PART_TEXT_SIZE]; /* "" when the list has none */
    char name[PART_TEXT_SIZE];  /* in the session's language where the list has it */
    char unit[32];
    char source[64];
    char currency[CURRENCY_SIZE];
    int64_t list_price; /* minor units per price_basis; -1: no published price */
    int64_t price_basis;
    int64_t revision;                 /* of the source's list, the one the price came with */
    char effective[16];               /* YYYY-MM-DD */
    char superseded_by[PART_NO_SIZE]; /* "" when it is current */
    char price_group[64];             /* "" when the list has none */
};

/* The price in force today of the part whose number has the same letters and digits. `source` and `brand`
 * narrow it down (NULL: any). ST_NOT_FOUND "no_part"; ST_USAGE "ambiguous" with the choices as facts when
 * several parts fit. Works inside the caller's transaction. */
enum status price_pick(struct session *s, const char *part, const char *source, const char *brand,
                       struct price_pin *out, struct error *e);

#endif
