/* Undo and redo of what an order's car and customer are called, and of whose order it is. */
#include "core/customer/correct.h"
#include "core/vehicle/file.h"
#include "core/work/undo_fields.h"
#include "db/vehicle_store.h"

#include <string.h>

enum status undo_plate(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    char plate[PLATE_SIZE];
    enum status st = undo_expect(t, field, o->plate, way, e);
    st = st == ST_OK ? vehicle_file_plate(t->s, o->vehicle_id, way->to, plate, e) : st;
    return st == ST_OK ? order_store_set_plate(t->s->app->db, o->id, plate, e) : st;
}

/* When the order changed hands as well, undo_owner sets all of it. */
static bool is_moved(const struct taking *t)
{
    return json_object_get(t->detail, CUSTOMER_NUMBER) != NULL;
}

static const char *filled(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

enum status undo_name(struct taking *t, const char *field, int64_t no, const struct way *way, struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    if (is_moved(t)) {
        return ST_OK;
    }
    enum status st = undo_expect(t, field, filled(o->customer), way, e);
    return st == ST_OK ? customer_store_update(t->s->app->db, o->customer_id, or_empty(way->to), NULL, e)
                       : st;
}

enum status undo_phone(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    if (is_moved(t)) {
        return ST_OK;
    }
    enum status st = undo_expect(t, field, filled(o->phone), way, e);
    return st == ST_OK ? customer_store_update(t->s->app->db, o->customer_id, NULL, or_empty(way->to), e)
                       : st;
}

/* What a record that the move had emptied held stands in it again. */
static enum status fill_again(struct taking *t, int64_t customer, struct error *e)
{
    struct customer_row row = {.id = 0};
    const char *name = json_string_value(json_array_get(json_object_get(t->personal, "customer"), 0));
    const char *phone = json_string_value(json_array_get(json_object_get(t->personal, "phone"), 0));
    enum status st = customer_store_load(t->s->app->db, customer, &row, e);
    bool empty = st == ST_OK && row.name[0] == '\0' && row.phone[0] == '\0';
    return empty ? customer_store_update(t->s->app->db, customer, name, phone, e) : st;
}

enum status undo_owner(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    char now[CUSTOMER_REF];
    const struct order_row *o = &t->rows->order;
    bool emptied = false;
    enum status st = undo_expect(t, field, customer_ref(o->customer_id, now), way, e);
    if (st == ST_OK && (t->personal == NULL || way->to == NULL)) { /* erased since */
        st = undo_changed_since(t, field, e);
    }
    if (st != ST_OK) {
        return st;
    }
    int64_t to = customer_number(way->to);
    st = customer_move(t->s, o, o->customer_id, to, t->redo ? &emptied : NULL, e);
    return st == ST_OK && !t->redo ? fill_again(t, to, e) : st;
}
