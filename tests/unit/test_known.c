/* The remembered lines of the last list: which lines of the next one are known, and which did not come again.
 */
#include "tests/unit/lists.h"

#include "core/price/known.h"

enum { LINES_MAX = 30000 };

/* A list as numbers: line i says texts[i] and stands for a part; part 0: the row was refused. */
struct text_list {
    int text[LINES_MAX], part[LINES_MAX], count;
};
static struct text_list last, next;
static struct dice dice;
static const unsigned char key[PRICE_KEY_SIZE] = "sixteen  letters";

struct kept {
    struct workshop *w;
    struct writer writer;
    int64_t revision;
};

static int set_up(void **state)
{
    void *w = NULL;
    struct kept *k = calloc(1, sizeof *k);
    workshop_set_up(&w);
    k->w = w;
    workshop_sql(k->w, "INSERT INTO price_source (id, name) VALUES (1, 'list')");
    *state = k;
    last.count = next.count = 0;
    return 0;
}

static int tear_down(void **state)
{
    struct kept *k = *state;
    void *w = k->w;
    workshop_tear_down(&w);
    free(k);
    return 0;
}

struct gone {
    int64_t count, sum;
};

static bool count_gone(int64_t part, void *arg)
{
    struct gone *gone = arg;
    gone->count++;
    gone->sum += part;
    return true;
}

struct rows {
    int at;
};

/* Rows of every thousandth line are to be taken apart next time. */
static bool check_row(int64_t part, long line, void *arg)
{
    struct rows *rows = arg;
    assert_int_equal(part, next.part[rows->at]);
    assert_int_equal(line, rows->at * 2 + 2);
    rows->at++;
    return rows->at % 1000 != 0;
}

/* Lines that the last list has so often, and that may still be met. */
static int *left_of(const struct text_list *list, int texts)
{
    int *left = calloc((size_t)texts, sizeof *left);
    assert_non_null(left);
    for (int i = 0; i < list->count; i++) {
        left[list->text[i]] += list->part[i] != 0;
    }
    return left;
}

/* Gives the next list to what is remembered of the last one. A line may be missed, for it is then taken
 * apart; it must never be known more often than it stood there, nor for another part. Returns how many are
 * known. */
static int read_next(struct kept *k, int texts, const char *shape, struct gone *gone)
{
    struct known *known = NULL;
    struct rows rows = {0};
    char text[32];
    int *left = left_of(&last, texts), met = 0;
    assert_int_equal(known_new(k->w->app.db, 1, k->revision, key, &known, &k->w->e), ST_OK);
    known_shape(known, shape);
    for (int i = 0; i < next.count; i++) {
        snprintf(text, sizeof text, "line %d", next.text[i]);
        int64_t part = known_line(known, text, strlen(text), i * 2 + 2);
        assert_true(part >= 0);
        if (part != 0) {
            assert_true(left[next.text[i]]-- > 0);
            assert_int_equal(part, next.part[i]);
            met++;
        } else {
            assert_true(known_row(known, next.part[i], i * 2 + 2));
        }
    }
    *gone = (struct gone){0};
    known_gone_each(known, count_gone, gone);
    known_rows_each(known, check_row, &rows);
    assert_int_equal(rows.at, next.count);
    k->writer.s = &k->w->s;
    assert_int_equal(writer_begin(&k->writer, &k->w->e), ST_OK);
    assert_int_equal(known_save(known, &k->writer, 1, ++k->revision, &k->w->e), ST_OK);
    assert_int_equal(writer_end(&k->writer, true, &k->w->e), ST_OK);
    known_free(&known);
    assert_null(known);
    free(left);
    return met;
}

/* What check_row forgets. */
static void turn_over(void)
{
    last = next;
    for (int i = 999; i < last.count; i += 1000) {
        last.part[i] = 0;
    }
}

static int64_t parts_of(const struct text_list *list)
{
    int64_t sum = 0;
    for (int i = 0; i < list->count; i++) {
        sum += list->part[i];
    }
    return sum;
}

static void fill(int count)
{
    next.count = count;
    for (int i = 0; i < count; i++) {
        next.text[i] = i;
        next.part[i] = dice_one_in(&dice, 50) ? 0 : 7 + i * 3 % 20011;
    }
}

static void swap(int i, int j)
{
    int text = next.text[i], part = next.part[i];
    next.text[i] = next.text[j];
    next.part[i] = next.part[j];
    next.text[j] = text;
    next.part[j] = part;
}

static void test_same_list(void **state)
{
    struct kept *k = *state;
    struct gone gone;
    dice.state = 1;
    fill(13000); /* several blocks */
    assert_int_equal(read_next(k, LINES_MAX, "a", &gone), 0);
    assert_int_equal(gone.count, 0);
    turn_over();
    int good = 0;
    for (int i = 0; i < last.count; i++) {
        good += last.part[i] != 0;
    }
    assert_int_equal(read_next(k, LINES_MAX, "a", &gone), good);
    /* rows that are always taken apart are reported as gone, which the caller checks */
    assert_true(gone.count < 13000 / 1000 + 1);
}

static void test_other_columns(void **state)
{
    struct kept *k = *state;
    struct gone gone;
    dice.state = 2;
    fill(500);
    read_next(k, LINES_MAX, "a", &gone);
    turn_over();
    assert_int_equal(read_next(k, LINES_MAX, "b", &gone), 0);
    assert_int_equal(gone.sum, parts_of(&last));
}

