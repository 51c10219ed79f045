/* What undo and redo set back, field by field as the log has it. Shared by the files of undo, not for others.
 */
#ifndef CLEARBAY_WORK_UNDO_FIELDS_H
#define CLEARBAY_WORK_UNDO_FIELDS_H

#include "core/work/undo.h"

#include <jansson.h>

/* The field of the entries "undo" and "redo" that names the change: its number in the log. */
#define UNDO_OF "of"

struct taking {
    struct session *s;
    struct order_rows *rows;
    const struct undo_change *change;
    const json_t *detail;
    json_t *personal; /* NULL: nothing */
    bool redo;
};

/* Old and new of a pair, in the direction that is gone: `from` must stand now, `to` is to stand. NULL: none.
 */
struct way {
    const char *from, *to;
};
struct way undo_way(const struct taking *t, const json_t *pair);

/* ST_REFUSED "changed_since" that names the field. */
enum status undo_changed_since(const struct taking *t, const char *field, struct error *e);
/* The same unless `now` is what the way begins with. */
enum status undo_expect(const struct taking *t, const char *field, const char *now, const struct way *way,
                        struct error *e);

/* Lines (undo_lines.c). `no` is the line's number. */
enum status undo_added_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                            struct error *e);
enum status undo_removed_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e);
enum status undo_decided_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e);
enum status undo_done_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                           struct error *e);

/* Plate and customer (undo_customer.c). `no` is not used. */
enum status undo_plate(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e);
enum status undo_car(struct taking *t, const char *field, int64_t no, const struct way *way, struct error *e);
/* The change gave the order to another car: undo_car sets odometer, VIN and plate, or undo_owner does when it
 * changed hands too. */
bool undo_is_moved_car(const struct taking *t);
enum status undo_name(struct taking *t, const char *field, int64_t no, const struct way *way,
                      struct error *e);
enum status undo_phone(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e);
enum status undo_owner(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e);

/* Inspection and damage (undo_floor.c). `no` is not used. */
enum status undo_inspected(struct taking *t, const char *field, int64_t no, const struct way *way,
                           struct error *e);
enum status undo_damage(struct taking *t, const char *field, int64_t no, const struct way *way,
                        struct error *e);

#endif
