/* Random lists, one after the other, into a real database and into a model: the same prices, the same history
 * of each part, the same figures, the same rows refused, the same found. */
#include "tests/unit/naive_find.h"
#include "tests/unit/price_model.h"

#include "core/price/view.h"
#include "db/price_store.h"
#include "tests/fault/promise.h"

#include <signal.h>
#include <sys/time.h>

/* A workshop with its model. */
struct run {
    struct workshop *w;
    struct model model;
    struct model_result expected;
    struct oem_source source;
    bool forgetful; /* remembers no lines, so that every list is read whole */
    int64_t longest_us, interrupted;
};

static struct dice dice;

static struct says any_says(int part)
{
    static const int prices[] = {-1, 0, 5800, 5850, 12000, 99999};
    int base = part / SPELLINGS, bases = PARTS / SPELLINGS;
    struct says s = {.price = dice_one_in(&dice, 2) ? prices[dice_below(&dice, 6)]
                                                    : (int)dice_below(&dice, 100000),
                     .name = (int)dice_below(&dice, NAMES),
                     .group = (int)dice_below(&dice, GROUPS),
                     .date = dice_one_in(&dice, 3) ? (int)dice_below(&dice, DATES) : 0,
                     .by = NO_PART};
    if (dice_one_in(&dice, 5) && base + 1 < bases) { /* upwards only: loops are held by the gate */
        s.by = (base + 1 + (int)dice_below(&dice, (uint32_t)(bases - base - 1))) * SPELLINGS;
    }
    return s;
}

static void insert(struct model_list *list, int at, struct model_row row)
{
    assert_true(list->count < ROWS_MAX);
    memmove(&list->rows[at + 1], &list->rows[at], (size_t)(list->count - at) * sizeof row);
    list->rows[at] = row;
    list->count++;
}

static void remove_row(struct model_list *list, int at)
{
    list->count--;
    memmove(&list->rows[at], &list->rows[at + 1], (size_t)(list->count - at) * sizeof *list->rows);
}

static bool is_in(const struct model_list *list, int part)
{
    for (int i = 0; i < list->count; i++) {
        if (list->rows[i].part == part) {
            return true;
        }
    }
    return false;
}

static int any_place(const struct model_list *list)
{
    return (int)dice_below(&dice, (uint32_t)list->count + 1);
}

static void add_some(struct model_list *list, int most)
{
    for (int i = (int)dice_below(&dice, (uint32_t)most); i >= 0; i--) {
        int part = (int)dice_below(&dice, PARTS);
        if (!is_in(list, part)) {
            insert(list, any_place(list), (struct model_row){.part = part, .says = any_says(part)});
        }
    }
}

static void shuffle(struct model_list *list)
{
    for (int i = list->count - 1; i > 0; i--) {
        int j = (int)dice_below(&dice, (uint32_t)i + 1);
        struct model_row row = list->rows[i];
        list->rows[i] = list->rows[j];
        list->rows[j] = row;
    }
}

/* A block of rows goes elsewhere, as when a list is sorted by something else. */
static void move_block(struct model_list *list)
{
    int from = (int)dice_below(&dice, (uint32_t)list->count), n = (int)dice_below(&dice, 40) + 1;
    n = n < list->count - from ? n : list->count - from;
    for (int i = 0, to = (int)dice_below(&dice, (uint32_t)(list->count - n) + 1); i < n; i++) {
        int at = from < to ? from : from + i;
        struct model_row row = list->rows[at];
        remove_row(list, at);
        insert(list, from < to ? to + n - 1 : to + i, row);
    }
}

/* A row stands there again: with the same bytes, with others that say the same, or with another price. */
static void repeat_some(struct model_list *list)
{
    for (int i = (int)dice_below(&dice, 3); i >= 0; i--) {
        struct model_row row = list->rows[dice_below(&dice, (uint32_t)list->count)];
        row.style = (int)dice_below(&dice, 3);
        if (dice_one_in(&dice, 2)) {
            row.says = any_says(row.part);
        }
        insert(list, any_place(list), row);
    }
}

