/* Undo and redo by a key on every screen, and that what cannot be undone asks once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/command/command.h"
#include "core/work/undo.h"
#include "tests/screen/floor.h"
#include "tui/console/available.h"
#include "tui/console/form.h"
#include "tui/console/screen_words.h"
#include "tui/console/ui_inside.h"

#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

static void test_across_screens(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "F8");
    floor_shows(f, "58400 km");
    floor_keys(f, "u");
    floor_shows(f, "58300 km");
    floor_shows(f, "Taken back in SH01-000001: correct phone, name");
    floor_keys(f, "Ctrl-R");
    floor_shows(f, "58400 km");
    floor_shows(f, "Done again in SH01-000001");
    floor_keys(f, "Esc"); /* the board: the order that one changed last */
    floor_shows(f, "Board:");
    floor_keys(f, "u");
    floor_shows(f, "Taken back in SH01-000001");
    assert_int_equal(workshop_order_number(f->shop, "odometer"), 58300);
    floor_keys(f, "Enter i Ctrl-Z");     /* in an inspection, with the key that no input method swallows */
    floor_shows(f, "Cancel the order?"); /* one key too many cancels nothing */
    floor_keys(f, "n");
    workshop_order_says(f->shop, "stage", "received");
    floor_keys(f, "u y");
    floor_shows(f, "Taken back in SH01-000001: take a car in");
    workshop_order_says(f->shop, "stage", "cancelled");
    floor_keys(f, "Ctrl-R");
    workshop_order_says(f->shop, "stage", "received");
    floor_keys(f, "g u");
    floor_shows(f, "Taken back in SH01-000001: record the result of an item");
    floor_shows(f, "13 open");
    floor_keys(f, "F7 1");
    floor_shows(f, "scratch");
    floor_keys(f, "u");
    floor_shows(f, "Taken back in SH01-000001: mark damage");
    floor_keys(f, "Esc Esc e Tab");
    floor_type(f, "u"); /* in a field it is a letter */
    floor_lacks(f, "Taken back");
    floor_close(&f);
}

static void test_refusals(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &small);
    floor_keys(f, "Ctrl-R");
    floor_shows(f, "nothing that you took back is left");
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58x");
    floor_keys(f, "Tab Tab F8"); /* the cursor comes back to where the mistake is */
    floor_shows(f, "a whole number from 0 is wanted");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "F8");
    floor_lacks(f, "is wanted");
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58500));
    workshop_as(w, "tec", PIN);
    floor_keys(f, "u");
    floor_shows(f, "no change of yours is left");
    floor_close(&f);
}

/* What can be undone is done at once; what cannot asks, once. */
static void test_asks_once(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &small);
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "L1", "hours", "1", "text",
                              "change oil and filter"));
    floor_keys(f, "F5 Enter Down Delete");
    floor_shows(f, "Done: remove a line");
    floor_keys(f, "u");
    floor_shows(f, "change oil and filter");
    floor_keys(f, "p F8"); /* what is missing is asked for first */
    floor_lacks(f, "this cannot be undone");
    floor_type(f, "Friday");
    floor_keys(f, "Tab");
    floor_type(f, "the pads come on Friday");
    floor_keys(f, "F8"); /* and what is wrong said */
    floor_shows(f, "a time is wanted, such as 16:05 (today) or 11-23 16:05");
    floor_lacks(f, "this cannot be undone");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "12-31 23：59");
    floor_keys(f, "F8");
    floor_shows(f, "this cannot be undone");
    floor_keys(f, "n");
    floor_shows(f, "the pads come on Friday"); /* nothing typed is lost */
    floor_keys(f, "F8 y");
    floor_shows(f, "Done: promise a new time");
    floor_keys(f, "u"); /* it stays; what came before is no longer the last thing that one did */
    floor_shows(f, "Take back what you did");
    floor_keys(f, "n");
    floor_shows(f, "change oil and filter");
    floor_keys(f, "u y");
    floor_shows(f, "Taken back in SH01-000001: add a labour operation");
    floor_close(&f);
}

/* What the console offers and changes something is taken back by undo, or asked about once (signing by its
 * PIN), or says in the table that it leaves what people made as it is: each of them one of these. */
static void test_every_command(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        bool changes = (c->flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
        unsigned ways = (unsigned)undo_takes_back(c->id) + ((c->flags & CMD_ASK) != 0) +
                        ((c->flags & CMD_PIN) != 0) + ((c->flags & CMD_KEEPS) != 0);
        if (keymap_offered(c) && ways != changes) {
            fail_msg("%s: is it taken back by undo (core/work/undo_log.c), or does it need CMD_ASK?", c->id);
        }
    }
}

#define JSON(...) #__VA_ARGS__

