/* Files that are read, and what is no file as such. */
#include "core/base/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/clearbay-spool-XXXXXX", place[64];

static int make_place(void **state)
{
    (void)state;
    snprintf(place, sizeof place, "%s/pipe", mkdtemp(folder));
    return mkfifo(place, 0600);
}

static int remove_place(void **state)
{
    (void)state;
    return unlink(place) == 0 ? rmdir(folder) : -1;
}

/* Writes to the pipe in a process of its own: n times a piece, one after the other. */
static pid_t write_slowly(int n)
{
    pid_t child = fork();
    if (child == 0) {
        int fd = open(place, O_WRONLY);
        for (int i = 0; i < n; i++) {
            usleep(20000);
            if (write(fd, "piece\n", 6) != 6) {
                _exit(1);
            }
        }
        _exit(0);
    }
    return child;
}

static void reads_a_pipe_to_its_end(void **state)
{
    (void)state;
    int why = -1;
    char all[64] = "";
    pid_t child = write_slowly(3);
    int fd = spool_open(place, NULL, &why);
    waitpid(child, NULL, 0);
    assert_true(fd >= 0);
    assert_int_equal(why, 0);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(pread(fd, all, sizeof all, 0), 18);
        assert_string_equal(all, "piece\npiece\npiece\n");
    }
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
    close(fd);
}

static void stops_when_it_is_told(void **state)
{
    (void)state;
    int why = 0;
    volatile sig_atomic_t stop = 1;
    assert_int_equal(spool_open(place, &stop, &why), -1); /* nobody ever writes */
    assert_int_equal(why, EINTR);
}

static void says_why_not(void **state)
{
    (void)state;
    int why = 0;
    assert_int_equal(spool_open("/nope/file", NULL, &why), -1);
    assert_int_equal(why, ENOENT);
    assert_int_equal(spool_open("/tmp", NULL, &why), -1);
    assert_int_equal(why, EISDIR);
}

static void opens_a_file_itself(void **state)
{
    (void)state;
    int why = -1;
    struct stat a, b;
    int fd = spool_open("README.md", NULL, &why);
    assert_int_equal(fstat(fd, &a), 0);
    assert_int_equal(stat("README.md", &b), 0);
    assert_true(a.st_ino == b.st_ino && why == 0);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_pipe_to_its_end),
        cmocka_unit_test(stops_when_it_is_told),
        cmocka_unit_test(says_why_not),
        cmocka_unit_test(opens_a_file_itself),
    };
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
