#include "core/price/partial.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 8192, TRIES = 5, BOOT_SIZE = 64 };

/* Stands in place of the boot once the disk has all of it. */
static const char durable[] = "durable";

/* The name of this run of the machine: bytes that were not made durable in an earlier one may be noughts. */
static void read_boot(char boot[BOOT_SIZE])
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (file == NULL || fgets(boot, BOOT_SIZE, file) == NULL) {
        text_copy(boot, BOOT_SIZE, "unknown");
    }
    boot[strcspn(boot, "\n")] = '\0';
    if (file != NULL) {
        fclose(file);
    }
}

/* The name of a source as the name of a file. */
static void add_name(struct buf *path, const char *source)
{
    for (const char *p = source; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
            buf_addc(path, *p);
        } else {
            buf_addf(path, "%%%02x", c);
        }
    }
}

static char *join(const char *path, const char *ending)
{
    struct buf whole;
    buf_init(&whole, PATH_ROOM);
    buf_addf(&whole, "%s%s", path, ending);
    return buf_take(&whole);
}

static char *path_of(const char *folder, const char *source)
{
    struct buf path;
    buf_init(&path, PATH_ROOM);
    buf_addf(&path, "%s/", folder);
    add_name(&path, source);
    return buf_take(&path);
}

/* Ours alone, else nothing is kept there. */
static bool folder_is_private(const char *folder)
{
    struct stat is;
    return lstat(folder, &is) == 0 && S_ISDIR(is.st_mode) && is.st_uid == geteuid() &&
           (is.st_mode & 077) == 0;
}

/* True when the open file is still the one of that name: another sync may have ended and removed it. */
static bool still_named(int fd, const char *path)
{
    struct stat a, b;
    return fstat(fd, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Opens and locks the file of that name; -1 when another sync has it or there is no private folder. */
static int open_named(const char *folder, const char *path)
{
    for (int i = 0; i < TRIES; i++) {
        if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || !folder_is_private(folder)) {
            return -1;
        }
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0 && errno != ENOENT) {
            return -1;
        }
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
            close(fd);
            return -1;
        }
        if (fd >= 0 && still_named(fd, path)) {
            return fd;
        }
        if (fd >= 0) {
            close(fd);
        }
    }
    return -1;
}

/* A line of the description without its end; false when there is none or it is too long. */
static bool read_line(FILE *file, char *out, size_t size)
{
    if (fgets(out, (int)size, file) == NULL || strchr(out, '\n') == NULL) {
        return false;
    }
    out[strcspn(out, "\n")] = '\0';
    return true;
}

static bool read_about(const char *path, const char *url, struct kept_part *kept)
{
    char line[PATH_ROOM], packing[16], total[32], boot[BOOT_SIZE], here[BOOT_SIZE];
    char *about = join(path, ".about");
    FILE *file = about != NULL ? fopen(about, "re") : NULL;
    bool good = file != NULL && read_line(file, line, sizeof line) && strcmp(line, url) == 0 &&
                read_line(file, kept->validator, sizeof kept->validator) &&
                read_line(file, packing, sizeof packing) && read_line(file, total, sizeof total) &&
                read_line(file, boot, sizeof boot);
    if (good) {
        read_boot(here);
        kept->packed = strcmp(packing, "gzip") == 0;
        kept->total = strtoll(total, NULL, 10);
        good = kept->validator[0] != '\0' && (strcmp(boot, durable) == 0 || strcmp(boot, here) == 0);
    }
    if (file != NULL) {
        fclose(file);
    }
    free(about);
    return good;
}

/* In one step, so that a description is never half there. */
static bool write_about(const struct partial *p, const char *boot)
{
    char *about = join(p->path, ".about"), *fresh = join(p->path, ".new");
    int fd = about == NULL || fresh == NULL
                 ? -1
                 : open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    bool good =
        file != NULL && fprintf(file, "%s\n%s\n%s\n%lld\n%s\n", p->url, p->kept.validator,
                                p->kept.packed ? "gzip" : "identity", (long long)p->kept.total, boot) > 0;
    if (file != NULL) {
        good = fclose(file) == 0 && good;
    }
    good = good && rename(fresh, about) == 0;
    free(about);
    free(fresh);
    return good;
}

