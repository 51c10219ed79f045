/* A test's own folder, gone with everything that lies in it, whatever the program has put beside its
 * database. */
#ifndef CLEARBAY_TESTS_FOLDER_H
#define CLEARBAY_TESTS_FOLDER_H

#include <ftw.h>
#include <stdio.h>

static inline int folder_remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s;
    (void)kind;
    (void)where;
    return remove(path);
}

static inline void folder_remove(const char *path)
{
    enum { FILES_OPEN = 8 };
    nftw(path, folder_remove_one, FILES_OPEN, FTW_DEPTH | FTW_PHYS);
}

#endif