static void change_some(struct model_list *list)
{
    for (int i = (int)dice_below(&dice, 12); i >= 0; i--) {
        struct model_row *row = &list->rows[dice_below(&dice, (uint32_t)list->count)];
        struct says says = any_says(row->part);
        switch (dice_below(&dice, 5)) {
        case 0:
            row->says = says;
            break;
        case 1:
            row->says.name = says.name;
            break;
        case 2:
            row->says.date = (int)dice_below(&dice, DATES);
            break;
        case 3:
            row->style = (int)dice_below(&dice, 3);
            break;
        default:
            row->says.price = says.price;
        }
    }
}

static void spoil_some(struct model_list *list)
{
    for (int i = 0; i < list->count; i++) { /* yesterday's mistakes are mended */
        list->rows[i].bad = dice_one_in(&dice, 3) ? GOOD : list->rows[i].bad;
    }
    for (int i = (int)dice_below(&dice, 3); i >= 0; i--) {
        list->rows[dice_below(&dice, (uint32_t)list->count)].bad = (enum bad)dice_below(&dice, BADS);
    }
}

/* Turns a list into the next one. */
static void next_list(struct model_list *list)
{
    for (int i = (int)dice_below(&dice, 4); i >= 0; i--) {
        switch (dice_below(&dice, 9)) {
        case 0:
            shuffle(list);
            break;
        case 1:
            move_block(list);
            break;
        case 2:
            repeat_some(list);
            break;
        case 3:
            spoil_some(list);
            break;
        case 4:
            add_some(list, 20);
            break;
        case 5:
            for (int k = (int)dice_below(&dice, 20); k >= 0 && list->count > 20; k--) {
                remove_row(list, (int)dice_below(&dice, (uint32_t)list->count));
            }
            break;
        default:
            change_some(list);
        }
    }
    add_some(list, list->count < 30 ? 60 : 2);
}

static bool is_there(struct run *run, int part, int64_t *id)
{
    char no[32], key[400];
    struct price_source_row source;
    model_number(part, no);
    naive_key(no, key);
    assert_int_equal(price_source_find(run->w->app.db, run->source.name, &source, &run->w->e), ST_OK);
    assert_int_equal(price_part_find(run->w->app.db, key, source.id, model_brand(part), no, id, &run->w->e),
                     ST_OK);
    return *id != 0;
}

static void says_the_same(const struct says *s, const struct price_row *r)
{
    char by[32] = "";
    if (s->by != NO_PART) {
        model_number(s->by, by);
    }
    assert_int_equal(r->list_price, s->price);
    assert_string_equal(r->name, model_names[s->name][0]);
    assert_string_equal(r->name_local, model_names[s->name][1]);
    assert_string_equal(r->price_group != NULL ? r->price_group : "", model_groups[s->group]);
    assert_string_equal(r->effective != NULL ? r->effective : "", model_dates[s->date]);
    assert_string_equal(r->superseded_by != NULL ? r->superseded_by : "", by);
}

struct history {
    const struct model_part *part;
    int at;
};

static bool check_price(const struct price_row *r, void *arg)
{
    struct history *h = arg;
    assert_true(h->at < h->part->count);
    const struct model_price *p = &h->part->prices[h->at++];
    says_the_same(&p->says, r);
    assert_int_equal(r->from_revision, p->from);
    assert_int_equal(r->to_revision, p->to);
    return true;
}

/* Every price that a part ever had. */
static void check_history(struct run *run, int part)
{
    int64_t id = 0;
    struct history h = {.part = &run->model.parts[part]};
    if (is_there(run, part, &id)) {
        assert_int_equal(price_rows_of_part(run->w->app.db, id, check_price, &h, &run->w->e), ST_OK);
    }
    if (h.at != h.part->count) {
        fail_msg("part %d has %d prices instead of %d", part, h.at, h.part->count);
    }
}

