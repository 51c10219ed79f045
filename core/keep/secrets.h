/* The secrets that lie beside a database, without which it is none: PATH.pepper (core/app/app.h) and PATH.key
 * (core/trust/workshop_key.h). */
#ifndef CLEARBAY_KEEP_SECRETS_H
#define CLEARBAY_KEEP_SECRETS_H

#include "core/base/error.h"
#include "db/db.h"

/* Copies those beside `from` to new files beside `to`, 0600 and durable, and compares them there. Workshops
 * from before there were keys have none. ST_FAILED "pepper", "key"; what was made by then is there. */
enum status secrets_copy(const char *from, const char *to, struct error *e);

/* Whether those beside `place` are the ones of the database: its log tells whose key it is, and it knows its
 * pepper. ST_FAILED "pepper", "key": one is another's, hurt or cannot be read; else ST_NOT_FOUND when one is
 * not there that belongs there. The message says what to do. */
enum status secrets_check(struct db *db, const char *place, struct error *e);

/* The half of it that is about the key. */
enum status secrets_check_key(struct db *db, const char *place, struct error *e);

#endif