/* What is there, if it can be gone on with. */
static void find_kept(struct partial *p, int64_t max)
{
    struct stat is;
    struct kept_part kept = {.total = -1};
    bool good = fstat(fileno(p->file), &is) == 0 && is.st_size > 0 && read_about(p->path, p->url, &kept);
    kept.size = good ? (int64_t)is.st_size : 0;
    /* with all of it there, there is no rest to ask for */
    if (good && kept.size < max && (kept.total < 0 || kept.size < kept.total)) {
        p->kept = kept;
        fseeko(p->file, 0, SEEK_END);
    } else {
        partial_clear(p);
    }
}

enum status partial_open(struct partial *p, const char *database, const char *source, const char *url,
                         int64_t max, struct error *e)
{
    *p = (struct partial){.folder = join(database, ".part"), .url = strdup(url), .kept.total = -1};
    p->path = p->folder != NULL ? path_of(p->folder, source) : NULL;
    if (p->path == NULL || p->url == NULL) {
        return error_memory(e);
    }
    int fd = open_named(p->folder, p->path);
    if (fd < 0) {
        free(p->path);
        p->path = NULL;
    }
    p->file = fd >= 0 ? fdopen(fd, "r+") : partial_scratch(p);
    if (p->file == NULL) {
        return error_set(e, ST_FAILED, "disk", _("%s: no file for the list can be made there: %s"), p->folder,
                         i18n_errno(errno));
    }
    if (p->path != NULL) {
        find_kept(p, max);
    }
    return ST_OK;
}

bool partial_clear(struct partial *p)
{
    p->kept = (struct kept_part){.total = -1};
    return fflush(p->file) == 0 && ftruncate(fileno(p->file), 0) == 0 && fseeko(p->file, 0, SEEK_SET) == 0;
}

static void forget_about(const struct partial *p)
{
    char *about = p->path != NULL ? join(p->path, ".about") : NULL;
    if (about != NULL) {
        unlink(about);
    }
    free(about);
}

bool partial_begin(struct partial *p, const struct kept_part *kept)
{
    char boot[BOOT_SIZE];
    if (!partial_clear(p)) {
        return false;
    }
    p->kept = *kept;
    p->kept.size = 0;
    read_boot(boot);
    if (!partial_can_wait(p)) {
        forget_about(p);
        return true;
    }
    return write_about(p, boot);
}

bool partial_add(struct partial *p, const char *bytes, size_t n)
{
    p->kept.size += (int64_t)n;
    return fwrite(bytes, 1, n, p->file) == n;
}

bool partial_can_wait(const struct partial *p)
{
    return p->path != NULL && p->kept.validator[0] != '\0';
}

/* Takes the names away, and the folder with the last of them. */
static void remove_names(const struct partial *p)
{
    forget_about(p);
    unlink(p->path);
    rmdir(p->folder);
}

void partial_free(struct partial *p, bool keep)
{
    bool kept = keep && p->file != NULL && partial_can_wait(p) && p->kept.size > 0 && fflush(p->file) == 0;
    if (kept && fdatasync(fileno(p->file)) == 0) {
        write_about(p, durable);
    }
    if (!kept && p->file != NULL && p->path != NULL) {
        remove_names(p);
    }
    if (p->file != NULL) {
        fclose(p->file);
    }
    free(p->folder);
    free(p->path);
    free(p->url);
    *p = (struct partial){.file = NULL};
}

FILE *partial_take(struct partial *p)
{
    FILE *file = p->file;
    if (p->path != NULL) {
        remove_names(p);
    }
    p->file = NULL;
    partial_free(p, false);
    return fflush(file) == 0 ? file : (fclose(file), NULL);
}

FILE *partial_scratch(const struct partial *p)
{
    int fd = open(p->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fdopen(fd, "w+") : tmpfile();
}
