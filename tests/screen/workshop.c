#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/workshop.h"
#include "tests/unit/folder.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *const levels[LEVELS] = {"advisor", "technician", "qc"};
const char *const people[LEVELS] = {"adv", "tec", "qin"};

/* Each test has people of its own, and looks at screens: their PINs are hashed at libsodium's least cost (the
 * Makefile leads the call here). */
int __real_crypto_pwhash_str_alg(char *out, const char *passwd, unsigned long long len,
                                 unsigned long long opslimit, size_t memlimit, int alg);
int __wrap_crypto_pwhash_str_alg(char *out, const char *passwd, unsigned long long len,
                                 unsigned long long opslimit, size_t memlimit, int alg);

int __wrap_crypto_pwhash_str_alg(char *out, const char *passwd, unsigned long long len,
                                 unsigned long long opslimit, size_t memlimit, int alg)
{
    (void)opslimit;
    (void)memlimit;
    return __real_crypto_pwhash_str_alg(out, passwd, len, crypto_pwhash_OPSLIMIT_MIN,
                                        crypto_pwhash_MEMLIMIT_MIN, alg);
}

json_t *workshop_run(struct workshop *w, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *result = NULL;
    if (client_call(w->client, id, params, &result, &e) != ST_OK) {
        fail_msg("%s: %s %s", id, e.code, e.message);
    }
    json_decref(params);
    return result;
}

void workshop_change(struct workshop *w, const char *id, json_t *params)
{
    json_decref(workshop_run(w, id, params));
}

void workshop_as(struct workshop *w, const char *user, const char *pin)
{
    struct error e = ERROR_NONE;
    client_logout(w->client);
    if (client_login(w->client, user, pin, &e) != ST_OK) {
        fail_msg("%s: %s", user, e.message);
    }
}

static void write_file(const struct workshop *w, const char *name, const char *text, char path[128])
{
    snprintf(path, 128, "%s/%s", w->folder, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void add_people(struct workshop *w)
{
    workshop_change(w, "init", json_pack("{s:s,s:s,s:s}", "outlet", "SH01", "manager", "mgr", "pin", PIN));
    for (int i = 0; i < LEVELS; i++) {
        workshop_as(w, "mgr", PIN);
        workshop_change(w, "user.add",
                        json_pack("{s:s,s:s,s:s,s:s}", "user", people[i], "role", levels[i], "name",
                                  people[i], "new_pin", "once-only"));
        workshop_as(w, people[i], "once-only");
        workshop_change(w, "user.pin", json_pack("{s:s,s:s}", "user", people[i], "new_pin", PIN));
    }
    workshop_as(w, "mgr", PIN);
}

void workshop_sign(struct workshop *w, const char *order, const char *level)
{
    size_t i;
    const json_t *item;
    json_t *list =
        workshop_run(w, "order.inspection", json_pack("{s:s,s:s}", "order", order, "level", level));
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        const char *value = json_is_string(json_object_get(item, "unit")) ? "80" : NULL;
        if (json_is_true(json_object_get(item, "applies"))) {
            workshop_change(w, "inspect",
                            json_pack("{s:s,s:s,s:O,s:s,s:s*}", "order", order, "level", level, "item",
                                      json_object_get(item, "item"), "result", "green", "value", value));
        }
    }
    json_decref(list);
    workshop_change(w, "sign", json_pack("{s:s,s:s,s:s}", "order", order, "level", level, "pin", PIN));
}

void workshop_order_says(struct workshop *w, const char *key, const char *value)
{
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    const char *is = json_string_value(json_object_get(order, key));
    assert_string_equal(is != NULL ? is : "", value);
    json_decref(order);
}

int64_t workshop_order_number(struct workshop *w, const char *key)
{
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *is = json_object_get(order, key);
    int64_t n = is != NULL ? json_integer_value(is) : -1;
    json_decref(order);
    return n;
}

void workshop_list(struct workshop *w, const char *text)
{
    char path[128];
    write_file(w, "list.csv", text, path);
}

int workshop_set_up(void **state)
{
    struct workshop *w = calloc(1, sizeof *w);
    assert_non_null(w);
    snprintf(w->folder, sizeof w->folder, "/tmp/clearbay-order-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    char path[128], text[1024];
    write_file(w, "list.csv", "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,58.00\n", path);
    snprintf(
        text, sizeof text,
        "[outlet]\ncode = SH01\n[database]\npath = %s/clearbay.db\n[oem.demo]\nurl = file:%s/list.csv\n"
        "columns = part_no=No, name=Name, unit=Unit, list_price=Price\n"
        "[oem.groups]\n" /* nothing to fetch: imported where a test wants groups and both names */
        "columns = part_no=No, name=Name, name_local=Local, unit=Unit, price_basis=Per, list_price=Price, "
        "price_group=Group\n"
        "[oem.chains]\n" /* the same, where a part replaces another one */
        "columns = part_no=No, name=Name, unit=Unit, list_price=Price, superseded_by=Next\n",
        w->folder, w->folder);
    write_file(w, "clearbay.ini", text, path);
    struct error e = ERROR_NONE;
    if (client_open(path, &w->client, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    add_people(w);
    workshop_change(w, "price.sync", NULL);
    *state = w;
    return 0;
}

int workshop_tear_down(void **state)
{
    struct workshop *w = *state;
    client_close(&w->client);
    folder_remove(w->folder);
    free(w);
    i18n_start("en");
    return 0;
}
