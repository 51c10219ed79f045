/* Eight people write while a list of 200,000 rows comes in: nobody is refused, every write stands, and who
 * looks a price up meanwhile sees the old list or the new one. No time is asserted: machines are shared. */
#include "tests/unit/lists.h"

#include "core/price/view.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum { ROWS = 200000, EVERY = 8, WRITERS = 8, READERS = 2, SAMPLES = 24, OLD_PRICE = 100, NEW_PRICE = 250 };
enum { PAUSE_NS = 4000000, LEAST = 20 /* writes of each that the import must let through */ };

/* What the processes tell each other. */
struct board {
    volatile sig_atomic_t over; /* the import has ended */
    volatile int writes[WRITERS], reads[READERS], saw_old[READERS], saw_new[READERS];
};
static struct board *board;

/* Every eighth part changes; as many come, with a name that only the new list has. */
static char *make_list(bool new, size_t *n)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, n);
    fputs(LISTS_HEADER, f);
    for (int i = 0; i < ROWS; i++) {
        int price = new &&i % EVERY == 0 ? NEW_PRICE : OLD_PRICE;
        fprintf(f, "%06d-K,,part %d,,%d.%02d,,,\n", i, i % 500, price / 100, price % 100);
    }
    for (int i = 0; new &&i < SAMPLES; i++) {
        fprintf(f, "N-%04d,,novelty,,9.00,,,\n", i);
    }
    fclose(f);
    return text;
}

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
}

/* The processes open the database themselves: a handle does not survive a fork. Failures are told by the exit
 * status. */
static int fails(const char *who, const struct error *e)
{
    fprintf(stderr, "# %s: %s: %s\n", who, e->code, e->message);
    return 1;
}

static int write_one(struct db *db, int who, int at, struct error *e)
{
    char code[32];
    snprintf(code, sizeof code, "W%d-%d", who, at);
    enum status st = db_begin(db, e);
    st = st == ST_OK ? db_run(db, NULL, e, "INSERT INTO bay (outlet_id, code, created_at) VALUES (1, $1, 1)",
                              "t", code)
                     : st;
    return st == ST_OK && db_commit(db, e) == ST_OK ? 0 : fails("a writer", e);
}

static int keep_writing(const char *path, int who)
{
    struct db *db = NULL;
    struct error e = ERROR_NONE;
    if (db_open(path, 0, &db, &e) != ST_OK) {
        return fails("a writer", &e);
    }
    while (!board->over) {
        if (write_one(db, who, board->writes[who], &e) != 0) {
            return 1;
        }
        board->writes[who]++;
        pause_a_little();
    }
    db_close(&db);
    return 0;
}

static bool count_hit(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    (void)pin;
    (void)detail;
    ++*(int *)arg;
    return true;
}

/* One look, within one transaction: sets *new, or fails when it saw both lists. */
static enum status look(struct session *s, struct dice *dice, bool *new, struct error *e)
{
    int changed = 0, found = 0;
    enum status st = db_begin_read(s->app->db, e);
    for (int i = 0; st == ST_OK && i < SAMPLES; i++) {
        char no[32];
        struct price_pin pin;
        snprintf(no, sizeof no, "%06d-K", (int)dice_below(dice, ROWS / EVERY) * EVERY);
        st = price_pick(s, no, NULL, NULL, &pin, e);
        changed += st == ST_OK && pin.list_price == NEW_PRICE;
    }
    st = st == ST_OK ? price_find(s, "novelty", 100, count_hit, &found, e) : st;
    db_rollback(s->app->db);
    *new = changed > 0;
    return st == ST_OK && ((changed != 0 && changed != SAMPLES) || found != changed)
               ? error_set(e, ST_FAILED, "torn", "%d of %d prices are new, and %d parts", changed, SAMPLES,
                           found)
               : st;
}

static int keep_reading(struct workshop *w, int who)
{
    struct error e = ERROR_NONE;
    struct dice dice = {.state = (uint64_t)who};
    struct app app = {.config = &w->config};
    struct session s = {.app = &app};
    if (db_open(w->path, 0, &app.db, &e) != ST_OK) {
        return fails("a reader", &e);
    }
    for (bool over = false; !over; board->reads[who]++) {
        bool new = false;
        over = board->over; /* the last look is behind the end */
        if (look(&s, &dice, &new, &e) != ST_OK) {
            return fails("a reader", &e);
        }
        if (!new && board->saw_new[who] > 0) {
            error_set(&e, ST_FAILED, "back", "the old list came again");
            return fails("a reader", &e);
        }
        board->saw_new[who] += new;
        board->saw_old[who] += !new;
        pause_a_little();
    }
    db_close(&app.db);
    return 0;
}

static void import(struct workshop *w, bool new)
{
    const struct oem_source source = lists_source("list", false);
    size_t n = 0;
    char *text = make_list(new, &n);
    struct price_result *r = lists_import(w, &source, text, n);
    assert_string_equal(r->status, "applied");
    assert_int_equal(r->changed, new ? ROWS / EVERY : 0);
    free(r);
    free(text);
}

static void test_writers(void **state)
{
    struct workshop *w = *state;
    pid_t children[WRITERS + READERS];
    int64_t written = 0;
    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(board != MAP_FAILED);
    import(w, false);
    db_close(&w->app.db);
    for (int i = 0; i < WRITERS + READERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            _exit(i < WRITERS ? keep_writing(w->path, i) : keep_reading(w, i - WRITERS));
        }
    }
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    import(w, true);
    board->over = 1;
    for (int i = 0; i < WRITERS + READERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        print_message("# writer %d: %d writes\n", i, board->writes[i]);
        assert_true(board->writes[i] >= LEAST);
        written += board->writes[i];
    }
    for (int i = 0; i < READERS; i++) {
        print_message("# reader %d: %d looks at the old list, %d at the new one\n", i, board->saw_old[i],
                      board->saw_new[i]);
        assert_true(board->saw_old[i] > 0 && board->saw_new[i] > 0);
    }
    assert_int_equal(lists_number(w, "SELECT count(*) FROM bay WHERE code LIKE 'W%'"), written);
    lists_are_clean(w);
    assert_int_equal(db_check(w->app.db, &w->e), ST_OK);
    munmap(board, sizeof *board);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writers, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
