/* Libraries that are loaded when they are needed. */
#include "core/base/library.h"
#include "core/price/curl_calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct two {
    size_t (*length)(const char *);
    int (*other)(void);
};

static void gives_the_calls(void **state)
{
    (void)state;
    static const struct library_call names[] = {{"strlen", offsetof(struct two, length)}};
    struct two calls = {NULL, NULL};
    struct error e = ERROR_NONE;
    assert_int_equal(library_load("libc.so.6", names, 1, &calls, &e), ST_OK);
    assert_int_equal(calls.length("four"), 4);
    assert_null(calls.other);
}

static void names_a_library_that_is_not_there(void **state)
{
    (void)state;
    static const struct library_call names[] = {{"strlen", offsetof(struct two, length)}};
    struct two calls;
    struct error e = ERROR_NONE;
    assert_int_equal(library_load("libnosuch.so.0", names, 1, &calls, &e), ST_FAILED);
    assert_string_equal(e.code, "library");
    assert_non_null(strstr(e.message, "libnosuch.so.0"));
}

static void names_a_call_that_is_not_there(void **state)
{
    (void)state;
    static const struct library_call names[] = {{"strlen", offsetof(struct two, length)},
                                                {"no_such_call", offsetof(struct two, other)}};
    struct two calls;
    struct error e = ERROR_NONE;
    assert_int_equal(library_load("libc.so.6", names, 2, &calls, &e), ST_FAILED);
    assert_non_null(strstr(e.message, "no_such_call"));
}

static void loads_libcurl_as_often_as_it_is_asked(void **state)
{
    (void)state;
    struct curl_calls first, second;
    struct error e = ERROR_NONE;
    assert_int_equal(curl_calls_load(&first, &e), ST_OK);
    assert_int_equal(curl_calls_load(&second, &e), ST_OK);
    assert_ptr_equal(first.easy_init, second.easy_init);
    assert_int_equal(first.getdate("Thu, 01 Jan 1970 00:00:10 GMT", NULL), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_calls),
        cmocka_unit_test(names_a_library_that_is_not_there),
        cmocka_unit_test(names_a_call_that_is_not_there),
        cmocka_unit_test(loads_libcurl_as_often_as_it_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
