/* The people of the workshop: who they are, what they may do, whether it is them. */
#ifndef CLEARBAY_PEOPLE_PEOPLE_H
#define CLEARBAY_PEOPLE_PEOPLE_H

#include "core/app/app.h"
#include "db/person_store.h"

enum { WRONG_PINS_MAX = 5, LOCK_MS = 15 * 60 * 1000, CERTIFICATES_MAX = 32 };

/* Makes an empty workshop: database, pepper, outlet, first manager with a PIN of his own. With a workshop
 * already there it changes nothing and *created is false. */
enum status people_init(struct session *s, const char *outlet, const char *manager, const char *pin,
                        bool *created, struct error *e);

/* Checks a person's PIN in write transactions of its own (call it outside one), so that a wrong one counts
 * even when the command then fails. The attempt is counted before it is checked: guesses side by side cannot
 * exceed five. For the session's own person it also takes over whether the PIN is a one-time one. ST_REFUSED:
 * "wrong_pin", "locked" (five wrong in a row, 15 minutes), "disabled". */
enum status person_check_pin(struct session *s, int64_t person, const char *pin, struct error *e);

/* Logs the session in or out. An unknown login answers as a wrong PIN does, and takes as long. */
enum status session_login(struct session *s, const char *login, const char *pin, struct error *e);
void session_logout(struct session *s);

/* Takes role, name and the PIN's kind anew from the database: what a manager changed holds at once, in
 * sessions that are open too. Somebody who was disabled meanwhile is logged out: ST_REFUSED "disabled". */
enum status session_refresh(struct session *s, struct error *e);

/* Finds a person by login, in capitals too; ST_USAGE "bad_login", ST_NOT_FOUND "no_user". */
enum status person_find(struct session *s, const char *login, struct person_row *out, struct error *e);

/* Finds an active person by login; ST_NOT_FOUND "no_user", ST_REFUSED "disabled". */
enum status person_find_active(struct session *s, const char *login, struct person_row *out, struct error *e);

/* Changes, within the running write transaction, each written to the audit log. */
struct new_person {
    const char *login; /* 1 to 32 of a-z 0-9 . _ - (capitals become small) */
    const char *name;  /* as printed; NULL: the login */
    const char *role;
    const char *certificates; /* joined by commas; NULL: none */
    const char *pin;          /* one-time */
};
enum status person_add(struct session *s, const struct new_person *person, struct error *e);
enum status person_disable(struct session *s, const char *login, struct error *e);
/* Sets a PIN: of oneself for good, of somebody else (managers only) for one use. */
enum status person_set_pin(struct session *s, const char *login, const char *pin, struct error *e);
/* from, until: days since 1970 of the outlet's calendar, both inclusive; until -1: no end. */
enum status person_certify(struct session *s, const char *login, const char *certificate, int32_t from,
                           int32_t until, struct error *e);
enum status person_revoke(struct session *s, const char *login, const char *certificate, struct error *e);

/* True in *holds when the person has the certificate in force now. */
enum status person_holds(struct session *s, int64_t person, const char *certificate, bool *holds,
                         struct error *e);

enum status bay_add(struct session *s, const char *code, struct error *e);
/* ST_NOT_FOUND "no_bay" when there is none. */
enum status bay_find(struct session *s, const char *code, int64_t *id, struct error *e);

#endif
