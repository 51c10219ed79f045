#include "tests/unit/workshop.h"

#include "core/inspect/inspection.h"
#include "core/work/line.h"
#include "core/work/order.h"

static const char *const noise[] = {"rattles over bumps", "AC does not cool"};

/* Opens an order for a plate; its number in state->number. */
static void open_order(struct workshop *w, const char *plate, struct order_state *state)
{
    const struct intake in = {.plate = plate,
                              .phone = "13812345678",
                              .customer = "Li Lei",
                              .concerns = noise,
                              .concern_count = 2,
                              .odometer = 52310};
    *state = (struct order_state){0};
    workshop_as(w, "ann");
    OK(w, order_open(&w->s, &in, state, &w->e));
}

static void load(struct workshop *w, const char *ref, struct order_rows *rows)
{
    int64_t id = 0;
    assert_int_equal(order_find(&w->s, ref, &id, &w->e), ST_OK);
    assert_int_equal(order_store_load(w->app.db, id, rows, &w->e), ST_OK);
}

static void test_open(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪A12345", &o);
    assert_string_equal(o.number, "SH01-000001");
    assert_string_equal(o.stage, "received");
    assert_int_equal(o.revision, 1);
    struct order_rows rows;
    load(w, "1", &rows);
    assert_string_equal(rows.order.advisor, "ann");
    assert_string_equal(rows.order.currency, "CNY");
    assert_int_equal(rows.job_count, 2);
    assert_string_equal(rows.jobs[1].concern, "AC does not cool");
    assert_int_equal(rows.order.odometer, 52310);
    order_rows_free(&rows);
    open_order(w, "沪A12345", &o);
    assert_string_equal(o.number, "SH01-000002");
    assert_true(workshop_noted(w, "SH01-000001"));
    OK(w, order_set_stage(&w->s, "2", 0, "cancelled", &o, &w->e));
}

static void test_open_refusals(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    static const char *const blank[] = {"  "};
    struct intake in = {.plate = "沪A99999", .concerns = blank, .concern_count = 1, .odometer = -1};
    REFUSED(w, ST_USAGE, "bad_concern", order_open(&w->s, &in, &o, &w->e));
    in.concern_count = 0;
    REFUSED(w, ST_USAGE, "bad_concern", order_open(&w->s, &in, &o, &w->e));
    in.concerns = noise;
    in.concern_count = 1;
    in.reported_at = when_now() + 60000;
    REFUSED(w, ST_USAGE, "future", order_open(&w->s, &in, &o, &w->e));
    in.reported_at = 0;
    in.vin = "LSVAO2180N2183294"; /* an O */
    assert_int_equal(CHANGE(w, order_open(&w->s, &in, &o, &w->e)), ST_USAGE);
}

static void test_find(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    int64_t id = 0;
    for (int i = 3; i <= 21; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "沪B%05d", i);
        open_order(w, plate, &o);
    }
    assert_int_equal(order_find(&w->s, "SH01-000012", &id, &w->e), ST_OK);
    assert_int_equal(id, 12);
    assert_int_equal(order_find(&w->s, "sh01-000012", &id, &w->e), ST_OK);
    assert_int_equal(order_find(&w->s, "12", &id, &w->e), ST_OK);
    assert_int_equal(id, 12);
    assert_int_equal(order_find(&w->s, "１２", &id, &w->e), ST_OK);
    assert_int_equal(id, 12);
    assert_int_equal(order_find(&w->s, "1", &id, &w->e), ST_OK); /* the serial number, not an ending */
    assert_int_equal(id, 1);
    assert_int_equal(order_find(&w->s, "2", &id, &w->e), ST_OK); /* closed ones too */
    assert_int_equal(id, 2);
    assert_int_equal(order_find(&w->s, "0", &id, &w->e), ST_USAGE);
    assert_string_equal(w->e.code, "ambiguous");
    assert_true(w->e.fact_count == 2);
    static const char *const none[] = {"99", "SH02-000001", "", "-", "%", "_", "SH01-", "1 OR 1=1"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        if (order_find(&w->s, none[i], &id, &w->e) == ST_OK) {
            fail_msg("found: %s", none[i]);
        }
    }
}

