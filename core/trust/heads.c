#include "core/trust/heads.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "db/audit_store.h"
#include "db/person_store.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, LINE_ROOM = 1024, TAIL = 2048, UNREADABLE_MAX = 1000 };

static enum status fails(const char *path, const char *why, struct error *e)
{
    return error_set(e, ST_FAILED, "heads", _("%s: the log's signed head cannot be written: %s"), path, why);
}

enum status heads_place(const struct app *app, char out[PATH_ROOM], struct error *e)
{
    const struct config *c = app->config;
    int n = c->trust_heads[0] != '\0'
                ? snprintf(out, PATH_ROOM, "%s/clearbay-%s.heads", c->trust_heads, c->outlet_code)
                : snprintf(out, PATH_ROOM, "%s.heads", c->database_path);
    return n > 0 && n < PATH_ROOM ? ST_OK : fails(c->database_path, _("the path is too long"), e);
}

static bool parse(const char *line, size_t n, struct head *head, json_t **document)
{
    *document = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    const char *hash = json_string_value(json_object_get(*document, "hash"));
    const char *at = json_string_value(json_object_get(*document, "at"));
    *head = (struct head){.seq = json_integer_value(json_object_get(*document, "seq"))};
    if (hash == NULL || strlen(hash) != HASH_HEX - 1 || at == NULL || !when_parse(at, &head->at) ||
        head->seq < 1) {
        json_decref(*document);
        *document = NULL;
        return false;
    }
    memcpy(head->hash, hash, HASH_HEX);
    return true;
}

/* The last head that was written, from the end of the file: whose end a crash may have left half written. */
static struct head last_written(const char *path)
{
    char tail[TAIL + 1];
    struct head last = {0}, one;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    off_t from = size > TAIL ? size - TAIL : 0;
    ssize_t n = fd >= 0 ? pread(fd, tail, TAIL, from) : 0;
    if (fd >= 0) {
        close(fd);
    }
    tail[n > 0 ? n : 0] = '\0';
    for (char *line = tail, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        json_t *document = NULL;
        if (parse(line, (size_t)(end - line), &one, &document)) {
            last = one;
        }
        json_decref(document);
    }
    return last;
}

/* What this process knows of the file is read once: it is the one who writes there. */
static bool know_last(struct app *app)
{
    char path[PATH_ROOM];
    if (!app->head_known && heads_place(app, path, NULL) == ST_OK) {
        struct head last = last_written(path);
        app->head_seq = last.seq;
        app->head_at = last.at;
        app->head_known = true;
    }
    return app->head_known;
}

bool heads_due(struct session *s, struct head *head)
{
    struct app *app = s->app;
    *head = (struct head){0};
    if (!know_last(app) || audit_store_last(app->db, &head->seq, &head->at, head->hash, NULL) != ST_OK ||
        head->seq <= app->head_seq) {
        return false;
    }
    int64_t now = when_now();
    bool late = now - app->head_at >= HEADS_MS || now < app->head_at; /* or the clock was set back */
    return app->head_wanted || late || head->seq - app->head_seq >= HEADS_EVERY;
}

void heads_want(struct app *app)
{
    app->head_wanted = true;
}

/* What is signed: the line without its signature, keys in order. */
static char *text_of(json_t *document)
{
    return json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
}

static enum status sign(struct session *s, const struct head *head, char line[LINE_ROOM], struct error *e)
{
    char outlet[32] = "", public_hex[PUBLIC_KEY_HEX], key[FINGERPRINT_HEX], signature[SIGNATURE_HEX],
         at[WHEN_SIZE];
    int64_t id = 0;
    enum status st = person_store_outlet(s->app->db, &id, outlet, e);
    st = st == ST_OK ? workshop_key_public(s->app, public_hex, e) : st;
    if (st != ST_OK) {
        return st;
    }
    workshop_key_fingerprint(public_hex, key);
    json_t *document = json_pack("{s:s,s:I,s:s,s:s,s:s}", "outlet", outlet, "seq", (json_int_t)head->seq,
                                 "hash", head->hash, "at", when_iso(when_now(), at), "key", key);
    char *text = text_of(document);
    st = text == NULL ? error_memory(e) : workshop_key_sign(s->app, "head", text, strlen(text), signature, e);
    free(text);
    if (st == ST_OK) {
        json_object_set_new(document, "signature", json_string(signature));
        text = text_of(document);
        int n = text != NULL ? snprintf(line, LINE_ROOM, "%s\n", text) : -1;
        free(text);
        st = n > 0 && n < LINE_ROOM ? ST_OK : error_memory(e);
    }
    json_decref(document);
    return st;
}

/* A line of its own, also behind the half one that a crash has left. */
static enum status append(const char *path, const char *line, struct error *e)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) {
        return fails(path, i18n_errno(errno), e);
    }
    char last = '\n';
    off_t size = lseek(fd, 0, SEEK_END);
    bool ok = size <= 0 || pread(fd, &last, 1, size - 1) == 1;
    ok = ok && (last == '\n' || write(fd, "\n", 1) == 1);
    ok = ok && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0;
    int why = errno;
    close(fd);
    return ok ? ST_OK : fails(path, i18n_errno(why), e);
}

enum status heads_export(struct session *s, const struct head *head, struct error *e)
{
    char path[PATH_ROOM], line[LINE_ROOM];
    enum status st = heads_place(s->app, path, e);
    st = st == ST_OK ? sign(s, head, line, e) : st;
    st = st == ST_OK ? append(path, line, e) : st;
    if (st == ST_OK) {
        s->app->head_seq = head->seq;
        s->app->head_at = when_now();
        s->app->head_wanted = false;
    }
    return st;
}

void heads_after_commit(struct session *s)
{
    struct head head;
    struct error why = ERROR_NONE;
    if (heads_due(s, &head) && heads_export(s, &head, &why) != ST_OK) {
        session_note(s, "%s", why.message);
    }
}

char *head_digits(const char *hash, char out[HEAD_DIGITS + 1])
{
    snprintf(out, HEAD_DIGITS + 1, "%.*s", HEAD_DIGITS, hash);
    return out;
}

static bool is_signed(json_t *document, const char *public_hex)
{
    json_t *signature = json_object_get(document, "signature");
    json_incref(signature);
    json_object_del(document, "signature");
    char *text = text_of(document);
    const char *hex = json_string_value(signature);
    bool good =
        text != NULL && hex != NULL && workshop_key_verify(public_hex, "head", text, strlen(text), hex);
    free(text);
    json_decref(signature);
    return good;
}

int64_t heads_each(FILE *f, const char *public_hex,
                   bool (*each)(const struct head *head, bool good, void *arg), void *arg)
{
    char line[LINE_ROOM];
    bool more = true;
    int64_t unreadable = 0;
    while (more && unreadable < UNREADABLE_MAX && fgets(line, sizeof line, f) != NULL) {
        struct head head;
        json_t *document = NULL;
        size_t n = strlen(line); /* of a longer line each piece is one that cannot be read */
        if (!parse(line, n, &head, &document)) {
            unreadable += n != 1;
            continue;
        }
        more = each(&head, is_signed(document, public_hex), arg);
        json_decref(document);
    }
    return unreadable;
}
