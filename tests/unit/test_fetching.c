/* What decides whether a list that was fetched is whole: framing, ranges, unpacking, what is kept. */
#include "core/price/partial.h"
#include "core/price/trouble.h"
#include "core/price/unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static struct answer_head head_of(const char *lines)
{
    struct answer_head head = {.etag = ""};
    while (*lines != '\0') {
        size_t n = strcspn(lines, "\n") + 1;
        answer_head_line(&head, lines, n);
        lines += n;
    }
    return head;
}

static void judges_framing(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        int64_t came;
        bool by_protocol;
        enum framing_trouble trouble;
    } cases[] = {
        {"Content-Length: 10\r\n", 10, false, FRAMING_WHOLE},
        {"content-length:10\r\n", 9, false, FRAMING_CUT},
        {"Content-Length: 10\r\n", 11, false, FRAMING_CUT},
        {"Content-Length: 10\r\nContent-Length: 10\r\n", 10, false, FRAMING_WHOLE},
        {"Content-Length: 10\r\nContent-Length: 9\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length: 10, 10\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length: -1\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length: +10\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length: 99999999999999999999\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length:\r\n", 0, false, FRAMING_UNCLEAR},
        {"", 10, false, FRAMING_UNCLEAR},
        {"", 10, true, FRAMING_WHOLE},
        {"Transfer-Encoding: chunked\r\n", 10, false, FRAMING_WHOLE},
        {"Transfer-Encoding: Chunked\r\n", 10, false, FRAMING_WHOLE},
        {"Transfer-Encoding: gzip, chunked\r\n", 10, false, FRAMING_UNCLEAR},
        {"Transfer-Encoding: identity\r\nContent-Length: 10\r\n", 10, false, FRAMING_UNCLEAR},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 10, false, FRAMING_UNCLEAR},
        {"Content-Length: 10\r\nContent-Encoding: gzip\r\n", 10, false, FRAMING_WHOLE},
        {"Content-Length: 10\r\nContent-Encoding: identity\r\n", 10, false, FRAMING_WHOLE},
        {"Content-Length: 10\r\nContent-Encoding: br\r\n", 10, false, FRAMING_PACKING},
        {"Content-Length: 10\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n", 10, false,
         FRAMING_PACKING},
        {"Content-Length: 10\r\nContent-Encoding: gzip, gzip\r\n", 10, false, FRAMING_PACKING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer_head head = head_of(cases[i].head);
        enum framing_trouble got = framing_judge(&head.framing, cases[i].came, cases[i].by_protocol);
        if (got != cases[i].trouble) {
            fail_msg("case %zu: %d", i, (int)got);
        }
    }
}

static void reads_ranges(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "bytes",
                                      "bytes 5-9",
                                      "bytes 5-9/",
                                      "bytes 5-9/*",
                                      "bytes */10",
                                      "bytes 9-5/10",
                                      "bytes 5-10/10",
                                      "bytes 5-9/10 ",
                                      "bytes 5 - 9/10",
                                      "bytes -5-9/10",
                                      "bytes +5-9/10",
                                      "bytes=5-9/10",
                                      "lines 5-9/10",
                                      "bytes 5-9/10, bytes 0-4/10",
                                      "bytes 0x5-9/10",
                                      "bytes 5-9999999999999999999/99999999999999999999"};
    struct content_range r;
    assert_true(range_read("bytes 5-9/10", &r));
    assert_true(r.first == 5 && r.last == 9 && r.total == 10);
    assert_true(range_read("BYTES 0-0/1", &r));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (range_read(bad[i], &r)) {
            fail_msg("read: %s", bad[i]);
        }
    }
}

static void chooses_validators(void **state)
{
    (void)state;
    static const struct {
        const char *head, *validator;
    } cases[] = {
        {"ETag: \"a\"\r\n", "\"a\""},
        {"ETag: \"a\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n", "\"a\""},
        {"ETag: W/\"a\"\r\n", ""},
        {"ETag: W/\"a\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n", ""},
        {"ETag: a\r\n", ""},
        {"ETag: \"\r\n", ""},
        {"Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n", "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:00:01 GMT\r\n",
         "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n", ""},
        {"Last-Modified: yesterday\r\n", ""},
        {"", ""},
    };
    struct curl_calls curl;
    struct error e = ERROR_NONE;
    assert_int_equal(curl_calls_load(&curl, &e), ST_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer_head head = head_of(cases[i].head);
        assert_string_equal(range_validator(&curl, &head, 1800000000), cases[i].validator);
    }
}

