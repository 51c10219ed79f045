/* The signatures of an order as people read them. */
#ifndef CLEARBAY_TRUST_SIGNOFF_LIST_H
#define CLEARBAY_TRUST_SIGNOFF_LIST_H

#include "core/trust/signoff.h"
#include "db/signature_store.h"

/* A signature with the answer whether it holds: it stands and fits what the database says now. */
struct signature_view {
    struct signature_row row; /* texts owned */
    bool valid;
    const char
        *void_reason; /* NULL when valid; borrowed from row, or a fixed text in the session's language */
};

/* All signatures of an order, oldest first; each is recomputed from the database. The caller frees with
 * signoff_list_free. */
enum status signoff_list(struct session *s, int64_t order, struct signature_view **out, size_t *n,
                         struct error *e);
void signoff_list_free(struct signature_view **views, size_t n);

#endif
