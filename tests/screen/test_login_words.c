/* Whatever somebody's ssh asks of a login shell: the console, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/cli/login_shell.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4 };

struct words_of {
    bool is;    /* a login shell */
    bool opens; /* the console */
    const char *argv[WORDS_MAX + 1];
};

static const struct words_of all[] = {
    {true, true, {"-clearbay"}},
    {true, true, {"-su"}},
    {true, true, {"-clearbay", "--login-shell"}},
    {true, true, {"clearbay", "--login-shell"}},
    {true, true, {"clearbay", "-c", "clearbay"}},
    {true, true, {"clearbay", "-c", "clearbay --login-shell"}},
    {true, true, {"clearbay", "-c", "  /usr/local/bin/clearbay   --login-shell "}},
    {true, true, {"-clearbay", "-c", "clearbay"}},
    {true, false, {"clearbay", "-c"}},
    {true, false, {"clearbay", "-c", ""}},
    {true, false, {"clearbay", "-c", "id"}},
    {true, false, {"clearbay", "-c", "/usr/lib/openssh/sftp-server"}},
    {true, false, {"clearbay", "-c", "scp -t ."}},
    {true, false, {"clearbay", "-c", "clearbay;id"}},
    {true, false, {"clearbay", "-c", "clearbay; id"}},
    {true, false, {"clearbay", "-c", "clearbay --login-shell; id"}},
    {true, false, {"clearbay", "-c", "clearbay --login-shell id"}},
    {true, false, {"clearbay", "-c", "clearbay --config /tmp/mine.ini"}},
    {true, false, {"clearbay", "-c", "clearbay price find x"}},
    {true, false, {"clearbay", "-c", "clearbay\nid"}},
    {true, false, {"clearbay", "-c", "clearbay\tid"}},
    {true, false, {"clearbay", "-c", "clearbay $(id)"}},
    {true, false, {"clearbay", "-c", "notclearbay"}},
    {true, false, {"clearbay", "-c", "clearbay-x"}},
    {true, false, {"clearbay", "-c", "clearbay", "id"}},
    {true, false, {"-clearbay", "--config", "/tmp/mine.ini"}},
    {true, false, {"-clearbay", "board"}},
    {true, false, {"clearbay", "--login-shell", "--config", "/tmp/mine.ini"}},
    {true, false, {"clearbay", "--login-shell", "board"}},
    {false, false, {"clearbay"}},
    {false, false, {"/usr/bin/clearbay", "board"}},
    {false, false, {"clearbay", "board", "-c"}},
    {false, false, {"clearbay", "board", "--login-shell"}},
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct error e = ERROR_NONE;
        char *argv[WORDS_MAX + 1] = {NULL};
        int argc = 0;
        while (all[i].argv[argc] != NULL) {
            argv[argc] = strdup(all[i].argv[argc]);
            argc++;
        }
        const char *last = argv[argc - 1];
        if (login_shell_is(argc, argv) != all[i].is) {
            fail_msg("case %zu: %s", i, last);
        }
        if (all[i].is && (login_shell_check(argc, argv, &e) == ST_OK) != all[i].opens) {
            fail_msg("case %zu: %s", i, last);
        }
        if (all[i].is && !all[i].opens) {
            assert_int_equal(e.status, ST_REFUSED);
            assert_string_equal(e.code, "no_shell");
        }
        while (argc > 0) {
            free(argv[--argc]);
        }
    }
}

extern char **environ;

static void test_environment(void **state)
{
    (void)state;
    static const char *const dropped[] = {"CLEARBAY_CONFIG",
                                          "CLEARBAY_LOG",
                                          "XDG_CONFIG_HOME",
                                          "XDG_STATE_HOME",
                                          "LD_PRELOAD",
                                          "LD_LIBRARY_PATH",
                                          "SHELL",
                                          "PAGER",
                                          "EDITOR",
                                          "VISUAL",
                                          "PATH",
                                          "TERMINFO",
                                          "NLSPATH",
                                          "ENV",
                                          "BASH_ENV",
                                          "TZ",
                                          "TERMX",
                                          "LANGX"};
    static const char *const kept[] = {"TERM", "LANG",           "LC_ALL",  "HOME",
                                       "USER", "SSH_CONNECTION", "NO_COLOR"};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        setenv(dropped[i], "/tmp/mine", 1);
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        setenv(kept[i], "C", 1);
    }
    login_shell_confine();
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        assert_null(getenv(dropped[i]));
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        assert_string_equal(getenv(kept[i]), "C");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_environment)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
