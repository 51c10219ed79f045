#include "tests/fault/shim.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECTOR = 512, PATH_ROOM = 256, WATCHED = 2, HUNDRED = 100 };

const char *const shim_names[SHIM_KINDS] = {"write", "sync",   "truncate", "open",   "read",
                                            "size",  "locked", "shared",   "delete", "look"};

/* What was written since the last sync. `data` NULL: cut to `at` bytes. */
struct pending {
    struct pending *next;
    sqlite3_int64 at;
    size_t n;
    unsigned char *data;
};

/* A file as a disk without power keeps it. */
struct disk {
    char name[PATH_ROOM];
    unsigned char *kept;
    size_t n;
    struct pending *first, **last;
};

static struct {
    sqlite3_vfs vfs, *real;
    enum shim_kind kind;
    long wanted, counts[SHIM_KINDS];
    int result;
    bool on, failed;
    struct disk disks[WATCHED];
    bool watching, was_cut;
    long cut_in;
    int keep;
    char to[PATH_ROOM];
} shim;

struct shim_file {
    sqlite3_file base;
    struct disk *disk; /* NULL: not watched */
    sqlite3_file *real;
};

/* The result that an operation has to give now, SQLITE_OK: the real one's. */
static int due(enum shim_kind kind)
{
    long n = ++shim.counts[kind];
    bool fails = shim.wanted > 0 && kind == shim.kind && (n == shim.wanted || (shim.on && n > shim.wanted));
    shim.failed = shim.failed || fails;
    return fails ? shim.result : SQLITE_OK;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

static void must(bool good)
{
    if (!good) {
        perror("shim");
        abort();
    }
}

static void put(struct disk *d, size_t at, const unsigned char *data, size_t n)
{
    if (at + n > d->n) {
        d->kept = realloc(d->kept, at + n);
        must(d->kept != NULL);
        memset(d->kept + d->n, 0, at + n - d->n);
        d->n = at + n;
    }
    memcpy(d->kept + at, data, n);
}

static void forget(struct disk *d, bool keep)
{
    while (d->first != NULL) {
        struct pending *p = d->first;
        d->first = p->next;
        if (keep && p->data != NULL) {
            put(d, (size_t)p->at, p->data, p->n);
        } else if (keep) {
            d->n = d->n < (size_t)p->at ? d->n : (size_t)p->at;
        }
        free(p->data);
        free(p);
    }
    d->last = &d->first;
}

static void pend(struct disk *d, sqlite3_int64 at, const void *data, size_t n)
{
    struct pending *p = calloc(1, sizeof *p);
    must(p != NULL);
    p->at = at;
    p->n = n;
    if (data != NULL) {
        p->data = malloc(n);
        must(p->data != NULL);
        memcpy(p->data, data, n);
    }
    *d->last = p;
    d->last = &p->next;
}

/* Which of the unsynced sectors reach the disk: each by chance, or all before a point. */
static bool survives(long *left)
{
    if (shim.keep >= 0) {
        return random() % HUNDRED < shim.keep;
    }
    return (*left)-- > 0;
}

static long sectors_of(const struct disk *d)
{
    long count = 0;
    for (const struct pending *p = d->first; p != NULL; p = p->next) {
        count += 1 + (long)(p->n / SECTOR);
    }
    return count;
}

static void leave(const struct disk *d, const char *name)
{
    struct disk copy = {0};
    long count = sectors_of(d), left = count > 0 ? random() % (count + 1) : 0;
    put(&copy, 0, d->kept != NULL ? d->kept : (const unsigned char *)"", d->n);
    for (const struct pending *p = d->first; p != NULL; p = p->next) {
        if (p->data == NULL && survives(&left)) {
            copy.n = copy.n < (size_t)p->at ? copy.n : (size_t)p->at;
        }
        for (size_t i = 0; p->data != NULL && i < p->n; i += SECTOR) {
            if (survives(&left)) {
                put(&copy, (size_t)p->at + i, p->data + i, p->n - i < SECTOR ? p->n - i : SECTOR);
            }
        }
    }
    FILE *f = fopen(name, "we");
    must(f != NULL && fwrite(copy.kept, 1, copy.n, f) == copy.n && fclose(f) == 0);
    free(copy.kept);
}

/* Before each write and sync: the power goes here, when it is time. */
static void pass_time(void)
{
    if (shim.cut_in > 0 && --shim.cut_in == 0) {
        char log[PATH_ROOM + 8];
        snprintf(log, sizeof log, "%s-wal", shim.to);
        leave(&shim.disks[0], shim.to);
        leave(&shim.disks[1], log);
        shim.was_cut = true;
    }
}

static int shim_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int shim_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    int result = due(SHIM_READ);
    return result != SQLITE_OK ? result : real_of(file)->pMethods->xRead(real_of(file), to, n, at);
}

