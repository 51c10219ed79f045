/* Storage of the outlet, people, their certificates, and bays. Rows only, no rules. */
#ifndef CLEARBAY_DB_PERSON_STORE_H
#define CLEARBAY_DB_PERSON_STORE_H

#include "db/db.h"

struct person_row {
    int64_t id;
    char login[64];
    char name[256];
    char role[16];
    char pin_hash[160];
    bool pin_temporary;
    int64_t failed_pins, locked_until;
    int64_t disabled_at; /* 0: active */
};

struct certificate_row {
    char certificate[16];
    int64_t valid_from, valid_until; /* valid_until 0: no end */
};

enum status person_store_outlet_count(struct db *db, int64_t *n, struct error *e);
enum status person_store_add_outlet(struct db *db, const char *code, const char *name, int64_t at,
                                    int64_t *id, struct error *e);
/* The workshop's outlet (one a database today): its id and code. ST_NOT_FOUND "no_row" without one. */
enum status person_store_outlet(struct db *db, int64_t *id, char code[32], struct error *e);

/* What the outlet knows of its pepper (core/app/pepper.c), "": nothing yet. */
enum status person_store_pepper_check(struct db *db, char check[65], struct error *e);
/* From now on it knows that; nothing when it knows something already. */
enum status person_store_set_pepper_check(struct db *db, const char *check, struct error *e);

/* By login, or by id when login is NULL. ST_NOT_FOUND (code "no_row") when there is none. */
enum status person_store_find(struct db *db, const char *login, int64_t id, struct person_row *out,
                              struct error *e);
enum status person_store_add(struct db *db, const struct person_row *row, int64_t outlet, int64_t set_by,
                             int64_t at, int64_t *id, struct error *e);
enum status person_store_disable(struct db *db, int64_t id, int64_t at, struct error *e);
/* Sets a PIN; the count of failed ones and the lock end with it. */
enum status person_store_set_pin(struct db *db, int64_t id, const char *pin_hash, bool temporary,
                                 int64_t set_by, int64_t at, struct error *e);
enum status person_store_set_failed(struct db *db, int64_t id, int64_t failed, int64_t locked_until,
                                    struct error *e);

/* Calls `each` for every person by login until it returns false. Rows are borrowed. */
enum status person_store_each(struct db *db, bool (*each)(const struct person_row *, void *), void *arg,
                              struct error *e);

enum status person_store_grant(struct db *db, int64_t person, const struct certificate_row *row, int64_t by,
                               int64_t at, struct error *e);
/* Ends every certificate of that kind; *n is how many stood. */
enum status person_store_revoke(struct db *db, int64_t person, const char *certificate, int64_t at,
                                int64_t *n, struct error *e);
/* True when a certificate of that kind is in force at `at`. */
enum status person_store_holds(struct db *db, int64_t person, const char *certificate, int64_t at,
                               bool *holds, struct error *e);
/* Certificates that are not revoked, at most `room`; *n is how many were put. */
enum status person_store_certificates(struct db *db, int64_t person, struct certificate_row *out, size_t room,
                                      size_t *n, struct error *e);

enum status bay_store_add(struct db *db, int64_t outlet, const char *code, int64_t at, int64_t *id,
                          struct error *e);
/* ST_NOT_FOUND "no_row" when there is no such bay. */
enum status bay_store_find(struct db *db, const char *code, int64_t *id, struct error *e);
enum status bay_store_each(struct db *db, bool (*each)(const char *code, void *), void *arg, struct error *e);

#endif