/* One of each change that undo takes back, on one order, in an order that lets each be made. */
static const struct {
    const char *id, *user, *params;
} changes[] = {
    {"order.open", "adv", JSON({"plate" : "京A12345", "concern" : "brakes squeal"})},
    {"order.edit", "adv", JSON({
         "order" : "1",
         "odometer" : 58400,
         "plate" : "沪AD12345",
         "phone" : "13838389438",
         "concern_text" : "brakes grind"
     })},
    {"order.assign", "adv", JSON({"order" : "1", "technician" : "tec"})},
    {"order.diagnose", "adv", JSON({"order" : "1", "cause" : "pads worn to 1.2 mm", "hours" : "1.5"})},
    {"order.correct", "tec", JSON({"order" : "1", "job" : 1, "text" : "pads replaced, test drive quiet"})},
    {"order.add_labour", "adv",
     JSON({"order" : "1", "op" : "L1", "hours" : "1", "text" : "replace front brake pads"})},
    {"order.add_part", "adv", JSON({"order" : "1", "part" : "90915-YZZD4", "qty" : "1"})},
    {"order.decline", "adv", JSON({"order" : "1", "line" : 2, "by" : "Ms Wu", "how" : "phone"})},
    {"order.authorise", "adv", JSON({"order" : "1", "line" : 1, "by" : "Ms Wu", "how" : "phone"})},
    {"order.start", "tec", JSON({"order" : "1", "line" : 1})},
    {"order.done", "tec", JSON({"order" : "1", "line" : 1})},
    {"order.remove_line", "adv", JSON({"order" : "1", "line" : 2})},
    {"order.stage", "adv", JSON({"order" : "1", "stage" : "assembly"})},
    {"inspect", "adv", JSON({"order" : "1", "level" : "advisor", "item" : "identity", "result" : "green"})},
    {"damage.add", "adv", JSON({"order" : "1", "panel" : "roof", "kind" : "dent"})},
    {"damage.remove", "adv", JSON({"order" : "1", "damage" : 1})},
};

/* What the order says, but for what every change moves on. */
static json_t *order_now(struct workshop *w)
{
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    json_object_del(order, "revision");
    json_object_del(order, "warnings");
    return order;
}

static void take_back_and_again(struct workshop *w, const char *id)
{
    json_t *after = order_now(w), *taken = workshop_run(w, "undo", json_pack("{s:s}", "order", "1"));
    json_t *before = order_now(w);
    assert_string_equal(answer_text(taken, "change"), id);
    assert_false(json_equal(before, after));
    workshop_change(w, "redo", json_pack("{s:s}", "order", "1"));
    json_t *again = order_now(w);
    assert_true(json_equal(again, after));
    json_decref(after);
    json_decref(taken);
    json_decref(before);
    json_decref(again);
}

/* What is said to be taken back really is: every command of the table of which it is said. */
static void test_every_undo(void **state)
{
    struct workshop *w = *state;
    size_t undone = 0, said = 0;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        workshop_as(w, changes[i].user, PIN);
        workshop_change(w, changes[i].id, json_loads(changes[i].params, 0, NULL));
        if (undo_takes_back(changes[i].id)) {
            take_back_and_again(w, changes[i].id);
            undone++;
        }
    }
    for (size_t i = 0; i < command_count; i++) {
        const char *id = command_table[i].id;
        said += undo_takes_back(id) && strcmp(id, "undo") != 0 && strcmp(id, "redo") != 0;
    }
    assert_int_equal(undone, said); /* a new one needs a row above */
}

/* An order that only QC has not signed yet. */
static void make_done(struct workshop *w, const char *order, const char *plate)
{
    workshop_as(w, "adv", PIN);
    workshop_change(
        w, "order.open",
        json_pack("{s:s,s:s,s:i}", "plate", plate, "concern", "brakes squeal", "odometer", 58300));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", order, "op", "L1", "hours", "1", "text",
                              "replace front brake pads"));
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", order, "cause", "pads worn", "hours", "1"));
    workshop_change(w, "order.assign", json_pack("{s:s,s:s}", "order", order, "technician", "tec"));
    workshop_change(w, "order.authorise",
                    json_pack("{s:s,s:s,s:s}", "order", order, "by", "Ms Wu", "how", "phone"));
    workshop_sign(w, order, levels[0]);
    workshop_as(w, "tec", PIN);
    workshop_change(w, "order.start", json_pack("{s:s,s:i}", "order", order, "line", 1));
    workshop_change(w, "order.done", json_pack("{s:s,s:i}", "order", order, "line", 1));
    workshop_change(w, "order.correct",
                    json_pack("{s:s,s:i,s:s}", "order", order, "job", 1, "text", "pads replaced, quiet"));
    workshop_sign(w, order, levels[1]);
}

static void sign_qc(struct workshop *w, const char *order)
{
    workshop_as(w, "qin", PIN);
    workshop_sign(w, order, levels[2]);
    workshop_as(w, "adv", PIN);
}

