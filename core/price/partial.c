#include "core/price/partial.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { NAME_BYTES = 16, CHUNK = 65536, GZIP_WINDOW = 15 + 16, META_ROOM = 400 };

/* Two sources, or one that moved to another address, never share a file. */
static bool make_path(const char *database_path, const struct oem_source *source, char *path, size_t size)
{
    unsigned char hash[NAME_BYTES];
    char hex[NAME_BYTES * 2 + 1];
    struct buf what;
    buf_init(&what, 65536);
    buf_addf(&what, "%s\n%s", source->name, source->url);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)what.data, what.len, NULL, 0);
    buf_free(&what);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    int n = snprintf(path, size, "%s.part", database_path);
    if (n < 0 || (size_t)n + sizeof hex + 16 > size || (mkdir(path, 0700) != 0 && errno != EEXIST)) {
        return false;
    }
    snprintf(path + n, size - (size_t)n, "/%s", hex);
    return true;
}

static void meta_path(const struct partial *p, char *path, size_t size)
{
    snprintf(path, size, "%s.meta", p->path);
}

/* The validator and whether it is packed, a line each; a file that was cut short or changed is not believed.
 */
static void load_meta(struct partial *p)
{
    char path[sizeof p->path + 8], text[META_ROOM] = "";
    meta_path(p, path, sizeof path);
    FILE *file = fopen(path, "re");
    size_t n = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    char *first = memchr(text, '\n', n), *second = first != NULL ? strchr(first + 1, '\n') : NULL;
    if (second == NULL || second != first + 2 || (first[1] != '0' && first[1] != '1')) {
        return;
    }
    *first = '\0';
    p->packed = first[1] == '1';
    text_copy(p->validator, sizeof p->validator, text);
}

static bool save_meta(const struct partial *p)
{
    char path[sizeof p->path + 8];
    meta_path(p, path, sizeof path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL) {
        return false;
    }
    fprintf(file, "%s\n%d\n", p->validator, p->packed);
    return fclose(file) == 0;
}

static void forget(struct partial *p)
{
    char path[sizeof p->path + 8];
    if (p->path[0] != '\0') {
        meta_path(p, path, sizeof path);
        unlink(path);
        unlink(p->path);
        p->path[0] = '\0';
    }
}

enum status partial_open(const char *database_path, const struct oem_source *source, struct partial *p,
                         struct error *e)
{
    struct stat s;
    *p = (struct partial){.file = NULL};
    if (make_path(database_path, source, p->path, sizeof p->path)) {
        int fd = open(p->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        bool mine = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &s) == 0;
        p->file = mine ? fdopen(fd, "r+") : NULL;
        if (p->file == NULL && fd >= 0) {
            close(fd);
        }
        p->have = p->file != NULL ? (int64_t)s.st_size : 0;
    }
    if (p->file == NULL) {
        p->path[0] = '\0';
        p->file = tmpfile();
    }
    if (p->file == NULL) {
        return error_set(e, ST_FAILED, "fetch", _("%s: %s; the old list stays in force"), source->url,
                         strerror(errno));
    }
    if (p->have > 0) {
        load_meta(p);
    }
    if (p->validator[0] == '\0' || fseeko(p->file, 0, SEEK_END) != 0) {
        return partial_restart(p, NULL, false)
                   ? ST_OK
                   : error_set(e, ST_FAILED, "fetch", _("%s: %s; the old list stays in force"), source->url,
                               strerror(errno));
    }
    return ST_OK;
}

bool partial_restart(struct partial *p, const char *validator, bool packed)
{
    bool strong = validator != NULL && strncmp(validator, "W/", 2) != 0 &&
                  strlen(validator) < sizeof p->validator && strpbrk(validator, "\r\n") == NULL;
    p->have = 0;
    p->packed = packed;
    text_copy(p->validator, sizeof p->validator, strong ? validator : "");
    rewind(p->file);
    return ftruncate(fileno(p->file), 0) == 0 &&
           (p->validator[0] == '\0' || p->path[0] == '\0' || save_meta(p));
}

bool partial_add(struct partial *p, const char *bytes, size_t n)
{
    if (fwrite(bytes, 1, n, p->file) != n) {
        return false;
    }
    p->have += (int64_t)n;
    return true;
}

void partial_close(struct partial *p, bool keep)
{
    if (!keep || p->have == 0 || p->validator[0] == '\0') {
        forget(p);
    }
    if (p->file != NULL) {
        fclose(p->file);
        p->file = NULL;
    }
}

/* Everything in one gzip stream; nothing may stand behind it. */
static const char *unpack(FILE *from, FILE *to, int64_t max_bytes, z_stream *z)
{
    unsigned char in[CHUNK], out[CHUNK];
    int64_t total = 0;
    int result = Z_OK;
    while (result != Z_STREAM_END) {
        if (z->avail_in == 0) {
            z->next_in = in;
            z->avail_in = (uInt)fread(in, 1, sizeof in, from);
            if (z->avail_in == 0) {
                return _("the packed list stops in its middle");
            }
        }
        z->next_out = out;
        z->avail_out = sizeof out;
        result = inflate(z, Z_NO_FLUSH);
        size_t n = sizeof out - z->avail_out;
        total += (int64_t)n;
        if (result != Z_OK && result != Z_STREAM_END && !(result == Z_BUF_ERROR && z->avail_in == 0)) {
            return _("the packed list is damaged");
        }
        if (total > max_bytes) {
            return _("the list is larger than max_bytes");
        }
        if (fwrite(out, 1, n, to) != n) {
            return _("the list could not be written to the temporary folder; is the disk full?");
        }
    }
    return z->avail_in > 0 || fgetc(from) != EOF ? _("something stands behind the end of the packed list")
                                                 : NULL;
}

static FILE *take_unpacked(struct partial *p, int64_t max_bytes, const char **why)
{
    z_stream z = {0};
    FILE *to = tmpfile();
    *why = to == NULL || inflateInit2(&z, GZIP_WINDOW) != Z_OK
               ? _("the list could not be written to the temporary folder; is the disk full?")
               : NULL;
    if (*why == NULL) {
        rewind(p->file);
        *why = unpack(p->file, to, max_bytes, &z);
        inflateEnd(&z);
    }
    if (*why != NULL && to != NULL) {
        fclose(to);
    }
    return *why == NULL ? to : NULL;
}

FILE *partial_take(struct partial *p, int64_t max_bytes, const char **why)
{
    FILE *file = p->file;
    *why = fflush(p->file) == 0
               ? NULL
               : _("the list could not be written to the temporary folder; is the disk full?");
    if (*why == NULL && p->packed) {
        file = take_unpacked(p, max_bytes, why);
    } else if (*why == NULL) {
        p->file = NULL;
    }
    forget(p);
    return *why == NULL ? file : NULL;
}
