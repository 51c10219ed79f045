/* Certificates: who may work on what. */
#ifndef CLEARBAY_WORK_SKILL_H
#define CLEARBAY_WORK_SKILL_H

#include "core/app/app.h"
#include "db/order_store.h"

/* True in *has when the person holds the certificate now; NULL needs none. */
enum status skill_has(struct session *s, int64_t person, const char *certificate, bool *has, struct error *e);

/* ST_REFUSED "no_certificate" unless the person holds it now; `who` names the person in the message. */
enum status skill_check(struct session *s, int64_t person, const char *who, const char *certificate,
                        struct error *e);

/* skill_check for every line of the order that is not declined. */
enum status skill_check_order(struct session *s, const struct order_rows *rows, int64_t person,
                              const char *who, struct error *e);

#endif