static void test_removed_and_inserted(void **state)
{
    struct kept *k = *state;
    struct gone gone;
    dice.state = 3;
    fill(12000);
    read_next(k, LINES_MAX, "a", &gone);
    for (int round = 0; round < 12; round++) {
        turn_over();
        int64_t removed = 0, forgotten = 0, kept = 0;
        int at = (int)dice_below(&dice, 11000), n = (int)dice_below(&dice, 300);
        for (int i = at; i < at + n; i++) {
            removed += last.part[i];
        }
        memmove(next.text + at, next.text + at + n, (size_t)(next.count - at - n) * sizeof *next.text);
        memmove(next.part + at, next.part + at + n, (size_t)(next.count - at - n) * sizeof *next.part);
        next.count -= n;
        for (int i = 0; i < n; i++, next.count++) { /* as many new ones behind */
            next.text[next.count] = 13000 + round * 300 + i;
            next.part[next.count] = 1 + i;
        }
        for (int i = 0; i < last.count; i++) {
            forgotten += last.part[i] == 0;
            kept += last.part[i] != 0;
        }
        int met = read_next(k, LINES_MAX, "a", &gone);
        assert_true(forgotten > 0);
        assert_true(met <= kept &&
                    met >= kept - n - 256); /* 256 misses before all lines are looked through */
        assert_true(gone.sum >= removed);
    }
}

/* Any order: after some misses the whole last list is looked through. */
static void test_shuffled(void **state)
{
    struct kept *k = *state;
    struct gone gone;
    dice.state = 4;
    fill(9000);
    read_next(k, LINES_MAX, "a", &gone);
    turn_over();
    int good = 0;
    for (int i = next.count - 1; i > 0; i--) {
        swap(i, (int)dice_below(&dice, (uint32_t)i + 1));
    }
    for (int i = 0; i < last.count; i++) {
        good += last.part[i] != 0;
    }
    int met = read_next(k, LINES_MAX, "a", &gone);
    print_message("# %d of %d lines are known\n", met, good);
    assert_true(met > good / 2 && met <= good);
}

/* The same line several times is known, but never more often than it stood there. */
static void test_repeated(void **state)
{
    struct kept *k = *state;
    struct gone gone;
    dice.state = 5;
    fill(2000);
    for (int i = 0; i < 2000; i++) {
        next.text[i] = (int)dice_below(&dice, 300);
        next.part[i] = next.text[i] + 1;
    }
    read_next(k, LINES_MAX, "a", &gone);
    for (int round = 0; round < 10; round++) {
        turn_over();
        for (int i = 0; i < 200; i++) {
            int at = (int)dice_below(&dice, 2000);
            next.text[at] = (int)dice_below(&dice, 300);
            next.part[at] = next.text[at] + 1;
        }
        int met = read_next(k, LINES_MAX, "a", &gone);
        assert_true(met > 1000);
    }
}

/* Blocks of a list that never came into force are of no use, and then none of the list is. */
static void test_not_in_force(void **state)
{
    struct kept *k = *state;
    struct known *known = NULL;
    struct gone gone;
    fill(9000);
    read_next(k, LINES_MAX, "a", &gone);
    workshop_sql(k->w, "UPDATE price_line SET revision = 2 WHERE block = 1");
    assert_int_equal(known_new(k->w->app.db, 1, 1, key, &known, &k->w->e), ST_OK);
    assert_false(known_any(known));
    known_free(&known);
    assert_int_equal(known_new(k->w->app.db, 1, 2, key, &known, &k->w->e), ST_OK);
    assert_true(known_any(known));
    known_free(&known);
    assert_int_equal(known_new(k->w->app.db, 1, 0, key, &known, &k->w->e), ST_OK);
    assert_false(known_any(known));
    known_free(&known);
}

/* A list that broke off while its lines were written down: what the next list lacks goes off sale all the
 * same. */
static void test_broken_off(void **state)
{
    struct kept *k = *state;
    struct oem_source source = lists_source("list", false);
    char *text = NULL;
    size_t n = 0;
    for (int part = 0; part < 2; part++) {
        FILE *f = open_memstream(&text, &n);
        fputs(LISTS_HEADER, f);
        for (int i = part; i < 9000; i++) { /* the second one lacks the first row */
            fprintf(f, "P-%d,,name,,1.00,,,\n", i);
        }
        fclose(f);
        if (part == 1) {
            workshop_sql(
                k->w, "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, fetched_at, "
                      "account, mapping, parts_from) SELECT id, revision + 1, 'x', 'x', 1, 1, 'x', 'x', "
                      "(SELECT value FROM price_state WHERE name = 'next_part') FROM price_source");
            workshop_sql(k->w, "UPDATE price_source SET next_revision = next_revision + 1");
            workshop_sql(k->w, "UPDATE price_line SET revision = revision + 1 WHERE block = 0");
        }
        struct price_result *r = lists_import(k->w, &source, text, n);
        assert_string_equal(r->status, "applied");
        assert_int_equal(r->removed, part);
        assert_int_equal(r->unchanged, part == 0 ? 0 : 8999);
        free(r);
        free(text);
    }
    lists_are_clean(k->w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_removed_and_inserted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shuffled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_repeated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_in_force, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_off, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
