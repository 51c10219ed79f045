/* The numbered migrations, made from db/schema at build time. */
#ifndef CLEARBAY_DB_SCHEMA_H
#define CLEARBAY_DB_SCHEMA_H

#include <stddef.h>

struct migration {
    int version;
    const char *name;
    const char *sql;
};

extern const struct migration migrations[];
extern const size_t migration_count;

#endif
