/* Fills a workshop for the bench of the console:
 *
 *   floor CONFIGURATION ADVISOR PIN-FILE ORDERS VEHICLES
 *
 * So many cars that were here before, and so many orders that are open now. The orders are taken in by the
 * command that the advisor would use. */
#include "core/app/app.h"
#include "core/base/when.h"
#include "core/command/command.h"
#include "db/vehicle_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLATE_MAX = 32, PIN_MAX = 128 };

static const char *const concerns[] = {"squeals when braking", "does not start when it is cold",
                                       "空调不制冷，风量很小", "pulls to the left", "oil service"};

static void check(enum status st, const struct error *e)
{
    if (st != ST_OK) {
        fprintf(stderr, "floor: %s\n", e->message);
        exit(1);
    }
}

static void call(struct session *s, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    check(command_dispatch(s, id, params, &answer, &e), &e);
    json_decref(params);
    json_decref(answer);
}

static void log_in(struct session *s, const char *user, const char *file)
{
    char pin[PIN_MAX] = "";
    FILE *f = fopen(file, "re");
    if (f == NULL || fgets(pin, sizeof pin, f) == NULL) {
        fprintf(stderr, "floor: %s: cannot be read\n", file);
        exit(1);
    }
    fclose(f);
    pin[strcspn(pin, "\n")] = '\0';
    call(s, "session.login", json_pack("{s:s,s:s}", "user", user, "pin", pin));
}

static void add_vehicles(struct db *db, long count)
{
    struct error e = ERROR_NONE;
    check(db_begin(db, &e), &e);
    for (long i = 0; i < count; i++) {
        int64_t id = 0;
        char phone[PLATE_MAX];
        snprintf(phone, sizeof phone, "139%08ld", i);
        struct vehicle_row row = {.plate_kind = "cn", .odometer = i % 200000};
        check(customer_store_add(db, "王小明", phone, when_now(), &row.customer_id, &e), &e);
        snprintf(row.plate, sizeof row.plate, "沪B%05ld", i);
        check(vehicle_store_add(db, &row, when_now(), &id, &e), &e);
    }
    check(db_commit(db, &e), &e);
}

static void add_orders(struct session *s, long count)
{
    for (long i = 0; i < count; i++) {
        char plate[PLATE_MAX];
        snprintf(plate, sizeof plate, "京A%05ld", i);
        const char *concern = concerns[(size_t)i % (sizeof concerns / sizeof *concerns)];
        call(s, "order.open", json_pack("{s:s,s:[s]}", "plate", plate, "concern", concern));
    }
}

int main(int argc, char **argv)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    struct session *s = NULL;
    if (argc != 6) {
        fprintf(stderr, "usage: floor CONFIGURATION ADVISOR PIN-FILE ORDERS VEHICLES\n");
        return 2;
    }
    check(config_load(argv[1], &config, &e), &e);
    check(app_new(config, &app, &e), &e);
    check(session_new(app, &s, &e), &e);
    log_in(s, argv[2], argv[3]);
    add_vehicles(app->db, strtol(argv[5], NULL, 10));
    add_orders(s, strtol(argv[4], NULL, 10));
    session_free(&s);
    app_free(&app);
    return 0;
}
