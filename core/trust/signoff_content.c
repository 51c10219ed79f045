#include "core/trust/signoff_content.h"
#include "core/trust/personal.h"
#include "db/inspection_store.h"

#include <string.h>

const struct signature_row *signoff_standing(const struct signature_row *rows, size_t n, enum level level)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].voided_at == 0 && strcmp(rows[i].verdict, "pass") == 0 &&
            level_parse(rows[i].level) == level) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool hash_result(const struct inspection_row *r, void *arg)
{
    struct hash *h = arg;
    hash_text(h, r->item);
    hash_text(h, r->result);
    hash_int(h, r->has_value);
    hash_int(h, r->value_milli);
    hash_text(h, r->unit);
    hash_text(h, r->note);
    hash_int(h, r->person_id);
    hash_int(h, r->at);
    return true;
}

static bool hash_damage(const struct damage_row *r, void *arg)
{
    struct hash *h = arg;
    hash_int(h, r->id);
    hash_text(h, r->panel);
    hash_text(h, r->kind);
    hash_text(h, r->note);
    return true;
}

static void hash_arrival(struct hash *h, const struct order_rows *o)
{
    hash_int(h, o->order.vehicle_id);
    hash_text(h, o->order.plate);
    hash_text(h, o->order.vin);
    hash_int(h, o->order.odometer);
    for (size_t i = 0; i < o->job_count; i++) {
        hash_int(h, o->jobs[i].no);
        hash_text(h, o->jobs[i].concern);
    }
}

/* Whoever decided can be erased: his salted digest is what is signed, and it stays. */
static void hash_decided_by(struct hash *h, const struct line_row *l, bool erased)
{
    char digest[HASH_HEX];
    if (l->decided_digest == NULL) { /* nobody, or decided before there were digests */
        hash_text(h, l->decided_by);
        return;
    }
    bool gone = erased && l->decided_by == NULL;
    personal_digest(l->decided_salt, l->decided_by, digest);
    hash_text(h, "sealed");
    hash_text(h, gone ? l->decided_digest : digest);
}

static void hash_line(struct hash *h, const struct line_row *l, bool erased)
{
    hash_int(h, l->no);
    hash_int(h, l->job_no);
    hash_text(h, l->kind);
    hash_text(h, l->code);
    hash_text(h, l->text);
    hash_int(h, l->qty_milli);
    hash_text(h, l->unit);
    hash_text(h, l->source);
    hash_text(h, l->brand);
    hash_int(h, l->list_price);
    hash_int(h, l->price_basis);
    hash_int(h, l->list_revision);
    hash_text(h, l->effective);
    hash_int(h, l->unit_price);
    hash_int(h, l->discount_percent);
    hash_int(h, l->gross);
    hash_int(h, l->total);
    hash_text(h, l->needs);
    hash_text(h, l->state);
    hash_decided_by(h, l, erased);
    hash_text(h, l->decided_how);
    hash_int(h, l->decided_at);
    hash_text(h, l->added_by);
    hash_int(h, l->added_at);
    hash_int(h, l->technician_id);
    hash_int(h, l->started_at);
    hash_int(h, l->done_at);
    if (l->guarantee != NULL) { /* NULL is minor: what was signed before there were kinds still fits */
        hash_text(h, l->guarantee);
    }
}

static void hash_work(struct hash *h, const struct order_rows *o, bool erased)
{
    hash_int(h, o->order.diagnosed_at);
    hash_text(h, o->order.cause);
    hash_int(h, o->order.estimate_milli);
    for (size_t i = 0; i < o->job_count; i++) {
        hash_text(h, o->jobs[i].cause);
        hash_text(h, o->jobs[i].correction);
    }
    for (size_t i = 0; i < o->line_count; i++) {
        hash_line(h, &o->lines[i], erased);
    }
}

enum status signoff_content(struct session *s, const struct order_rows *o, const struct signature_row *rows,
                            size_t n, enum level level, bool erased, char hex[HASH_HEX], struct error *e)
{
    struct hash h;
    enum status st = ST_OK;
    hash_start(&h);
    hash_text(&h, o->order.number);
    hash_text(&h, level_name(level));
    if (level == LEVEL_ADVISOR) {
        hash_arrival(&h, o);
        st = damage_store_each(s->app->db, o->order.id, hash_damage, &h, e);
    } else {
        const struct signature_row *below = signoff_standing(rows, n, (enum level)(level - 1));
        hash_text(&h, below != NULL ? below->content_hash : NULL);
    }
    if (level == LEVEL_TECHNICIAN) {
        hash_work(&h, o, erased);
    }
    st = st == ST_OK ? inspection_store_each(s->app->db, o->order.id, level_name(level), hash_result, &h, e)
                     : st;
    hash_end(&h, hex);
    return st;
}

void signoff_bind(const struct order_row *order, const struct signature_row *row, const char *content,
                  const char *previous, char hex[HASH_HEX])
{
    struct hash h;
    hash_start(&h);
    hash_text(&h, content);
    hash_text(&h, previous);
    hash_text(&h, order->number);
    hash_text(&h, row->level);
    hash_text(&h, row->verdict);
    hash_text(&h, row->reason);
    hash_text(&h, row->meaning);
    hash_int(&h, row->person_id);
    hash_text(&h, row->by);
    hash_text(&h, row->name);
    hash_text(&h, row->terminal);
    hash_int(&h, row->at);
    hash_int(&h, row->order_revision);
    hash_end(&h, hex);
}
