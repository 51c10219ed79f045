#include "core/base/secret_file.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static const char is_open[] = "secret_open";

static enum status fails(const char *path, const char *why, struct error *e)
{
    return error_set(e, ST_FAILED, "secret", "%s: %s", path, why);
}

static enum status read_all(int fd, const char *path, unsigned char *out, size_t size, struct error *e)
{
    struct stat is;
    if (fstat(fd, &is) != 0 || !S_ISREG(is.st_mode) || is.st_size != (off_t)size) {
        char why[100];
        snprintf(why, sizeof why, _("a file of %zu bytes is wanted"), size);
        return fails(path, why, e);
    }
    if ((is.st_mode & 077) != 0) {
        return error_set(e, ST_FAILED, is_open, _("%s: others can read it: chmod 600 %s"), path, path);
    }
    return read(fd, out, size) == (ssize_t)size ? ST_OK : fails(path, i18n_errno(errno), e);
}

bool secret_file_is_open(const struct error *why)
{
    return strcmp(why->code, is_open) == 0;
}

enum status secret_file_read(const char *path, unsigned char *out, size_t size, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        int why = errno;
        fails(path, i18n_errno(why), e);
        return why == ENOENT ? error_set(e, ST_NOT_FOUND, "no_secret", "%s: %s", path, i18n_errno(why))
                             : ST_FAILED;
    }
    enum status st = read_all(fd, path, out, size, e);
    close(fd);
    return st;
}

/* A new name is durable once its folder is. */
static void sync_folder(const char *path)
{
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        slash[slash == folder] = '\0';
    }
    int fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

enum status secret_file_make(const char *path, const unsigned char *bytes, size_t size, struct error *e)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fails(path, i18n_errno(errno), e);
    }
    bool ok = write(fd, bytes, size) == (ssize_t)size && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 || !ok) {
        unlink(path);
        return fails(path, i18n_errno(why), e);
    }
    sync_folder(path);
    return ST_OK;
}
