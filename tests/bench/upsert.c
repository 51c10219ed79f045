/* What a sync is without remembered lines: every row of a list through a prepared upsert, in one transaction,
 * on the table that sqlite3's .import made: upsert DATABASE LIST. Prints milliseconds. Fields without quotes
 * only. */
#include "tests/bench/queries.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS = 8, ROW_ROOM = 4096 };

static void put_row(sqlite3_stmt *s, char *row)
{
    char *at = row;
    row[strcspn(row, "\r\n")] = '\0';
    for (int i = 1; i <= FIELDS; i++) {
        char *field = at != NULL ? strsep(&at, ",") : NULL;
        sqlite3_bind_text(s, i, field != NULL ? field : "", -1, SQLITE_STATIC);
    }
    sqlite3_step(s);
    sqlite3_reset(s);
}

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    char row[ROW_ROOM];
    FILE *list = argc == 3 ? fopen(argv[2], "re") : NULL;
    double start = bench_us();
    if (list == NULL || sqlite3_open(argv[1], &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(
            db,
            "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (no) DO UPDATE SET "
            "name = excluded.name, cn = excluded.cn, unit = excluded.unit, price = excluded.price, "
            "grp = excluded.grp, eff = excluded.eff, sup = excluded.sup WHERE price <> excluded.price",
            -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "upsert DATABASE LIST: %s\n", db != NULL ? sqlite3_errmsg(db) : "");
        return 1;
    }
    for (long n = 0; fgets(row, sizeof row, list) != NULL; n++) {
        if (n > 0) {
            put_row(s, row);
        }
    }
    sqlite3_finalize(s);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
    fclose(list);
    printf("%.1f\n", (bench_us() - start) / 1000);
    return 0;
}
