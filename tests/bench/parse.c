/* Fetches a list and takes every row apart, and nothing else: parse CONFIG SOURCE. Prints milliseconds. */
#include "core/price/fetch.h"
#include "core/price/reader.h"
#include "tests/bench/queries.h"

static void on_row(const struct price_record *r, void *arg)
{
    (void)r;
    ++*(long *)arg;
}

static void on_reject(const struct price_reject *r, void *arg)
{
    (void)r;
    ++*(long *)arg;
}

static void fetched(struct fetch_request *r, void *arg)
{
    (void)r;
    (void)arg;
}

int main(int argc, char **argv)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    struct session *s = NULL;
    long rows = 0;
    double start = bench_us();
    if (argc != 3 || config_load(argv[1], &config, &e) != ST_OK || app_new(config, &app, &e) != ST_OK ||
        session_new(app, &s, &e) != ST_OK) {
        fprintf(stderr, "parse CONFIG SOURCE: %s\n", e.message);
        return 1;
    }
    struct fetch_request request = {.source = config_source(config, argv[2])};
    struct price_reading reading = {.row = on_row, .reject = on_reject, .arg = &rows, .today = "2026-01-01"};
    if (request.source == NULL || price_fetch(s, &request, 1, fetched, NULL, &e) != ST_OK ||
        request.answer.file == NULL ||
        price_read(request.source, request.answer.file, &reading, &e) != ST_OK) {
        fprintf(stderr, "%s %s\n", request.error.message, e.message);
        return 1;
    }
    printf("%.1f\n", (bench_us() - start) / 1000);
    fclose(request.answer.file);
    session_free(&s);
    app_free(&app);
    return rows > 0 ? 0 : 1;
}
