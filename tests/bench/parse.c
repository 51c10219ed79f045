/* Fetches a list and takes every row apart, and nothing else: parse CONFIG SOURCE. Prints milliseconds. */
#include "core/price/fetch.h"
#include "core/price/reader.h"
#include "tests/bench/queries.h"

struct reading {
    const struct oem_source *source;
    long rows;
};

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

/* Its list has come: every row of it is taken apart. */
static enum status arrived(size_t i, struct fetch_answer *answer, void *arg)
{
    struct reading *r = arg;
    struct error e = ERROR_NONE;
    (void)i;
    enum status st = answer->error.status;
    if (st == ST_OK) {
        struct price_reading reading = {
            .row = on_row, .reject = on_reject, .arg = &r->rows, .today = "2026-01-01"};
        st = price_read(r->source, answer->file, &reading, &e);
        fclose(answer->file);
    }
    fputs(answer->error.message, stderr);
    fputs(e.message, stderr);
    return st;
}

int main(int argc, char **argv)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    struct session *s = NULL;
    double start = bench_us();
    if (argc != 3 || config_load(argv[1], &config, &e) != ST_OK || app_new(config, &app, &e) != ST_OK ||
        session_new(app, &s, &e) != ST_OK) {
        fprintf(stderr, "parse CONFIG SOURCE: %s\n", e.message);
        return 1;
    }
    struct reading r = {.source = config_source(config, argv[2])};
    const struct fetch_wish wish = {.source = r.source};
    if (r.source == NULL || price_fetch_all(s, &wish, 1, arrived, &r, &e) != ST_OK) {
        fprintf(stderr, "%s\n", e.message);
        return 1;
    }
    printf("%.1f\n", (bench_us() - start) / 1000);
    session_free(&s);
    app_free(&app);
    return r.rows > 0 ? 0 : 1;
}