static void judges_ranges(void **state)
{
    (void)state;
    const struct kept_part by_etag = {.size = 100, .total = 300, .validator = "\"a\""};
    const struct kept_part by_date = {.size = 100, .total = -1, .validator = "Mon, 01 Jan 2024 00:00:00 GMT"};
    const struct kept_part packed = {.size = 100, .total = 300, .validator = "\"a\"", .packed = true};
    const struct {
        const struct kept_part *kept;
        const char *head;
        enum range_trouble trouble;
    } cases[] = {
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\nContent-Length: 200\r\n", RANGE_GOOD},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n",
         RANGE_GOOD},
        {&by_etag, "ETag: \"a\"\r\nContent-Length: 200\r\n", RANGE_UNREADABLE},
        {&by_etag, "Content-Range: bytes 100-299/*\r\nETag: \"a\"\r\n", RANGE_UNREADABLE},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nContent-Range: bytes 0-299/300\r\nETag: \"a\"\r\n",
         RANGE_UNREADABLE},
        {&by_etag, "Content-Range: bytes 99-299/300\r\nETag: \"a\"\r\n", RANGE_ELSEWHERE},
        {&by_etag, "Content-Range: bytes 101-299/300\r\nETag: \"a\"\r\n", RANGE_ELSEWHERE},
        {&by_etag, "Content-Range: bytes 0-299/300\r\nETag: \"a\"\r\n", RANGE_ELSEWHERE},
        {&by_etag, "Content-Range: bytes 100-199/300\r\nETag: \"a\"\r\n", RANGE_ELSEWHERE},
        {&by_etag, "Content-Range: bytes 100-399/400\r\nETag: \"a\"\r\n", RANGE_OTHER_SIZE},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\nContent-Length: 300\r\n",
         RANGE_OTHER_SIZE},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: \"b\"\r\n", RANGE_OTHER_LIST},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: W/\"a\"\r\n", RANGE_OTHER_LIST},
        {&by_etag, "Content-Range: bytes 100-299/300\r\n", RANGE_OTHER_LIST},
        {&by_etag, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\nContent-Encoding: gzip\r\n",
         RANGE_OTHER_LIST},
        {&packed, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\nContent-Encoding: gzip\r\n",
         RANGE_GOOD},
        {&packed, "Content-Range: bytes 100-299/300\r\nETag: \"a\"\r\n", RANGE_OTHER_LIST},
        {&by_date, "Content-Range: bytes 100-299/300\r\n", RANGE_GOOD},
        {&by_date, "Content-Range: bytes 100-299/300\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n",
         RANGE_GOOD},
        {&by_date, "Content-Range: bytes 100-299/300\r\nLast-Modified: Tue, 02 Jan 2024 00:00:00 GMT\r\n",
         RANGE_OTHER_LIST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer_head head = head_of(cases[i].head);
        enum range_trouble got = range_judge(cases[i].kept, &head);
        if (got != cases[i].trouble) {
            fail_msg("case %zu: %d", i, (int)got);
        }
    }
}

enum { LIST_SIZE = 300000, PACKED_ROOM = 400000 };

/* A list that does not pack well, and its gzip; returns the size of the latter. */
static size_t make_packed(unsigned char *list, unsigned char *packed)
{
    z_stream z = {.next_in = list, .avail_in = LIST_SIZE, .next_out = packed, .avail_out = PACKED_ROOM};
    uint32_t seed = 1;
    for (size_t i = 0; i < LIST_SIZE; i++) {
        seed = seed * 1664525 + 1013904223;
        list[i] = (unsigned char)(seed >> 24);
    }
    assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return PACKED_ROOM - z.avail_out;
}

static enum unpack_trouble feed_all(struct unpack *u, const unsigned char *bytes, size_t n, size_t piece)
{
    enum unpack_trouble trouble = UNPACK_GOOD;
    for (size_t at = 0; trouble == UNPACK_GOOD && at < n; at += piece) {
        trouble = unpack_feed(u, bytes + at, n - at < piece ? n - at : piece);
    }
    return trouble;
}