/* An order that is ready to be handed over. */
static void make_ready(struct workshop *w, const char *order, const char *plate)
{
    make_done(w, order, plate);
    sign_qc(w, order);
}

/* Something in every field that needs something. */
static void fill(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        if (field->needed && form_value(field)[0] == '\0') {
            form_set(field, field->option_count > 0 ? field->options[0].value
                            : field->whole          ? "1"
                            : field->moment         ? "16:05"
                                                    : "x");
        }
    }
}

static void check_asks(struct floor *f, const struct command *c)
{
    const char *question = _("F8 or y: yes    Esc or n: no");
    int depth = f->ui->depth;
    ui_run(f->ui, c);
    floor_draw(f);
    const struct screen_ops *form = ui_entry(f->ui)->ops;
    if (form->form != NULL) {
        assert_false(floor_has(f, question)); /* once, and when everything is there */
        fill(form->form(ui_entry(f->ui)->self));
        floor_keys(f, "F8");
    }
    if (!floor_has(f, question)) {
        fail_msg("%s asks nothing", c->id);
    }
    floor_shows(f, _(c->summary));
    floor_keys(f, "n");
    if (form->form != NULL) {
        assert_ptr_equal(ui_entry(f->ui)->ops, form); /* nothing typed is lost */
        floor_keys(f, "Esc");
        floor_keys(f, ui_entry(f->ui)->ops->modal ? "y" : "");
    }
    assert_int_equal(f->ui->depth, depth);
}

/* The question shows what was typed, and a digit too many before the guarantees run from it. */
static void check_delivery(struct floor *f)
{
    floor_as(f, "adv");
    floor_type(f, "1");
    floor_keys(f, "Enter v F8");
    floor_shows(f, "odometer km 58300 (58300 at arrival).");
    floor_lacks(f, "read it again");
    floor_keys(f, "n 0 F8");
    floor_shows(f, "odometer km 583000 (58300 at arrival)");
    floor_shows(f, "524700 km are further");
    floor_keys(f, "n Backspace x F8");
    floor_shows(f, "only digits");
    floor_lacks(f, "524700 km are further"); /* nothing is asked that cannot be done */
    floor_keys(f, "Backspace");
    floor_type(f, "０"); /* as an input method writes it */
    floor_keys(f, "F8");
    floor_shows(f, "524700 km");
    floor_keys(f, "n");
}

/* An order with labour that is authorised and not begun. */
static void make_waiting(struct workshop *w, const char *order, const char *plate)
{
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", plate, "concern", "brakes squeal"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", order, "op", "L1", "hours", "1", "text", "pads"));
    workshop_change(w, "order.authorise",
                    json_pack("{s:s,s:s,s:s}", "order", order, "by", "Ms Wu", "how", "phone"));
}

/* A car that QC lets go while the form is open: what QC did is shown first, and then it is asked. */
static void test_ready_meanwhile(void **state)
{
    struct workshop *w = *state;
    make_done(w, "1", "京A12345");
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "1 Enter v");
    floor_type(f, "0");
    sign_qc(w, "1");
    floor_keys(f, "F8");
    floor_shows(f, "signed: passed");
    floor_keys(f, "F8");
    floor_shows(f, "524700 km are further");
    floor_keys(f, "n");
    floor_lacks(f, "delivered");
    floor_keys(f, "Backspace F8");
    floor_shows(f, "odometer km 58300 (58300 at arrival).");
    floor_keys(f, "y");
    floor_shows(f, "delivered");
    floor_close(&f);
}

/* Every command of the table that cannot be undone really asks. */
static void test_every_question(void **state)
{
    struct workshop *w = *state;
    make_ready(w, "1", "京A12345");
    make_ready(w, "2", "京A54321");
    workshop_change(w, "order.deliver", json_pack("{s:s,s:i}", "order", "2", "odometer", 58310));
    make_waiting(w, "3", "京A00003");
    struct floor *f = floor_open(w, &small);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        bool begins = strcmp(c->id, "order.start") == 0;
        if ((c->flags & CMD_ASK) == 0) {
            continue;
        }
        unsigned roles = c->roles != 0 ? c->roles : ROLE_ADVISOR;
        floor_as(f, (roles & ROLE_ADVISOR) != 0 ? "adv" : (roles & ROLE_TECHNICIAN) != 0 ? "tec" : "mgr");
        for (int order = 1; order <= 2; order++) { /* one is ready, one delivered */
            floor_type(f, begins ? "3" : order == 1 ? "1" : "2");
            floor_keys(f, "Enter");
            if (!available_not(f->ui, c, CTX_ORDER, NULL)) {
                break;
            }
            floor_keys(f, "Esc");
        }
        check_asks(f, c);
    }
    check_delivery(f);
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_across_screens, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, workshop_set_up, workshop_tear_down),
        cmocka_unit_test(test_every_command),
        cmocka_unit_test_setup_teardown(test_every_undo, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_every_question, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_ready_meanwhile, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_asks_once, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
