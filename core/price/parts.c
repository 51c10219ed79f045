#include "core/price/parts.h"
#include "core/base/text.h"
#include "db/price_store.h"

#include <stdlib.h>

enum { AT_A_TIME = 256 };

struct batch {
    struct part_ref parts[AT_A_TIME];
    size_t count;
};

static bool add(int64_t id, const char *part_no, const char *brand, void *arg)
{
    struct batch *b = arg;
    struct part_ref *part = &b->parts[b->count++];
    part->id = id;
    text_copy(part->part_no, sizeof part->part_no, part_no);
    text_copy(part->brand, sizeof part->brand, brand);
    return b->count < AT_A_TIME;
}

enum status price_parts_each(struct db *db, int64_t source, int64_t touched_above,
                             enum status (*each)(const struct part_ref *part, void *arg, struct error *e),
                             void *arg, struct error *e)
{
    struct batch *b = malloc(sizeof *b);
    enum status st = b == NULL ? error_memory(e) : ST_OK;
    int64_t after = 0;
    bool more = st == ST_OK;
    while (more) {
        b->count = 0;
        st = price_parts_after(db, source, after, touched_above, AT_A_TIME, add, b, e);
        for (size_t i = 0; st == ST_OK && i < b->count; i++) {
            st = each(&b->parts[i], arg, e);
        }
        more = st == ST_OK && b->count > 0;
        after = more ? b->parts[b->count - 1].id : after;
    }
    free(b);
    return st;
}
