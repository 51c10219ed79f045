/* Naughty strings through every text argument of every command: a clear error, or faithful storage; never a
 * crash, and never a byte that drives a terminal, on the screens and in the tables of the command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/command/command.h"
#include "tests/fault/promise.h"
#include "tests/screen/floor.h"
#include "tui/cli/show.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 1 << 22, EVERY = 3 };

/* Values that are good, for the arguments that are not the naughty one. */
static const struct {
    const char *name, *value;
} good_values[] = {{"plate", "京A12345"},
                   {"concern", "squeals"},
                   {"order", "1"},
                   {"technician", "tec"},
                   {"cause", "worn pads"},
                   {"hours", "1"},
                   {"job", "1"},
                   {"text", "replace the pads"},
                   {"part", "90915-YZZD4"},
                   {"qty", "1"},
                   {"op", "BRK-01"},
                   {"line", "1"},
                   {"by", "王芳"},
                   {"how", "phone"},
                   {"stage", "teardown"},
                   {"time", "2030-01-01T10:00:00Z"},
                   {"reason", "parts are late"},
                   {"odometer", "60000"},
                   {"outcome", "fine"},
                   {"level", "advisor"},
                   {"item", "identity"},
                   {"result", "green"},
                   {"panel", "roof"},
                   {"kind", "dent"},
                   {"damage", "1"},
                   {"query", "filter"},
                   {"user", "new"},
                   {"role", "advisor"},
                   {"cert", "basic"},
                   {"bay", "B7"},
                   {"question", "what?"},
                   {"source", "demo"},
                   {"pin", PIN},
                   {"new_pin", PIN},
                   {"outlet", "SH01"},
                   {"manager", "mgr"}};

static json_t *params_with(const struct command *c, const struct arg *naughty, const char *text)
{
    json_t *params = json_object();
    for (const struct arg *a = c->args; a->name != NULL; a++) {
        for (size_t i = 0;
             a != naughty && (a->flags & ARG_NEEDED) != 0 && i < sizeof good_values / sizeof *good_values;
             i++) {
            if (strcmp(good_values[i].name, a->name) == 0) {
                json_object_set_new(params, a->name, json_string(good_values[i].value));
            }
        }
    }
    json_object_set_new(params, naughty->name, json_string(text));
    return params;
}