static void test_conflict(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪C00001", &o);
    const char *ref = o.number;
    const struct order_edit first = {.odometer = 52400};
    const struct order_edit second = {.odometer = 52500};
    OK(w, order_edit(&w->s, ref, 1, &first, &o, &w->e));
    assert_int_equal(o.revision, 2);
    struct order_state other = {0};
    char number[64];
    snprintf(number, sizeof number, "%s", o.number);
    REFUSED(w, ST_CONFLICT, "stale_revision", order_edit(&w->s, number, 1, &second, &other, &w->e));
    assert_int_equal(w->e.fact_count, 1);
    assert_string_equal(w->e.facts[0].field, "odometer");
    assert_string_equal(w->e.facts[0].theirs, "52400");
    struct order_rows rows;
    load(w, number, &rows);
    assert_int_equal(rows.order.odometer, 52400);
    order_rows_free(&rows);
}

/* One rule where a car is taken in and where that is corrected: backwards is noted, more than cars run is
 * refused; further than they drive since their last visit is noted too. */
static void test_odometer(void **state)
{
    static const char *const concern[] = {"squeals"};
    struct workshop *w = *state;
    struct order_state o;
    struct intake in = {
        .plate = "沪C00002", .concerns = concern, .concern_count = 1, .odometer = 99999999999};
    struct order_edit edit = {.odometer = 99999999999};
    REFUSED(w, ST_USAGE, "bad_odometer", order_open(&w->s, &in, &o, &w->e));
    in.odometer = 45210;
    OK(w, order_open(&w->s, &in, &o, &w->e));
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    session_clear_notes(&w->s);
    REFUSED(w, ST_USAGE, "bad_odometer", order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    edit.odometer = 45300;
    OK(w, order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    assert_int_equal(w->s.note_count, 0);
    edit.odometer = 100;
    OK(w, order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    assert_int_equal(w->s.note_count, 1);
    assert_non_null(strstr(w->s.notes[0], "45300 km before, now 100 km"));
    OK(w, order_set_stage(&w->s, ref, 0, "cancelled", &o, &w->e));
    session_clear_notes(&w->s);
    in.odometer = 1099;
    OK(w, order_open(&w->s, &in, &o, &w->e)); /* the same day */
    assert_int_equal(w->s.note_count, 0);
    OK(w, order_set_stage(&w->s, o.number, 0, "cancelled", &o, &w->e));
    session_clear_notes(&w->s);
    in.odometer = 10990;
    OK(w, order_open(&w->s, &in, &o, &w->e));
    assert_int_equal(w->s.note_count, 1);
    assert_non_null(strstr(w->s.notes[0], "1099 km at its last visit, now 10990 km"));
}

static void test_assign_and_diagnose(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪D00001", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    const struct labour_request hv = {
        .op = "HV10", .text = "Replace cell module 3", .needs = "hv", .hours_milli = 2500};
    OK(w, line_add_labour(&w->s, ref, 0, &hv, &o, &w->e));
    assert_int_equal(o.line, 1);
    REFUSED(w, ST_NOT_FOUND, "no_user", order_assign(&w->s, ref, 0, "nobody", NULL, &o, &w->e));
    REFUSED(w, ST_REFUSED, "wrong_role", order_assign(&w->s, ref, 0, "quinn", NULL, &o, &w->e));
    REFUSED(w, ST_REFUSED, "no_certificate", order_assign(&w->s, ref, 0, "tess", NULL, &o, &w->e));
    REFUSED(w, ST_REFUSED, "no_certificate", order_assign(&w->s, ref, 0, "tim", NULL, &o, &w->e));
    REFUSED(w, ST_NOT_FOUND, "no_bay", order_assign(&w->s, ref, 0, "tom", "B9", &o, &w->e));
    OK(w, order_assign(&w->s, ref, 0, "tom", "B1", &o, &w->e));
    assert_string_equal(o.stage, "diagnosing");
    REFUSED(w, ST_REFUSED, "vague_text", order_diagnose(&w->s, ref, 0, "系统检修", 1000, 0, &o, &w->e));
    REFUSED(w, ST_NOT_FOUND, "no_job", order_diagnose(&w->s, ref, 0, "worn bush", 1000, 3, &o, &w->e));
    OK(w, order_diagnose(&w->s, ref, 0, "cell 3 sags under load", 2500, 0, &o, &w->e));
    OK(w, order_diagnose(&w->s, ref, 0, "refrigerant lost at the condenser", 3500, 2, &o, &w->e));
    struct order_rows rows;
    load(w, ref, &rows);
    assert_string_equal(rows.order.cause, "cell 3 sags under load");
    assert_string_equal(rows.jobs[1].cause, "refrigerant lost at the condenser");
    assert_int_equal(rows.order.estimate_milli, 3500);
    assert_true(rows.order.diagnosed_at != 0);
    assert_string_equal(rows.order.bay, "B1");
    order_rows_free(&rows);
    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "vague_text", order_correct(&w->s, ref, 0, 1, "done", &o, &w->e));
    REFUSED(w, ST_NOT_FOUND, "no_job", order_correct(&w->s, ref, 0, 0, "module changed", &o, &w->e));
    OK(w, order_correct(&w->s, ref, 0, 1, "module 3 changed, 2 mV spread after charge", &o, &w->e));
}

static void test_lines(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪E00001", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    struct labour_request r = {.op = "B01", .text = "系统升级", .hours_milli = 1500};
    REFUSED(w, ST_REFUSED, "vague_text", line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    r.text = "Replace front pads";
    r.op = "123456789012345678901234567890123";
    REFUSED(w, ST_USAGE, "bad_op", line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    r.op = "B01";
    OK(w, line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    r.op = "B02";
    OK(w, line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    r.op = "B03";
    OK(w, line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    OK(w, line_remove(&w->s, ref, 0, 3, &o, &w->e));
    REFUSED(w, ST_NOT_FOUND, "no_line", line_remove(&w->s, ref, 0, 3, &o, &w->e));
    OK(w, line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    assert_int_equal(o.line, 4); /* a number is never used again */

    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "not_authorised", line_begin(&w->s, ref, 0, 1, &o, &w->e));
    workshop_as(w, "ann");
    const int64_t second = 2;
    struct decision d = {.lines = &second, .count = 1, .by = "Li Lei", .how = "phone"};
    OK(w, lines_decline(&w->s, ref, 0, &d, &o, &w->e));
    REFUSED(w, ST_REFUSED, "already_decided", lines_decline(&w->s, ref, 0, &d, &o, &w->e));
    d.count = 0;
    OK(w, lines_authorise(&w->s, ref, 0, &d, &o, &w->e));
    REFUSED(w, ST_REFUSED, "nothing_open", lines_authorise(&w->s, ref, 0, &d, &o, &w->e));

    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "not_authorised", line_begin(&w->s, ref, 0, 2, &o, &w->e));
    REFUSED(w, ST_REFUSED, "not_begun", line_finish(&w->s, ref, 0, 1, &o, &w->e));
    OK(w, line_begin(&w->s, ref, 0, 1, &o, &w->e));
    assert_string_equal(o.stage, "repairing");
    REFUSED(w, ST_REFUSED, "already_begun", line_begin(&w->s, ref, 0, 1, &o, &w->e));
    workshop_as(w, "tim");
    REFUSED(w, ST_REFUSED, "already_begun", line_begin(&w->s, ref, 0, 1, &o, &w->e));
    REFUSED(w, ST_REFUSED, "not_yours", line_finish(&w->s, ref, 0, 1, &o, &w->e));
    workshop_as(w, "tom");
    OK(w, line_begin(&w->s, ref, 0, 4, &o, &w->e));
    assert_true(workshop_noted(w, "line 1"));
    OK(w, line_finish(&w->s, ref, 0, 1, &o, &w->e));
    REFUSED(w, ST_REFUSED, "already_done", line_finish(&w->s, ref, 0, 1, &o, &w->e));
    REFUSED(w, ST_REFUSED, "already_done", line_begin(&w->s, ref, 0, 1, &o, &w->e));
    REFUSED(w, ST_REFUSED, "work_begun", line_remove(&w->s, ref, 0, 1, &o, &w->e));
    workshop_as(w, "ann");
    REFUSED(w, ST_REFUSED, "work_begun", order_set_stage(&w->s, ref, 0, "cancelled", &o, &w->e));

    struct order_rows rows;
    load(w, ref, &rows);
    assert_int_equal(rows.line_count, 3);
    assert_int_equal(order_sum(&rows).total, 2 * 38400);
    assert_int_equal(order_sum(&rows).saved, 2 * 9600);
    assert_string_equal(rows.lines[0].technician, "tom");
    assert_true(rows.lines[0].done_at >= rows.lines[0].started_at && rows.lines[0].started_at > 0);
    order_rows_free(&rows);
}

/* Four parts: a plain one, one without a price, one in dollars, one that is replaced (priced per 100). */
static void add_prices(struct workshop *w)
{
    workshop_sql(w, "INSERT INTO price_source (name, revision, next_revision) VALUES ('list', 7, 8)");
    workshop_sql(w, "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, fetched_at, "
                    "in_force_at, account) VALUES (1, 7, 'file', 'x', 1, 1, 1, 'mia')");
    workshop_sql(w, "INSERT INTO part_name (id, name, name_local, fold) VALUES (1, 'Brake pad', '刹车片', "
                    "'brake pad')");
    workshop_sql(w, "INSERT INTO part (id, source_id, brand, part_no, from_revision, name_id, list_price, "
                    "price_basis, currency, effective, superseded_by) VALUES "
                    "(1, 1, '', 'AF-9292', 7, 1, 12345, 1, 'CNY', '2026-01-01', NULL), "
                    "(2, 1, '', 'NP-1', 7, 1, NULL, 1, 'CNY', '2026-01-01', NULL), "
                    "(3, 1, '', 'US-1', 7, 1, 500, 1, 'USD', '2026-01-01', NULL), "
                    "(4, 1, '', 'OLD-1', 7, 1, 25000, 100, 'CNY', '2026-01-01', 'AF-9292')");
    workshop_sql(w, "INSERT INTO part_number VALUES ('AF9292', 1), ('NP1', 2), ('US1', 3), ('OLD1', 4)");
}

static void test_parts(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    add_prices(w);
    open_order(w, "沪H00001", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    struct part_request r = {.part = "af 9292", .qty_milli = 2000};
    OK(w, line_add_part(&w->s, ref, 0, &r, &o, &w->e));
    r.part = "OLD-1";
    r.qty_milli = 3000;
    OK(w, line_add_part(&w->s, ref, 0, &r, &o, &w->e));
    assert_true(workshop_noted(w, "AF-9292"));
    r.part = "NP-1";
    REFUSED(w, ST_REFUSED, "no_price", line_add_part(&w->s, ref, 0, &r, &o, &w->e));
    r.part = "US-1";
    REFUSED(w, ST_REFUSED, "other_currency", line_add_part(&w->s, ref, 0, &r, &o, &w->e));
    r.part = "XX-1";
    REFUSED(w, ST_NOT_FOUND, "no_part", line_add_part(&w->s, ref, 0, &r, &o, &w->e));
    struct order_rows rows;
    load(w, ref, &rows);
    assert_int_equal(rows.line_count, 2);
    const struct line_row *l = &rows.lines[0];
    assert_string_equal(l->code, "AF-9292");
    assert_string_equal(l->source, "list");
    assert_string_equal(l->effective, "2026-01-01");
    assert_int_equal(l->list_price, 12345);
    assert_int_equal(l->list_revision, 7);
    assert_int_equal(l->unit_price, 12345);
    assert_int_equal(l->discount_percent, 0);
    assert_int_equal(l->total, 24690);
    assert_int_equal(rows.lines[1].total, 750);
    order_rows_free(&rows);
    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "not_labour", line_begin(&w->s, ref, 0, 1, &o, &w->e));

    /* a new list does not touch what was quoted */
    workshop_sql(w, "UPDATE part SET list_price = 99999 WHERE id = 1");
    load(w, ref, &rows);
    assert_int_equal(rows.lines[0].total, 24690);
    order_rows_free(&rows);
}

static void test_stages(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪F00001", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    REFUSED(w, ST_REFUSED, "stage_order", order_set_stage(&w->s, ref, 0, "assembly", &o, &w->e));
    REFUSED(w, ST_REFUSED, "same_stage", order_set_stage(&w->s, ref, 0, "received", &o, &w->e));
    REFUSED(w, ST_REFUSED, "stage_by_event", order_set_stage(&w->s, ref, 0, "qc", &o, &w->e));
    REFUSED(w, ST_REFUSED, "stage_by_event", order_set_stage(&w->s, ref, 0, "ready", &o, &w->e));
    REFUSED(w, ST_REFUSED, "stage_by_event", order_set_stage(&w->s, ref, 0, "delivered", &o, &w->e));
    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "wrong_role", order_set_stage(&w->s, ref, 0, "cancelled", &o, &w->e));
    workshop_as(w, "ann");
    OK(w, order_set_stage(&w->s, ref, 0, "diagnosing", &o, &w->e));
    OK(w, order_set_stage(&w->s, ref, 0, "waiting-approval", &o, &w->e));
    assert_string_equal(o.stage, "waiting-approval");
    REFUSED(w, ST_USAGE, "bad_odometer", order_deliver(&w->s, ref, 0, 52309, &o, &w->e));
    REFUSED(w, ST_REFUSED, "not_signed", order_deliver(&w->s, ref, 0, 52311, &o, &w->e));
    REFUSED(w, ST_REFUSED, "not_delivered", order_call_back(&w->s, ref, 0, NULL, "all well", &o, &w->e));
    OK(w, order_set_stage(&w->s, ref, 0, "cancelled", &o, &w->e));
    REFUSED(w, ST_REFUSED, "order_closed", order_set_stage(&w->s, ref, 0, "diagnosing", &o, &w->e));
    REFUSED(w, ST_REFUSED, "order_closed", order_assign(&w->s, ref, 0, "tom", NULL, &o, &w->e));
}

static void test_promise(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    const struct intake late = {.plate = "沪G00001",
                                .concerns = noise,
                                .concern_count = 1,
                                .odometer = -1,
                                .reported_at = when_now() - 25LL * 3600 * 1000};
    OK(w, order_open(&w->s, &late, &o, &w->e));
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    OK(w, order_diagnose(&w->s, ref, 0, "gearbox bearing worn", 9000, 0, &o, &w->e));
    assert_true(workshop_noted(w, "promise"));
    REFUSED(w, ST_USAGE, "past_time", order_promise(&w->s, ref, 0, when_now() - 1, "parts", &o, &w->e));
    OK(w, order_promise(&w->s, ref, 0, when_now() + 3600000, "bearing comes tomorrow", &o, &w->e));
    assert_int_equal(w->s.note_count, 0);
    OK(w, order_set_stage(&w->s, ref, 0, "diagnosing", &o, &w->e));
    assert_int_equal(w->s.note_count, 0);
    struct order_rows rows;
    load(w, ref, &rows);
    assert_int_equal(rows.promise_count, 1);
    assert_string_equal(rows.promises[0].made_by, "ann");
    order_rows_free(&rows);
}

static void inspect_and_sign(struct workshop *w, const char *ref, enum level level, const char *login)
{
    workshop_as(w, login);
    int64_t id = 0;
    struct inspection list;
    assert_int_equal(order_find(&w->s, ref, &id, &w->e), ST_OK);
    assert_int_equal(inspection_load(&w->s, id, level, &list, &w->e), ST_OK);
    for (size_t i = 0; i < list.count; i++) {
        const struct inspection_item *item = &list.items[i];
        const struct inspection_result r = {.ref = ref,
                                            .level = level,
                                            .item = item->item,
                                            .result = "green",
                                            .value = item->unit[0] == '\0' ? NULL : "5000"};
        struct order_state o;
        if (item->applies) {
            OK(w, inspection_record(&w->s, &r, &o, &w->e));
        }
    }
    inspection_free(&list);
    const struct sign_request sign = {.ref = ref, .level = level};
    struct order_state o;
    OK(w, signoff_sign(&w->s, &sign, &o, &w->e));
}

static void test_delivery(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    open_order(w, "沪J00001", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    const struct labour_request r = {.op = "B01", .text = "Replace front pads", .hours_milli = 1000};
    const struct decision d = {.by = "Li Lei", .how = "counter"};
    OK(w, order_assign(&w->s, ref, 0, "tom", "B1", &o, &w->e));
    OK(w, order_diagnose(&w->s, ref, 0, "front pads at 1.2 mm", 1000, 0, &o, &w->e));
    OK(w, line_add_labour(&w->s, ref, 0, &r, &o, &w->e));
    OK(w, lines_authorise(&w->s, ref, 0, &d, &o, &w->e));
    inspect_and_sign(w, ref, LEVEL_ADVISOR, "ann");
    workshop_as(w, "tom");
    OK(w, line_begin(&w->s, ref, 0, 1, &o, &w->e));
    OK(w, line_finish(&w->s, ref, 0, 1, &o, &w->e));
    inspect_and_sign(w, ref, LEVEL_TECHNICIAN, "tom");
    inspect_and_sign(w, ref, LEVEL_QC, "quinn");
    workshop_as(w, "ann");
    struct order_rows rows;
    load(w, ref, &rows);
    assert_string_equal(rows.order.stage, "ready");
    assert_true(rows.order.repaired_at != 0);
    order_rows_free(&rows);
    REFUSED(w, ST_REFUSED, "already_repaired",
            order_promise(&w->s, ref, 0, when_now() + 1000, "parts", &o, &w->e));

    /* an edit voids what was signed on other content, and the order goes back */
    const struct order_edit edit = {.odometer = 52320};
    OK(w, order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    assert_int_equal(o.voided, 3);
    assert_string_equal(o.stage, "repairing");
    REFUSED(w, ST_REFUSED, "not_signed", order_deliver(&w->s, ref, 0, 52330, &o, &w->e));
    inspect_and_sign(w, ref, LEVEL_ADVISOR, "ann");
    inspect_and_sign(w, ref, LEVEL_TECHNICIAN, "tom");
    inspect_and_sign(w, ref, LEVEL_QC, "quinn");
    workshop_as(w, "ann");
    REFUSED(w, ST_USAGE, "bad_odometer", order_deliver(&w->s, ref, 0, 52319, &o, &w->e));
    session_clear_notes(&w->s);
    OK(w, order_deliver(&w->s, ref, 0, 52820, &o, &w->e));
    assert_int_equal(w->s.note_count, 0);
    assert_string_equal(o.stage, "delivered");
    REFUSED(w, ST_REFUSED, "order_closed", order_deliver(&w->s, ref, 0, 52330, &o, &w->e));
    REFUSED(w, ST_REFUSED, "order_closed", order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    REFUSED(w, ST_USAGE, "no_result", order_call_back(&w->s, ref, 0, NULL, NULL, &o, &w->e));
    OK(w, order_call_back(&w->s, ref, 0, NULL, "all well", &o, &w->e));
    REFUSED(w, ST_REFUSED, "already_called", order_call_back(&w->s, ref, 0, "satisfied", NULL, &o, &w->e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),     cmocka_unit_test(test_open_refusals),
        cmocka_unit_test(test_find),     cmocka_unit_test(test_conflict),
        cmocka_unit_test(test_odometer), cmocka_unit_test(test_lines),
        cmocka_unit_test(test_parts),    cmocka_unit_test(test_assign_and_diagnose),
        cmocka_unit_test(test_stages),   cmocka_unit_test(test_promise),
        cmocka_unit_test(test_delivery),
    };
    return cmocka_run_group_tests(tests, workshop_set_up, workshop_tear_down);
}
