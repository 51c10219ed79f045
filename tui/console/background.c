#include "tui/console/background.h"
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_MAX = 4 << 20 };

extern char **environ;

struct background {
    pid_t child;
    int from; /* its standard output, read without waiting */
    struct buf answer;
};

static int spawn(const char *config_file, int to, pid_t *child)
{
    const char *const arguments[] = {
        "clearbay", "price", "sync", "--json", config_file != NULL ? "--config" : NULL, config_file, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed != 0) {
        return failed;
    }
    failed = posix_spawnattr_init(&how);
    if (failed == 0) {
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID); /* a terminal that is closed does not end it */
        failed =
            posix_spawn(child, "/proc/self/exe", &files, &how, (char *const *)(uintptr_t)arguments, environ);
        posix_spawnattr_destroy(&how);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

enum status background_sync(const char *config_file, struct background **out, struct error *e)
{
    int ends[2];
    struct background *b = *out = calloc(1, sizeof *b);
    if (b == NULL) {
        return error_memory(e);
    }
    int failed = pipe2(ends, O_CLOEXEC) != 0 ? errno : 0;
    if (failed == 0) {
        failed = spawn(config_file, ends[1], &b->child);
        close(ends[1]);
        b->from = ends[0];
        fcntl(b->from, F_SETFL, O_NONBLOCK);
        if (failed != 0) {
            close(b->from);
        }
    }
    if (failed != 0) {
        free(b);
        *out = NULL;
        return error_set(e, ST_FAILED, "spawn", _("the sync could not be started: %s"), i18n_errno(failed));
    }
    buf_init(&b->answer, ANSWER_MAX);
    return ST_OK;
}

void background_free(struct background **bp)
{
    struct background *b = *bp;
    *bp = NULL;
    if (b != NULL) {
        close(b->from);
        buf_free(&b->answer);
        free(b);
    }
}

bool background_done(struct background *b, json_t **answer)
{
    char bytes[4096];
    ssize_t n;
    *answer = NULL;
    while ((n = read(b->from, bytes, sizeof bytes)) > 0) {
        buf_add(&b->answer, bytes, (size_t)n);
    }
    if (n != 0) {
        return false; /* nothing to read yet */
    }
    waitpid(b->child, NULL, 0);
    *answer = b->answer.len > 0 ? json_loadb(b->answer.data, b->answer.len, 0, NULL) : NULL;
    return true;
}

static enum style one_text(const json_t *one, struct buf *out)
{
    const char *status = answer_text(one, "status");
    buf_addf(out, _("%s: "), answer_text(one, "source"));
    if (strcmp(status, "failed") == 0) {
        buf_adds(out, answer_text(json_object_get(one, "error"), "message"));
        return STYLE_BAD;
    }
    if (strcmp(status, "held") == 0) {
        buf_adds(out, _("held; see the held lists (Ctrl-G in the prices)"));
        return STYLE_WARN;
    }
    if (strcmp(status, "unchanged") == 0) {
        buf_adds(out, _("nothing new"));
    } else {
        buf_addf(out, _("revision %lld, %lld new, %lld changed, %lld gone"),
                 (long long)answer_int(one, "revision", 0), (long long)answer_int(one, "rows_added", 0),
                 (long long)answer_int(one, "rows_changed", 0),
                 (long long)answer_int(one, "rows_removed", 0));
    }
    return STYLE_GOOD;
}

enum style background_text(const json_t *answer, struct buf *out)
{
    size_t i;
    const json_t *one;
    enum style gravest = STYLE_GOOD;
    if (answer_has(answer, "error")) {
        buf_adds(out, answer_text(json_object_get(answer, "error"), "message"));
        return STYLE_BAD;
    }
    if (json_array_size(json_object_get(answer, "results")) == 0) {
        buf_adds(out, _("No list was fetched: is there an [oem.NAME] section with a url?"));
        return STYLE_WARN;
    }
    json_array_foreach(json_object_get(answer, "results"), i, one)
    {
        buf_adds(out, i > 0 ? _("; ") : "");
        enum style style = one_text(one, out);
        bool graver = style == STYLE_BAD || (style == STYLE_WARN && gravest == STYLE_GOOD);
        gravest = graver ? style : gravest;
    }
    return gravest;
}