static void check_today(struct run *run, int part)
{
    char no[32];
    struct price_pin pin;
    struct price_detail detail;
    const struct model_price *p = model_today(&run->model.parts[part]);
    model_number(part, no);
    enum status st = price_pick_on(&run->w->s, no, run->source.name, model_brand(part), when_day(when_now()),
                                   &pin, &detail, &run->w->e);
    if (st == ST_OK && strcmp(pin.part_no, no) != 0) {
        st = ST_NOT_FOUND; /* another spelling is the only one in force */
    }
    if (p == NULL ? st == ST_OK : st != ST_OK) {
        fail_msg("%s: status %d, %s", no, (int)st, run->w->e.message);
    }
    if (p != NULL) {
        assert_int_equal(pin.list_price, p->says.price);
        assert_int_equal(pin.revision, p->from);
        assert_string_equal(detail.name, model_names[p->says.name][0]);
        assert_string_equal(detail.name_local, model_names[p->says.name][1]);
        assert_string_equal(detail.price_group, model_groups[p->says.group]);
    }
}

struct shown {
    struct run *run;
    bool parts[PARTS];
    int count;
};

static int part_of(const char *no, const char *brand)
{
    char other[32];
    for (int p = 0; p < PARTS; p++) {
        model_number(p, other);
        if (strcmp(no, other) == 0 && strcmp(brand, model_brand(p)) == 0) {
            return p;
        }
    }
    fail_msg("%s is no part", no);
    return 0;
}

static bool note_shown(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    struct shown *shown = arg;
    int p = part_of(pin->part_no, pin->brand);
    (void)detail;
    if (shown->parts[p]) {
        fail_msg("%s is shown twice", pin->part_no);
    }
    shown->parts[p] = true;
    shown->count++;
    return true;
}

/* The chain behind an exact number may add parts; all else must be as the model says. */
static void check_found(struct run *run, const char *query)
{
    static struct shown shown;
    struct naive_query q;
    int wanted = 0;
    bool exact = false;
    shown = (struct shown){.run = run};
    naive_ask(query, &q);
    assert_int_equal(price_find(&run->w->s, query, 1000, note_shown, &shown, &run->w->e), ST_OK);
    for (int p = 0; p < PARTS; p++) {
        char no[32], fold[1200];
        const struct model_price *price = model_today(&run->model.parts[p]);
        if (price == NULL) {
            continue;
        }
        model_number(p, no);
        naive_fold(model_names[price->says.name][0], model_names[price->says.name][1], fold);
        enum naive_rank rank = naive_fits(&q, no, fold);
        exact = exact || rank == NAIVE_EXACT;
        wanted += rank != NAIVE_NOT;
        if (rank != NAIVE_NOT && !shown.parts[p]) {
            fail_msg("%s does not find %s (rank %d, %s)", query, no, (int)rank, fold);
        }
    }
    if (shown.count < wanted || (shown.count > wanted && !exact)) {
        fail_msg("%s finds %d parts instead of %d", query, shown.count, wanted);
    }
}

static void check_finding(struct run *run)
{
    static const char *const queries[] = {"af-00",  "k5",    "AF 011",  "brake pad", "oil fil",   "机油",
                                          "左前",   "jiyou", "zdp",     "lv",        "brake 9k3", "重",
                                          "前 zdp", "ölf",   "014k 油", "5w-3",      "abs",       "af01 lü"};
    char no[32];
    check_found(run, queries[dice_below(&dice, sizeof queries / sizeof *queries)]);
    check_found(run, queries[dice_below(&dice, sizeof queries / sizeof *queries)]);
    model_number((int)dice_below(&dice, PARTS), no);
    check_found(run, no);
    check_found(run, no + 2);
}

static void check_everything(struct run *run)
{
    for (int p = 0; p < PARTS; p++) {
        check_history(run, p);
        check_today(run, p);
    }
    check_finding(run);
    lists_are_clean(run->w);
}

static void rejects_differ(const struct run *run, const struct price_result *r)
{
    for (size_t i = 0; i < r->reject_count; i++) {
        print_message("# line %ld: %s: %s\n", r->rejects[i].line, r->rejects[i].text, r->rejects[i].reason);
    }
    fail_msg("%lld rows refused instead of %lld, the first in line %lld%s", (long long)r->rejected,
             (long long)run->expected.rejected, (long long)run->expected.rejects[0],
             run->forgetful ? ", without remembered lines" : "");
}

