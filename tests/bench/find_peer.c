/* The queries of queries.c on peers: find_peer DATABASE fts|bm25|like ROUNDS. The database has a table `part`
 * (no, name, cn ...) and an FTS5 table `text` over it, its Chinese split into characters. Prints a line a
 * kind: name, p50, p99, hits (times in ms). */
#include "core/base/text.h"
#include "tests/bench/queries.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES_MAX = 1 << 18, TEXT_ROOM = 1024 };

static const char fts[] =
    "SELECT p.* FROM text t JOIN part p ON p.rowid = t.rowid WHERE text MATCH ?1 LIMIT 50";
static const char bm25[] = "SELECT p.* FROM text t JOIN part p ON p.rowid = t.rowid WHERE text MATCH ?1 "
                           "ORDER BY bm25(text) LIMIT 50";
static const char like[] = "SELECT * FROM part WHERE no LIKE ?1 OR name LIKE ?1 OR cn LIKE ?1 LIMIT 50";

static bool is_letter(int32_t cp)
{
    return cp >= 0x80 || (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z');
}

/* Each word a phrase of its characters' tokens, its last one a beginning: "左前 zdp" is "左 前" * "zdp" *. */
static void make_match(const char *query, char *out, size_t size)
{
    size_t used = 0;
    bool in_word = false, in_token = false;
    int32_t cp;
    for (size_t i = 0, len; query[i] != '\0' && used + 16 < size; i += len) {
        len = text_decode(query + i, strlen(query + i), &cp);
        len = len > 0 ? len : 1;
        if (cp == ' ') {
            used += (size_t)snprintf(out + used, size - used, "%s", in_word ? "\" * " : "");
            in_word = in_token = false;
            continue;
        }
        if (!in_word) {
            out[used++] = '"';
        } else if (cp >= 0x2e80 || !is_letter(cp) || !in_token) {
            out[used++] = ' ';
        }
        in_word = true;
        in_token = is_letter(cp) && cp < 0x2e80;
        if (is_letter(cp)) {
            memcpy(out + used, query + i, len);
            used += len;
        }
    }
    snprintf(out + used, size - used, "%s", in_word ? "\" *" : "");
}

static double ask(sqlite3_stmt *s, const char *query, bool match, long *hits)
{
    char text[TEXT_ROOM];
    if (match) {
        make_match(query, text, sizeof text);
    } else {
        snprintf(text, sizeof text, "%%%s%%", query);
    }
    double start = bench_us();
    sqlite3_bind_text(s, 1, text, -1, SQLITE_STATIC);
    while (sqlite3_step(s) == SQLITE_ROW) {
        ++*hits;
    }
    sqlite3_reset(s);
    return bench_us() - start;
}

static void time_kind(sqlite3_stmt *s, const struct query_kind *kind, bool match, int rounds, double *times)
{
    size_t n = 0;
    long hits = 0;
    char query[100];
    for (int r = 0; r < rounds; r++) {
        for (int t = 0; t < QUERY_TEXTS && kind->texts[t] != NULL; t++) {
            for (int c = 1; c <= QUERY_CHARACTERS && n < TIMES_MAX; c++) {
                size_t len = query_beginning(kind->texts[t], c);
                if (len == 0) {
                    break;
                }
                snprintf(query, sizeof query, "%.*s", (int)len, kind->texts[t]);
                times[n++] = ask(s, query, match, &hits);
            }
        }
    }
    qsort(times, n, sizeof *times, bench_by_size);
    printf("%s\t%.4f\t%.4f\t%ld\n", kind->name, times[n / 2] / 1000, times[n * 99 / 100] / 1000,
           hits / rounds);
}

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    const char *way = argc == 4 ? argv[2] : "";
    const char *sql = strcmp(way, "fts") == 0 ? fts : strcmp(way, "bm25") == 0 ? bm25 : like;
    double *times = malloc(TIMES_MAX * sizeof *times);
    if (argc != 4 || times == NULL || sqlite3_open(argv[1], &db) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "find_peer DATABASE fts|bm25|like ROUNDS: %s\n",
                db != NULL ? sqlite3_errmsg(db) : "");
        return 1;
    }
    for (size_t i = 0; i < query_kinds; i++) {
        time_kind(s, &queries[i], strcmp(way, "like") != 0, (int)strtol(argv[3], NULL, 10), times);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    free(times);
    return 0;
}