/* One that fails has written half. */
static int shim_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
    struct disk *d = ((struct shim_file *)file)->disk;
    int result = due(SHIM_WRITE), written = result == SQLITE_OK ? n : n / 2;
    if (d != NULL) {
        pass_time();
        pend(d, at, from, (size_t)written);
    }
    int real = real_of(file)->pMethods->xWrite(real_of(file), from, written, at);
    return result != SQLITE_OK ? result : real;
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct disk *d = ((struct shim_file *)file)->disk;
    int result = due(SHIM_TRUNCATE);
    if (result != SQLITE_OK) {
        return result;
    }
    if (d != NULL) {
        pass_time();
        pend(d, size, NULL, 0);
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    struct disk *d = ((struct shim_file *)file)->disk;
    int result = due(SHIM_SYNC);
    if (result != SQLITE_OK) {
        return result;
    }
    if (d != NULL) {
        pass_time();
        forget(d, true);
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
    int result = due(SHIM_SIZE);
    return result != SQLITE_OK ? result : real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int shim_lock(sqlite3_file *file, int level)
{
    int result = due(SHIM_LOCK);
    return result != SQLITE_OK ? result : real_of(file)->pMethods->xLock(real_of(file), level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int shim_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int shim_control(sqlite3_file *file, int what, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, arg);
}

static int shim_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int shim_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shim_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    int result = due(SHIM_SHARED);
    return result != SQLITE_OK ? result
                               : real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void shim_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shim_unmap(sqlite3_file *file, int delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = shim_close,
                                           .xRead = shim_read,
                                           .xWrite = shim_write,
                                           .xTruncate = shim_truncate,
                                           .xSync = shim_sync,
                                           .xFileSize = shim_size,
                                           .xLock = shim_lock,
                                           .xUnlock = shim_unlock,
                                           .xCheckReservedLock = shim_reserved,
                                           .xFileControl = shim_control,
                                           .xSectorSize = shim_sector,
                                           .xDeviceCharacteristics = shim_device,
                                           .xShmMap = shim_map,
                                           .xShmLock = shim_shm_lock,
                                           .xShmBarrier = shim_barrier,
                                           .xShmUnmap = shim_unmap};

static struct disk *disk_of(const char *name)
{
    for (size_t i = 0; shim.watching && name != NULL && i < WATCHED; i++) {
        if (strcmp(shim.disks[i].name, name) == 0) {
            return &shim.disks[i];
        }
    }
    return NULL;
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct shim_file *f = (struct shim_file *)file;
    (void)vfs;
    *f = (struct shim_file){.disk = disk_of(name), .real = (sqlite3_file *)(f + 1)};
    int result = due(SHIM_OPEN);
    if (result != SQLITE_OK) {
        return result;
    }
    result = shim.real->xOpen(shim.real, name, f->real, flags, out);
    f->base.pMethods = f->real->pMethods != NULL ? &methods : NULL;
    return result;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    struct disk *d = disk_of(name);
    int result = due(SHIM_DELETE);
    (void)vfs;
    if (result != SQLITE_OK) {
        return result;
    }
    if (d != NULL) {
        forget(d, false);
        d->n = 0;
    }
    return shim.real->xDelete(shim.real, name, sync);
}

static int shim_look(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    int result = due(SHIM_LOOK);
    (void)vfs;
    return result != SQLITE_OK ? result : shim.real->xAccess(shim.real, name, flags, out);
}

void shim_install(void)
{
    if (shim.real != NULL) {
        return;
    }
    must(sqlite3_initialize() == SQLITE_OK);
    shim.real = sqlite3_vfs_find(NULL);
    shim.vfs =
        *shim.real; /* what is not of the disk is the real one's, which takes its own data from pAppData */
    shim.vfs.pNext = NULL;
    shim.vfs.zName = "shim";
    shim.vfs.szOsFile = (int)sizeof(struct shim_file) + shim.real->szOsFile;
    shim.vfs.xOpen = shim_open;
    shim.vfs.xDelete = shim_delete;
    shim.vfs.xAccess = shim_look;
    must(sqlite3_vfs_register(&shim.vfs, 1) == SQLITE_OK);
}

void shim_fail(enum shim_kind kind, long n, int result, bool on)
{
    shim.kind = kind;
    shim.wanted = n;
    shim.result = result;
    shim.on = on;
    shim.failed = false;
    memset(shim.counts, 0, sizeof shim.counts);
}

long shim_count(enum shim_kind kind)
{
    return shim.counts[kind];
}

bool shim_failed(void)
{
    return shim.failed;
}

static void read_disk(struct disk *d)
{
    struct stat there;
    FILE *f = fopen(d->name, "re");
    forget(d, false);
    d->n = 0;
    if (f == NULL || fstat(fileno(f), &there) != 0) {
        return; /* there is none yet */
    }
    d->n = (size_t)there.st_size;
    d->kept = realloc(d->kept, d->n + 1);
    must(d->kept != NULL && fread(d->kept, 1, d->n, f) == d->n && fclose(f) == 0);
}

void shim_watch(const char *path)
{
    snprintf(shim.disks[0].name, PATH_ROOM, "%s", path);
    snprintf(shim.disks[1].name, PATH_ROOM, "%s-wal", path);
    shim.watching = true;
    for (int i = 0; i < WATCHED; i++) {
        read_disk(&shim.disks[i]);
    }
}

void shim_cut(long n, const char *to, int keep)
{
    snprintf(shim.to, sizeof shim.to, "%s", to);
    shim.cut_in = n;
    shim.keep = keep;
    shim.was_cut = false;
}

bool shim_was_cut(void)
{
    return shim.was_cut;
}
