/* Lists that the gate held, and what a manager does with them. */
#ifndef CLEARBAY_PRICE_HELD_H
#define CLEARBAY_PRICE_HELD_H

#include "core/price/import.h"
#include "db/price_held.h"

/* What a held list does to a part. */
enum price_change_kind { CHANGE_PRICE, CHANGE_OTHER, CHANGE_NEW, CHANGE_REMOVED };

struct price_change {
    enum price_change_kind kind;
    char part_no[PART_NO_SIZE], brand[PART_TEXT_SIZE], name[PART_TEXT_SIZE], name_local[PART_TEXT_SIZE];
    struct gate_price before,
        after; /* list_price -1: no published price; currency "" where there is no price */
    int64_t
        percent_milli; /* how much the price moves, in thousandths of a percent; INT64_MAX: cannot be said */
};

struct price_held_list {
    struct price_result result; /* status "held", figures and findings as when it was held; no rejects */
    char origin[1024], digest[HASH_HEX];
    int64_t in_force; /* the revision that it would replace */
    int64_t fetched_at, held_at;
    struct price_change *changes; /* largest differences first, removed parts before new ones */
    size_t change_count;          /* at most `limit` */
};

/* Status "held" with the figures of the list; and why it is held, in result->findings. */
void price_held_result(const struct price_held_row *row, struct price_result *result);
enum status price_held_findings(struct db *db, int64_t source, struct price_result *result, struct error *e);

/* The held list of a source that was read with this mapping (price_mapping): what its server is asked with,
 * and what was told of it. */
struct price_held_standing {
    bool found;
    char etag[300], last_modified[100]; /* "" when the server gave none */
    struct price_result result;
};
enum status price_held_standing(struct db *db, int64_t source, const char *mapping,
                                struct price_held_standing *out, struct error *e);

/* The held lists by source; `source` NULL: of all sources. Works inside the caller's transaction. `limit`
 * changes of each are told (0: none). The caller frees with price_held_free. */
enum status price_held_lists(struct session *s, const char *source, size_t limit,
                             struct price_held_list **out, size_t *count, struct error *e);
void price_held_free(struct price_held_list **lists, size_t count);

/* A manager lets the held list in, within the caller's write transaction: it is in force at once. `expected`
 * is the revision that he looked at (0: whichever it is); *revision is its number. ST_NOT_FOUND
 * "nothing_held", ST_CONFLICT "other_list". */
enum status price_accept(struct session *s, const char *source, int64_t expected, int64_t *revision,
                         struct error *e);

/* A manager throws the held list away. Outside a transaction; waits while a list is being written. */
enum status price_reject(struct session *s, const char *source, int64_t expected, int64_t *revision,
                         struct error *e);

struct price_rollback_result {
    int64_t revision; /* the new one, now in force */
    int64_t restores; /* the one whose prices it has again */
    int64_t changed;  /* parts whose price it changed */
    int64_t dropped; /* revision of a held list that was thrown away, for it was made for the other list; 0 */
};

/* A manager returns to the list before the one in force. Nothing is unsaid: it is a new revision with the old
 * prices, so histories tell of both. The same bytes that it goes back from are held by the gate when they
 * come again. Outside a transaction; ST_REFUSED "no_list_before". */
enum status price_rollback(struct session *s, const char *source, struct price_rollback_result *out,
                           struct error *e);

#endif
