#include "core/app/app.h"
#include "core/base/i18n.h"
#include "core/base/spool.h"
#include "db/person_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct {
    enum role role;
    const char *name;
} roles[] = {
    {ROLE_ADVISOR, "advisor"}, {ROLE_TECHNICIAN, "technician"}, {ROLE_QC, "qc"}, {ROLE_MANAGER, "manager"}};

enum { ROLE_COUNT = sizeof roles / sizeof *roles };

const char *role_name(enum role role)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (roles[i].role == role) {
            return roles[i].name;
        }
    }
    return "";
}

enum role role_parse(const char *name)
{
    for (size_t i = 0; name != NULL && i < ROLE_COUNT; i++) {
        if (strcmp(roles[i].name, name) == 0) {
            return roles[i].role;
        }
    }
    return ROLE_NONE;
}

enum status app_new(struct config *config, struct app **out, struct error *e)
{
    *out = NULL;
    struct app *app = calloc(1, sizeof *app);
    if (app == NULL || sodium_init() < 0) {
        free(app);
        config_free(&config);
        return error_memory(e);
    }
    app->config = config;
    setenv("TZ", config->outlet_timezone, 1); /* the outlet's day, wherever the terminal stands */
    tzset();
    *out = app;
    return ST_OK;
}

void app_free(struct app **appp)
{
    struct app *app = *appp;
    *appp = NULL;
    if (app == NULL) {
        return;
    }
    db_close(&app->db);
    config_free(&app->config);
    sodium_memzero(app->pepper, sizeof app->pepper);
    free(app);
}

/* Who may only read cannot bring the schema up to date. */
static enum status check_schema(struct app *app, struct error *e)
{
    int version = 0;
    enum status st = db_schema_version(app->db, &version, e);
    if (st == ST_OK && version < db_schema_known()) {
        st = error_set(
            e, ST_FAILED, "older_schema",
            _("%s was written by an older clearbay and is only read here: run clearbay doctor once"),
            app->config->database_path);
    }
    return st;
}

enum status app_open_db(struct app *app, unsigned flags, struct error *e)
{
    if (app->db != NULL) {
        return ST_OK;
    }
    flags |= app->read_only ? DB_READONLY : app->owner ? DB_OWN : 0U;
    enum status st = db_open(app->config->database_path, flags, &app->db, e);
    if (st != ST_OK) {
        return st;
    }
    db_patience(app->db, app->patience_ms);
    if ((flags & DB_CREATE) != 0) {
        return st;
    }
    int64_t outlets = 0;
    st = app->read_only ? check_schema(app, e) : ST_OK;
    st = st == ST_OK ? person_store_outlet_count(app->db, &outlets, e) : st;
    if (st == ST_OK && outlets == 0) {
        st = error_set(e, ST_NOT_FOUND, "no_workshop",
                       _("%s: there is no workshop here yet; make one with: clearbay init"),
                       app->config->database_path);
    }
    if (st != ST_OK) {
        db_close(&app->db);
    }
    return st;
}

void app_patience(struct app *app, int ms)
{
    app->patience_ms = ms;
    if (app->db != NULL) {
        db_patience(app->db, ms);
    }
}

enum status session_new(struct app *app, struct session **out, struct error *e)
{
    struct session *s = calloc(1, sizeof *s);
    *out = s;
    if (s == NULL) {
        return error_memory(e);
    }
    s->app = app;
    s->passed_file = -1;
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    const char *tty = ttyname(STDIN_FILENO);
    snprintf(s->terminal, sizeof s->terminal, "%.40s:%.20s", host, tty != NULL ? tty : "-");
    return ST_OK;
}

void session_free(struct session **sp)
{
    struct session *s = *sp;
    *sp = NULL;
    if (s != NULL) {
        session_clear_notes(s);
        free(s);
    }
}

void session_note(struct session *s, const char *format, ...)
{
    if (s == NULL || s->note_count == NOTES_MAX) {
        return;
    }
    char note[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(note, sizeof note, format, args);
    va_end(args);
    char *kept = n < 0 ? NULL : strdup(note);
    if (kept != NULL) {
        s->notes[s->note_count++] = kept;
    }
}

void session_clear_notes(struct session *s)
{
    for (size_t i = 0; i < s->note_count; i++) {
        free(s->notes[i]);
    }
    s->note_count = 0;
}

void session_progress(struct session *s, const char *source, enum progress_phase phase, int64_t done,
                      int64_t total)
{
    if (s->on_progress != NULL) {
        s->on_progress(&(struct progress){source, phase, done, total}, s->progress_arg);
    }
}

static enum status not_sent(const char *path, struct error *e)
{
    return error_set(e, ST_USAGE, "file_not_sent",
                     _("%s: the service opens no file of yours: send it along with the request"), path);
}

/* How a client has opened the regular file that he sent; -1: he sent none, or a pipe or the like. */
static int mode_of(int fd)
{
    struct stat is;
    return fd >= 0 && fstat(fd, &is) == 0 && S_ISREG(is.st_mode) ? fcntl(fd, F_GETFL) & O_ACCMODE : -1;
}

enum status session_make_file(struct session *s, const char *path, FILE **out, struct error *e)
{
    *out = NULL;
    bool sent = s->peer.pid != 0;
    if (sent && mode_of(s->passed_file) != O_WRONLY) {
        return not_sent(path, e); /* nor a pipe that nobody reads */
    }
    int fd = sent ? fcntl(s->passed_file, F_DUPFD_CLOEXEC, 3)
                  : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (*out != NULL) {
        return ST_OK;
    }
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    return why == EEXIST
               ? error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path)
               : error_set(e, ST_FAILED, "file", _("%s cannot be made: %s"), path, i18n_errno(why));
}

enum status session_open_file(struct session *s, const char *path, FILE **out, struct error *e)
{
    *out = NULL;
    bool sent = s->peer.pid != 0;
    int why = 0, mode = mode_of(s->passed_file);
    if (sent && (mode < 0 || mode == O_WRONLY)) {
        return not_sent(path, e); /* nor a pipe of which the writer never comes to an end */
    }
    int fd = sent ? fcntl(s->passed_file, F_DUPFD_CLOEXEC, 3) : spool_open(path, s->stop, &why);
    *out = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (*out == NULL) {
        why = why != 0 ? why : errno;
        if (fd >= 0) {
            close(fd);
        }
        return error_set(e, ST_FAILED, "file", _("%s cannot be read: %s"), path, i18n_errno(why));
    }
    return ST_OK;
}

bool session_stopped(const struct session *s)
{
    return s->stop != NULL && __atomic_load_n(s->stop, __ATOMIC_RELAXED) != 0; /* another thread may say it */
}
