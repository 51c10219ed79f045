/* Eight writers, each of them every ten milliseconds a short durable transaction, for some seconds:
 * writers CONFIG SECONDS. Prints median, p99 and the longest time of a transaction with its wait, in ms. */
#include "core/app/app.h"
#include "db/db.h"
#include "tests/bench/queries.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WRITERS = 8, TIMES_MAX = 4096, PAUSE_NS = 10000000 };

/* One writer: its times in microseconds go to `out`. */
static int write_for(const char *file, double seconds, int out)
{
    static double times[TIMES_MAX];
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    size_t n = 0;
    if (config_load(file, &config, &e) != ST_OK || app_new(config, &app, &e) != ST_OK ||
        app_open_db(app, 0, &e) != ST_OK) {
        fprintf(stderr, "%s\n", e.message);
        return 1;
    }
    for (double end = bench_us() + seconds * 1e6; bench_us() < end && n < TIMES_MAX;) {
        double start = bench_us();
        if (db_begin(app->db, &e) != ST_OK ||
            db_run(app->db, NULL, &e,
                   "INSERT INTO price_state (name, value) VALUES ('bench', 1) "
                   "ON CONFLICT (name) DO UPDATE SET value = value + 1",
                   "") != ST_OK ||
            db_commit(app->db, &e) != ST_OK) {
            fprintf(stderr, "%s\n", e.message);
            return 1;
        }
        times[n++] = bench_us() - start;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    ssize_t size = (ssize_t)(n * sizeof *times);
    app_free(&app);
    return write(out, times, (size_t)size) == size ? 0 : 1;
}

int main(int argc, char **argv)
{
    static double times[WRITERS * TIMES_MAX];
    size_t n = 0;
    double seconds = argc == 3 ? strtod(argv[2], NULL) : 0;
    FILE *files[WRITERS];
    for (int i = 0; i < WRITERS && seconds > 0; i++) {
        files[i] = tmpfile();
        if (files[i] == NULL) {
            return 1;
        }
        if (fork() == 0) {
            _exit(write_for(argv[1], seconds, fileno(files[i])));
        }
    }
    for (int i = 0; i < WRITERS && seconds > 0; i++) {
        int status = 0;
        wait(&status);
        seconds = status == 0 ? seconds : -1;
    }
    for (int i = 0; i < WRITERS && seconds > 0; i++) {
        rewind(files[i]);
        n += fread(times + n, sizeof *times, TIMES_MAX, files[i]);
    }
    if (n == 0) {
        fputs("writers CONFIG SECONDS\n", stderr);
        return 1;
    }
    qsort(times, n, sizeof *times, bench_by_size);
    printf("%.2f %.2f %.2f\n", times[n / 2] / 1000, times[n * 99 / 100] / 1000, times[n - 1] / 1000);
    return 0;
}
