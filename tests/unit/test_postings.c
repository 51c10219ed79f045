/* Posting lists beside plain arrays: what is added comes out, in order, in pieces of bounded size. */
#include "tests/unit/lists.h"

#include "core/price/postings.h"

enum { TERMS = 300, NUMBERS = 6000, PIECE_MOST = 1000 };

/* A term with its numbers. */
struct naive {
    char term[24];
    size_t n;
    int64_t numbers[NUMBERS];
    int count, read;
};
static struct naive naive[TERMS];
static struct dice dice;

static int by_term(const void *a, const void *b)
{
    return strcmp(((const struct naive *)a)->term, ((const struct naive *)b)->term);
}

static struct naive *term_of(const char *term)
{
    for (int i = 0; i < TERMS; i++) {
        if (strcmp(naive[i].term, term) == 0) {
            return &naive[i];
        }
    }
    fail_msg("%s was never added", term);
    return NULL;
}

struct reading {
    char last[24];
    int pieces, stop_at;
};

static void take_number(struct naive *t, int64_t number)
{
    assert_true(t->read < t->count);
    assert_int_equal(number, t->numbers[t->read++]);
}

static bool take_piece(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct reading *r = arg;
    struct naive *t = term_of(term);
    const unsigned char *end = ids + n;
    assert_true(strcmp(r->last, term) <= 0);
    snprintf(r->last, sizeof r->last, "%s", term);
    assert_true(n < PIECE_MOST);
    take_number(t, first);
    while (postings_next(&ids, end, &first)) {
        take_number(t, first);
    }
    assert_ptr_equal(ids, end);
    return ++r->pieces != r->stop_at;
}

static int64_t any_step(void)
{
    switch (dice_below(&dice, 4)) {
    case 0:
        return 0; /* the same again is left out */
    case 1:
        return 1 + dice_below(&dice, 100);
    case 2:
        return 1 + dice_below(&dice, 100000);
    default:
        return 1 + ((int64_t)dice_below(&dice, 1 << 30) << dice_below(&dice, 20));
    }
}

static void fill(struct postings *p, int numbers)
{
    for (int i = 0; i < TERMS; i++) {
        naive[i].count = naive[i].read = 0;
        /* some are the beginning of others */
        naive[i].n = (size_t)snprintf(naive[i].term, sizeof naive[i].term, "t%d", i * i);
    }
    qsort(naive, TERMS, sizeof *naive, by_term);
    for (int i = 0; i < numbers; i++) {
        struct naive *t = &naive[dice_one_in(&dice, 2) ? 7 : dice_below(&dice, TERMS)];
        int64_t last = t->count > 0 ? t->numbers[t->count - 1] : 0, number = last + any_step();
        if (t->count == NUMBERS || number > INT64_MAX / 4) {
            continue;
        }
        number += t->count == 0; /* 0 is no number */
        /* what stands behind the term is not looked at */
        char text[32];
        snprintf(text, sizeof text, "%sXYZ", t->term);
        assert_true(postings_add(p, text, t->n, number));
        if (t->count == 0 || number != last) {
            t->numbers[t->count++] = number;
        }
    }
}

static void test_random(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct postings *p = NULL;
        struct reading reading = {.stop_at = -1};
        struct error e = ERROR_NONE;
        dice.state = (uint64_t)round;
        assert_int_equal(postings_new(&p, &e), ST_OK);
        size_t empty = postings_size(p);
        fill(p, round * 500);
        assert_true(postings_size(p) >= empty);
        assert_true(postings_each(p, take_piece, &reading));
        for (int i = 0; i < TERMS; i++) {
            assert_int_equal(naive[i].read, naive[i].count);
        }
        postings_free(&p);
        assert_null(p);
    }
}

static void test_stops(void **state)
{
    (void)state;
    struct postings *p = NULL;
    struct reading reading = {.stop_at = 3};
    struct error e = ERROR_NONE;
    dice.state = 99;
    assert_int_equal(postings_new(&p, &e), ST_OK);
    fill(p, 3000);
    assert_false(postings_each(p, take_piece, &reading));
    assert_int_equal(reading.pieces, 3);
    postings_free(&p);
}

/* Every length of a difference, and bytes that were cut. */
static void test_differences(void **state)
{
    (void)state;
    for (int bit = 0; bit < 62; bit++) {
        unsigned char bytes[10];
        const uint64_t values[] = {(uint64_t)1 << bit, ((uint64_t)1 << bit) - 1, ((uint64_t)1 << bit) + 1};
        for (size_t i = 0; i < 3; i++) {
            int64_t number = 5;
            size_t n = postings_difference(values[i], bytes);
            const unsigned char *at = bytes;
            assert_true(n >= 1 && n <= sizeof bytes);
            assert_true(postings_next(&at, bytes + n, &number));
            assert_int_equal(number, 5 + (int64_t)values[i]);
            assert_ptr_equal(at, bytes + n);
            for (size_t cut = 0; cut < n; cut++) {
                int64_t unmoved = 5;
                at = bytes;
                assert_false(postings_next(&at, bytes + cut, &unmoved));
                assert_int_equal(unmoved, 5);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