/* Fails on what a terminal might obey; `newline`: tables have line feeds. */
static void check_harmless(const char *text, bool newline)
{
    for (const char *p = text; *p != '\0';) {
        int32_t cp = 0;
        size_t n = text_decode(p, strlen(p), &cp);
        bool control = cp < 0x20 && !(newline && cp == '\n');
        bool bidi = (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200B ||
                    cp == 0x200E || cp == 0x200F || cp == 0xFEFF;
        if (n == 0 || control || cp == 0x7F || (cp >= 0x80 && cp < 0xA0) || bidi) {
            fail_msg("U+%04X in: %s", (unsigned)cp, text);
        }
        p += n;
    }
}

static void check_shown(const json_t *answer)
{
    struct buf shown;
    buf_init(&shown, SHOWN_MAX);
    show_result(answer, &shown);
    assert_false(shown.failed);
    check_harmless(shown.data, true);
    buf_free(&shown);
}

/* One call: its error is clear, its answer can be shown. */
static bool call(struct workshop *w, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    enum status st = client_call(w->client, id, params, &answer, &e);
    json_decref(params);
    if (st == ST_OK) {
        check_shown(answer);
    } else if ((st != ST_USAGE && st != ST_NOT_FOUND && st != ST_REFUSED && st != ST_CONFLICT) ||
               e.message[0] == '\0') {
        fail_msg("%s: status %d %s %s", id, (int)st, e.code, e.message);
    } else {
        check_harmless(e.message, false);
    }
    json_decref(answer);
    return st == ST_OK;
}

static json_t *naughty_strings(void)
{
    char path[512];
    const char *shared = getenv("CLEARBAY_SHARED");
    snprintf(path, sizeof path, "%s/text/blns.json", shared != NULL ? shared : "../shared/data");
    return json_load_file(path, JSON_ALLOW_NUL, NULL);
}

/* Who may run it. */
static const char *user_for(const struct command *c)
{
    return (c->roles & ROLE_ADVISOR) != 0 ? "adv" : (c->roles & ROLE_TECHNICIAN) != 0 ? "tec" : "mgr";
}

static bool left_alone(const struct command *c)
{
    static const char *const ids[] = {"init",          "restore",      "backup",  "price.sync",
                                      "session.login", "user.disable", "user.pin"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (strcmp(ids[i], c->id) == 0) {
            return true;
        }
    }
    return c->run == NULL || c->args == NULL;
}

static void test_every_argument(void **state)
{
    struct workshop *w = *state;
    json_t *strings = naughty_strings();
    if (strings == NULL) {
        skip();
    }
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    int calls = 0, taken = 0, arguments = 0;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        if (left_alone(c)) {
            continue;
        }
        workshop_as(w, user_for(c), PIN);
        for (const struct arg *a = c->args; a->name != NULL; a++) {
            bool slow = (c->flags & CMD_PIN) != 0 || strcmp(c->id, "user.add") == 0; /* each hashes a PIN */
            size_t step = slow                            ? EVERY * 24
                          : (c->flags & CMD_CHANGES) != 0 ? (size_t)torture_rounds(EVERY, 1)
                                                          : 1;
            arguments += a->type == ARG_PIN || a->type == ARG_FILE ? 0 : 1;
            for (size_t n = (size_t)arguments % step;
                 a->type != ARG_PIN && a->type != ARG_FILE && n < json_array_size(strings); n += step) {
                calls++;
                taken +=
                    call(w, c->id, params_with(c, a, json_string_value(json_array_get(strings, n)))) ? 1 : 0;
            }
        }
    }
    promise("naughty", calls, 0, "%zu strings through %d arguments, %d taken, each shown afterwards",
            json_array_size(strings), arguments, taken);
    json_decref(strings);
    workshop_as(w, "mgr", PIN);
    json_t *verified = workshop_run(w, "audit.verify", NULL);
    assert_true(answer_true(verified, "ok"));
    json_decref(verified);
}

/* Stored as it was typed, but for what text_clean takes away; then looked at on the screens. */
static void test_storage(void **state)
{
    struct workshop *w = *state;
    json_t *strings = naughty_strings();
    if (strings == NULL) {
        skip();
    }
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 45, .columns = 100});
    floor_keys(f, "Enter");
    size_t i, stored = 0;
    const json_t *one;
    json_array_foreach(strings, i, one)
    {
        struct buf clean;
        buf_init(&clean, SHOWN_MAX);
        int removed = text_clean(json_string_value(one), json_string_length(one), &clean, NULL);
        struct error e = ERROR_NONE;
        json_t *answer = NULL;
        json_t *params = json_pack("{s:s,s:o}", "order", "1", "concern", json_copy((json_t *)(uintptr_t)one));
        enum status st = client_call(w->client, "order.edit", params, &answer, &e);
        json_decref(params);
        json_decref(answer);
        assert_true(st == ST_OK || (st == ST_USAGE && e.message[0] != '\0'));
        if (st == ST_OK && clean.len > 0) {
            json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
            const json_t *concerns = json_object_get(order, "concerns");
            const char *last = json_string_value(json_array_get(concerns, json_array_size(concerns) - 1));
            assert_true(removed >= 0);
            assert_string_equal(last, clean.data);
            json_decref(order);
            stored++;
        }
        buf_free(&clean);
        if (i % 20 == 0) {
            floor_keys(f, "F5 End PgUp Home PgDn F3");
            floor_type(f, "filter");
            floor_keys(f, "Esc");
        }
    }
    for (const char *p = f->sent; *p != '\0';) {
        int32_t cp = 0;
        size_t n = text_decode(p, strlen(p), &cp);
        assert_true(n > 0 && !(cp >= 0x80 && cp < 0xA0) && !(cp >= 0x202A && cp <= 0x202E) && cp != 0x200B &&
                    cp != 0xFEFF);
        p += n;
    }
    promise("naughty", (long)stored, 0, "stored as typed and looked at on the screens, of %zu",
            json_array_size(strings));
    assert_true(stored > 300);
    floor_close(&f);
    json_decref(strings);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_argument, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_storage, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
