#include "core/customer/correct.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "db/vehicle_store.h"

#include <string.h>

enum { NAME_MAX_BYTES = 500 };

static enum status read_name(const char *text, char out[512], struct error *e)
{
    if (text[strspn(text, " ")] == '\0') {
        return error_set(e, ST_USAGE, "bad_customer", _("customer: it is empty: write down the name"));
    }
    if (strlen(text) > NAME_MAX_BYTES) {
        return error_set(e, ST_USAGE, "too_long", _("%s: %zu bytes are too long, at most %d fit"), "customer",
                         strlen(text), NAME_MAX_BYTES);
    }
    text_copy(out, 512, text);
    return ST_OK;
}

/* The record of that phone which is not `mine`; *id 0: there is none. */
static enum status find_other(struct session *s, const char *phone, int64_t mine, struct customer_row *other,
                              struct error *e)
{
    int64_t id = 0;
    char name[512];
    struct error none = ERROR_NONE;
    *other = (struct customer_row){.id = 0};
    enum status st = customer_store_find_phone(s->app->db, phone, &id, name, &none);
    if (st == ST_NOT_FOUND || (st == ST_OK && id == mine)) {
        return ST_OK;
    }
    return st == ST_OK ? customer_store_load(s->app->db, id, other, e)
                       : error_set(e, st, none.code, "%s", none.message);
}

enum status customer_phone_free(struct session *s, const char *phone, int64_t mine, struct error *e)
{
    struct customer_row other = {.id = 0};
    char ref[CUSTOMER_REF];
    enum status st = phone != NULL && phone[0] != '\0' ? find_other(s, phone, mine, &other, e) : ST_OK;
    return st == ST_OK && other.id != 0
               ? error_set(
                     e, ST_REFUSED, "phone_taken",
                     _("phone: %s is that of customer %s (%s) by now: look at it and correct it by hand"),
                     phone, customer_ref(other.id, ref), other.name[0] != '\0' ? other.name : "-")
               : st;
}

enum status customer_move(struct session *s, const struct order_row *o, const struct customer_way *way,
                          bool *emptied, struct error *e)
{
    struct db *db = s->app->db;
    struct customer_row left = {.id = 0};
    int64_t from = way->from;
    enum status st = order_store_set_customer(db, o->id, way->to, e);
    if (st == ST_OK && way->with_car) {
        st = vehicle_store_set_customer(db, o->vehicle_id, from, way->to, e);
    }
    st = st == ST_OK ? customer_store_load(db, from, &left, e) : st;
    bool empty = st == ST_OK && emptied != NULL && left.orders == 0 && left.plate[0] == '\0';
    if (emptied != NULL) {
        *emptied = empty;
    }
    return empty ? customer_store_update(db, from, "", "", e) : st;
}

/* The phone is that of somebody known: it is he when the names do not say otherwise. */
static enum status move_to(struct session *s, const struct order_row *o, const struct customer_row *was,
                           const struct customer_row *other, struct customer_corrected *c, struct error *e)
{
    bool emptied = false, unnamed = other->name[0] == '\0';
    customer_ref(other->id, c->ref);
    if (!unnamed && c->name[0] != '\0' && strcmp(other->name, c->name) != 0) {
        return error_set(
            e, ST_REFUSED, "phone_taken",
            _("phone: %s is that of customer %s (%s): when this is the same person give that name "
              "too, else read the number again"),
            c->phone, c->ref, other->name);
    }
    struct vehicle_row car = {.id = 0};
    enum status st = vehicle_store_load(s->app->db, o->vehicle_id, &car, e);
    c->with_car = st == ST_OK && car.customer_id == was->id;
    const struct customer_way way = {was->id, other->id, c->with_car};
    st = st == ST_OK ? customer_move(s, o, &way, &emptied, e) : st;
    c->named = unnamed && c->name[0] != '\0';
    if (st == ST_OK && c->named) {
        st = customer_store_update(s->app->db, other->id, c->name, NULL, e);
    }
    if (st == ST_OK) {
        text_copy(c->name, sizeof c->name, unnamed ? c->name : other->name);
        session_note(s, _("phone %s is that of customer %s (%s), who is known: the order is his now"),
                     c->phone, c->ref, c->name[0] != '\0' ? c->name : "-");
    }
    c->moved = true;
    if (!emptied) { /* they are somebody else's */
        c->name_was[0] = c->phone_was[0] = '\0';
    }
    return st;
}

static enum status put_right(struct session *s, const struct customer_row *was, const char *name,
                             const char *phone, struct error *e)
{
    char ref[CUSTOMER_REF];
    bool differs =
        (name != NULL && strcmp(name, was->name) != 0) || (phone != NULL && strcmp(phone, was->phone) != 0);
    if (differs && was->orders > 1) {
        session_note(
            s,
            _("customer %s has other orders (%lld with this one): name and phone are now the same in "
              "all of them; is it the same person?"),
            customer_ref(was->id, ref), (long long)was->orders);
    }
    return customer_store_update(s->app->db, was->id, name, phone, e);
}

enum status customer_correct(struct session *s, const struct order_row *o, const char *name,
                             const char *phone, struct customer_corrected *c, struct error *e)
{
    struct customer_row was, other = {.id = 0};
    char when[WHEN_SIZE];
    *c = (struct customer_corrected){.moved = false};
    enum status st = customer_store_load(s->app->db, o->customer_id, &was, e);
    if (st != ST_OK) {
        return st;
    }
    customer_ref(was.id, c->ref_was);
    if (was.erased_at != 0) {
        return error_set(e, ST_REFUSED, "customer_erased", _("customer %s was erased at %s: nothing is held"),
                         c->ref_was, when_short(was.erased_at, when));
    }
    text_copy(c->ref, sizeof c->ref, c->ref_was);
    text_copy(c->name_was, sizeof c->name_was, was.name);
    text_copy(c->phone_was, sizeof c->phone_was, was.phone);
    text_copy(c->name, sizeof c->name, was.name);
    st = name != NULL ? read_name(name, c->name, e) : ST_OK;
    st = st == ST_OK && phone != NULL ? phone_read(phone, c->phone, e) : st;
    st = st == ST_OK && phone != NULL ? find_other(s, c->phone, was.id, &other, e) : st;
    if (st != ST_OK) {
        return st;
    }
    return other.id != 0
               ? move_to(s, o, &was, &other, c, e)
               : put_right(s, &was, name != NULL ? c->name : NULL, phone != NULL ? c->phone : NULL, e);
}