static void unpacks_piece_by_piece(void **state)
{
    (void)state;
    unsigned char *list = malloc(LIST_SIZE), *packed = malloc(PACKED_ROOM * 2), *back = malloc(LIST_SIZE + 1);
    size_t n = make_packed(list, packed);
    for (size_t piece = 1; piece < 4 * n; piece = piece * 7 + 3) {
        FILE *file = tmpfile();
        struct unpack *u = unpack_new(file, LIST_SIZE);
        assert_int_equal(feed_all(u, packed, n, piece), UNPACK_GOOD);
        assert_true(unpack_is_whole(u));
        rewind(file);
        assert_int_equal(fread(back, 1, LIST_SIZE + 1, file), LIST_SIZE);
        assert_memory_equal(back, list, LIST_SIZE);
        unpack_free(&u);
        assert_null(u);
        fclose(file);
    }
    free(list);
    free(packed);
    free(back);
}

static void refuses_bad_packing(void **state)
{
    (void)state;
    unsigned char *list = malloc(LIST_SIZE), *packed = malloc(PACKED_ROOM * 2);
    size_t n = make_packed(list, packed);
    const struct {
        size_t size, damaged; /* byte that is turned; 0: none */
        int64_t max;
        bool twice, whole;
        enum unpack_trouble trouble;
    } cases[] = {
        {n, 0, LIST_SIZE, false, true, UNPACK_GOOD},
        {n - 1, 0, LIST_SIZE, false, false, UNPACK_GOOD},
        {n - 8, 0, LIST_SIZE, false, false, UNPACK_GOOD},
        {n / 2, 0, LIST_SIZE, false, false, UNPACK_GOOD},
        {n + 1, 0, LIST_SIZE, false, true, UNPACK_MORE},
        {n * 2, 0, LIST_SIZE * 3, true, true, UNPACK_MORE},
        {n, 0, LIST_SIZE - 1, false, false, UNPACK_LARGE},
        {n, 1, LIST_SIZE, false, false, UNPACK_BROKEN},
        {n, n - 2, LIST_SIZE, false, false, UNPACK_BROKEN},
        {n, n - 6, LIST_SIZE, false, false, UNPACK_BROKEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FILE *file = tmpfile();
        struct unpack *u = unpack_new(file, cases[i].max);
        packed[n] = 0;
        if (cases[i].twice) {
            memcpy(packed + n, packed, n);
        }
        if (cases[i].damaged > 0) {
            packed[cases[i].damaged] ^= 0x40;
        }
        assert_int_equal(feed_all(u, packed, cases[i].size, 5000), cases[i].trouble);
        assert_int_equal(unpack_is_whole(u), cases[i].whole);
        if (cases[i].damaged > 0) {
            packed[cases[i].damaged] ^= 0x40;
        }
        unpack_free(&u);
        fclose(file);
    }
    free(list);
    free(packed);
}

struct place {
    char folder[64], database[96], part[128], about[160];
};

static int make_place(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/clearbay-fetching-XXXXXX");
    if (mkdtemp(p->folder) == NULL) {
        return -1;
    }
    snprintf(p->database, sizeof p->database, "%s/clearbay.db", p->folder);
    snprintf(p->part, sizeof p->part, "%s.part/demo", p->database);
    snprintf(p->about, sizeof p->about, "%s.about", p->part);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    struct place *p = *state;
    char folder[128];
    snprintf(folder, sizeof folder, "%s.part", p->database);
    unlink(p->about);
    unlink(p->part);
    rmdir(folder);
    rmdir(p->folder);
    free(p);
    return 0;
}

static void open_part(const struct place *p, struct partial *part, const char *url)
{
    struct error e;
    assert_int_equal(partial_open(part, p->database, "demo", url, 1000000, &e), ST_OK);
}

/* Leaves ten bytes of "http://a/" behind. */
static void leave_ten(const struct place *p, const char *validator)
{
    struct partial part;
    struct kept_part kept = {.total = 20, .packed = true};
    snprintf(kept.validator, sizeof kept.validator, "%s", validator);
    open_part(p, &part, "http://a/");
    assert_true(partial_begin(&part, &kept));
    assert_true(partial_add(&part, "0123456789", 10));
    partial_free(&part, true);
}

static void keeps_what_came(void **state)
{
    const struct place *p = *state;
    struct partial part;
    struct stat is;
    char folder[128], all[32] = "";
    snprintf(folder, sizeof folder, "%s.part", p->database);
    leave_ten(p, "\"a\"");
    assert_true(stat(folder, &is) == 0 && (is.st_mode & 0777) == 0700);
    assert_true(stat(p->part, &is) == 0 && (is.st_mode & 0777) == 0600);
    open_part(p, &part, "http://a/");
    assert_true(part.kept.size == 10 && part.kept.total == 20 && part.kept.packed);
    assert_string_equal(part.kept.validator, "\"a\"");
    assert_true(partial_add(&part, "abcdefghij", 10));
    FILE *file = partial_take(&part);
    rewind(file);
    assert_int_equal(fread(all, 1, sizeof all, file), 20);
    assert_string_equal(all, "0123456789abcdefghij");
    fclose(file);
    assert_int_not_equal(stat(folder, &is), 0);
}

static void forgets_what_does_not_fit(void **state)
{
    const struct place *p = *state;
    struct partial part;
    struct stat is;
    leave_ten(p, "\"a\"");
    open_part(p, &part, "http://b/");
    assert_int_equal(part.kept.size, 0);
    partial_free(&part, true);
    assert_int_not_equal(stat(p->part, &is), 0);
    leave_ten(p, "");
    assert_int_not_equal(stat(p->part, &is), 0);
    leave_ten(p, "\"a\"");
    unlink(p->about);
    open_part(p, &part, "http://a/");
    assert_int_equal(part.kept.size, 0);
    partial_free(&part, false);
    assert_int_not_equal(stat(p->part, &is), 0);
}

static void write_about_text(const struct place *p, const char *boot)
{
    FILE *file = fopen(p->about, "w");
    fprintf(file, "http://a/\n\"a\"\ngzip\n20\n%s\n", boot);
    fclose(file);
}

static void trusts_no_bytes_of_another_boot(void **state)
{
    const struct place *p = *state;
    struct partial part;
    char boot[64] = "";
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "r");
    assert_non_null(file);
    assert_non_null(fgets(boot, sizeof boot, file));
    fclose(file);
    boot[strcspn(boot, "\n")] = '\0';
    const struct {
        const char *boot;
        int64_t size;
    } cases[] = {{"durable", 10}, {boot, 10}, {"00000000-0000-0000-0000-000000000000", 0}, {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        leave_ten(p, "\"a\"");
        write_about_text(p, cases[i].boot);
        open_part(p, &part, "http://a/");
        assert_int_equal(part.kept.size, cases[i].size);
        partial_free(&part, false);
    }
}

static void stands_aside_for_another_sync(void **state)
{
    const struct place *p = *state;
    struct partial first, second;
    struct stat is;
    leave_ten(p, "\"a\"");
    open_part(p, &first, "http://a/");
    open_part(p, &second, "http://a/");
    assert_int_equal(first.kept.size, 10);
    assert_int_equal(second.kept.size, 0);
    assert_false(partial_can_wait(&second));
    partial_free(&second, true);
    assert_int_equal(stat(p->part, &is), 0);
    partial_free(&first, true);
    assert_int_equal(stat(p->part, &is), 0);
}

static void keeps_nothing_in_an_open_folder(void **state)
{
    const struct place *p = *state;
    struct partial part;
    char folder[128];
    snprintf(folder, sizeof folder, "%s.part", p->database);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(chmod(folder, 0777), 0);
    open_part(p, &part, "http://a/");
    assert_null(part.path);
    assert_true(partial_begin(&part, &(struct kept_part){.validator = "\"a\""}));
    assert_true(partial_add(&part, "0123456789", 10));
    partial_free(&part, true);
}

static void names_every_trouble(void **state)
{
    (void)state;
    for (int i = TROUBLE_NONE + 1; i <= TROUBLE_RANGE_LIST; i++) {
        assert_true(i == TROUBLE_PAGE || trouble_text((enum trouble)i) != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_framing),
        cmocka_unit_test(reads_ranges),
        cmocka_unit_test(chooses_validators),
        cmocka_unit_test(judges_ranges),
        cmocka_unit_test(unpacks_piece_by_piece),
        cmocka_unit_test(refuses_bad_packing),
        cmocka_unit_test(names_every_trouble),
        cmocka_unit_test_setup_teardown(keeps_what_came, make_place, drop_place),
        cmocka_unit_test_setup_teardown(forgets_what_does_not_fit, make_place, drop_place),
        cmocka_unit_test_setup_teardown(trusts_no_bytes_of_another_boot, make_place, drop_place),
        cmocka_unit_test_setup_teardown(stands_aside_for_another_sync, make_place, drop_place),
        cmocka_unit_test_setup_teardown(keeps_nothing_in_an_open_folder, make_place, drop_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
