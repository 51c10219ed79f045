/* Times price_find as somebody types, kind by kind: find CONFIG ROUNDS [--raw FILE]. Each query is a text cut
 * to 1 to 8 characters, the first 50 parts are fetched with their prices. Prints a line a kind: name, p50,
 * p99, hits (times in ms). With --raw every single time of all kinds goes to FILE, in microseconds, as it
 * comes. */
#include "core/app/app.h"
#include "core/price/lookup.h"
#include "tests/bench/queries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50, TIMES_MAX = 1 << 20 };

static bool take(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    (void)pin;
    (void)detail;
    ++*(long *)arg;
    return true;
}

static double ask(struct session *s, const char *query, long *hits)
{
    struct error e = ERROR_NONE;
    double start = bench_us();
    if (db_begin_read(s->app->db, &e) != ST_OK || price_find(s, query, SHOWN, take, hits, &e) != ST_OK) {
        fprintf(stderr, "%s: %s\n", query, e.message);
        exit(1);
    }
    db_rollback(s->app->db);
    return bench_us() - start;
}

static void time_kind(struct session *s, const struct query_kind *kind, int rounds, double *times, FILE *raw)
{
    size_t n = 0;
    long hits = 0;
    char query[100];
    for (int r = 0; r < rounds; r++) {
        for (int t = 0; t < 12 && kind->texts[t] != NULL; t++) {
            for (int c = 1; c <= 8 && n < TIMES_MAX; c++) {
                size_t len = query_beginning(kind->texts[t], c);
                if (len == 0) {
                    break;
                }
                snprintf(query, sizeof query, "%.*s", (int)len, kind->texts[t]);
                times[n] = ask(s, query, &hits);
                if (raw != NULL) {
                    fprintf(raw, "%.1f\t%s\t%s\n", times[n], kind->name, query);
                }
                n++;
            }
        }
    }
    qsort(times, n, sizeof *times, bench_by_size);
    printf("%s\t%.4f\t%.4f\t%ld\n", kind->name, times[n / 2] / 1000, times[n * 99 / 100] / 1000,
           hits / rounds);
}

int main(int argc, char **argv)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    struct session *s = NULL;
    if (argc < 3 || config_load(argv[1], &config, &e) != ST_OK || app_new(config, &app, &e) != ST_OK ||
        app_open_db(app, 0, &e) != ST_OK || session_new(app, &s, &e) != ST_OK) {
        fprintf(stderr, "find CONFIG ROUNDS [--raw FILE]: %s\n", e.message);
        return 1;
    }
    FILE *raw = argc > 4 ? fopen(argv[4], "we") : NULL;
    double *times = malloc(TIMES_MAX * sizeof *times);
    for (size_t i = 0; times != NULL && i < query_kinds; i++) {
        time_kind(s, &queries[i], (int)strtol(argv[2], NULL, 10), times, raw);
        fflush(stdout);
    }
    if (raw != NULL) {
        fclose(raw);
    }
    free(times);
    session_free(&s);
    app_free(&app);
    return 0;
}
