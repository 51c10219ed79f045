#include "core/draft/draft_file.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/trust/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, SHORT_HASH = 16, FILE_MAX = 1 << 20, STALE_S = 60 };

static const char suffix[] = ".json", unfinished[] = ".new";

/* The folder, made when `make`; false: there is none. */
static bool find_folder(bool make, char path[PATH_ROOM])
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool named = state != NULL && state[0] == '/';
    if (!named && (home == NULL || home[0] != '/')) {
        return false;
    }
    int n =
        snprintf(path, PATH_ROOM, "%s%s/clearbay/drafts", named ? state : home, named ? "" : "/.local/state");
    if (n < 0 || n >= PATH_ROOM) {
        return false;
    }
    for (char *p = path + 1; make && *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            mkdir(path, 0700);
            *p = '/';
        }
    }
    struct stat is;
    return (make && mkdir(path, 0700) == 0) || (stat(path, &is) == 0 && S_ISDIR(is.st_mode));
}

/* What the names of a person's files begin with: several workshops may share the folder. */
struct draft_owner draft_owner_here(struct session *s)
{
    char hex[HASH_HEX];
    char *path = realpath(s->app->config->database_path, NULL);
    struct hash h;
    hash_start(&h);
    hash_text(&h, path != NULL ? path : s->app->config->database_path);
    hash_end(&h, hex);
    free(path);
    struct draft_owner owner = {.prefix = ""};
    snprintf(owner.prefix, sizeof owner.prefix, "%.*s-%lld-", SHORT_HASH, hex, (long long)s->person);
    return owner;
}

struct draft_owner draft_owner_there(const char *socket, const char *login)
{
    char hex[HASH_HEX];
    struct hash h;
    hash_start(&h);
    hash_text(&h, socket);
    hash_text(&h, login);
    hash_end(&h, hex);
    struct draft_owner owner = {.prefix = ""};
    snprintf(owner.prefix, sizeof owner.prefix, "%.*s-", 2 * SHORT_HASH, hex);
    return owner;
}

static bool write_path(const struct draft_owner *owner, bool make, const char *form, const char *subject,
                       char path[PATH_ROOM])
{
    char folder[PATH_ROOM], hex[HASH_HEX];
    struct hash h;
    hash_start(&h);
    hash_text(&h, form);
    hash_text(&h, subject);
    hash_end(&h, hex);
    if (!find_folder(make, folder)) {
        return false;
    }
    int n = snprintf(path, PATH_ROOM, "%s/%s%.*s%s", folder, owner->prefix, SHORT_HASH, hex, suffix);
    return n > 0 && n < PATH_ROOM;
}

static bool write_all(int fd, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, text, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        text += done;
        n -= (size_t)done;
    }
    return true;
}

/* The rename is durable once the folder is. */
static bool sync_folder(const char *path)
{
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

static bool replace_file(const char *path, const char *text)
{
    char temporary[PATH_ROOM + 32];
    snprintf(temporary, sizeof temporary, "%s.%d%s", path, (int)getpid(), unfinished);
    unlink(temporary); /* of a program with this number that was killed */
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    bool good = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && good) {
        good = false;
        why = errno;
    }
    if (good && rename(temporary, path) == 0) {
        return sync_folder(path);
    }
    why = good ? errno : why;
    unlink(temporary);
    errno = why;
    return false;
}

enum status draft_file_save(const struct draft_owner *owner, const struct draft_row *draft, struct error *e)
{
    char path[PATH_ROOM];
    if (!write_path(owner, true, draft->form, draft->subject, path)) {
        return error_set(e, ST_FAILED, "draft_file",
                         _("there is no state folder for what was typed: set HOME or XDG_STATE_HOME"));
    }
    json_t *all = json_pack("{s:s,s:s,s:I,s:s}", "form", draft->form, "subject", draft->subject, "saved_at",
                            (json_int_t)draft->saved_at, "content", draft->content);
    char *text = all != NULL ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    if (text == NULL) {
        return error_memory(e);
    }
    bool good = replace_file(path, text);
    int why = errno;
    free(text);
    return good ? ST_OK : error_set(e, ST_FAILED, "draft_file", "%s: %s", path, i18n_errno(why));
}

bool draft_file_there(const struct draft_owner *owner, const char *form, const char *subject)
{
    char path[PATH_ROOM];
    return write_path(owner, false, form, subject, path) && access(path, F_OK) == 0;
}

void draft_file_drop(const struct draft_owner *owner, const char *form, const char *subject)
{
    char path[PATH_ROOM];
    if (write_path(owner, false, form, subject, path) && unlink(path) == 0) {
        sync_folder(path);
    }
}

/* Reads a file of one's own; NULL: it is none. */
static json_t *read_draft(int folder, const char *name)
{
    struct stat is;
    struct buf text;
    char chunk[4096];
    ssize_t n = 0;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return NULL;
    }
    buf_init(&text, FILE_MAX);
    bool mine = fstat(fd, &is) == 0 && S_ISREG(is.st_mode) && is.st_uid == geteuid();
    while (mine && (n = read(fd, chunk, sizeof chunk)) > 0) {
        buf_add(&text, chunk, (size_t)n);
    }
    close(fd);
    json_t *all = mine && n == 0 && !text.failed ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    buf_free(&text);
    bool whole =
        json_is_string(json_object_get(all, "form")) && json_is_string(json_object_get(all, "subject")) &&
        json_is_integer(json_object_get(all, "saved_at")) && json_is_string(json_object_get(all, "content"));
    if (!whole) {
        json_decref(all);
        all = NULL;
    }
    return all;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* What a program that was killed in the middle of writing left behind. */
static void clear_unfinished(int folder, const char *name)
{
    struct stat is;
    if (ends_with(name, unfinished) && fstatat(folder, name, &is, AT_SYMLINK_NOFOLLOW) == 0 &&
        when_now() / 1000 - is.st_mtime > STALE_S) {
        unlinkat(folder, name, 0);
    }
}

void draft_file_each(const struct draft_owner *owner, bool (*each)(const struct draft_row *, void *),
                     void *arg)
{
    char path[PATH_ROOM];
    DIR *folder = find_folder(false, path) ? opendir(path) : NULL;
    bool more = folder != NULL;
    const struct dirent *one;
    while (more && (one = readdir(folder)) != NULL) {
        if (strncmp(one->d_name, owner->prefix, strlen(owner->prefix)) != 0) {
            continue;
        }
        clear_unfinished(dirfd(folder), one->d_name);
        json_t *all = ends_with(one->d_name, suffix) ? read_draft(dirfd(folder), one->d_name) : NULL;
        if (all != NULL) {
            const struct draft_row row = {json_string_value(json_object_get(all, "form")),
                                          json_string_value(json_object_get(all, "subject")),
                                          json_string_value(json_object_get(all, "content")),
                                          json_integer_value(json_object_get(all, "saved_at")), NULL};
            more = each(&row, arg);
            json_decref(all);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
}
