/* A list on its way into the database: what import.c (the course of it) and merge.c (row by row) share. */
#ifndef CLEARBAY_PRICE_IMPORTING_H
#define CLEARBAY_PRICE_IMPORTING_H

#include "core/base/when.h"
#include "core/price/gate.h"
#include "core/price/import.h"
#include "core/price/index.h"
#include "core/price/known.h"
#include "core/price/loops.h"
#include "core/price/names.h"
#include "core/price/writer.h"

/* A bit for each part. */
struct part_set {
    unsigned char *bits;
    size_t bytes;
};
bool part_set_add(struct part_set *set, int64_t part); /* false: no memory */
bool part_set_has(const struct part_set *set, int64_t part);

/* A part that stands in the list more than once. New parts are made for each row first; leader is that of the
 * first row, and its own `equal` says whether all of them say the same, which counts once. */
struct repeated {
    int64_t part, leader;
    long line; /* of the leader's row, once it was seen */
    bool equal;
};

struct importing {
    struct session *s;
    const struct oem_source *source;
    struct price_result *result;
    struct error *e;
    enum status status; /* of the database and memory; the first error stays */
    FILE *file;
    int64_t size; /* of the list, bytes */
    struct writer w;
    struct price_source_row before; /* the source as it was */
    struct price_revision_row revision;
    struct price_reading reading;
    struct known *known;
    bool shaped; /* known was told where the columns are */
    struct names *names;
    struct price_index *index;
    struct price_gate *gate;
    struct loops *loops;
    int64_t held; /* revision of a list that the gate held; 0: none */
    bool holds;   /* the gate holds this one */
    bool delta;   /* the list names what to delete; what it does not name stays */
    bool look_up; /* parts may be there already */
    int64_t next_part, stored_next_part;
    char today[WHEN_SIZE];
    struct part_set kept, written; /* parts on a known line, and on a line that was taken apart */
    struct repeated *repeated;
    size_t repeated_count, repeated_room;
    int64_t added, removed; /* parts that came on sale and went off */
    int64_t duplicates;     /* rows refused because their part stands here twice */
    int64_t rows;
};

/* Keeps the first error. */
void importing_stop(struct importing *im, enum status st);

/* A good row: writes the difference to what is in force under the new revision. */
void merge_row(struct importing *im, const struct price_record *r);

/* A known line stands for this part again. */
void merge_known(struct importing *im, int64_t part);

/* Takes the parts off sale that a full list lacks. */
void merge_absent(struct importing *im);

/* Notes that a part stands in the list again. */
void repeat_add(struct importing *im, int64_t part, int64_t leader, bool equal);

/* For price_index_write: parts made in this list with one number in the normalised form. */
enum status repeat_same_number(const int64_t *parts, size_t count, bool *dropped, void *arg, struct error *e);

/* Withdraws parts that stand in the list twice and differently, and reports their rows. */
void repeat_settle(struct importing *im);

/* Reports a row that is refused. */
void importing_reject(struct importing *im, const struct price_reject *reject);

#endif