static void check_result(const struct run *run, const struct price_result *r)
{
    const struct model_result *x = &run->expected;
    assert_string_equal(r->status, "applied");
    assert_int_equal(r->read, x->read);
    if (r->rejected != x->rejected) {
        rejects_differ(run, r);
    }
    for (size_t i = 0; i < r->reject_count && x->rejected <= REJECTS_SHOWN; i++) {
        assert_int_equal(r->rejects[i].line, x->rejects[i]);
        assert_true(r->rejects[i].reason[0] != '\0');
    }
    assert_int_equal(r->added, x->added);
    assert_int_equal(r->changed, x->changed);
    assert_int_equal(r->unchanged, x->unchanged);
    assert_int_equal(r->removed, x->removed);
    assert_int_equal(r->read,
                     lists_number(run->w, "SELECT rows_read FROM price_revision ORDER BY revision DESC"));
    assert_int_equal(x->in_force,
                     lists_number(run->w, "SELECT rows_in_force FROM price_revision ORDER BY revision DESC"));
    assert_int_equal(x->zero,
                     lists_number(run->w, "SELECT rows_zero FROM price_revision ORDER BY revision DESC"));
}

static volatile sig_atomic_t stop_now;

static void on_alarm(int signal)
{
    (void)signal;
    stop_now = 1;
}

/* Somebody presses Ctrl-C at some moment of an import: the list is in force, or all is as it was. */
static struct price_result *import_with_alarm(struct run *run, const char *text, size_t n)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    struct itimerval timer = {.it_value.tv_usec =
                                  1 + (suseconds_t)dice_below(&dice, (uint32_t)run->longest_us)};
    const struct itimerval off = {.it_value.tv_usec = 0};
    stop_now = 0;
    sigaction(SIGALRM, &action, NULL);
    run->w->s.stop = &stop_now;
    setitimer(ITIMER_REAL, &timer, NULL);
    struct price_result *r = lists_import(run->w, &run->source, text, n);
    setitimer(ITIMER_REAL, &off, NULL);
    run->w->s.stop = NULL;
    if (strcmp(r->status, "failed") == 0) {
        assert_string_equal(r->error.code, "interrupted");
        run->interrupted++;
    }
    return r;
}

static void take_over(struct run *run, char *text, size_t n)
{
    free(run->model.applied);
    run->model.applied = text;
    run->model.applied_n = n;
}

/* Imports the list and compares all there is to compare; `interrupt`: it may be stopped. */
static void step(struct run *run, const struct model_list *list, bool interrupt, bool thorough)
{
    size_t n = 0;
    char *text = model_write(list, &n);
    struct model *m = &run->model;
    if (run->forgetful) {
        workshop_sql(run->w, "DELETE FROM price_line");
    }
    struct price_result *r =
        interrupt ? import_with_alarm(run, text, n) : lists_import(run->w, &run->source, text, n);
    if (m->applied != NULL && n == m->applied_n && memcmp(text, m->applied, n) == 0) {
        assert_string_equal(r->status, "unchanged");
        free(text);
    } else if (interrupt && strcmp(r->status, "failed") == 0) {
        check_finding(run); /* what it left, if anything, is not seen */
        free(text);
    } else {
        if (strcmp(r->status, "applied") != 0) {
            fail_msg("%s: %s %s", r->status, r->error.message,
                     r->finding_count > 0 ? r->findings[0].rule : "");
        }
        model_apply(m, list, r->revision, &run->expected);
        check_result(run, r);
        if (thorough) {
            check_everything(run);
        }
        take_over(run, text, n);
    }
    free(r);
}

static struct run *begin(bool forgetful)
{
    void *state = NULL;
    struct run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    workshop_set_up(&state);
    run->w = state;
    run->source = lists_source("list", false);
    run->forgetful = forgetful;
    run->longest_us = 3000;
    return run;
}

