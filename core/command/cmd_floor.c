#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/work/floor.h"
#include "db/person_store.h"

static bool add_bay(const char *code, void *arg)
{
    return json_array_append_new(arg, json_string(code)) == 0;
}

static json_t *block_json(const struct floor_block *b)
{
    const struct order_row *o = &b->item->order;
    int urgent = clocks_urgent(&b->clocks);
    json_t *one = json_object();
    json_put_text(one, "order", o->number);
    json_put_text(one, "plate", o->plate);
    json_put_filled(one, "customer", o->customer);
    json_put_text(one, "stage", o->stage);
    json_put_text(one, "bay", o->bay);
    json_put_text(one, "technician", o->technician);
    json_put_text(one, "advisor", o->advisor);
    json_put_time(one, "from", b->span.from);
    json_put_time(one, "to", b->span.to);
    json_put_time(one, "done_by", b->span.done_by);
    json_put_bool(one, "ended", b->span.ended);
    json_put_bool(one, "late", b->span.late);
    json_put_text(one, "due", urgent >= 0 ? clock_name((enum clock_id)urgent) : NULL);
    json_put_time(one, "due_at", urgent >= 0 ? b->clocks.all[urgent].due_at : 0);
    json_put_text(one, "concern", b->item->concern);
    json_put_int(one, "revision", o->revision);
    return one;
}

enum status cmd_floor(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *date = json_arg_text(in, "day");
    int32_t day = when_day(when_now());
    if (date != NULL) {
        when_parse_date(date, &day); /* the table has checked it */
    }
    struct floor_day floor;
    json_t *bays = json_array(), *blocks = json_array();
    enum status st = bay_store_each(s->app->db, add_bay, bays, e);
    json_put(out, "bays", bays);
    json_put(out, "blocks", blocks);
    st = st == ST_OK ? floor_load(s, day, &floor, e) : st;
    if (st != ST_OK) {
        return st;
    }
    char text[WHEN_SIZE];
    json_put_text(out, "day", when_date(day, text));
    json_put_time(out, "now", floor.now);
    json_put_time(out, "opens_at", floor.opens_at);
    json_put_time(out, "closes_at", floor.closes_at);
    for (size_t i = 0; i < floor.count; i++) {
        json_array_append_new(blocks, block_json(&floor.blocks[i]));
    }
    floor_free(&floor);
    return ST_OK;
}