static void end(struct run *run)
{
    void *state = run->w;
    struct error e = ERROR_NONE;
    if (db_check(run->w->app.db, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    workshop_tear_down(&state);
    free(run->model.applied);
    free(run);
}

static struct model_list list;

/* The same lists, with remembered lines and without. */
static void test_many_lists(void **state)
{
    (void)state;
    struct run *with = begin(false), *without = begin(true);
    dice.state = 20261123;
    list.count = 0;
    add_some(&list, 150);
    for (int i = 0; i < 220; i += torture_stride(5)) {
        step(with, &list, false, true);
        step(without, &list, false, i % 4 == 0);
        if (dice_one_in(&dice, 10)) {
            step(with, &list, false, true); /* again: unchanged */
        }
        next_list(&list);
    }
    end(with);
    end(without);
}

static void test_interrupted_lists(void **state)
{
    (void)state;
    struct run *run = begin(false);
    dice.state = 777;
    list.count = 0;
    add_some(&list, 300);
    step(run, &list, false, true);
    for (int i = 0; i < 150; i += torture_stride(5)) {
        next_list(&list);
        step(run, &list, dice_one_in(&dice, 2), i % 3 == 0);
    }
    print_message("# %lld of them were stopped\n", (long long)run->interrupted);
    assert_true(run->interrupted > 0);
    end(run);
}

/* A delta names some parts, a few of them to be deleted, and a few twice. */
static void make_delta(const struct run *run)
{
    list.count = 0;
    add_some(&list, 40);
    for (int i = 0; i < list.count; i++) {
        list.rows[i].deleted = dice_one_in(&dice, 4);
    }
    for (int i = (int)dice_below(&dice, 5); i >= 0; i--) {
        struct model_row row = list.rows[dice_below(&dice, (uint32_t)list.count)];
        row.style = (int)dice_below(&dice, 3);
        row.says = dice_one_in(&dice, 2) ? any_says(row.part) : row.says;
        /* a part that nobody ever sold cannot be deleted, so that says nothing */
        row.deleted = run->model.parts[row.part].count > 0 ? dice_one_in(&dice, 3) : row.deleted;
        insert(&list, any_place(&list), row);
    }
    spoil_some(&list);
    list.rows[0].bad = GOOD; /* a list without a good row is no list */
}

static void test_deltas(void **state)
{
    (void)state;
    struct run *run = begin(false);
    run->source = lists_source("list", true);
    dice.state = 4711;
    list.delta = true;
    for (int i = 0; i < 200; i += torture_stride(5)) {
        make_delta(run);
        step(run, &list, false, true);
    }
    list.delta = false;
    end(run);
}

/* More names than an import keeps in memory: rows of one part count together wherever they stand. */
static void test_far_apart(void **state)
{
    (void)state;
    enum { NAMES_KEPT = 200000 };
    struct run *run = begin(false);
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    fputs(LISTS_HEADER
          "A-1,,a,,1.00,,,\nA-1,,a,,2.00,,,\nB-1,,b,,1.00,,,\nB-1,,b,,1.00,,,\nC-1,,c,,1.00,,,\n",
          f);
    fputs("D-1,,d,,1.00,,,\nD-1,,d,,1.00,,,\n", f);
    for (int i = 0; i < NAMES_KEPT; i++) {
        fprintf(f, "P-%d,,name %d,,1.00,,,\n", i, i);
    }
    fputs("A-1,,a,,3.00,,,\nB-1,,b,,1.00,,,\nC-1,,c,,2.00,,,\nD-1,,d,,2.00,,,\n", f);
    fclose(f);
    struct price_result *r = lists_import(run->w, &run->source, text, n);
    assert_int_equal(r->read, NAMES_KEPT + 11);
    assert_int_equal(r->rejected, 8); /* all of A, C and D */
    assert_int_equal(r->added, NAMES_KEPT + 1);
    assert_int_equal(lists_number(run->w, "SELECT count(*) FROM part"), NAMES_KEPT + 1);
    lists_are_clean(run->w);
    free(r);
    free(text);
    end(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_lists),
        cmocka_unit_test(test_interrupted_lists),
        cmocka_unit_test(test_deltas),
        cmocka_unit_test(test_far_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
